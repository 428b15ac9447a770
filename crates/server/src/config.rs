//! The settings: from flags, environment and a TOML file, in that order, checked as a whole.
//!
//! Nothing is needed to start on this machine; `public_url` is the one setting of a real place.

use clap::{Args, ValueEnum};
use serde::Deserialize;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

/// The longest pause between two tries of a store that failed (G9).
const LONGEST_PROBE: Duration = Duration::from_mins(1);

/// What an acknowledged message survives.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Durability {
    /// A power cut.
    #[default]
    Full,
    /// The end of the process.
    Normal,
}

/// A switch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Switch {
    /// In force.
    On,
    /// Lifted.
    Off,
}

/// How log lines look.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What was given on the command line, in the environment or in the file.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Given {
    /// A TOML file with any of these settings, named as here with `_` for `-`.
    #[arg(long, env = "CAMPFIRE_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    config: Option<PathBuf>,
    /// Where to listen; port 0 takes a free one, and the address is printed. [default: 127.0.0.1:8080]
    #[arg(long, env = "CAMPFIRE_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// The folder that holds everything. [default: ./data]
    #[arg(long, env = "CAMPFIRE_DATA_DIR", value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// The address that people type, such as `https://chat.example.org`.
    #[arg(long, env = "CAMPFIRE_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// What an acknowledged message survives: a power cut, or the end of the process. [default: full]
    #[arg(long, env = "CAMPFIRE_DURABILITY")]
    durability: Option<Durability>,
    /// Whether rates are limited; `off` is for tests and measurement, size limits stay. [default: on]
    #[arg(long, env = "CAMPFIRE_RATE_LIMITS")]
    rate_limits: Option<Switch>,
    /// Whose `X-Forwarded-*` headers are believed: addresses or prefixes, separated by commas.
    /// [default: loopback, when `public_url` is set; else nobody]
    #[arg(
        long,
        env = "CAMPFIRE_TRUSTED_PROXIES",
        value_delimiter = ',',
        value_name = "ADDRESS[/BITS]"
    )]
    trusted_proxies: Option<Vec<String>>,
    /// Another place to serve `/metrics`, for everyone who can reach it.
    #[arg(long, env = "CAMPFIRE_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    metrics_listen: Option<String>,
    /// How log lines look. [default: text]
    #[arg(long, env = "CAMPFIRE_LOG_FORMAT")]
    log_format: Option<LogFormat>,
    /// What is logged, such as `info` or `campfire_app=debug`. [default: info]
    #[arg(long, env = "CAMPFIRE_LOG", value_name = "FILTER")]
    log: Option<String>,
    /// How often clients say that they live, in milliseconds. [default: 30000]
    #[arg(long, env = "CAMPFIRE_HEARTBEAT_MS", value_name = "MS")]
    heartbeat_ms: Option<u64>,
    /// How often the server asks connections for a sign of life, in milliseconds. [default: 25000]
    #[arg(long, env = "CAMPFIRE_PING_MS", value_name = "MS")]
    ping_ms: Option<u64>,
    /// A connection without a sign of life ends after this, in milliseconds. [default: 60000]
    #[arg(long, env = "CAMPFIRE_LEASE_MS", value_name = "MS")]
    lease_ms: Option<u64>,
    /// How often connections are looked at, in milliseconds. [default: 5000]
    #[arg(long, env = "CAMPFIRE_SWEEP_MS", value_name = "MS")]
    sweep_ms: Option<u64>,
    /// How long someone still counts as here after their last connection, in milliseconds. [default: 15000]
    #[arg(long, env = "CAMPFIRE_GRACE_MS", value_name = "MS")]
    grace_ms: Option<u64>,
    /// Longest wait of a long poll, in milliseconds. [default: 55000]
    #[arg(long, env = "CAMPFIRE_POLL_MS", value_name = "MS")]
    poll_ms: Option<u64>,
    /// How long a stop may take, in milliseconds. [default: 25000]
    #[arg(long, env = "CAMPFIRE_DRAIN_MS", value_name = "MS")]
    drain_ms: Option<u64>,
    /// Failures of the store in a row after which calls fail fast. [default: 5]
    #[arg(long, env = "CAMPFIRE_BREAKER_FAILURES", value_name = "COUNT")]
    breaker_failures: Option<u32>,
    /// How often a store that failed is tried again, in milliseconds; at most 60000. [default: 1000]
    #[arg(long, env = "CAMPFIRE_PROBE_MS", value_name = "MS")]
    probe_ms: Option<u64>,
}

/// The settings in force.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) listen: SocketAddr,
    pub(crate) data_dir: PathBuf,
    /// Without a slash at its end.
    pub(crate) public_url: Option<String>,
    pub(crate) durability: Durability,
    pub(crate) rate_limits: bool,
    /// Not given: the adapter's own rule.
    pub(crate) trusted_proxies: Option<Vec<String>>,
    pub(crate) metrics_listen: Option<SocketAddr>,
    pub(crate) log_format: LogFormat,
    pub(crate) log: String,
    pub(crate) heartbeat: Duration,
    pub(crate) ping: Duration,
    pub(crate) lease: Duration,
    pub(crate) sweep: Duration,
    pub(crate) grace: Duration,
    pub(crate) poll: Duration,
    pub(crate) drain: Duration,
    pub(crate) breaker_failures: u32,
    pub(crate) probe: Duration,
}

/// Settings that make no sense.
#[derive(Debug)]
pub(crate) struct SettingsError(String);

