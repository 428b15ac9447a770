//! What is measured on what: options, stores made once, time windows.

use super::ceilings;
use super::report::Report;
use crate::campfire::{Durability, Server};
use crate::machine::Folder;
use crate::seed::{self, Plan, Seeded};
use anyhow::{Context, Result};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Messages of the long history: what "1 M" means in the targets.
pub const LONG_HISTORY: u64 = 1_000_000;
/// Messages of the short history.
pub const SHORT_HISTORY: u64 = 1_000;
/// Rooms in the stores with histories: `GET /rooms` lists them all.
pub const HISTORY_ROOMS: usize = 40;
/// Sockets of the largest crowd, and a few people to spare.
pub const CROWD: usize = 10_020;
/// People of the posting team: more than the 256 posters.
pub const TEAM: usize = 300;
/// Rooms that a team posts to.
pub const TEAM_ROOMS: usize = 50;
/// Size of an event frame when no server said it yet: a body of 200 bytes, three times, and names.
const FRAME_BYTES: usize = 1_200;

/// How a run is done.
#[derive(Debug, Clone)]
pub struct Options {
    /// The binary under test.
    pub binary: PathBuf,
    /// Shorter windows: the same shape in six minutes.
    pub quick: bool,
    /// Where temporary folders are made: the disk under test.
    pub work: PathBuf,
    /// Where the long history is kept for the next run; else it is made again.
    pub keep: Option<PathBuf>,
    /// Alternating repetitions.
    pub repetitions: usize,
}

/// A store that copies are made of.
#[derive(Debug)]
pub struct Template {
    /// Its data folder.
    pub data: PathBuf,
    /// What is in it.
    pub seeded: Seeded,
}

impl Template {
    /// The store's file.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.data.join(seed::FILE_NAME)
    }

    /// The session tokens of the first `count` people.
    #[must_use]
    pub fn tokens(&self, count: usize) -> Vec<String> {
        self.seeded
            .people
            .iter()
            .take(count)
            .map(|p| p.token.clone())
            .collect()
    }
}

/// One run of the bench: its stores and its table.
#[derive(Debug)]
pub struct Bench {
    /// How it is done.
    pub options: Options,
    /// The table that grows.
    pub report: Report,
    /// Size of an event frame's text: the server's own as soon as one was seen.
    pub frame_bytes: usize,
    folder: Folder,
    crowd: Option<Rc<Template>>,
    small_crowd: Option<Rc<Template>>,
    team: Option<Rc<Template>>,
    short: Option<Rc<Template>>,
    long: Option<Rc<Template>>,
    copies: usize,
}

impl Bench {
    /// Prepares a run.
    ///
    /// # Errors
    /// When no temporary folder can be made.
    pub fn new(options: Options) -> Result<Self> {
        let folder = Folder::new(&options.work)?;
        Ok(Self {
            options,
            report: Report::default(),
            frame_bytes: FRAME_BYTES,
            folder,
            crowd: None,
            small_crowd: None,
            team: None,
            short: None,
            long: None,
            copies: 0,
        })
    }

    /// The run's folder, for logs and the disk probe.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Length of a measuring window: `full` seconds, or a third of it in a quick run.
    #[must_use]
    pub fn window(&self, full: f64) -> Duration {
        Duration::from_secs_f64(if self.options.quick { full / 3.0 } else { full })
    }

    /// 10,000 people in one room.
    ///
    /// # Errors
    /// When the store cannot be made.
    pub fn crowd(&mut self) -> Result<Rc<Template>> {
        let plan = Plan {
            users: CROWD,
            rooms: 1,
            first_room_messages: 0,
            other_room_messages: 0,
        };
        if self.crowd.is_none() {
            self.crowd = Some(self.template("crowd", &plan)?);
        }
        self.crowd.clone().context("just made")
    }

    /// 1,000 people in one room: the same without the people who would never come.
    ///
    /// # Errors
    /// When the store cannot be made.
    pub fn small_crowd(&mut self) -> Result<Rc<Template>> {
        let plan = Plan {
            users: CROWD / 10,
            rooms: 1,
            first_room_messages: 0,
            other_room_messages: 0,
        };
        if self.small_crowd.is_none() {
            self.small_crowd = Some(self.template("small-crowd", &plan)?);
        }
        self.small_crowd.clone().context("just made")
    }

    /// 300 people in 50 rooms.
    ///
    /// # Errors
    /// When the store cannot be made.
    pub fn team(&mut self) -> Result<Rc<Template>> {
        let plan = Plan {
            users: TEAM,
            rooms: TEAM_ROOMS,
            first_room_messages: 0,
            other_room_messages: 0,
        };
        if self.team.is_none() {
            self.team = Some(self.template("team", &plan)?);
        }
        self.team.clone().context("just made")
    }

