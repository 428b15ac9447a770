use super::{By, MemoryStore, RoomRow, State};
use async_trait::async_trait;
use campfire_domain::{
    Account, Audience, AuditAction, EventKind, Involvement, JoinCode, Rev, Room, RoomState,
    Timestamp, UserId,
    ports::{AccountChange, AccountError, AccountRepository, Committed, NewAccount, SetUpError},
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

    async fn change(&self, change: AccountChange) -> Result<Committed<Account>, AccountError> {
        let by = By(change.actor_id, change.at);
        self.write(|state| {
            let before = of_administrator(state, change.actor_id)?;
            let after = change.apply(&before);
            if after == before {
                return Ok(after);
            }
            for action in AccountChange::actions(&before, &after) {
                state.note(action, by, None);
            }
            Ok(put(state, after, by))
        })
    }

    async fn replace_join_code(
        &self,
        code: JoinCode,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Account>, AccountError> {
        let by = By(actor_id, at);
        self.write(|state| {
            let mut account = of_administrator(state, actor_id)?;
            account.join_code = code;
            state.note(AuditAction::JoinCodeReplaced, by, None);
            Ok(put(state, account, by))
        })
    }
}

/// The account, when who asks is an administrator still.
fn of_administrator(state: &State, actor_id: UserId) -> Result<Account, AccountError> {
    let account = state.account.clone();
    let account = account.filter(|_| state.is_administrator(actor_id));
    account.ok_or(AccountError::NotAdministrator)
}

fn put(state: &mut State, account: Account, by: By) -> Account {
    state.account = Some(account.clone());
    let updated = EventKind::AccountUpdated(Arc::new(account.clone()));
    state.record(by, None, Audience::Account, updated);
    account
}
