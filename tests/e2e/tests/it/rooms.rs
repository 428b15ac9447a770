//! Rooms: open, closed and direct, their members, involvement and what is unread.

use crate::{each, list, number, text};
use campfire_e2e::{Live, Person, Team, fresh_id};
use serde_json::{Value, json};

async fn room_ids(person: &Person) -> Vec<String> {
    each(
        &person.client.get("/rooms").await.expect(200)["rooms"],
        "id",
    )
}

async fn members(person: &Person, room_id: &str) -> Vec<String> {
    let answer = person
        .client
        .get(&format!("/rooms/{room_id}/members"))
        .await;
    let mut ids = each(&answer.expect(200)["members"], "id");
    ids.sort();
    ids
}

fn sorted(people: &[&Person]) -> Vec<String> {
    let mut ids: Vec<String> = people.iter().map(|person| person.id.clone()).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn an_open_room_is_everyones() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = bo.live().await;
    let room = team
        .ann
        .client
        .post("/rooms", &json!({"kind": "open", "name": "Garden"}))
        .await
        .expect(201);
    let event = live.event("room_created").await;
    assert_eq!(event["data"]["room"]["id"], room["id"]);
    assert_eq!(event["rev"], 1);
    let seen = bo.room(&text(&room["id"])).await;
    assert_eq!(seen["name"], "Garden");
    assert_eq!(seen["kind"], "open");
    let cy = team.join("Cy").await;
    assert!(room_ids(&cy).await.contains(&text(&room["id"])));
    assert_eq!(
        members(&cy, &text(&room["id"])).await,
        sorted(&[&team.ann, &bo, &cy])
    );
}

#[tokio::test]
async fn a_closed_room_is_hidden_from_everyone_else() {
    let team = Team::new().await;
    let (bo, cy) = (team.join("Bo").await, team.join("Cy").await);
    let mut outside = cy.live().await;
    let room = team.closed_room("Plans", &[&bo]).await;
    assert_eq!(members(&bo, &room).await, sorted(&[&team.ann, &bo]));
    assert!(!room_ids(&cy).await.contains(&room));
    cy.client
        .get(&format!("/rooms/{room}"))
        .await
        .refused(404, "room.not_found");
    team.ann.post(&room, "a secret").await;
    team.ann.post(&team.hall, "hello all").await;
    let heard = outside
        .events_until("the public post", |frame| {
            frame["data"]["message"]["source"] == "hello all"
        })
        .await;
    assert_eq!(
        heard.len(),
        1,
        "an outsider hears nothing of it: {heard:#?}"
    );
}

#[tokio::test]
async fn the_creator_is_always_a_member() {
    let team = Team::new().await;
    let room = team.closed_room("Alone", &[]).await;
    assert_eq!(members(&team.ann, &room).await, sorted(&[&team.ann]));
}

#[tokio::test]
async fn a_room_of_unknown_people_is_not_made() {
    let team = Team::new().await;
    let before = room_ids(&team.ann).await;
    let unknown = fresh_id();
    team.ann
        .client
        .post(
            "/rooms",
            &json!({"kind": "closed", "name": "Ghosts", "member_ids": [unknown]}),
        )
        .await
        .refused(422, "request.invalid");
    team.ann
        .client
        .post("/rooms/direct", &json!({"user_ids": [unknown]}))
        .await
        .refused(422, "request.invalid");
    assert_eq!(room_ids(&team.ann).await, before);
}

#[tokio::test]
async fn a_rename_is_seen_live_and_only_by_members() {
    let team = Team::new().await;
    let (bo, cy) = (team.join("Bo").await, team.join("Cy").await);
    let room = team.closed_room("Plans", &[&bo]).await;
    let (mut inside, mut outside) = (bo.live().await, cy.live().await);
    let renamed = team
        .ann
        .client
        .patch(
            &format!("/rooms/{room}"),
            &json!({"name": "  Better plans "}),
        )
        .await
        .expect(200);
    assert_eq!(renamed["name"], "Better plans");
    let event = inside.event("room_updated").await;
    assert_eq!(event["data"]["room"]["name"], "Better plans");
    assert_eq!(event["rev"], renamed["rev"]);
    team.ann.post(&team.hall, "mark").await;
    let heard = outside
        .events_until("the mark", |frame| frame["kind"] == "message_posted")
        .await;
    assert_eq!(heard.len(), 1, "{heard:#?}");
}

