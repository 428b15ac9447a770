//! What every [`MembershipRepository`](campfire_domain::ports::MembershipRepository) must do.

use super::{named, race, sorted};
use crate::{Scene, Stores, builders::START};
use campfire_domain::{
    Audience, EventKind, Involvement, Rev, RoomId, Seq, UserId,
    ports::{Committed, GrantError, MembershipError, ReadError, ReadMarker, Revoked},
};
use uuid::Uuid;

fn stranger() -> UserId {
    UserId::from_uuid(Uuid::from_u128(404))
}

fn nowhere() -> RoomId {
    RoomId::from_uuid(Uuid::from_u128(404))
}

/// With the next `rev` each, to the members and that person; who is one already is passed over.
pub async fn a_grant_writes_one_event_for_each_new_member(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let dora = s.join("Dora").await;
    let kitchen = s.closed_room(&[&s.bob]).await;
    let before = s.head().await;
    let people = vec![s.carl.id, s.bob.id, dora.id, dora.id];
    let granted = s
        .stores
        .memberships
        .grant(kitchen, people, s.ann.id, START)
        .await;
    let granted = granted.expect("they become members");

    let new = sorted([s.carl.id, dora.id]);
    assert_eq!(sorted(granted.value), new);
    let events = s.stores.sink.after(before);
    let revs: Vec<_> = events.iter().filter_map(|event| event.rev).collect();
    assert_eq!(revs, [Rev::new(2), Rev::new(3)]);
    let concerned = events.iter().map(|event| {
        let EventKind::MembershipGranted { room, user_id } = &event.kind else {
            panic!("not a grant: {event:?}");
        };
        assert_eq!((room.room.id, event.actor_id), (kitchen, Some(s.ann.id)));
        assert!(
            room.member_ids.contains(user_id),
            "the state after the change"
        );
        assert_eq!(
            event.audience,
            Audience::RoomAnd(kitchen, [*user_id].into())
        );
        *user_id
    });
    assert_eq!(sorted(concerned), new);
    assert_eq!(
        events.last().map(|event| event.position),
        Some(granted.position)
    );
    assert_eq!(s.my_room(dora.id, kitchen).await.room.rev, Rev::new(3));
}

/// With the involvement of a closed room.
pub async fn a_membership_begins_with_everything_read(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[]).await;
    s.say(kitchen, &s.ann, "one").await;
    s.say(kitchen, &s.ann, "two").await;
    s.grant(kitchen, &s.bob).await;
    let mine = s.my_room(s.bob.id, kitchen).await;
    assert_eq!((mine.last_read_seq, mine.unread.messages), (Seq::new(2), 0));
    assert_eq!(mine.involvement, Involvement::Mentions);
}

/// Its position is the end of the log.
pub async fn a_grant_that_changes_nothing_writes_nothing(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[&s.bob]).await;
    let before = s.head().await;
    for people in [vec![], vec![s.bob.id]] {
        let granted = s
            .stores
            .memberships
            .grant(kitchen, people, s.ann.id, START)
            .await;
        let granted = granted.expect("it is no error");
        assert_eq!((granted.value, granted.position), (vec![], before));
    }
    assert_eq!(s.my_room(s.bob.id, kitchen).await.room.rev, Rev::new(1));
}

/// Open rooms have everyone, direct ones their people for ever.
pub async fn only_closed_rooms_take_members(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let direct = s.direct_room(&[&s.bob]).await;
    for room_id in [s.lobby, direct, nowhere()] {
        let granted = s
            .stores
            .memberships
            .grant(room_id, vec![s.carl.id], s.ann.id, START)
            .await;
        assert!(matches!(granted, Err(GrantError::NotFound)), "{granted:?}");
    }
}

/// All or nobody.
pub async fn unknown_people_are_refused_and_nobody_becomes_a_member(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[]).await;
    let before = s.head().await;
    let people = vec![s.bob.id, stranger(), s.carl.id];
    let granted = s
        .stores
        .memberships
        .grant(kitchen, people, s.ann.id, START)
        .await;
    let Err(GrantError::UnknownUsers(unknown)) = granted else {
        panic!("not refused: {granted:?}");
    };
    assert_eq!((unknown, s.head().await), (vec![stranger()], before));
    let bobs = s.stores.membership_reader.my_room(s.bob.id, kitchen).await;
    assert_eq!(bobs.expect("the store reads"), None);
}

/// G12.
pub async fn of_racing_grants_one_makes_the_membership(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[]).await;
    let before = s.head().await;
    let results = race(|_| {
        let (memberships, ann, bob) = (s.stores.memberships.clone(), s.ann.id, s.bob.id);
        async move {
            memberships
                .grant(kitchen, vec![bob], ann, START)
                .await
                .expect("no error")
                .value
        }
    });
    assert_eq!(results.await.concat(), [s.bob.id]);
    assert_eq!(s.stores.sink.names_after(before), ["membership_granted"]);
}

