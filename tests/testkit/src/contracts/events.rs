//! What every [`EventReader`](campfire_domain::ports::EventReader) must do.

use super::{names_of, seen, sorted, whole_log};
use crate::{
    Scene, Stores, a_message,
    builders::{START, room_name},
};
use campfire_domain::{
    Cursor, Event, EventKind, Involvement, Position, Rev, Seq, Timestamp, User, ports::Resolved,
};
use std::{sync::Arc, time::Duration};

/// Everything may be resumed from.
const LONG_AGO: Timestamp = Timestamp::from_millis(0);

async fn log(s: &Scene) -> Vec<Arc<Event>> {
    whole_log(&*s.stores.events).await.expect("the store reads")
}

async fn seen_by(s: &Scene, user: &User, after: Position) -> Vec<Arc<Event>> {
    seen(&*s.stores.events, user.id, after)
        .await
        .expect("the store reads")
}

/// And its cursor is a place like any other.
pub async fn an_empty_log_ends_at_zero(stores: Stores) {
    let head = stores.events.head().await.expect("the store reads");
    assert_eq!(head.position, Position::ZERO);
    let page = stores
        .events
        .all(Position::ZERO, 10)
        .await
        .expect("the store reads");
    assert_eq!((page.events, page.reached), (vec![], head.clone()));
    let resolved = stores.events.resolve(head.cursor.clone(), LONG_AGO).await;
    assert_eq!(
        resolved.expect("the store reads"),
        Resolved::At(Position::ZERO)
    );
    let s = Scene::set_up(stores).await;
    let resolved = s.stores.events.resolve(head.cursor, LONG_AGO).await;
    assert_eq!(
        resolved.expect("the store reads"),
        Resolved::At(Position::ZERO)
    );
}

/// From one, with a cursor of their own each.
pub async fn positions_are_dense_and_rise(stores: Stores) {
    let s = Scene::set_up(stores).await;
    for n in 0..10 {
        s.say(s.lobby, &s.bob, &format!("message {n}")).await;
    }
    let events = log(&s).await;
    let positions: Vec<_> = events.iter().map(|event| event.position.get()).collect();
    assert_eq!(positions, (1..).take(events.len()).collect::<Vec<_>>());
    let mut cursors = sorted(events.iter().map(|event| event.cursor.as_str()));
    cursors.dedup();
    assert_eq!(cursors.len(), events.len());
    let (head, last) = (
        s.stores.events.head().await,
        events.last().expect("there are some"),
    );
    let head = head.expect("the store reads");
    assert_eq!(
        (head.position, head.cursor),
        (last.position, last.cursor.clone())
    );
}

/// To its last event when it is full, else to the end of the log.
pub async fn a_page_of_the_log_says_how_far_it_looked(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let all = s
        .stores
        .events
        .all(Position::new(2), 3)
        .await
        .expect("the store reads");
    let positions: Vec<_> = all
        .events
        .iter()
        .map(|event| event.position.get())
        .collect();
    assert_eq!(positions, [3, 4, 5]);
    let last = &all.events[2];
    assert_eq!(
        (all.reached.position, &all.reached.cursor),
        (last.position, &last.cursor)
    );

    let head = s.stores.events.head().await.expect("the store reads");
    let rest = s
        .stores
        .events
        .all(Position::new(2), 100)
        .await
        .expect("the store reads");
    assert_eq!(rest.reached, head);
    let visible = s
        .stores
        .events
        .visible(s.bob.id, Position::new(2), 100)
        .await;
    assert_eq!(visible.expect("the store reads").reached, head);
    let full = s.stores.events.visible(s.bob.id, Position::ZERO, 1).await;
    let full = full.expect("the store reads");
    assert_eq!(
        (full.events.len(), full.reached.position),
        (1, full.events[0].position)
    );
}

/// Everyone's, their rooms', and their own.
pub async fn a_person_sees_what_is_meant_for_them(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let after = s.head().await;
    let kitchen = s.closed_room(&[&s.bob]).await;
    s.say(kitchen, &s.ann, "for ann and bob").await;
    s.say(s.lobby, &s.carl, "for everyone").await;
    let level = Involvement::Nothing;
    let set = s
        .stores
        .memberships
        .set_involvement(s.lobby, s.bob.id, level, START)
        .await;
    set.expect("it is set");
    let moved = s
        .stores
        .memberships
        .move_read(s.lobby, s.ann.id, Seq::new(1), false, START)
        .await;
    moved.expect("it moves");
    let renamed = s
        .stores
        .rooms
        .rename(s.lobby, room_name("Hall"), s.ann.id, START)
        .await;
    renamed.expect("it is renamed");

    let names = async |user| names_of(&seen_by(&s, user, after).await);
    let anns = [
        "room_created",
        "message_posted",
        "message_posted",
        "read_moved",
        "room_updated",
    ];
    assert_eq!(names(&s.ann).await, anns);
    let bobs = [
        "room_created",
        "message_posted",
        "message_posted",
        "involvement_changed",
        "room_updated",
    ];
    assert_eq!(names(&s.bob).await, bobs);
    assert_eq!(names(&s.carl).await, ["message_posted", "room_updated"]);
}

