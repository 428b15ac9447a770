use crate::support::{Answer, PASSWORD, team, text};
use serde_json::{Value, json};

#[tokio::test]
async fn a_banned_person_is_signed_out_and_told_like_anybody_with_a_wrong_password() {
    let team = team().await;
    let path = format!("/users/{}/ban", team.ids[1]);
    let banned = team.ann.post(&path, json!({})).await.expect(200);
    assert_eq!(banned["standing"], "banned");
    team.bob.get("/me").await.refused(401, "session.required");
    let credentials = json!({"email": "bob@example.org", "password": PASSWORD});
    let signing_in = async || {
        let nobody = team.world.browser();
        nobody.post("/session", credentials.clone()).await
    };
    signing_in().await.refused(401, "session.wrong_credentials");
    // Doing it again changes nothing.
    let again = team.ann.post(&path, json!({})).await;
    assert_eq!(again.expect(200), banned);
    let back = team.ann.delete(&path).await.expect(200);
    assert_eq!(back["standing"], "active");
    signing_in().await.expect(201);
}

#[tokio::test]
async fn a_banned_person_s_messages_are_tombstones_and_pages_have_another_name() {
    let team = team().await;
    let pages = format!("/rooms/{}/messages", team.lobby);
    for body in ["one", "two"] {
        let message = json!({"client_message_id": crate::support::an_id(), "body": body});
        team.bob.post(&pages, message).await.expect(201);
    }
    let before = team.ann.get(&pages).await;
    let etag = before.header("etag").unwrap().to_owned();
    let path = format!("/users/{}/ban", team.ids[1]);
    team.ann.post(&path, json!({})).await.expect(200);
    let asked = team.ann.with("if-none-match", &etag).get(&pages).await;
    let page = asked.expect(200);
    for message in page["messages"].as_array().unwrap() {
        assert_eq!(
            (&message["deleted"], &message["html"]),
            (&json!(true), &json!(""))
        );
    }
}

#[tokio::test]
async fn a_role_is_changed_by_administrators_only_and_the_last_one_stays() {
    let team = team().await;
    let [ann, bob, _] = &team.ids;
    let role = |role: &str| json!({"role": role});
    let of = |id: &str| format!("/users/{id}");
    let refused = team.bob.patch(&of(bob), role("administrator")).await;
    refused.refused(403, "account.administrators_only");
    let refused = team.ann.patch(&of(ann), role("member")).await;
    refused.refused(409, "user.last_administrator");
    let made = team.ann.patch(&of(bob), role("administrator")).await;
    assert_eq!(made.expect(200)["role"], "administrator");
    // At once, in the session that bob has.
    let unmade = team.bob.patch(&of(ann), role("member")).await;
    assert_eq!(unmade.expect(200)["role"], "member");
    let refused = team.ann.patch(&of(bob), role("member")).await;
    refused.refused(403, "account.administrators_only");
    let bot = team.bob.patch(&of(ann), role("bot")).await;
    bot.refused(400, "request.malformed");
    let nobody = team.bob.patch("/users/x", role("member")).await;
    nobody.refused(404, "user.not_found");
}

#[tokio::test]
async fn who_is_deactivated_is_out_and_their_address_is_free() {
    let team = team().await;
    let path = format!("/users/{}", team.ids[1]);
    team.ann.delete(&path).await.expect(204);
    team.ann.delete(&path).await.expect(204);
    team.bob.get("/me").await.refused(401, "session.required");
    let left = team.carl.get(&path).await.expect(200);
    assert_eq!(left["standing"], "deactivated");
    let body = json!({"name": "Bob", "email": "bob@example.org", "password": PASSWORD});
    let join = format!("/join/{}", team.join_code);
    team.world.browser().post(&join, body).await.expect(201);
    let refused = team.ann.post(&format!("{path}/ban"), json!({})).await;
    refused.refused(409, "user.deactivated");
    let own = team.ann.delete(&format!("/users/{}", team.ids[0])).await;
    own.refused(403, "user.is_oneself");
}

