//! Fan-out and paced delivery: posts to one room with N sockets in it.

use super::plan::{Bench, say};
use super::report::{Row, Table, Verdict};
use super::stats::{Latency, Spread, Unit};
use super::swarm::{Handler, Opening, Outbox, Swarm};
use crate::campfire::Durability;
use crate::machine::cpu_seconds;
use crate::random::Repeatable;
use crate::text;
use anyhow::{Context, Result, bail};
use rustix::process::Pid;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The path of the live protocol.
pub const LIVE: &str = "/api/v1/live";
/// The first frame of every client.
pub const HELLO: &str = r#"{"type":"hello","protocol":1}"#;
/// Sockets that post.
const POSTERS: usize = 4;
/// Messages that were posted and not yet seen by their own posters.
const IN_FLIGHT: usize = 16;
/// Longest run; one that takes longer has lost something.
const LIMIT: Duration = Duration::from_mins(1);
/// After everybody joined, presence is told for 500 ms at a time; then it is quiet.
const QUIET: Duration = Duration::from_millis(1_500);
/// How long is waited for what must not come: a message for the second time.
const AFTER: Duration = Duration::from_millis(150);

/// What one broadcast run saw.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Receptions of messages.
    pub deliveries: u64,
    /// From the first post to the last reception.
    pub took: Duration,
    /// From each post to its last reception, in milliseconds.
    pub all_have_it_ms: Vec<f64>,
    /// Messages that somebody did not get.
    pub lost: u64,
    /// Messages that somebody got again, or before an earlier one.
    pub disordered: u64,
    /// Frames of other types and kinds.
    pub other_frames: u64,
    /// Size of an event frame's text.
    pub frame_bytes: usize,
}

/// When the next message is posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// When a poster sees a message of its own; so many are under way.
    Window(usize),
    /// When everybody has the one before.
    OneByOne,
}

/// Follows messages of one room through all clients. The first client that gets a message settles
/// its place and its bytes; all others are compared with that, byte by byte.
#[derive(Debug)]
pub struct Broadcast {
    room: String,
    posters: usize,
    pace: Pace,
    planned: usize,
    salt: u64,
    ids: Repeatable,
    sent: Vec<Sent>,
    index_of: HashMap<Uuid, usize>,
    order: Vec<Settled>,
    place_of: HashMap<Uuid, usize>,
    next: Vec<usize>,
    finished: usize,
    first_post: Option<Instant>,
    last_reception: Option<Instant>,
    seen: Seen,
    last_seq: Option<u64>,
}

#[derive(Debug)]
struct Sent {
    at: Instant,
    poster: usize,
}

#[derive(Debug)]
struct Settled {
    id: Uuid,
    bytes: Box<[u8]>,
    received: usize,
}

#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Posted<'a> {
    #[serde(borrow)]
    data: PostedData<'a>,
}

#[derive(Deserialize)]
struct PostedData<'a> {
    #[serde(borrow)]
    message: PostedMessage<'a>,
}

#[derive(Deserialize)]
struct PostedMessage<'a> {
    client_message_id: Uuid,
    seq: u64,
    #[serde(borrow)]
    plain_text: Option<Cow<'a, str>>,
}

impl Broadcast {
    /// Plans `messages` posts to a room, by four clients that stand evenly among the others.
    #[must_use]
    pub fn new(room: Uuid, clients: usize, messages: usize, pace: Pace, salt: u64) -> Self {
        Self {
            room: room.to_string(),
            posters: POSTERS.min(clients),
            pace,
            planned: messages,
            salt,
            ids: Repeatable::new(salt),
            sent: Vec::with_capacity(messages),
            index_of: HashMap::with_capacity(messages),
            order: Vec::with_capacity(messages),
            place_of: HashMap::with_capacity(messages),
            next: vec![0; clients],
            finished: 0,
            first_post: None,
            last_reception: None,
            seen: Seen::default(),
            last_seq: None,
        }
    }

