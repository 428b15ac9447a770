//! Durable posts: C posters, each with one unacknowledged post; afterwards the file is audited.

use super::audit::{self, Acknowledged};
use super::ceilings::{self, Counted};
use super::fanout::{HELLO, LIVE};
use super::load::{self, Traffic, Window};
use super::plan::{Bench, TEAM_ROOMS, Template, say};
use super::report::{Row, Table, Verdict};
use super::stats::{Latency, Speed, Spread, Unit};
use super::swarm::{Handler, Opening, Outbox, Swarm};
use crate::campfire::{Durability, Server};
use crate::http::{Answer, Request, write_request};
use crate::random::Repeatable;
use crate::seed::{self, FILE_NAME};
use crate::{machine, text};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Numbers of posters, and sizes of a group in the raw ceiling.
const POSTERS: [usize; 4] = [1, 16, 64, 256];
/// Most posters over sockets. Each of them hears all others, so more than that have as many events on
/// their way at once as the server keeps for one connection (256), and one generator core cannot
/// read them as fast as they come: that measures the generator. Fan-out has its own profile.
const SOCKET_POSTERS: usize = 64;
/// Both modes, the default first.
const MODES: [Durability; 2] = [Durability::Full, Durability::Normal];
/// How long sockets may take to open and posts to drain.
const LIMIT: Duration = Duration::from_mins(1);

/// By which way posts come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Http,
    Socket,
}

impl Way {
    fn name(self) -> &'static str {
        match self {
            Self::Http => "HTTP",
            Self::Socket => "WebSocket",
        }
    }
}

/// Posts of C posters, and what came back.
#[derive(Debug)]
pub struct Posts<'a> {
    tokens: &'a [String],
    rooms: Vec<(Uuid, String)>,
    salt: u64,
    ids: Repeatable,
    count: u64,
    waiting: Vec<Option<Pending>>,
    done: Vec<Acknowledged>,
}

#[derive(Debug)]
struct Pending {
    client_id: Uuid,
    room: usize,
    body: String,
}

#[derive(Deserialize)]
struct PostedMessage<'a> {
    id: Uuid,
    client_message_id: Uuid,
    room_id: Uuid,
    seq: Option<u64>,
    #[serde(borrow)]
    state: Cow<'a, str>,
    duplicate: bool,
    #[serde(borrow)]
    plain_text: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Ack<'a> {
    client_message_id: Uuid,
    message_id: Uuid,
    room_id: Uuid,
    seq: Option<u64>,
    #[serde(borrow)]
    state: Cow<'a, str>,
    duplicate: bool,
}

impl<'a> Posts<'a> {
    /// Posts by these people to these rooms in turn; no two runs share a `salt`.
    #[must_use]
    pub fn new(tokens: &'a [String], rooms: impl IntoIterator<Item = Uuid>, salt: u64) -> Self {
        let path = |id: Uuid| (id, format!("/api/v1/rooms/{id}/messages"));
        Self {
            tokens,
            rooms: rooms.into_iter().map(path).collect(),
            salt,
            ids: Repeatable::new(salt),
            count: 0,
            waiting: tokens.iter().map(|_| None).collect(),
            done: Vec::new(),
        }
    }

    /// All acknowledged posts, in the order of their acknowledgements.
    #[must_use]
    pub fn acknowledged(self) -> Vec<Acknowledged> {
        self.done
    }

    fn next(&mut self, poster: usize) -> &Pending {
        let number = self.count;
        self.count += 1;
        // Posters start at different rooms, so that 50 rooms are all busy at once.
        let room = (poster * 7 + number as usize) % self.rooms.len();
        let body = text::body(self.salt, number);
        self.waiting[poster].insert(Pending {
            client_id: self.ids.id_now(),
            room,
            body,
        })
    }

    fn settle(&mut self, poster: usize, got: &Ack<'_>) -> Result<()> {
        let pending = self.waiting[poster]
            .take()
            .context("an answer to nothing")?;
        if got.client_message_id != pending.client_id
            || got.room_id != self.rooms[pending.room].0
            || got.state != "stored"
            || got.duplicate
        {
            bail!(
                "an acknowledgement of something else, {} for {pending:?}",
                got.state
            );
        }
        self.done.push(Acknowledged {
            message_id: got.message_id,
            client_id: pending.client_id,
            room_id: got.room_id,
            seq: got.seq.context("stored without a seq")?,
            poster,
            body: pending.body,
        });
        Ok(())
    }
}

