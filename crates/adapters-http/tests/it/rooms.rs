use crate::support::{an_id, team, text};
use serde_json::{Value, json};

#[tokio::test]
async fn a_room_is_made_renamed_and_deleted() {
    let team = team().await;
    let answer = team
        .bob
        .post("/rooms", json!({"kind": "open", "name": " Plans "}))
        .await;
    let room = answer.expect(201);
    let path = format!("/rooms/{}", text(&room["id"]));
    assert_eq!(
        answer.header("location"),
        Some(format!("/api/v1{path}").as_str())
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(
        (&room["name"], &room["members"]),
        (&json!("Plans"), &Value::Null)
    );
    let renamed = team
        .ann
        .patch(&path, json!({"name": "Party"}))
        .await
        .expect(200);
    assert_eq!(renamed["name"], "Party");
    team.carl.delete(&path).await.refused(403, "room.not_yours");
    team.bob.delete(&path).await.expect(204);
    team.bob.get(&path).await.refused(404, "room.not_found");
}

#[tokio::test]
async fn a_direct_room_is_there_once_for_its_people() {
    let team = team().await;
    let [ann, bob, _] = &team.ids;
    let first = team
        .ann
        .post("/rooms/direct", json!({"user_ids": [bob, bob]}))
        .await;
    let room = first.expect(201);
    assert!(first.header("location").is_some());
    assert_eq!(
        (&room["kind"], &room["name"]),
        (&json!("direct"), &Value::Null)
    );
    assert_eq!(room["members"].as_array().unwrap().len(), 2);
    let again = team
        .bob
        .post("/rooms/direct", json!({"user_ids": [ann]}))
        .await;
    assert_eq!(again.expect(200)["id"], room["id"]);
    let path = format!("/rooms/{}", text(&room["id"]));
    team.carl.get(&path).await.refused(404, "room.not_found");
    for (method, path) in [("patch", path.clone()), ("add", format!("{path}/members"))] {
        let refused = match method {
            "patch" => team.ann.patch(&path, json!({"name": "Us"})).await,
            _ => team.ann.post(&path, json!({"user_ids": [bob]})).await,
        };
        refused.refused(422, "room.direct_is_fixed");
    }
}

#[tokio::test]
async fn unknown_people_are_refused_where_they_stand() {
    let team = team().await;
    let body = json!({"kind": "closed", "name": "x", "member_ids": [an_id()]});
    let problem = team
        .ann
        .post("/rooms", body)
        .await
        .refused(422, "request.invalid");
    assert_eq!(problem["fields"][0]["pointer"], "/member_ids");
    let strangers = json!({"user_ids": [an_id()]});
    let problem = team
        .ann
        .post("/rooms/direct", strangers)
        .await
        .refused(422, "request.invalid");
    assert_eq!(problem["fields"][0]["code"], "user.unknown");
    let many: Vec<String> = (0..1001).map(|_| an_id()).collect();
    let problem = team
        .ann
        .post("/rooms/direct", json!({"user_ids": many}))
        .await;
    assert_eq!(
        problem.refused(422, "request.invalid")["fields"][0]["code"],
        "too_many"
    );
}

#[tokio::test]
async fn members_of_a_closed_room_come_and_go() {
    let team = team().await;
    let [_, bob, carl] = &team.ids;
    let room = team.closed_room(&[bob]).await;
    let members = format!("/rooms/{room}/members");
    team.carl.get(&members).await.refused(404, "room.not_found");
    let body = json!({"user_ids": [carl]});
    team.bob
        .post(&members, body.clone())
        .await
        .refused(403, "room.not_yours");
    let listed = team.ann.post(&members, body).await.expect(200);
    assert_eq!(listed["members"].as_array().unwrap().len(), 3);
    team.carl.get(&members).await.expect(200);
    team.bob
        .delete(&format!("{members}/{carl}"))
        .await
        .refused(403, "room.not_yours");
    team.ann
        .delete(&format!("{members}/{carl}"))
        .await
        .expect(204);
    team.carl
        .get(&format!("/rooms/{room}"))
        .await
        .refused(404, "room.not_found");
    team.bob.delete(&format!("{members}/me")).await.expect(204);
    team.bob
        .get(&format!("/rooms/{room}"))
        .await
        .refused(404, "room.not_found");
    let unknown = json!({"user_ids": [an_id()]});
    team.ann
        .post(&members, unknown)
        .await
        .refused(422, "request.invalid");
}

#[tokio::test]
async fn involvement_and_the_read_marker_are_one_s_own() {
    let team = team().await;
    for words in ["one", "two", "three"] {
        team.say(&team.ann, words).await;
    }
    let room = format!("/rooms/{}", team.lobby);
    let unread = team.bob.get(&room).await.expect(200);
    assert_eq!(
        (&unread["unread_count"], &unread["last_seq"]),
        (&json!(3), &json!(3))
    );
    let read = team
        .bob
        .put(&format!("{room}/read"), json!({"seq": 2}))
        .await
        .expect(200);
    assert_eq!(
        read,
        json!({"last_read_seq": 2, "unread_count": 1, "mention_count": 0})
    );
    let lower = team
        .bob
        .put(&format!("{room}/read"), json!({"seq": 1}))
        .await
        .expect(200);
    assert_eq!(lower["last_read_seq"], 2, "it only rises");
    let back = json!({"seq": 0, "back": true});
    let back = team
        .bob
        .put(&format!("{room}/read"), back)
        .await
        .expect(200);
    assert_eq!(back["unread_count"], 3);
    team.bob
        .put(&format!("{room}/read"), json!({"seq": 4}))
        .await
        .refused(422, "read.beyond_last");
    let level = json!({"involvement": "invisible"});
    team.bob
        .put(&format!("{room}/involvement"), level)
        .await
        .expect(204);
    assert_eq!(
        team.bob.get(&room).await.expect(200)["involvement"],
        "invisible"
    );
    assert_eq!(
        team.carl.get(&room).await.expect(200)["involvement"],
        "mentions"
    );
    let wrong = json!({"involvement": "loud"});
    team.bob
        .put(&format!("{room}/involvement"), wrong)
        .await
        .refused(400, "request.malformed");
    team.bob
        .put(&format!("{room}/read"), json!({"seq": -1}))
        .await
        .refused(400, "request.malformed");
}

#[tokio::test]
async fn a_room_is_closed_and_opened_again() {
    let team = team().await;
    let path = format!("/rooms/{}", team.lobby);
    let [_, bob, _] = &team.ids;
    let closed = json!({"kind": "closed", "member_ids": [bob]});
    team.bob
        .patch(&path, closed.clone())
        .await
        .refused(403, "room.not_yours");
    let room = team.ann.patch(&path, closed.clone()).await.expect(200);
    assert_eq!((&room["kind"], &room["rev"]), (&json!("closed"), &json!(2)));
    team.bob.get(&path).await.expect(200);
    team.carl.get(&path).await.refused(404, "room.not_found");
    let again = team.ann.patch(&path, closed).await.expect(200);
    assert_eq!(again["rev"], 2, "it is closed already");

    let both = json!({"kind": "open", "name": "Everyone"});
    let room = team.ann.patch(&path, both).await.expect(200);
    assert_eq!(
        (&room["kind"], &room["name"], &room["rev"]),
        (&json!("open"), &json!("Everyone"), &json!(4))
    );
    let carls = team.carl.get(&path).await.expect(200);
    assert_eq!(
        (&carls["unread_count"], &carls["name"]),
        (&json!(0), &room["name"])
    );
    let nothing = team.ann.patch(&path, json!({})).await.expect(200);
    assert_eq!(nothing["rev"], 4);
}

#[tokio::test]
async fn what_a_room_cannot_become_is_refused() {
    let team = team().await;
    let path = format!("/rooms/{}", team.lobby);
    let stranger = json!({"kind": "closed", "member_ids": [an_id()]});
    let problem = team.ann.patch(&path, stranger).await;
    let problem = problem.refused(422, "request.invalid");
    assert_eq!(problem["fields"][0]["pointer"], "/member_ids");
    let many: Vec<String> = (0..1001).map(|_| an_id()).collect();
    let many = json!({"kind": "closed", "member_ids": many});
    team.ann
        .patch(&path, many)
        .await
        .refused(422, "request.invalid");
    team.ann
        .patch(&path, json!({"kind": "direct"}))
        .await
        .refused(400, "request.malformed");
    let direct = json!({"user_ids": [team.ids[1]]});
    let direct = team.ann.post("/rooms/direct", direct).await.expect(201);
    let direct = format!("/rooms/{}", text(&direct["id"]));
    team.ann
        .patch(&direct, json!({"kind": "open"}))
        .await
        .refused(422, "room.direct_is_fixed");
}

#[tokio::test]
async fn a_favourite_is_one_s_own() {
    let team = team().await;
    let room = format!("/rooms/{}", team.lobby);
    let path = format!("{room}/favourite");
    for _ in 0..2 {
        team.bob.put(&path, json!({})).await.expect(204);
    }
    assert_eq!(team.bob.get(&room).await.expect(200)["favourite"], true);
    assert_eq!(team.carl.get(&room).await.expect(200)["favourite"], false);
    let listed = team.bob.get("/rooms").await.expect(200);
    assert_eq!(listed["rooms"][0]["favourite"], true);
    for _ in 0..2 {
        team.bob.delete(&path).await.expect(204);
    }
    assert_eq!(team.bob.get(&room).await.expect(200)["favourite"], false);
    let hidden = team.closed_room(&[]).await;
    team.bob
        .put(&format!("/rooms/{hidden}/favourite"), json!({}))
        .await
        .refused(404, "room.not_found");
}

#[tokio::test]
async fn an_empty_direct_room_is_listed_to_who_opened_it_only() {
    let team = team().await;
    let body = json!({"user_ids": [team.ids[1]]});
    let room = team.ann.post("/rooms/direct", body).await.expect(201);
    let room = text(&room["id"]);
    let lists = async |who: &crate::support::Browser| {
        let rooms = who.get("/rooms").await.expect(200);
        let mut rooms = rooms["rooms"].as_array().unwrap().iter();
        rooms.any(|listed| listed["id"] == room)
    };
    assert!(lists(&team.ann).await && !lists(&team.bob).await);
    let message = json!({"client_message_id": an_id(), "body": "hello"});
    let path = format!("/rooms/{room}/messages");
    team.ann.post(&path, message).await.expect(201);
    assert!(lists(&team.ann).await && lists(&team.bob).await);
}
