//! The binary as its own process on its own folder.

use crate::{Client, PATIENCE, env};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

/// How a server is started.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    args: Vec<String>,
    env: Vec<(String, String)>,
    rate_limits: bool,
}

impl Settings {
    /// Rate limits off, everything else as it comes: what most journeys want.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves the rate limits on, as in production.
    #[must_use]
    pub fn limited(mut self) -> Self {
        self.rate_limits = true;
        self
    }

    /// Adds a command line argument.
    #[must_use]
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Sets a variable of the environment.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Shortens the grace after which a closed socket's person counts as gone.
    #[must_use]
    pub fn presence_grace(self, grace: Duration) -> Self {
        self.env("CAMPFIRE_GRACE_MS", grace.as_millis().to_string())
    }

    /// Shortens the lease of a silent connection, and the server's Pings and sweeps with it.
    #[must_use]
    pub fn lease(self, lease: Duration) -> Self {
        let part = |n: u32| (lease / n).as_millis().to_string();
        self.env("CAMPFIRE_LEASE_MS", part(1))
            .env("CAMPFIRE_PING_MS", part(3))
            .env("CAMPFIRE_SWEEP_MS", part(10))
    }
}

/// A running server. It is killed when dropped.
#[derive(Debug)]
pub struct Server {
    folder: Folder,
    settings: Settings,
    process: Option<Child>,
    url: String,
    log: PathBuf,
}

/// The data folder: our own, removed with the server, or somebody else's.
#[derive(Debug)]
struct Folder {
    path: PathBuf,
    _temporary: Option<TempDir>,
}

/// How a process ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stopped {
    /// Its exit code; `None` after a signal.
    pub code: Option<i32>,
    /// How long that took.
    pub after: Duration,
}

impl Server {
    /// Starts a server on a new folder, with rate limits off.
    pub async fn start() -> Self {
        Self::start_with(Settings::new()).await
    }

    /// Starts a server on a new folder.
    ///
    /// # Panics
    /// When it does not say its URL in time; the text has its log.
    pub async fn start_with(settings: Settings) -> Self {
        let temporary = tempfile::Builder::new()
            .prefix("campfire-e2e-")
            .tempdir()
            .expect("a temporary folder can be made");
        let folder = Folder {
            path: temporary.path().join("data"),
            _temporary: Some(temporary),
        };
        Self::start_in(folder, settings).await
    }

    /// Starts a server on a folder of the caller's, which must outlive it.
    ///
    /// # Panics
    /// When it does not say its URL in time.
    pub async fn start_on(folder: &Path, settings: Settings) -> Self {
        let folder = Folder {
            path: folder.to_owned(),
            _temporary: None,
        };
        Self::start_in(folder, settings).await
    }

    async fn start_in(folder: Folder, settings: Settings) -> Self {
        let log = folder.path.with_extension("log");
        let mut server = Self {
            folder,
            settings,
            process: None,
            url: String::new(),
            log,
        };
        server.launch().await;
        server
    }