impl Traffic for Posts<'_> {
    fn request(&mut self, poster: usize, out: &mut Vec<u8>) -> Result<bool> {
        let pending = self.next(poster);
        let body = format!(
            r#"{{"client_message_id":"{}","body":"{}"}}"#,
            pending.client_id, pending.body
        );
        let room = pending.room;
        let (path, cookie) = (&self.rooms[room].1, Some(self.tokens[poster].as_str()));
        write_request(
            out,
            &Request {
                method: "POST",
                path,
                cookie,
                body: Some(&body),
                extra: "",
            },
        );
        Ok(true)
    }

    fn answer(&mut self, poster: usize, answer: &Answer<'_>) -> Result<()> {
        if answer.status != 201 {
            bail!("a post is answered {}: {}", answer.status, answer.excerpt());
        }
        let message: PostedMessage<'_> = serde_json::from_slice(&answer.body)
            .with_context(|| format!("a posted message: {}", answer.excerpt()))?;
        let expected = self.waiting[poster].as_ref().map(|p| p.body.as_str());
        if expected != Some(&*message.plain_text) {
            bail!("another text than was posted: {}", answer.excerpt());
        }
        self.settle(
            poster,
            &Ack {
                client_message_id: message.client_message_id,
                message_id: message.id,
                room_id: message.room_id,
                seq: message.seq,
                state: message.state,
                duplicate: message.duplicate,
            },
        )
    }
}

/// The same posts over sockets. Everybody also gets everybody's events, as in life.
struct SocketPosts<'p, 'a> {
    posts: &'p mut Posts<'a>,
    sent_at: Vec<Instant>,
    took_ms: Vec<f64>,
    end: Instant,
    last: Instant,
    under_way: usize,
}

impl SocketPosts<'_, '_> {
    fn post(&mut self, poster: usize, out: &mut Outbox) {
        let pending = self.posts.next(poster);
        let (id, room, body) = (pending.client_id, pending.room, pending.body.clone());
        let room = self.posts.rooms[room].0;
        let frame = format!(
            r#"{{"type":"post_message","room_id":"{room}","client_message_id":"{id}","body":"{body}"}}"#
        );
        self.sent_at[poster] = Instant::now();
        self.under_way += 1;
        out.send(poster, frame);
    }
}

impl Handler for SocketPosts<'_, '_> {
    fn text(&mut self, poster: usize, frame: &[u8], at: Instant, out: &mut Outbox) -> Result<()> {
        if frame.starts_with(br#"{"type":"refused""#) {
            bail!("refused: {}", String::from_utf8_lossy(frame));
        }
        if !frame.starts_with(br#"{"type":"ack""#) {
            return Ok(());
        }
        let ack: Ack<'_> = serde_json::from_slice(frame).context("an ack")?;
        self.posts.settle(poster, &ack)?;
        self.took_ms
            .push((at - self.sent_at[poster]).as_secs_f64() * 1e3);
        self.last = at;
        self.under_way -= 1;
        if at < self.end {
            self.post(poster, out);
        }
        Ok(())
    }
}

fn by_sockets(address: SocketAddr, time: Duration, posts: &mut Posts<'_>) -> Result<Window> {
    let tokens = posts.tokens;
    let opening = Opening {
        address,
        path: LIVE,
        tokens,
        at_once: 64,
        hello: HELLO,
    };
    let (mut swarm, _) = Swarm::open(&opening, LIMIT)?;
    // Presence of those who came is told within half a second.
    swarm.settle(Duration::from_millis(600))?;
    let began = Instant::now();
    let mut run = SocketPosts {
        sent_at: vec![began; tokens.len()],
        took_ms: Vec::new(),
        end: began + time,
        last: began,
        under_way: 0,
        posts,
    };
    let mut out = Outbox::default();
    for poster in 0..tokens.len() {
        run.post(poster, &mut out);
    }
    swarm.send_all(out)?;
    if !swarm.drive(&mut run, began + time + LIMIT, |r| r.under_way == 0)? {
        bail!(
            "{} posts have no ack {LIMIT:?} after the window",
            run.under_way
        );
    }
    Ok(Window {
        answers: run.took_ms.len() as u64,
        took: run.last - began,
        latency: Latency::of(run.took_ms),
    })
}

