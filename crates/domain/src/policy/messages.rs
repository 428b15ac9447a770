//! Rules about messages.

use crate::{Actor, Denied, Message};

/// Its creator or an administrator may edit or delete a message. Both must be members of its room
/// to reach it at all, which is asked before and answered with "not found".
///
/// # Errors
/// [`Denied::NotYours`] to everyone else.
pub fn may_change(actor: &Actor, message: &Message) -> Result<(), Denied> {
    if actor.user_id == message.creator_id || actor.is_administrator() {
        Ok(())
    } else {
        Err(Denied::NotYours)
    }
}
