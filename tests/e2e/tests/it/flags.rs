//! Feature flags: versions that rise everywhere (G13), one winner for each (G12).

use crate::{list, number, text};
use campfire_e2e::{Live, PATIENCE, Person, Team, fresh_id};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::watch;

/// G13: how long a change may be on its way to a client.
const VISIBLE_WITHIN: Duration = Duration::from_secs(1);
/// Clients that listen.
const CLIENTS: usize = 30;
/// People who post meanwhile.
const POSTERS: usize = 5;
/// Changes and roll-backs under load.
const CHANGES: u64 = 20;
/// Callers of a race.
const RACERS: u64 = 20;

const FLAGS: [&str; 3] = ["files_enabled", "avatars_enabled", "opengraph_enabled"];

/// One change: a roll-back each third time.
async fn change(ann: &Person, n: u64) -> Value {
    if n % 3 == 2 {
        let to = json!({"to_version": n / 2});
        return ann
            .client
            .post("/feature-flags/rollback", &to)
            .await
            .expect(200);
    }
    let flag = FLAGS[usize::try_from(n).expect("a small number") % 3];
    let change = json!({ flag: n.is_multiple_of(2) });
    ann.client
        .patch("/feature-flags", &change)
        .await
        .expect(200)
}

async fn flags(person: &Person) -> Value {
    person.client.get("/feature-flags").await.expect(200)
}

/// What one client heard: when it had each version, with the flags of it.
struct Heard {
    versions: Vec<(u64, Value, Instant)>,
    messages: u64,
}

/// Listens until it has this version.
async fn listen(mut live: Live, last: u64) -> Heard {
    let mut heard = Heard {
        versions: Vec::new(),
        messages: 0,
    };
    while heard
        .versions
        .last()
        .is_none_or(|(version, ..)| *version < last)
    {
        let event = live
            .take_within(PATIENCE, "an event", |frame| frame["type"] == "event")
            .await;
        let data = &event["data"];
        match event["kind"].as_str() {
            Some("flags_changed") => {
                let version = number(&data["version"]);
                heard
                    .versions
                    .push((version, data["flags"].clone(), Instant::now()));
            }
            Some("message_posted") => heard.messages += 1,
            _ => {}
        }
        live.forget_unasked();
    }
    heard
}

