//! Looks into a store's file after a run: is everything there that was acknowledged?

use crate::seed::uuid_at;
use anyhow::{Context, Result};
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::path::Path;
use uuid::Uuid;

/// A post that the server acknowledged.
#[derive(Debug, Clone)]
pub struct Acknowledged {
    /// The message's id in the acknowledgement.
    pub message_id: Uuid,
    /// The client's id.
    pub client_id: Uuid,
    /// The room.
    pub room_id: Uuid,
    /// The number in the acknowledgement.
    pub seq: u64,
    /// Who of the posters wrote it: order is kept for each of them.
    pub poster: usize,
    /// What was written.
    pub body: String,
}

/// What was looked at, and what is wrong.
#[derive(Debug, Clone, Default)]
pub struct Audit {
    /// Messages in the store.
    pub messages: u64,
    /// One line for each kind of fault; empty is good.
    pub problems: Vec<String>,
}

/// Opens a store's file to look at it only.
///
/// # Errors
/// When there is none.
pub fn open(file: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(file, flags).with_context(|| format!("{}", file.display()))
}

/// Checks that the whole store is dense: `seq` and `rev` of every room, positions of the log, a
/// search row and an event for every message.
///
/// # Errors
/// When the store cannot be read.
pub fn dense(store: &Connection) -> Result<Audit> {
    let number = |sql: &str| store.query_row(sql, [], |row| row.get::<_, u64>(0));
    let mut audit = Audit {
        messages: number("select count(*) from message")?,
        ..Audit::default()
    };
    let checks = [
        (
            "rooms whose seq is not dense up to last_seq",
            "select count(*) from room r where (select count(*) from message m
                 where m.room_id = r.room_id) <> r.last_seq
             or coalesce((select max(seq) from message m where m.room_id = r.room_id), 0)
                 <> r.last_seq",
        ),
        (
            "rooms whose rev is not dense",
            "select count(*) from (select e.room_id, count(*) as events, count(distinct e.rev) as revs,
                 max(e.rev) as top, min(e.rev) as first, (select rev from room r where r.room_id = e.room_id) as rev
                 from event e where e.rev is not null group by e.room_id)
             where events <> revs or top <> rev or first <> 1 or top <> revs",
        ),
        (
            "positions missing in the log",
            "select coalesce(max(position) - min(position) + 1 - count(*), 0) from event",
        ),
        (
            "messages without a search row",
            "select count(*) from message m where m.deleted_at is null
                 and m.number not in (select id from message_search_docsize)",
        ),
        (
            "search rows without a message",
            "select count(*) from message_search_docsize d
                 where d.id not in (select number from message)",
        ),
        (
            "messages without exactly one message_posted event",
            "select abs((select count(*) from message) - (select count(*) from event
                 where kind = 'message_posted'))
             + (select count(*) from event e where e.kind = 'message_posted'
                 and not exists (select 1 from message m where m.message_id = e.message_id))",
        ),
    ];
    for (fault, sql) in checks {
        let count = number(sql).with_context(|| fault.to_owned())?;
        if count > 0 {
            audit.problems.push(format!("{count} {fault}"));
        }
    }
    Ok(audit)
}

/// Checks [`dense`] and that every acknowledged message is there exactly once, with its text, its
/// place and a search row that its unique word finds; and that each poster's order was kept.
///
/// # Errors
/// When the store cannot be read.
pub fn acknowledged(store: &Connection, posts: &[Acknowledged]) -> Result<Audit> {
    let mut audit = dense(store)?;
    let mut by_id = store.prepare(
        "select number, client_message_id, room_id, seq, plain_text from message
         where message_id = ?1",
    )?;
    let mut by_word =
        store.prepare("select rowid from message_search where message_search match ?1 limit 2")?;
    let (mut lost, mut wrong, mut unfound) = (0, 0, 0);
    for post in posts {
        let row = by_id.query_row([post.message_id.as_bytes()], |row| {
            let same = uuid_at(row, 1)? == post.client_id
                && uuid_at(row, 2)? == post.room_id
                && row.get::<_, u64>(3)? == post.seq
                && row.get_ref(4)?.as_str()? == post.body;
            Ok((row.get::<_, i64>(0)?, same))
        });
        let Some((number, same)) = row.optional()? else {
            lost += 1;
            continue;
        };
        wrong += usize::from(!same);
        let word = post.body.split(' ').next().unwrap_or_default();
        let found = by_word.query_map([word], |row| row.get::<_, i64>(0))?;
        unfound += usize::from(found.collect::<Result<Vec<_>, _>>()? != [number]);
    }
    let mut unordered = 0;
    let mut newest = std::collections::HashMap::new();
    for post in posts {
        let before = newest.insert((post.poster, post.room_id), post.seq);
        unordered += usize::from(before.is_some_and(|seq| seq >= post.seq));
    }
    for (count, fault) in [
        (lost, "acknowledged messages are not stored"),
        (wrong, "acknowledged messages are stored differently"),
        (
            unfound,
            "acknowledged messages are not found by their unique word",
        ),
        (
            unordered,
            "posts came before an earlier one of their poster",
        ),
    ] {
        if count > 0 {
            audit.problems.push(format!("{count} {fault}"));
        }
    }
    Ok(audit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{seed, text};

    #[test]
    fn a_lost_a_changed_and_an_unsearchable_message_are_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = seed::make_by_hand(folder.path(), 1).unwrap();
        let plan = seed::Plan {
            users: 2,
            rooms: 1,
            first_room_messages: 4,
            other_room_messages: 0,
        };
        seed::fill(&mut store, &plan, |_, _| ()).unwrap();
        let posts: Vec<Acknowledged> = store
            .prepare("select message_id, client_message_id, room_id, seq from message order by seq")
            .unwrap()
            .query_map([], |row| {
                let seq = row.get(3)?;
                Ok(Acknowledged {
                    message_id: uuid_at(row, 0)?,
                    client_id: uuid_at(row, 1)?,
                    room_id: uuid_at(row, 2)?,
                    seq,
                    poster: 0,
                    body: text::body(0, seq),
                })
            })
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(
            acknowledged(&store, &posts).unwrap().problems,
            Vec::<String>::new()
        );

        store
            .execute("delete from message where seq = 4", [])
            .unwrap();
        store
            .execute("update message set plain_text = 'other' where seq = 3", [])
            .unwrap();
        let sql = "insert into message_search (message_search, rowid, plain_text)
                   select 'delete', number, plain_text from message where seq = 2";
        store.execute(sql, []).unwrap();
        let problems = acknowledged(&store, &posts).unwrap().problems.join("; ");
        for fault in [
            "1 rooms whose seq",
            "1 messages without a search row",
            "1 search rows without",
            "1 acknowledged messages are not stored",
            "1 acknowledged messages are stored diff",
            "1 acknowledged messages are not found",
        ] {
            assert!(problems.contains(fault), "{fault}: {problems}");
        }
    }
}