    /// Runs it to its end, or to the limit.
    ///
    /// # Errors
    /// When a socket is closed, a post refused, or a message's text is wrong. Lost and disordered
    /// messages are counted, not errors.
    pub fn run(mut self, swarm: &mut Swarm) -> Result<Seen> {
        let mut out = Outbox::default();
        let at_first = match self.pace {
            Pace::Window(messages) => messages,
            Pace::OneByOne => 1,
        };
        for number in 0..at_first.min(self.planned) {
            self.post(number % self.posters, &mut out);
        }
        swarm.send_all(out)?;
        let until = Instant::now() + LIMIT;
        swarm.drive(&mut self, until, |b| b.finished == b.planned)?;
        swarm.drive(&mut self, Instant::now() + AFTER, |_| false)?;
        let expected = (self.planned * self.next.len()) as u64;
        self.seen.lost = expected.saturating_sub(self.seen.deliveries);
        self.seen.took = match (self.first_post, self.last_reception) {
            (Some(first), Some(last)) => last - first,
            _ => LIMIT,
        };
        Ok(self.seen)
    }

    fn post(&mut self, poster: usize, out: &mut Outbox) {
        let number = self.sent.len();
        let id = self.ids.id_now();
        let frame = format!(
            r#"{{"type":"post_message","room_id":"{}","client_message_id":"{id}","body":"{}"}}"#,
            self.room,
            text::body(self.salt, number as u64),
        );
        let at = Instant::now();
        self.first_post.get_or_insert(at);
        self.sent.push(Sent { at, poster });
        self.index_of.insert(id, number);
        out.send(self.client_of(poster), frame);
    }

    /// Posters stand evenly among all clients, so that none is always served first.
    fn client_of(&self, poster: usize) -> usize {
        poster * self.next.len() / self.posters
    }

    fn receive(&mut self, client: usize, at: Instant, out: &mut Outbox) {
        let place = self.next[client];
        self.next[client] += 1;
        self.seen.deliveries += 1;
        self.last_reception = Some(at);
        let settled = &mut self.order[place];
        settled.received += 1;
        let everybody = settled.received == self.next.len();
        let Some(sent) = self
            .index_of
            .get(&settled.id)
            .and_then(|index| self.sent.get(*index))
        else {
            return;
        };
        let poster = sent.poster;
        if everybody {
            self.seen
                .all_have_it_ms
                .push((at - sent.at).as_secs_f64() * 1e3);
            self.finished += 1;
        }
        let is_next = match self.pace {
            Pace::Window(_) => client == self.client_of(poster),
            Pace::OneByOne => everybody,
        };
        if is_next && self.sent.len() < self.planned {
            self.post(poster, out);
        }
    }

    /// A frame that is not what this client was waiting for byte by byte.
    fn other(&mut self, client: usize, frame: &[u8], at: Instant, out: &mut Outbox) -> Result<()> {
        if !frame.starts_with(br#"{"type":"event""#) {
            self.seen.other_frames += 1;
            if [
                &br#"{"type":"refused""#[..],
                br#"{"type":"reset""#,
                br#"{"type":"slow_down""#,
            ]
            .iter()
            .any(|bad| frame.starts_with(bad))
            {
                bail!("unwanted: {}", String::from_utf8_lossy(frame));
            }
            return Ok(());
        }
        let kind: Kind<'_> = serde_json::from_slice(frame).context("an event")?;
        if kind.kind != "message_posted" {
            self.seen.other_frames += 1;
            return Ok(());
        }
        let Posted {
            data: PostedData { message },
        } = serde_json::from_slice(frame).context("a message_posted event")?;
        let id = message.client_message_id;
        let Some(number) = self.index_of.get(&id) else {
            bail!(
                "a message that nobody posted: {}",
                String::from_utf8_lossy(frame)
            );
        };
        let body = text::body(self.salt, *number as u64);
        if message.plain_text.is_some_and(|text| text != body) {
            bail!(
                "another text than was posted: {}",
                String::from_utf8_lossy(frame)
            );
        }
        let place = self.next[client];
        match self.place_of.get(&id) {
            None if place == self.order.len() => {
                if self.last_seq.is_some_and(|last| last + 1 != message.seq) {
                    bail!("seq {} follows {:?}", message.seq, self.last_seq);
                }
                self.last_seq = Some(message.seq);
                self.seen.frame_bytes = frame.len();
                self.place_of.insert(id, place);
                self.order.push(Settled {
                    id,
                    bytes: frame.into(),
                    received: 0,
                });
                self.receive(client, at, out);
            }
            // The same message in other bytes: allowed, but it must be this client's turn.
            Some(settled) if *settled == place => self.receive(client, at, out),
            _ => self.seen.disordered += 1,
        }
        Ok(())
    }
}