#[derive(Debug, Default)]
struct Cell {
    rate: Spread,
    p50: Spread,
    p99: Spread,
    cpu_us: Spread,
    batch: Spread,
}

type Cells = BTreeMap<(usize, Way, usize, usize), Cell>;

/// All numbers of posters, both modes, one room and 50 rooms, HTTP and WebSocket, beside `SQLite`'s
/// own group commit. Without the server, only the ceilings.
///
/// # Errors
/// When a server does not come up or a post is answered wrongly.
pub fn profile(bench: &mut Bench, with_server: bool) -> Result<()> {
    let mut cells = Cells::new();
    let mut raw: BTreeMap<(usize, usize), Speed> = BTreeMap::new();
    let mut sync_ms = Spread::default();
    for repetition in 0..bench.options.repetitions {
        sync_ms.push(Latency::of(machine::fdatasync_ms(bench.folder())?).p50_ms);
        for (mode, durability) in MODES.into_iter().enumerate() {
            say(&format!(
                "posts, {}, repetition {}",
                durability.name(),
                repetition + 1
            ));
            if with_server {
                server_round(bench, mode, repetition, &mut cells)?;
            }
            for group in POSTERS {
                let counted = raw_round(bench, durability, group)?;
                counted.add_to(raw.entry((mode, group)).or_default());
            }
        }
    }
    bench.report.figure("disk.fdatasync_ms", &sync_ms);
    bench.report.tables.push(raw_table(&raw, &sync_ms));
    for ((mode, group), speed) in &raw {
        let name = format!("commit.{}.{group}", MODES[*mode].name());
        bench
            .report
            .figure(format!("{name}.rows_per_s"), &speed.rate);
        bench.report.figure(format!("{name}.cpu_us"), &speed.cpu_us);
    }
    if with_server {
        bench.report.tables.push(posts_table(&cells, &raw));
        for ((mode, way, rooms, posters), cell) in &cells {
            let mode = MODES[*mode].name();
            let name = format!("post.{mode}.{}.{rooms}_rooms.{posters}", way.name());
            bench.report.figure(format!("{name}.per_s"), &cell.rate);
            bench.report.figure(format!("{name}.p99_ms"), &cell.p99);
            bench.report.figure(format!("{name}.cpu_us"), &cell.cpu_us);
            bench.report.figure(format!("{name}.batch"), &cell.batch);
        }
        judge(bench, &cells, &raw, &sync_ms);
    }
    Ok(())
}

fn server_round(
    bench: &mut Bench,
    mode: usize,
    repetition: usize,
    cells: &mut Cells,
) -> Result<()> {
    let team = bench.team()?;
    let (server, data) = bench.serve_copy(&team, MODES[mode])?;
    let window = bench.window(2.0);
    let (mut posts, mut broken) = (Vec::new(), false);
    let mut salt = (1 + mode + 2 * repetition) as u64 * 1_000;
    warm_up(&server, &team, salt, &mut posts)?;
    for rooms in [1, TEAM_ROOMS] {
        for posters in POSTERS {
            for way in [Way::Http, Way::Socket] {
                if way == Way::Socket && posters > SOCKET_POSTERS {
                    continue;
                }
                salt += 1;
                let cell = cells.entry((mode, way, rooms, posters)).or_default();
                let (done, outcome) =
                    measure(&server, &team, (rooms, posters, way), window, salt, cell)?;
                posts.extend(done);
                if let Err(error) = outcome {
                    broken = true;
                    let (mode, way) = (MODES[mode].name(), way.name());
                    bench.report.fault(format!(
                        "posts, {mode}, {posters} posters, {rooms} rooms, {way}: {error:#}"
                    ));
                }
            }
        }
    }
    server.stop()?;
    let store = audit::open(&data.join(FILE_NAME))?;
    let audit = audit::acknowledged(&store, &posts)?;
    // A poster that was cut may have had a post stored without learning of it.
    if !broken && audit.messages != posts.len() as u64 {
        bench.report.fault(format!(
            "posts, {}: {} acknowledged, {} stored",
            MODES[mode].name(),
            posts.len(),
            audit.messages
        ));
    }
    for problem in audit.problems {
        bench
            .report
            .fault(format!("posts, {}: {problem}", MODES[mode].name()));
    }
    drop(store);
    std::fs::remove_dir_all(data)?;
    Ok(())
}

