use crate::support::{Browser, PASSWORD, Team, team, text};
use serde_json::{Value, json};
use std::time::Duration;

async fn make(who: &Browser) -> Value {
    who.post("/transfers", json!({})).await.expect(201)
}

async fn make_for(who: &Browser, id: &str) -> Value {
    let path = format!("/users/{id}/transfers");
    who.post(&path, json!({})).await.expect(201)
}

fn code_of(made: &Value) -> Value {
    json!({"code": made["code"]})
}

async fn is_unknown(team: &Team, made: &Value) {
    let nobody = team.world.browser();
    for path in ["/transfers/look", "/transfers/use"] {
        let answer = nobody.post(path, code_of(made)).await;
        answer.refused(404, "transfer.unknown");
    }
}

#[tokio::test]
async fn a_link_signs_another_device_in_once() {
    let team = team().await;
    let made = make(&team.bob).await;
    let code = text(&made["code"]);
    let url = format!("http://chat.local:8080/session/transfer#{code}");
    assert_eq!(
        (&made["url"], &made["expires_in"]),
        (&json!(url), &json!(600))
    );
    // Whoever only looks, how often ever, uses nothing up.
    let phone = team.world.browser();
    for _ in 0..3 {
        let offer = phone.post("/transfers/look", code_of(&made)).await;
        let expected = json!({"account_name": "Campfire", "user_name": "Bob", "expires_in": 600});
        assert_eq!(offer.expect(200), expected);
    }
    let used = phone.post("/transfers/use", code_of(&made)).await;
    assert_eq!(used.expect(201)["user"]["email"], "bob@example.org");
    assert_eq!(used.header("cache-control"), Some("no-store"));
    let phone = phone.keeping(&used);
    assert_eq!(phone.get("/me").await.expect(200)["name"], "Bob");
    is_unknown(&team, &made).await;
    let sessions = team.bob.get("/sessions").await.expect(200);
    assert_eq!(sessions["sessions"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_link_is_good_for_ten_minutes() {
    let team = team().await;
    let made = make(&team.bob).await;
    team.world.clock.advance(Duration::from_secs(599));
    let nobody = team.world.browser();
    let offer = nobody.post("/transfers/look", code_of(&made)).await;
    assert_eq!(offer.expect(200)["expires_in"], 1);
    team.world.clock.advance(Duration::from_secs(1));
    is_unknown(&team, &made).await;
}

#[tokio::test]
async fn an_administrator_helps_somebody_else_back_in() {
    let team = team().await;
    let [ann, bob, carl] = &team.ids;
    let path = |id: &str| format!("/users/{id}/transfers");
    let refused = team.bob.post(&path(carl), json!({})).await;
    refused.refused(403, "account.administrators_only");
    let refused = team.ann.post(&path(ann), json!({})).await;
    refused.refused(403, "user.is_oneself");
    let refused = team.ann.post(&path("nobody"), json!({})).await;
    refused.refused(404, "user.not_found");

    let made = make_for(&team.ann, bob).await;
    let nobody = team.world.browser();
    let used = nobody.post("/transfers/use", code_of(&made)).await;
    assert_eq!(used.expect(201)["user"]["id"], json!(bob));
    let log = team.ann.get("/account/audit").await.expect(200);
    let told: Vec<_> = log["lines"].as_array().unwrap().iter().rev().collect();
    let actions: Vec<_> = told.iter().map(|line| &line["action"]).collect();
    assert_eq!(actions, ["transfer_made", "transfer_used"]);
    assert_eq!(
        (&told[0]["actor_id"], &told[0]["user_id"]),
        (&json!(ann), &json!(bob))
    );
}

#[tokio::test]
async fn what_ends_trust_ends_a_link() {
    let team = team().await;
    let bob = &team.ids[1];
    // Another one, whoever makes it.
    let first = make(&team.bob).await;
    let second = make_for(&team.ann, bob).await;
    is_unknown(&team, &first).await;
    // A new password.
    let change = json!({"password": "another good one", "current_password": PASSWORD});
    team.bob.patch("/me", change).await.expect(200);
    is_unknown(&team, &second).await;
    // The end of the session it was made in.
    let made = make(&team.bob).await;
    team.bob.delete("/session").await.expect(204);
    is_unknown(&team, &made).await;
    // A ban, and a farewell.
    let made = make_for(&team.ann, bob).await;
    let ban = format!("/users/{bob}/ban");
    team.ann.post(&ban, json!({})).await.expect(200);
    is_unknown(&team, &made).await;
    let path = format!("/users/{bob}/transfers");
    let banned = team.ann.post(&path, json!({})).await;
    banned.refused(409, "user.not_active");
    team.ann.delete(&ban).await.expect(200);
    let made = make_for(&team.ann, bob).await;
    let path = format!("/users/{bob}");
    team.ann.delete(&path).await.expect(204);
    is_unknown(&team, &made).await;
}

#[tokio::test]
async fn guessing_codes_is_limited_like_signing_in() {
    let team = team().await;
    let from = |peer| team.world.browser().from(peer);
    let guess = |n: usize| json!({"code": format!("{n:043}")});
    for n in 0..100 {
        let path = ["/transfers/look", "/transfers/use"][n % 2];
        let answer = from("192.0.2.1:9").post(path, guess(n)).await;
        answer.refused(404, "transfer.unknown");
    }
    let made = make(&team.bob).await;
    let guesser = from("192.0.2.1:9");
    let answer = guesser.post("/transfers/use", code_of(&made)).await;
    answer.refused(429, "rate.limited");
    // Passwords are the same door.
    let credentials = json!({"email": "bob@example.org", "password": PASSWORD});
    let answer = guesser.post("/session", credentials).await;
    answer.refused(429, "rate.limited");
    let elsewhere = from("192.0.2.2:9");
    let answer = elsewhere.post("/transfers/use", code_of(&made)).await;
    answer.expect(201);
}
