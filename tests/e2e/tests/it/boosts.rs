//! Boosts: live to everyone in the room, replayed as they are now.

use crate::text;
use campfire_e2e::{Live, Team};
use serde_json::json;

#[tokio::test]
async fn a_boost_reaches_the_room_live_and_whoever_comes_back() {
    let team = Team::new().await;
    let (bob, carl) = (team.join("Bob").await, team.join("Carl").await);
    let id = text(&team.ann.post(&team.hall, "hello").await["id"]);
    let message = format!("/rooms/{}/messages/{id}", team.hall);
    let boosts = format!("{message}/boosts");
    let mut here = bob.live().await;
    let mut gone = carl.live().await;
    gone.heartbeat().await;
    let cursor = gone.cursor.clone();
    drop(gone);

    let party = json!({"content": "🎉"});
    let given = bob.client.post(&boosts, &party).await.expect(201);
    let told = here.event("boost_added").await;
    assert_eq!(told["data"], json!({"message_id": id, "boost": given}));
    assert_eq!(
        (&told["rev"], &told["room_id"]),
        (&json!(3), &json!(team.hall))
    );
    let taken = team.ann.client.post(&boosts, &party).await.expect(201);
    let own = format!("{boosts}/{}", text(&taken["id"]));
    team.ann.client.delete(&own).await.expect(204);
    let told = here.event("boost_removed").await;
    let removed = json!({"message_id": id, "boost_id": taken["id"]});
    assert_eq!((&told["data"], &told["rev"]), (&removed, &json!(5)));

    // What is gone by now is told as its removal, under its own number.
    let mut back = Live::resume(&carl.client, &cursor).await;
    let kept = back.event("boost_added").await;
    assert_eq!((&kept["data"]["boost"], &kept["rev"]), (&given, &json!(3)));
    for rev in [4, 5] {
        let told = back.event("boost_removed").await;
        assert_eq!((&told["data"], &told["rev"]), (&removed, &json!(rev)));
    }
    let read = carl.client.get(&message).await.expect(200);
    assert_eq!(
        (&read["boosts"], &read["rev"]),
        (&json!([given]), &json!(5))
    );
    team.server.assert_no_panic();
}
