//! What every [`DirectoryReader`](campfire_domain::ports::DirectoryReader) must do.

use super::sorted;
use crate::{Scene, Stores, a_session};
use campfire_domain::Position;

/// Before the first run.
pub async fn an_empty_store_has_nothing_but_a_key(stores: Stores) {
    let loaded = stores.directory.load().await.expect("the store reads");
    assert_eq!(
        (loaded.account, loaded.head.position),
        (None, Position::ZERO)
    );
    assert!(loaded.users.is_empty() && loaded.rooms.is_empty() && loaded.sessions.is_empty());
}

/// In one transaction.
pub async fn everything_is_loaded_as_of_the_head(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let token = a_session(s.carl.id).token().build();
    s.stores
        .sessions
        .start(token.clone())
        .await
        .expect("it begins");
    s.say(s.lobby, &s.bob, "one").await;

    let loaded = s.stores.directory.load().await.expect("the store reads");
    assert_eq!(
        loaded.head,
        s.stores.events.head().await.expect("the store reads")
    );
    assert_eq!(loaded.account, Some(s.account.clone()));
    let mut users = loaded.users;
    users.sort_unstable_by_key(|user| user.id);
    let mut expected = vec![s.ann.clone(), s.bob.clone(), s.carl.clone()];
    expected.sort_unstable_by_key(|user| user.id);
    assert_eq!(users, expected);
    assert_eq!(loaded.rooms.len(), 1);
    assert_eq!(
        loaded.rooms[0].room,
        s.my_room(s.bob.id, s.lobby).await.room
    );
    assert_eq!(loaded.sessions.len(), 4);
    for session in [&s.ann_session, &s.bob_session, &token] {
        assert!(loaded.sessions.contains(session), "{session:?}");
    }
}

/// In ascending order; open rooms have everyone.
pub async fn only_closed_and_direct_rooms_name_their_members(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let closed = s.closed_room(&[]).await;
    s.grant(closed, &s.carl).await;
    let direct = s.direct_room(&[&s.bob]).await;
    let loaded = s.stores.directory.load().await.expect("the store reads");
    let members = |room_id| {
        let state = loaded.rooms.iter().find(|state| state.room.id == room_id);
        state.expect("the room is loaded").member_ids.clone()
    };
    assert_eq!(members(s.lobby), []);
    assert_eq!(members(closed), sorted([s.ann.id, s.carl.id]));
    assert_eq!(members(direct), sorted([s.ann.id, s.bob.id]));
}

/// Tokens would be worthless otherwise.
pub async fn the_key_stays_the_same(stores: Stores) {
    let before = stores
        .directory
        .load()
        .await
        .expect("the store reads")
        .signing_key;
    let s = Scene::set_up(stores).await;
    let after = s
        .stores
        .directory
        .load()
        .await
        .expect("the store reads")
        .signing_key;
    assert!(before == after && before.0 != [0; 32]);
}
