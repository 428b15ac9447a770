//! Finding messages: newest first, a bounded piece of work at a time.
//!
//! Whoever is in most rooms finds what they look for among the newest rows of the index. Whoever is
//! in few rooms of a busy store does not: after a short look at the index it is their own messages
//! that are gone through, each with a jump to its place in the index.

use super::terms::Plan;
use crate::{
    SqliteStore, error,
    rows::{self, int, number},
    search::BROKEN,
    writer::Priority,
};
use async_trait::async_trait;
use campfire_domain::{
    Found, Has, MessageId, RoomId, Search, SearchHit, SearchPlace, Seq, Snippet, Timestamp, UserId,
    ports::{MessageSearch, SearchError},
};
use rusqlite::{Connection, Row, ToSql, ffi, params};
use std::{fmt::Write as _, ops::Range};
use uuid::Uuid;

/// Work of one page. A unit is a step of the index from row to row, about 1 µs: 120,000 are about
/// 0.1 s, after which the page ends where it is.
const PAGE_WORK: u32 = 120_000;
/// Work of the first look at the index, before one's own messages may be gone through: about 1,000
/// of its rows.
const PROBE_WORK: u32 = 5_000;
/// Work of looking at a message on the way through many, in units.
const LOOK_WORK: u32 = 5;
/// Work of asking for a single message, in units.
const ASK_WORK: u32 = 20;
/// Work of a jump in the index, in units; also how far a jump must lead to be worth it.
const JUMP_WORK: u32 = 200;
/// Most messages in one's rooms for going through them: their numbers are read at once, about 0.2 µs
/// each.
const OWN_MAX: i64 = 100_000;
/// Whoever is in rooms with more than one of so many messages goes through all of them: asking for
/// single ones takes about so many times as long.
const OWN_SHARE: i64 = 8;

/// What stands before a match in a marked text; no message has such a character.
const MARK: char = '\u{1}';
/// What stands behind it.
const UNMARK: char = '\u{2}';

#[async_trait]
impl MessageSearch for SqliteStore {
    async fn search(&self, search: Search) -> Result<Found, SearchError> {
        let found = self
            .searcher
            .run_on_one_state("searching", move |connection| {
                judge(find(connection, &search))
            })
            .await?;
        match found {
            Ok(found) => return Ok(found),
            Err(Fault::Rebuilding) => {}
            Err(Fault::Unreadable(error)) => {
                tracing::error!(%error, "the search index cannot be read");
            }
            Err(Fault::Broken) => {
                tracing::error!("the search index is broken and will be built anew");
                let given_up = self.writer.submit(
                    "giving the search index up",
                    Priority::Background,
                    None,
                    |tx| tx.set_indexed_to(Some(BROKEN)),
                );
                given_up.await?;
            }
        }
        Err(SearchError::IndexUnavailable)
    }
}

/// Why the index of words does not answer.
enum Fault {
    /// It is known to be incomplete.
    Rebuilding,
    /// It contradicts itself.
    Broken,
    /// It could not be read, for whatever reason.
    Unreadable(rusqlite::Error),
}

/// Tells failures of the index from those of the store, which are the door's to count.
fn judge(found: rusqlite::Result<Option<Found>>) -> rusqlite::Result<Result<Found, Fault>> {
    match found {
        Ok(found) => Ok(found.ok_or(Fault::Rebuilding)),
        Err(error) => {
            let code = error.sqlite_error().map(|failure| failure.extended_code);
            match code {
                Some(ffi::SQLITE_CORRUPT_VTAB) => Ok(Err(Fault::Broken)),
                // Its tables are not there, or are no tables of an index.
                Some(ffi::SQLITE_ERROR) if error.to_string().contains("message_search") => {
                    Ok(Err(Fault::Broken))
                }
                Some(_) if error::is_of_index(&error) => Ok(Err(Fault::Unreadable(error))),
                _ => Err(error),
            }
        }
    }
}

/// Finds a page of hits; `None` while the index is incomplete.
fn find(connection: &Connection, search: &Search) -> rusqlite::Result<Option<Found>> {
    let indexed_to = connection
        .prepare_cached("select indexed_to from store")?
        .query_row([], |row| row.get::<_, Option<i64>>(0))?;
    if indexed_to.is_some() {
        return Ok(None);
    }
    let mut finder = Finder::new(connection, search)?;
    let newest = search.after.map_or(i64::MAX, |place| int(place.get()));
    let looked = finder.first(newest)?;
    Ok(Some(finder.page(looked)))
}

/// How a look ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looked {
    /// The page has one hit more than it shows.
    Full,
    /// Nothing is left.
    Through,
    /// Enough was done; what is below this number is left.
    Spent(i64),
}

