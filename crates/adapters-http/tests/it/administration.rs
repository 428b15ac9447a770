use crate::support::{
    Answer, Browser, PASSWORD, Team, an_id, empty_world, team, team_in, text, world_with,
};
use campfire_adapters_http::HttpConfig;
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
        let message = json!({"client_message_id": an_id(), "body": body});
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

/// A team behind a proxy, which says where each of them comes from.
async fn team_on_the_internet() -> Team {
    let config = HttpConfig::new(Some("http://chat.local:8080".into()), None);
    team_in(world_with(config, |ports| ports).await).await
}

/// The same browser at this address.
fn at(browser: &Browser, address: &str) -> Browser {
    browser.from("127.0.0.1:9").with("x-forwarded-for", address)
}

async fn ban(team: &Team, who: usize) -> Answer {
    let path = format!("/users/{}/ban", team.ids[who]);
    team.ann.post(&path, json!({})).await
}

#[tokio::test]
async fn a_banned_address_reads_and_changes_nothing_until_the_ban_is_lifted() {
    let team = team_on_the_internet().await;
    let (theirs, other) = ("203.0.113.9", "203.0.113.10");
    at(&team.bob, theirs).get("/me").await.expect(200);
    let carl = at(&team.carl, theirs);
    let messages = format!("/rooms/{}/messages", team.lobby);
    let say = || json!({"client_message_id": an_id(), "body": "from here"});
    carl.post(&messages, say()).await.expect(201);
    ban(&team, 1).await.expect(200);

    let nobody = at(&team.world.browser(), theirs);
    let carls = json!({"email": "carl@example.org", "password": PASSWORD});
    let dora = json!({"name": "Dora", "email": "dora@example.org", "password": PASSWORD});
    let join = format!("/join/{}", team.join_code);
    let code = json!({"code": "c".repeat(43)});
    for answer in [
        nobody.post("/session", carls.clone()).await,
        nobody.post("/tokens", carls.clone()).await,
        nobody.post(&join, dora).await,
        nobody.post("/transfers/use", code).await,
        carl.post(&messages, say()).await,
        carl.patch("/me", json!({"bio": "Keeps bees"})).await,
    ] {
        answer.refused(403, "address.banned");
    }
    // Whoever is there reads on, and may leave.
    nobody.get("/setup").await.expect(200);
    nobody.get(&join).await.expect(200);
    carl.get(&messages).await.expect(200);
    carl.delete("/session").await.expect(204);
    // Others are not concerned.
    let elsewhere = at(&team.world.browser(), other);
    let signed_in = elsewhere.post("/session", carls.clone()).await;
    signed_in.expect(201);

    let path = format!("/users/{}/ban", team.ids[1]);
    team.ann.delete(&path).await.expect(200);
    nobody.post("/session", carls).await.expect(201);
}

#[tokio::test]
async fn an_address_is_not_banned_when_it_says_nothing_of_the_person() {
    // Private ones are everybody's, and one's own word for an address counts for nothing.
    let team = team_on_the_internet().await;
    for address in ["192.168.1.5", "100.64.1.1", "fd00::5", "::ffff:10.0.0.1"] {
        at(&team.bob, address).get("/me").await.expect(200);
    }
    let boast = team
        .bob
        .from("198.51.100.7:9")
        .with("x-forwarded-for", "203.0.113.77");
    boast.get("/me").await.expect(200);
    ban(&team, 1).await.expect(200);
    let carls = json!({"email": "carl@example.org", "password": PASSWORD});
    for address in [
        "192.168.1.5",
        "100.64.1.1",
        "fd00::5",
        "10.0.0.1",
        "203.0.113.77",
    ] {
        let nobody = at(&team.world.browser(), address);
        nobody.post("/session", carls.clone()).await.expect(201);
    }
    let theirs = team.world.browser().from("198.51.100.7:9");
    let refused = theirs.post("/session", carls).await;
    refused.refused(403, "address.banned");
}

#[tokio::test]
async fn sessions_say_where_they_were_last_used_from() {
    let team = team_on_the_internet().await;
    let address = async |from: &Browser| {
        let sessions = from.get("/sessions").await.expect(200);
        sessions["sessions"][0]["address"].clone()
    };
    assert_eq!(address(&team.bob).await, Value::Null);
    assert_eq!(address(&at(&team.bob, "203.0.113.9")).await, "203.0.113.9");
    assert_eq!(address(&at(&team.bob, "10.0.0.1")).await, "203.0.113.9");
    let v6 = at(&team.bob, "2001:db8:1:2:3:4:5:6");
    assert_eq!(address(&v6).await, "2001:db8:1:2::/64");
}

#[tokio::test]
async fn administrators_find_who_is_banned_a_page_at_a_time() {
    let team = team().await;
    for who in [1, 2] {
        ban(&team, who).await.expect(200);
    }
    let names = |page: &Value| -> Vec<String> {
        let users = page["users"].as_array().unwrap().iter();
        users.map(|user| text(&user["name"])).collect()
    };
    let first = team.ann.get("/users?standing=banned&limit=1").await;
    let first = first.expect(200);
    assert_eq!(names(&first), ["Bob"]);
    assert_eq!(first["users"][0]["standing"], "banned");
    let next = text(&first["next"]);
    let rest = team
        .ann
        .get(&format!("/users?standing=banned&after={next}"))
        .await
        .expect(200);
    assert_eq!(
        (names(&rest), &rest["next"]),
        (vec!["Carl".to_owned()], &Value::Null)
    );
    let found = team.ann.get("/users?standing=banned&query=AR").await;
    assert_eq!(names(&found.expect(200)), ["Carl"]);
    let present = team.ann.get("/users?standing=active").await.expect(200);
    assert_eq!(names(&present), ["Ann"]);
    for query in [
        "standing=asleep".to_owned(),
        format!("standing=banned&room_id={}", team.lobby),
    ] {
        let refused = team.ann.get(&format!("/users?{query}")).await;
        refused.refused(400, "request.malformed");
    }
    let path = format!("/users/{}/ban", team.ids[1]);
    team.ann.delete(&path).await.expect(200);
    let left = team.ann.get("/users?standing=banned").await.expect(200);
    assert_eq!(names(&left), ["Carl"]);
}

#[tokio::test]
async fn members_do_not_list_who_is_banned() {
    let team = team_in(empty_world().await).await;
    let refused = team.bob.get("/users?standing=banned").await;
    refused.refused(403, "account.administrators_only");
}

#[tokio::test]
async fn administrators_come_first_among_people() {
    let team = team().await;
    let path = format!("/users/{}", team.ids[2]);
    let made = team.ann.patch(&path, json!({"role": "administrator"}));
    made.await.expect(200);
    let members = format!("/rooms/{}/members", team.lobby);
    for (path, list) in [("/users", "users"), (members.as_str(), "members")] {
        let mut names = Vec::new();
        let mut after = String::new();
        loop {
            let page = team
                .bob
                .get(&format!("{path}?limit=1{after}"))
                .await
                .expect(200);
            names.push(text(&page[list][0]["name"]));
            if page["next"].is_null() {
                break;
            }
            after = format!("&after={}", text(&page["next"]));
        }
        assert_eq!(names, ["Ann", "Carl", "Bob"], "{path}");
    }
}
