//! What administrators set for the account: its name, its invitation, who makes rooms.

use crate::{each, text};
use campfire_e2e::Team;
use serde_json::{Value, json};

/// A room that somebody wants.
fn a_room(kind: &str) -> Value {
    json!({"kind": kind, "name": "Kitchen"})
}

#[tokio::test]
async fn a_renamed_account_is_told_to_everyone_and_audited() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = bo.live().await;
    let change = json!({"name": "  Hearth  "});
    let ann = &team.ann.client;
    let changed = ann.patch("/account", &change).await.expect(200);
    assert_eq!(changed["name"], "Hearth");
    let told = live.event("account_updated").await;
    let account = &told["data"]["account"];
    assert_eq!(account["name"], "Hearth");
    assert_eq!(account["id"], changed["id"]);
    assert_eq!(bo.client.get("/account").await.expect(200), changed);
    // Also to who is not signed in.
    let setup = team.server.client().get("/setup").await.expect(200);
    assert_eq!(setup["account_name"], "Hearth");
    let audit = ann.get("/account/audit").await.expect(200);
    assert_eq!(each(&audit["lines"], "action"), ["account_renamed"]);
    assert_eq!(audit["lines"][0]["actor_id"], team.ann.id.as_str());
    assert!(audit["lines"][0]["user_id"].is_null());
}

#[tokio::test]
async fn who_makes_rooms_may_be_left_to_administrators_and_pings_stay() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = bo.live().await;
    let restrict = |on: bool| json!({"settings": {"restrict_room_creation_to_administrators": on}});
    let ann = &team.ann.client;
    ann.patch("/account", &restrict(true)).await.expect(200);
    let told = live.event("account_updated").await;
    let settings = &told["data"]["account"]["settings"];
    assert_eq!(settings["restrict_room_creation_to_administrators"], true);

    for kind in ["open", "closed"] {
        let refused = bo.client.post("/rooms", &a_room(kind)).await;
        refused.refused(403, "account.administrators_only");
        ann.post("/rooms", &a_room(kind)).await.expect(201);
    }
    let ping = json!({"user_ids": [team.ann.id]});
    bo.client.post("/rooms/direct", &ping).await.expect(201);

    ann.patch("/account", &restrict(false)).await.expect(200);
    bo.client.post("/rooms", &a_room("open")).await.expect(201);
    let audit = ann.get("/account/audit").await.expect(200);
    let told = ["room_creation_opened", "room_creation_restricted"];
    assert_eq!(each(&audit["lines"], "action"), told);
}

#[tokio::test]
async fn a_new_join_link_kills_the_old_one_at_once() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = bo.live().await;
    let old = team.join_code().await;
    let ann = &team.ann.client;
    let nothing = json!({});
    let refused = bo.client.post("/account/join_code", &nothing).await;
    refused.refused(403, "account.administrators_only");

    let replaced = ann.post("/account/join_code", &nothing).await.expect(200);
    let new = text(&replaced["join_code"]);
    assert_ne!(new, old);
    let ends = format!("/join/{new}");
    assert!(text(&replaced["join_url"]).ends_with(&ends), "{replaced}");
    let told = live.event("account_updated").await;
    assert_eq!(told["data"]["account"]["join_code"], new.as_str());

    let stranger = team.server.client();
    let newcomer = json!({"name": "Cy", "email": "cy@example.com", "password": "long enough"});
    let page = stranger.get(&format!("/join/{old}")).await;
    page.refused(404, "join.code_unknown");
    let joined = stranger.post(&format!("/join/{old}"), &newcomer).await;
    joined.refused(404, "join.code_unknown");
    stranger.post(&ends, &newcomer).await.expect(201);
    let audit = ann.get("/account/audit").await.expect(200);
    assert_eq!(each(&audit["lines"], "action"), ["join_code_replaced"]);
}

#[tokio::test]
async fn what_is_set_for_the_account_is_kept_over_a_restart() {
    let mut team = Team::new().await;
    let change = json!({
        "name": "Hearth",
        "settings": {
            "restrict_room_creation_to_administrators": true,
            "custom_css": ":root { --ember: teal }",
        },
    });
    let ann = &team.ann.client;
    ann.patch("/account", &change).await.expect(200);
    ann.post("/account/join_code", &json!({})).await.expect(200);
    let before = ann.get("/account").await.expect(200);
    team.server.kill().await;
    team.server.start_again().await;
    let ann = team.ann.client.at(team.server.url());
    let after = ann.get("/account").await.expect(200);
    for kept in ["name", "join_code", "settings"] {
        assert_eq!(after[kept], before[kept], "{kept}");
    }
    let sheet = ann.get("/account/custom.css").await;
    assert_eq!(sheet.text(), ":root { --ember: teal }");
}