/// One page of a search.
struct Finder<'a> {
    connection: &'a Connection,
    plan: Plan,
    /// Goes through messages between two numbers, newest first.
    sql: String,
    rooms: String,
    creators: Option<String>,
    since: i64,
    until: i64,
    size: usize,
    hits: Vec<(i64, SearchHit)>,
    work: u32,
}

impl<'a> Finder<'a> {
    fn new(connection: &'a Connection, search: &Search) -> rusqlite::Result<Self> {
        let plan = Plan::of(connection, &search.terms)?;
        let creators = search.creator_ids.as_ref();
        Ok(Self {
            connection,
            sql: statement(&plan, search),
            plan,
            rooms: json(search.room_ids.iter().map(|id| id.as_uuid())),
            creators: creators.map(|ids| json(ids.iter().map(|id| id.as_uuid()))),
            since: search.since.map_or(i64::MIN, Timestamp::as_millis),
            until: search.until.map_or(i64::MAX, Timestamp::as_millis),
            size: usize::try_from(search.size.get()).unwrap_or(usize::MAX),
            hits: Vec::new(),
            work: 0,
        })
    }

    /// Looks below a number: a little at everything, and then where it is best.
    fn first(&mut self, below: i64) -> rusqlite::Result<Looked> {
        match self.look(1, below.saturating_sub(1), PROBE_WORK)? {
            Looked::Spent(at) => self.look_on(at),
            looked => Ok(looked),
        }
    }

    /// Goes through what has these numbers, until so much work was done in all.
    fn look(&mut self, from: i64, to: i64, until_work: u32) -> rusqlite::Result<Looked> {
        let mut statement = self.connection.prepare_cached(&self.sql)?;
        let mut params: Vec<&dyn ToSql> = vec![
            &from,
            &to,
            &self.rooms,
            &self.since,
            &self.until,
            &self.creators,
        ];
        params.extend(self.plan.expression.as_ref().map(|text| text as &dyn ToSql));
        let mut rows = statement.query(params.as_slice())?;
        while let Some(row) = rows.next()? {
            self.work += LOOK_WORK;
            let at: i64 = row.get(0)?;
            if let Some(hit) = self.plan.hit(row)? {
                self.hits.push((at, hit));
                if self.hits.len() > self.size {
                    return Ok(Looked::Full);
                }
            }
            if self.work >= until_work {
                return Ok(Looked::Spent(at));
            }
        }
        Ok(Looked::Through)
    }

    /// Goes on below a number, by the way that leads there sooner.
    fn look_on(&mut self, below: i64) -> rusqlite::Result<Looked> {
        let own: i64 = self
            .connection
            .prepare_cached(
                "select coalesce(sum(last_seq), 0) from room \
                 where room_id in (select unhex(value) from json_each(?1))",
            )?
            .query_row([&self.rooms], |row| row.get(0))?;
        // Numbers are dense, so that this one also says how much there is besides.
        if own > OWN_MAX || own.saturating_mul(OWN_SHARE) > below {
            return self.look(1, below - 1, PAGE_WORK);
        }
        let own = self.own_below(below)?;
        if self.plan.expression.is_some() {
            self.jump_through(own)
        } else {
            self.walk_through(own)
        }
    }

    /// The numbers of the messages in one's rooms below this one, newest first.
    fn own_below(&self, below: i64) -> rusqlite::Result<Vec<i64>> {
        // The sign keeps SQLite from going through the messages of all rooms instead.
        let mut statement = self.connection.prepare_cached(
            "select number from message where room_id in (select room_id from room \
             where room_id in (select unhex(value) from json_each(?1))) and +number < ?2",
        )?;
        let numbers = statement.query_map(params![self.rooms, below], |row| row.get(0))?;
        let mut numbers: Vec<i64> = numbers.collect::<Result<_, _>>()?;
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        Ok(numbers)
    }

    /// Looks at each of these messages.
    fn walk_through(&mut self, own: Vec<i64>) -> rusqlite::Result<Looked> {
        for at in own {
            if self.work >= PAGE_WORK {
                return Ok(Looked::Spent(at + 1));
            }
            if self.ask(at)? == Looked::Full {
                return Ok(Looked::Full);
            }
        }
        Ok(Looked::Through)
    }

    /// Looks at a single message.
    fn ask(&mut self, at: i64) -> rusqlite::Result<Looked> {
        self.work += ASK_WORK;
        self.look(at, at, u32::MAX)
    }

