//! Fills a store: people with sessions, rooms and messages, as the server would have written them.
//!
//! The schema is the server's own: the binary makes the store, does the first run and opens the
//! rooms. Only what would take hours through the front door (Argon2 for every person, a commit for
//! every message) is written straight into the file, while no server runs. Afterwards the file is
//! as the server leaves it: `seq` and `rev` dense from 1, log positions dense, every message with
//! its search row and its event.

pub mod rows;

use crate::campfire::{Durability, Server};
use crate::random::{Repeatable, now_millis, token, token_hash};
use crate::text;
use anyhow::{Context, Result, bail};
use rows::{MessageRow, MessageWriter};
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The store's file in a data folder.
pub const FILE_NAME: &str = "campfire.db";
/// Messages of one seeding transaction. Large, so that the search index merges in memory first.
const BATCH: usize = 20_000;
/// The seeded history reaches back this far: less than the 7 days that the log is kept.
const HISTORY_MS: i64 = 6 * 24 * 3600 * 1000;

/// How much to write.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Plan {
    /// People besides the administrator, each with one browser session.
    pub users: usize,
    /// Open rooms in all, the first run's included.
    pub rooms: usize,
    /// Messages of the first room.
    pub first_room_messages: u64,
    /// Messages of each other room.
    pub other_room_messages: u64,
}

/// What a seeded store holds, and the keys to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Seeded {
    /// Open rooms in the order they were made.
    pub rooms: Vec<SeededRoom>,
    /// Seeded people.
    pub people: Vec<Person>,
}

/// A room of a seeded store.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SeededRoom {
    /// Its id.
    pub id: Uuid,
    /// Message `seq` of it says `text::body(salt, seq)`.
    pub salt: u64,
    /// How many messages it has: its `last_seq`.
    pub messages: u64,
}

/// A seeded person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Person {
    /// Their user id.
    pub id: Uuid,
    /// Their session token, for the cookie.
    pub token: String,
}

/// Makes and fills a store in an empty or new folder.
///
/// # Errors
/// When the server does not start or the disk refuses.
pub fn make(
    binary: &Path,
    data: &Path,
    plan: &Plan,
    progress: impl FnMut(u64, u64),
) -> Result<Seeded> {
    std::fs::create_dir_all(data)?;
    let server = Server::start(binary, data, Durability::Normal)?;
    let administrator = server.first_run()?;
    for number in 2..=plan.rooms {
        server.open_room(&administrator.token, &format!("Room {number:02}"))?;
    }
    server.stop()?;
    fill(&mut open(&data.join(FILE_NAME))?, plan, progress)
}

/// Opens a store's file to write to it.
///
/// # Errors
/// When there is none.
pub fn open(file: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let store = Connection::open_with_flags(file, flags)
        .with_context(|| format!("no store at {}", file.display()))?;
    store.pragma_update(None, "foreign_keys", true)?;
    store.set_prepared_statement_cache_capacity(64);
    Ok(store)
}

/// Adds people, sessions and messages to a store that had its first run. No server may run on it.
/// `progress` gets messages written and messages in all.
///
/// # Errors
/// When the store refuses a row.
pub fn fill(
    store: &mut Connection,
    plan: &Plan,
    mut progress: impl FnMut(u64, u64),
) -> Result<Seeded> {
    // A crash while seeding costs a new seeding, nothing else; the file is synced at the end.
    store.pragma_update(None, "synchronous", "off")?;
    store.pragma_update(None, "cache_size", -512 * 1024)?;
    let mut random = Repeatable::new(plan.users as u64 + plan.first_room_messages);
    let now = now_millis()?;
    let mut rooms = rooms(store)?;
    if rooms.len() < plan.rooms {
        bail!(
            "the store has {} open rooms, {} are planned",
            rooms.len(),
            plan.rooms
        );
    }
    rooms.truncate(plan.rooms.max(1));
    let people = write_people(store, plan.users, now, &mut random)?;
    write_messages(
        store,
        plan,
        &mut rooms,
        &people,
        now,
        &mut random,
        &mut progress,
    )?;
    // Everyone has read up to a few messages before the end, so that there is something unread.
    store.execute(
        "update membership set last_read_seq = max(0, (select last_seq from room
             where room.room_id = membership.room_id) - abs(random() % 20))
         where user_id not in (select user_id from user where role = 'administrator')",
        [],
    )?;
    store.pragma_update(None, "synchronous", "full")?;
    store.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    Ok(Seeded { rooms, people })
}

/// The open rooms of a store in the order they were made; the salt is the place in that order.
fn rooms(store: &Connection) -> Result<Vec<SeededRoom>> {
    let mut select = store.prepare(
        "select room_id, last_seq from room where kind = 'open' order by created_at, room_id",
    )?;
    let rooms = select.query_map([], |row| Ok((uuid_at(row, 0)?, row.get::<_, u64>(1)?)))?;
    let rooms = rooms.collect::<Result<Vec<_>, _>>()?;
    let room = |(salt, (id, messages))| SeededRoom {
        id,
        salt: salt as u64,
        messages,
    };
    Ok(rooms.into_iter().enumerate().map(room).collect())
}

