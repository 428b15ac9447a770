//! Connections that go silent without an end: a network that swallows everything.

use campfire_e2e::{Live, Proxy, Settings, Team, load::holds, sized};
use std::time::{Duration, Instant};

/// Changes of presence are collected for this long.
const FLUSH: Duration = Duration::from_millis(500);
/// A connection that is being closed is waited for no longer than 1 s, and a busy machine.
const CLOSE_WAIT: Duration = Duration::from_secs(2);

#[tokio::test]
async fn a_connection_that_goes_silent_is_noticed_within_its_lease_and_a_sweep() {
    // As written in a full run, else a tenth of it.
    let (settings, noticed) = sized(
        (
            Settings::new().lease(Duration::from_secs(6)),
            Duration::from_millis(6_600),
        ),
        (Settings::new(), Duration::from_secs(65)),
    );
    let team = Team::with(settings).await;
    let bo = team.join("Bo").await;
    let mut watching = team.ann.live().await;
    let proxy = Proxy::to(team.server.url()).await;
    let mut bos = Live::join(&bo.client.at(&proxy.url())).await;
    let is_bo = |frame: &serde_json::Value, how: &str| {
        let ids = frame[how].as_array();
        ids.is_some_and(|ids| ids.iter().any(|id| id == bo.id.as_str()))
    };
    watching
        .take("Bo joined", |frame| {
            is_bo(frame, "joined") || is_bo(frame, "online")
        })
        .await;
    bos.heartbeat().await;
    let reading = tokio::spawn(async move {
        // Reads, and so answers every Ping; nothing of it arrives.
        bos.closed(Duration::from_mins(3)).await
    });
    proxy.swallow();
    let silent = Instant::now();
    watching
        .take_within(noticed + FLUSH, "Bo left", |frame| is_bo(frame, "left"))
        .await;
    let gone = silent.elapsed();
    holds("one connection", CLOSE_WAIT, async || {
        team.server.metric("campfire_ws_connections").await == 1
    })
    .await;
    let lapsed = team
        .server
        .metric("campfire_ws_closed_total{code=\"4009\"}");
    assert_eq!(lapsed.await, 1);
    crate::figures(&format!(
        "a silent connection: its person gone after {gone:?} (at most {noticed:?} and a flush), dropped after {:?}",
        silent.elapsed()
    ));
    reading.abort();
}
