//! Feature flags and what people say about features.

use crate::{
    SqliteStore,
    error::corrupt_column,
    rows::{self, bytes, int, number},
    writer::{Priority, Tx},
};
use async_trait::async_trait;
use campfire_domain::{
    Audience, EventKind, Feedback, FeedbackWord, Flag, FlagChange, FlagSet, FlagVersion, Flags,
    Interest, StoreError, Timestamp, UserId,
    ports::{
        Committed, FEEDBACK_MAX_ROWS, FeedbackError, FeedbackRepository, FlagRepository,
        RollBackError,
    },
};
use rusqlite::{Connection, Row, params};

#[async_trait]
impl FlagRepository for SqliteStore {
    async fn change(
        &self,
        changes: Vec<(Flag, bool)>,
        changed_by: UserId,
        at: Timestamp,
    ) -> Result<Committed<Flags>, StoreError> {
        self.writer
            .submit("changing the flags", Priority::Important, None, move |tx| {
                let version = newest(tx)?;
                let next = begin(tx, (version, None), changed_by, at)?;
                for (flag, state) in &changes {
                    tx.execute(
                        "insert into flag_state (version, flag, is_on) values (?1, ?2, ?3) \
                         on conflict (version, flag) do update set is_on = excluded.is_on",
                        params![int(next.get()), flag.name(), state],
                    )?;
                }
                finish(tx, next, changed_by, at)
            })
            .await
    }

    async fn roll_back(
        &self,
        to_version: FlagVersion,
        changed_by: UserId,
        at: Timestamp,
    ) -> Result<Committed<Flags>, RollBackError> {
        self.writer
            .submit(
                "rolling the flags back",
                Priority::Important,
                None,
                move |tx| {
                    if to_version > newest(tx)? {
                        return Err(RollBackError::UnknownVersion);
                    }
                    let next = begin(tx, (to_version, Some(to_version)), changed_by, at)?;
                    Ok(finish(tx, next, changed_by, at)?)
                },
            )
            .await
    }

    async fn history(
        &self,
        before: Option<FlagVersion>,
        limit: u32,
    ) -> Result<Vec<FlagChange>, StoreError> {
        self.readers
            .run_on_one_state("reading the history of the flags", move |connection| {
                let before = before.map_or(i64::MAX, |version| int(version.get()));
                connection
                    .prepare_cached(
                        "select version, changed_at, changed_by, rolled_back_to from flag_version \
                         where version < ?1 order by version desc limit ?2",
                    )?
                    .query_map(params![before, limit], |row| line(connection, row))?
                    .collect()
            })
            .await
    }
}

#[async_trait]
impl FeedbackRepository for SqliteStore {
    async fn record(&self, feedback: Feedback) -> Result<(), FeedbackError> {
        self.writer
            .submit("keeping feedback", Priority::Background, None, move |tx| {
                record(tx, &feedback)
            })
            .await
    }

    async fn report(&self, limit: u32) -> Result<Vec<Interest>, StoreError> {
        self.readers
            .run("reading feedback", move |connection| {
                connection
                    .prepare_cached(
                        "select feature, action, count(*) as people, sum(times) as times, max(last_at) \
                         from feature_feedback group by feature, action \
                         order by people desc, times desc, feature, action limit ?1",
                    )?
                    .query_map([limit], interest)?
                    .collect()
            })
            .await
    }
}

/// The flags of now.
pub(crate) fn read_current(connection: &Connection) -> rusqlite::Result<Flags> {
    let version = connection
        .prepare_cached("select coalesce(max(version), 0) from flag_version")?
        .query_row([], |row| row.get(0))?;
    read(connection, FlagVersion::new(number(version)))
}

/// The flags of a version; what it does not name has its default, what we do not know is left out.
fn read(connection: &Connection, version: FlagVersion) -> rusqlite::Result<Flags> {
    let mut statement =
        connection.prepare_cached("select flag, is_on from flag_state where version = ?1")?;
    let mut rows = statement.query([int(version.get())])?;
    let mut set = FlagSet::default();
    while let Some(row) = rows.next()? {
        if let Some(flag) = Flag::find(row.get_ref(0)?.as_str()?) {
            set = set.with(flag, row.get(1)?);
        }
    }
    Ok(Flags { version, set })
}

