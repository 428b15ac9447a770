//! What every [`MessageRepository`](campfire_domain::ports::MessageRepository) must do.

use super::{RACERS, begun_in_order, race};
use crate::{
    Scene, Stores, a_message,
    builders::{START, content},
};
use campfire_domain::{
    Audience, Content, EventKind, Format, Message, MessageBody, MessageId, MessageSource, Rev,
    RoomId, Seq, StoreError, UserId,
    ports::{AppendError, ChangeError, Lane, NewMessage, Posted, Revision},
};
use std::{future::poll_fn, sync::Arc, task::Poll, time::Duration};
use uuid::Uuid;

async fn read_back(s: &Scene, message: &Message) -> Message {
    let found = s
        .stores
        .message_reader
        .find(message.room_id, message.id)
        .await;
    found.expect("the store reads").expect("it is in the room")
}

async fn room_numbers(s: &Scene, room_id: RoomId) -> (u64, u64) {
    let room = s.my_room(s.ann.id, room_id).await.room;
    (room.last_seq.get(), room.rev.get())
}

fn revision(message: &Message, text: &str) -> Revision {
    Revision {
        room_id: message.room_id,
        message_id: message.id,
        actor_id: message.creator_id,
        content: content(text),
        at: START,
    }
}

fn repeated(posted: Result<Posted, AppendError>) -> Arc<Message> {
    match posted {
        Ok(Posted::Repeated(message)) => message,
        other => panic!("not a repeat: {other:?}"),
    }
}

/// Every field, whatever signs are in it.
pub async fn a_message_is_read_back_as_it_was_posted(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let text = "🔥 'quotes' \"and\" \u{202B}مرحبا\u{202C}\n\ttab %_* NUL\\0";
    let html = format!("<p>{text}</p>");
    let mut mentions = vec![s.ann.id, s.carl.id];
    mentions.sort_unstable();
    let body = MessageBody::new(html, text.to_owned(), mentions, None);
    let source = MessageSource::parse(text).expect("a message");
    let body = body.expect("short enough");
    let said = Arc::new(Content {
        source,
        format: Format::Html,
        body,
    });
    let new = a_message(s.lobby, s.bob.id).with_content(said.clone());
    let new = new.at(START.plus(Duration::from_millis(1))).build();
    let posted = s.stores.messages.append(new.clone()).await;
    let Ok(Posted::Stored(message)) = posted else {
        panic!("not stored: {posted:?}")
    };

    let expected = Message {
        id: new.id,
        room_id: s.lobby,
        seq: Seq::new(1),
        rev: Rev::new(2),
        client_message_id: new.client_message_id,
        creator_id: s.bob.id,
        created_at: new.at,
        edited_at: None,
        content: Some(said),
        boosts: Vec::new(),
    };
    assert_eq!(*message, expected);
    assert_eq!(read_back(&s, &message).await, expected);
    let events = s.stores.sink.events();
    let last = events.last().expect("it is in the log");
    assert_eq!(last.kind, EventKind::MessagePosted(message));
    assert_eq!(
        (&last.audience, last.rev),
        (&Audience::Room(s.lobby), Some(Rev::new(2)))
    );
    assert_eq!((last.at, last.actor_id), (new.at, Some(s.bob.id)));
}

/// G3: edits and deletes take a `rev` but no `seq`.
pub async fn seq_and_rev_are_dense_from_one(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.open_room().await;
    let first = s.say(kitchen, &s.ann, "one").await;
    let second = s.say(kitchen, &s.bob, "two").await;
    let edited = s.edit(&first, "one, edited").await;
    let deleted = s.erase(&second).await;
    let third = s.say(kitchen, &s.carl, "three").await;
    let numbers = [&first, &second, &edited, &deleted, &third];
    let numbers = numbers.map(|message| (message.seq.get(), message.rev.get()));
    assert_eq!(numbers, [(1, 2), (2, 3), (1, 4), (2, 5), (3, 6)]);
    assert_eq!(room_numbers(&s, kitchen).await, (3, 6));
}

