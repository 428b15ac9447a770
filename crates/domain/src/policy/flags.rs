//! Rules about feature flags.

use super::users;
use crate::{Actor, Denied};

/// An administrator may change the flags, and see their history and what people say about features;
/// everyone may see the flags of now.
///
/// # Errors
/// [`Denied::NotAdministrator`] to everyone else.
pub fn may_look_after(actor: &Actor) -> Result<(), Denied> {
    users::may_administrate(actor)
}
