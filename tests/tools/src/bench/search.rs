//! Search at 10 k, 100 k and 1 M messages: a word of every third message, a word of one, two words,
//! and a word that only others' rooms have, beside the same statement in `SQLite`.

use super::ceilings;
use super::load::{self, Traffic};
use super::plan::{Bench, HISTORY_ROOMS, LONG_HISTORY, Template, say};
use super::report::{Row, Table, Verdict};
use super::stats::{Speed, Spread, Unit};
use crate::campfire::{Durability, Server};
use crate::http::{Answer, Client, Request, write_request};
use crate::seed;
use crate::text;
use anyhow::{Context, Result, bail};
use rusqlite::params;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;
use uuid::Uuid;

/// Keep-alive clients when it is busy.
const CLIENTS: usize = 16;
/// Hits of a page.
pub const HITS: usize = 50;
/// Messages of the quiet room.
const QUIET: usize = 100;
/// Different words that one message has each.
const RARE: u64 = 500;
/// A word of every third message, and another one.
const COMMON: [&str; 2] = ["server", "garden"];
/// What is measured, in the order of the table.
const CASES: [Case; 4] = [Case::Common, Case::Two, Case::Rare, Case::NoAccess];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Common,
    Two,
    Rare,
    NoAccess,
}

impl Case {
    const fn name(self) -> &'static str {
        match self {
            Self::Common => "common word",
            Self::Two => "two common words",
            Self::Rare => "rare word",
            Self::NoAccess => "common word, no access",
        }
    }

    /// What stands in the address, for the n-th time.
    fn query(self, turn: u64, first_room: u64) -> String {
        match self {
            Self::Common | Self::NoAccess => COMMON[0].to_owned(),
            Self::Two => COMMON.join(" "),
            Self::Rare => text::unique_word(0, 1 + (turn % RARE) * 7_919 % first_room),
        }
    }

    const fn hits(self) -> usize {
        match self {
            Self::Common | Self::Two => HITS,
            Self::Rare => 1,
            Self::NoAccess => 0,
        }
    }
}

/// A store whose rooms are all closed, with someone who is only in a quiet one of their own.
struct Side {
    name: String,
    data: PathBuf,
    store: Rc<Template>,
    figures: [Figures; CASES.len()],
}

#[derive(Default)]
struct Figures {
    p50: Spread,
    p99: Spread,
    raw_p50: Spread,
    raw_p99: Spread,
    busy: Speed,
    raw: Speed,
}

impl Side {
    fn make(bench: &mut Bench, name: String, store: Rc<Template>) -> Result<Self> {
        let data = bench.copy(&store)?;
        let side = Self {
            name,
            data,
            store,
            figures: Default::default(),
        };
        let file = seed::open(&side.file())?;
        file.execute("update room set kind = 'closed' where kind = 'open'", [])?;
        let outsider = side.outsider()?;
        file.execute(
            "delete from membership where user_id = ?1",
            params![outsider.id.as_bytes()],
        )?;
        drop(file);
        let server = Server::start(&bench.options.binary, &side.data, Durability::Normal)?;
        let room = side.open_quiet_room(&server)?;
        say(&format!("{}: the quiet room is {room}", side.name));
        server.stop()?;
        Ok(side)
    }

    fn file(&self) -> PathBuf {
        self.data.join(seed::FILE_NAME)
    }

    fn outsider(&self) -> Result<&seed::Person> {
        self.store.seeded.people.last().context("no people")
    }

    /// A room that nobody else is in, with words that are no common ones.
    fn open_quiet_room(&self, server: &Server) -> Result<Uuid> {
        #[derive(Deserialize)]
        struct Room {
            id: Uuid,
        }
        let token = Some(self.outsider()?.token.as_str());
        let mut client = Client::connect(server.address())?;
        let body = r#"{"kind":"closed","name":"Quiet","member_ids":[]}"#;
        let room: Room = client.post("/api/v1/rooms", token, body)?.json(&[201])?;
        let path = format!("/api/v1/rooms/{}/messages", room.id);
        for number in 0..QUIET as u64 {
            let id = Uuid::from_u128(0x5EA2_C800_0000_0000_u128 << 64 | u128::from(number));
            let words = format!("silence {number}");
            let body = serde_json::json!({"client_message_id": id, "body": words}).to_string();
            let posted = client.post(&path, token, &body)?;
            if posted.status != 201 && posted.status != 200 {
                bail!("a post to the quiet room is answered {}", posted.status);
            }
        }
        Ok(room.id)
    }