/// G3, whoever comes first.
pub async fn racing_posts_get_dense_numbers(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let posters = [s.ann.id, s.bob.id, s.carl.id];
    let results = race(|n| {
        let (messages, new) = (
            s.stores.messages.clone(),
            a_message(s.lobby, posters[n % 3]),
        );
        async move { new.post_in(&*messages).await }
    });
    let mut numbers: Vec<_> = results
        .await
        .iter()
        .map(|message| (message.seq.get(), message.rev.get()))
        .collect();
    numbers.sort_unstable();
    let expected: Vec<_> = (1..).map(|seq| (seq, seq + 1)).take(RACERS).collect();
    assert_eq!(numbers, expected);
}

/// Each from one.
pub async fn rooms_count_for_themselves(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.open_room().await;
    for _ in 0..2 {
        s.say(kitchen, &s.ann, "kitchen").await;
        s.say(s.lobby, &s.ann, "lobby").await;
    }
    assert_eq!(room_numbers(&s, kitchen).await, (2, 3));
    assert_eq!(room_numbers(&s, s.lobby).await, (2, 3));
}

/// One caller's order is kept even if they do not wait for each answer.
pub async fn posts_begun_in_an_order_are_stored_in_it(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let news: Vec<NewMessage> = (0..20)
        .map(|_| a_message(s.lobby, s.bob.id).build())
        .collect();
    let calls = news.iter().map(|new| {
        let (messages, new) = (s.stores.messages.clone(), new.clone());
        Box::pin(async move { messages.append(new).await }) as _
    });
    let posted = begun_in_order(calls.collect()).await;
    let ids = posted.into_iter().map(|posted| match posted {
        Ok(Posted::Stored(message)) => (message.seq.get(), message.id),
        other => panic!("not stored: {other:?}"),
    });
    let expected: Vec<_> = (1..).zip(news.iter().map(|new| new.id)).collect();
    assert_eq!(ids.collect::<Vec<_>>(), expected);
}

/// What stands behind one that failed comes again: it must not overtake it.
pub async fn nothing_is_stored_in_a_closed_lane(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let (before, lane) = (s.head().await, Lane::default());
    let new = a_message(s.lobby, s.bob.id).build();
    lane.close();
    let posted = s.stores.messages.append_in(new.clone(), lane).await;
    assert!(
        matches!(posted, Err(AppendError::Store(StoreError::Unavailable))),
        "{posted:?}"
    );
    assert_eq!(s.head().await, before);
    let open = Lane::default();
    let posted = s.stores.messages.append_in(new, open.clone()).await;
    assert!(matches!(posted, Ok(Posted::Stored(_))), "{posted:?}");
    let nowhere = a_message(RoomId::from_uuid(Uuid::nil()), s.bob.id).build();
    let refused = s.stores.messages.append_in(nowhere, open.clone()).await;
    assert!(
        matches!(refused, Err(AppendError::NotAMember)),
        "{refused:?}"
    );
    assert!(!open.is_closed(), "a refusal is no failure");
}

/// G2, G12.
pub async fn of_fifty_racing_posts_with_one_client_id_one_is_stored(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let client_id = a_message(s.lobby, s.bob.id).build().client_message_id;
    let results = race(|_| {
        let new = a_message(s.lobby, s.bob.id)
            .with_client_id(client_id)
            .build();
        let messages = s.stores.messages.clone();
        async move { messages.append(new).await.expect("it is answered") }
    });
    let answers = results.await.into_iter().map(|posted| match posted {
        Posted::Stored(message) => (true, message),
        Posted::Repeated(message) => (false, message),
        Posted::Queued(_) => panic!("the store is not out"),
    });
    let (is_first, messages): (Vec<_>, Vec<_>) = answers.unzip();
    assert_eq!(is_first.into_iter().filter(|is_first| *is_first).count(), 1);
    assert!(messages.iter().all(|message| *message == messages[0]));
    assert_eq!(s.stores.sink.names_after(before), ["message_posted"]);
    assert_eq!(room_numbers(&s, s.lobby).await, (1, 2));
}

/// G2: the first body is what counts.
pub async fn a_repeat_after_an_edit_gives_the_message_as_it_is_now(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let new = a_message(s.lobby, s.bob.id).saying("first").build();
    s.stores
        .messages
        .append(new.clone())
        .await
        .expect("it is stored");
    let message = repeated(s.stores.messages.append(new.clone()).await);
    let edited = s.edit(&message, "second").await;
    let before = s.head().await;

    // A client that lost the answer makes a new message id for the same client id or not.
    let other_id = NewMessage {
        id: MessageId::from_uuid(Uuid::from_u128(9)),
        ..new
    };
    assert_eq!(repeated(s.stores.messages.append(other_id).await), edited);
    assert_eq!(s.head().await, before);
}

