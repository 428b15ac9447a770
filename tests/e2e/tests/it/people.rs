//! People: joining, signing in and out, sessions, tokens.

use crate::{ONE_SECOND, each, list, text};
use campfire_e2e::{Client, Live, Team};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn the_join_link_names_the_account_and_lets_people_in() {
    let team = Team::new().await;
    let code = team.join_code().await;
    assert_eq!(code.len(), 14, "XXXX-XXXX-XXXX");
    let stranger = team.server.client();
    let offer = stranger.get(&format!("/join/{code}")).await.expect(200);
    assert_eq!(offer["account_name"], "Camp");

    let bo = team.join("Bo Berg").await;
    let me = bo.client.get("/me").await.expect(200);
    assert_eq!(me["role"], "member");
    assert_eq!(me["handle"], "bo.berg");
    let rooms = bo.client.get("/rooms").await.expect(200);
    assert_eq!(
        each(&rooms["rooms"], "id"),
        [team.hall.as_str()],
        "open rooms include newcomers"
    );
    assert_eq!(rooms["rooms"][0]["involvement"], "mentions");
}

#[tokio::test]
async fn the_account_tells_its_join_link_to_every_member() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let account = bo.client.get("/account").await.expect(200);
    let code = text(&account["join_code"]);
    assert!(
        text(&account["join_url"]).ends_with(&format!("/join/{code}")),
        "{account}"
    );
}

#[tokio::test]
async fn a_wrong_join_code_is_not_found() {
    let team = Team::new().await;
    let stranger = team.server.client();
    for code in ["AAAA-BBBB-CCCC", "x", "%2e%2e", "AAAA-BBBB-CCCC-DDDD"] {
        stranger
            .get(&format!("/join/{code}"))
            .await
            .refused(404, "join.code_unknown");
        stranger
            .post(
                &format!("/join/{code}"),
                &json!({"name": "Eve", "email": "eve@example.com", "password": "long enough"}),
            )
            .await
            .refused(404, "join.code_unknown");
    }
}

#[tokio::test]
async fn a_known_address_cannot_join_again() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let code = team.join_code().await;
    let again = team.server.client();
    again
        .post(
            &format!("/join/{code}"),
            &json!({"name": "Bo Two", "email": "BO@example.com", "password": "another one"}),
        )
        .await
        .refused(409, "user.email_taken");
    assert_eq!(again.cookie(), None);
    assert_eq!(bo.client.get("/me").await.expect(200)["name"], "Bo");
}

#[tokio::test]
async fn two_people_of_one_name_get_different_handles() {
    let team = Team::new().await;
    let code = team.join_code().await;
    let mut handles = Vec::new();
    for email in ["a@example.com", "b@example.com", "c@example.com"] {
        let client = team.server.client();
        let joined = client
            .post(
                &format!("/join/{code}"),
                &json!({"name": "Kim", "email": email, "password": "long enough"}),
            )
            .await
            .expect(201);
        handles.push(text(&joined["user"]["handle"]));
    }
    assert_eq!(handles, ["kim", "kim2", "kim3"]);
}

#[tokio::test]
async fn others_see_a_newcomer_without_their_address() {
    let team = Team::new().await;
    let mut live = team.ann.live().await;
    let bo = team.join("Bo").await;
    let event = live.event("user_updated").await;
    assert_eq!(event["data"]["user"]["id"], bo.id.as_str());
    assert!(!event.to_string().contains(&bo.email), "{event}");
    let people = team.ann.client.get("/users").await.expect(200);
    assert!(!people.to_string().contains(&bo.email), "{people}");
    let one = team
        .ann
        .client
        .get(&format!("/users/{}", bo.id))
        .await
        .expect(200);
    assert_eq!(one["name"], "Bo");
    assert!(!one.to_string().contains(&bo.email), "{one}");
}

#[tokio::test]
async fn people_are_found_by_name_and_in_pages() {
    let team = Team::new().await;
    for name in ["Bo", "Cy", "Bodil"] {
        team.join(name).await;
    }
    let found = team.ann.client.get("/users?query=bo").await.expect(200);
    let mut names = each(&found["users"], "name");
    names.sort();
    assert_eq!(names, ["Bo", "Bodil"]);
    let everyone = team.ann.client.get("/users").await.expect(200);
    assert_eq!(list(&everyone["users"]).len(), 4);
    assert!(everyone["next"].is_null());
}

#[tokio::test]
async fn an_unknown_person_is_not_found() {
    let team = Team::new().await;
    let unknown = campfire_e2e::fresh_id();
    team.ann
        .client
        .get(&format!("/users/{unknown}"))
        .await
        .refused(404, "user.not_found");
}

#[tokio::test]
async fn signing_in_begins_a_session_of_its_own() {
    let team = Team::new().await;
    let phone = team.ann.sign_in_again().await;
    assert_ne!(phone.cookie(), team.ann.client.cookie());
    assert_eq!(phone.get("/me").await.expect(200)["name"], "Ann");
    let sessions = phone.get("/sessions").await.expect(200);
    assert_eq!(list(&sessions["sessions"]).len(), 2);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let team = Team::new().await;
    let phone = team.ann.sign_in_again().await;
    let cookie = phone.cookie();
    phone.delete("/session").await.expect(204);
    assert_eq!(phone.cookie(), None, "the cookie is taken back");
    let replay = phone.with_cookie(cookie.as_deref());
    replay.get("/me").await.refused(401, "session.required");
    team.ann.client.get("/me").await.expect(200);
}

