//! Readers who stop reading, among many who go on (G6).

use crate::figures;
use campfire_e2e::{
    Client, Live, Team,
    load::{holds, percentile},
    sized,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{sync::watch, task::JoinHandle};

/// Sockets of one session.
const PER_SESSION: usize = 20;
/// A reader who takes nothing is closed within this (G6).
const CLOSED: Duration = Duration::from_secs(30);
/// Posts per second, and filling of each message. Nobody queues who reads, and who does not has more
/// than the 1 MiB that may wait before the time is over. A frame has the text three times.
const PACE: (u32, usize) = (40, 8_000);
/// The same for a thousand: as many bytes a second in all as this side can read.
const PACE_IN_FULL: (u32, usize) = (8, 5_000);
/// How much later the others may get a message because of the slow ones: 10 %, and what a run of a
/// few seconds on a shared machine differs from the one before by itself.
const LATER: (f64, Duration) = (1.1, Duration::from_millis(20));

/// Reads everything; says how long each message was on its way, counted from the moment before it
/// was posted.
async fn read(mut live: Live, began: Instant, mut stop: watch::Receiver<bool>) -> Vec<Duration> {
    let mut took = Vec::new();
    loop {
        let heard = tokio::select! {
            heard = live.next_text(Duration::from_mins(5)) => heard,
            _ = stop.wait_for(|stop| *stop) => return took,
        };
        match heard {
            Ok(Some(frame)) => {
                let source = frame
                    .split_once("\"source\":\"")
                    .map_or("", |(_, source)| source);
                if let Some(at) = source.split(' ').next().and_then(|at| at.parse().ok()) {
                    took.push(began.elapsed().saturating_sub(Duration::from_micros(at)));
                }
            }
            Err(code) => panic!("somebody who reads was closed: {code}"),
            Ok(None) => panic!("nothing for minutes"),
        }
    }
}

struct Crowd {
    began: Instant,
    stop: watch::Sender<bool>,
    readers: Vec<JoinHandle<Vec<Duration>>>,
}

impl Crowd {
    /// So many sockets of these sessions, all of which read.
    async fn of(sessions: &[Client], sockets: usize) -> Self {
        let (began, stop) = (Instant::now(), watch::Sender::new(false));
        let mut readers = Vec::new();
        for n in 0..sockets {
            let live = Live::join(&sessions[n / (PER_SESSION - 1)]).await;
            readers.push(tokio::spawn(read(live, began, stop.subscribe())));
        }
        Self {
            began,
            stop,
            readers,
        }
    }

    /// Posts at a steady pace until told otherwise, then gives the p99 over all readers.
    async fn measure(
        self,
        team: &Team,
        mut goes_on: impl AsyncFnMut(u32) -> bool,
    ) -> (Duration, usize) {
        let (per_second, filling) = sized(PACE, PACE_IN_FULL);
        let mut ticks = tokio::time::interval(Duration::from_secs(1) / per_second);
        let filling = "x".repeat(filling);
        for n in 0.. {
            if !goes_on(n).await {
                break;
            }
            ticks.tick().await;
            let body = format!("{} {filling}", self.began.elapsed().as_micros());
            team.ann.post(&team.hall, &body).await;
        }
        let mut last = team.ann.live().await;
        last.heartbeat().await;
        self.stop.send_replace(true);
        let mut all = Vec::new();
        for reader in self.readers {
            all.extend(reader.await.expect("a reader ends well"));
        }
        (percentile(&mut all, 99), all.len())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_who_stop_are_closed_4008_in_time_and_the_others_hardly_notice() {
    let (sockets, slow) = sized((100, 3), (1_000, 10));
    let team = Team::new().await;
    let mut sessions = Vec::new();
    for n in 0..=sockets / (PER_SESSION - 1) {
        sessions.push(team.join(&format!("P{n}")).await.client);
    }
    let messages = 200;
    let crowd = Crowd::of(&sessions, sockets).await;
    let (without, heard_without) = crowd.measure(&team, async |n| n < messages).await;

    let crowd = Crowd::of(&sessions, sockets).await;
    let mut stopped = Vec::new();
    for session in sessions.iter().take(slow) {
        let mut live = Live::open_with(session, Some(4_096))
            .await
            .expect("it opens");
        live.hello(None).await;
        stopped.push(live);
    }
    let (server, since) = (&team.server, Instant::now());
    let closed = Arc::new(std::sync::Mutex::new(None));
    let (with, heard_with) = crowd
        .measure(&team, async |n| {
            let is_known = closed.lock().expect("nobody panics with it").is_some();
            if n % 8 == 0 && !is_known {
                let count = server
                    .metric("campfire_ws_closed_total{code=\"4008\"}")
                    .await;
                if count >= slow as u64 {
                    closed
                        .lock()
                        .expect("nobody panics with it")
                        .replace(since.elapsed());
                }
                assert!(since.elapsed() <= CLOSED, "only {count} closed");
            }
            n < messages || !is_known
        })
        .await;
    let after = closed
        .lock()
        .expect("nobody panics with it")
        .expect("measured");
    assert!(after <= CLOSED);
    for mut live in stopped {
        let code = live.closed(CLOSED).await;
        assert!(code == 4008 || code == 1006, "too slow, or cut: {code}");
    }
    let memory = server.pss_kib();
    figures(&format!(
        "{slow} slow among {sockets}: closed 4008 after {after:?}, p99 of the others {without:?} without \
         ({heard_without} heard), {with:?} with them ({heard_with} heard), PSS {} MiB",
        memory / 1024
    ));
    let bound = without.mul_f64(sized(LATER.0 * 10.0, LATER.0)) + LATER.1;
    assert!(
        with <= bound,
        "{with:?} with slow readers, {without:?} without"
    );
    // The queue of each socket holds 1 MiB at most; a server that kept more would be above this.
    assert!(memory / 1024 < 64 + sockets as u64 / 2, "{memory} KiB");
    holds("everyone is gone", CLOSED, async || {
        server.metric("campfire_ws_connections").await == 0
    })
    .await;
}