impl std::fmt::Display for SettingsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    /// Puts the settings together and checks them as a whole; all mistakes are told at once.
    ///
    /// # Errors
    /// [`SettingsError`] names every setting that makes no sense.
    pub(crate) fn read(given: Given) -> Result<Self, SettingsError> {
        let file = match &given.config {
            Some(path) => read_file(path)?,
            None => Given::default(),
        };
        let mut wrong = Vec::new();
        let mut address = |name: &str, text: String| {
            let address = text.parse().ok();
            if address.is_none() {
                wrong.push(format!(
                    "{name} is {text:?}, must be ADDRESS:PORT such as 127.0.0.1:8080"
                ));
            }
            address
        };
        let listen = given
            .listen
            .or(file.listen)
            .unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let listen = address("listen", listen);
        let metrics = given.metrics_listen.or(file.metrics_listen);
        let metrics_listen = metrics.and_then(|text| address("metrics_listen", text));
        let public_url = given.public_url.or(file.public_url);
        let public_url = public_url.map(|url| url.trim_end_matches('/').to_owned());
        if let Some(url) = &public_url
            && !is_origin(url)
        {
            wrong.push(format!(
                "public_url is {url:?}, must be http:// or https:// and a host, without a path"
            ));
        }
        let mut span = |name: &str, ms: Option<u64>, usual: u64, least: u64| {
            let ms = ms.unwrap_or(usual);
            if !(least..=3_600_000).contains(&ms) {
                wrong.push(format!(
                    "{name} is {ms}, must be {least} to 3600000 milliseconds"
                ));
            }
            Duration::from_millis(ms)
        };
        let heartbeat = span(
            "heartbeat_ms",
            given.heartbeat_ms.or(file.heartbeat_ms),
            30_000,
            100,
        );
        let ping = span("ping_ms", given.ping_ms.or(file.ping_ms), 25_000, 50);
        let lease = span("lease_ms", given.lease_ms.or(file.lease_ms), 60_000, 100);
        let sweep = span("sweep_ms", given.sweep_ms.or(file.sweep_ms), 5_000, 10);
        let grace = span("grace_ms", given.grace_ms.or(file.grace_ms), 15_000, 0);
        let poll = span("poll_ms", given.poll_ms.or(file.poll_ms), 55_000, 10);
        let drain = span("drain_ms", given.drain_ms.or(file.drain_ms), 25_000, 100);
        let probe = span("probe_ms", given.probe_ms.or(file.probe_ms), 1_000, 10);
        if probe > LONGEST_PROBE {
            wrong.push("probe_ms must be at most 60000: an outage ends within a minute".to_owned());
        }
        let breaker_failures = given
            .breaker_failures
            .or(file.breaker_failures)
            .unwrap_or(5);
        if breaker_failures == 0 {
            wrong.push("breaker_failures is 0, must be 1 or more".to_owned());
        }
        if lease <= ping {
            wrong.push(
                "lease_ms must be longer than ping_ms, else every connection would end".to_owned(),
            );
        }
        let (Some(listen), true) = (listen, wrong.is_empty()) else {
            return Err(SettingsError(format!(
                "these settings make no sense: {}",
                wrong.join("; ")
            )));
        };
        Ok(Self {
            listen,
            data_dir: given
                .data_dir
                .or(file.data_dir)
                .unwrap_or_else(|| PathBuf::from("./data")),
            durability: given.durability.or(file.durability).unwrap_or_default(),
            rate_limits: given.rate_limits.or(file.rate_limits) != Some(Switch::Off),
            trusted_proxies: given.trusted_proxies.or(file.trusted_proxies),
            public_url,
            metrics_listen,
            log_format: given
                .log_format
                .or(file.log_format)
                .unwrap_or(LogFormat::Text),
            log: given.log.or(file.log).unwrap_or_else(|| "info".to_owned()),
            heartbeat,
            ping,
            lease,
            sweep,
            grace,
            poll,
            drain,
            breaker_failures,
            probe,
        })
    }
}

fn read_file(path: &Path) -> Result<Given, SettingsError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| SettingsError(format!("cannot read {}: {error}", path.display())))?;
    toml::from_str(&text).map_err(|error| {
        let reason = error.message().to_owned();
        SettingsError(format!(
            "{} is not a settings file: {reason}",
            path.display()
        ))
    })
}

/// Scheme, host and perhaps a port.
fn is_origin(url: &str) -> bool {
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    host.is_some_and(|host| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        !host.is_empty() && host.chars().all(plain)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_needed_to_start_here() {
        let settings = Settings::read(Given::default()).unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
        assert!(settings.rate_limits && settings.trusted_proxies.is_none());
    }

    #[test]
    fn flags_win_over_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("campfire.toml");
        std::fs::write(
            &file,
            "listen = \"127.0.0.1:1\"\npublic_url = \"https://chat.example.org/\"\n",
        )
        .unwrap();
        let given = Given {
            config: Some(file),
            listen: Some("127.0.0.1:2".into()),
            ..Given::default()
        };
        let settings = Settings::read(given).unwrap();
        assert_eq!(settings.listen.port(), 2);
        assert_eq!(
            settings.public_url.as_deref(),
            Some("https://chat.example.org")
        );
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let given = Given {
            listen: Some("here".into()),
            public_url: Some("chat.example.org".into()),
            lease_ms: Some(1),
            breaker_failures: Some(0),
            probe_ms: Some(61_000),
            ..Given::default()
        };
        let told = Settings::read(given).unwrap_err().to_string();
        for name in [
            "listen",
            "public_url",
            "lease_ms",
            "breaker_failures",
            "probe_ms",
        ] {
            assert!(told.contains(name), "{told}");
        }
    }

    #[test]
    fn unknown_settings_in_the_file_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("campfire.toml");
        std::fs::write(&file, "lisen = \"127.0.0.1:1\"\n").unwrap();
        let told = Settings::read(Given {
            config: Some(file),
            ..Given::default()
        })
        .unwrap_err();
        assert!(told.to_string().contains("lisen"), "{told}");
    }
}
