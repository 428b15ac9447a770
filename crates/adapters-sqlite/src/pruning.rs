//! Prunes the log: removes what no resume can ask for and no consumer has yet to see.

use crate::{rows::int, writer::Tx};
use campfire_domain::StoreError;
use std::time::Duration;

/// Events younger than this are kept, counted back from the newest: the resume window of 24 h, and
/// 2 h for a clock that jumped. Ages are those of the log's own times, so that no other clock is
/// asked, and a log in which nothing happens loses nothing.
const KEPT: Duration = Duration::from_hours(26);
/// Consumers of the log hold pruning up for so long (product limit). One that is further behind must
/// begin anew.
const KEPT_FOR_CONSUMERS: Duration = Duration::from_hours(7 * 24);

/// Removes at most so many of the oldest events, in their order; `true` when there may be more.
pub(crate) fn step(tx: &mut Tx<'_>, rows: u32) -> Result<bool, StoreError> {
    let newest = tx.find(
        "select at, (select coalesce(min(position), 9223372036854775807) from consumer) \
         from event order by position desc limit 1",
        [],
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)),
    )?;
    let Some((newest_at, consumed_to)) = newest else {
        return Ok(false);
    };
    // The oldest rows up to the first that is still wanted; the newest event always is.
    let to = tx.find(
        "select coalesce(min(case when at >= ?2 or (position > ?3 and at >= ?4) then position end) - 1, max(position)) \
         from (select position, at from event order by position limit ?1)",
        [
            i64::from(rows),
            before(newest_at, KEPT),
            consumed_to,
            before(newest_at, KEPT_FOR_CONSUMERS),
        ],
        |row| row.get::<_, Option<i64>>(0),
    )?;
    let Some(Some(to)) = to else {
        return Ok(false);
    };
    let pruned = tx.execute("delete from event where position <= ?1", [to])?;
    if pruned > 0 {
        tx.execute("update store set pruned_to = ?1", [to])?;
        tracing::debug!(
            log.pruned_to = to,
            log.pruned = pruned,
            "the log was pruned"
        );
    }
    Ok(int(u64::try_from(pruned).unwrap_or(0)) >= i64::from(rows))
}

fn before(at: i64, span: Duration) -> i64 {
    at.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX))
}