/// It is for this process only, but it is in the log.
pub async fn nobody_sees_a_session_begin(stores: Stores) {
    let s = Scene::set_up(stores).await;
    for user in [&s.ann, &s.bob, &s.carl] {
        let seen = names_of(&seen_by(&s, user, Position::ZERO).await);
        assert!(!seen.contains(&"session_started"), "{seen:?}");
    }
    assert!(names_of(&log(&s).await).contains(&"session_started"));
}

/// Not from an earlier one.
pub async fn a_room_is_seen_from_the_present_membership_on(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let after = s.head().await;
    let kitchen = s.closed_room(&[]).await;
    s.say(kitchen, &s.ann, "before").await;
    s.grant(kitchen, &s.bob).await;
    s.say(kitchen, &s.ann, "during the first").await;
    s.revoke(kitchen, &s.bob).await;
    s.say(kitchen, &s.ann, "in between").await;
    s.grant(kitchen, &s.bob).await;
    let last = s.say(kitchen, &s.ann, "during the second").await;

    let seen = seen_by(&s, &s.bob, after).await;
    let expected = [
        "membership_granted",
        "membership_revoked",
        "membership_granted",
        "message_posted",
    ];
    assert_eq!(names_of(&seen), expected);
    assert_eq!(seen[3].kind, EventKind::MessagePosted(last));
}

/// Though they are no members any more.
pub async fn who_has_left_still_learns_that_they_were_removed(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let (kitchen, garden) = (
        s.closed_room(&[&s.bob]).await,
        s.closed_room(&[&s.bob]).await,
    );
    let after = s.head().await;
    s.revoke(kitchen, &s.bob).await;
    s.say(kitchen, &s.ann, "without bob").await;
    s.stores
        .rooms
        .delete(garden, s.ann.id, START)
        .await
        .expect("it is deleted");

    let seen = seen_by(&s, &s.bob, after).await;
    assert_eq!(names_of(&seen), ["membership_revoked", "room_deleted"]);
    assert_eq!(seen[1].kind, EventKind::RoomDeleted(garden));
    assert_eq!(
        names_of(&seen_by(&s, &s.carl, after).await),
        Vec::<&str>::new()
    );
}

/// Under its own event, with its `seq` and its creator.
pub async fn a_deleted_message_comes_as_its_tombstone(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let after = s.head().await;
    let message = s.say(s.lobby, &s.bob, "gone soon").await;
    let tombstone = s.erase(&message).await;

    let seen = seen_by(&s, &s.carl, after).await;
    assert_eq!(names_of(&seen), ["message_posted", "message_deleted"]);
    for (event, rev) in seen.iter().zip([2, 3]) {
        assert_eq!(event.kind.message(), Some(&tombstone));
        assert_eq!(event.rev, Some(Rev::new(rev)));
    }
}

/// The event keeps its own `rev`, the message has that of its last change.
pub async fn an_edited_message_comes_as_it_is_now(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let after = s.head().await;
    let message = s.say(s.lobby, &s.bob, "first").await;
    let edited = s.edit(&message, "second").await;
    let seen = seen_by(&s, &s.carl, after).await;
    assert_eq!(seen[0].kind, EventKind::MessagePosted(edited.clone()));
    assert_eq!(seen[1].kind, EventKind::MessageEdited(edited));
    assert_eq!(
        (seen[0].rev, seen[1].rev),
        (Some(Rev::new(2)), Some(Rev::new(3)))
    );
}

/// So that a client that counts finds no gap.
pub async fn what_is_gone_comes_as_its_removal_with_the_same_rev(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let after = s.head().await;
    let kitchen = s.open_room().await;
    let renamed = s
        .stores
        .rooms
        .rename(kitchen, room_name("Attic"), s.ann.id, START)
        .await;
    renamed.expect("it is renamed");
    s.say(kitchen, &s.ann, "gone soon").await;
    s.stores
        .rooms
        .delete(kitchen, s.ann.id, START)
        .await
        .expect("it is deleted");

    let gone = EventKind::RoomDeleted(kitchen);
    let page = s
        .stores
        .events
        .all(after, 100)
        .await
        .expect("the store reads");
    let kinds: Vec<_> = page.events.iter().map(|event| event.kind.clone()).collect();
    assert_eq!(kinds, vec![gone.clone(); 4]);
    let revs: Vec<_> = page.events[..3].iter().map(|event| event.rev).collect();
    assert_eq!(revs, [1, 2, 3].map(|rev| Some(Rev::new(rev))));
    // The message was for members; there are none any more.
    let seen = seen_by(&s, &s.bob, after).await;
    assert_eq!(
        seen.iter()
            .map(|event| event.kind.clone())
            .collect::<Vec<_>>(),
        vec![gone; 3]
    );
}

