//! The only file that names every adapter: it puts them together and keeps them running.

use crate::{
    accept,
    cli::say,
    config::{self, Settings},
    metrics::{self, Figures, Metrics},
    readiness::Readiness,
    routes, shutdown, static_files,
    store_metrics::{self, StoreFigures},
};
use anyhow::Context as _;
use campfire_adapters_http::{HttpConfig, TrustedProxy, edge::edge};
use campfire_adapters_sqlite::{Durability, Spread, SqliteConfig, SqliteStore};
use campfire_adapters_ws::{ConnectionRegistry, LiveConfig};
use campfire_app::{
    Campfire, Config, Ports, feed,
    passwords::Argon2Hasher,
    system::{RandomIds, SystemClock},
};
use campfire_domain::ports::StorePorts;
use futures_util::future::BoxFuture;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{path::Path, sync::Arc, time::Duration};
use tokio::{net::TcpListener, time::Instant};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// What of the drain is kept for requests that are still running and for closing the store.
const LAST_PART_OF_DRAIN: Duration = Duration::from_secs(5);

/// Serves until told to stop, then drains.
///
/// # Errors
/// What kept it from starting.
pub(crate) async fn serve(settings: Settings) -> anyhow::Result<()> {
    raise_file_limit();
    let http = http_config(&settings)?;
    let (sink, inbox) = feed();
    let store = Arc::new(open_store(&settings, sink).await?);
    let registry = ConnectionRegistry::new(live_config(&settings));
    let ports = ports(&store, &registry)?;
    let app_config = Config {
        presence_grace: settings.grace,
        ..Config::default()
    };
    let campfire = Campfire::start(ports, inbox, app_config).await?;
    let listener = accept::listen(settings.listen)
        .with_context(|| format!("cannot listen on {}", settings.listen))?;
    let address = listener.local_addr()?;
    let metrics = Arc::new(Metrics::new(figures(
        &store, &registry, &campfire, &http, &settings,
    )));
    let api = campfire_adapters_http::endpoint(campfire.clone(), http.clone());
    let readiness = Readiness::new(&campfire.health, probe(&store));
    let live = campfire_adapters_ws::endpoint(Arc::clone(&registry), campfire.clone());
    let tree = routes::tree(api, live, readiness, &metrics);
    let app = accept::app(edge(tree, http, Arc::new(RandomIds)));

    let (stop, tracker) = (CancellationToken::new(), TaskTracker::new());
    if let Some(metrics_at) = settings.metrics_listen {
        let listener = TcpListener::bind(metrics_at)
            .await
            .with_context(|| format!("cannot listen on {metrics_at}"))?;
        let app = accept::app(routes::metrics_only(&metrics));
        tokio::spawn(accept::run(listener, app, stop.clone(), TaskTracker::new()));
    }
    let accepting = tokio::spawn(accept::run(listener, app, stop.clone(), tracker.clone()));
    announce(&settings, address);

    shutdown::told().await?;
    let deadline = Instant::now() + settings.drain;
    // The port closes first: clients that are told to come back reach the next process.
    stop.cancel();
    let _ = accepting.await;
    campfire.sync.told_so_far().await;
    registry
        .drain(settings.drain.saturating_sub(LAST_PART_OF_DRAIN))
        .await;
    tracker.close();
    if tokio::time::timeout_at(deadline, tracker.wait())
        .await
        .is_err()
    {
        tracing::warn!("drain.requests_left");
    }
    store.close().await;
    Ok(())
}

/// Brings the store up to date.
///
/// # Errors
/// What kept it from that.
pub(crate) async fn migrate(settings: &Settings) -> anyhow::Result<()> {
    SqliteStore::migrate(&sqlite_config(settings))
        .await
        .context("cannot migrate the store")
}

/// The OpenAPI document, as JSON.
pub(crate) fn document() -> String {
    campfire_adapters_http::document()
}

fn figures(
    store: &Arc<SqliteStore>,
    registry: &Arc<ConnectionRegistry>,
    campfire: &Campfire,
    http: &HttpConfig,
    settings: &Settings,
) -> impl Fn() -> Figures + Send + Sync + 'static {
    let (store, registry) = (Arc::clone(store), Arc::clone(registry));
    let (health, refusals) = (Arc::clone(&campfire.health), Arc::clone(&http.refusals));
    let posts = Arc::clone(&campfire.queued_posts);
    let client_errors = Arc::clone(&campfire.client_errors);
    let data_dir = settings.data_dir.clone();
    move || {
        let live = registry.gauges();
        let refused = refusals.counted();
        let refusals = metrics::Refusals {
            http: refused.by_code,
            rate_limited: refused.rate_limited,
            denied: refused.denied,
            live: live.refused,
            slow_downs: live.slow_downs,
            dropped: live.dropped,
            resumed: live.resumed,
            client_errors: client_errors.told(),
            troubles: health.troubles(),
        };
        Figures {
            refusals,
            store: store_figures(&store, &data_dir),
            posts: posts.figures(),
            connections: live.connections,
            queued_frames: live.queued_frames,
            closed: live.closed,
        }
    }
}