/// Reads an id of 16 bytes.
///
/// # Errors
/// When the column holds something else.
pub fn uuid_at(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    Ok(Uuid::from_bytes(row.get::<_, [u8; 16]>(column)?))
}

fn write_people(
    store: &mut Connection,
    users: usize,
    now: i64,
    random: &mut Repeatable,
) -> Result<Vec<Person>> {
    let tx = store.transaction()?;
    let hash: Option<String> = tx
        .query_row(
            "select password_hash from user where role = 'administrator'",
            [],
            |r| r.get(0),
        )
        .optional()?
        .context("the store had no first run")?;
    let known: u64 = tx.query_row("select count(*) from user", [], |r| r.get(0))?;
    let mut position = last_position(&tx)?;
    let mut people = Vec::with_capacity(users);
    for number in 0..users as u64 {
        let (id, token) = (random.id_at(now - HISTORY_MS), token()?);
        let nr = known + number;
        position += 1;
        tx.prepare_cached(
            "insert into user (user_id, name, handle, email, password_hash, role, standing, bio, joined_at)
             values (?1, ?2, ?3, ?4, ?5, 'member', 'active', '', ?6)",
        )?
        .execute(params![
            id.as_bytes(), format!("Person {nr}"), format!("person.{nr}"),
            format!("person{nr}@example.com"), hash, now - HISTORY_MS
        ])?;
        tx.prepare_cached(
            "insert into event (position, kind, user_id, actor_id, at, audience)
             values (?1, 'user_updated', ?2, ?2, ?3, 'account')",
        )?
        .execute(params![position, id.as_bytes(), now - HISTORY_MS])?;
        // As a join does it: one statement for all open rooms.
        tx.prepare_cached(
            "insert into membership (room_id, user_id, involvement, last_read_seq, since)
             select room_id, ?1, 'mentions', last_seq, ?2 from room where kind = 'open'",
        )?
        .execute(params![id.as_bytes(), position])?;
        let session = random.id_at(now);
        tx.prepare_cached(
            "insert into session (session_id, user_id, token_hash, device, started_at, last_seen_at)
             values (?1, ?2, ?3, 'campfire-seed', ?4, ?4)",
        )?
        .execute(params![session.as_bytes(), id.as_bytes(), token_hash(&token), now])?;
        position += 1;
        tx.prepare_cached(
            "insert into event (position, kind, user_id, session_ids, actor_id, at, audience)
             values (?1, 'session_started', ?2, ?3, ?2, ?4, 'nobody')",
        )?
        .execute(params![position, id.as_bytes(), session.as_bytes(), now])?;
        people.push(Person { id, token });
    }
    tx.commit()?;
    Ok(people)
}

fn last_position(store: &Connection) -> Result<u64> {
    Ok(
        store.query_row("select coalesce(max(position), 0) from event", [], |r| {
            r.get(0)
        })?,
    )
}

fn write_messages(
    store: &mut Connection,
    plan: &Plan,
    rooms: &mut [SeededRoom],
    people: &[Person],
    now: i64,
    random: &mut Repeatable,
    progress: &mut impl FnMut(u64, u64),
) -> Result<()> {
    // Which room each message goes to: every room's share, shuffled, as a busy team would write.
    let mut order: Vec<u16> = Vec::new();
    for index in 0..rooms.len() {
        let share = if index == 0 {
            plan.first_room_messages
        } else {
            plan.other_room_messages
        };
        order.extend(std::iter::repeat_n(
            u16::try_from(index)?,
            usize::try_from(share)?,
        ));
    }
    for end in (1..order.len()).rev() {
        order.swap(end, random.below(end + 1));
    }
    if order.is_empty() {
        return Ok(());
    }
    if people.is_empty() {
        bail!("messages need people who write them");
    }
    let mut number: u64 =
        store.query_row("select coalesce(max(number), 0) from message", [], |r| {
            r.get(0)
        })?;
    let mut position = last_position(store)?;
    let mut revs = Vec::with_capacity(rooms.len());
    for room in rooms.iter() {
        let select = "select rev from room where room_id = ?1";
        revs.push(store.query_row(select, [room.id.as_bytes()], |r| r.get::<_, u64>(0))?);
    }
    let (all, mut done) = (order.len() as u64, 0_u64);
    for batch in order.chunks(BATCH) {
        let tx = store.transaction()?;
        let mut writer = MessageWriter::new(&tx)?;
        for index in batch {
            let index = usize::from(*index);
            let (room, rev) = (&mut rooms[index], &mut revs[index]);
            room.messages += 1;
            *rev += 1;
            number += 1;
            position += 1;
            // Spread evenly over the history; the last message is of this moment.
            let at = now - HISTORY_MS + HISTORY_MS * (done + 1).cast_signed() / all.cast_signed();
            writer.write(&MessageRow {
                number,
                position,
                id: random.id_at(at),
                room_id: room.id,
                seq: room.messages,
                rev: *rev,
                client_id: random.id_at(at),
                creator_id: people[random.below(people.len())].id,
                text: &text::body(room.salt, room.messages),
                at,
            })?;
            done += 1;
        }
        for (room, rev) in rooms.iter().zip(&revs) {
            writer.write_room(room.id, room.messages, *rev, now)?;
        }
        drop(writer);
        tx.commit()?;
        progress(done, all);
    }
    Ok(())
}

