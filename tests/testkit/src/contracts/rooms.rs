//! What every [`RoomRepository`](campfire_domain::ports::RoomRepository) must do.

use super::{named, race, seen, sorted};
use crate::{
    Scene, Stores, a_message, a_room,
    builders::{START, room_name},
};
use campfire_domain::{
    Audience, EventKind, Involvement, PageCut, PageSize, Rev, RoomId, RoomKind, RoomState, Seq,
    UserId,
    ports::{AppendError, Committed, Conversion, RoomError},
};
use uuid::Uuid;

fn stranger() -> UserId {
    UserId::from_uuid(Uuid::from_u128(404))
}

fn nowhere() -> RoomId {
    RoomId::from_uuid(Uuid::from_u128(404))
}

async fn room(s: &Scene, room_id: RoomId) -> Option<RoomState> {
    let loaded = s.stores.directory.load().await.expect("the store reads");
    loaded
        .rooms
        .into_iter()
        .find(|state| state.room.id == room_id)
}

/// With `rev` 1, which names no members.
pub async fn an_open_room_has_everyone_and_is_announced_to_everyone(stores: Stores) {
    let s = Scene::set_up(stores).await;
    // Named people are not looked at.
    let new = a_room(s.bob.id).named("Garden").with(&[stranger()]).build();
    let made = s
        .stores
        .rooms
        .create(new.clone())
        .await
        .expect("the room is made");

    let RoomState {
        room: garden,
        member_ids,
    } = &made.value;
    assert_eq!(
        (garden.id, garden.kind, &garden.name),
        (new.id, RoomKind::Open, &Some(new.name))
    );
    assert_eq!((garden.creator_id, garden.created_at), (s.bob.id, START));
    assert_eq!((garden.last_seq, garden.rev), (Seq::ZERO, Rev::new(1)));
    assert_eq!((garden.last_message_at, member_ids), (None, &vec![]));
    for user in [&s.ann, &s.bob, &s.carl] {
        assert_eq!(
            s.my_room(user.id, new.id).await.involvement,
            Involvement::Mentions
        );
    }
    let events = s.stores.sink.events();
    let last = events.last().expect("it is in the log");
    assert_eq!(
        (&last.audience, last.rev),
        (&Audience::Account, Some(Rev::new(1)))
    );
    assert_eq!(
        (last.position, last.actor_id),
        (made.position, Some(s.bob.id))
    );
    assert_eq!(last.kind, EventKind::RoomCreated(made.value.clone().into()));
    assert_eq!(room(&s, new.id).await, Some(made.value));
}

/// Each once, and who makes it always.
pub async fn a_closed_room_has_its_creator_and_the_named(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let new = a_room(s.ann.id)
        .closed()
        .with(&[s.bob.id, s.bob.id])
        .build();
    let made = s
        .stores
        .rooms
        .create(new.clone())
        .await
        .expect("the room is made");

    assert_eq!(made.value.room.kind, RoomKind::Closed);
    assert_eq!(made.value.member_ids, sorted([s.ann.id, s.bob.id]));
    assert_eq!(
        s.my_room(s.bob.id, new.id).await.involvement,
        Involvement::Mentions
    );
    let carls = s.stores.membership_reader.my_room(s.carl.id, new.id).await;
    assert_eq!(carls.expect("the store reads"), None);
    let events = s.stores.sink.events();
    let last = events.last().expect("it is in the log");
    assert_eq!(
        (&last.audience, last.rev),
        (&Audience::Room(new.id), Some(Rev::new(1)))
    );
    let loaded = room(&s, new.id).await;
    assert_eq!(loaded, Some(made.value));
}

/// The refusal names them.
pub async fn unknown_people_are_refused_and_nothing_is_made(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let with_stranger = || a_room(s.ann.id).with(&[s.bob.id, stranger()]);
    let closed = s
        .stores
        .rooms
        .create(with_stranger().closed().build())
        .await;
    let direct = s.stores.rooms.open_direct(with_stranger().direct()).await;
    for refusal in [closed.err(), direct.err()] {
        let Some(RoomError::UnknownUsers(unknown)) = refusal else {
            panic!("not refused: {refusal:?}");
        };
        assert_eq!(unknown, [stranger()]);
    }
    assert_eq!(s.head().await, before);
    let mine = s
        .stores
        .membership_reader
        .my_rooms(s.bob.id)
        .await
        .expect("the store reads");
    assert_eq!(mine.len(), 1);
}

