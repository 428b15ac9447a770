//! One task for what time does to all connections: Pings, leases, stuck writes, sessions that run
//! out. So an idle connection has no timer of its own.

use crate::{
    close::Close,
    config::LiveConfig,
    registry::{ConnectionRegistry, Peer},
};
use campfire_app::sessions::Sessions;
use std::{
    sync::{Weak, atomic::Ordering},
    time::Duration,
};
use tokio::time::{MissedTickBehavior, interval};

/// Connections looked at before others get their turn.
const AT_ONCE: usize = 256;

/// Sweeps until the registry or the application is gone.
pub(crate) async fn run(registry: Weak<ConnectionRegistry>, sessions: Weak<Sessions>) {
    let Some(every) = registry
        .upgrade()
        .map(|registry| registry.config.sweep_every)
    else {
        return;
    };
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last = None;
    loop {
        ticks.tick().await;
        let (Some(registry), Some(sessions)) = (registry.upgrade(), sessions.upgrade()) else {
            return;
        };
        let now = registry.now_ms();
        // When this process stood still (stopped, or without a turn), what clients sent meanwhile
        // was not read yet: nobody's lease ran out by that.
        let late = last.is_some_and(|last| now.saturating_sub(last) > 2 * millis(every));
        last = Some(now);
        for some in registry.peers().chunks(AT_ONCE) {
            for peer in some {
                if late {
                    peer.heard.fetch_max(now, Ordering::Relaxed);
                }
                if sessions.remaining(peer.session_id).is_zero() {
                    peer.queue.close(Close::SessionEnded);
                }
                look(peer, now, &registry.config);
            }
            tokio::task::yield_now().await;
        }
    }
}

/// Looks at one connection.
fn look(peer: &Peer, now: u64, config: &LiveConfig) {
    let since = |at: u64| now.saturating_sub(at);
    let stuck = peer.stuck.load(Ordering::Relaxed);
    // One sweep early rather than one late: 30 s is what others were promised (G6).
    let patience = config.no_progress.saturating_sub(config.sweep_every);
    if stuck != 0 && since(stuck) >= millis(patience) {
        peer.queue.close(Close::TooSlow);
    } else if since(peer.heard.load(Ordering::Relaxed)) >= millis(config.lease) {
        peer.queue.close(Close::LeaseLost);
    } else if since(peer.pinged.load(Ordering::Relaxed)) >= millis(config.ping_every) {
        peer.pinged.store(now, Ordering::Relaxed);
        peer.queue.ping();
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