impl Handler for Broadcast {
    fn text(&mut self, client: usize, frame: &[u8], at: Instant, out: &mut Outbox) -> Result<()> {
        let awaited = self.order.get(self.next[client]);
        if awaited.is_some_and(|settled| *settled.bytes == *frame) {
            self.receive(client, at, out);
            return Ok(());
        }
        self.other(client, frame, at, out)
    }
}

/// Whose sockets are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum System {
    Campfire,
    Poem,
    Tungstenite,
}

impl System {
    const ALL: [Self; 3] = [Self::Campfire, Self::Poem, Self::Tungstenite];

    fn name(self) -> &'static str {
        match self {
            Self::Campfire => "campfire",
            Self::Poem => "poem",
            Self::Tungstenite => "tungstenite",
        }
    }
}

#[derive(Debug, Default)]
struct Figures {
    rate: Spread,
    cpu: Spread,
    p50: Spread,
    p99: Spread,
    frames: f64,
}

/// Fan-out and paced delivery at these numbers of sockets. Without the server, only the ceilings.
///
/// # Errors
/// When a server does not come up, closes a socket, or answers wrongly.
pub fn profile(bench: &mut Bench, sizes: &[usize], with_server: bool) -> Result<()> {
    let head = [
        "sockets",
        "system",
        "deliveries/s",
        "CPU s per 1 M",
        "paced p50",
        "paced p99",
    ];
    let mut table = Table::new("Fan-out and paced delivery", &head);
    for &clients in sizes {
        let mut figures: HashMap<System, Figures> = HashMap::new();
        for repetition in 0..bench.options.repetitions {
            for system in System::ALL {
                let unneeded = clients > 1_000 && system == System::Poem;
                if unneeded || (system == System::Campfire && !with_server) {
                    continue;
                }
                let name = system.name();
                say(&format!(
                    "fan-out {clients}, {name}, repetition {}",
                    repetition + 1
                ));
                measure(
                    bench,
                    system,
                    clients,
                    repetition,
                    figures.entry(system).or_default(),
                )
                .with_context(|| format!("fan-out to {clients} by {name}"))?;
            }
        }
        for system in System::ALL {
            let Some(f) = figures.get(&system) else {
                continue;
            };
            let prefix = format!("fanout.{clients}.{}", system.name());
            bench
                .report
                .figure(format!("{prefix}.deliveries_per_s"), &f.rate);
            bench
                .report
                .figure(format!("{prefix}.cpu_s_per_million"), &f.cpu);
            bench
                .report
                .figure(format!("{prefix}.paced_p50_ms"), &f.p50);
            bench
                .report
                .figure(format!("{prefix}.paced_p99_ms"), &f.p99);
            table.rows.push(vec![
                clients.to_string(),
                system.name().to_owned(),
                f.rate.show(Unit::PerSecond),
                f.cpu.show(Unit::Seconds),
                f.p50.show(Unit::Ms),
                f.p99.show(Unit::Ms),
            ]);
        }
        judge(bench, clients, &figures);
    }
    table.title = format!("{} (frames of {} bytes)", table.title, bench.frame_bytes);
    bench.report.tables.push(table);
    Ok(())
}