    /// Looks at those of these messages that the index names: it is gone through from row to row where
    /// they lie close to each other, else by jumps from one to the next.
    fn jump_through(&mut self, own: Vec<i64>) -> rusqlite::Result<Looked> {
        let connection = self.connection;
        let mut jump = connection.prepare_cached(
            "select rowid from message_search where message_search match ?1 and rowid <= ?2 order by rowid desc",
        )?;
        let mut own = own.into_iter().peekable();
        while let Some(next) = own.peek().copied() {
            if self.work >= PAGE_WORK {
                return Ok(Looked::Spent(next + 1));
            }
            self.work += JUMP_WORK;
            let mut rows = jump.query(params![self.plan.expression, next])?;
            loop {
                let Some(row) = rows.next()? else {
                    return Ok(Looked::Through);
                };
                let named: i64 = row.get(0)?;
                self.work += 1;
                while own.next_if(|own| *own > named).is_some() {}
                let is_own = own.next_if_eq(&named).is_some();
                if is_own && self.ask(named)? == Looked::Full {
                    return Ok(Looked::Full);
                }
                if self.work >= PAGE_WORK {
                    return Ok(Looked::Spent(named));
                }
                let gap = own.peek().map_or(i64::MAX, |own| named - own);
                if gap > i64::from(JUMP_WORK) {
                    break;
                }
            }
        }
        Ok(Looked::Through)
    }

    /// What is shown of it all.
    fn page(mut self, looked: Looked) -> Found {
        let next = match looked {
            Looked::Full => {
                self.hits.truncate(self.size);
                self.hits.last().map(|(at, _)| *at)
            }
            Looked::Spent(at) => Some(at),
            Looked::Through => None,
        };
        Found {
            hits: self.hits.into_iter().map(|(_, hit)| hit).collect(),
            next: next.map(|at| SearchPlace::new(number(at))),
        }
    }
}

/// The statement that goes through messages. A message that is not meant has no text in it: so what
/// was looked at is counted, and only the texts of hits are marked.
fn statement(plan: &Plan, search: &Search) -> String {
    let (text, from, key) = if plan.expression.is_some() {
        (
            "highlight(message_search, 0, char(1), char(2))",
            "message_search cross join message m on m.number = message_search.rowid \
             where message_search match ?7 and message_search.rowid",
            "message_search.rowid",
        )
    } else {
        ("m.plain_text", "message m where m.number", "m.number")
    };
    let mut sql = "select m.number, case when m.deleted_at is null \
         and not exists (select 1 from erased_user e where e.user_id = m.creator_id and m.number <= e.up_to) \
         and m.room_id in (select room_id from room where room_id in (select unhex(value) from json_each(?3))) \
         and m.created_at >= ?4 and m.created_at < ?5 \
         and (?6 is null or m.creator_id in (select unhex(value) from json_each(?6)))"
        .to_owned();
    for has in &search.has {
        sql.push_str(match has {
            Has::Link => " and instr(m.html, '<a href=') > 0",
            Has::Code => " and instr(m.html, '<code') > 0",
            Has::Mention => " and m.mentions is not null",
            Has::Sound => " and m.sound is not null",
        });
    }
    // A String takes every write.
    let _ = write!(
        sql,
        " then {text} end, m.message_id, m.room_id, m.seq, m.creator_id, m.created_at, m.edited_at \
         from {from} between ?1 and ?2 order by {key} desc"
    );
    sql
}

impl Plan {
    /// The hit in a row of the statement, if it is one.
    fn hit(&self, row: &Row<'_>) -> rusqlite::Result<Option<SearchHit>> {
        let Some(text) = row.get_ref(1)?.as_str_or_null()? else {
            return Ok(None);
        };
        let (text, mut marks) = unmarked(text);
        for test in &self.tests {
            let places = test.places(&text);
            if places.is_empty() {
                return Ok(None);
            }
            marks.extend(places);
        }
        Ok(Some(SearchHit {
            message_id: MessageId::from_uuid(rows::uuid(row, 2)?),
            room_id: RoomId::from_uuid(rows::uuid(row, 3)?),
            seq: Seq::new(number(row.get(4)?)),
            creator_id: UserId::from_uuid(rows::uuid(row, 5)?),
            created_at: Timestamp::from_millis(row.get(6)?),
            edited_at: row.get::<_, Option<i64>>(7)?.map(Timestamp::from_millis),
            snippet: Snippet::cut(&text, marks),
        }))
    }
}

/// Takes the marks out of a text and says where they were.
fn unmarked(text: &str) -> (String, Vec<Range<usize>>) {
    let mut plain = String::with_capacity(text.len());
    let (mut marks, mut from) = (Vec::new(), None);
    for piece in text.split_inclusive([MARK, UNMARK]) {
        let bare = piece.trim_end_matches([MARK, UNMARK]);
        plain.push_str(bare);
        if piece.ends_with(MARK) {
            from = Some(plain.len());
        } else if let (true, Some(start)) = (piece.ends_with(UNMARK), from.take()) {
            marks.push(start..plain.len());
        }
    }
    (plain, marks)
}

/// Ids as a JSON list of their digits: the one form in which SQLite takes a list.
fn json(ids: impl Iterator<Item = Uuid>) -> String {
    let quoted: Vec<String> = ids.map(|id| format!("\"{}\"", id.simple())).collect();
    format!("[{}]", quoted.join(","))
}

#[cfg(test)]
mod tests;
