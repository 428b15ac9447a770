//! Races: fifty at once, one winner, and everyone else is told so (G12).

use crate::{each, list, number, text};
use campfire_e2e::{Answer, Client, Person, Server, Team, audit::Audit, fresh_id};
use serde_json::{Value, json};
use std::{collections::BTreeSet, future::Future, sync::Arc, time::Duration};
use tokio::sync::Barrier;

/// How many run against each other.
const RACERS: usize = 50;

/// Runs fifty at once: each has its connection open before the first begins.
async fn race<F>(racer: impl Fn(usize) -> (Client, F)) -> Vec<Answer>
where
    F: Future<Output = Answer> + Send + 'static,
{
    let line = Arc::new(Barrier::new(RACERS));
    let racers: Vec<_> = (0..RACERS)
        .map(|n| {
            let (client, run) = racer(n);
            let line = Arc::clone(&line);
            tokio::spawn(async move {
                client.get("/setup").await.expect(200);
                line.wait().await;
                run.await
            })
        })
        .collect();
    let mut answers = Vec::new();
    for racer in racers {
        answers.push(racer.await.expect("a racer comes home"));
    }
    answers
}

/// Splits the answers by status and checks that there is one winner with 201.
#[track_caller]
fn winner(answers: Vec<Answer>) -> (Value, Vec<Answer>) {
    let (won, others): (Vec<Answer>, Vec<Answer>) =
        answers.into_iter().partition(|answer| answer.code() == 201);
    assert_eq!(won.len(), 1, "one winner; others: {others:#?}");
    (won[0].json(), others)
}

#[tokio::test]
async fn of_fifty_first_runs_one_wins() {
    let mut server = Server::start().await;
    let base = server.url().to_owned();
    let answers = race(|n| {
        let client = Client::new(&base);
        let racer = client.clone();
        (client, async move {
            let body = json!({"name": format!("P{n}"), "email": format!("p{n}@example.com"), "password": "long enough"});
            racer.post("/setup", &body).await
        })
    })
    .await;
    let (won, others) = winner(answers);
    for other in others {
        other.refused(409, "setup.already_done");
    }
    let client = server.client();
    client
        .post("/session", &json!({"email": format!("{}@example.com", text(&won["user"]["name"]).to_lowercase()), "password": "long enough"}))
        .await
        .expect(201);
    server.stop(Duration::from_secs(25)).await;
    let audit = Audit::open(&server.data_file());
    for table in ["account", "user", "room"] {
        assert_eq!(audit.count(table), 1, "{table}");
    }
    audit.assert_dense();
    audit.assert_integrity();
}

#[tokio::test]
async fn of_fifty_identical_direct_rooms_one_is_made() {
    let mut team = Team::new().await;
    let people = [
        team.ann.clone(),
        team.join("Bo").await,
        team.join("Cy").await,
    ];
    let answers = race(|n| {
        let me = people[n % 3].clone();
        // A connection of its own, in another order of the same people.
        let client = me.client.at(me.client.base());
        let mut ids: Vec<String> = people.iter().map(|person| person.id.clone()).collect();
        ids.rotate_left(n % 3);
        ids.retain(|id| *id != me.id || n % 2 == 0);
        (client.clone(), async move {
            client
                .post("/rooms/direct", &json!({"user_ids": ids}))
                .await
        })
    })
    .await;
    let (won, others) = winner(answers);
    for other in others {
        assert_eq!(other.expect(200)["id"], won["id"]);
    }
    for person in &people {
        let rooms = person.client.get("/rooms").await.expect(200);
        let directs = list(&rooms["rooms"])
            .iter()
            .filter(|room| room["kind"] == "direct");
        assert!(directs.count() <= 1, "{rooms}");
    }
    team.server.stop(Duration::from_secs(25)).await;
    let audit = Audit::open(&team.server.data_file());
    assert_eq!(audit.count("room"), 2);
    audit.assert_dense();
}

#[tokio::test]
async fn of_fifty_posts_with_one_key_one_is_stored() {
    let mut team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = bo.live().await;
    let key = fresh_id();
    let answers = race(|_| {
        let ann = Person {
            client: team.ann.client.at(team.ann.client.base()),
            ..team.ann.clone()
        };
        let (hall, key) = (team.hall.clone(), key.clone());
        (ann.client.clone(), async move {
            ann.post_as(&hall, &key, "once").await
        })
    })
    .await;
    let (won, others) = winner(answers);
    assert_eq!(won["duplicate"], false);
    for other in others {
        let other = other.expect(200);
        assert_eq!(other["duplicate"], true);
        for same in ["id", "seq", "rev"] {
            assert_eq!(other[same], won[same]);
        }
    }
    team.ann.post(&team.hall, "mark").await;
    let events = live
        .events_until("the mark", |frame| {
            frame["data"]["message"]["source"] == "mark"
        })
        .await;
    assert_eq!(
        each(&json!(events), "kind"),
        ["message_posted", "message_posted"]
    );

    // Later, and whatever happened to it since, the key is still that message.
    let path = format!("/rooms/{}/messages/{}", team.hall, text(&won["id"]));
    team.ann
        .client
        .patch(&path, &json!({"body": "edited"}))
        .await
        .expect(200);
    let late = team.ann.post_as(&team.hall, &key, "once").await.expect(200);
    assert_eq!(late["duplicate"], true);
    assert_eq!(late["source"], "edited", "the message as it is now");
    team.ann
        .post_as(&team.hall, &key, "edited")
        .await
        .refused(409, "message.client_id_reused");
    team.ann.client.delete(&path).await.expect(204);
    let late = team.ann.post_as(&team.hall, &key, "once").await.expect(200);
    assert_eq!(late["deleted"], true);
    assert_eq!(late["source"], "");
    assert_eq!(late["id"], won["id"]);
    team.ann
        .post_as(&team.hall, &key, "something else")
        .await
        .refused(409, "message.client_id_reused");
    team.server.stop(Duration::from_secs(25)).await;
    let audit = Audit::open(&team.server.data_file());
    assert_eq!(audit.messages().len(), 2);
    audit.assert_dense();
    audit.assert_integrity();
}

