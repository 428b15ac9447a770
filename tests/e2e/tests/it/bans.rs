//! Bans: what someone wrote is gone for everyone at once, whatever happens to the server meanwhile.

use crate::{ONE_SECOND, figures, list};
use campfire_e2e::{Client, Live, PATIENCE, Person, Settings, Team, audit::Audit, fresh_id, sized};
use serde_json::{Value, json};
use std::time::Instant;

/// How many messages someone has written before they are banned.
fn written() -> usize {
    sized(300, 3_000)
}

async fn ban(team: &Team, person: &Person) -> Value {
    let path = format!("/users/{}/ban", person.id);
    team.ann.client.post(&path, &json!({})).await.expect(200)
}

/// Fails when a message of this person still says something.
fn assert_says_nothing<'a>(
    messages: impl IntoIterator<Item = &'a Value>,
    person: &Person,
) -> usize {
    let theirs = messages
        .into_iter()
        .filter(|message| message["creator"]["id"] == *person.id);
    theirs
        .inspect(|message| {
            let texts = ["html", "plain_text", "source"].map(|text| &message[text]);
            assert_eq!(texts, [""; 3], "{message}");
            assert_eq!(message["deleted"], true, "{message}");
        })
        .count()
}

/// Every message of a room, from the newest page to the oldest.
async fn all_messages(client: &Client, room: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut path = format!("/rooms/{room}/messages?limit=100");
    loop {
        let page = client.get(&path).await.expect(200);
        let messages = list(&page["messages"]);
        all.extend(messages.iter().cloned());
        if page["has_older"] != true {
            return all;
        }
        path = format!(
            "/rooms/{room}/messages?limit=100&before={}",
            messages[0]["seq"]
        );
    }
}

#[tokio::test]
async fn a_ban_takes_their_words_from_every_way_at_once() {
    let team = Team::new().await;
    let (bo, carl) = (team.join("Bo").await, team.join("Carl").await);
    let direct = bo.direct_room(&[&carl]).await;
    let mut live = carl.live().await;
    let before = live.cursor.clone();
    for n in 0..5 {
        bo.post(&team.hall, &format!("bo {n}")).await;
        carl.post(&team.hall, &format!("carl {n}")).await;
    }
    bo.post(&direct, "between us").await;
    live.posted("between us").await;

    let acted = Instant::now();
    ban(&team, &bo).await;
    let left = ONE_SECOND.saturating_sub(acted.elapsed());
    let is_erased = |frame: &Value| frame["kind"] == "messages_erased";
    let erased = live.take_within(left, "messages_erased", is_erased).await;
    assert_eq!(erased["data"], json!({"user_id": bo.id}));

    for (room, theirs) in [(&team.hall, 5), (&direct, 1)] {
        let all = all_messages(&carl.client, room).await;
        assert_eq!(assert_says_nothing(&all, &bo), theirs);
    }
    let poll = carl
        .client
        .get(&format!("/events?cursor={before}&wait=0"))
        .await;
    let polled = poll.expect(200)["events"].clone();
    let mut again = Live::resume(&carl.client, &before).await;
    let resumed = again
        .events_until("caught_up", |frame| frame["type"] == "caught_up")
        .await;
    for events in [list(&polled), &resumed] {
        let messages = events.iter().map(|event| &event["data"]["message"]);
        assert_eq!(assert_says_nothing(messages, &bo), 6);
        assert!(events.iter().any(is_erased));
    }
    // What others wrote is there, and one who is back begins anew.
    let path = format!("/users/{}/ban", bo.id);
    team.ann.client.delete(&path).await.expect(200);
    let back = bo.sign_in_again().await;
    let all = all_messages(&back, &team.hall).await;
    assert_eq!(
        all.iter()
            .filter(|message| message["deleted"] == false)
            .count(),
        5
    );
    team.server.assert_no_panic();
}