/// With the next `rev`.
pub async fn a_revoke_is_told_to_the_members_and_the_person(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[&s.bob]).await;
    let revoked = s
        .stores
        .memberships
        .revoke(kitchen, s.bob.id, s.ann.id, START)
        .await;
    let revoked = revoked.expect("it is revoked");

    assert_eq!(revoked.value, Revoked::Removed);
    let events = s.stores.sink.events();
    let last = events.last().expect("it is in the log");
    assert_eq!(last.audience, Audience::RoomAnd(kitchen, [s.bob.id].into()));
    assert_eq!(
        (last.rev, last.position),
        (Some(Rev::new(2)), revoked.position)
    );
    let kind = EventKind::MembershipRevoked {
        room_id: kitchen,
        user_id: s.bob.id,
    };
    assert_eq!((&last.kind, last.actor_id), (&kind, Some(s.ann.id)));
    let bobs = s.stores.membership_reader.my_room(s.bob.id, kitchen).await;
    assert_eq!(bobs.expect("the store reads"), None);
}

/// Nobody could reach it any more.
pub async fn the_last_one_to_leave_deletes_the_room(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[]).await;
    s.say(kitchen, &s.ann, "alone").await;
    let revoked = s
        .stores
        .memberships
        .revoke(kitchen, s.ann.id, s.ann.id, START)
        .await;
    let revoked = revoked.expect("she leaves");

    assert_eq!(revoked.value, Revoked::RoomDeleted);
    let events = s.stores.sink.events();
    let last = events.last().expect("it is in the log");
    assert_eq!(
        (&last.kind, last.position),
        (&EventKind::RoomDeleted(kitchen), revoked.position)
    );
    assert_eq!(named(&last.audience), [s.ann.id]);
    let loaded = s.stores.directory.load().await.expect("the store reads");
    assert!(loaded.rooms.iter().all(|state| state.room.id != kitchen));
}

/// Nor does anyone leave an open or direct room.
pub async fn who_is_no_member_of_a_closed_room_is_not_revoked(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let (kitchen, direct) = (s.closed_room(&[]).await, s.direct_room(&[&s.bob]).await);
    let before = s.head().await;
    for room_id in [kitchen, direct, s.lobby, nowhere()] {
        let revoked = s
            .stores
            .memberships
            .revoke(room_id, s.bob.id, s.ann.id, START)
            .await;
        assert!(
            matches!(revoked, Err(MembershipError::NotAMember)),
            "{revoked:?}"
        );
    }
    assert_eq!(s.head().await, before);
}

/// It has no `rev`: others do not see it.
pub async fn a_new_involvement_is_told_to_that_person_only(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let level = Involvement::Invisible;
    let set = s
        .stores
        .memberships
        .set_involvement(s.lobby, s.bob.id, level, START)
        .await;
    let set = set.expect("it is set");
    let events = s.stores.sink.events();
    let last = events.last().expect("it is in the log");
    let kind = EventKind::InvolvementChanged {
        room_id: s.lobby,
        user_id: s.bob.id,
        involvement: level,
    };
    assert_eq!(
        (&last.kind, last.rev, last.position),
        (&kind, None, set.position)
    );
    assert_eq!(last.audience, Audience::Users([s.bob.id].into()));
    assert_eq!(s.my_room(s.bob.id, s.lobby).await.involvement, level);
    assert_ne!(s.my_room(s.carl.id, s.lobby).await.involvement, level);
}

/// Its position is the end of the log.
pub async fn the_same_involvement_writes_nothing(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let level = Involvement::Mentions;
    let set = s
        .stores
        .memberships
        .set_involvement(s.lobby, s.bob.id, level, START)
        .await;
    assert_eq!(
        (set.expect("it is set").position, s.head().await),
        (before, before)
    );
}

async fn three_messages(stores: Stores) -> Scene {
    let s = Scene::set_up(stores).await;
    for text in ["one", "two", "three"] {
        s.say(s.lobby, &s.ann, text).await;
    }
    s
}

async fn move_read(s: &Scene, to: u64, back: bool) -> Result<ReadMarker, ReadError> {
    let memberships = &s.stores.memberships;
    let moved = memberships
        .move_read(s.lobby, s.bob.id, Seq::new(to), back, START)
        .await;
    moved.map(|moved| moved.value)
}

/// Each move up is told to that person only.
pub async fn the_marker_only_rises(stores: Stores) {
    let s = three_messages(stores).await;
    let before = s.head().await;
    let marker = move_read(&s, 2, false).await.expect("it moves");
    assert_eq!(
        (marker.last_read_seq, marker.unread.messages),
        (Seq::new(2), 1)
    );
    let marker = move_read(&s, 1, false).await.expect("it stays");
    assert_eq!(
        (marker.last_read_seq, marker.unread.messages),
        (Seq::new(2), 1)
    );

    let events = s.stores.sink.after(before);
    assert_eq!(events.len(), 1);
    let kind = EventKind::ReadMoved {
        room_id: s.lobby,
        user_id: s.bob.id,
        last_read_seq: marker.last_read_seq,
        unread: marker.unread,
    };
    assert_eq!((&events[0].kind, events[0].rev), (&kind, None));
    assert_eq!(events[0].audience, Audience::Users([s.bob.id].into()));
    assert_eq!(
        s.my_room(s.bob.id, s.lobby).await.last_read_seq,
        Seq::new(2)
    );
}

