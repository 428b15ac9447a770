//! Search over HTTP, on the real store.

use crate::{ONE_SECOND, each, figures, list, text};
use campfire_e2e::{Answer, PATIENCE, Person, Team, audit::Audit, dice::Dice};
use std::{fmt::Write as _, time::Instant};

/// Queries of the fuzz.
const QUERIES: usize = 500;

/// A query as it stands in an address.
fn encoded(query: &str) -> String {
    let mut encoded = String::new();
    for byte in query.bytes() {
        // A String takes every write.
        let _ = write!(encoded, "%{byte:02x}");
    }
    encoded
}

async fn search(who: &Person, query: &str) -> Answer {
    let path = format!("/search?q={}", encoded(query));
    who.client.get(&path).await
}

/// The ids of what is found.
async fn found(who: &Person, query: &str) -> Vec<String> {
    let page = search(who, query).await.expect(200);
    each(&page["hits"], "id")
}

#[tokio::test]
async fn words_phrases_beginnings_and_filters_find_what_was_posted() {
    let team = Team::new().await;
    let bob = team.join("Bob").await;
    let hall = &team.hall;
    let first = text(
        &team
            .ann
            .post(hall, "We **deployed** the release, see https://x.example")
            .await["id"],
    );
    let second = text(&bob.post(hall, "the release of Friday 🎉 in 東京本社").await["id"]);
    let both = [second.clone(), first.clone()];
    for query in [
        "release",
        "RELEASES",
        "\"the release\"",
        "rel*",
        "before:9999-01-01",
    ] {
        assert_eq!(found(&bob, query).await, both, "{query}");
    }
    for query in [
        "deploy",
        "deployed release",
        "\"release see\"",
        "has:link",
        "from:@ann release",
    ] {
        assert_eq!(
            found(&bob, query).await,
            std::slice::from_ref(&first),
            "{query}"
        );
    }
    for query in ["🎉", "東京", "friday release", "from:me", "fri* -"] {
        let expected: &[String] = if query.ends_with('-') {
            &[]
        } else {
            std::slice::from_ref(&second)
        };
        assert_eq!(found(&bob, query).await, expected, "{query}");
    }
    let page = search(&bob, "deploy").await.expect(200);
    let marked = list(&page["hits"][0]["snippet"])
        .iter()
        .find(|part| part["is_match"] == true);
    assert_eq!(
        marked.map(|part| text(&part["text"])).as_deref(),
        Some("deployed")
    );
}

#[tokio::test]
async fn an_edit_and_a_deletion_are_found_at_once() {
    let team = Team::new().await;
    let hall = &team.hall;
    let path = |id: &serde_json::Value| format!("/rooms/{hall}/messages/{}", text(id));
    let edited = team.ann.post(hall, "first wording").await;
    let deleted = team.ann.post(hall, "first and last wording").await;
    let change = serde_json::json!({"body": "second wording"});
    team.ann
        .client
        .patch(&path(&edited["id"]), &change)
        .await
        .expect(200);
    team.ann
        .client
        .delete(&path(&deleted["id"]))
        .await
        .expect(204);
    assert_eq!(found(&team.ann, "first").await, [""; 0]);
    assert_eq!(found(&team.ann, "wording").await, [text(&edited["id"])]);
}

#[tokio::test]
async fn g8_who_is_removed_finds_nothing_of_the_room_within_a_second() {
    let team = Team::new().await;
    let bob = team.join("Bob").await;
    let room = team.closed_room("Plans", &[&bob]).await;
    let said = team.ann.post(&room, "the secret plan").await;
    assert_eq!(found(&bob, "secret").await, [text(&said["id"])]);
    let removed = Instant::now();
    team.ann.remove(&room, &bob).await;
    for query in ["secret", "in:Plans", "from:@ann", "secr*", "🔒"] {
        assert_eq!(found(&bob, query).await, [""; 0], "{query}");
    }
    let took = removed.elapsed();
    assert!(took < ONE_SECOND, "{took:?}");
    let only = format!("/search?q=secret&room_id={room}");
    bob.client.get(&only).await.refused(404, "room.not_found");
    assert_eq!(found(&team.ann, "secret").await, [text(&said["id"])]);
    figures(&format!(
        "removed: five searches that find nothing after {took:?}"
    ));
}

#[tokio::test]
async fn g9_while_the_index_is_built_anew_only_search_is_out() {
    let mut team = Team::new().await;
    let hall = team.hall.clone();
    team.ann.post(&hall, "needle before").await;
    Audit::open(&team.server.data_file()).execute("update store set indexed_to = -1");
    let refused = search(&team.ann, "needle").await;
    refused.refused(503, "search.unavailable");
    assert_ne!(refused.header("retry-after"), "");
    team.ann.post(&hall, "needle meanwhile").await;
    let page = format!("/rooms/{hall}/messages");
    assert_eq!(
        list(&team.ann.client.get(&page).await.expect(200)["messages"]).len(),
        2
    );
    team.server.kill().await;
    team.server.start_again().await;
    team.ann.client = team.ann.client.at(team.server.url());
    let began = Instant::now();
    loop {
        let answer = search(&team.ann, "needle").await;
        if answer.code() == 200 {
            assert_eq!(list(&answer.json()["hits"]).len(), 2);
            break;
        }
        answer.refused(503, "search.unavailable");
        assert!(began.elapsed() < PATIENCE, "the index is not built anew");
    }
}

/// Pieces of queries that have broken searches elsewhere.
const PIECES: [&str; 44] = [
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "NEAR(",
    "NEAR/3",
    "\"",
    "\"\"",
    "'",
    "(",
    ")",
    "*",
    "a*",
    "ab*",
    "**",
    "^",
    "^a",
    ":",
    "plain_text:",
    "{plain_text}:",
    "-",
    "+",
    "\\",
    "%",
    "_",
    ";",
    "--",
    "\0",
    "\u{1}",
    "\u{202E}",
    "\u{200B}",
    "🔥",
    "👩‍💻",
    "会议",
    "ภาษา",
    "е́",
    "ß",
    "İ",
    "\u{10FFFF}",
    "word",
    "from:",
    "from:@ann",
    "has:link",
    "before:2026-01-01",
];

#[tokio::test]
async fn nothing_that_is_typed_into_search_is_a_fault() {
    let team = Team::new().await;
    team.ann
        .post(&team.hall, "word AND \"more\" words 🔥")
        .await;
    let mut dice = Dice::new();
    let (mut answered, mut refused) = (0, 0);
    for _ in 0..QUERIES {
        let mut query = String::new();
        for _ in 0..dice.between(1, 12) {
            query.push_str(dice.among(&PIECES));
            if dice.between(0, 2) > 0 {
                query.push(' ');
            }
        }
        if dice.between(0, 20) == 0 {
            query = query.repeat(40);
        }
        let answer = search(&team.ann, &query).await;
        match answer.code() {
            200 => answered += 1,
            422 => refused += 1,
            other => panic!(
                "seed {}: {query:?} is answered {other}: {}",
                dice.seed(),
                answer.text()
            ),
        }
    }
    // A thousand words, and one of ten thousand letters.
    for long in ["a\" ".repeat(1_000), "a".repeat(10_000)] {
        search(&team.ann, &long)
            .await
            .refused(422, "request.invalid");
    }
    assert!(
        answered > 100,
        "{answered} of {QUERIES} queries were searches"
    );
    team.server.assert_no_panic();
    figures(&format!(
        "{QUERIES} hostile queries: {answered} answered, {refused} refused with 422, 0 faults"
    ));
}
