use super::{By, MemoryStore, State};
use async_trait::async_trait;
use campfire_domain::{
    Audience, AuditAction, EventKind, Role, Session, StoreError, TokenHash, Transfer, User, UserId,
    policy::users::may_be_transferred,
    ports::{Committed, MakeTransferError, TransferRepository, UseTransferError},
};
use std::sync::Arc;

#[async_trait]
impl TransferRepository for MemoryStore {
    async fn make(&self, transfer: Transfer) -> Result<(), MakeTransferError> {
        let made = self.write(|state| {
            check(state, &transfer)?;
            let by = By(transfer.made_by, transfer.made_at);
            state.note(AuditAction::TransferMade, by, Some(transfer.user_id));
            state.transfers.insert(transfer.user_id, transfer);
            Ok(())
        });
        made.map(|done| done.value)
    }

    async fn find(&self, code: TokenHash) -> Result<Option<Transfer>, StoreError> {
        self.read(|state| state.transfer(code).cloned())
    }

    async fn use_up(
        &self,
        code: TokenHash,
        session: Session,
    ) -> Result<Committed<()>, UseTransferError> {
        self.write(|state| {
            let user_id = session.user_id;
            let by = By(user_id, session.started_at);
            let found = state.transfer(code).filter(|found| {
                let (user, maker) = (&state.users[&found.user_id], &state.users[&found.made_by]);
                found.user_id == user_id
                    && !found.has_expired(by.1)
                    && may_be_transferred(user, maker)
            });
            found.ok_or(UseTransferError::Unknown)?;
            state.transfers.remove(&user_id);
            state.note(AuditAction::TransferUsed, by, Some(user_id));
            state.sessions.insert(session.id, session.clone());
            let started = EventKind::SessionStarted(Arc::new(session));
            state.record(by, None, Audience::Nobody, started);
            Ok(())
        })
    }
}

/// Whether it may be made.
fn check(state: &State, new: &Transfer) -> Result<(), MakeTransferError> {
    let active = |id: UserId| state.users.get(&id).filter(|user| user.is_active());
    let session = state.sessions.get(&new.made_in);
    let lives = session.is_some_and(|session| session.user_id == new.made_by);
    let maker = active(new.made_by).filter(|_| lives);
    let maker = maker.ok_or(MakeTransferError::NotActive)?;
    if maker.id != new.user_id && maker.role != Role::Administrator {
        return Err(MakeTransferError::NotAdministrator);
    }
    let person = |user: &&User| user.role != Role::Bot;
    let user = state.users.get(&new.user_id).filter(person);
    let user = user.ok_or(MakeTransferError::NotFound)?;
    let takes_part = user.is_active();
    takes_part.then_some(()).ok_or(MakeTransferError::Gone)
}

impl State {
    fn transfer(&self, code: TokenHash) -> Option<&Transfer> {
        self.transfers.values().find(|found| found.code == code)
    }
}