#[tokio::test]
async fn of_fifty_posts_by_socket_and_http_with_one_key_one_is_stored() {
    let team = Team::new().await;
    let key = fresh_id();
    let mut live = team.ann.live().await;
    for _ in 0..10 {
        live.send(&json!({"type": "post_message", "room_id": team.hall, "client_message_id": key, "body": "once"}))
            .await;
    }
    let answers = race(|_| {
        let ann = team.ann.clone();
        let (hall, key) = (team.hall.clone(), key.clone());
        (ann.client.clone(), async move {
            ann.post_as(&hall, &key, "once").await
        })
    })
    .await;
    let mut ids = BTreeSet::new();
    for answer in &answers {
        ids.insert(text(&answer.ok()["id"]));
    }
    let mut new = answers.iter().filter(|answer| answer.code() == 201).count();
    for _ in 0..10 {
        let ack = live.frame("ack").await;
        ids.insert(text(&ack["message_id"]));
        new += usize::from(ack["duplicate"] == false);
    }
    assert_eq!(ids.len(), 1);
    assert_eq!(new, 1);
}

#[tokio::test]
async fn of_fifty_people_with_one_address_one_joins() {
    let team = Team::new().await;
    let code = team.join_code().await;
    let answers = race(|n| {
        let client = Client::new(team.server.url());
        let racer = client.clone();
        let path = format!("/join/{code}");
        (client, async move {
            let body = json!({"name": format!("Kim {n}"), "email": "kim@example.com", "password": "long enough"});
            racer.post(&path, &body).await
        })
    })
    .await;
    let (_, others) = winner(answers);
    for other in others {
        other.refused(409, "user.email_taken");
    }
    let people = team.ann.client.get("/users").await.expect(200);
    assert_eq!(list(&people["users"]).len(), 2);
}

#[tokio::test]
async fn fifty_people_of_one_name_get_fifty_handles() {
    let team = Team::new().await;
    let code = team.join_code().await;
    let answers = race(|n| {
        let client = Client::new(team.server.url());
        let racer = client.clone();
        let path = format!("/join/{code}");
        (client, async move {
            let body = json!({"name": "Kim", "email": format!("kim{n}@example.com"), "password": "long enough"});
            racer.post(&path, &body).await
        })
    })
    .await;
    let handles: BTreeSet<String> = answers
        .iter()
        .map(|answer| text(&answer.expect(201)["user"]["handle"]))
        .collect();
    assert_eq!(handles.len(), RACERS);
}

#[tokio::test]
async fn a_grant_that_is_raced_makes_one_membership() {
    let mut team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[]).await;
    let rev = number(&team.ann.room(&room).await["rev"]);
    let answers = race(|_| {
        let client = team.ann.client.at(team.ann.client.base());
        let (path, id) = (format!("/rooms/{room}/members"), bo.id.clone());
        (client.clone(), async move {
            client.post(&path, &json!({"user_ids": [id]})).await
        })
    })
    .await;
    for answer in answers {
        answer.ok();
    }
    assert_eq!(team.ann.room(&room).await["rev"], rev + 1);
    team.server.stop(Duration::from_secs(25)).await;
    Audit::open(&team.server.data_file()).assert_dense();
}

#[tokio::test]
async fn edits_and_deletions_that_race_end_in_one_tombstone() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = bo.live().await;
    let posted = team.ann.post(&team.hall, "x").await;
    let path = format!("/rooms/{}/messages/{}", team.hall, text(&posted["id"]));
    let answers = race(|n| {
        let client = team.ann.client.at(team.ann.client.base());
        let path = path.clone();
        (client.clone(), async move {
            if n % 10 == 9 {
                client.delete(&path).await
            } else {
                client
                    .patch(&path, &json!({"body": format!("edit {n}")}))
                    .await
            }
        })
    })
    .await;
    let mut edits = 0;
    for answer in answers {
        match answer.code() {
            200 => edits += 1,
            204 => {}
            _ => {
                answer.refused(409, "message.deleted");
            }
        }
    }
    team.ann.post(&team.hall, "mark").await;
    let events = live
        .events_until("the mark", |frame| {
            frame["data"]["message"]["source"] == "mark"
        })
        .await;
    let count = |kind: &str| events.iter().filter(|event| event["kind"] == kind).count();
    assert_eq!(count("message_edited"), edits);
    assert_eq!(count("message_deleted"), 1);
    let revs: Vec<u64> = events.iter().map(|event| number(&event["rev"])).collect();
    assert!(
        revs.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "{revs:?}"
    );
    assert_eq!(
        events[events.len() - 2]["kind"],
        "message_deleted",
        "nothing changes a tombstone"
    );
}
