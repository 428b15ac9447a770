//! Ceilings of the store: the same rows and the same reads by `SQLite` alone, in one thread,
//! without a queue, a socket or a check.

use super::Counted;
use crate::bench::read;
use crate::bench::search::HITS;
use crate::bench::stats::Latency;
use crate::campfire::Durability;
use crate::machine::cpu_seconds;
use crate::random::{Repeatable, now_millis};
use crate::seed::rows::{MessageRow, MessageWriter};
use crate::seed::{self, uuid_at};
use crate::text;
use anyhow::{Context, Result};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, params};
use rustix::process::getpid;
use std::path::Path;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Commits groups of messages for a while: message, search row, event; the room's counters once a
/// commit.
///
/// # Errors
/// When the store refuses.
pub fn commits(
    folder: &Path,
    durability: Durability,
    group: u64,
    time: Duration,
) -> Result<Counted> {
    let store = seed::open(&folder.join(seed::FILE_NAME))?;
    let synchronous = match durability {
        Durability::Full => "full",
        Durability::Normal => "normal",
    };
    store.pragma_update(None, "synchronous", synchronous)?;
    store.pragma_update(None, "temp_store", "memory")?;
    // As much page cache as the server's writer has.
    store.pragma_update(None, "cache_size", -16_000)?;
    let one = |sql: &str| store.query_row(sql, [], |r| r.get::<_, u64>(0));
    let mut number = one("select coalesce(max(number), 0) from message")?;
    let mut position = one("select coalesce(max(position), 0) from event")?;
    let (room, mut seq, mut rev) = store
        .query_row("select room_id, last_seq, rev from room limit 1", [], |r| {
            Ok((uuid_at(r, 0)?, r.get::<_, u64>(1)?, r.get::<_, u64>(2)?))
        })
        .context("a store with a room is needed")?;
    let creator = store.query_row("select user_id from user limit 1", [], |r| uuid_at(r, 0))?;
    // Texts are made before, so that only the store is timed; ids are as cheap as in a server.
    let texts: Vec<String> = (0..4096).map(|n| text::body(1 + position, n)).collect();
    let mut random = Repeatable::new(position);
    let mut writer = MessageWriter::new(&store)?;
    let cpu = cpu_seconds(getpid())?;
    let (began, mut count) = (Instant::now(), 0);
    while began.elapsed() < time {
        let at = now_millis()?;
        store.execute_batch("begin immediate")?;
        for _ in 0..group {
            (number, position, seq, rev) = (number + 1, position + 1, seq + 1, rev + 1);
            writer.write(&MessageRow {
                number,
                position,
                id: random.id_at(at),
                room_id: room,
                seq,
                rev,
                client_id: random.id_at(at),
                creator_id: creator,
                text: &texts[number as usize % texts.len()],
                at,
            })?;
        }
        writer.write_room(room, seq, rev, at)?;
        store.execute_batch("commit")?;
        count += group;
    }
    Counted::since(count, began, cpu)
}

fn open_to_read(file: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(file, flags)?)
}

/// Reads pages of 50 for a while, over the same rooms and cuts as the profile asks for.
///
/// # Errors
/// When the store refuses, or a page is not full.
pub fn pages(file: &Path, time: Duration) -> Result<Counted> {
    let store = open_to_read(file)?;
    let mut rooms: Vec<(Uuid, u64)> = Vec::new();
    let mut select = store.prepare(
        "select room_id, last_seq from room where kind = 'open' order by created_at, room_id",
    )?;
    let mut found = select.query([])?;
    while let Some(row) = found.next()? {
        rooms.push((uuid_at(row, 0)?, row.get(1)?));
    }
    let sizes: Vec<u64> = rooms.iter().map(|(_, last)| *last).collect();
    let cuts = read::cuts(&sizes);
    anyhow::ensure!(!cuts.is_empty(), "no room with {} messages", read::PAGE);
    let mut page = store.prepare(
        "select message_id, seq, rev, client_message_id, creator_id, html, plain_text, source,
             format, created_at, edited_at, deleted_at
         from message where room_id = ?1 and seq between ?2 and ?3 order by seq",
    )?;
    let cpu = cpu_seconds(getpid())?;
    let (began, mut count, mut bytes) = (Instant::now(), 0, Vec::with_capacity(64 << 10));
    while began.elapsed() < time {
        // The clock is asked once for ten pages.
        for _ in 0..10 {
            let cut = &cuts[count as usize % cuts.len()];
            let id = rooms[cut.room].0;
            bytes.clear();
            let mut rows = page.query(params![
                id.as_bytes(),
                cut.before - read::PAGE,
                cut.before - 1
            ])?;
            let mut got = 0;
            while let Some(row) = rows.next()? {
                copy_row(row, 12, &mut bytes)?;
                got += 1;
            }
            anyhow::ensure!(got == read::PAGE, "a page of {got} messages");
            count += 1;
        }
    }
    Counted::since(count, began, cpu)
}