#[tokio::test]
async fn the_audit_log_is_read_by_administrators_a_page_at_a_time() {
    let team = team().await;
    let [ann, bob, _] = &team.ids;
    let path = format!("/users/{bob}");
    for role in ["administrator", "member"] {
        team.ann
            .patch(&path, json!({"role": role}))
            .await
            .expect(200);
    }
    team.ann
        .post(&format!("{path}/ban"), json!({}))
        .await
        .expect(200);
    let actions = |page: &Value| -> Vec<String> {
        let lines = page["lines"].as_array().unwrap().iter();
        lines.map(|line| text(&line["action"])).collect()
    };
    let page = team.ann.get("/account/audit?limit=2").await.expect(200);
    assert_eq!(actions(&page), ["user_banned", "administrator_unmade"]);
    let line = &page["lines"][0];
    assert_eq!(
        (&line["actor_id"], &line["user_id"]),
        (&json!(ann), &json!(bob))
    );
    assert_eq!(
        (&line["actor_name"], &line["user_name"]),
        (&json!("Ann"), &json!("Bob"))
    );
    let older = format!("/account/audit?before={}", page["next"]);
    let older = team.ann.get(&older).await.expect(200);
    assert_eq!(actions(&older), ["administrator_made"]);
    assert_eq!(older["next"], Value::Null);
    let limits = |answer: Answer| answer.refused(422, "request.invalid");
    limits(team.ann.get("/account/audit?limit=0").await);
    limits(team.ann.get("/account/audit?limit=101").await);
    let refused = team.carl.get("/account/audit").await;
    refused.refused(403, "account.administrators_only");
}

#[tokio::test]
async fn the_account_s_own_style_is_a_sheet_of_its_own_for_members() {
    let team = team().await;
    let path = "/account/custom.css";
    let set = |css: &str| json!({"settings": {"custom_css": css}});
    let before = team.bob.get(path).await;
    before.expect(200);
    assert!(before.bytes.is_empty());

    let css = ":root { --ember: teal }\n";
    let refused = team.bob.patch("/account", set(css)).await;
    refused.refused(403, "account.administrators_only");
    let changed = team.ann.patch("/account", set(css)).await.expect(200);
    let url = text(&changed["settings"]["custom_css_url"]);
    assert_eq!(url, format!("/api/v1{path}?version=1"));
    let sheet = team.bob.get(url.trim_start_matches("/api/v1")).await;
    sheet.expect(200);
    assert_eq!(sheet.bytes, css.as_bytes());
    assert_eq!(
        sheet.header("content-type"),
        Some("text/css; charset=utf-8")
    );
    assert_eq!(sheet.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(sheet.header("cache-control"), Some("private, no-cache"));
    let etag = sheet.header("etag").unwrap().to_owned();
    assert_ne!(Some(etag.as_str()), before.header("etag"));
    let known = team.bob.with("if-none-match", &etag);
    known.get(path).await.expect(304);
    let nobody = team.world.browser();
    nobody.get(path).await.refused(401, "session.required");

    // The same again is no change, another one is a new address, nothing takes it away.
    let same = team.ann.patch("/account", set(css)).await.expect(200);
    assert_eq!(same["settings"]["custom_css_url"], url.as_str());
    let other = team.ann.patch("/account", set("a{}")).await.expect(200);
    let next = format!("/api/v1{path}?version=2");
    assert_eq!(other["settings"]["custom_css_url"], next.as_str());
    known.get(path).await.expect(200);
    let none = team.ann.patch("/account", set(" \n")).await.expect(200);
    assert_eq!(none["settings"]["custom_css_url"], Value::Null);
    let audit = team.ann.get("/account/audit").await.expect(200);
    let lines = audit["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 3);
    assert!(
        lines
            .iter()
            .all(|line| line["action"] == "custom_css_changed")
    );
}

#[tokio::test]
async fn a_style_that_would_load_something_is_refused_with_its_place() {
    let team = team().await;
    let css = "p { color: red }\nq { background: url(https://evil.example/x.png) }";
    let body = json!({"name": "Hearth", "settings": {"custom_css": css}});
    let problem = team.ann.patch("/account", body).await;
    let problem = problem.refused(422, "request.invalid");
    let field = &problem["fields"][0];
    assert_eq!(field["pointer"], "/settings/custom_css");
    assert_eq!(field["code"], "not_taken");
    let detail = text(&field["detail"]);
    assert!(detail.starts_with("line 2, column 17: "), "{detail}");
    // All or nothing.
    let account = team.ann.get("/account").await.expect(200);
    assert_eq!(account["name"], "Campfire");
    assert_eq!(account["settings"]["custom_css_url"], Value::Null);
}
