//! Reads: pages, unchanged pages, the list of rooms; every body is checked.

use super::ceilings;
use super::load::{self, Traffic};
use super::plan::{Bench, HISTORY_ROOMS, LONG_HISTORY, Template, say};
use super::report::{Row, Table, Verdict};
use super::stats::{Speed, Unit};
use crate::campfire::Durability;
use crate::http::{Answer, Client, Request, write_request};
use crate::machine::cpu_seconds;
use crate::seed::{self, SeededRoom};
use crate::text;
use anyhow::{Context, Result, bail};
use rustix::process::Pid;
use serde::Deserialize;
use std::borrow::Cow;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Messages of a page.
pub const PAGE: u64 = 50;
/// Keep-alive clients.
const CLIENTS: usize = 16;
/// Different pages that are asked for in turn: 2,000 of about 40 KB are more than a cache of hot
/// pages would keep.
const CUTS: u64 = 2_000;
/// Size of the fixed body that 304 is compared with.
const FIXED_BODY: usize = 16 << 10;

/// A page to ask for: 50 messages before this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Index of the room.
    pub room: usize,
    /// The messages are `before - 50 .. before`.
    pub before: u64,
}

/// Full pages over all rooms of these sizes, spread over each room's whole history.
#[must_use]
pub fn cuts(sizes: &[u64]) -> Vec<Cut> {
    let full: Vec<(usize, u64)> = sizes
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, size)| *size >= PAGE)
        .collect();
    if full.is_empty() {
        return Vec::new();
    }
    (0..CUTS)
        .map(|n| {
            let (room, size) = full[n as usize % full.len()];
            // A stride that shares no factor with the sizes walks through the room in jumps.
            Cut {
                room,
                before: PAGE + 1 + (n * 7_919) % (size - PAGE + 1),
            }
        })
        .collect()
}

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    messages: Vec<Message<'a>>,
    has_older: bool,
    has_newer: bool,
}

#[derive(Deserialize)]
struct Message<'a> {
    room_id: Uuid,
    seq: u64,
    #[serde(borrow)]
    plain_text: Cow<'a, str>,
    #[serde(borrow)]
    html: Cow<'a, str>,
}

/// Checks a page of seeded messages word by word.
///
/// # Errors
/// With what is wrong.
pub fn check_page(body: &[u8], room: &SeededRoom, first: u64, last: u64) -> Result<()> {
    let page: Page<'_> = serde_json::from_slice(body).context("a page")?;
    if page.messages.len() as u64 != last - first + 1 {
        bail!(
            "{} messages instead of {first}..={last}",
            page.messages.len()
        );
    }
    for (message, seq) in page.messages.iter().zip(first..) {
        let text = text::body(room.salt, seq);
        if message.room_id != room.id || message.seq != seq || message.plain_text != text {
            bail!(
                "message {} of {} instead of {seq} of {}",
                message.seq,
                message.room_id,
                room.id
            );
        }
        if !message.html.contains(&text) {
            bail!("the html of message {seq} lacks its text");
        }
    }
    if page.has_older != (first > 1) {
        bail!("has_older is {} before {first}", page.has_older);
    }
    if !page.has_newer && last < room.messages {
        bail!("has_newer is false behind {last} of {}", room.messages);
    }
    Ok(())
}

/// Asks for pages over all rooms. The first answer of a page is read word by word, the later ones
/// are compared with it.
#[derive(Debug)]
pub struct Pages<'a> {
    tokens: &'a [String],
    rooms: &'a [SeededRoom],
    asked: Vec<Asked>,
    turn: usize,
    under_way: Vec<usize>,
    /// Bytes of all bodies, to say how large a page is.
    pub bytes: u64,
}

#[derive(Debug)]
struct Asked {
    path: String,
    room: usize,
    first: u64,
    last: u64,
    body: Option<Box<[u8]>>,
}

impl<'a> Pages<'a> {
    /// Pages before the given cuts.
    #[must_use]
    pub fn new(tokens: &'a [String], rooms: &'a [SeededRoom], cuts: &[Cut]) -> Self {
        let asked = cuts.iter().map(|cut| Asked {
            path: format!(
                "/api/v1/rooms/{}/messages?before={}&limit={PAGE}",
                rooms[cut.room].id, cut.before
            ),
            room: cut.room,
            first: cut.before - PAGE,
            last: cut.before - 1,
            body: None,
        });
        let (asked, under_way) = (asked.collect(), vec![0; tokens.len()]);
        Self {
            tokens,
            rooms,
            asked,
            turn: 0,
            under_way,
            bytes: 0,
        }
    }
}

