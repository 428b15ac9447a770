use crate::time::Timestamp;

/// Tells the time of day.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait Clock: Send + Sync {
    /// Now. It may jump in both directions: nothing that must not jump is taken from it.
    fn now(&self) -> Timestamp;
}
