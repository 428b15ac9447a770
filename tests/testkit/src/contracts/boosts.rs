//! What every [`BoostRepository`](campfire_domain::ports::BoostRepository) must do.

use super::{RACERS, race, seen};
use crate::{
    Scene, Stores,
    builders::{START, a_boost, boost_content},
};
use campfire_domain::{
    Audience, Boost, BoostId, EventKind, Message, PageCut, PageSize, Rev, User, UserId,
    ports::{BoostError, Boosted, Committed},
};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

async fn read_back(s: &Scene, message: &Message) -> Message {
    let reader = &s.stores.message_reader;
    let found = reader.find(message.room_id, message.id).await;
    found.expect("the store reads").expect("it is in the room")
}

async fn boost(s: &Scene, message: &Message, user: &User, says: &str) -> Boost {
    let added = s.stores.boosts.add(a_boost(message, user.id, says)).await;
    added.expect("it is boosted").value.boost
}

async fn take_back(
    s: &Scene,
    message: &Message,
    boost_id: BoostId,
    user_id: UserId,
) -> Result<Committed<Arc<Message>>, BoostError> {
    let (room_id, id) = (message.room_id, message.id);
    let boosts = &s.stores.boosts;
    boosts.remove(room_id, id, boost_id, user_id, START).await
}

fn content_of(message: &Message) -> Vec<&str> {
    let boosts = message.boosts.iter();
    boosts.map(|boost| boost.content.as_str()).collect()
}

/// With the room's next `rev`, which becomes the message's.
pub async fn a_boost_is_told_to_the_room_and_read_with_its_message(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.bob, "Hello").await;
    let mut new = a_boost(&message, s.carl.id, "🎉");
    new.at = START.plus(Duration::from_secs(5));
    let added = s
        .stores
        .boosts
        .add(new.clone())
        .await
        .expect("it is boosted");

    let expected = Boost {
        id: new.id,
        content: boost_content("🎉"),
        creator_id: s.carl.id,
        created_at: new.at,
    };
    let with_it = Message {
        rev: Rev::new(3),
        boosts: vec![expected.clone()],
        ..(*message).clone()
    };
    let Boosted {
        message: now,
        boost,
        is_new,
    } = added.value;
    assert_eq!((&boost, is_new), (&expected, true));
    assert_eq!(*now, with_it);
    assert_eq!(read_back(&s, &message).await, with_it);
    assert_eq!(s.my_room(s.ann.id, s.lobby).await.room.rev, Rev::new(3));
    let events = s.stores.sink.events();
    let last = events.last().expect("it is in the log");
    let kind = EventKind::BoostAdded {
        message: now,
        boost: Arc::new(boost),
    };
    assert_eq!(last.kind, kind);
    assert_eq!(
        (last.position, last.rev, &last.audience, last.actor_id),
        (
            added.position,
            Some(Rev::new(3)),
            &Audience::Room(s.lobby),
            Some(s.carl.id)
        )
    );
}

/// Whoever gave them, and on a page too; a message without any has none of its neighbours'.
pub async fn boosts_are_read_in_the_order_in_which_they_came(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let first = s.say(s.lobby, &s.bob, "first").await;
    let bare = s.say(s.lobby, &s.bob, "bare").await;
    let third = s.say(s.lobby, &s.bob, "third").await;
    for (message, user, says) in [
        (&third, &s.ann, "c"),
        (&first, &s.carl, "b"),
        (&third, &s.bob, "a"),
        (&first, &s.ann, "a"),
        (&third, &s.ann, "b"),
    ] {
        boost(&s, message, user, says).await;
    }
    let page = s.stores.message_reader.page(
        s.lobby,
        PageCut::Newest,
        PageSize::new(PageSize::MAX).expect("a page size"),
    );
    let page = page.await.expect("the store reads").expect("a page");
    let read: Vec<_> = page.items.iter().map(content_of).collect();
    assert_eq!(read, [vec!["b", "a"], vec![], vec!["c", "a", "b"]]);
    for (message, n) in [(&first, 0), (&bare, 1), (&third, 2)] {
        assert_eq!(read_back(&s, message).await, page.items[n]);
    }
}

