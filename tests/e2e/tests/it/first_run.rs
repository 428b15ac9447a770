//! The first run: an empty store becomes a Campfire, once.

use crate::{each, list, text};
use campfire_e2e::{Server, Team};
use serde_json::json;

#[tokio::test]
async fn an_empty_store_asks_for_it() {
    let server = Server::start().await;
    let setup = server.client().get("/setup").await.expect(200);
    assert_eq!(setup["needed"], true);
}

#[tokio::test]
async fn it_makes_account_administrator_room_and_session() {
    let server = Server::start().await;
    let client = server.client();
    let done = client
        .post(
            "/setup",
            &json!({"name": "Ann Lee", "email": "Ann@Example.com", "password": "correct horse"}),
        )
        .await
        .expect(201);
    assert_eq!(
        done["account"]["name"], "Campfire",
        "the name it has unless told"
    );
    assert_eq!(done["user"]["name"], "Ann Lee");
    assert_eq!(done["user"]["role"], "administrator");
    assert_eq!(done["room"]["name"], "All Talk");
    assert_eq!(done["room"]["kind"], "open");
    assert_eq!(done["room"]["involvement"], "everything");

    let me = client.get("/me").await.expect(200);
    assert_eq!(me["id"], done["user"]["id"]);
    assert_eq!(me["email"], "ann@example.com");
    assert_eq!(me["role"], "administrator");
    let rooms = client.get("/rooms").await.expect(200);
    assert_eq!(each(&rooms["rooms"], "id"), [text(&done["room"]["id"])]);
    assert_eq!(
        rooms["rooms"][0]["involvement"], "everything",
        "the first-run creator hears everything"
    );
    let setup = server.client().get("/setup").await.expect(200);
    assert_eq!(setup["needed"], false);
    assert_eq!(setup["account_name"], "Campfire");
}

#[tokio::test]
async fn a_second_one_is_refused_and_changes_nothing() {
    let team = Team::new().await;
    let stranger = team.server.client();
    stranger
        .post(
            "/setup",
            &json!({"account_name": "Mine", "name": "Eve", "email": "eve@example.com", "password": "let me in please"}),
        )
        .await
        .refused(409, "setup.already_done");
    assert_eq!(stranger.cookie(), None);
    stranger.get("/me").await.refused(401, "session.required");
    let account = team.ann.client.get("/account").await.expect(200);
    assert_eq!(account["name"], "Camp");
    let people = team.ann.client.get("/users").await.expect(200);
    assert_eq!(list(&people["users"]).len(), 1);
}

#[tokio::test]
async fn a_refused_one_can_be_tried_again() {
    let server = Server::start().await;
    let client = server.client();
    client
        .post(
            "/setup",
            &json!({"name": "  ", "email": "ann@example.com", "password": "correct horse"}),
        )
        .await
        .names_field("/name", "empty");
    client
        .post(
            "/setup",
            &json!({"name": "Ann", "email": "ann@example.com", "password": "short"}),
        )
        .await
        .names_field("/password", "too_short");
    assert_eq!(client.get("/setup").await.expect(200)["needed"], true);
    client
        .post(
            "/setup",
            &json!({"name": "Ann", "email": "ann@example.com", "password": "long enough"}),
        )
        .await
        .expect(201);
}

#[tokio::test]
async fn what_it_made_is_there_after_a_restart() {
    let mut team = Team::new().await;
    team.ann.post(&team.hall, "still here?").await;
    team.server.kill().await;
    team.server.start_again().await;
    let ann = team.ann.client.at(team.server.url());
    assert_eq!(ann.get("/me").await.expect(200)["name"], "Ann");
    let page = ann
        .get(&format!("/rooms/{}/messages", team.hall))
        .await
        .expect(200);
    assert_eq!(each(&page["messages"], "source"), ["still here?"]);
}