impl Traffic for Pages<'_> {
    fn request(&mut self, client: usize, out: &mut Vec<u8>) -> Result<bool> {
        let turn = self.turn % self.asked.len();
        self.turn += 1;
        self.under_way[client] = turn;
        let (path, cookie) = (&*self.asked[turn].path, Some(self.tokens[client].as_str()));
        write_request(
            out,
            &Request {
                method: "GET",
                path,
                cookie,
                body: None,
                extra: "",
            },
        );
        Ok(true)
    }

    fn answer(&mut self, client: usize, answer: &Answer<'_>) -> Result<()> {
        let asked = &mut self.asked[self.under_way[client]];
        if answer.status != 200 {
            bail!(
                "{} is answered {}: {}",
                asked.path,
                answer.status,
                answer.excerpt()
            );
        }
        self.bytes += answer.body.len() as u64;
        if asked
            .body
            .as_deref()
            .is_some_and(|known| *known == *answer.body)
        {
            return Ok(());
        }
        check_page(
            &answer.body,
            &self.rooms[asked.room],
            asked.first,
            asked.last,
        )
        .with_context(|| asked.path.clone())?;
        asked.body = Some(answer.body.as_ref().into());
        Ok(())
    }
}

/// Asks for the same thing again and again.
struct Same<'a> {
    tokens: &'a [String],
    path: String,
    extra: Vec<String>,
    status: u16,
    bodies: Vec<Vec<u8>>,
}

impl Traffic for Same<'_> {
    fn request(&mut self, client: usize, out: &mut Vec<u8>) -> Result<bool> {
        let cookie = self.tokens.get(client).map(String::as_str);
        let (path, extra) = (
            &*self.path,
            self.extra.get(client).map_or("", String::as_str),
        );
        write_request(
            out,
            &Request {
                method: "GET",
                path,
                cookie,
                body: None,
                extra,
            },
        );
        Ok(true)
    }

    fn answer(&mut self, client: usize, answer: &Answer<'_>) -> Result<()> {
        let expected = self.bodies.get(client).map_or(&[][..], Vec::as_slice);
        if answer.status != self.status || *answer.body != *expected {
            bail!(
                "{} is answered {}: {}",
                self.path,
                answer.status,
                answer.excerpt()
            );
        }
        Ok(())
    }
}

#[derive(Debug, Default)]
struct Figures {
    pages: Speed,
    unchanged: Speed,
    rooms: Speed,
    raw_pages: Speed,
    raw_rooms: Speed,
    fixed_body: Speed,
    page_bytes: u64,
    rooms_bytes: usize,
}

/// The ceilings of reads, on a store of 1 M messages that is made by hand.
///
/// # Errors
/// When the store cannot be made.
pub fn ceilings_only(bench: &mut Bench) -> Result<()> {
    let data = bench.folder().join("by-hand");
    let plan = seed::Plan {
        users: CLIENTS,
        rooms: HISTORY_ROOMS,
        first_room_messages: LONG_HISTORY,
        other_room_messages: 1_000,
    };
    let began = Instant::now();
    seed::fill(
        &mut seed::make_by_hand(&data, HISTORY_ROOMS)?,
        &plan,
        |_, _| (),
    )?;
    say(&format!(
        "seeded by hand in {:.1} s",
        began.elapsed().as_secs_f64()
    ));
    let mut f = Figures::default();
    for _ in 0..bench.options.repetitions {
        ceilings_round(bench, &data.join(seed::FILE_NAME), &mut f)?;
    }
    let mut table = Table::new("Ceilings of reads", &["", "per second", "CPU of one"]);
    for (name, speed) in [
        ("SQLite, page of 50", &f.raw_pages),
        ("SQLite, 40 rooms", &f.raw_rooms),
        ("poem, fixed body of 16 KiB", &f.fixed_body),
    ] {
        let (rate, cpu) = (
            speed.rate.show(Unit::PerSecond),
            speed.cpu_us.show(Unit::Us),
        );
        table.rows.push(vec![name.to_owned(), rate, cpu]);
        bench.report.figure(format!("read.{name}"), &speed.rate);
    }
    bench.report.tables.push(table);
    Ok(())
}

