//! Who may do what, as pure functions. Use cases ask them; stores only guard facts that race.

pub mod boosts;
pub mod flags;
pub mod messages;
pub mod rooms;
pub mod users;