    async fn launch(&mut self) {
        let err = open_log(&self.log);
        let mut command = Command::new(env::binary());
        command
            .arg("serve")
            .args(["--listen", "127.0.0.1:0", "--data-dir"])
            .arg(&self.folder.path)
            .args(&self.settings.args)
            .envs(self.settings.env.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(err)
            .kill_on_drop(true);
        if !self.settings.rate_limits {
            command.args(["--rate-limits", "off"]);
        }
        let mut process = command.spawn().expect("the binary can be started");
        let out = process.stdout.take().expect("its output was piped");
        let mut lines = BufReader::new(out).lines();
        let mut log = tokio::fs::File::from_std(open_log(&self.log));
        let announced = timeout(PATIENCE, async {
            while let Ok(Some(line)) = lines.next_line().await {
                let url = line.rfind("http://").map(|start| {
                    line[start..]
                        .split(|c: char| c.is_whitespace() || c == '"')
                        .next()
                        .unwrap_or_default()
                        .trim_end_matches(['/', '.', ',', ')'])
                        .to_owned()
                });
                note(&mut log, &line).await;
                if url.is_some() {
                    return url;
                }
            }
            None
        })
        .await;
        let Ok(Some(url)) = announced else {
            // Its exit, if that is why, gives the log its last lines.
            let ended = process.try_wait();
            panic!(
                "the server did not say its URL ({ended:?}); its log:\n{}",
                self.log_text()
            );
        };
        // Its later lines go to the log as well, so that the pipe never fills up.
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                note(&mut log, &line).await;
            }
        });
        self.url = url;
        self.process = Some(process);
    }

    /// Where it listens, like `http://127.0.0.1:40123`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Host and port of [`Self::url`].
    #[must_use]
    pub fn authority(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// Its data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder.path
    }

    /// Its data file.
    #[must_use]
    pub fn data_file(&self) -> PathBuf {
        self.folder.path.join("campfire.db")
    }

    /// Everything it has said so far, on both outputs and over all its lives.
    #[must_use]
    pub fn log_text(&self) -> String {
        std::fs::read(&self.log)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// A client that nobody has signed in.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(&self.url)
    }

    /// One of its figures, by name and labels as `/metrics` has them, without its fraction; zero
    /// for one that is not there.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn metric(&self, name: &str) -> u64 {
        let told = self
            .client()
            .root(hyper::Method::GET, "/metrics", None)
            .await;
        let figures = told.text();
        let value = figures
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        let whole = value.map_or("0", |value| value.split('.').next().unwrap_or(value));
        whole.parse().expect("a figure is a number")
    }

    /// What it keeps in memory, in KiB: its resident pages, shared ones divided by their users.
    ///
    /// # Panics
    /// When it does not run.
    #[must_use]
    pub fn pss_kib(&self) -> u64 {
        let file = format!("/proc/{}/smaps_rollup", self.pid());
        let text = std::fs::read_to_string(file).expect("a running process has memory");
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        number.expect("its memory is told")
    }

    /// Its process id.
    ///
    /// # Panics
    /// When it does not run.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.running().id().expect("a running process has an id")
    }

    fn running(&self) -> &Child {
        self.process.as_ref().expect("the server runs")
    }

    fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.pid()).ok().and_then(Pid::from_raw);
        kill_process(pid.expect("a process id is positive"), signal)
            .expect("our own process can be signalled");
    }

    /// Kills it on the spot, like a crash.
    ///
    /// # Panics
    /// When it does not run.
    pub async fn kill(&mut self) {
        self.signal(Signal::KILL);
        self.ended(PATIENCE).await;
    }

    /// Asks it to end (SIGTERM) and waits, at most `within`.
    ///
    /// # Panics
    /// When it does not end in time.
    pub async fn stop(&mut self, within: Duration) -> Stopped {
        self.signal(Signal::TERM);
        self.ended(within).await
    }

    /// Sends SIGTERM without waiting for the end.
    ///
    /// # Panics
    /// When it does not run.
    pub fn ask_to_stop(&self) {
        self.signal(Signal::TERM);
    }

    /// Waits until the process has ended.
    ///
    /// # Panics
    /// When it does not end within the time.
    pub async fn ended(&mut self, within: Duration) -> Stopped {
        let began = Instant::now();
        let mut process = self.process.take().expect("the server runs");
        let status = timeout(within, process.wait())
            .await
            .unwrap_or_else(|_| {
                panic!(
                    "still running after {within:?}; its log:\n{}",
                    self.log_text()
                )
            })
            .expect("our own process can be waited for");
        Stopped {
            code: status.code(),
            after: began.elapsed(),
        }
    }

    /// Starts it again on the same folder, on whatever port it gets.
    ///
    /// # Panics
    /// When it still runs or does not come up.
    pub async fn start_again(&mut self) {
        assert!(self.process.is_none(), "it runs already");
        self.launch().await;
    }

    /// Fails if any life of this server panicked.
    ///
    /// # Panics
    /// When its log says so.
    pub fn assert_no_panic(&self) {
        let log = self.log_text();
        let panicked: Vec<&str> = log
            .lines()
            .filter(|line| line.contains("panicked"))
            .collect();
        assert!(panicked.is_empty(), "the server panicked: {panicked:#?}");
    }
}

/// Runs the binary to its end and gives back its code and both outputs.
///
/// # Panics
/// When it does not end within the time.
pub async fn run(args: &[&str], envs: &[(&str, &str)], within: Duration) -> (Option<i32>, String) {
    let child = Command::new(env::binary())
        .args(args)
        .envs(envs.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the binary can be started");
    let output = timeout(within, child.wait_with_output())
        .await
        .unwrap_or_else(|_| panic!("`campfire {}` runs after {within:?}", args.join(" ")))
        .expect("our own process can be waited for");
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

fn open_log(path: &Path) -> std::fs::File {
    std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .expect("the log file can be opened")
}

async fn note(log: &mut tokio::fs::File, line: &str) {
    let line = format!("{line}\n");
    log.write_all(line.as_bytes())
        .await
        .expect("the log file can be written");
    log.flush().await.expect("the log file can be written");
}