fn measure(
    bench: &mut Bench,
    system: System,
    clients: usize,
    repetition: usize,
    figures: &mut Figures,
) -> Result<()> {
    let salt = (clients * 100 + repetition * 10) as u64;
    if system == System::Campfire {
        let crowd = bench.crowd()?;
        let (server, data) = bench.serve_copy(&crowd, Durability::Full)?;
        let tokens = crowd.tokens(clients);
        let room = crowd.seeded.rooms.first().context("no room")?.id;
        let (address, pid) = (server.address(), server.pid());
        let quick = bench.options.quick;
        let bytes = one(address, pid, &tokens, room, salt, quick, QUIET, figures)?;
        bench.frame_bytes = bytes;
        server.stop()?;
        let audit = super::audit::dense(&super::audit::open(&data.join(crate::seed::FILE_NAME))?)?;
        for problem in audit.problems {
            bench
                .report
                .fault(format!("fan-out to {clients}: {problem}"));
        }
        std::fs::remove_dir_all(data)?;
    } else {
        let (child, address) = bench.sockets(system.name())?;
        let tokens = vec![String::new(); clients];
        let quiet = Duration::from_millis(200);
        let quick = bench.options.quick;
        one(
            address,
            child.pid(),
            &tokens,
            Uuid::nil(),
            salt,
            quick,
            quiet,
            figures,
        )?;
    }
    Ok(())
}

#[expect(
    clippy::too_many_arguments,
    reason = "one call site; a struct would only rename them"
)]
fn one(
    address: SocketAddr,
    pid: Pid,
    tokens: &[String],
    room: Uuid,
    salt: u64,
    quick: bool,
    quiet: Duration,
    figures: &mut Figures,
) -> Result<usize> {
    let clients = tokens.len();
    let opening = Opening {
        address,
        path: LIVE,
        tokens,
        at_once: 256,
        hello: HELLO,
    };
    let (mut swarm, _) = Swarm::open(&opening, LIMIT)?;
    swarm.settle(quiet)?;
    let warm = if clients > 1_000 { 50 } else { 200 };
    checked(
        Broadcast::new(room, clients, warm, Pace::Window(IN_FLIGHT), salt + 1).run(&mut swarm)?,
    )?;
    let deliveries = if quick { 1_200_000 } else { 4_000_000 };
    let messages = (deliveries / clients).clamp(200, 20_000);
    let cpu = cpu_seconds(pid)?;
    let run = Broadcast::new(room, clients, messages, Pace::Window(IN_FLIGHT), salt + 2);
    let seen = checked(run.run(&mut swarm)?)?;
    let cpu = cpu_seconds(pid)? - cpu;
    figures
        .rate
        .push(seen.deliveries as f64 / seen.took.as_secs_f64());
    figures.cpu.push(cpu / (seen.deliveries as f64 / 1e6));
    figures.frames = seen.frame_bytes as f64;
    if clients <= 1_000 {
        let rounds = if quick { 100 } else { 300 };
        let paced = Broadcast::new(room, clients, rounds, Pace::OneByOne, salt + 3);
        let latency = Latency::of(checked(paced.run(&mut swarm)?)?.all_have_it_ms);
        figures.p50.push(latency.p50_ms);
        figures.p99.push(latency.p99_ms);
    }
    Ok(seen.frame_bytes)
}

fn checked(seen: Seen) -> Result<Seen> {
    if seen.lost > 0 || seen.disordered > 0 {
        bail!(
            "{} messages lost, {} disordered",
            seen.lost,
            seen.disordered
        );
    }
    Ok(seen)
}