/// It has no name.
pub async fn a_direct_room_has_its_people_who_hear_everything(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let new = a_room(s.ann.id).with(&[s.carl.id]).direct();
    let opened = s
        .stores
        .rooms
        .open_direct(new.clone())
        .await
        .expect("it is opened");

    let RoomState {
        room: direct,
        member_ids,
    } = &opened.value.room;
    assert!(opened.value.is_new);
    assert_eq!(
        (direct.id, direct.kind, &direct.name),
        (new.id, RoomKind::Direct, &None)
    );
    assert_eq!((direct.creator_id, direct.rev), (s.ann.id, Rev::new(1)));
    assert_eq!(*member_ids, sorted([s.ann.id, s.carl.id]));
    for user in [&s.ann, &s.carl] {
        assert_eq!(
            s.my_room(user.id, new.id).await.involvement,
            Involvement::Everything
        );
    }
    let events = s.stores.sink.events();
    let last = events.last().expect("it is in the log");
    assert_eq!(
        (&last.audience, last.rev),
        (&Audience::Room(new.id), Some(Rev::new(1)))
    );
    assert_eq!(last.kind, EventKind::RoomCreated(opened.value.room.into()));
}

/// In any order, and nothing is written.
pub async fn a_direct_room_is_found_again_by_each_of_its_people(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let first = s.direct_room(&[&s.bob, &s.carl]).await;
    s.say(first, &s.bob, "hello").await;
    let before = s.head().await;
    let again = a_room(s.carl.id).with(&[s.ann.id, s.bob.id]).direct();
    let opened = s
        .stores
        .rooms
        .open_direct(again)
        .await
        .expect("it is found");

    assert!(!opened.value.is_new);
    assert_eq!(opened.value.room.room.id, first);
    assert_eq!(opened.value.room.room.last_seq, Seq::new(1));
    assert_eq!((opened.position, s.head().await), (before, before));
}

/// A part of the people is another set of people, whichever room was there first.
pub async fn other_people_have_another_direct_room(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let mut rooms = vec![
        s.direct_room(&[&s.bob]).await,
        s.direct_room(&[&s.bob, &s.carl]).await,
        s.direct_room(&[&s.carl]).await,
        s.direct_room(&[]).await,
    ];
    rooms.sort_unstable();
    rooms.dedup();
    assert_eq!(rooms.len(), 4);
}

/// For notes to oneself.
pub async fn one_can_be_alone_in_a_direct_room(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let alone = s.direct_room(&[]).await;
    assert_eq!(
        room(&s, alone).await.map(|state| state.member_ids),
        Some(vec![s.ann.id])
    );
    assert_eq!(s.direct_room(&[&s.ann]).await, alone);
}

/// G12; the others get it.
pub async fn of_fifty_racing_identical_direct_rooms_one_is_made(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let results = race(|n| {
        let (one, other) = if n % 2 == 0 {
            (&s.bob, &s.carl)
        } else {
            (&s.carl, &s.bob)
        };
        let (rooms, new) = (
            s.stores.rooms.clone(),
            a_room(one.id).with(&[other.id]).direct(),
        );
        async move { rooms.open_direct(new).await.expect("it is opened").value }
    });
    let mut opened = results.await;
    assert_eq!(opened.iter().filter(|opened| opened.is_new).count(), 1);
    opened.dedup_by_key(|opened| opened.room.room.id);
    assert_eq!(opened.len(), 1);
    assert_eq!(s.stores.sink.names_after(before), ["room_created"]);
}

/// Whoever gave it another one before.
pub async fn a_new_name_takes_the_next_rev(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.open_room().await;
    s.say(kitchen, &s.bob, "rev 2").await;
    let renamed = s
        .stores
        .rooms
        .rename(kitchen, room_name("Attic"), s.ann.id, START)
        .await;
    let renamed = renamed.expect("it is renamed");

    assert_eq!(renamed.value.room.name, Some(room_name("Attic")));
    assert_eq!(
        (renamed.value.room.rev, renamed.value.room.last_seq),
        (Rev::new(3), Seq::new(1))
    );
    let events = s.stores.sink.events();
    let last = events.last().expect("it is in the log");
    assert_eq!(
        (last.position, last.rev),
        (renamed.position, Some(Rev::new(3)))
    );
    assert_eq!(
        last.kind,
        EventKind::RoomUpdated(renamed.value.clone().into())
    );
    assert_eq!(room(&s, kitchen).await, Some(renamed.value));
}