/// When the room is gone, too.
pub async fn a_lost_membership_comes_as_its_removal_with_the_same_rev(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let (kitchen, garden) = (s.closed_room(&[]).await, s.closed_room(&[]).await);
    let after = s.head().await;
    s.grant(kitchen, &s.bob).await;
    s.grant(garden, &s.bob).await;
    s.revoke(kitchen, &s.bob).await;
    s.stores
        .rooms
        .delete(garden, s.ann.id, START)
        .await
        .expect("it is deleted");

    let seen = seen_by(&s, &s.bob, after).await;
    let lost = |room_id| EventKind::MembershipRevoked {
        room_id,
        user_id: s.bob.id,
    };
    let kinds: Vec<_> = seen.iter().map(|event| event.kind.clone()).collect();
    let expected = [
        lost(kitchen),
        lost(garden),
        lost(kitchen),
        EventKind::RoomDeleted(garden),
    ];
    assert_eq!(kinds, expected);
    let revs: Vec<_> = seen[..3].iter().map(|event| event.rev).collect();
    assert_eq!(revs, [2, 2, 3].map(|rev| Some(Rev::new(rev))));
}

/// It says whether resuming is worth it.
pub async fn the_count_is_that_of_the_pages_up_to_its_limit(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[]).await;
    for n in 0..6 {
        s.say(
            if n % 2 == 0 { kitchen } else { s.lobby },
            &s.ann,
            "counted",
        )
        .await;
    }
    let count = async |user: &User, after, limit| {
        let counted = s.stores.events.count_visible(user.id, after, limit).await;
        usize::try_from(counted.expect("the store reads")).expect("a small number")
    };
    for user in [&s.ann, &s.bob] {
        for after in [Position::ZERO, Position::new(5), s.head().await] {
            let all = seen_by(&s, user, after).await.len();
            assert_eq!(count(user, after, 1000).await, all);
            assert_eq!(count(user, after, 2).await, all.min(2));
        }
    }
}

/// From its cursor one gets what is behind it.
pub async fn every_cursor_of_the_log_is_known_again(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.bob, "first").await;
    let kitchen = s.closed_room(&[&s.bob]).await;
    let told = s.stores.sink.events();
    // What became of the things does not change what a cursor means.
    s.erase(&message).await;
    s.stores
        .rooms
        .delete(kitchen, s.ann.id, START)
        .await
        .expect("it is deleted");
    for event in told {
        let resolved = s
            .stores
            .events
            .resolve(event.cursor.clone(), LONG_AGO)
            .await;
        assert_eq!(
            resolved.expect("the store reads"),
            Resolved::At(event.position),
            "{event:?}"
        );
    }
}

/// Whatever it looks like.
pub async fn a_made_up_cursor_is_unknown(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let real = s
        .stores
        .events
        .head()
        .await
        .expect("the store reads")
        .cursor;
    let (front, back) = real.as_str().split_at(real.as_str().len() - 4);
    let mut made_up = vec![
        "x".to_owned(),
        "m-1".to_owned(),
        "A".repeat(27),
        "A".repeat(Cursor::MAX_BYTES),
        front.to_owned(),
        format!("{real}0", real = real.as_str()),
    ];
    // Other check bytes: every sign of the last four is another one.
    let other = |sign: char| if sign == '0' { '1' } else { '0' };
    made_up.push(format!(
        "{front}{}",
        back.chars().map(other).collect::<String>()
    ));
    for text in made_up {
        let cursor = Cursor::parse(&text).expect("it has the form");
        let resolved = s
            .stores
            .events
            .resolve(cursor, LONG_AGO)
            .await
            .expect("the store reads");
        assert!(
            matches!(resolved, Resolved::Unknown | Resolved::Epoch),
            "{text}: {resolved:?}"
        );
    }
}

/// The end of the log never does.
pub async fn a_cursor_with_too_old_events_behind_it_has_expired(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let hour = |n| START.plus(Duration::from_hours(n));
    let mut cursors = Vec::new();
    for n in 1..=3 {
        a_message(s.lobby, s.bob.id)
            .at(hour(n))
            .post_in(&*s.stores.messages)
            .await;
        cursors.push(
            s.stores
                .events
                .head()
                .await
                .expect("the store reads")
                .cursor,
        );
    }
    let resolve = async |n: usize, oldest| {
        let resolved = s
            .stores
            .events
            .resolve(cursors[n - 1].clone(), oldest)
            .await;
        resolved.expect("the store reads")
    };
    assert!(
        matches!(resolve(1, hour(2)).await, Resolved::At(_)),
        "the next is not older"
    );
    let later = hour(2).plus(Duration::from_millis(1));
    assert_eq!(resolve(1, later).await, Resolved::Expired);
    assert!(matches!(resolve(2, later).await, Resolved::At(_)));
    assert!(
        matches!(resolve(3, hour(9)).await, Resolved::At(_)),
        "nothing is behind it"
    );
}
