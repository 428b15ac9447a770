//! A Campfire under test: the real binary as a child process on loopback.

use crate::http::{Client, Owned};
use crate::machine::{Child, SERVER_CORE, cpu_seconds};
use anyhow::{Context, Result, bail};
use rustix::process::Pid;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The password of the administrator and of every seeded person, so that one can sign in by hand.
pub const PASSWORD: &str = "campfire-bench-1";
/// The administrator's e-mail address in a store that we made.
pub const ADMIN_EMAIL: &str = "admin@example.com";
/// How long a drain may take: the documented 25 s and one for the process to go.
const DRAIN_WITHIN: Duration = Duration::from_secs(26);

/// What an acknowledged message survives, `--durability`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Durability {
    /// A power cut.
    Full,
    /// The end of the process.
    Normal,
}

impl Durability {
    /// The name on the command line and in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Normal => "normal",
        }
    }
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    child: Child,
    address: SocketAddr,
    up_after: Duration,
}

/// Who made the store's first run.
#[derive(Debug, Clone)]
pub struct Administrator {
    /// Their session token.
    pub token: String,
    /// The room that the first run opened.
    pub room_id: Uuid,
}

impl Server {
    /// Starts `binary serve` on a free port and waits until `/up` answers 200.
    ///
    /// # Errors
    /// When it does not come up; its last words are in the error.
    pub fn start(binary: &Path, data: &Path, durability: Durability) -> Result<Self> {
        let mut command = Command::new(binary);
        command.args(["serve", "--listen", "127.0.0.1:0", "--rate-limits", "off"]);
        command
            .args(["--durability", durability.name()])
            .arg("--data-dir")
            .arg(data);
        let mut log = data.as_os_str().to_owned();
        log.push(".log");
        let began = Instant::now();
        let (child, address) = Child::start_server(command, SERVER_CORE, Path::new(&log))?;
        let up = Client::connect(address)?.get("/up", None)?;
        let up_after = began.elapsed();
        if up.status != 200 {
            bail!("/up answers {}: {}", up.status, child.last_words());
        }
        Ok(Self {
            child,
            address,
            up_after,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> Pid {
        self.child.pid()
    }

    /// How long it took from the start of the process to the first 200 of `/up`.
    #[must_use]
    pub fn up_after(&self) -> Duration {
        self.up_after
    }

    /// Processor time used so far, in seconds.
    ///
    /// # Errors
    /// When it is gone.
    pub fn cpu_seconds(&self) -> Result<f64> {
        cpu_seconds(self.pid()).with_context(|| self.child.last_words())
    }

    /// Drains it with SIGTERM.
    ///
    /// # Errors
    /// When it does not end with status 0 within the documented time.
    pub fn stop(mut self) -> Result<()> {
        match self.child.terminate(DRAIN_WITHIN)? {
            Some(status) if status.success() => Ok(()),
            Some(status) => bail!(
                "the server ended with {status}: {}",
                self.child.last_words()
            ),
            None => bail!("the server did not drain within {DRAIN_WITHIN:?}"),
        }
    }

    /// Makes the first run of an empty store.
    ///
    /// # Errors
    /// When it was made already or is refused.
    pub fn first_run(&self) -> Result<Administrator> {
        #[derive(Deserialize)]
        struct Made {
            room: Id,
        }
        let body = serde_json::json!({
            "account_name": "Bench", "name": "Admin", "email": ADMIN_EMAIL, "password": PASSWORD,
        });
        let answer =
            Client::connect(self.address)?.post("/api/v1/setup", None, &body.to_string())?;
        let made: Made = answer.json(&[201]).context("POST /setup")?;
        Ok(Administrator {
            token: session_token(&answer)?,
            room_id: made.room.id,
        })
    }

    /// Opens a room for everyone.
    ///
    /// # Errors
    /// When it is refused.
    pub fn open_room(&self, token: &str, name: &str) -> Result<Uuid> {
        let body = serde_json::json!({ "kind": "open", "name": name }).to_string();
        let answer = Client::connect(self.address)?.post("/api/v1/rooms", Some(token), &body)?;
        Ok(answer.json::<Id>(&[201]).context("POST /rooms")?.id)
    }

    /// A counter of `/metrics`, all its label sets together; `None` when it is not there.
    ///
    /// # Errors
    /// When `/metrics` does not answer 200.
    pub fn counter(&self, name: &str) -> Result<Option<f64>> {
        let answer = Client::connect(self.address)?.get("/metrics", None)?;
        if answer.status != 200 {
            bail!("/metrics answers {}", answer.status);
        }
        Ok(counter_in(&String::from_utf8_lossy(&answer.body), name))
    }

    /// Commits and operations so far: what the mean batch size is made of.
    ///
    /// # Errors
    /// As [`Self::counter`].
    pub fn commits(&self) -> Result<Option<(f64, f64)>> {
        let commits = self.counter("campfire_commits_total")?;
        let operations = self.counter("campfire_commit_operations_total")?;
        Ok(commits.zip(operations))
    }
}

#[derive(Deserialize)]
struct Id {
    id: Uuid,
}

fn session_token(answer: &Owned) -> Result<String> {
    let cookie = answer.header("set-cookie").context("no cookie was set")?;
    let (_, rest) = cookie
        .split_once("campfire=")
        .context("no session cookie")?;
    Ok(rest.split(';').next().unwrap_or_default().to_owned())
}

fn counter_in(text: &str, name: &str) -> Option<f64> {
    let values = text.lines().filter_map(|line| {
        let rest = line.strip_prefix(name)?;
        let rest = if rest.starts_with('{') {
            rest.split_once('}')?.1
        } else {
            rest
        };
        rest.strip_prefix(' ')?
            .split_whitespace()
            .next()?
            .parse::<f64>()
            .ok()
    });
    values.fold(None, |sum, value| Some(sum.unwrap_or(0.0) + value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_is_summed_over_its_labels_and_not_mixed_with_others() {
        let text = "# TYPE campfire_commits_total counter\ncampfire_commits_total{kind=\"a\"} 2\n\
                    campfire_commits_total{kind=\"b\"} 3\ncampfire_commits_total_more 9\n";
        assert_eq!(counter_in(text, "campfire_commits_total"), Some(5.0));
        assert_eq!(
            counter_in("campfire_commits_total 4\n", "campfire_commits_total"),
            Some(4.0)
        );
        assert_eq!(counter_in(text, "campfire_other"), None);
    }
}