#[tokio::test]
async fn a_kill_in_the_middle_of_a_ban_brings_no_words_back() {
    let mut team = Team::new().await;
    let mut bo = team.join("Bo").await;
    for n in 0..written() {
        bo.post(&team.hall, &format!("unmistakable {n}")).await;
        if n % 10 == 0 {
            team.ann.post(&team.hall, &format!("of ann {n}")).await;
        }
    }
    ban(&team, &bo).await;
    team.server.kill().await;
    let left = Audit::open(&team.server.data_file()).count("erased_user");
    team.server.start_again().await;
    team.ann.client = team.ann.client.at(team.server.url());
    bo.client = bo.client.at(team.server.url());

    let all = all_messages(&team.ann.client, &team.hall).await;
    assert_eq!(assert_says_nothing(&all, &bo), written());
    let found = team.ann.client.get("/search?q=unmistakable").await;
    assert_eq!(found.expect(200)["hits"], json!([]));
    bo.client.get("/me").await.expect(401);
    // The rows follow by themselves; each look is a request, so the server is not idle either.
    let deadline = Instant::now() + PATIENCE;
    while Audit::open(&team.server.data_file()).count("erased_user") > 0 {
        assert!(Instant::now() < deadline, "the rows are never rewritten");
        team.ann.client.get("/me").await.expect(200);
    }
    let again = all_messages(&team.ann.client, &team.hall).await;
    assert_eq!(again, all, "rewriting changes nothing that anybody sees");
    team.server.stop(PATIENCE).await;
    let audit = Audit::open(&team.server.data_file());
    audit.assert_integrity();
    audit.assert_dense();
    assert_eq!(audit.found("unmistakable"), Vec::<i64>::new());
    figures(&format!(
        "a ban of {} messages, killed with {left} person still to be rewritten: none says anything",
        written()
    ));
    team.server.assert_no_panic();
}

/// A team behind a proxy of its own machine, which says where each of them comes from.
async fn team_on_the_internet() -> Team {
    let settings = Settings::new()
        .arg("--public-url")
        .arg("http://chat.example.org");
    Team::with(settings).await
}

/// The same client at this address.
fn at(client: &Client, address: &str) -> Client {
    client.with_header("x-forwarded-for", address)
}

#[tokio::test]
async fn a_ban_bans_the_address_over_every_door_and_survives_a_restart() {
    let mut team = team_on_the_internet().await;
    let (mut bo, mut carl) = (team.join("Bo").await, team.join("Carl").await);
    let theirs = "203.0.113.9";
    at(&bo.client, theirs).get("/me").await.expect(200);
    // Carl shares the address, and has a socket open when the ban comes.
    let mut live = Live::join(&at(&carl.client, theirs)).await;
    let posted = live.post(&team.hall, &fresh_id(), "before the ban").await;
    assert_eq!(posted["type"], "ack", "{posted}");
    ban(&team, &bo).await;

    let refused = live.post(&team.hall, &fresh_id(), "behind the ban").await;
    assert_eq!(refused["code"], "address.banned", "{refused}");
    assert_eq!(refused["retryable"], false);
    let shut_out = async |team: &Team, carl: &Person| {
        let there = at(&carl.client, theirs);
        let body = json!({"client_message_id": fresh_id(), "body": "hello"});
        let messages = format!("/rooms/{}/messages", team.hall);
        let posted = there.post(&messages, &body).await;
        posted.refused(403, "address.banned");
        there.get(&messages).await.expect(200);
        let stranger = at(&team.server.client(), theirs);
        let carls = json!({"email": carl.email, "password": carl.password});
        let signed_in = stranger.post("/session", &carls);
        signed_in.await.refused(403, "address.banned");
        carl.post(&team.hall, "from elsewhere").await;
    };
    shut_out(&team, &carl).await;
    team.server.kill().await;
    team.server.start_again().await;
    let mut ann = team.ann.clone();
    team.follow(&mut [&mut bo, &mut carl, &mut ann]);
    team.ann = ann;
    shut_out(&team, &carl).await;

    let path = format!("/users/{}/ban", bo.id);
    team.ann.client.delete(&path).await.expect(200);
    let there = Person {
        client: at(&carl.client, theirs),
        ..carl.clone()
    };
    there.post(&team.hall, "after the ban").await;
    team.server.stop(PATIENCE).await;
    let audit = Audit::open(&team.server.data_file());
    assert_eq!(audit.count("banned_address"), 0);
    audit.assert_dense();
}
