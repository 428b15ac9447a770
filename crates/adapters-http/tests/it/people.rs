use crate::support::{PASSWORD, an_id, team, text};
use serde_json::{Value, json};

#[tokio::test]
async fn an_invitation_names_the_account_and_lets_someone_in() {
    let team = team().await;
    let nobody = team.world.browser();
    let path = format!("/join/{}", team.join_code);
    assert_eq!(
        nobody.get(&path).await.expect(200),
        json!({"account_name": "Campfire"})
    );
    let body = json!({"name": "Dora", "email": "dora@example.org", "password": PASSWORD});
    let answer = nobody.post(&path, body.clone()).await;
    let joined = answer.expect(201);
    let id = text(&joined["user"]["id"]);
    assert_eq!(
        answer.header("location"),
        Some(format!("/api/v1/users/{id}").as_str())
    );
    let rooms = nobody.keeping(&answer).get("/rooms").await.expect(200);
    assert_eq!(rooms["rooms"][0]["id"], team.lobby);
    nobody
        .post("/join/AAAA-AAAA-AAAA", body.clone())
        .await
        .refused(404, "join.code_unknown");
    nobody
        .post("/join/x", body)
        .await
        .refused(404, "join.code_unknown");
}

#[tokio::test]
async fn people_are_listed_by_name_and_found_by_parts_of_it() {
    let team = team().await;
    let names = |page: Value| -> Vec<String> {
        let users = page["users"].as_array().unwrap().clone();
        users.iter().map(|user| text(&user["name"])).collect()
    };
    let everyone = team.bob.get("/users").await.expect(200);
    assert_eq!(everyone["next"], Value::Null);
    assert!(everyone["users"][0].get("email").is_none());
    assert_eq!(names(everyone), ["Ann", "Bob", "Carl"]);
    assert_eq!(
        names(team.bob.get("/users?query=AR").await.expect(200)),
        ["Carl"]
    );
    let room = team.closed_room(&[&team.ids[1]]).await;
    let members = team.bob.get(&format!("/users?room_id={room}")).await;
    assert_eq!(names(members.expect(200)), ["Ann", "Bob"]);
    let hidden = team.carl.get(&format!("/users?room_id={room}")).await;
    hidden.refused(404, "room.not_found");
    let after = format!("/users?after={}", team.ids[0]);
    assert_eq!(
        names(team.ann.get(&after).await.expect(200)),
        ["Bob", "Carl"]
    );
    let malformed = team
        .ann
        .get("/users?after=x")
        .await
        .refused(400, "request.malformed");
    assert_eq!(malformed["fields"][0]["pointer"], "after");
}

#[tokio::test]
async fn anyone_of_the_account_can_be_found() {
    let team = team().await;
    let bob = team
        .ann
        .get(&format!("/users/{}", team.ids[1]))
        .await
        .expect(200);
    assert_eq!(
        (&bob["handle"], &bob["standing"]),
        (&json!("bob"), &json!("active"))
    );
    team.ann
        .get(&format!("/users/{}", an_id()))
        .await
        .refused(404, "user.not_found");
}

#[tokio::test]
async fn every_member_sees_the_invitation_and_no_host_header_gets_into_it_unchecked() {
    let team = team().await;
    let account = team.bob.get("/account").await.expect(200);
    let code = &team.join_code;
    assert_eq!(
        account["join_url"],
        format!("http://chat.local:8080/join/{code}")
    );
    let settings =
        json!({"restrict_room_creation_to_administrators": false, "custom_css_url": null});
    assert_eq!(account["settings"], settings);
    team.world
        .browser()
        .get("/account")
        .await
        .refused(401, "session.required");
}

