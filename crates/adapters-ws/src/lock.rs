//! The lock of the registry and of its queues, named in one place: the model (`tests/model`) puts in
//! one whose every order can be tried.

pub(crate) use parking_lot::{Mutex, MutexGuard};