    fn round(&mut self, bench: &Bench, window: Duration) -> Result<()> {
        let server = Server::start(&bench.options.binary, &self.data, Durability::Full)?;
        let first_room = self.store.seeded.rooms.first().context("no room")?.messages;
        let outsider = self.outsider()?.clone();
        for (case, figures) in CASES.into_iter().zip(&mut self.figures) {
            let tokens = match case {
                Case::NoAccess => vec![outsider.token.clone(); CLIENTS],
                _ => self.store.tokens(CLIENTS),
            };
            let mut searches = Searches {
                case,
                tokens,
                first_room,
                turn: 0,
            };
            let alone = load::run(server.address(), 1, window, &mut searches)?;
            figures.p50.push(alone.latency.p50_ms);
            figures.p99.push(alone.latency.p99_ms);
            let cpu = server.cpu_seconds()?;
            let busy = load::run(server.address(), CLIENTS, window, &mut searches)?;
            let cpu = server.cpu_seconds()? - cpu;
            figures
                .busy
                .push(busy.answers, busy.took.as_secs_f64(), cpu);
        }
        server.stop()?;
        let (file, seconds) = (self.file(), window.as_secs_f64().to_string());
        let reader = self.store.seeded.people.first().context("no people")?.id;
        for (case, figures) in CASES.into_iter().zip(&mut self.figures) {
            let who = if case == Case::NoAccess {
                outsider.id
            } else {
                reader
            };
            raw(
                bench.folder(),
                &file,
                case,
                who,
                first_room,
                &seconds,
                figures,
            )?;
        }
        Ok(())
    }
}

/// The same by `SQLite` alone, on the server's core.
fn raw(
    logs: &Path,
    file: &Path,
    case: Case,
    who: Uuid,
    first_room: u64,
    seconds: &str,
    figures: &mut Figures,
) -> Result<()> {
    let words: Vec<String> = (0..RARE).map(|turn| case.query(turn, first_room)).collect();
    let (file, words, who) = (file.to_string_lossy(), words.join(","), who.to_string());
    let counted = ceilings::count(
        &[
            "searches",
            "--file",
            &file,
            "--user",
            &who,
            "--queries",
            &words,
            "--seconds",
            seconds,
        ],
        logs,
    )?;
    let latency = counted.latency.context("the ceiling measured no latency")?;
    figures.raw_p50.push(latency.p50_ms);
    figures.raw_p99.push(latency.p99_ms);
    counted.add_to(&mut figures.raw);
    Ok(())
}

/// Asks for one case again and again.
struct Searches {
    case: Case,
    tokens: Vec<String>,
    first_room: u64,
    turn: u64,
}

impl Traffic for Searches {
    fn request(&mut self, client: usize, out: &mut Vec<u8>) -> Result<bool> {
        self.turn += 1;
        let query = self
            .case
            .query(self.turn, self.first_room)
            .replace(' ', "+");
        let path = format!("/api/v1/search?q={query}&limit={HITS}");
        let cookie = self.tokens.get(client).map(String::as_str);
        let request = Request {
            method: "GET",
            path: &path,
            cookie,
            body: None,
            extra: "",
        };
        write_request(out, &request);
        Ok(true)
    }

    fn answer(&mut self, _: usize, answer: &Answer<'_>) -> Result<()> {
        #[derive(Deserialize)]
        struct Page {
            hits: Vec<serde_json::Value>,
            next: Option<String>,
        }
        let name = self.case.name();
        if answer.status != 200 {
            bail!("{name} is answered {}: {}", answer.status, answer.excerpt());
        }
        // Every fiftieth page is read; parsing all would measure the parser.
        if self.turn.is_multiple_of(50) || self.turn < 5 {
            let page: Page = serde_json::from_slice(&answer.body).context("a page of hits")?;
            let marked = page.hits.iter().filter(|hit| {
                let parts = hit["snippet"].as_array();
                parts.is_some_and(|parts| parts.iter().any(|part| part["is_match"] == true))
            });
            let expected = self.case.hits();
            if marked.count() != expected || page.next.is_some() != (expected == HITS) {
                bail!("{name}: {} hits instead of {expected}", page.hits.len());
            }
        }
        Ok(())
    }
}

