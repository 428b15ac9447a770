use crate::{World, password, world, world_with};
use campfire_app::{
    memberships::MembershipError,
    messages::{MessageError, PostMessage},
    rooms::{RoomChange, RoomError},
    sessions::SignInError,
    sync::{ResetReason, Resume},
};
use campfire_domain::{
    Actor, ClientMessageId, Cursor, EmailAddress, Format, MessageSource, PageCut, PageSize, RoomId,
    RoomKind, RoomName, StoreError, UserId,
    ports::{AppendError, MockMessageRepository, Posted},
};
use std::sync::Arc;
use uuid::Uuid;

pub(crate) fn saying(room_id: RoomId, key: u128, text: &str) -> PostMessage {
    PostMessage {
        room_id,
        client_message_id: ClientMessageId::from_uuid(Uuid::from_u128(key)),
        source: MessageSource::parse(text).unwrap(),
        format: Format::Markdown,
    }
}

pub(crate) async fn closed_room(world: &World, members: &[&Actor]) -> RoomId {
    let ids = members.iter().map(|actor| actor.user_id).collect();
    let name = RoomName::parse("Secrets").unwrap();
    let room = world
        .campfire
        .rooms
        .create(&world.ann, RoomKind::Closed, name, ids)
        .await
        .unwrap();
    room.mine.room.id
}

#[tokio::test]
async fn a_post_is_on_the_next_page_with_its_creator() {
    let world = world().await;
    let messages = &world.campfire.messages;
    let before = messages.page_version(&world.ann, world.lobby).unwrap();
    messages
        .post(&world.ann, saying(world.lobby, 1, "**hello**"))
        .await
        .unwrap();
    assert_ne!(
        messages.page_version(&world.ann, world.lobby).unwrap(),
        before
    );
    let page = messages
        .page(
            &world.ann,
            world.lobby,
            PageCut::Newest,
            PageSize::default(),
        )
        .await
        .unwrap();
    assert_eq!(page.items[0].creator.name.as_str(), "Ann");
    assert!(
        page.items[0]
            .message
            .content
            .as_ref()
            .unwrap()
            .body
            .html()
            .contains("<strong>hello</strong>")
    );
}

#[tokio::test]
async fn a_repeat_is_answered_with_the_message_and_other_content_is_refused() {
    let world = world().await;
    let messages = &world.campfire.messages;
    let first = messages
        .post(&world.ann, saying(world.lobby, 1, "once"))
        .await
        .unwrap();
    let again = messages
        .post(&world.ann, saying(world.lobby, 1, "once"))
        .await
        .unwrap();
    match (first.posted, again.posted) {
        (Posted::Stored(first), Posted::Repeated(again)) => assert_eq!(first, again),
        other => panic!("{other:?}"),
    }
    let other = messages
        .post(&world.ann, saying(world.lobby, 1, "twice"))
        .await;
    assert!(matches!(other, Err(MessageError::ClientIdReused)));
}

#[tokio::test]
async fn a_room_one_is_not_in_does_not_exist() {
    let world = world().await;
    let bob = world.join("Bob").await;
    let room = closed_room(&world, &[]).await;
    let campfire = &world.campfire;
    assert!(matches!(
        campfire.rooms.get(&bob, room).await,
        Err(RoomError::NotFound)
    ));
    assert!(matches!(
        campfire.messages.post(&bob, saying(room, 1, "x")).await,
        Err(MessageError::RoomNotFound)
    ));
    assert!(matches!(
        campfire.messages.page_version(&bob, room),
        Err(MessageError::RoomNotFound)
    ));
    assert!(matches!(
        campfire.memberships.list(&bob, room, None, PageSize::MOST),
        Err(MembershipError::RoomNotFound)
    ));
    assert!(
        campfire
            .users
            .list(&bob, "", Some(room), None, PageSize::MOST)
            .is_none()
    );
}

#[tokio::test]
async fn a_revoked_member_may_do_nothing_in_the_room_from_then_on() {
    let world = world().await;
    let bob = world.join("Bob").await;
    let room = closed_room(&world, &[&bob]).await;
    let campfire = &world.campfire;
    campfire
        .messages
        .post(&bob, saying(room, 1, "hi"))
        .await
        .unwrap();
    campfire
        .memberships
        .revoke(&world.ann, room, bob.user_id)
        .await
        .unwrap();
    let repeat = campfire.messages.post(&bob, saying(room, 1, "hi")).await;
    assert!(
        matches!(repeat, Err(MessageError::RoomNotFound)),
        "membership is judged before the repeat"
    );
}

#[tokio::test]
async fn members_may_not_change_what_others_made() {
    let world = world().await;
    let (bob, carl) = (world.join("Bob").await, world.join("Carl").await);
    let campfire = &world.campfire;
    let posted = campfire
        .messages
        .post(&bob, saying(world.lobby, 1, "mine"))
        .await
        .unwrap();
    let Posted::Stored(message) = posted.posted else {
        panic!("stored")
    };
    let source = || MessageSource::parse("yours").unwrap();
    let edited = campfire
        .messages
        .edit(&carl, world.lobby, message.id, source(), Format::Markdown)
        .await;
    assert!(matches!(edited, Err(MessageError::Denied(_))));
    let edited = campfire
        .messages
        .edit(
            &world.ann,
            world.lobby,
            message.id,
            source(),
            Format::Markdown,
        )
        .await;
    assert!(edited.is_ok(), "an administrator may");
    let renamed = RoomChange {
        name: RoomName::parse("X").ok(),
        ..RoomChange::default()
    };
    let renamed = campfire.rooms.change(&carl, world.lobby, renamed).await;
    assert!(matches!(renamed, Err(RoomError::Denied(_))));
}