/// Posts over a socket until told to stop, one message after the other.
async fn post(person: Person, room: String, stop: watch::Receiver<bool>) -> u64 {
    let mut live = person.live().await;
    let mut posted = 0;
    while !*stop.borrow() {
        let answer = live.post(&room, &fresh_id(), "meanwhile").await;
        assert_eq!(answer["type"], "ack", "{answer}");
        posted += 1;
        live.forget_unasked();
    }
    posted
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g13_every_client_has_every_version_within_a_second_while_people_post() {
    let team = Team::new().await;
    let mut people = vec![team.ann.clone()];
    for n in 0..POSTERS {
        people.push(team.join(&format!("Poster {n}")).await);
    }
    let mut listening = Vec::new();
    for n in 0..CLIENTS {
        let live = people[n % people.len()].live().await;
        listening.push(tokio::spawn(listen(live, CHANGES)));
    }
    let away = people[1].live().await;
    let cursor = away.cursor.clone();
    away.cut();
    let (stop, stopping) = watch::channel(false);
    let posting: Vec<_> = people[1..]
        .iter()
        .map(|person| tokio::spawn(post(person.clone(), team.hall.clone(), stopping.clone())))
        .collect();

    let mut answered = BTreeMap::new();
    let mut talk = team.ann.live().await;
    for n in 0..CHANGES {
        // Someone says something between any two changes.
        talk.event("message_posted").await;
        talk.forget_unasked();
        let asked = Instant::now();
        let changed = change(&team.ann, n).await;
        assert_eq!(changed["version"], n + 1, "dense");
        answered.insert(n + 1, (asked, changed["flags"].clone()));
    }
    let mut slowest = Duration::ZERO;
    for client in listening {
        let heard = client.await.expect("the client hears the last version");
        let versions: Vec<u64> = heard
            .versions
            .iter()
            .map(|(version, ..)| *version)
            .collect();
        assert_eq!(versions, (1..=CHANGES).collect::<Vec<_>>());
        assert!(heard.messages >= CHANGES, "people posted meanwhile");
        for (version, flags, at) in heard.versions {
            let (asked, expected) = &answered[&version];
            assert_eq!(&flags, expected, "version {version}");
            slowest = slowest.max(at.saturating_duration_since(*asked));
        }
    }
    stop.send_replace(true);
    let mut posted = 0;
    for poster in posting {
        posted += poster.await.expect("the poster ends well");
    }
    println!(
        "flags: {CHANGES} versions to {CLIENTS} clients beside {posted} posts, slowest {slowest:?} after it was asked for"
    );
    assert!(slowest <= VISIBLE_WITHIN, "{slowest:?}");

    comes_back_right(&people[1], &cursor, &answered[&CHANGES].1).await;
    comes_late_right(&team, &answered[&CHANGES].1).await;
    team.server.assert_no_panic();
}

/// Who was away ends with the flags of now, and never with older ones after newer ones.
async fn comes_back_right(person: &Person, cursor: &str, expected: &Value) {
    let mut back = Live::open(&person.client).await.expect("it opens");
    let welcome = back.hello(Some(cursor)).await;
    assert_eq!(welcome["flags_version"], CHANGES);
    let until = back
        .take_within(PATIENCE, "the end of what was missed", |frame| {
            frame["type"] == "caught_up" || frame["type"] == "reset"
        })
        .await;
    let missed: Vec<&Value> = back
        .unasked()
        .filter(|frame| frame["kind"] == "flags_changed")
        .collect();
    // So much may have been posted that it reads everything again; then it asks for the flags too.
    if until["type"] == "caught_up" {
        assert_eq!(u64::try_from(missed.len()).expect("few"), CHANGES);
    }
    for event in missed {
        assert_eq!(event["data"]["version"], CHANGES, "the flags of now");
        assert_eq!(&event["data"]["flags"], expected);
    }
    let now = flags(person).await;
    assert_eq!(
        (&now["version"], &now["flags"]),
        (&json!(CHANGES), expected)
    );
}

async fn comes_late_right(team: &Team, expected: &Value) {
    let late = team.join("Late").await;
    let mut live = Live::open(&late.client).await.expect("it opens");
    assert_eq!(live.hello(None).await["flags_version"], CHANGES);
    let me = late.client.get("/me").await.expect(200);
    assert_eq!(me["flags_version"], CHANGES);
    assert_eq!(&flags(&late).await["flags"], expected);
}

#[tokio::test]
async fn g12_of_racing_changes_of_the_flags_each_is_a_version_of_its_own() {
    let team = Team::new().await;
    let ann = Arc::new(team.ann.clone());
    let mut live = team.ann.live().await;
    change(&team.ann, 0).await;
    let racing: Vec<_> = (0..RACERS)
        .map(|n| {
            let ann = Arc::clone(&ann);
            tokio::spawn(async move {
                let changed = if n.is_multiple_of(4) {
                    let to = json!({"to_version": 1});
                    ann.client.post("/feature-flags/rollback", &to).await
                } else {
                    let flag = FLAGS[usize::try_from(n).expect("a small number") % 3];
                    let change = json!({ flag: n.is_multiple_of(2) });
                    ann.client.patch("/feature-flags", &change).await
                };
                number(&changed.expect(200)["version"])
            })
        })
        .collect();
    let mut won = BTreeSet::new();
    for racer in racing {
        let version = racer.await.expect("the racer ends well");
        assert!(won.insert(version), "version {version} was won twice");
    }
    assert_eq!(won, (2..=1 + RACERS).collect::<BTreeSet<_>>());

    let history = team.ann.client.get("/feature-flags/history").await;
    let history = history.expect(200);
    let versions = list(&history["versions"]);
    assert_eq!(versions.len() as u64, 1 + RACERS);
    for line in versions.iter().rev() {
        let event = live.event("flags_changed").await;
        assert_eq!(event["data"]["version"], line["version"]);
        assert_eq!(event["data"]["flags"], line["flags"]);
        assert_eq!(text(&line["changed_by"]), team.ann.id);
    }
    assert_eq!(flags(&team.ann).await["flags"], versions[0]["flags"]);
}

#[tokio::test]
async fn flags_and_feedback_survive_a_kill() {
    let mut team = Team::new().await;
    change(&team.ann, 0).await;
    let before = flags(&team.ann).await;
    let say = json!({"feature": "files_enabled", "action": "wanted"});
    let said = team.ann.client.post("/feature-feedback", &say).await;
    said.expect(204);
    team.server.kill().await;
    team.server.start_again().await;
    let mut ann = team.ann.clone();
    team.follow(&mut [&mut ann]);
    assert_eq!(flags(&ann).await, before);
    let report = ann.client.get("/feature-feedback").await.expect(200);
    assert_eq!(list(&report["feedback"]).len(), 1);
    assert_eq!(change(&ann, 1).await["version"], 2);
}