fn line(connection: &Connection, row: &Row<'_>) -> rusqlite::Result<FlagChange> {
    let version = FlagVersion::new(number(row.get(0)?));
    let rolled_back_to = row.get::<_, Option<i64>>(3)?;
    Ok(FlagChange {
        flags: read(connection, version)?,
        at: Timestamp::from_millis(row.get(1)?),
        changed_by: UserId::from_uuid(rows::uuid(row, 2)?),
        rolled_back_to: rolled_back_to.map(|version| FlagVersion::new(number(version))),
    })
}

fn newest(tx: &mut Tx<'_>) -> Result<FlagVersion, StoreError> {
    let version = tx.find("select max(version) from flag_version", [], |row| {
        row.get::<_, Option<i64>>(0)
    })?;
    Ok(version.flatten().map_or(FlagVersion::ZERO, |version| {
        FlagVersion::new(number(version))
    }))
}

/// Writes the next version with the flags of another one, unknown ones included.
fn begin(
    tx: &mut Tx<'_>,
    (like, rolled_back_to): (FlagVersion, Option<FlagVersion>),
    changed_by: UserId,
    at: Timestamp,
) -> Result<FlagVersion, StoreError> {
    let next = newest(tx)?.next();
    tx.execute(
        "insert into flag_version (version, changed_at, changed_by, rolled_back_to) values (?1, ?2, ?3, ?4)",
        params![
            int(next.get()),
            at.as_millis(),
            bytes(changed_by.as_uuid()),
            rolled_back_to.map(|version| int(version.get())),
        ],
    )?;
    tx.execute(
        "insert into flag_state (version, flag, is_on) select ?1, flag, is_on from flag_state where version = ?2",
        [int(next.get()), int(like.get())],
    )?;
    Ok(next)
}

fn finish(
    tx: &mut Tx<'_>,
    version: FlagVersion,
    changed_by: UserId,
    at: Timestamp,
) -> Result<Committed<Flags>, StoreError> {
    let flags = tx.read(|connection| read(connection, version))?;
    let kind = EventKind::FlagsChanged(flags);
    let position = tx.record(at, Some(changed_by), None, Audience::Account, kind)?;
    Ok(Committed {
        value: flags,
        position,
    })
}

fn record(tx: &mut Tx<'_>, feedback: &Feedback) -> Result<(), FeedbackError> {
    let user_id = bytes(feedback.user_id.as_uuid());
    let (feature, action) = (feedback.feature.as_str(), feedback.action.as_str());
    let at = feedback.at.as_millis();
    let counted = tx.execute(
        "update feature_feedback set times = times + 1, last_at = max(last_at, ?4) \
         where user_id = ?1 and feature = ?2 and action = ?3",
        params![user_id, feature, action, at],
    )?;
    if counted > 0 {
        return Ok(());
    }
    let sql = "select count(*) from feature_feedback where user_id = ?1";
    let kept = tx.find(sql, [user_id], |row| row.get(0))?;
    if kept.map_or(0, number) >= u64::from(FEEDBACK_MAX_ROWS) {
        return Err(FeedbackError::TooMany);
    }
    tx.execute(
        "insert into feature_feedback (user_id, feature, action, times, last_at) values (?1, ?2, ?3, 1, ?4)",
        params![user_id, feature, action, at],
    )?;
    Ok(())
}

fn interest(row: &Row<'_>) -> rusqlite::Result<Interest> {
    let word = |index: usize, column| {
        let text = row.get_ref(index)?.as_str()?;
        FeedbackWord::parse(text).map_err(|_| corrupt_column(column))
    };
    Ok(Interest {
        feature: word(0, "feature_feedback.feature")?,
        action: word(1, "feature_feedback.action")?,
        people: number(row.get(2)?),
        times: number(row.get(3)?),
        last_at: Timestamp::from_millis(row.get(4)?),
    })
}