/// Makes a store without a server: the schema of the migrations and a first run by hand. For the
/// ceilings and for tests; what is measured of Campfire itself always starts from its own store.
///
/// # Errors
/// When the migrations cannot be read or the disk refuses.
pub fn make_by_hand(data: &Path, rooms: usize) -> Result<Connection> {
    std::fs::create_dir_all(data)?;
    let store = Connection::open(data.join(FILE_NAME))?;
    store.pragma_update(None, "journal_mode", "wal")?;
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/adapters-sqlite/migrations");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .with_context(|| format!("no migrations in {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "sql"))
        .collect();
    files.sort();
    for file in files {
        store
            .execute_batch(&std::fs::read_to_string(&file)?)
            .with_context(|| format!("{}", file.display()))?;
    }
    let now = now_millis()?;
    let mut random = Repeatable::new(1);
    let (account, admin) = (random.id_at(now), random.id_at(now));
    store.execute(
        "insert into store (singleton, epoch, signing_key) values (1, ?1, ?2)",
        params![[1_u8; 8], [1_u8; 32]],
    )?;
    store.execute(
        "insert into account (account_id, name, join_code) values (?1, 'Bench', 'AAAA-BBBB-CCCC')",
        [account.as_bytes()],
    )?;
    store.execute(
        "insert into user (user_id, name, handle, email, password_hash, role, standing, bio, joined_at)
         values (?1, 'Admin', 'admin', 'admin@example.com', '', 'administrator', 'active', '', ?2)",
        params![admin.as_bytes(), now],
    )?;
    for number in 1..=rooms {
        let room = random.id_at(now + i64::try_from(number)?);
        let position = last_position(&store)? + 1;
        store.execute(
            "insert into room (room_id, kind, name, creator_id, rev, created_at)
             values (?1, 'open', ?2, ?3, 1, ?4)",
            params![
                room.as_bytes(),
                format!("Room {number:02}"),
                admin.as_bytes(),
                now + i64::try_from(number)?
            ],
        )?;
        store.execute(
            "insert into event (position, kind, room_id, rev, actor_id, at, audience)
             values (?1, 'room_created', ?2, 1, ?3, ?4, 'account')",
            params![position, room.as_bytes(), admin.as_bytes(), now],
        )?;
    }
    Ok(store)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seeded_store_is_dense_and_every_message_can_be_found() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = make_by_hand(folder.path(), 3).unwrap();
        let plan = Plan {
            users: 5,
            rooms: 3,
            first_room_messages: 300,
            other_room_messages: 20,
        };
        let mut last = (0, 0);
        let seeded = fill(&mut store, &plan, |done, all| last = (done, all)).unwrap();

        assert_eq!(last, (340, 340));
        assert_eq!(seeded.people.len(), 5);
        let counts: Vec<u64> = seeded.rooms.iter().map(|r| r.messages).collect();
        assert_eq!(counts, [300, 20, 20]);
        let audit = crate::bench::audit::dense(&store).unwrap();
        assert_eq!((audit.messages, audit.problems), (340, vec![]));
        let mut by_word = store
            .prepare(
                "select seq from message_search s join message m on m.number = s.rowid
                 where message_search match ?1",
            )
            .unwrap();
        for seq in 1..=300_u64 {
            let found = by_word
                .query_map([text::unique_word(0, seq)], |r| r.get(0))
                .unwrap();
            assert_eq!(found.collect::<Result<Vec<u64>, _>>().unwrap(), [seq]);
        }
    }

    #[test]
    fn a_store_can_be_filled_a_second_time() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = make_by_hand(folder.path(), 1).unwrap();
        let plan = Plan {
            users: 2,
            rooms: 1,
            first_room_messages: 10,
            other_room_messages: 0,
        };
        fill(&mut store, &plan, |_, _| ()).unwrap();
        let again = fill(&mut store, &plan, |_, _| ()).unwrap();
        assert_eq!(again.rooms[0].messages, 20);
        assert_eq!(
            crate::bench::audit::dense(&store).unwrap().problems,
            Vec::<String>::new()
        );
    }
}