/// Everyone for an open room, its members for a closed one.
pub async fn a_new_name_is_told_to_those_who_see_the_room(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let (open, closed) = (s.open_room().await, s.closed_room(&[]).await);
    for (room_id, audience) in [(open, Audience::Account), (closed, Audience::Room(closed))] {
        let renamed = s
            .stores
            .rooms
            .rename(room_id, room_name("Attic"), s.ann.id, START)
            .await;
        renamed.expect("it is renamed");
        let events = s.stores.sink.events();
        assert_eq!(events.last().map(|event| &event.audience), Some(&audience));
    }
}

/// Direct rooms have none, and unknown ones neither.
pub async fn what_has_no_name_is_not_renamed(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let direct = s.direct_room(&[&s.bob]).await;
    let before = s.head().await;
    for room_id in [direct, nowhere()] {
        let renamed = s
            .stores
            .rooms
            .rename(room_id, room_name("Attic"), s.ann.id, START)
            .await;
        assert!(matches!(renamed, Err(RoomError::NotFound)), "{renamed:?}");
    }
    assert_eq!(s.head().await, before);
}

/// Its messages and memberships too.
pub async fn a_deleted_room_is_gone_with_all_that_was_in_it(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[&s.bob]).await;
    let message = s.say(kitchen, &s.bob, "gone soon").await;
    s.stores
        .rooms
        .delete(kitchen, s.ann.id, START)
        .await
        .expect("it is deleted");

    assert_eq!(room(&s, kitchen).await, None);
    let mine = s
        .stores
        .membership_reader
        .my_rooms(s.bob.id)
        .await
        .expect("the store reads");
    assert!(mine.iter().all(|mine| mine.room.id != kitchen));
    let reader = &s.stores.message_reader;
    let page = reader
        .page(kitchen, PageCut::Newest, PageSize::default())
        .await;
    assert_eq!(page.expect("the store reads"), None);
    assert_eq!(
        reader
            .find(kitchen, message.id)
            .await
            .expect("the store reads"),
        None
    );
    let posted = s
        .stores
        .messages
        .append(a_message(kitchen, s.bob.id).build())
        .await;
    assert!(matches!(posted, Err(AppendError::NotAMember)), "{posted:?}");
    let again = s.stores.rooms.delete(kitchen, s.ann.id, START).await;
    assert!(matches!(again, Err(RoomError::NotFound)), "{again:?}");
}

/// Everyone was a member of it.
pub async fn a_deleted_open_room_is_told_to_everyone(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.open_room().await;
    let deleted = s
        .stores
        .rooms
        .delete(kitchen, s.ann.id, START)
        .await
        .expect("it is deleted");
    let events = s.stores.sink.events();
    let last = events.last().expect("it is in the log");
    assert_eq!(
        (last.position, &last.audience),
        (deleted.position, &Audience::Account)
    );
    assert_eq!(
        (&last.kind, last.actor_id),
        (&EventKind::RoomDeleted(kitchen), Some(s.ann.id))
    );
}

/// By name: there is no room left whose members they could be.
pub async fn a_deleted_room_is_told_to_its_former_members(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let rooms = [
        s.closed_room(&[&s.bob]).await,
        s.direct_room(&[&s.bob]).await,
    ];
    for room_id in rooms {
        s.stores
            .rooms
            .delete(room_id, s.ann.id, START)
            .await
            .expect("it is deleted");
        let events = s.stores.sink.events();
        let last = events.last().expect("it is in the log");
        assert!(matches!(last.audience, Audience::Users(_)), "{last:?}");
        assert_eq!(named(&last.audience), sorted([s.ann.id, s.bob.id]));
        assert_eq!(last.kind, EventKind::RoomDeleted(room_id));
    }
}

/// They can open another one.
pub async fn a_deleted_direct_room_frees_its_people(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let first = s.direct_room(&[&s.bob]).await;
    s.stores
        .rooms
        .delete(first, s.bob.id, START)
        .await
        .expect("it is deleted");
    let new = a_room(s.ann.id).with(&[s.bob.id]).direct();
    let opened = s
        .stores
        .rooms
        .open_direct(new.clone())
        .await
        .expect("it is opened")
        .value;
    assert!(opened.is_new);
    assert_eq!(opened.room.room.id, new.id);
}