fn ceilings_round(bench: &Bench, file: &Path, f: &mut Figures) -> Result<()> {
    let seconds = bench.window(1.5).as_secs_f64().to_string();
    let file = file.to_string_lossy().into_owned();
    let raw = |what| {
        ceilings::count(
            &[what, "--file", &file, "--seconds", &seconds],
            bench.folder(),
        )
    };
    raw("pages")?.add_to(&mut f.raw_pages);
    raw("rooms")?.add_to(&mut f.raw_rooms);
    fixed_body(bench, &mut f.fixed_body)
}

/// Pages, unchanged pages and rooms, beside `SQLite` and poem.
///
/// # Errors
/// When a server does not come up or an answer is wrong.
pub fn profile(bench: &mut Bench) -> Result<()> {
    let long = bench.long()?;
    let tokens = long.tokens(CLIENTS);
    let mut f = Figures::default();
    for repetition in 1..=bench.options.repetitions {
        say(&format!("reads, repetition {repetition}"));
        server_round(bench, &long, &tokens, &mut f)?;
        ceilings_round(bench, &long.file(), &mut f)?;
    }
    show(bench, &f);
    Ok(())
}

/// poem's rate for a fixed body of 16 KiB.
fn fixed_body(bench: &Bench, speed: &mut Speed) -> Result<()> {
    let bytes = FIXED_BODY.to_string();
    let (child, address) = ceilings::start(&["body", "--bytes", &bytes], bench.folder())?;
    let mut traffic = Same {
        tokens: &[],
        path: "/".to_owned(),
        extra: Vec::new(),
        status: 200,
        bodies: vec![vec![b'x'; FIXED_BODY]; CLIENTS],
    };
    measure(
        (address, child.pid()),
        bench.window(1.5),
        &mut traffic,
        speed,
    )
    .map(|_| ())
}

/// Keeps a server busy for a while; adds its speed and gives the number of answers.
fn measure(
    (address, pid): (SocketAddr, Pid),
    window: Duration,
    traffic: &mut impl Traffic,
    speed: &mut Speed,
) -> Result<u64> {
    let cpu = cpu_seconds(pid)?;
    let seen = load::run(address, CLIENTS, window, traffic)?;
    speed.push(
        seen.answers,
        seen.took.as_secs_f64(),
        cpu_seconds(pid)? - cpu,
    );
    Ok(seen.answers)
}

fn server_round(bench: &Bench, long: &Template, tokens: &[String], f: &mut Figures) -> Result<()> {
    let server = bench.serve(long, Durability::Full)?;
    let (address, window) = (server.address(), bench.window(2.0));
    let at = (address, server.pid());
    let rooms = &long.seeded.rooms;
    let sizes: Vec<u64> = rooms.iter().map(|r| r.messages).collect();
    let mut pages = Pages::new(tokens, rooms, &cuts(&sizes));
    // The first round reads every page once, word by word; it is not timed.
    load::run(address, CLIENTS, window / 4, &mut pages)?;
    pages.bytes = 0;
    let answers = measure(at, window, &mut pages, &mut f.pages)?;
    f.page_bytes = pages.bytes / answers.max(1);

    let mut client = Client::connect(address)?;
    let path = format!("/api/v1/rooms/{}/messages", rooms[0].id);
    let page = client.get(&path, tokens.first().map(String::as_str))?;
    let room = &rooms[0];
    check_page(&page.body, room, room.messages - PAGE + 1, room.messages)?;
    let etag = page.header("etag").context("a page without an ETag")?;
    let extra = vec![format!("If-None-Match: {etag}\r\n"); CLIENTS];
    let mut unchanged = Same {
        tokens,
        path,
        extra,
        status: 304,
        bodies: Vec::new(),
    };
    measure(at, window, &mut unchanged, &mut f.unchanged)?;

    let path = "/api/v1/rooms".to_owned();
    let mut bodies = Vec::with_capacity(CLIENTS);
    for token in tokens {
        let answer = client.get(&path, Some(token))?;
        check_rooms(&answer.body, rooms)?;
        bodies.push(answer.body);
    }
    f.rooms_bytes = bodies.first().map_or(0, Vec::len);
    let mut list = Same {
        tokens,
        path,
        extra: Vec::new(),
        status: 200,
        bodies,
    };
    measure(at, window, &mut list, &mut f.rooms)?;
    server.stop()
}

