//! Rules about boosts.

use crate::{Actor, Boost, Denied};

/// Only who gave a boost takes it back, not even an administrator does. Everyone who reaches a
/// message may boost it, which is asked before and answered with "not found".
///
/// # Errors
/// [`Denied::NotYours`] to everyone else.
pub fn may_remove(actor: &Actor, boost: &Boost) -> Result<(), Denied> {
    if actor.user_id == boost.creator_id {
        Ok(())
    } else {
        Err(Denied::NotYours)
    }
}