/// G12.
pub async fn of_racing_deletes_one_wins(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.open_room().await;
    let before = s.head().await;
    let results = race(|_| {
        let (rooms, ann) = (s.stores.rooms.clone(), s.ann.id);
        async move { rooms.delete(kitchen, ann, START).await }
    });
    let results = results.await;
    let refused = |result: &&Result<_, _>| matches!(result, Err(RoomError::NotFound));
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert_eq!(results.iter().filter(refused).count(), results.len() - 1);
    assert_eq!(s.stores.sink.names_after(before), ["room_deleted"]);
}

fn conversion(room_id: RoomId, kind: RoomKind, actor_id: UserId) -> Conversion {
    Conversion {
        room_id,
        kind,
        name: None,
        member_ids: Vec::new(),
        actor_id,
        at: START,
    }
}

async fn convert(s: &Scene, conversion: Conversion) -> Committed<RoomState> {
    let converted = s.stores.rooms.convert(conversion).await;
    converted.expect("it is converted")
}

/// The named, who made it and who closes it; one event to everyone stands for all that changed.
pub async fn a_room_that_becomes_closed_keeps_only_those_who_stay(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let dora = s.join("Dora").await;
    let new = a_room(s.carl.id).named("Garden").build();
    let made = s.stores.rooms.create(new.clone()).await;
    made.expect("the room is made");
    let moved =
        s.stores
            .memberships
            .set_involvement(new.id, s.bob.id, Involvement::Everything, START);
    moved.await.expect("it is set");
    s.say(new.id, &s.bob, "hello").await;
    let events = s.stores.sink.events().len();
    let converted = Conversion {
        member_ids: vec![s.bob.id, s.bob.id],
        ..conversion(new.id, RoomKind::Closed, s.ann.id)
    };
    let converted = convert(&s, converted).await;

    let stay = sorted([s.ann.id, s.bob.id, s.carl.id]);
    let state = &converted.value;
    assert_eq!(
        (state.room.kind, &state.member_ids),
        (RoomKind::Closed, &stay)
    );
    assert_eq!(
        (state.room.last_seq, state.room.rev),
        (Seq::new(1), Rev::new(3))
    );
    assert_eq!(room(&s, new.id).await.as_ref(), Some(state));
    let bobs = s.my_room(s.bob.id, new.id).await;
    assert_eq!(
        bobs.involvement,
        Involvement::Everything,
        "they stay as they were"
    );
    let doras = s.stores.membership_reader.my_room(dora.id, new.id).await;
    assert_eq!(doras.expect("the store reads"), None);
    let told = s.stores.sink.events();
    let [event] = &told[events..] else {
        panic!("not one event: {told:?}");
    };
    assert_eq!(
        (&event.audience, event.rev, event.position),
        (&Audience::Account, Some(Rev::new(3)), converted.position)
    );
    assert_eq!(event.kind, EventKind::RoomUpdated(converted.value.into()));
    // The numbers go on, for those who stay.
    assert_eq!(s.say(new.id, &s.bob, "ours now").await.rev, Rev::new(4));
    let strangers = a_message(new.id, dora.id).build();
    let strangers = s.stores.messages.append(strangers).await;
    assert!(
        matches!(strangers, Err(AppendError::NotAMember)),
        "{strangers:?}"
    );
}

/// With everything read; who is in it already stays as they are.
pub async fn a_room_that_becomes_open_has_everyone(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[&s.bob]).await;
    s.say(kitchen, &s.ann, "before").await;
    let converted = convert(&s, conversion(kitchen, RoomKind::Open, s.ann.id)).await;

    let state = &converted.value;
    assert_eq!(
        (state.room.kind, &state.member_ids),
        (RoomKind::Open, &vec![])
    );
    let carls = s.my_room(s.carl.id, kitchen).await;
    assert_eq!(
        (carls.involvement, carls.last_read_seq),
        (Involvement::Mentions, Seq::new(1))
    );
    assert_eq!(s.my_room(s.bob.id, kitchen).await.last_read_seq, Seq::ZERO);
    let events = s.stores.sink.events();
    let last = events.last().expect("it is in the log");
    assert_eq!(
        (&last.audience, last.rev),
        (&Audience::Account, Some(Rev::new(3)))
    );
    s.say(kitchen, &s.carl, "I am here").await;
    let dora = s.join("Dora").await;
    s.my_room(dora.id, kitchen).await;
}

