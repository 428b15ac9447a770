//! A restart under everybody (G14): all come back soon, and posts go through.

use crate::figures;
use campfire_e2e::{
    Client, Heard, Live, Proxy, Settings, Team,
    dice::Dice,
    load::{Load, percentile},
    sized,
};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::{sync::watch, task::JoinHandle, time::sleep};

/// Sockets of one session.
const PER_SESSION: usize = 20;
/// Longest drain.
const DRAIN: Duration = Duration::from_secs(25);
/// Half of all are back within this, counted from the open port.
const HALF: Duration = Duration::from_millis(1_500);
/// Nearly all.
const NEARLY_ALL: Duration = Duration::from_secs(5);
/// Who posts all the while.
const POSTERS: usize = 10;

/// Between two posts of one person.
const PAUSE: Duration = Duration::from_millis(100);

/// The first wait before a client connects again, at most.
const FIRST_WAIT_MS: u64 = 300;
/// The second; it doubles with each failure.
const WAIT_MS: u64 = 500;
/// The longest wait in the first seconds after a 1012.
const LONGEST_WAIT_MS: u64 = 2_000;

/// Listens; when closed comes back by the policy of our client, and says when it had caught up.
async fn come_back(
    client: Client,
    mut dice: Dice,
    ready: watch::Sender<u64>,
) -> (u16, Instant, u32) {
    let mut live = Live::join(&client).await;
    ready.send_modify(|ready| *ready += 1);
    let code = loop {
        match live.next(Duration::from_mins(2)).await {
            Heard::Frame(_) => {}
            Heard::Closed(code) => break code,
            Heard::Silence => panic!("no restart"),
        }
    };
    let cursor = live.cursor.clone();
    let (mut longest, mut tries) = (FIRST_WAIT_MS, 0);
    loop {
        sleep(Duration::from_millis(dice.between(0, longest))).await;
        longest = (WAIT_MS << tries.min(10)).min(LONGEST_WAIT_MS);
        tries += 1;
        let Ok(mut live) = Live::open(&client).await else {
            continue;
        };
        let hello = json!({"type": "hello", "protocol": 1, "cursor": cursor});
        if live.try_send(&hello).await.is_err() {
            continue;
        }
        loop {
            match live.next(Duration::from_mins(1)).await {
                Heard::Frame(frame) if frame["type"] == "caught_up" => {
                    return (code, Instant::now(), tries);
                }
                Heard::Frame(frame) => assert_ne!(frame["type"], "reset", "{frame}"),
                Heard::Closed(_) => break,
                Heard::Silence => panic!("connected and never caught up"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_restart_everyone_is_back_soon_and_no_post_fails() {
    let clients = sized(100, 1_000);
    let mut team = Team::with(Settings::new()).await;
    let proxy = Proxy::to(team.server.url()).await;
    let mut sessions = Vec::new();
    for n in 0..clients / PER_SESSION {
        sessions.push(team.join(&format!("P{n}")).await.client.at(&proxy.url()));
    }
    let mut posters = Vec::new();
    for n in 0..POSTERS {
        let mut person = team.join(&format!("Q{n}")).await;
        person.client = person.client.at(&proxy.url());
        posters.push(person);
    }
    let (mut dice, ready) = (Dice::new(), watch::Sender::new(0));
    let all: Vec<JoinHandle<_>> = (0..clients)
        .map(|n| {
            let client = sessions[n / PER_SESSION].clone();
            tokio::spawn(come_back(client, dice.another(), ready.clone()))
        })
        .collect();
    let mut here = ready.subscribe();
    tokio::time::timeout(DRAIN * 2, here.wait_for(|here| *here == clients as u64))
        .await
        .expect("everyone is here")
        .expect("they are counted");

    team.server.ask_to_stop();
    let stopped = team.server.ended(DRAIN).await;
    proxy.cut();
    assert_eq!(stopped.code, Some(0), "{}", team.server.log_text());
    team.server.start_again().await;
    proxy.forward_to(team.server.url());
    let open = Instant::now();
    let load = Load::paced(&posters, std::slice::from_ref(&team.hall), PAUSE);
    let (mut back, mut tries) = (Vec::new(), 0);
    for client in all {
        let (code, at, its_tries) = client.await.expect("a client comes back");
        assert_eq!(code, 1012);
        back.push(at.saturating_duration_since(open));
        tries += its_tries;
    }
    load.goes_on(POSTERS as u64, DRAIN).await;
    let posted = load.stop().await;
    let (half, nearly) = (percentile(&mut back, 50), percentile(&mut back, 99));
    figures(&format!(
        "{clients} clients after a restart: drained in {:?}, back p50 {half:?}, p99 {nearly:?} after the port was open \
         with {tries} tries; {} posts meanwhile, refused {:?}",
        stopped.after,
        posted.acked.len(),
        posted.refused,
    ));
    assert!(
        half < HALF && nearly < NEARLY_ALL,
        "p50 {half:?}, p99 {nearly:?}"
    );
    posted.assert_refused_only_with(&[]);
}