#[tokio::test]
async fn only_its_creator_or_an_administrator_changes_a_room() {
    let team = Team::new().await;
    let (bo, cy) = (team.join("Bo").await, team.join("Cy").await);
    let room = bo.closed_room("Bo's", &[&cy, &team.ann]).await;
    let path = format!("/rooms/{room}");
    cy.client
        .patch(&path, &json!({"name": "Cy's"}))
        .await
        .refused(403, "room.not_yours");
    cy.client.delete(&path).await.refused(403, "room.not_yours");
    bo.client
        .patch(&path, &json!({"name": "Mine"}))
        .await
        .expect(200);
    team.ann
        .client
        .patch(&path, &json!({"name": "Ours"}))
        .await
        .expect(200);
    assert_eq!(cy.room(&room).await["name"], "Ours");
}

#[tokio::test]
async fn a_deleted_room_is_gone_for_its_members() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Short", &[&bo]).await;
    team.ann.post(&room, "soon gone").await;
    let mut live = bo.live().await;
    team.ann
        .client
        .delete(&format!("/rooms/{room}"))
        .await
        .expect(204);
    let event = live.event("room_deleted").await;
    assert_eq!(event["data"]["room_id"], room.as_str());
    for path in ["", "/messages", "/members"] {
        bo.client
            .get(&format!("/rooms/{room}{path}"))
            .await
            .refused(404, "room.not_found");
    }
    team.ann
        .client
        .delete(&format!("/rooms/{room}"))
        .await
        .refused(404, "room.not_found");
}

#[tokio::test]
async fn a_granted_member_reads_what_was_said_and_hears_what_comes() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[]).await;
    team.ann.post(&room, "before").await;
    let mut live = bo.live().await;
    team.ann
        .client
        .post(
            &format!("/rooms/{room}/members"),
            &json!({"user_ids": [bo.id]}),
        )
        .await
        .ok();
    let granted = live.event("membership_granted").await;
    assert_eq!(granted["data"]["room"]["id"], room.as_str());
    assert_eq!(granted["data"]["user"]["id"], bo.id.as_str());
    let seen = bo.room(&room).await;
    assert_eq!(
        seen["last_read_seq"], 1,
        "what was said before is not unread"
    );
    assert_eq!(seen["unread_count"], 0);
    let page = bo
        .client
        .get(&format!("/rooms/{room}/messages"))
        .await
        .expect(200);
    assert_eq!(each(&page["messages"], "source"), ["before"]);
    team.ann.post(&room, "after").await;
    live.posted("after").await;
}

#[tokio::test]
async fn a_member_who_is_one_already_makes_no_event() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[&bo]).await;
    let rev = number(&team.ann.room(&room).await["rev"]);
    team.ann
        .client
        .post(
            &format!("/rooms/{room}/members"),
            &json!({"user_ids": [bo.id, bo.id]}),
        )
        .await
        .ok();
    assert_eq!(team.ann.room(&room).await["rev"], rev);
}

#[tokio::test]
async fn a_revoked_member_gets_no_further_messages() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[&bo]).await;
    let mut live = bo.live().await;
    team.ann.post(&room, "you may hear this").await;
    team.ann.remove(&room, &bo).await;
    team.ann.post(&room, "you may not").await;
    team.ann.post(&team.hall, "everyone may").await;
    let heard = live
        .events_until("the public post", |frame| {
            frame["data"]["message"]["source"] == "everyone may"
        })
        .await;
    let kinds = each(&json!(heard), "kind");
    assert_eq!(
        kinds,
        ["message_posted", "membership_revoked", "message_posted"]
    );
    bo.client
        .get(&format!("/rooms/{room}/messages"))
        .await
        .refused(404, "room.not_found");
    bo.try_post(&room, "let me back")
        .await
        .refused(404, "room.not_found");
    let refused = live.post(&room, &fresh_id(), "by the socket then").await;
    assert_eq!(refused["code"], "room.not_found");
    assert_eq!(refused["retryable"], false);
}

