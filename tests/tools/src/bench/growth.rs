//! Growth: does a page, a permalink, a post or a resume cost more in a room of a million messages
//! than in one of a thousand? Both servers run side by side and are asked in turn.

use super::fanout::LIVE;
use super::load::{self, Traffic};
use super::plan::{Bench, Template, say};
use super::post::Posts;
use super::read::{Cut, PAGE, Pages, check_page};
use super::report::{Row, Table, Verdict};
use super::stats::{Spread, Unit};
use super::swarm::{Handler, Opening, Outbox, Swarm};
use crate::campfire::{Durability, Server};
use crate::http::{Answer, Client, Request, write_request};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Keep-alive clients of each read and post.
const CLIENTS: usize = 16;
/// Messages that a resuming client has missed.
const MISSED: usize = 500;
/// Resumes of a round; the fastest half decides, the rest is other people's noise.
const RESUMES: usize = 20;
/// A resume that takes longer has failed.
const LIMIT: Duration = Duration::from_secs(20);

struct Side {
    server: Server,
    data: PathBuf,
    store: Rc<Template>,
    tokens: Vec<String>,
}

impl Side {
    fn room(&self) -> Result<&crate::seed::SeededRoom> {
        self.store.seeded.rooms.first().context("no room")
    }
}

#[derive(Default)]
struct Costs {
    page_us: Spread,
    permalink_us: Spread,
    post_us: Spread,
    resume_ms: Spread,
}

/// Cost of page, permalink, post and resume at 1 k and at 1 M messages.
///
/// # Errors
/// When a server does not come up or an answer is wrong.
pub fn profile(bench: &mut Bench) -> Result<()> {
    let (short, long) = (bench.short()?, bench.long()?);
    // Posts change a store, and the long one may be kept for the next run.
    let mut side = |store: Rc<Template>| -> Result<Side> {
        let (server, data) = bench.serve_copy(&store, Durability::Full)?;
        let tokens = store.tokens(CLIENTS);
        Ok(Side {
            server,
            data,
            store,
            tokens,
        })
    };
    let sides = [side(short)?, side(long)?];
    let mut costs = [Costs::default(), Costs::default()];
    let window = bench.window(1.5);
    for repetition in 0..bench.options.repetitions {
        say(&format!("growth, repetition {}", repetition + 1));
        for (which, (side, costs)) in sides.iter().zip(&mut costs).enumerate() {
            let salt = 0x6000_0000 + (repetition * 2 + which) as u64;
            round(side, costs, window, salt).with_context(|| {
                if which == 0 {
                    "1 k messages"
                } else {
                    "1 M messages"
                }
            })?;
        }
    }
    for Side { server, data, .. } in sides {
        server.stop()?;
        std::fs::remove_dir_all(data)?;
    }
    let [small, large] = &costs;
    let head = ["cost", "at 1 k", "at 1 M", "factor"];
    let mut table = Table::new("Growth: the same in a long room", &head);
    for (what, name, unit, one, million) in [
        (
            "page of 50",
            "page_us",
            Unit::Us,
            &small.page_us,
            &large.page_us,
        ),
        (
            "permalink (around)",
            "permalink_us",
            Unit::Us,
            &small.permalink_us,
            &large.permalink_us,
        ),
        (
            "post, 16 posters",
            "post_us",
            Unit::Us,
            &small.post_us,
            &large.post_us,
        ),
        (
            "resume of 500 missed",
            "resume_ms",
            Unit::Ms,
            &small.resume_ms,
            &large.resume_ms,
        ),
    ] {
        let factor = million.over(one);
        table.rows.push(vec![
            what.to_owned(),
            one.show(unit),
            million.show(unit),
            factor.show(Unit::Times),
        ]);
        bench.report.figure(format!("growth.{name}.short"), one);
        bench.report.figure(format!("growth.{name}.long"), million);
        bench.report.row(Row {
            id: "P8",
            what: format!("{what}, 1 M against 1 k messages"),
            target: "≤ 1.2 ×".to_owned(),
            value: million.show(unit),
            ceiling: one.show(unit),
            ratio: factor.show(Unit::Times),
            verdict: if factor.median() <= 1.2 {
                Verdict::Reached
            } else {
                Verdict::Half
            },
        });
    }
    bench.report.tables.push(table);
    Ok(())
}

fn round(side: &Side, costs: &mut Costs, window: Duration, salt: u64) -> Result<()> {
    let address = side.server.address();
    let room = side.room()?;
    let rooms = std::slice::from_ref(room);
    // The cost of one is what a busy server needs for it: one core divided by the rate.
    let cuts: Vec<Cut> = (0..500)
        .map(|n| Cut {
            room: 0,
            before: PAGE + 1 + (n * 7_919) % (room.messages - PAGE),
        })
        .collect();
    let mut pages = Pages::new(&side.tokens, rooms, &cuts);
    load::run(address, CLIENTS, window / 4, &mut pages)?;
    costs
        .page_us
        .push(1e6 / load::run(address, CLIENTS, window, &mut pages)?.rate());
    let mut links = Permalinks::new(side)?;
    costs
        .permalink_us
        .push(1e6 / load::run(address, CLIENTS, window, &mut links)?.rate());

    let cursor = cursor(side)?;
    let mut posts = Posts::new(&side.tokens, [room.id], salt);
    costs
        .post_us
        .push(1e6 / load::run(address, CLIENTS, window, &mut posts)?.rate());
    drop(cursor);
    let cursor = self::cursor(side)?;
    let mut missed = Missed {
        posts: Posts::new(&side.tokens, [room.id], salt + 1_000),
        left: MISSED,
    };
    load::run(address, CLIENTS, LIMIT, &mut missed)?;
    let mut took = Vec::with_capacity(RESUMES);
    for _ in 0..RESUMES {
        took.push(resume(side, &cursor)?);
    }
    took.sort_by(f64::total_cmp);
    costs.resume_ms.push(super::stats::percentile(&took, 0.25));
    Ok(())
}