#[tokio::test]
async fn a_tombstone_cannot_be_edited_but_deleted_again() {
    let world = world().await;
    let messages = &world.campfire.messages;
    let posted = messages
        .post(&world.ann, saying(world.lobby, 1, "oops"))
        .await
        .unwrap();
    let Posted::Stored(message) = posted.posted else {
        panic!("stored")
    };
    messages
        .delete(&world.ann, world.lobby, message.id)
        .await
        .unwrap();
    messages
        .delete(&world.ann, world.lobby, message.id)
        .await
        .unwrap();
    let source = MessageSource::parse("again").unwrap();
    let edited = messages
        .edit(
            &world.ann,
            world.lobby,
            message.id,
            source,
            Format::Markdown,
        )
        .await;
    assert!(matches!(edited, Err(MessageError::Deleted)));
}

#[tokio::test]
async fn open_and_direct_rooms_have_no_members_to_choose() {
    let world = world().await;
    let bob = world.join("Bob").await;
    let campfire = &world.campfire;
    let (direct, is_new) = campfire
        .rooms
        .open_direct(&world.ann, vec![bob.user_id])
        .await
        .unwrap();
    assert!(is_new);
    assert_eq!(direct.people.unwrap().len(), 2);
    let direct = direct.mine.room.id;
    let granted = campfire
        .memberships
        .grant(&world.ann, direct, vec![bob.user_id])
        .await;
    assert!(matches!(granted, Err(MembershipError::DirectIsFixed)));
    let left = campfire
        .memberships
        .revoke(&bob, world.lobby, bob.user_id)
        .await;
    assert!(matches!(left, Err(MembershipError::OpenHasEveryone)));
}

#[tokio::test]
async fn unknown_people_are_refused_whole() {
    let world = world().await;
    let nobody = UserId::from_uuid(Uuid::from_u128(99));
    let opened = world
        .campfire
        .rooms
        .open_direct(&world.ann, vec![nobody])
        .await;
    assert!(matches!(opened, Err(RoomError::UnknownUsers(ids)) if ids == [nobody]));
}

#[tokio::test]
async fn wrong_password_and_unknown_address_look_the_same() {
    let world = world().await;
    let sessions = &world.campfire.sessions;
    for (email, secret) in [
        ("ann@example.org", "wrong password"),
        ("eve@example.org", "ann's password"),
    ] {
        let email = EmailAddress::parse(email).unwrap();
        let signed_in = sessions
            .sign_in(email, password(secret), "test".into())
            .await;
        assert!(matches!(signed_in, Err(SignInError::WrongCredentials)));
    }
}

#[tokio::test]
async fn an_ended_session_is_nobody_at_once() {
    let world = world().await;
    let sessions = &world.campfire.sessions;
    let email = EmailAddress::parse("ann@example.org").unwrap();
    let other = sessions
        .sign_in(email.clone(), password("ann's password"), "phone".into())
        .await
        .unwrap();
    let token = sessions
        .issue_token(email, password("ann's password"), "script".into())
        .await
        .unwrap();
    assert!(
        sessions
            .actor_by_access_token(&token.access_token, None)
            .is_some()
    );
    assert_eq!(sessions.list(&world.ann).len(), 3);
    sessions.end_others(&world.ann).await.unwrap();
    assert!(sessions.actor_by_token(&other.token, None).is_none());
    assert!(
        sessions
            .actor_by_access_token(&token.access_token, None)
            .is_none()
    );
    assert!(sessions.still(&world.ann).is_some());
    let bob = world.join("Bob").await;
    assert!(
        !sessions.end(&bob, world.ann.session_id).await.unwrap(),
        "not his to end"
    );
}

#[tokio::test]
async fn a_made_up_cursor_resets_and_the_present_one_resumes() {
    let world = world().await;
    let sync = &world.campfire.sync;
    let made_up = Cursor::parse("made-up").unwrap();
    let reset = sync.resume(&world.ann, &made_up).await.unwrap();
    assert!(matches!(
        reset,
        Resume::Reset {
            reason: ResetReason::Unknown,
            ..
        }
    ));
    let head = sync.head();
    assert_eq!(
        sync.resume(&world.ann, &head.cursor).await.unwrap(),
        Resume::After(head.position)
    );
}

#[tokio::test]
async fn people_are_found_by_name_and_handle_page_by_page() {
    let world = world().await;
    for name in ["Bob", "Bobby", "Carl"] {
        world.join(name).await;
    }
    let found = world
        .campfire
        .users
        .list(&world.ann, " BOB", None, None, PageSize::MOST)
        .unwrap();
    let names: Vec<&str> = found.users.iter().map(|user| user.name.as_str()).collect();
    assert_eq!(names, ["Bob", "Bobby"]);
    let after = world
        .campfire
        .users
        .list(
            &world.ann,
            "",
            None,
            Some(found.users[1].id),
            PageSize::MOST,
        )
        .unwrap();
    assert_eq!(after.users[0].name.as_str(), "Carl");
}

#[tokio::test]
async fn a_store_that_cannot_is_told_as_it_is() {
    let world = world_with(|mut ports| {
        let mut messages = MockMessageRepository::new();
        messages.expect_append_in().returning(|_, _| {
            Err(AppendError::Store(StoreError::Corrupt {
                what: "a row".into(),
            }))
        });
        ports.store.messages = Arc::new(messages);
        ports
    })
    .await;
    let posted = world
        .campfire
        .messages
        .post(&world.ann, saying(world.lobby, 1, "x"))
        .await;
    assert!(matches!(
        posted,
        Err(MessageError::Store(StoreError::Corrupt { .. }))
    ));
}
