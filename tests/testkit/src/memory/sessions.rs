use super::{By, MemoryStore, State};
use async_trait::async_trait;
use campfire_domain::{
    Audience, EventKind, Session, SessionId, SessionUse, StoreError, Timestamp, UserId,
    ports::{Committed, SessionRepository, StartSessionError},
};
use std::{collections::BTreeSet, sync::Arc};

#[async_trait]
impl SessionRepository for MemoryStore {
    async fn start(&self, session: Session) -> Result<Committed<()>, StartSessionError> {
        self.write(|state| {
            if !state.unknown([session.user_id]).is_empty() {
                return Err(StartSessionError::NotActive);
            }
            let by = By(session.user_id, session.started_at);
            state.sessions.insert(session.id, session.clone());
            let started = EventKind::SessionStarted(Arc::new(session));
            state.record(by, None, Audience::Nobody, started);
            Ok(())
        })
    }

    async fn end(
        &self,
        user_id: UserId,
        session_ids: Vec<SessionId>,
        at: Timestamp,
    ) -> Result<Committed<Vec<SessionId>>, StoreError> {
        self.write(|state| {
            let named: BTreeSet<_> = session_ids.into_iter().collect();
            let is_theirs = |id: &SessionId| {
                state
                    .sessions
                    .get(id)
                    .is_some_and(|session| session.user_id == user_id)
            };
            let ended: Vec<_> = named.into_iter().filter(is_theirs).collect();
            state.end_sessions(user_id, ended.clone(), By(user_id, at));
            Ok(ended)
        })
    }

    async fn touch(&self, uses: Vec<SessionUse>) -> Result<(), StoreError> {
        let touched = self.write(|state| {
            for noted in uses {
                if let Some(session) = state.sessions.get_mut(&noted.session_id) {
                    session.last_seen_at = session.last_seen_at.max(noted.at);
                    session.address = noted.address.or(session.address);
                }
            }
            Ok::<_, StoreError>(())
        });
        touched.map(|done| done.value)
    }
}

impl State {
    /// Ends these sessions of a user, who is told when there are any.
    pub(super) fn end_sessions(&mut self, user_id: UserId, ended: Vec<SessionId>, by: By) {
        if ended.is_empty() {
            return;
        }
        self.sessions.retain(|id, _| !ended.contains(id));
        self.transfers
            .retain(|_, transfer| !ended.contains(&transfer.made_in));
        let kind = EventKind::SessionsEnded {
            user_id,
            session_ids: ended.into(),
        };
        let audience = Audience::Users([user_id].into());
        self.record(by, None, audience, kind);
    }
}