/// "Mark unread from here".
pub async fn the_marker_goes_back_when_asked_to(stores: Stores) {
    let s = three_messages(stores).await;
    move_read(&s, 3, false).await.expect("it moves");
    let marker = move_read(&s, 1, true).await.expect("it moves");
    assert_eq!(
        (marker.last_read_seq, marker.unread.messages),
        (Seq::new(1), 2)
    );
    let marker = move_read(&s, 0, true).await.expect("it moves");
    assert_eq!(
        (marker.last_read_seq, marker.unread.messages),
        (Seq::ZERO, 3)
    );
    let marker = move_read(&s, 2, true).await.expect("it moves up too");
    assert_eq!(marker.last_read_seq, Seq::new(2));
}

/// The refusal says where it ends.
pub async fn the_marker_stays_within_the_room(stores: Stores) {
    let s = three_messages(stores).await;
    let before = s.head().await;
    for back in [false, true] {
        let Err(ReadError::BeyondLast { last_seq }) = move_read(&s, 4, back).await else {
            panic!("not refused");
        };
        assert_eq!(last_seq, Seq::new(3));
    }
    assert_eq!(s.head().await, before);
}

/// Its position is the end of the log.
pub async fn a_marker_that_stays_writes_nothing(stores: Stores) {
    let s = three_messages(stores).await;
    let before = s.head().await;
    for back in [false, true] {
        let memberships = &s.stores.memberships;
        let moved = memberships
            .move_read(s.lobby, s.bob.id, Seq::ZERO, back, START)
            .await;
        let moved = moved.expect("it stays");
        assert_eq!(
            (moved.position, moved.value.last_read_seq),
            (before, Seq::ZERO)
        );
    }
    assert_eq!(s.head().await, before);
}

/// They are told the same of a room that does not exist.
pub async fn strangers_have_neither_marker_nor_involvement(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[]).await;
    for room_id in [kitchen, nowhere()] {
        let (memberships, bob) = (&s.stores.memberships, s.bob.id);
        // Beyond the end, too: a stranger does not learn where it is.
        let moved = memberships
            .move_read(room_id, bob, Seq::new(9), false, START)
            .await;
        assert!(matches!(moved, Err(ReadError::NotAMember)), "{moved:?}");
        let set = memberships
            .set_involvement(room_id, bob, Involvement::Nothing, START)
            .await;
        assert!(matches!(set, Err(MembershipError::NotAMember)), "{set:?}");
    }
}

async fn favour(s: &Scene, user_id: UserId, is_favourite: bool) -> Committed<()> {
    let memberships = &s.stores.memberships;
    let set = memberships.set_favourite(s.lobby, user_id, is_favourite, START);
    set.await.expect("it is set")
}

/// And read by that person only.
pub async fn a_favourite_is_told_to_that_person_only(stores: Stores) {
    let s = Scene::set_up(stores).await;
    assert!(!s.my_room(s.bob.id, s.lobby).await.is_favourite);
    for is_favourite in [true, false] {
        let set = favour(&s, s.bob.id, is_favourite).await;
        assert_eq!(
            s.my_room(s.bob.id, s.lobby).await.is_favourite,
            is_favourite
        );
        assert!(!s.my_room(s.ann.id, s.lobby).await.is_favourite);
        let events = s.stores.sink.events();
        let last = events.last().expect("it is in the log");
        let changed = EventKind::FavouriteChanged {
            room_id: s.lobby,
            user_id: s.bob.id,
            is_favourite,
        };
        assert_eq!((&last.kind, last.rev), (&changed, None));
        assert_eq!(
            (last.position, last.actor_id),
            (set.position, Some(s.bob.id))
        );
        assert_eq!(last.audience, Audience::Users([s.bob.id].into()));
    }
}

/// And who is no member has none.
pub async fn the_same_favourite_writes_nothing(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[]).await;
    favour(&s, s.bob.id, true).await;
    let before = s.head().await;
    assert_eq!(favour(&s, s.bob.id, true).await.position, before);
    assert_eq!(favour(&s, s.carl.id, false).await.position, before);
    for is_favourite in [true, false] {
        let set = s
            .stores
            .memberships
            .set_favourite(kitchen, s.bob.id, is_favourite, START);
        let set = set.await;
        assert!(matches!(set, Err(MembershipError::NotAMember)), "{set:?}");
    }
    assert_eq!(s.head().await, before);
}
