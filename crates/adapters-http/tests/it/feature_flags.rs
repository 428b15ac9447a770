use crate::support::{Team, team, text};
use poem::http::Method;
use serde_json::{Value, json};

fn states(files: bool, avatars: bool, opengraph: bool) -> Value {
    json!({"files_enabled": files, "avatars_enabled": avatars, "opengraph_enabled": opengraph})
}

async fn flags(team: &Team) -> Value {
    team.bob.get("/feature-flags").await.expect(200)
}

#[tokio::test]
async fn every_feature_is_off_with_its_promised_words_until_it_is_switched_on() {
    let team = team().await;
    let expected = json!({
        "version": 0,
        "flags": states(false, false, false),
        "upgrade_messages": {
            "files_enabled": "File sharing available in v2.0",
            "avatars_enabled": "Avatar uploads coming in v2.0",
            "opengraph_enabled": "Link previews coming in v2.0",
        },
        "unbuilt": ["files_enabled", "avatars_enabled", "opengraph_enabled"],
    });
    assert_eq!(flags(&team).await, expected);
    assert_eq!(team.bob.get("/me").await.expect(200)["flags_version"], 0);
}

#[tokio::test]
async fn a_change_is_seen_by_everyone_as_soon_as_it_is_answered() {
    let team = team().await;
    let change = json!({"files_enabled": true});
    let changed = team.ann.patch("/feature-flags", change).await.expect(200);
    assert_eq!(changed["version"], 1);
    assert_eq!(changed["flags"], states(true, false, false));
    assert_eq!(flags(&team).await, changed);
    assert_eq!(team.bob.get("/me").await.expect(200)["flags_version"], 1);
    let nothing = team.ann.patch("/feature-flags", json!({})).await;
    assert_eq!(nothing.expect(200), changed);
}

#[tokio::test]
async fn a_roll_back_is_a_new_version_and_stands_in_the_history() {
    let team = team().await;
    for change in [
        json!({"files_enabled": true}),
        json!({"avatars_enabled": true}),
    ] {
        team.ann.patch("/feature-flags", change).await.expect(200);
    }
    let back = json!({"to_version": 1});
    let back = team.ann.post("/feature-flags/rollback", back).await;
    let back = back.expect(200);
    assert_eq!(
        (&back["version"], &back["flags"]),
        (&json!(3), &states(true, false, false))
    );
    let history = team.ann.get("/feature-flags/history").await.expect(200);
    assert_eq!(history["next"], Value::Null);
    let versions = history["versions"].as_array().unwrap();
    let line = |n: usize| (&versions[n]["version"], &versions[n]["rolled_back_to"]);
    assert_eq!(versions.len(), 3);
    assert_eq!(line(0), (&json!(3), &json!(1)));
    assert_eq!(line(1), (&json!(2), &Value::Null));
    assert_eq!(versions[1]["flags"], states(true, true, false));
    assert_eq!(text(&versions[0]["changed_by"]), team.ids[0]);

    let refused = team
        .ann
        .post("/feature-flags/rollback", json!({"to_version": 4}))
        .await
        .refused(422, "flags.version_unknown");
    assert_eq!(refused["fields"][0]["pointer"], "/to_version");
}

#[tokio::test]
async fn the_history_has_pages_of_fifty_versions() {
    let team = team().await;
    for n in 0..52 {
        let change = json!({"files_enabled": n % 2 == 0});
        team.ann.patch("/feature-flags", change).await.expect(200);
    }
    let page = team.ann.get("/feature-flags/history").await.expect(200);
    assert_eq!(page["versions"].as_array().unwrap().len(), 50);
    assert_eq!(
        (&page["versions"][0]["version"], &page["next"]),
        (&json!(52), &json!(3))
    );
    let rest = team
        .ann
        .get("/feature-flags/history?before=3")
        .await
        .expect(200);
    assert_eq!(rest["versions"].as_array().unwrap().len(), 2);
    assert_eq!(rest["next"], Value::Null);
}

#[tokio::test]
async fn members_see_the_flags_and_change_nothing() {
    let team = team().await;
    let only = "account.administrators_only";
    let change = json!({"files_enabled": true});
    let patched = team.bob.patch("/feature-flags", change).await;
    patched.refused(403, only);
    let back = json!({"to_version": 0});
    let rolled = team.bob.post("/feature-flags/rollback", back).await;
    rolled.refused(403, only);
    for path in ["/feature-flags/history", "/feature-feedback"] {
        team.bob.get(path).await.refused(403, only);
    }
    assert_eq!(flags(&team).await["version"], 0);
}

#[tokio::test]
async fn a_flag_that_is_not_known_is_refused_by_its_name() {
    let team = team().await;
    for change in [
        json!({"voice_enabled": true}),
        json!({"files_enabled": "yes"}),
    ] {
        let refused = team.ann.patch("/feature-flags", change).await;
        refused.refused(400, "request.malformed");
    }
    assert_eq!(flags(&team).await["version"], 0);
}

#[tokio::test]
async fn what_is_behind_a_flag_is_refused_in_its_own_words_on_or_off() {
    let team = team().await;
    let gated = [
        (Method::POST, "/uploads", "File sharing available in v2.0"),
        (Method::PUT, "/me/avatar", "Avatar uploads coming in v2.0"),
        (Method::POST, "/unfurl", "Link previews coming in v2.0"),
    ];
    for on in [false, true] {
        let all = states(on, on, on);
        team.ann.patch("/feature-flags", all).await.expect(200);
        for (method, path, words) in gated.clone() {
            // Whatever the body is, it is not looked at.
            let answer = team.bob.raw(method, path, "{").await;
            assert_eq!(answer.refused(501, "feature.disabled")["detail"], words);
        }
    }
    for (method, path, _) in gated {
        let nobody = team.world.browser().raw(method, path, "{").await;
        nobody.refused(401, "session.required");
    }
}

#[tokio::test]
async fn interest_is_counted_and_reported() {
    let team = team().await;
    let say = json!({"feature": "files_enabled", "action": "roadmap_viewed"});
    for who in [&team.bob, &team.bob, &team.carl] {
        who.post("/feature-feedback", say.clone()).await.expect(204);
    }
    let report = team.ann.get("/feature-feedback").await.expect(200);
    let line = &report["feedback"][0];
    assert_eq!(line["feature"], "files_enabled");
    assert_eq!((&line["people"], &line["times"]), (&json!(2), &json!(3)));
    let bad = json!({"feature": "", "action": "two words"});
    let refused = team.bob.post("/feature-feedback", bad).await;
    let refused = refused.refused(422, "request.invalid");
    assert_eq!(refused["fields"].as_array().unwrap().len(), 2);
}
