use crate::{Event, RoomId, SessionId, User, UserId, ports::Trouble};
use std::{collections::HashSet, sync::Arc};

/// Tells connected clients. One publisher calls it, once per event and in log order. Nothing here
/// blocks or fails: a client that cannot take more is dropped and resumes from the log.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait Broadcaster: Send + Sync {
    /// Delivers an event to those of the recipients who are connected. MUST keep the order of calls
    /// on every connection, and encode the event once.
    fn deliver(&self, delivery: Delivery);

    /// Ends the connections of these sessions, within 1 s and after everything that was delivered
    /// before.
    fn end_sessions(&self, session_ids: &[SessionId]);

    /// Tells who came and who went to those who know who is there, and who is there to those who
    /// connected since the last call.
    fn presence_changed(&self, change: &PresenceChange);

    /// Tells those who view the room who is typing in it: the whole set.
    fn typing_changed(&self, room_id: RoomId, user_ids: &[UserId]);

    /// Tells everyone what does not work now, nothing when all is well again; who connects later is
    /// told the same until the next call.
    fn health_changed(&self, troubles: &[Trouble]);
}

/// Who came, who went, and who is there now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PresenceChange {
    /// Who came since the last change, each once.
    pub joined: Vec<UserId>,
    /// Who went since the last change, each once.
    pub left: Vec<UserId>,
    /// Who is there, in ascending order.
    pub online: Arc<[UserId]>,
}

/// An event on its way out.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The event.
    pub event: Arc<Event>,
    /// The people it names.
    pub named: Named,
    /// Who gets it.
    pub recipients: Recipients,
}

/// The people that an event shows by name, as they are at its place of the log.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Named {
    /// Who wrote the message of a message event, whom a grant concerns, or who boosted.
    pub user: Option<Arc<User>>,
    /// Who boosted the message of a message event, in the order of its boosts.
    pub boosters: Vec<Arc<User>>,
}

/// Who gets an event. Sets are shared with the directory, not copied per event.
#[derive(Clone, Debug)]
pub enum Recipients {
    /// Everyone who is connected.
    Everyone,
    /// The members of a closed or direct room.
    Members(Arc<HashSet<UserId>>),
    /// The members, and these people.
    MembersAnd(Arc<HashSet<UserId>>, Arc<[UserId]>),
    /// These people.
    Users(Arc<[UserId]>),
    /// Everyone who is connected but these: those who see a room no more.
    AllBut(Arc<HashSet<UserId>>),
    /// No client.
    Nobody,
}