/// Exactly so many posts.
struct Missed<'a> {
    posts: Posts<'a>,
    left: usize,
}

impl Traffic for Missed<'_> {
    fn request(&mut self, client: usize, out: &mut Vec<u8>) -> Result<bool> {
        if self.left == 0 {
            return Ok(false);
        }
        self.left -= 1;
        self.posts.request(client, out)
    }

    fn answer(&mut self, client: usize, answer: &Answer<'_>) -> Result<()> {
        self.posts.answer(client, answer)
    }
}

/// The cursor of now, by the long poll's first answer.
fn cursor(side: &Side) -> Result<String> {
    #[derive(Deserialize)]
    struct Now {
        cursor: String,
    }
    let token = side.tokens.last().map(String::as_str);
    let answer = Client::connect(side.server.address())?.get("/api/v1/events", token)?;
    Ok(answer.json::<Now>(&[200]).context("GET /events")?.cursor)
}

/// Opens a socket with an old cursor; gives the milliseconds from `hello` to `caught_up`.
fn resume(side: &Side, cursor: &str) -> Result<f64> {
    let hello = format!(r#"{{"type":"hello","protocol":1,"cursor":"{cursor}"}}"#);
    let tokens = &side.tokens[side.tokens.len() - 1..];
    let address = side.server.address();
    let opening = Opening {
        address,
        path: LIVE,
        tokens,
        at_once: 1,
        hello: &hello,
    };
    let mut swarm = Swarm::new()?;
    swarm.connect(&opening, &tokens[0])?;
    let mut seen = Resumed {
        began: Instant::now(),
        events: 0,
        caught_up: None,
    };
    if !swarm.drive(&mut seen, Instant::now() + LIMIT, |r| r.caught_up.is_some())? {
        bail!("not caught up within {LIMIT:?}");
    }
    if seen.events != MISSED {
        bail!("{} messages replayed instead of {MISSED}", seen.events);
    }
    let at = seen.caught_up.context("just seen")?;
    Ok((at - seen.began).as_secs_f64() * 1e3)
}

struct Resumed {
    began: Instant,
    events: usize,
    caught_up: Option<Instant>,
}

impl Handler for Resumed {
    fn text(&mut self, _: usize, frame: &[u8], at: Instant, _: &mut Outbox) -> Result<()> {
        if frame.starts_with(br#"{"type":"event""#) {
            self.events += usize::from(contains(frame, br#""kind":"message_posted""#));
        } else if frame.starts_with(br#"{"type":"caught_up""#) {
            self.caught_up = Some(at);
        } else if frame.starts_with(br#"{"type":"reset""#) {
            bail!(
                "reset instead of a replay: {}",
                String::from_utf8_lossy(frame)
            );
        }
        Ok(())
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    // Names stand in the first bytes of an event, long before its texts.
    text.windows(part.len())
        .take(400)
        .any(|window| window == part)
}

/// Windows around single messages, named by their ids.
struct Permalinks<'a> {
    side: &'a Side,
    links: Vec<(String, u64)>,
    turn: usize,
    under_way: Vec<usize>,
}

impl<'a> Permalinks<'a> {
    fn new(side: &'a Side) -> Result<Self> {
        #[derive(Deserialize)]
        struct Page {
            messages: Vec<Message>,
        }
        #[derive(Deserialize)]
        struct Message {
            id: Uuid,
            seq: u64,
        }
        let room = side.room()?;
        let mut client = Client::connect(side.server.address())?;
        let mut links = Vec::new();
        for share in 1..=20 {
            let before = (room.messages * share / 20).max(PAGE + 1);
            let path = format!(
                "/api/v1/rooms/{}/messages?before={before}&limit=20",
                room.id
            );
            let page: Page = client
                .get(&path, side.tokens.first().map(String::as_str))?
                .json(&[200])?;
            links.extend(page.messages.into_iter().map(|m| {
                (
                    format!(
                        "/api/v1/rooms/{}/messages?around={}&limit={PAGE}",
                        room.id, m.id
                    ),
                    m.seq,
                )
            }));
        }
        Ok(Self {
            side,
            links,
            turn: 0,
            under_way: vec![0; side.tokens.len()],
        })
    }
}

impl Traffic for Permalinks<'_> {
    fn request(&mut self, client: usize, out: &mut Vec<u8>) -> Result<bool> {
        let turn = self.turn % self.links.len();
        self.turn += 1;
        self.under_way[client] = turn;
        let (path, cookie) = (
            &*self.links[turn].0,
            Some(self.side.tokens[client].as_str()),
        );
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
        let (path, seq) = &self.links[self.under_way[client]];
        if answer.status != 200 {
            bail!("{path} is answered {}: {}", answer.status, answer.excerpt());
        }
        // Every hundredth window is read word by word; parsing all would measure the parser.
        if self.turn.is_multiple_of(100) && seq + PAGE < self.side.room()?.messages && *seq > PAGE {
            let first = seq + 1 - PAGE.div_ceil(2);
            check_page(&answer.body, self.side.room()?, first, first + PAGE - 1)
                .with_context(|| path.clone())?;
        }
        Ok(())
    }
}
