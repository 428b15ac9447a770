//! Figures for an operator, in the text form of Prometheus.

use crate::store_metrics::StoreFigures;
use campfire_app::queued_posts::PostFigures;
use campfire_domain::ports::Trouble;
use std::{collections::BTreeMap, fmt::Write as _};
use tokio::time::Instant;

/// What the parts of the server have to tell; gathered by the wiring.
#[derive(Debug)]
pub(crate) struct Figures {
    /// Those of the store.
    pub(crate) store: StoreFigures,
    /// What became of posts.
    pub(crate) posts: PostFigures,
    /// Live connections now.
    pub(crate) connections: usize,
    /// Frames waiting for live connections now.
    pub(crate) queued_frames: usize,
    /// Connections ended since the start, by close code.
    pub(crate) closed: BTreeMap<u16, u64>,
    /// Refusals and what was done against too much.
    pub(crate) refusals: Refusals,
}

/// Numbers by a word of the code.
pub(crate) type ByWord = BTreeMap<&'static str, u64>;

/// What was refused and slowed down since the start, and what does not work now.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    /// Requests, by code.
    pub(crate) http: ByWord,
    /// Requests that came too often, by operation.
    pub(crate) rate_limited: ByWord,
    /// Requests of someone known who may not.
    pub(crate) denied: u64,
    /// Commands and upgrades, by code.
    pub(crate) live: ByWord,
    /// Clients asked to slow down.
    pub(crate) slow_downs: u64,
    /// Frames that nobody misses and that fell.
    pub(crate) dropped: u64,
    /// Clients that came back, by what became of it.
    pub(crate) resumed: ByWord,
    /// Errors that clients told of themselves.
    pub(crate) client_errors: u64,
    /// What does not work now.
    pub(crate) troubles: Vec<Trouble>,
}

/// One figure with its values: one without a label, or one for each value of the label.
#[derive(Debug)]
struct Family {
    name: &'static str,
    kind: &'static str,
    help: &'static str,
    label: &'static str,
    values: Vec<(&'static str, u64)>,
}

impl Family {
    fn counter(
        name: &'static str,
        help: &'static str,
        label: &'static str,
        values: impl IntoIterator<Item = (&'static str, u64)>,
    ) -> Self {
        Self {
            name,
            kind: "counter",
            help,
            label,
            values: values.into_iter().collect(),
        }
    }

    fn write(&self, text: &mut String) {
        let (name, kind, help, label) = (self.name, self.kind, self.help, self.label);
        let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
        for (value, number) in &self.values {
            let _ = match label {
                "" => writeln!(text, "{name} {number}"),
                _ => writeln!(text, "{name}{{{label}=\"{value}\"}} {number}"),
            };
        }
    }
}

fn families(of: Refusals) -> Vec<Family> {
    let live_limited = of.live.get("rate.limited").copied().unwrap_or(0);
    let limited = of.rate_limited.into_iter();
    let is_out = |trouble: Trouble| (trouble.word(), u64::from(of.troubles.contains(&trouble)));
    vec![
        Family {
            kind: "gauge",
            ..Family::counter(
                "campfire_health_degraded",
                "1 when this part does not work, by the reason that clients are told.",
                "reason",
                Trouble::ALL.map(is_out),
            )
        },
        Family::counter(
            "campfire_http_refused_total",
            "Requests refused, by code.",
            "code",
            of.http,
        ),
        Family::counter(
            "campfire_live_refused_total",
            "Commands and upgrades refused, by code.",
            "code",
            of.live,
        ),
        Family::counter(
            "campfire_rate_limited_total",
            "Refusals of what came too often, by what it was.",
            "scope",
            limited.chain([("live", live_limited)]),
        ),
        Family::counter(
            "campfire_authz_denied_total",
            "Requests of someone known who may not.",
            "",
            [("", of.denied)],
        ),
        Family::counter(
            "campfire_client_errors_total",
            "Errors of their own that clients told of.",
            "",
            [("", of.client_errors)],
        ),
        Family::counter(
            "campfire_slow_down_total",
            "Clients asked to slow down.",
            "",
            [("", of.slow_downs)],
        ),
        Family::counter(
            "campfire_ws_dropped_ephemeral_total",
            "Frames that nobody misses and that fell.",
            "",
            [("", of.dropped)],
        ),
        Family::counter(
            "campfire_resume_total",
            "Clients that came back with a cursor, by what became of it.",
            "result",
            of.resumed,
        ),
    ]
}

/// Gathers the figures of now.
type Gather = Box<dyn Fn() -> Figures + Send + Sync>;

/// Where the figures come from.
pub(crate) struct Metrics {
    gather: Gather,
    started: Instant,
}

impl Metrics {
    pub(crate) fn new(gather: impl Fn() -> Figures + Send + Sync + 'static) -> Self {
        Self {
            gather: Box::new(gather),
            started: Instant::now(),
        }
    }

    /// All figures now.
    pub(crate) fn text(&self) -> String {
        let now = (self.gather)();
        let mut text = String::new();
        now.store.write(&mut text);
        let mut figure = |name: &str, kind: &str, help: &str, value: u64| {
            let _ = write!(
                text,
                "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n"
            );
        };
        for (name, kind, help, value) in of_posts(&now.posts) {
            figure(name, kind, help, value);
        }
        figure(
            "campfire_ws_connections",
            "gauge",
            "Live connections.",
            count(now.connections),
        );
        figure(
            "campfire_ws_queued_frames",
            "gauge",
            "Frames waiting for live connections.",
            count(now.queued_frames),
        );
        figure(
            "campfire_uptime_seconds",
            "gauge",
            "Seconds since the start.",
            self.started.elapsed().as_secs(),
        );
        let acked = "campfire_messages_acked_total";
        let _ = write!(
            text,
            "# HELP {acked} Posts acknowledged, by state.\n# TYPE {acked} counter\n\
             {acked}{{state=\"stored\"}} {}\n{acked}{{state=\"queued\"}} {}\n",
            now.posts.stored, now.posts.queued
        );
        let closed = "campfire_ws_closed_total";
        let _ = write!(
            text,
            "# HELP {closed} Connections ended, by close code.\n# TYPE {closed} counter\n"
        );
        for (code, count) in now.closed {
            let _ = writeln!(text, "{closed}{{code=\"{code}\"}} {count}");
        }
        for family in families(now.refusals) {
            family.write(&mut text);
        }
        text
    }
}

/// The figures of posts that stand alone.
fn of_posts(posts: &PostFigures) -> [(&'static str, &'static str, &'static str, u64); 4] {
    [
        (
            "campfire_messages_deduplicated_total",
            "counter",
            "Posts that were repeats.",
            posts.repeated,
        ),
        (
            "campfire_fallback_depth",
            "gauge",
            "Posts waiting in the journal.",
            posts.waiting,
        ),
        (
            "campfire_fallback_replayed_total",
            "counter",
            "Posts taken from the journal into the store.",
            posts.replayed,
        ),
        (
            "campfire_fallback_refused_total",
            "counter",
            "Posts taken from the journal and refused.",
            posts.refused,
        ),
    ]
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