fn check_rooms(body: &[u8], seeded: &[SeededRoom]) -> Result<()> {
    #[derive(Deserialize)]
    struct Rooms {
        rooms: Vec<Room>,
    }
    #[derive(Deserialize)]
    struct Room {
        id: Uuid,
        last_seq: u64,
        last_read_seq: u64,
        unread_count: u64,
    }
    let list: Rooms = serde_json::from_slice(body).context("GET /rooms")?;
    if list.rooms.len() != HISTORY_ROOMS {
        bail!("{} rooms instead of {HISTORY_ROOMS}", list.rooms.len());
    }
    for room in &list.rooms {
        let known = seeded
            .iter()
            .find(|s| s.id == room.id)
            .context("an unknown room")?;
        if room.last_seq < known.messages || room.unread_count != room.last_seq - room.last_read_seq
        {
            bail!(
                "room {} has {} messages, {} unread",
                room.id,
                room.last_seq,
                room.unread_count
            );
        }
    }
    Ok(())
}

fn show(bench: &mut Bench, f: &Figures) {
    let head = [
        "read",
        "per second",
        "CPU of one",
        "ceiling",
        "its CPU of one",
        "ratio",
    ];
    let mut table = Table::new("Reads, 16 clients, a store of 1 M messages", &head);
    for (name, mine, theirs, ceiling) in [
        (
            format!("page of 50 ({} bytes)", f.page_bytes),
            &f.pages,
            &f.raw_pages,
            "SQLite",
        ),
        (
            "unchanged page (304)".to_owned(),
            &f.unchanged,
            &f.fixed_body,
            "poem, 16 KiB",
        ),
        (
            format!("40 rooms ({} bytes)", f.rooms_bytes),
            &f.rooms,
            &f.raw_rooms,
            "SQLite",
        ),
    ] {
        table.rows.push(vec![
            name,
            mine.rate.show(Unit::PerSecond),
            mine.cpu_us.show(Unit::Us),
            format!("{ceiling} {}", theirs.rate.show(Unit::PerSecond)),
            theirs.cpu_us.show(Unit::Us),
            mine.rate.over(&theirs.rate).show(Unit::Percent),
        ]);
    }
    bench.report.tables.push(table);
    for (name, speed) in [
        ("read.pages_per_s", &f.pages),
        ("read.unchanged_per_s", &f.unchanged),
        ("read.rooms_per_s", &f.rooms),
        ("read.sqlite_pages_per_s", &f.raw_pages),
        ("read.sqlite_rooms_per_s", &f.raw_rooms),
        ("read.poem_fixed_body_per_s", &f.fixed_body),
    ] {
        bench.report.figure(name, &speed.rate);
        bench
            .report
            .figure(name.replace("per_s", "cpu_us"), &speed.cpu_us);
    }
    let rows = [
        (
            "page uncached",
            "≥ 60 % of SQLite's pages",
            &f.pages,
            &f.raw_pages,
            Some(0.6),
        ),
        (
            "page unchanged (304)",
            "≥ 50 % of poem's fixed body",
            &f.unchanged,
            &f.fixed_body,
            Some(0.5),
        ),
        ("GET /rooms, 40 rooms", "none", &f.rooms, &f.raw_rooms, None),
    ];
    for (what, target, mine, theirs, share) in rows {
        let ratio = mine.rate.over(&theirs.rate);
        let verdict = share.map_or(Verdict::Shown, |share| {
            Verdict::at_least(ratio.median(), share)
        });
        bench.report.row(Row {
            id: "P6",
            what: what.to_owned(),
            target: target.to_owned(),
            value: mine.rate.show(Unit::PerSecond),
            ceiling: theirs.rate.show(Unit::PerSecond),
            ratio: ratio.show(Unit::Percent),
            verdict,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_are_full_pages_inside_their_rooms() {
        let sizes = [1_000_000, 10, 1_000, 50];
        let cuts = cuts(&sizes);
        assert_eq!(cuts.len() as u64, CUTS);
        for cut in cuts {
            assert_ne!(cut.room, 1);
            assert!(
                cut.before > PAGE && cut.before <= sizes[cut.room] + 1,
                "{cut:?}"
            );
        }
    }
}