/// And not to those who lost the room with the same command.
pub async fn a_new_name_of_a_closed_room_is_told_to_those_who_stay(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let garden = s.open_room().await;
    let (old, new) = (room_name("Kitchen"), room_name("Secret garden"));
    let events = s.stores.sink.events().len();
    let converted = Conversion {
        name: Some(new.clone()),
        ..conversion(garden, RoomKind::Closed, s.ann.id)
    };
    let converted = convert(&s, converted).await;
    assert_eq!(converted.value.room.name, Some(new.clone()));
    let told = s.stores.sink.events();
    let told: Vec<_> = told[events..]
        .iter()
        .map(|event| match &event.kind {
            EventKind::RoomUpdated(state) => (&event.audience, state.room.name.clone(), event.rev),
            other => panic!("another event: {other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            (&Audience::Account, Some(old), Some(Rev::new(2))),
            (&Audience::Room(garden), Some(new), Some(Rev::new(3)))
        ]
    );
}

/// Whoever is named: the members of a closed room are chosen one by one.
pub async fn a_conversion_that_changes_nothing_writes_nothing(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[&s.bob]).await;
    let before = s.head().await;
    let closed = Conversion {
        member_ids: vec![s.carl.id],
        ..conversion(kitchen, RoomKind::Closed, s.ann.id)
    };
    for same in [closed, conversion(s.lobby, RoomKind::Open, s.ann.id)] {
        assert_eq!(convert(&s, same).await.position, before);
    }
    let members = room(&s, kitchen).await.expect("it is there").member_ids;
    assert_eq!(members, sorted([s.ann.id, s.bob.id]));
}

/// Nor does any room become direct.
pub async fn what_has_no_name_is_not_converted(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let direct = s.direct_room(&[&s.bob]).await;
    let before = s.head().await;
    for (room_id, kind) in [
        (direct, RoomKind::Open),
        (direct, RoomKind::Closed),
        (direct, RoomKind::Direct),
        (s.lobby, RoomKind::Direct),
        (nowhere(), RoomKind::Open),
    ] {
        let refused = s.stores.rooms.convert(conversion(room_id, kind, s.ann.id));
        let refused = refused.await;
        assert!(
            matches!(refused, Err(RoomError::NotFound)),
            "{kind:?}: {refused:?}"
        );
    }
    assert_eq!(s.head().await, before);
}

/// And everyone keeps it then.
pub async fn nobody_unknown_stays_in_a_room(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let with_stranger = Conversion {
        member_ids: vec![s.bob.id, stranger()],
        ..conversion(s.lobby, RoomKind::Closed, s.ann.id)
    };
    let refused = s.stores.rooms.convert(with_stranger).await;
    let Err(RoomError::UnknownUsers(unknown)) = refused else {
        panic!("not refused: {refused:?}");
    };
    assert_eq!(unknown, [stranger()]);
    assert_eq!(s.head().await, before);
    s.my_room(s.carl.id, s.lobby).await;
}

/// Its name of today included; and whoever is let in again begins there.
pub async fn whoever_lost_a_room_reads_its_changes_as_its_removal(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let after = s.head().await;
    let garden = s.open_room().await;
    convert(&s, conversion(garden, RoomKind::Closed, s.ann.id)).await;
    let secret = s
        .stores
        .rooms
        .rename(garden, room_name("Secret"), s.ann.id, START);
    secret.await.expect("it is renamed");
    let told = async |user_id| {
        let seen = seen(&*s.stores.events, user_id, after).await;
        let seen = seen.expect("the store reads");
        seen.iter()
            .map(|event| (event.kind.name(), event.rev.map(Rev::get)))
            .collect::<Vec<_>>()
    };
    let changes = [
        ("room_created", Some(1)),
        ("room_updated", Some(2)),
        ("room_updated", Some(3)),
    ];
    assert_eq!(told(s.ann.id).await, changes);
    let removed = [("room_deleted", Some(1)), ("room_deleted", Some(2))];
    assert_eq!(told(s.bob.id).await, removed);

    convert(&s, conversion(garden, RoomKind::Open, s.ann.id)).await;
    let back = [removed[0], removed[1], ("room_updated", Some(4))];
    assert_eq!(told(s.bob.id).await, back);
}