/// Sizes of the stores unless told: what the table promises.
pub const SIZES: [u64; 3] = [10_000, 100_000, LONG_HISTORY];

/// Search in stores of these sizes.
///
/// # Errors
/// When a server does not come up or an answer is wrong.
pub fn profile(bench: &mut Bench, messages: &[u64]) -> Result<()> {
    let mut sides = Vec::with_capacity(messages.len());
    for size in messages {
        let store = if *size == LONG_HISTORY {
            bench.long()?
        } else {
            // Three quarters of them in one room.
            let others = HISTORY_ROOMS as u64 - 1;
            let other = size / 4 / others;
            bench.sized(&format!("search-{size}"), size - other * others, other)?
        };
        sides.push(Side::make(bench, named(*size), store)?);
    }
    let window = bench.window(1.5);
    for repetition in 0..bench.options.repetitions {
        say(&format!("search, repetition {}", repetition + 1));
        for side in &mut sides {
            let name = side.name.clone();
            side.round(bench, window).context(name)?;
        }
    }
    show(bench, &sides);
    for side in sides {
        std::fs::remove_dir_all(side.data)?;
    }
    Ok(())
}

/// A number of messages in words.
fn named(size: u64) -> String {
    match size {
        size if size.is_multiple_of(1_000_000) => format!("{} M", size / 1_000_000),
        size if size.is_multiple_of(1_000) => format!("{} k", size / 1_000),
        size => size.to_string(),
    }
}

fn show(bench: &mut Bench, sides: &[Side]) {
    let head = [
        "messages",
        "query",
        "p50",
        "p99",
        "SQLite p50",
        "SQLite p99",
        "16 clients",
        "SQLite",
        "ratio",
    ];
    let mut table = Table::new("Search, 50 hits a page", &head);
    for side in sides {
        for (case, f) in CASES.into_iter().zip(&side.figures) {
            table.rows.push(vec![
                side.name.clone(),
                case.name().to_owned(),
                f.p50.show(Unit::Ms),
                f.p99.show(Unit::Ms),
                f.raw_p50.show(Unit::Ms),
                f.raw_p99.show(Unit::Ms),
                f.busy.rate.show(Unit::PerSecond),
                f.raw.rate.show(Unit::PerSecond),
                f.busy.rate.over(&f.raw.rate).show(Unit::Percent),
            ]);
            let stem = format!("search.{}.{}", side.name, case.name()).replace(' ', "_");
            for (what, spread) in [
                ("p50_ms", &f.p50),
                ("p99_ms", &f.p99),
                ("sqlite_p50_ms", &f.raw_p50),
                ("sqlite_p99_ms", &f.raw_p99),
                ("per_s", &f.busy.rate),
                ("sqlite_per_s", &f.raw.rate),
            ] {
                bench.report.figure(format!("{stem}.{what}"), spread);
            }
        }
    }
    bench.report.tables.push(table);
    let (Some(small), Some(large)) = (sides.first(), sides.last()) else {
        return;
    };
    for (case, (one, million)) in CASES
        .into_iter()
        .zip(small.figures.iter().zip(&large.figures))
    {
        if case == Case::Common {
            let ratio = million.busy.rate.over(&million.raw.rate);
            bench.report.row(Row {
                id: "P6",
                what: format!("search, a common word in {} messages", large.name),
                target: "≥ 40 % of SQLite's rate".to_owned(),
                value: million.busy.rate.show(Unit::PerSecond),
                ceiling: million.raw.rate.show(Unit::PerSecond),
                ratio: ratio.show(Unit::Percent),
                verdict: Verdict::at_least(ratio.median(), 0.4),
            });
        }
        let factor = million.p50.over(&one.p50);
        bench.report.row(Row {
            id: "P8",
            what: format!(
                "search, {}, {} against {} messages",
                case.name(),
                large.name,
                small.name
            ),
            target: "≤ 1.5 ×".to_owned(),
            value: million.p50.show(Unit::Ms),
            ceiling: one.p50.show(Unit::Ms),
            ratio: factor.show(Unit::Times),
            verdict: Verdict::at_most(factor.median(), 1.5),
        });
    }
}