#[tokio::test]
async fn people_and_members_come_a_page_at_a_time() {
    let team = team().await;
    let members = format!("/rooms/{}/members", team.lobby);
    for (path, list) in [("/users", "users"), (members.as_str(), "members")] {
        let first = team.bob.get(&format!("{path}?limit=2")).await.expect(200);
        let names = |page: &Value| {
            let people = page[list].as_array().unwrap().iter();
            people.map(|user| text(&user["name"])).collect::<Vec<_>>()
        };
        assert_eq!(names(&first), ["Ann", "Bob"], "{path}");
        let next = text(&first["next"]);
        let rest = team
            .bob
            .get(&format!("{path}?limit=2&after={next}"))
            .await
            .expect(200);
        assert_eq!(
            (names(&rest), &rest["next"]),
            (vec!["Carl".to_owned()], &Value::Null)
        );
        for (query, status, code) in [
            ("limit=0", 422, "request.invalid"),
            ("limit=101", 422, "request.invalid"),
            ("after=x", 400, "request.malformed"),
        ] {
            let refused = team.bob.get(&format!("{path}?{query}")).await;
            refused.refused(status, code);
        }
    }
}

#[tokio::test]
async fn one_changes_one_s_own_profile_and_everyone_sees_it() {
    let team = team().await;
    let change =
        json!({"name": "Robert", "handle": "rob", "email": "Rob@Example.org", "bio": "Keeps bees"});
    let me = team.bob.patch("/me", change).await.expect(200);
    assert_eq!(
        (&me["name"], &me["email"]),
        (&json!("Robert"), &json!("rob@example.org"))
    );
    let seen = team
        .carl
        .get(&format!("/users/{}", team.ids[1]))
        .await
        .expect(200);
    assert_eq!(
        (&seen["handle"], &seen["bio"]),
        (&json!("rob"), &json!("Keeps bees"))
    );
    let nothing = team.bob.patch("/me", json!({})).await.expect(200);
    assert_eq!(nothing, me);
    // All or nothing, and every broken field is named.
    let taken = json!({"name": "Bobby", "email": "ann@example.org"});
    let refused = team.bob.patch("/me", taken).await;
    let problem = refused.refused(409, "user.email_taken");
    assert_eq!(problem["fields"][0]["pointer"], "/email");
    let broken = json!({"name": "", "handle": "-", "bio": "x".repeat(201), "password": "short"});
    let problem = team
        .bob
        .patch("/me", broken)
        .await
        .refused(422, "request.invalid");
    assert_eq!(problem["fields"].as_array().unwrap().len(), 4, "{problem}");
    assert_eq!(team.bob.get("/me").await.expect(200), me);
}

#[tokio::test]
async fn a_new_password_asks_for_the_one_of_now_and_ends_the_other_sessions() {
    let team = team().await;
    let sign_in = async |password: &str| {
        let credentials = json!({"email": "bob@example.org", "password": password});
        team.world.browser().post("/session", credentials).await
    };
    let other = team.world.browser().keeping(&sign_in(PASSWORD).await);
    let new = "quite another one";
    for current in [None, Some("not the one"), Some("x")] {
        let change = json!({"password": new, "current_password": current});
        let change = current.map_or(json!({"password": new}), |_| change);
        let problem = team
            .bob
            .patch("/me", change)
            .await
            .refused(422, "request.invalid");
        assert_eq!(problem["fields"][0]["pointer"], "/current_password");
    }
    other.get("/me").await.expect(200);
    let change = json!({"password": new, "current_password": PASSWORD});
    team.bob.patch("/me", change).await.expect(200);
    team.bob.get("/me").await.expect(200);
    other.get("/me").await.refused(401, "session.required");
    sign_in(PASSWORD)
        .await
        .refused(401, "session.wrong_credentials");
    sign_in(new).await.expect(201);
    // Guessing is limited like signing in.
    let guess = json!({"password": new, "current_password": "a wrong guess"});
    for _ in 0..10 {
        team.bob.patch("/me", guess.clone()).await;
    }
    team.bob
        .patch("/me", guess)
        .await
        .refused(429, "rate.limited");
}
