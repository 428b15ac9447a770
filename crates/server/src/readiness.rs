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

/// Knows whether this process is ready.
pub(crate) struct Readiness {
    health: Arc<Health>,
    probe: Probe,
}

/// Tries a write, one at a time: all who ask while one is on its way wait for that one, so that
/// however often a monitor asks, one operation stands in the store's queue.
struct Probe {
    /// Says whether the write was committed.
    write: Box<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>,
    running: Mutex<Option<Shared<BoxFuture<'static, bool>>>>,
}

impl Readiness {
    pub(crate) fn new(
        health: &Arc<Health>,
        write: impl Fn() -> BoxFuture<'static, bool> + Send + Sync + 'static,
    ) -> Self {
        Self {
            health: Arc::clone(health),
            probe: Probe::new(write),
        }
    }

    /// What does not work now; empty when ready.
    async fn troubles(&self) -> Vec<Trouble> {
        // A store that says itself that it cannot write tries each second.
        let writes = self.health.store().writes && self.probe.succeeds().await;
        let mut troubles = self.health.troubles();
        if !writes && !troubles.contains(&Trouble::StoreWrites) {
            troubles.push(Trouble::StoreWrites);
            troubles.sort_unstable();
        }
        troubles
    }
}

impl Probe {
    fn new(write: impl Fn() -> BoxFuture<'static, bool> + Send + Sync + 'static) -> Self {
        Self {
            write: Box::new(write),
            running: Mutex::new(None),
        }
    }

    async fn succeeds(&self) -> bool {
        let write = {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            let on_its_way = running.as_ref().filter(|write| write.peek().is_none());
            let write = on_its_way
                .cloned()
                .unwrap_or_else(|| (self.write)().shared());
            running.insert(write).clone()
        };
        let written = tokio::time::timeout(PROBE_DEADLINE, write).await;
        written.unwrap_or(false)
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::Notify;

    #[tokio::test(start_paused = true)]
    async fn while_one_probe_hangs_no_other_is_sent_and_its_end_counts_for_all() {
        let (sent, goes_on) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let probe = Probe::new({
            let (sent, goes_on) = (Arc::clone(&sent), Arc::clone(&goes_on));
            move || {
                sent.fetch_add(1, Ordering::Relaxed);
                let goes_on = Arc::clone(&goes_on);
                Box::pin(async move {
                    goes_on.notified().await;
                    true
                })
            }
        });
        for _ in 0..3 {
            assert!(!probe.succeeds().await, "too slow");
        }
        assert_eq!(sent.load(Ordering::Relaxed), 1);
        goes_on.notify_one();
        assert!(probe.succeeds().await);
        assert_eq!(sent.load(Ordering::Relaxed), 1);
        goes_on.notify_one();
        assert!(probe.succeeds().await);
        assert_eq!(
            sent.load(Ordering::Relaxed),
            2,
            "a new question, a new probe"
        );
    }

    #[test]
    fn it_is_ready_without_troubles_only() {
        assert_eq!(answer(&[]).status(), StatusCode::OK);
        let refused = answer(&[Trouble::StoreWrites, Trouble::Live]);
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    }
}