fn warm_up(
    server: &Server,
    team: &Template,
    salt: u64,
    done: &mut Vec<Acknowledged>,
) -> Result<()> {
    let tokens = team.tokens(16);
    let mut posts = Posts::new(&tokens, team.seeded.rooms.iter().map(|r| r.id), salt);
    load::run(server.address(), 16, Duration::from_millis(200), &mut posts)?;
    done.extend(posts.acknowledged());
    Ok(())
}

fn measure(
    server: &Server,
    team: &Template,
    (rooms, posters, way): (usize, usize, Way),
    window: Duration,
    salt: u64,
    cell: &mut Cell,
) -> Result<(Vec<Acknowledged>, Result<()>)> {
    let tokens = team.tokens(posters);
    let ids = team.seeded.rooms.iter().take(rooms).map(|r| r.id);
    let mut posts = Posts::new(&tokens, ids, salt);
    let (before, cpu) = (server.commits()?, server.cpu_seconds()?);
    let seen = match way {
        Way::Http => load::run(server.address(), posters, window, &mut posts),
        Way::Socket => by_sockets(server.address(), window, &mut posts),
    };
    let cpu = server.cpu_seconds()? - cpu;
    let outcome = seen.map(|seen| {
        cell.rate.push(seen.rate());
        cell.p50.push(seen.latency.p50_ms);
        cell.p99.push(seen.latency.p99_ms);
        cell.cpu_us.push(cpu * 1e6 / seen.answers as f64);
    });
    if let (Some((commits, operations)), Some((after, done))) = (before, server.commits()?) {
        cell.batch
            .push((done - operations) / (after - commits).max(1.0));
    }
    Ok((posts.acknowledged(), outcome))
}

fn raw_round(bench: &Bench, durability: Durability, group: usize) -> Result<Counted> {
    let folder = machine::Folder::new(&bench.options.work)?;
    drop(seed::make_by_hand(folder.path(), 1)?);
    let seconds = bench.window(1.5).as_secs_f64().to_string();
    let (group, path) = (
        group.to_string(),
        folder.path().to_string_lossy().into_owned(),
    );
    let mode = durability.name();
    let arguments = [
        "commits",
        "--folder",
        &path,
        "--durability",
        mode,
        "--group",
        &group,
        "--seconds",
        &seconds,
    ];
    let counted = ceilings::count(&arguments, bench.folder())?;
    let store = audit::open(&folder.path().join(FILE_NAME))?;
    let audit = audit::dense(&store)?;
    if !audit.problems.is_empty() || audit.messages != counted.count {
        bail!("the raw ceiling wrote a wrong store: {audit:?}");
    }
    Ok(counted)
}

fn raw_table(raw: &BTreeMap<(usize, usize), Speed>, sync_ms: &Spread) -> Table {
    let title = format!(
        "Ceiling: SQLite's own group commit, rows/s (message, search row, event); raw fdatasync {}",
        sync_ms.show(Unit::Ms)
    );
    let mut table = Table::new(&title, &["mode", "1", "16", "64", "256"]);
    for (mode, durability) in MODES.into_iter().enumerate() {
        let mut row = vec![durability.name().to_owned()];
        let show = |s: &Speed| {
            let cpu = Unit::Us.show(s.cpu_us.median());
            format!("{}; CPU {cpu} a row", s.rate.show(Unit::PerSecond))
        };
        let of = |group| raw.get(&(mode, group)).map(show);
        row.extend(POSTERS.map(|group| of(group).unwrap_or_default()));
        table.rows.push(row);
    }
    table
}