/// And another person's, another content or another message is another boost.
pub async fn the_same_boost_again_changes_nothing(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.bob, "Hello").await;
    let given = boost(&s, &message, &s.carl, "👍").await;
    let before = s.head().await;
    let again = s
        .stores
        .boosts
        .add(a_boost(&message, s.carl.id, "👍"))
        .await;
    let again = again.expect("it is there").value;
    assert_eq!((again.boost, again.is_new), (given, false));
    assert_eq!(*again.message, read_back(&s, &message).await);
    assert_eq!(s.head().await, before);

    boost(&s, &message, &s.ann, "👍").await;
    boost(&s, &message, &s.carl, "👏").await;
    let other = s.say(s.lobby, &s.bob, "Hello again").await;
    boost(&s, &other, &s.carl, "👍").await;
    assert_eq!(
        content_of(&read_back(&s, &message).await),
        ["👍", "👍", "👏"]
    );
}

/// And the others get the one that is there.
pub async fn of_fifty_racing_identical_boosts_one_is_given(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.bob, "Hello").await;
    let results = race(|_| {
        let (boosts, new) = (s.stores.boosts.clone(), a_boost(&message, s.carl.id, "🔥"));
        async move { boosts.add(new).await.expect("it is boosted").value }
    })
    .await;
    assert_eq!(results.iter().filter(|boosted| boosted.is_new).count(), 1);
    let given = &read_back(&s, &message).await.boosts;
    assert_eq!(given.len(), 1);
    assert!(results.iter().all(|boosted| boosted.boost == given[0]));
    assert_eq!(results.len(), RACERS);
}

/// One more is refused, also when they race for the last place.
pub async fn a_message_takes_so_many_boosts_and_no_more(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.bob, "Hello").await;
    for n in 1..Boost::MAX_PER_MESSAGE {
        boost(&s, &message, &s.carl, &n.to_string()).await;
    }
    let results = race(|n| {
        let new = a_boost(&message, s.ann.id, &format!("ann {n}"));
        let boosts = s.stores.boosts.clone();
        async move { boosts.add(new).await }
    })
    .await;
    let given = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!(given, 1);
    for refused in results.iter().filter_map(|result| result.as_ref().err()) {
        assert!(
            matches!(refused, BoostError::TooMany { max } if *max == Boost::MAX_PER_MESSAGE),
            "{refused:?}"
        );
    }
    let now = read_back(&s, &message).await;
    assert_eq!(now.boosts.len(), Boost::MAX_PER_MESSAGE);
    // A repeat is no further one.
    boost(&s, &message, &s.carl, "7").await;
}

/// And a boost in its place later is another one.
pub async fn a_boost_taken_back_is_told_to_the_room(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.bob, "Hello").await;
    let given = boost(&s, &message, &s.carl, "💪").await;
    boost(&s, &message, &s.ann, "💪").await;
    let removed = take_back(&s, &message, given.id, s.carl.id).await;
    let removed = removed.expect("it is taken back");
    let now = read_back(&s, &message).await;
    assert_eq!(*removed.value, now);
    assert_eq!((now.rev, now.boosts.len()), (Rev::new(5), 1));
    assert_eq!(now.boosts[0].creator_id, s.ann.id);
    let events = s.stores.sink.events();
    let last = events.last().expect("it is in the log");
    let kind = EventKind::BoostRemoved {
        message: removed.value,
        boost_id: given.id,
    };
    assert_eq!((&last.kind, last.rev), (&kind, Some(Rev::new(5))));
    assert_eq!(
        (last.position, &last.audience),
        (removed.position, &Audience::Room(s.lobby))
    );

    let before = s.head().await;
    let again = take_back(&s, &message, given.id, s.carl.id).await;
    assert_eq!(again.expect("it is gone").position, before);
    assert_ne!(boost(&s, &message, &s.carl, "💪").await.id, given.id);
}