#[tokio::test]
async fn a_member_can_leave_and_the_last_one_takes_the_room_along() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[&bo]).await;
    let mut live = team.ann.live().await;
    bo.client
        .delete(&format!("/rooms/{room}/members/me"))
        .await
        .expect(204);
    let left = live.event("membership_revoked").await;
    assert_eq!(left["data"]["user_id"], bo.id.as_str());
    team.ann
        .client
        .delete(&format!("/rooms/{room}/members/me"))
        .await
        .expect(204);
    live.event("room_deleted").await;
    assert_eq!(room_ids(&team.ann).await, [team.hall.as_str()]);
}

#[tokio::test]
async fn nobody_is_put_into_or_out_of_an_open_room() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let path = format!("/rooms/{}/members", team.hall);
    for answer in [
        team.ann
            .client
            .post(&path, &json!({"user_ids": [bo.id]}))
            .await,
        team.ann.client.delete(&format!("{path}/{}", bo.id)).await,
        bo.client.delete(&format!("{path}/me")).await,
    ] {
        answer.refused(422, "room.open_has_everyone");
    }
}

#[tokio::test]
async fn a_direct_room_is_one_per_set_of_people() {
    let team = Team::new().await;
    let (bo, cy) = (team.join("Bo").await, team.join("Cy").await);
    let opened = team
        .ann
        .client
        .post("/rooms/direct", &json!({"user_ids": [bo.id, cy.id]}))
        .await
        .expect(201);
    assert_eq!(opened["kind"], "direct");
    assert!(opened["name"].is_null());
    assert_eq!(opened["involvement"], "everything");
    let mut people = each(&opened["members"], "id");
    people.sort();
    assert_eq!(people, sorted(&[&team.ann, &bo, &cy]));
    let again = cy
        .client
        .post(
            "/rooms/direct",
            &json!({"user_ids": [bo.id, team.ann.id, bo.id, cy.id]}),
        )
        .await
        .expect(200);
    assert_eq!(
        again["id"], opened["id"],
        "duplicates fall away, the caller is added"
    );
    let fewer = team
        .ann
        .client
        .post("/rooms/direct", &json!({"user_ids": [bo.id]}))
        .await
        .expect(201);
    assert_ne!(fewer["id"], opened["id"]);
    team.ann
        .client
        .post("/rooms/direct", &json!({"user_ids": []}))
        .await
        .expect(201);
}

#[tokio::test]
async fn eleven_people_are_too_many_for_a_direct_room() {
    let team = Team::new().await;
    let mut ids = Vec::new();
    for n in 0..10 {
        ids.push(team.join(&format!("P{n}")).await.id);
    }
    team.ann
        .client
        .post("/rooms/direct", &json!({"user_ids": ids}))
        .await
        .names_field("/user_ids", "too_many");
    ids.pop();
    team.ann
        .client
        .post("/rooms/direct", &json!({"user_ids": ids}))
        .await
        .expect(201);
}

#[tokio::test]
async fn the_people_and_the_kind_of_a_direct_room_are_fixed() {
    let team = Team::new().await;
    let (bo, cy) = (team.join("Bo").await, team.join("Cy").await);
    let room = team.ann.direct_room(&[&bo]).await;
    let path = format!("/rooms/{room}");
    for answer in [
        team.ann
            .client
            .post(&format!("{path}/members"), &json!({"user_ids": [cy.id]}))
            .await,
        team.ann
            .client
            .delete(&format!("{path}/members/{}", bo.id))
            .await,
        bo.client.delete(&format!("{path}/members/me")).await,
        team.ann.client.patch(&path, &json!({"name": "Us"})).await,
    ] {
        answer.refused(422, "room.direct_is_fixed");
    }
}

