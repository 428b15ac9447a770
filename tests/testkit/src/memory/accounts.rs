use super::{By, MemoryStore, RoomRow};
use async_trait::async_trait;
use campfire_domain::{
    Audience, EventKind, Involvement, Rev, Room, RoomState,
    ports::{AccountRepository, Committed, NewAccount, SetUpError},
};
use std::sync::Arc;

#[async_trait]
impl AccountRepository for MemoryStore {
    async fn set_up(&self, new: NewAccount) -> Result<Committed<Room>, SetUpError> {
        self.write(|state| {
            if state.account.is_some() {
                return Err(SetUpError::AlreadyDone);
            }
            let NewAccount {
                account,
                user,
                password_hash,
                mut room,
                session,
            } = new;
            room.rev = Rev::ZERO.next();
            let by = By(user.id, user.joined_at);
            state.account = Some(account.clone());
            state.users.insert(user.id, user.clone());
            state.hashes.insert(user.id, password_hash);
            state.sessions.insert(session.id, session.clone());
            let row = RoomRow {
                room: room.clone(),
                messages: Vec::new(),
                people: Vec::new(),
            };
            state.rooms.insert(room.id, row);

            let account = EventKind::AccountUpdated(Arc::new(account));
            state.record(by, None, Audience::Account, account);
            let user_id = user.id;
            state.record(
                by,
                None,
                Audience::Account,
                EventKind::UserUpdated(Arc::new(user)),
            );
            let created = RoomState {
                room: room.clone(),
                member_ids: Vec::new(),
            };
            let created = EventKind::RoomCreated(Arc::new(created));
            let since = state.record(by, Some(room.rev), Audience::Account, created);
            state.begin_membership(room.id, user_id, since, Involvement::Everything);
            let by = By(user_id, session.started_at);
            let started = EventKind::SessionStarted(Arc::new(session));
            state.record(by, None, Audience::Nobody, started);
            Ok(room)
        })
    }
}
