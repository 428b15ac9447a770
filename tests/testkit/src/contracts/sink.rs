//! How every store must call its [`EventSink`](campfire_domain::ports::EventSink).

use super::{race, whole_log};
use crate::{Scene, Stores, a_message, a_room, builders::START};

/// Whoever has an answer finds its events told.
pub async fn the_sink_is_told_before_the_caller(stores: Stores) {
    let s = Scene::set_up(stores).await;
    for _ in 0..10 {
        let message = s.say(s.lobby, &s.bob, "told").await;
        let told = s.stores.sink.events();
        let last = told.last().expect("something is told");
        assert_eq!(last.kind.message(), Some(&message));
        let made = s
            .stores
            .rooms
            .create(a_room(s.ann.id).build())
            .await
            .expect("it is made");
        let told = s.stores.sink.events();
        assert_eq!(told.last().map(|event| event.position), Some(made.position));
    }
}

/// G3, under a race of several kinds of changes in several rooms.
pub async fn the_order_of_the_sink_is_that_of_the_log(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let rooms = [s.lobby, s.open_room().await, s.closed_room(&[&s.bob]).await];
    let results = race(|n| {
        let (stores, ann) = (s.stores.clone(), s.ann.id);
        let new = a_message(rooms[n % 3], [s.ann.id, s.bob.id][n % 2]);
        async move {
            let message = new.post_in(&*stores.messages).await;
            if n % 5 == 0 {
                let (room_id, id) = (message.room_id, message.id);
                stores
                    .messages
                    .erase(room_id, id, ann, START)
                    .await
                    .expect("it is deleted");
                stores
                    .rooms
                    .create(a_room(ann).build())
                    .await
                    .expect("it is made");
            }
        }
    });
    results.await;
    let told: Vec<_> = s
        .stores
        .sink
        .events()
        .iter()
        .map(|event| event.position.get())
        .collect();
    assert_eq!(told, (1..).take(told.len()).collect::<Vec<_>>());
    assert_eq!(told.last(), Some(&s.head().await.get()));
    let mut revs = [0; 3];
    for event in s.stores.sink.events() {
        let room = rooms
            .iter()
            .position(|id| event.kind.room_id() == Some(*id));
        if let (Some(room), Some(rev)) = (room, event.rev) {
            assert_eq!(
                rev.get(),
                revs[room] + 1,
                "a rev is missing before {event:?}"
            );
            revs[room] = rev.get();
        }
    }
}

/// Nothing has happened.
pub async fn a_refusal_tells_nothing(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[]).await;
    let before = s.head().await;
    s.stores
        .messages
        .append(a_message(kitchen, s.bob.id).build())
        .await
        .expect_err("not his");
    s.stores
        .rooms
        .delete(a_room(s.ann.id).build().id, s.ann.id, START)
        .await
        .expect_err("unknown");
    assert_eq!(
        (s.stores.sink.after(before), s.head().await),
        (vec![], before)
    );
}

/// As long as nothing changed since: the same values, read again.
pub async fn what_was_told_is_what_the_log_says(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = a_message(s.lobby, s.bob.id).mentioning(&[s.carl.id]);
    message.post_in(&*s.stores.messages).await;
    let told = s.stores.sink.events();
    let log = whole_log(&*s.stores.events).await.expect("the store reads");
    assert_eq!(told.len(), log.len());
    for (told, logged) in told.iter().zip(&log) {
        if told.kind.room_id().is_none() || told.kind.message().is_some() {
            assert_eq!(told, logged);
        } else {
            // The room has a message more now than it had when it was made.
            assert_eq!(
                (told.position, &told.cursor, told.rev, &told.audience),
                (
                    logged.position,
                    &logged.cursor,
                    logged.rev,
                    &logged.audience
                )
            );
        }
    }
}