fn judge(bench: &mut Bench, clients: usize, figures: &HashMap<System, Figures>) {
    let Some(ours) = figures.get(&System::Campfire) else {
        return;
    };
    let (ceiling_of, share) = match clients {
        0..=499 => (System::Poem, 0.35),
        500..=2_000 => (System::Poem, 0.6),
        _ => (System::Tungstenite, 0.6),
    };
    if let Some(ceiling) = figures.get(&ceiling_of) {
        let ratio = ours.rate.over(&ceiling.rate);
        bench.report.row(Row {
            id: "P1",
            what: format!("fan-out to {clients}, deliveries/s"),
            target: format!("≥ {:.0} % of {}", share * 100.0, ceiling_of.name()),
            value: ours.rate.show(Unit::PerSecond),
            ceiling: ceiling.rate.show(Unit::PerSecond),
            ratio: ratio.show(Unit::Percent),
            verdict: Verdict::at_least(ratio.median(), share),
        });
    }
    let tungstenite = figures.get(&System::Tungstenite);
    bench.report.row(Row {
        id: "P1",
        what: format!("fan-out to {clients}, CPU s per 1 M"),
        target: "≤ 0.8 s".to_owned(),
        value: ours.cpu.show(Unit::Seconds),
        ceiling: tungstenite.map_or_else(String::new, |t| t.cpu.show(Unit::Seconds)),
        ratio: tungstenite.map_or_else(String::new, |t| ours.cpu.over(&t.cpu).show(Unit::Times)),
        verdict: Verdict::at_most(ours.cpu.median(), 0.8),
    });
    let Some(ceiling) = tungstenite.filter(|t| !t.p50.runs.is_empty()) else {
        return;
    };
    for (name, mine, theirs, most) in [
        ("p50", &ours.p50, &ceiling.p50, 1.6),
        ("p99", &ours.p99, &ceiling.p99, 4.0),
    ] {
        let ratio = mine.over(theirs);
        bench.report.row(Row {
            id: "P2",
            what: format!("paced, last of {clients}, {name}"),
            target: format!("≤ {most} × tungstenite's"),
            value: mine.show(Unit::Ms),
            ceiling: theirs.show(Unit::Ms),
            ratio: ratio.show(Unit::Times),
            verdict: Verdict::at_most(ratio.median(), most),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::ceilings::sockets::serve_in_thread;
    use super::*;

    fn swarm(clients: usize) -> Swarm {
        let tokens = vec![String::new(); clients];
        let address = serve_in_thread(700).unwrap();
        let opening = Opening {
            address,
            path: LIVE,
            tokens: &tokens,
            at_once: 4,
            hello: HELLO,
        };
        Swarm::open(&opening, Duration::from_secs(20)).unwrap().0
    }

    #[test]
    fn every_client_of_a_swarm_gets_every_message_once_in_one_order() {
        let mut swarm = swarm(8);
        let seen = Broadcast::new(Uuid::nil(), 8, 50, Pace::Window(16), 1)
            .run(&mut swarm)
            .unwrap();
        assert_eq!((seen.deliveries, seen.lost, seen.disordered), (400, 0, 0));
        assert_eq!((seen.all_have_it_ms.len(), seen.frame_bytes), (50, 700));
    }

    #[test]
    fn a_message_that_comes_again_or_too_early_is_counted() {
        let mut run = Broadcast::new(Uuid::nil(), 2, 2, Pace::Window(2), 1);
        let mut out = Outbox::default();
        for _ in 0..2 {
            run.post(0, &mut out);
        }
        let mut ids: Vec<(usize, Uuid)> = run.index_of.iter().map(|(id, n)| (*n, *id)).collect();
        ids.sort_unstable();
        let event = |n: usize, id: Uuid| {
            format!(
                r#"{{"type":"event","kind":"message_posted","data":{{"message":{{"seq":{n},"client_message_id":"{id}"}}}}}}"#
            )
        };
        let (first, second) = (event(1, ids[0].1), event(2, ids[1].1));
        let now = Instant::now();
        for (client, frame) in [
            (0, &first),
            (0, &second),
            (0, &first),
            (1, &second),
            (1, &first),
            (1, &second),
        ] {
            run.text(client, frame.as_bytes(), now, &mut out).unwrap();
        }
        assert_eq!((run.seen.deliveries, run.seen.disordered), (4, 2));
    }
}