fn posts_table(cells: &Cells, raw: &BTreeMap<(usize, usize), Speed>) -> Table {
    let head = [
        "mode",
        "posters",
        "rooms",
        "way",
        "posts/s",
        "p50",
        "p99",
        "CPU per post",
        "mean batch",
        "of SQLite's rate",
    ];
    let mut table = Table::new(
        "Durable posts (each acknowledged one audited in the file)",
        &head,
    );
    for ((mode, way, rooms, posters), cell) in cells {
        let ratio = raw
            .get(&(*mode, *posters))
            .map(|ceiling| cell.rate.over(&ceiling.rate));
        table.rows.push(vec![
            MODES[*mode].name().to_owned(),
            posters.to_string(),
            rooms.to_string(),
            way.name().to_owned(),
            cell.rate.show(Unit::PerSecond),
            cell.p50.show(Unit::Ms),
            cell.p99.show(Unit::Ms),
            cell.cpu_us.show(Unit::Us),
            cell.batch.show(Unit::Plain),
            ratio.map_or_else(String::new, |r| r.show(Unit::Percent)),
        ]);
    }
    table
}

fn judge(
    bench: &mut Bench,
    cells: &Cells,
    raw: &BTreeMap<(usize, usize), Speed>,
    sync_ms: &Spread,
) {
    // `full`, HTTP, one room: the hardest of the cases that the target names.
    for (posters, share) in [(16, 0.5), (64, 0.65)] {
        let (Some(cell), Some(ceiling)) = (
            cells.get(&(0, Way::Http, 1, posters)),
            raw.get(&(0, posters)),
        ) else {
            continue;
        };
        let ratio = cell.rate.over(&ceiling.rate);
        bench.report.row(Row {
            id: "P5",
            what: format!("durable posts/s, full, {posters} posters, one room"),
            target: format!("≥ {:.0} % of SQLite in groups of {posters}", share * 100.0),
            value: cell.rate.show(Unit::PerSecond),
            ceiling: ceiling.rate.show(Unit::PerSecond),
            ratio: ratio.show(Unit::Percent),
            verdict: Verdict::at_least(ratio.median(), share),
        });
    }
    let Some(cell) = cells.get(&(0, Way::Http, 1, 64)) else {
        return;
    };
    let raw_cpu = raw.get(&(0, 64)).map(|ceiling| &ceiling.cpu_us);
    bench.report.row(Row {
        id: "P5",
        what: "CPU per post, 64 posters".to_owned(),
        target: "≤ 60 µs".to_owned(),
        value: cell.cpu_us.show(Unit::Us),
        ceiling: raw_cpu.map_or_else(String::new, |cpu| cpu.show(Unit::Us)),
        ratio: raw_cpu.map_or_else(String::new, |cpu| cell.cpu_us.over(cpu).show(Unit::Times)),
        verdict: Verdict::at_most(cell.cpu_us.median(), 60.0),
    });
    let mut row = |what: &str, target: &str, value: String, verdict| {
        bench.report.row(Row {
            id: "P5",
            what: what.to_owned(),
            target: target.to_owned(),
            value,
            ceiling: String::new(),
            ratio: String::new(),
            verdict,
        });
    };
    let p99 = cell.p99.show(Unit::Ms);
    row(
        "p99 of 64 posters, full",
        "≤ 25 ms",
        p99,
        Verdict::at_most(cell.p99.median(), 25.0),
    );
    let (slow, rate) = (sync_ms.median() >= 3.0, cells.get(&(0, Way::Http, 1, 16)));
    match rate {
        Some(cell) if slow => row(
            "posts/s at 16 posters on a disk whose fsync takes about 4 ms",
            "≥ 1.9 k",
            cell.rate.show(Unit::PerSecond),
            Verdict::at_least(cell.rate.median(), 1_900.0),
        ),
        _ => row(
            "posts/s at 16 posters on a disk whose fsync takes about 4 ms",
            "≥ 1.9 k",
            format!("this disk takes {}", sync_ms.show(Unit::Ms)),
            Verdict::NotMeasured,
        ),
    }
}
