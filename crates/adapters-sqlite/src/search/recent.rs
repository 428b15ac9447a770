//! What each person looked for last.

use crate::{
    SqliteStore,
    rows::bytes,
    writer::{Priority, Tx},
};
use async_trait::async_trait;
use campfire_domain::{
    SearchQuery, StoreError, Timestamp, UserId,
    ports::{RecentSearch, RecentSearchRepository},
};
use rusqlite::params;

#[async_trait]
impl RecentSearchRepository for SqliteStore {
    async fn note(
        &self,
        user_id: UserId,
        query: SearchQuery,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.writer
            .submit("noting a search", Priority::Background, None, move |tx| {
                note(tx, user_id, query.as_str(), at)
            })
            .await
    }

    async fn list(&self, user_id: UserId) -> Result<Vec<RecentSearch>, StoreError> {
        self.readers
            .run("listing recent searches", move |connection| {
                connection
                    .prepare_cached(
                        "select query, at from recent_search where user_id = ?1 order by number desc limit ?2",
                    )?
                    .query_map(params![bytes(user_id.as_uuid()), RecentSearch::KEPT], |row| {
                        Ok(RecentSearch {
                            query: row.get(0)?,
                            at: Timestamp::from_millis(row.get(1)?),
                        })
                    })?
                    .collect()
            })
            .await
    }

    async fn clear(&self, user_id: UserId) -> Result<(), StoreError> {
        self.writer
            .submit(
                "forgetting searches",
                Priority::Important,
                None,
                move |tx| forget(tx, user_id),
            )
            .await
    }
}

/// Forgets what a person looked for.
pub(crate) fn forget(tx: &mut Tx<'_>, user_id: UserId) -> Result<(), StoreError> {
    tx.execute(
        "delete from recent_search where user_id = ?1",
        [bytes(user_id.as_uuid())],
    )
    .map(drop)
}

fn note(tx: &mut Tx<'_>, user_id: UserId, query: &str, at: Timestamp) -> Result<(), StoreError> {
    let user = bytes(user_id.as_uuid());
    tx.execute(
        "insert into recent_search (number, user_id, query, at) \
         values ((select coalesce(max(number), 0) + 1 from recent_search), ?1, ?2, ?3) \
         on conflict (user_id, query) do update set number = excluded.number, at = excluded.at",
        params![user, query, at.as_millis()],
    )?;
    tx.execute(
        "delete from recent_search where user_id = ?1 and number not in \
         (select number from recent_search where user_id = ?1 order by number desc limit ?2)",
        params![user, RecentSearch::KEPT],
    )?;
    Ok(())
}