/// In the order of the port.
pub async fn only_members_boost_what_is_there(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[&s.bob]).await;
    let message = s.say(kitchen, &s.bob, "ours").await;
    let given = boost(&s, &message, &s.bob, "👋").await;
    let elsewhere = s.say(s.lobby, &s.bob, "for everyone").await;
    let gone = s.say(kitchen, &s.bob, "gone").await;
    let gone = s.erase(&gone).await;
    let before = s.head().await;

    let add = async |message: &Message, user: &User| {
        let new = a_boost(message, user.id, "👋");
        s.stores.boosts.add(new).await.map(|done| done.value.is_new)
    };
    let strangers = add(&message, &s.carl).await;
    assert!(
        matches!(strangers, Err(BoostError::NotAMember)),
        "{strangers:?}"
    );
    let hidden = add(&gone, &s.carl).await;
    assert!(matches!(hidden, Err(BoostError::NotAMember)), "{hidden:?}");
    let tombstones = add(&gone, &s.bob).await;
    assert!(
        matches!(tombstones, Err(BoostError::Deleted)),
        "{tombstones:?}"
    );
    let misplaced = Message {
        room_id: kitchen,
        ..(*elsewhere).clone()
    };
    let misplaced = add(&misplaced, &s.bob).await;
    assert!(
        matches!(misplaced, Err(BoostError::NotFound)),
        "{misplaced:?}"
    );

    let strangers = take_back(&s, &message, given.id, s.carl.id).await;
    assert!(
        matches!(strangers, Err(BoostError::NotAMember)),
        "{strangers:?}"
    );
    let unknown = BoostId::from_uuid(Uuid::from_u128(404));
    let unknown = take_back(&s, &message, unknown, s.bob.id).await;
    assert_eq!(unknown.expect("nothing is to do").position, before);
    assert_eq!(s.head().await, before);
}

/// An edit keeps them.
pub async fn a_tombstone_has_no_boosts(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.bob, "Hello").await;
    let given = boost(&s, &message, &s.carl, "❤️").await;
    let edited = s.edit(&message, "Hello all").await;
    assert_eq!(edited.boosts, std::slice::from_ref(&given));
    assert_eq!(*edited, read_back(&s, &message).await);
    let erased = s.erase(&message).await;
    assert_eq!(erased.boosts, []);
    assert_eq!(*erased, read_back(&s, &message).await);
    let back = take_back(&s, &message, given.id, s.carl.id).await;
    assert_eq!(*back.expect("nothing is to do").value, *erased);
}

/// With the same `rev`, whatever became of them.
pub async fn read_again_a_boost_that_is_gone_is_its_removal(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.bob, "Hello").await;
    let after = s.head().await;
    let kept = boost(&s, &message, &s.ann, "🎉").await;
    let given = boost(&s, &message, &s.carl, "🎉").await;
    let removed = take_back(&s, &message, given.id, s.carl.id).await;
    removed.expect("it is taken back");
    let told = async || {
        let seen = seen(&*s.stores.events, s.ann.id, after).await;
        let seen = seen.expect("the store reads");
        let of_boosts = seen.iter().filter(|event| event.kind.boost_id().is_some());
        of_boosts
            .map(|event| (event.kind.name(), event.kind.boost_id(), event.rev))
            .collect::<Vec<_>>()
    };
    let rev = |n| Some(Rev::new(n));
    assert_eq!(
        told().await,
        [
            ("boost_added", Some(kept.id), rev(3)),
            ("boost_removed", Some(given.id), rev(4)),
            ("boost_removed", Some(given.id), rev(5)),
        ]
    );
    s.erase(&message).await;
    assert_eq!(told().await[0], ("boost_removed", Some(kept.id), rev(3)));
    let rooms = &s.stores.rooms;
    let deleted = rooms.delete(s.lobby, s.ann.id, START).await;
    deleted.expect("it is deleted");
    assert_eq!(told().await, []);
}