    /// A room of 1,000 messages among 40.
    ///
    /// # Errors
    /// When the store cannot be made.
    pub fn short(&mut self) -> Result<Rc<Template>> {
        if self.short.is_none() {
            self.short = Some(self.template("short", &history(SHORT_HISTORY))?);
        }
        self.short.clone().context("just made")
    }

    /// A room of a million messages among 40.
    ///
    /// # Errors
    /// When the store cannot be made.
    pub fn long(&mut self) -> Result<Rc<Template>> {
        if self.long.is_none() {
            let plan = history(LONG_HISTORY);
            let kept = self.options.keep.clone();
            self.long = Some(match kept {
                Some(keep) => kept_template(&self.options.binary, &keep, &plan)?,
                None => self.template("long", &plan)?,
            });
        }
        self.long.clone().context("just made")
    }

    /// 40 rooms, the first of another size than the others.
    ///
    /// # Errors
    /// When the store cannot be made.
    pub fn sized(&self, name: &str, first: u64, other: u64) -> Result<Rc<Template>> {
        let plan = Plan {
            other_room_messages: other,
            ..history(first)
        };
        self.template(name, &plan)
    }

    fn template(&self, name: &str, plan: &Plan) -> Result<Rc<Template>> {
        let data = self.folder().join(name);
        let seeded = make(&self.options.binary, &data, plan)?;
        Ok(Rc::new(Template { data, seeded }))
    }

    /// A fresh copy of a store, in its own data folder.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn copy(&mut self, template: &Template) -> Result<PathBuf> {
        self.copies += 1;
        let data = self.folder().join(format!("copy-{}", self.copies));
        copy_folder(&template.data, &data)?;
        Ok(data)
    }

    /// Starts a server on a fresh copy of a store.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn serve_copy(
        &mut self,
        template: &Template,
        durability: Durability,
    ) -> Result<(Server, PathBuf)> {
        let data = self.copy(template)?;
        Ok((
            Server::start(&self.options.binary, &data, durability)?,
            data,
        ))
    }

    /// Starts a server on a template itself, for profiles that write nothing that matters.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn serve(&self, template: &Template, durability: Durability) -> Result<Server> {
        Server::start(&self.options.binary, &template.data, durability)
    }

    /// Starts a ceiling that serves sockets.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn sockets(&self, by: &str) -> Result<(crate::machine::Child, std::net::SocketAddr)> {
        let bytes = self.frame_bytes.to_string();
        ceilings::start(
            &["sockets", "--by", by, "--frame-bytes", &bytes],
            self.folder(),
        )
    }
}

fn history(first_room_messages: u64) -> Plan {
    Plan {
        users: TEAM,
        rooms: HISTORY_ROOMS,
        first_room_messages,
        other_room_messages: 1_000,
    }
}

fn make(binary: &Path, data: &Path, plan: &Plan) -> Result<Seeded> {
    let began = Instant::now();
    let messages = plan.first_room_messages + (plan.rooms as u64 - 1) * plan.other_room_messages;
    say(&format!(
        "seeding {}: {} people, {} rooms, {messages} messages",
        data.display(),
        plan.users,
        plan.rooms,
    ));
    let seeded = seed::make(binary, data, plan, |done, all| {
        if all >= 200_000 && done % 200_000 == 0 {
            say(&format!("  {done} of {all} messages"));
        }
    })?;
    say(&format!("  {:.1} s", began.elapsed().as_secs_f64()));
    Ok(seeded)
}

/// A store that outlives the run: used again while plan and binary are the same.
fn kept_template(binary: &Path, keep: &Path, plan: &Plan) -> Result<Rc<Template>> {
    let (data, note) = (keep.join("long"), keep.join("long.json"));
    let size = std::fs::metadata(binary)?.len();
    let label = serde_json::to_string(&(plan, size))?;
    if let Ok(text) = std::fs::read_to_string(&note)
        && let Ok((known, seeded)) = serde_json::from_str::<(String, Seeded)>(&text)
        && known == label
    {
        return Ok(Rc::new(Template { data, seeded }));
    }
    if data.exists() {
        std::fs::remove_dir_all(&data)?;
    }
    let seeded = make(binary, &data, plan)?;
    std::fs::write(&note, serde_json::to_string(&(label, &seeded))?)?;
    Ok(Rc::new(Template { data, seeded }))
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        // Locks and sockets of the running process are not part of the data.
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        } else if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// Tells the person at the terminal what is going on, and when.
pub fn say(line: &str) {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    let seconds = BEGAN.get_or_init(Instant::now).elapsed().as_secs();
    // Nobody is there to be told that nobody is there.
    let _ = writeln!(std::io::stderr(), "{seconds:>4} s  {line}");
}
