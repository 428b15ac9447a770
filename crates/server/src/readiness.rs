//! `GET /readyz`: whether this process can do all its work, with the reasons when it cannot.

use campfire_app::health::Health;
use campfire_domain::ports::Trouble;
use futures_util::{
    FutureExt as _,
    future::{BoxFuture, Shared},
};
use poem::{
    Endpoint, Response,
    endpoint::make,
    http::{StatusCode, header},
};
use std::{
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Longest wait for the store to prove that it can write.
const PROBE_DEADLINE: Duration = Duration::from_secs(2);

/// Tries a write; says whether it was committed.
type Probe = Box<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>;

/// Knows whether this process is ready.
pub(crate) struct Readiness {
    health: Arc<Health>,
    probe: Probe,
    /// The probe on its way. All who ask meanwhile wait for this one, so that however often a
    /// monitor asks, one operation stands in the store's queue.
    running: Mutex<Option<Shared<BoxFuture<'static, bool>>>>,
}

impl Readiness {
    pub(crate) fn new(
        health: &Arc<Health>,
        probe: impl Fn() -> BoxFuture<'static, bool> + Send + Sync + 'static,
    ) -> Self {
        Self {
            health: Arc::clone(health),
            probe: Box::new(probe),
            running: Mutex::new(None),
        }
    }

    /// What does not work now; empty when ready.
    async fn troubles(&self) -> Vec<Trouble> {
        // A store that says itself that it cannot write tries each second.
        if self.health.store().writes {
            let proving = tokio::time::timeout(PROBE_DEADLINE, self.proving()).await;
            if !proving.unwrap_or(false) {
                let mut troubles = self.health.troubles();
                troubles.push(Trouble::StoreWrites);
                troubles.sort_unstable();
                troubles.dedup();
                return troubles;
            }
        }
        self.health.troubles()
    }

    fn proving(&self) -> Shared<BoxFuture<'static, bool>> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let on_its_way = running.as_ref().filter(|probe| probe.peek().is_none());
        let probe = on_its_way
            .cloned()
            .unwrap_or_else(|| (self.probe)().shared());
        *running = Some(probe.clone());
        probe
    }
}

/// 200 when everything works, 503 with the reasons when not; both as JSON.
pub(crate) fn ready(readiness: Readiness) -> impl Endpoint<Output = Response> {
    let readiness = Arc::new(readiness);
    make(move |_| {
        let readiness = Arc::clone(&readiness);
        async move { Ok::<_, poem::Error>(answer(&readiness.troubles().await)) }
    })
}

fn answer(troubles: &[Trouble]) -> Response {
    let status = if troubles.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let mut reasons = String::new();
    for trouble in troubles {
        let comma = if reasons.is_empty() { "" } else { "," };
        // Writing to a String cannot fail; the words have nothing to escape.
        let _ = write!(reasons, "{comma}\"{}\"", trouble.word());
    }
    let ready = troubles.is_empty();
    Response::builder()
        .status(status)
        .content_type("application/json")
        .header(header::CACHE_CONTROL, "no-store")
        .body(format!("{{\"ready\":{ready},\"reasons\":[{reasons}]}}"))
}
