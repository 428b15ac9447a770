//! Sessions: beginning, ending, being used.

use crate::{
    SqliteStore,
    rows::{self, bytes},
    writer::{Priority, Tx},
};
use async_trait::async_trait;
use campfire_domain::{
    Audience, EventKind, Position, Session, SessionId, SessionKind, SessionUse, StoreError,
    Timestamp, UserId,
    ports::{Committed, SessionRepository, StartSessionError},
};
use rusqlite::params;
use std::sync::Arc;

#[async_trait]
impl SessionRepository for SqliteStore {
    async fn start(&self, session: Session) -> Result<Committed<()>, StartSessionError> {
        self.writer
            .submit("beginning a session", Priority::Critical, None, move |tx| {
                if !crate::rooms::unknown(tx, &[session.user_id])?.is_empty() {
                    return Err(StartSessionError::NotActive);
                }
                let position = insert(tx, &session)?;
                Ok(Committed {
                    value: (),
                    position,
                })
            })
            .await
    }

    async fn end(
        &self,
        user_id: UserId,
        session_ids: Vec<SessionId>,
        at: Timestamp,
    ) -> Result<Committed<Vec<SessionId>>, StoreError> {
        // Ascending and each once, so that the same sessions make the same event.
        let mut session_ids = session_ids;
        session_ids.sort_unstable();
        session_ids.dedup();
        self.writer
            .submit("ending sessions", Priority::Critical, None, move |tx| {
                end(tx, user_id, &session_ids, user_id, at)
            })
            .await
    }

    async fn touch(&self, uses: Vec<SessionUse>) -> Result<(), StoreError> {
        let doing = "noting that sessions were used";
        self.writer
            .submit(doing, Priority::Background, None, move |tx| {
                for noted in &uses {
                    tx.execute(
                        "update session set last_seen_at = max(last_seen_at, ?2), \
                         address = coalesce(?3, address) where session_id = ?1",
                        params![
                            bytes(noted.session_id.as_uuid()),
                            noted.at.as_millis(),
                            noted.address.map(|address| address.to_string()),
                        ],
                    )?;
                }
                Ok(())
            })
            .await
    }
}

/// Writes the row of a session and its event for nobody.
pub(crate) fn insert(tx: &mut Tx<'_>, session: &Session) -> Result<Position, StoreError> {
    let token_hash = match &session.kind {
        SessionKind::Browser(hash) => Some(hash.0),
        SessionKind::Token => None,
    };
    tx.execute(
        "insert into session (session_id, user_id, token_hash, device, started_at, last_seen_at, address) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            bytes(session.id.as_uuid()),
            bytes(session.user_id.as_uuid()),
            token_hash,
            session.device,
            session.started_at.as_millis(),
            session.last_seen_at.as_millis(),
            session.address.map(|address| address.to_string()),
        ],
    )?;
    let kind = EventKind::SessionStarted(Arc::new(session.clone()));
    tx.record(
        session.started_at,
        Some(session.user_id),
        None,
        Audience::Nobody,
        kind,
    )
}

/// The sessions of a user, in ascending order.
pub(crate) fn of_user(tx: &mut Tx<'_>, user_id: UserId) -> Result<Vec<SessionId>, StoreError> {
    tx.read(|connection| {
        connection
            .prepare_cached(
                "select session_id from session where user_id = ?1 order by session_id",
            )?
            .query_map([bytes(user_id.as_uuid())], |row| {
                rows::uuid(row, 0).map(SessionId::from_uuid)
            })?
            .collect()
    })
}

/// Ends those of the named sessions that are the user's and still there.
pub(crate) fn end(
    tx: &mut Tx<'_>,
    user_id: UserId,
    session_ids: &[SessionId],
    actor_id: UserId,
    at: Timestamp,
) -> Result<Committed<Vec<SessionId>>, StoreError> {
    let mut ended = Vec::new();
    for session_id in session_ids {
        let removed = tx.find(
            "delete from session where session_id = ?1 and user_id = ?2 returning session_id",
            [bytes(session_id.as_uuid()), bytes(user_id.as_uuid())],
            |row| rows::uuid(row, 0).map(SessionId::from_uuid),
        )?;
        ended.extend(removed);
    }
    if !ended.is_empty() {
        let kind = EventKind::SessionsEnded {
            user_id,
            session_ids: ended.as_slice().into(),
        };
        tx.record(
            at,
            Some(actor_id),
            None,
            Audience::Users(Arc::new([user_id])),
            kind,
        )?;
    }
    Ok(Committed {
        value: ended,
        position: tx.position(),
    })
}