/// G2: a tombstone keeps its key for ever.
pub async fn a_repeat_after_a_delete_gives_the_tombstone(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let new = a_message(s.lobby, s.bob.id).build();
    let posted = s.stores.messages.append(new.clone()).await;
    let Ok(Posted::Stored(message)) = posted else {
        panic!("not stored: {posted:?}")
    };
    let tombstone = s.erase(&message).await;
    let before = s.head().await;
    assert_eq!(repeated(s.stores.messages.append(new).await), tombstone);
    assert_eq!(s.head().await, before);
}

/// G2: also when only the tombstone is left, or its present body is the same.
pub async fn another_body_under_a_used_client_id_is_refused(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let first = a_message(s.lobby, s.bob.id).saying("first");
    let other = first.clone().saying("second").build();
    let message = first.post_in(&*s.stores.messages).await;
    let refused = async |when: &str| {
        let before = s.head().await;
        let posted = s.stores.messages.append(other.clone()).await;
        assert!(
            matches!(posted, Err(AppendError::ClientIdReused)),
            "{when}: {posted:?}"
        );
        assert_eq!(s.head().await, before, "{when}");
    };
    refused("as posted").await;
    s.edit(&message, "second").await;
    refused("edited to the same").await;
    s.erase(&message).await;
    refused("deleted").await;
}

/// The digest names the room.
pub async fn a_client_id_is_used_up_in_every_room(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.open_room().await;
    let message = s.say(s.lobby, &s.bob, "Hello").await;
    let other = a_message(kitchen, s.bob.id).with_client_id(message.client_message_id);
    let posted = s.stores.messages.append(other.build()).await;
    assert!(
        matches!(posted, Err(AppendError::ClientIdReused)),
        "{posted:?}"
    );
}

/// Two people may choose the same one.
pub async fn a_client_id_belongs_to_its_creator(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let bobs = s.say(s.lobby, &s.bob, "Hello").await;
    let carls = a_message(s.lobby, s.carl.id).with_client_id(bobs.client_message_id);
    let carls = carls.post_in(&*s.stores.messages).await;
    assert_eq!((bobs.seq, carls.seq), (Seq::new(1), Seq::new(2)));
}

/// Who was removed learns nothing of what they posted.
pub async fn membership_is_judged_before_the_client_id(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[&s.bob]).await;
    let new = a_message(kitchen, s.bob.id);
    s.stores
        .messages
        .append(new.clone().build())
        .await
        .expect("it is stored");
    s.revoke(kitchen, &s.bob).await;
    for repeat in [new.clone(), new.saying("other")] {
        let posted = s.stores.messages.append(repeat.build()).await;
        assert!(matches!(posted, Err(AppendError::NotAMember)), "{posted:?}");
    }
}

/// Guarded again inside the transaction.
pub async fn only_members_post(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[]).await;
    let before = s.head().await;
    let nowhere = RoomId::from_uuid(Uuid::from_u128(404));
    let stranger = UserId::from_uuid(Uuid::from_u128(404));
    let posts = [
        (kitchen, s.bob.id),
        (nowhere, s.bob.id),
        (s.lobby, stranger),
    ];
    for (room_id, user_id) in posts {
        let posted = s
            .stores
            .messages
            .append(a_message(room_id, user_id).build())
            .await;
        assert!(matches!(posted, Err(AppendError::NotAMember)), "{posted:?}");
    }
    assert_eq!(s.head().await, before);
}

/// Whole or not at all, and a repeat settles it.
pub async fn a_call_that_was_dropped_is_stored_once_or_not_at_all(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    for _ in 0..10 {
        let new = a_message(s.lobby, s.bob.id).build();
        let mut call = s.stores.messages.append(new.clone());
        poll_fn(|context| {
            let _begun = call.as_mut().poll(context);
            Poll::Ready(())
        })
        .await;
        drop(call);
        let posted = s
            .stores
            .messages
            .append(new.clone())
            .await
            .expect("the repeat is answered");
        let (Posted::Stored(message) | Posted::Repeated(message)) = posted else {
            panic!("not stored: {posted:?}");
        };
        assert_eq!(message.id, new.id);
    }
    assert_eq!(s.stores.sink.names_after(before), ["message_posted"; 10]);
    assert_eq!(room_numbers(&s, s.lobby).await, (10, 11));
}