#[tokio::test]
async fn deleting_a_direct_room_frees_its_key() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let first = team.ann.direct_room(&[&bo]).await;
    bo.client
        .delete(&format!("/rooms/{first}"))
        .await
        .expect(204);
    let second = team
        .ann
        .client
        .post("/rooms/direct", &json!({"user_ids": [bo.id]}))
        .await
        .expect(201);
    assert_ne!(second["id"], first.as_str());
}

#[tokio::test]
async fn involvement_is_ones_own_and_told_to_ones_other_devices() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let (mut own, mut others) = (bo.live().await, team.ann.live().await);
    bo.client
        .put(
            &format!("/rooms/{}/involvement", team.hall),
            &json!({"involvement": "nothing"}),
        )
        .await
        .ok();
    let event = own.event("involvement_changed").await;
    assert_eq!(
        event["data"],
        json!({"room_id": team.hall, "involvement": "nothing"})
    );
    assert!(event["rev"].is_null(), "it is no event of the room");
    team.ann.post(&team.hall, "mark").await;
    let heard = others
        .events_until("the mark", |frame| frame["kind"] == "message_posted")
        .await;
    assert_eq!(heard.len(), 1, "{heard:#?}");
    assert_eq!(bo.room(&team.hall).await["involvement"], "nothing");
    assert_eq!(team.ann.room(&team.hall).await["involvement"], "everything");
}

fn unread(room: &Value) -> (u64, u64) {
    (
        number(&room["last_read_seq"]),
        number(&room["unread_count"]),
    )
}

#[tokio::test]
async fn unread_counts_what_came_after_the_marker_without_tombstones() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut last = Value::Null;
    for n in 1..=5 {
        last = team.ann.post(&team.hall, &format!("m{n}")).await;
    }
    assert_eq!(unread(&bo.room(&team.hall).await), (0, 5));
    let path = format!("/rooms/{}/messages/{}", team.hall, text(&last["id"]));
    team.ann.client.delete(&path).await.expect(204);
    assert_eq!(unread(&bo.room(&team.hall).await), (0, 4));
    assert_eq!(
        unread(&team.ann.room(&team.hall).await),
        (5, 0),
        "posting raises the poster's own marker"
    );
}

#[tokio::test]
async fn the_marker_rises_and_falls_only_when_told_back() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    for n in 1..=5 {
        team.ann.post(&team.hall, &format!("m{n}")).await;
    }
    let mut live = bo.live().await;
    let path = format!("/rooms/{}/read", team.hall);
    bo.client.put(&path, &json!({"seq": 4})).await.ok();
    let moved = live.event("read_moved").await;
    assert_eq!(moved["data"]["last_read_seq"], 4);
    assert_eq!(moved["data"]["unread_count"], 1);
    assert_eq!(moved["data"]["mention_count"], 0);
    bo.client.put(&path, &json!({"seq": 2})).await.ok();
    assert_eq!(
        unread(&bo.room(&team.hall).await),
        (4, 1),
        "it does not fall by itself"
    );
    bo.client
        .put(&path, &json!({"seq": 2, "back": true}))
        .await
        .ok();
    assert_eq!(unread(&bo.room(&team.hall).await), (2, 3));
    bo.client
        .put(&path, &json!({"seq": 6}))
        .await
        .refused(422, "read.beyond_last");
    assert_eq!(unread(&bo.room(&team.hall).await), (2, 3));
}

#[tokio::test]
async fn who_hears_nothing_has_nothing_unread_without_a_mention() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    team.ann.post(&team.hall, "psst").await;
    for (involvement, count) in [
        ("everything", 1),
        ("mentions", 1),
        ("nothing", 0),
        ("invisible", 0),
    ] {
        bo.client
            .put(
                &format!("/rooms/{}/involvement", team.hall),
                &json!({"involvement": involvement}),
            )
            .await
            .ok();
        let room = bo.room(&team.hall).await;
        assert_eq!(room["unread_count"], count, "{involvement}");
    }
}