#[tokio::test]
async fn signing_out_closes_only_the_sockets_of_that_session() {
    let team = Team::new().await;
    let phone = team.ann.sign_in_again().await;
    let mut own = [Live::join(&phone).await, Live::join(&phone).await];
    let mut other = team.ann.live().await;
    phone.delete("/session").await.expect(204);
    for live in &mut own {
        assert_eq!(live.closed(ONE_SECOND).await, 4001);
    }
    team.ann.post(&team.hall, "I stay").await;
    other.posted("I stay").await;
}

#[tokio::test]
async fn one_session_can_end_another_of_the_same_person() {
    let team = Team::new().await;
    let phone = team.ann.sign_in_again().await;
    let mut on_phone = Live::join(&phone).await;
    let mine = each(
        &team.ann.client.get("/sessions").await.expect(200)["sessions"],
        "id",
    );
    let other = each(&phone.get("/sessions").await.expect(200)["sessions"], "id");
    assert_eq!(mine.len(), 2);
    assert_eq!(other.len(), 2);
    // The session that is not the first run's is the phone's: it alone must end.
    team.ann.client.delete("/sessions").await.expect(204);
    assert_eq!(on_phone.closed(ONE_SECOND).await, 4001);
    phone.get("/me").await.refused(401, "session.required");
    let left = each(
        &team.ann.client.get("/sessions").await.expect(200)["sessions"],
        "id",
    );
    assert_eq!(left.len(), 1);

    let tablet = team.ann.sign_in_again().await;
    let mut on_tablet = Live::join(&tablet).await;
    let now = each(
        &team.ann.client.get("/sessions").await.expect(200)["sessions"],
        "id",
    );
    let tablets = now.iter().find(|id| **id != left[0]).expect("the new one");
    team.ann
        .client
        .delete(&format!("/sessions/{tablets}"))
        .await
        .expect(204);
    assert_eq!(on_tablet.closed(ONE_SECOND).await, 4001);
}

#[tokio::test]
async fn nobody_can_end_a_session_of_somebody_else() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let anns = each(
        &team.ann.client.get("/sessions").await.expect(200)["sessions"],
        "id",
    );
    let answer = bo.client.delete(&format!("/sessions/{}", anns[0])).await;
    answer.refused(404, "session.not_found");
    team.ann.client.get("/me").await.expect(200);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let team = Team::new().await;
    let stranger = team.server.client();
    let mut answers = Vec::new();
    for email in [team.ann.email.as_str(), "nobody@example.com"] {
        let mut problem = stranger
            .post(
                "/session",
                &json!({"email": email, "password": "not the one"}),
            )
            .await
            .refused(401, "session.wrong_credentials");
        problem["request_id"] = "".into();
        answers.push(problem);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(stranger.cookie(), None);
}

#[tokio::test]
async fn the_address_is_compared_without_regard_to_case() {
    let team = Team::new().await;
    let client = team.server.client();
    client
        .post(
            "/session",
            &json!({"email": " ANN@example.COM ", "password": team.ann.password}),
        )
        .await
        .expect(201);
}

#[tokio::test]
async fn an_access_token_works_until_its_session_ends() {
    let team = Team::new().await;
    let client = team.server.client();
    let made = client
        .post(
            "/tokens",
            &json!({"email": team.ann.email, "password": team.ann.password}),
        )
        .await
        .expect(201);
    assert_eq!(made["token_type"], "Bearer");
    assert_eq!(made["expires_in"], 24 * 3600);
    assert_eq!(made["user"]["id"], team.ann.id.as_str());
    assert_eq!(client.cookie(), None, "a token is no cookie");
    let program = client.with_bearer(&text(&made["access_token"]));
    assert_eq!(program.get("/me").await.expect(200)["name"], "Ann");
    let mut live = Live::join(&program).await;

    let session = text(&made["session_id"]);
    team.ann
        .client
        .delete(&format!("/sessions/{session}"))
        .await
        .expect(204);
    assert_eq!(live.closed(ONE_SECOND).await, 4001);
    program.get("/me").await.refused(401, "session.required");
}

#[tokio::test]
async fn a_token_can_post_from_a_foreign_origin_because_it_is_no_cookie() {
    let team = Team::new().await;
    let program = team.ann.token_client().await;
    program
        .with_header("origin", "https://elsewhere.example")
        .post(
            &format!("/rooms/{}/messages", team.hall),
            &json!({"client_message_id": campfire_e2e::fresh_id(), "body": "from a program"}),
        )
        .await
        .expect(201);
}

#[tokio::test]
async fn a_session_survives_a_restart_and_so_does_a_token() {
    let mut team = Team::new().await;
    let program = team.ann.token_client().await;
    team.server.stop(Duration::from_secs(25)).await;
    team.server.start_again().await;
    let url = team.server.url().to_owned();
    team.ann.client.at(&url).get("/me").await.expect(200);
    program.at(&url).get("/me").await.expect(200);
}

#[tokio::test]
async fn nobody_is_nobody() {
    let team = Team::new().await;
    let stranger = Client::new(team.server.url());
    for path in [
        "/me",
        "/rooms",
        "/users",
        "/account",
        "/sessions",
        "/events",
    ] {
        stranger.get(path).await.refused(401, "session.required");
    }
}