/// Reads what `GET /rooms` says for one person after another, for a while.
///
/// # Errors
/// When the store refuses.
pub fn rooms(file: &Path, time: Duration) -> Result<Counted> {
    let store = open_to_read(file)?;
    let mut people: Vec<Uuid> = Vec::new();
    let mut select = store.prepare("select user_id from user where role = 'member' limit 16")?;
    let mut found = select.query([])?;
    while let Some(row) = found.next()? {
        people.push(uuid_at(row, 0)?);
    }
    anyhow::ensure!(!people.is_empty(), "no members");
    let mut list = store.prepare(
        "select r.room_id, r.kind, r.name, r.last_seq, r.rev, m.last_read_seq, m.involvement,
             r.last_message_at,
             (select count(*) from message t where t.room_id = r.room_id
                  and t.seq > m.last_read_seq and t.deleted_at is not null),
             (select count(*) from mention x where x.room_id = r.room_id
                  and x.user_id = m.user_id and x.seq > m.last_read_seq)
         from membership m join room r on r.room_id = m.room_id where m.user_id = ?1",
    )?;
    let cpu = cpu_seconds(getpid())?;
    let (began, mut count, mut bytes) = (Instant::now(), 0, Vec::with_capacity(16 << 10));
    while began.elapsed() < time {
        for _ in 0..10 {
            bytes.clear();
            let mut rows = list.query([people[count as usize % people.len()].as_bytes()])?;
            while let Some(row) = rows.next()? {
                copy_row(row, 10, &mut bytes)?;
            }
            count += 1;
        }
    }
    Counted::since(count, began, cpu)
}

/// Finds each of these in turn for a while, in the rooms that someone is a member of.
///
/// # Errors
/// When the store refuses.
pub fn searches(file: &Path, user: Uuid, queries: &[String], time: Duration) -> Result<Counted> {
    let store = open_to_read(file)?;
    let mut find = store.prepare(
        "select m.message_id, m.room_id, m.seq, m.creator_id, m.created_at, m.edited_at,
             highlight(message_search, 0, char(1), char(2))
         from message_search cross join message m on m.number = message_search.rowid
         where message_search match ?1 and exists (select 1 from membership p
             where p.room_id = m.room_id and p.user_id = ?2)
         order by message_search.rowid desc limit ?3",
    )?;
    let cpu = cpu_seconds(getpid())?;
    let (mut bytes, mut took_ms) = (Vec::with_capacity(64 << 10), Vec::new());
    let began = Instant::now();
    for query in queries.iter().cycle() {
        let asked = Instant::now();
        bytes.clear();
        let mut rows = find.query(params![query, user.as_bytes(), HITS])?;
        while let Some(row) = rows.next()? {
            copy_row(row, 7, &mut bytes)?;
        }
        took_ms.push(asked.elapsed().as_secs_f64() * 1e3);
        if began.elapsed() >= time {
            break;
        }
    }
    let counted = Counted::since(took_ms.len() as u64, began, cpu)?;
    Ok(Counted {
        latency: Some(Latency::of(took_ms)),
        ..counted
    })
}

/// Takes every column out of the row, as an answer must.
fn copy_row(row: &rusqlite::Row<'_>, columns: usize, bytes: &mut Vec<u8>) -> Result<()> {
    for column in 0..columns {
        match row.get_ref(column)? {
            ValueRef::Null => {}
            ValueRef::Integer(number) => bytes.extend_from_slice(&number.to_le_bytes()),
            ValueRef::Real(number) => bytes.extend_from_slice(&number.to_le_bytes()),
            ValueRef::Text(text) | ValueRef::Blob(text) => bytes.extend_from_slice(text),
        }
    }
    Ok(())
}