/// Clients raise it from their own `message_posted`.
pub async fn a_post_raises_the_markers_of_its_creator_without_an_event(stores: Stores) {
    let s = Scene::set_up(stores).await;
    s.say(s.lobby, &s.ann, "one").await;
    let before = s.head().await;
    s.say(s.lobby, &s.bob, "two").await;
    assert_eq!(s.stores.sink.names_after(before), ["message_posted"]);
    assert_eq!(
        s.my_room(s.bob.id, s.lobby).await.last_read_seq,
        Seq::new(2)
    );
    assert_eq!(
        s.my_room(s.ann.id, s.lobby).await.last_read_seq,
        Seq::new(1)
    );
    assert_eq!(s.my_room(s.carl.id, s.lobby).await.last_read_seq, Seq::ZERO);
}

/// Whoever of the members edits.
pub async fn an_edit_takes_the_next_rev_and_keeps_the_seq(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.bob, "first").await;
    s.say(s.lobby, &s.carl, "between").await;
    let at = START.plus(Duration::from_secs(9));
    let edit = Revision {
        actor_id: s.ann.id,
        at,
        ..revision(&message, "second")
    };
    let edited = s.stores.messages.revise(edit).await.expect("it is edited");

    let expected = Message {
        rev: Rev::new(4),
        edited_at: Some(at),
        content: Some(content("second")),
        ..(*message).clone()
    };
    assert_eq!(*edited.value, expected);
    assert_eq!(read_back(&s, &message).await, expected);
    assert_eq!(room_numbers(&s, s.lobby).await, (2, 4));
    let events = s.stores.sink.events();
    let last = events.last().expect("it is in the log");
    assert_eq!(last.kind, EventKind::MessageEdited(edited.value));
    assert_eq!(
        (last.position, last.rev),
        (edited.position, Some(Rev::new(4)))
    );
    assert_eq!(
        (last.actor_id, &last.audience),
        (Some(s.ann.id), &Audience::Room(s.lobby))
    );
}

/// And every one of them is in the log.
pub async fn of_racing_edits_the_later_commit_wins(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.bob, "first").await;
    let results = race(|n| {
        let (messages, edit) = (
            s.stores.messages.clone(),
            revision(&message, &format!("edit {n}")),
        );
        async move { messages.revise(edit).await.expect("it is edited").value }
    });
    let mut results = results.await;
    results.sort_by_key(|edited| edited.rev);
    let revs: Vec<_> = results.iter().map(|edited| edited.rev.get()).collect();
    assert_eq!(revs, (3..).take(RACERS).collect::<Vec<_>>());
    assert_eq!(
        results.last().map(|last| (**last).clone()),
        Some(read_back(&s, &message).await)
    );
}

/// It is final.
pub async fn a_tombstone_is_not_edited(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.bob, "first").await;
    let tombstone = s.erase(&message).await;
    let before = s.head().await;
    let edited = s.stores.messages.revise(revision(&message, "second")).await;
    assert!(matches!(edited, Err(ChangeError::Deleted)), "{edited:?}");
    assert_eq!(
        (s.head().await, read_back(&s, &message).await),
        (before, (*tombstone).clone())
    );
}

/// Also when it is in another.
pub async fn what_is_not_in_the_room_is_not_changed(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.open_room().await;
    let message = s.say(s.lobby, &s.bob, "first").await;
    let before = s.head().await;
    let unknown = MessageId::from_uuid(Uuid::from_u128(404));
    for (room_id, message_id) in [(kitchen, message.id), (s.lobby, unknown)] {
        let edit = Revision {
            room_id,
            message_id,
            ..revision(&message, "second")
        };
        let edited = s.stores.messages.revise(edit).await;
        assert!(matches!(edited, Err(ChangeError::NotFound)), "{edited:?}");
        let erased = s
            .stores
            .messages
            .erase(room_id, message_id, s.bob.id, START)
            .await;
        assert!(matches!(erased, Err(ChangeError::NotFound)), "{erased:?}");
    }
    assert_eq!(s.head().await, before);
}