#[tokio::test]
async fn a_list_of_rooms_says_what_a_sidebar_needs() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let direct = team.ann.direct_room(&[&bo]).await;
    let posted = team.ann.post(&direct, "just us").await;
    let rooms = bo.client.get("/rooms").await.expect(200);
    assert_eq!(list(&rooms["rooms"]).len(), 2);
    let room = list(&rooms["rooms"])
        .iter()
        .find(|room| room["kind"] == "direct")
        .expect("the direct room")
        .clone();
    assert_eq!(room["last_seq"], 1);
    assert_eq!(room["unread_count"], 1);
    assert_eq!(room["last_message_at"], posted["created_at"]);
    let mut people = each(&room["members"], "name");
    people.sort();
    assert_eq!(people, ["Ann", "Bo"]);
}

#[tokio::test]
async fn a_room_that_is_closed_or_opened_comes_and_goes_live() {
    let team = Team::new().await;
    let (bob, carl) = (team.join("Bob").await, team.join("Carl").await);
    let room = json!({"kind": "open", "name": "Garden"});
    let room = text(&team.ann.client.post("/rooms", &room).await.expect(201)["id"]);
    let path = format!("/rooms/{room}");
    let (mut stays, mut goes) = (bob.live().await, carl.live().await);
    let mut away = carl.live().await;
    away.heartbeat().await;
    let cursor = away.cursor.clone();
    drop(away);

    let closed = json!({"kind": "closed", "name": "Secret", "member_ids": [bob.id]});
    team.ann.client.patch(&path, &closed).await.expect(200);
    let told = stays.event("room_updated").await;
    assert_eq!(
        (&told["data"]["room"]["kind"], &told["rev"]),
        (&json!("closed"), &json!(2))
    );
    assert_eq!(
        goes.event("room_deleted").await["data"],
        json!({"room_id": room})
    );
    carl.client.get(&path).await.refused(404, "room.not_found");
    carl.client
        .get(&format!("{path}/messages"))
        .await
        .refused(404, "room.not_found");
    bob.post(&room, "only for us").await;
    stays.posted("only for us").await;
    // Whoever comes back learns as little as who was there.
    let mut back = Live::resume(&carl.client, &cursor).await;
    let mark = team.ann.post(&team.hall, "mark").await;
    for live in [&mut goes, &mut back] {
        let source = text(&mark["source"]);
        let told = live.events_until("the mark", |frame| {
            frame["data"]["message"]["source"] == source
        });
        let told = serde_json::to_string(&told.await).expect("JSON");
        assert!(
            !told.contains("Secret") && !told.contains("only for us"),
            "{told}"
        );
    }

    let open = json!({"kind": "open"});
    team.ann.client.patch(&path, &open).await.expect(200);
    let told = goes.event("room_updated").await;
    assert_eq!(told["data"]["room"]["kind"], "open");
    let mine = carl.room(&room).await;
    assert_eq!(
        (&mine["name"], &mine["unread_count"]),
        (&json!("Secret"), &json!(0))
    );
    bob.post(&room, "for all again").await;
    goes.posted("for all again").await;
    team.server.assert_no_panic();
}

#[tokio::test]
async fn a_favourite_is_told_to_one_s_own_devices_only() {
    let team = Team::new().await;
    let bob = team.join("Bob").await;
    let mut mine = bob.live().await;
    let mut anns = team.ann.live().await;
    let path = format!("/rooms/{}/favourite", team.hall);
    bob.client.put(&path, &json!({})).await.expect(204);
    let told = mine.event("favourite_changed").await;
    let expected = json!({"room_id": team.hall, "favourite": true});
    assert_eq!(told["data"], expected);
    assert!(told["rev"].is_null(), "it is no event of the room");
    bob.client.delete(&path).await.expect(204);
    assert_eq!(
        mine.event("favourite_changed").await["data"]["favourite"],
        false
    );
    bob.post(&team.hall, "mark").await;
    anns.posted("mark").await;
    let others = anns
        .unasked()
        .any(|frame| frame["kind"] == "favourite_changed");
    assert!(!others);
}
