use crate::{AuditLine, AuditNumber, StoreError};
use async_trait::async_trait;

/// Reads the audit log. It is written by the operations that change something.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait AuditReader: Send + Sync {
    /// The lines before one, newest first, at most `limit`; from the newest on without one. MUST
    /// cost the same however long the log is.
    ///
    /// # Errors
    /// When the store could not.
    async fn lines(
        &self,
        before: Option<AuditNumber>,
        limit: u32,
    ) -> Result<Vec<AuditLine>, StoreError>;
}