/// Judged before anything is said of the message.
pub async fn only_members_change_messages(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[&s.bob]).await;
    let message = s.say(kitchen, &s.bob, "first").await;
    s.revoke(kitchen, &s.bob).await;
    let before = s.head().await;
    let unknown = MessageId::from_uuid(Uuid::from_u128(404));
    for message_id in [message.id, unknown] {
        let edit = Revision {
            message_id,
            ..revision(&message, "second")
        };
        let edited = s.stores.messages.revise(edit).await;
        assert!(matches!(edited, Err(ChangeError::NotAMember)), "{edited:?}");
        let erased = s
            .stores
            .messages
            .erase(kitchen, message_id, s.bob.id, START)
            .await;
        assert!(matches!(erased, Err(ChangeError::NotAMember)), "{erased:?}");
    }
    assert_eq!(
        (s.head().await, read_back(&s, &message).await),
        (before, (*message).clone())
    );
}

/// Ids, seq, creator and times stay.
pub async fn a_delete_leaves_the_tombstone(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.bob, "first").await;
    let message = s.edit(&message, "second").await;
    let erased = s
        .stores
        .messages
        .erase(s.lobby, message.id, s.ann.id, START)
        .await;
    let erased = erased.expect("it is deleted");

    assert!(erased.value.is_new);
    let expected = Message {
        rev: Rev::new(4),
        content: None,
        ..(*message).clone()
    };
    assert_eq!(*erased.value.message, expected);
    assert_eq!(read_back(&s, &message).await, expected);
    assert_eq!(room_numbers(&s, s.lobby).await, (1, 4));
    let events = s.stores.sink.events();
    let last = events.last().expect("it is in the log");
    assert_eq!(last.kind, EventKind::MessageDeleted(erased.value.message));
    assert_eq!(
        (last.position, last.rev),
        (erased.position, Some(Rev::new(4)))
    );
    assert_eq!(
        (last.actor_id, &last.audience),
        (Some(s.ann.id), &Audience::Room(s.lobby))
    );
}

/// It gives the same tombstone.
pub async fn a_second_delete_changes_nothing(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.bob, "first").await;
    let tombstone = s.erase(&message).await;
    let before = s.head().await;
    let again = s
        .stores
        .messages
        .erase(s.lobby, message.id, s.bob.id, START)
        .await;
    let again = again.expect("it is no error");
    assert_eq!(
        (again.value.message, again.value.is_new),
        (tombstone, false)
    );
    assert_eq!((again.position, s.head().await), (before, before));
}

/// G12.
pub async fn of_racing_deletes_one_makes_the_tombstone(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.bob, "first").await;
    let before = s.head().await;
    let results = race(|_| {
        let (messages, bob) = (s.stores.messages.clone(), s.bob.id);
        let (room_id, id) = (message.room_id, message.id);
        async move {
            messages
                .erase(room_id, id, bob, START)
                .await
                .expect("it is no error")
                .value
        }
    });
    assert_eq!(
        results.await.iter().filter(|erased| erased.is_new).count(),
        1
    );
    assert_eq!(s.stores.sink.names_after(before), ["message_deleted"]);
}

/// Edits that come after it are refused.
pub async fn a_tombstone_outlives_a_racing_edit(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.bob, "first").await;
    let before = s.head().await;
    let results = race(|n| {
        let (messages, edit) = (
            s.stores.messages.clone(),
            revision(&message, &format!("edit {n}")),
        );
        async move {
            if n == RACERS / 2 {
                let (room_id, id, actor) = (edit.room_id, edit.message_id, edit.actor_id);
                messages
                    .erase(room_id, id, actor, START)
                    .await
                    .expect("it is deleted");
                return true;
            }
            match messages.revise(edit).await {
                Ok(_) => true,
                Err(ChangeError::Deleted) => false,
                Err(other) => panic!("refused for another reason: {other:?}"),
            }
        }
    });
    let changes = results.await.into_iter().filter(|changed| *changed).count();
    assert!(read_back(&s, &message).await.is_deleted());
    let names = s.stores.sink.names_after(before);
    assert_eq!(
        (names.len(), names.last()),
        (changes, Some(&"message_deleted"))
    );
}