fn store_figures(store: &SqliteStore, data_dir: &Path) -> StoreFigures {
    let writer = store.writer_stats();
    let spread = |spread: Spread| store_metrics::Spread {
        up_to: spread.up_to.to_vec(),
        count: spread.count,
        sum: spread.sum,
    };
    let disk = rustix::fs::statvfs(data_dir).ok();
    StoreFigures {
        commits: writer.commits,
        operations: writer.operations,
        busy: writer.busy,
        waiting: writer.waiting_by_class.to_vec(),
        at_work: writer.at_work,
        breakers: vec![
            ("reads", store.is_read_breaker_open()),
            ("writes", writer.is_breaker_open),
        ],
        commit: spread(writer.commit_micros),
        sync: spread(writer.sync_micros),
        batch: spread(writer.batch_size),
        checkpoint: spread(writer.checkpoint_micros),
        wal_bytes: store.wal_bytes(),
        disk_free_bytes: disk.map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize)),
    }
}

fn probe(
    store: &Arc<SqliteStore>,
) -> impl Fn() -> BoxFuture<'static, bool> + Send + Sync + 'static {
    let store = Arc::clone(store);
    move || {
        let store = Arc::clone(&store);
        Box::pin(async move { store.probe().await.is_ok() })
    }
}

async fn open_store(
    settings: &Settings,
    sink: Arc<dyn campfire_domain::ports::EventSink>,
) -> anyhow::Result<SqliteStore> {
    SqliteStore::open(sqlite_config(settings), sink)
        .await
        .context("cannot open the store")
}

fn sqlite_config(settings: &Settings) -> SqliteConfig {
    SqliteConfig {
        durability: match settings.durability {
            config::Durability::Full => Durability::Full,
            config::Durability::Normal => Durability::Normal,
        },
        breaker_failures: settings.breaker_failures,
        probe_every: settings.probe,
        ..SqliteConfig::new(&settings.data_dir)
    }
}

fn ports(store: &Arc<SqliteStore>, registry: &Arc<ConnectionRegistry>) -> anyhow::Result<Ports> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(Ports {
        store: StorePorts::of(store),
        broadcaster: registry.clone(),
        passwords: Arc::new(Argon2Hasher::new(cores).context("cannot hash passwords")?),
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds),
    })
}

fn http_config(settings: &Settings) -> anyhow::Result<HttpConfig> {
    let parse = |proxies: &Vec<String>| {
        proxies
            .iter()
            .map(|text| {
                text.parse()
                    .with_context(|| format!("trusted_proxies: {text:?}"))
            })
            .collect()
    };
    let proxies: Option<anyhow::Result<Vec<TrustedProxy>>> =
        settings.trusted_proxies.as_ref().map(parse);
    Ok(HttpConfig {
        rate_limits: settings.rate_limits,
        poll_longest: settings.poll,
        ..HttpConfig::new(settings.public_url.clone(), proxies.transpose()?)
    })
}

fn live_config(settings: &Settings) -> LiveConfig {
    LiveConfig {
        public_url: settings.public_url.clone(),
        build: static_files::build(),
        heartbeat_every: settings.heartbeat,
        ping_every: settings.ping,
        lease: settings.lease,
        sweep_every: settings.sweep,
        rate_limits: settings.rate_limits,
        ..LiveConfig::default()
    }
}

/// Ten thousand sockets need as many files: takes what the system allows. Less is no error here;
/// the accept loop says when it runs out.
fn raise_file_limit() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, "file_limit.not_raised");
    }
}

fn announce(settings: &Settings, address: std::net::SocketAddr) {
    if !settings.rate_limits {
        tracing::warn!("rate limits are off: this is for tests and measurement only");
    }
    let plain = settings
        .public_url
        .as_ref()
        .is_none_or(|url| url.starts_with("http://"));
    if plain && !address.ip().is_loopback() {
        tracing::warn!(
            "plain http beyond this machine is for trials: put a TLS proxy in front and set --public-url"
        );
    }
    let url = settings
        .public_url
        .clone()
        .unwrap_or_else(|| format!("http://{address}"));
    match &settings.public_url {
        Some(_) => say(&format!(
            "Campfire is ready at {url} (listening on http://{address})"
        )),
        None => say(&format!("Campfire is ready at {url}")),
    }
}
