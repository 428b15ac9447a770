//! A look into the data file of a server that has stopped: what its clients cannot see.

use rusqlite::{Connection, OpenFlags};
use std::{collections::BTreeMap, path::Path};

/// The data file, opened for reading and for SQLite's own checks of the search index.
#[derive(Debug)]
pub struct Audit {
    store: Connection,
}

/// A message as it is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Key of the row, and of its search row.
    pub number: i64,
    /// Its id, as UUID text.
    pub message_id: String,
    /// Its room, as UUID text.
    pub room_id: String,
    /// Its number in the room.
    pub seq: u64,
    /// The room's `rev` at its last change.
    pub rev: u64,
    /// What its author wrote.
    pub source: String,
}

/// How many rows the tables have that somebody's input could have changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counts(BTreeMap<&'static str, i64>);

/// The data file of a running server, locked as a backup tool or a curious operator would.
#[derive(Debug)]
pub struct Lock {
    store: Connection,
}

impl Lock {
    /// Takes the exclusive lock; waits for the commit that has it.
    ///
    /// # Panics
    /// When it cannot be had.
    #[must_use]
    pub fn on(file: &Path) -> Self {
        let store =
            Connection::open(file).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        store
            .busy_timeout(crate::PATIENCE)
            .and_then(|()| store.execute_batch("begin exclusive"))
            .expect("the lock can be had");
        Self { store }
    }

    /// Gives it back.
    ///
    /// # Panics
    /// When that fails.
    pub fn release(self) {
        self.store.execute_batch("rollback").expect("it was locked");
    }
}

impl Audit {
    /// Opens the data file. The server must not run.
    ///
    /// # Panics
    /// When there is no such file.
    #[must_use]
    pub fn open(file: &Path) -> Self {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let store = Connection::open_with_flags(file, flags)
            .unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        Self { store }
    }

    fn number(&self, sql: &str) -> i64 {
        self.store
            .query_row(sql, [], |row| row.get(0))
            .unwrap_or_else(|why| panic!("{sql}: {why}"))
    }

    /// Changes the file as an operator with a restored or doctored copy would.
    ///
    /// # Panics
    /// When the statement fails.
    pub fn execute(&self, sql: &str) -> usize {
        self.store
            .execute(sql, [])
            .unwrap_or_else(|why| panic!("{sql}: {why}"))
    }

    /// SQLite's own check of the file, and its check of the search index against the messages.
    ///
    /// # Panics
    /// When one of them finds something.
    pub fn assert_integrity(&self) {
        let said: String = self
            .store
            .query_row("pragma integrity_check", [], |row| row.get(0))
            .expect("the file can be checked");
        assert_eq!(said, "ok");
        // Rank 1 compares the index with the texts it was made from.
        self.execute(
            "insert into message_search (message_search, rank) values ('integrity-check', 1)",
        );
    }

    /// All messages by `client_message_id`; each is there once or this fails.
    ///
    /// # Panics
    /// When a key is there twice.
    #[must_use]
    pub fn messages(&self) -> BTreeMap<String, Row> {
        let mut statement = self
            .store
            .prepare(
                "select client_message_id, number, message_id, room_id, seq, rev, source from message",
            )
            .expect("messages can be read");
        let rows = statement
            .query_map([], |row| {
                Ok((
                    id(&row.get::<_, Vec<u8>>(0)?),
                    Row {
                        number: row.get(1)?,
                        message_id: id(&row.get::<_, Vec<u8>>(2)?),
                        room_id: id(&row.get::<_, Vec<u8>>(3)?),
                        seq: row.get::<_, i64>(4)?.unsigned_abs(),
                        rev: row.get::<_, i64>(5)?.unsigned_abs(),
                        source: row.get(6)?,
                    },
                ))
            })
            .expect("messages can be read");
        let mut messages = BTreeMap::new();
        for row in rows {
            let (key, row) = row.expect("a message can be read");
            let twice = messages.insert(key, row);
            assert_eq!(twice, None, "one client_message_id, two messages");
        }
        messages
    }

    /// Numbers of the messages that search finds for one word.
    ///
    /// # Panics
    /// When the index cannot be asked.
    #[must_use]
    pub fn found(&self, word: &str) -> Vec<i64> {
        let mut statement = self
            .store
            .prepare_cached("select rowid from message_search where message_search match ?1")
            .expect("the index can be asked");
        let phrase = format!("\"{word}\"");
        statement
            .query_map([phrase], |row| row.get(0))
            .and_then(Iterator::collect)
            .expect("the index can be asked")
    }

    /// Checks that `seq` is 1, 2, 3 … in every room and ends at the room's `last_seq`, that the same
    /// holds for `rev`, and that the log has no hole.
    ///
    /// # Panics
    /// When one of them has a hole or a double.
    pub fn assert_dense(&self) {
        for (what, sql) in [
            (
                "seq",
                "select count(*) from room r where r.last_seq <> \
                 (select count(*) from message m where m.room_id = r.room_id) \
                 or r.last_seq <> (select coalesce(max(seq), 0) from message m where m.room_id = r.room_id) \
                 or (select coalesce(min(seq), 1) from message m where m.room_id = r.room_id) <> 1",
            ),
            (
                "rev",
                "select count(*) from room r where r.rev <> \
                 (select count(distinct rev) from event e where e.room_id = r.room_id) \
                 or r.rev <> (select count(rev) from event e where e.room_id = r.room_id) \
                 or r.rev <> (select coalesce(max(rev), 0) from event e where e.room_id = r.room_id)",
            ),
            (
                "position",
                "select (select count(*) from event) <> (select coalesce(max(position), 0) from event)",
            ),
            (
                "event of a message",
                "select count(*) from message m where not exists (select 1 from event e \
                 where e.kind = 'message_posted' and e.message_id = m.message_id)",
            ),
        ] {
            assert_eq!(self.number(sql), 0, "{what} is not dense");
        }
    }

    /// How much is stored.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let tables = [
            "account",
            "user",
            "session",
            "room",
            "membership",
            "message",
            "event",
        ];
        Counts(
            tables
                .into_iter()
                .map(|table| (table, self.number(&format!("select count(*) from {table}"))))
                .collect(),
        )
    }

    /// How many rows a table has.
    #[must_use]
    pub fn count(&self, table: &str) -> i64 {
        self.number(&format!("select count(*) from {table}"))
    }
}

fn id(bytes: &[u8]) -> String {
    uuid::Uuid::from_slice(bytes)
        .expect("an id has 16 bytes")
        .to_string()
}
