//! Sessions by link: one device signs the next one in, once and only once.

use crate::text;
use campfire_e2e::{Client, Settings, Team, audit::Audit};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::task::JoinSet;

/// How many devices open one link at the same moment.
const RACERS: usize = 20;

async fn make(client: &Client) -> Value {
    let made = client.post("/transfers", &json!({})).await.expect(201);
    json!({"code": made["code"]})
}

#[tokio::test]
async fn of_twenty_devices_with_one_link_one_is_signed_in() {
    let mut team = Team::new().await;
    let bo = team.join("Bo").await;
    let code = make(&bo.client).await;
    let mut racing = JoinSet::new();
    for _ in 0..RACERS {
        // A connection of its own each.
        let (device, code) = (team.server.client(), code.clone());
        racing.spawn(async move {
            let answer = device.post("/transfers/use", &code).await;
            (device, answer)
        });
    }
    let mut winners = Vec::new();
    while let Some(done) = racing.join_next().await {
        let (device, answer) = done.expect("no device panics");
        if answer.code() == 201 {
            winners.push(device);
        } else {
            answer.refused(404, "transfer.unknown");
            device.get("/me").await.expect(401);
        }
    }
    assert_eq!(winners.len(), 1);
    let me = winners[0].get("/me").await.expect(200);
    assert_eq!(text(&me["id"]), bo.id);
    let sessions = bo.client.get("/sessions").await.expect(200);
    assert_eq!(crate::list(&sessions["sessions"]).len(), 2);
    team.server.stop(Duration::from_secs(25)).await;
    let audit = Audit::open(&team.server.data_file());
    assert_eq!(audit.count("transfer"), 0);
    audit.assert_dense();
}

#[tokio::test]
async fn a_link_survives_a_kill_and_is_used_once_all_the_same() {
    let mut team = Team::new().await;
    let mut bo = team.join("Bo").await;
    let code = make(&bo.client).await;
    team.server.kill().await;
    team.server.start_again().await;
    team.follow(&mut [&mut bo]);
    let phone = team.server.client();
    let offer = phone.post("/transfers/look", &code).await.expect(200);
    assert_eq!(offer["user_name"], "Bo");
    phone.post("/transfers/use", &code).await.expect(201);
    team.server.kill().await;
    team.server.start_again().await;
    let again = team.server.client().post("/transfers/use", &code).await;
    again.refused(404, "transfer.unknown");
    let phone = phone.at(team.server.url());
    assert_eq!(text(&phone.get("/me").await.expect(200)["id"]), bo.id);
}

#[tokio::test]
async fn a_link_is_kept_hashed_and_told_to_no_log() {
    let mut team = Team::with(Settings::new().env("CAMPFIRE_LOG", "debug")).await;
    let bo = team.join("Bo").await;
    let unused = make(&bo.client).await;
    let used = make(&team.ann.client).await;
    let device = team.server.client();
    device.post("/transfers/look", &used).await.expect(200);
    device.post("/transfers/use", &used).await.expect(201);
    device.post("/transfers/use", &used).await.expect(404);
    // Someone who takes the code for a path.
    let misled = format!("/session/transfer/{}", text(&unused["code"]));
    device.root(hyper::Method::GET, &misled, None).await;
    team.server.stop(Duration::from_secs(25)).await;
    let mut kept = team.server.log_text().into_bytes();
    for entry in std::fs::read_dir(team.server.folder()).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_file() {
            kept.extend(std::fs::read(path).expect("a file can be read"));
        }
    }
    for code in [unused, used] {
        let code = text(&code["code"]);
        let told = kept.windows(code.len()).any(|at| at == code.as_bytes());
        assert!(!told, "a code is in the store or in the log");
    }
}

#[tokio::test]
async fn a_page_that_opens_a_link_sends_no_referrer_elsewhere() {
    let team = Team::new().await;
    let client = team.server.client();
    let page = client.root(hyper::Method::GET, "/session/transfer", None);
    let page = page.await;
    assert_eq!(page.code(), 200);
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert!(page.header("content-type").starts_with("text/html"));
}
