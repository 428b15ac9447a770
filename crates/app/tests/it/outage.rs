//! What can be read while the store cannot.

use crate::{World, world_on};
use campfire_app::{
    messages::{MessageError, MessageView, PostMessage},
    rooms::RoomError,
};
use campfire_domain::{
    Actor, ClientMessageId, Format, Involvement, Message, MessageSource, Page, PageCut, PageSize,
    RoomId, RoomKind, RoomName, Seq, StoreError, Unread,
    ports::{EventReader, Posted},
};
use campfire_testkit::MemoryStore;
use std::sync::Arc;
use uuid::Uuid;

async fn post(world: &World, room_id: RoomId, key: u128) -> Arc<Message> {
    let post = PostMessage {
        room_id,
        client_message_id: ClientMessageId::from_uuid(Uuid::from_u128(key)),
        source: source(&format!("message {key}")),
        format: Format::Markdown,
    };
    match world.campfire.messages.post(&world.ann, post).await {
        Ok(view) => match view.posted {
            Posted::Stored(message) => message,
            other => panic!("{other:?}"),
        },
        Err(error) => panic!("{error}"),
    }
}

fn source(text: &str) -> MessageSource {
    MessageSource::parse(text).unwrap()
}

async fn page(
    world: &World,
    room_id: RoomId,
    cut: PageCut,
    size: u32,
) -> Result<Page<Arc<Message>>, MessageError> {
    let size = PageSize::new(size).unwrap();
    let page = world.campfire.messages.page(&world.ann, room_id, cut, size);
    let page = page.await?;
    Ok(page.map(|view: MessageView| view.message))
}

/// Waits until everything committed has passed the publisher.
async fn passed(world: &World, store: &MemoryStore) {
    let end = store.head().await.unwrap().position;
    let mut head = world.campfire.directory.watch();
    head.wait_for(|head| head.position >= end).await.unwrap();
}

fn cuts() -> Vec<PageCut> {
    let of = |seq: u64| {
        let seq = Seq::new(seq);
        [
            PageCut::Before(seq),
            PageCut::After(seq),
            PageCut::Around(seq),
        ]
    };
    let mut cuts = vec![PageCut::Newest];
    cuts.extend([71, 120, 150, 169, 170, 200].into_iter().flat_map(of));
    cuts
}

#[tokio::test]
async fn the_last_hundred_messages_of_an_opened_room_read_as_from_the_store() {
    let (world, store) = world_on().await;
    let lobby = world.lobby;
    let mut posted = Vec::new();
    for key in 0..150 {
        posted.push(post(&world, lobby, key).await);
    }
    // Opening asks for 10 and is answered with 10, whatever is held.
    let opened = page(&world, lobby, PageCut::Newest, 10).await.unwrap();
    assert_eq!((opened.items.len(), opened.has_older), (10, true));
    for key in 150..170 {
        posted.push(post(&world, lobby, key).await);
    }
    let (messages, ann) = (&world.campfire.messages, &world.ann);
    let edit = messages.edit(ann, lobby, posted[100].id, source("new"), Format::Markdown);
    edit.await.unwrap();
    messages.delete(ann, lobby, posted[165].id).await.unwrap();
    passed(&world, &store).await;
    for size in [1, 30, 100] {
        for cut in cuts() {
            store.fail_with(None);
            let stored = page(&world, lobby, cut, size).await.unwrap();
            store.fail_with(Some(StoreError::Unavailable));
            match page(&world, lobby, cut, size).await {
                Ok(held) => assert_eq!(held, stored, "{cut:?} {size}"),
                Err(MessageError::Store(StoreError::Unavailable)) => {
                    let first = stored.items[0].seq;
                    assert!(first <= Seq::new(70), "{cut:?} {size} is held");
                }
                Err(error) => panic!("{error}"),
            }
        }
    }
    let held = messages.get(ann, lobby, posted[165].id).await.unwrap();
    assert!(held.message.is_deleted());
    let old = messages.get(ann, lobby, posted[3].id).await;
    assert!(matches!(old, Err(MessageError::Store(_))), "{old:?}");
}

#[tokio::test]
async fn a_room_nobody_opened_waits_for_the_store() {
    let (world, store) = world_on().await;
    post(&world, world.lobby, 1).await;
    store.fail_with(Some(StoreError::TimedOut));
    let refused = page(&world, world.lobby, PageCut::Newest, 50).await;
    let waits = matches!(refused, Err(MessageError::Store(StoreError::TimedOut)));
    assert!(waits, "{refused:?}");
}

#[tokio::test]
async fn memory_shows_nobody_what_they_may_not_see() {
    let (world, store) = world_on().await;
    let bob = world.join("Bob").await;
    let name = RoomName::parse("Closed").unwrap();
    let rooms = &world.campfire.rooms;
    let closed = rooms.create(&world.ann, RoomKind::Closed, name, vec![bob.user_id]);
    let closed = closed.await.unwrap().mine.room.id;
    post(&world, closed, 1).await;
    page(&world, closed, PageCut::Newest, 50).await.unwrap();
    let members = &world.campfire.memberships;
    members
        .revoke(&world.ann, closed, bob.user_id)
        .await
        .unwrap();
    passed(&world, &store).await;
    store.fail_with(Some(StoreError::Unavailable));
    assert_eq!(
        page(&world, closed, PageCut::Newest, 50)
            .await
            .unwrap()
            .items
            .len(),
        1
    );
    let size = PageSize::default();
    let refused = world
        .campfire
        .messages
        .page(&bob, closed, PageCut::Newest, size)
        .await;
    assert!(
        matches!(refused, Err(MessageError::RoomNotFound)),
        "{refused:?}"
    );
    let of_bob = rooms.list(&bob).await.unwrap().rooms;
    assert!(of_bob.iter().all(|view| view.mine.room.id != closed));
}

#[tokio::test]
async fn the_list_of_rooms_comes_up_in_an_outage_and_says_that_it_is_partial() {
    let (world, store) = world_on().await;
    let rooms = &world.campfire.rooms;
    let bob = world.join("Bob").await;
    rooms
        .open_direct(&bob, vec![world.ann.user_id])
        .await
        .unwrap();
    post(&world, world.lobby, 1).await;
    passed(&world, &store).await;
    let well = rooms.list(&bob).await.unwrap();
    store.fail_with(Some(StoreError::Unavailable));
    let out = rooms.list(&bob).await.unwrap();
    assert_eq!((well.is_partial, out.is_partial), (false, true));
    let sorted = |mut all: Vec<campfire_domain::Room>| {
        all.sort_by_key(|room| room.id);
        all
    };
    let of = |list: &campfire_app::rooms::MyRooms| {
        sorted(
            list.rooms
                .iter()
                .map(|view| view.mine.room.clone())
                .collect(),
        )
    };
    assert_eq!(of(&out), of(&well));
    let lobby = out
        .rooms
        .iter()
        .find(|view| view.mine.room.id == world.lobby);
    let lobby = &lobby.unwrap().mine;
    assert_eq!(lobby.last_read_seq, Seq::new(1));
    assert_eq!(
        (lobby.unread, lobby.involvement),
        (Unread::default(), Involvement::Mentions)
    );
    let direct = out
        .rooms
        .iter()
        .find(|view| view.mine.room.is_direct())
        .unwrap();
    assert_eq!(direct.people.as_ref().map(Vec::len), Some(2));
    let one = rooms.get(&bob, world.lobby).await;
    assert!(
        matches!(one, Err(RoomError::Store(_))),
        "one room waits for the store"
    );
}

/// An actor is judged by the directory, so nobody is thrown out by an outage.
#[tokio::test]
async fn sessions_outlive_an_outage() {
    let (world, store) = world_on().await;
    store.fail_with(Some(StoreError::Unavailable));
    let still: Option<Actor> = world.campfire.sessions.still(&world.ann);
    assert_eq!(still, Some(world.ann));
}

#[tokio::test]
async fn what_a_ban_erased_is_not_read_from_memory_either() {
    let (world, store) = world_on().await;
    let bob = world.join("Bob").await;
    let said = PostMessage {
        room_id: world.lobby,
        client_message_id: ClientMessageId::from_uuid(Uuid::from_u128(7)),
        source: source("erased"),
        format: Format::Markdown,
    };
    world.campfire.messages.post(&bob, said).await.unwrap();
    page(&world, world.lobby, PageCut::Newest, 50)
        .await
        .unwrap();
    let administration = &world.campfire.administration;
    administration.ban(&world.ann, bob.user_id).await.unwrap();
    store.fail_with(Some(StoreError::Unavailable));
    let held = page(&world, world.lobby, PageCut::Newest, 50)
        .await
        .unwrap();
    assert_eq!(held.items.len(), 1);
    assert!(held.items[0].is_deleted(), "{:?}", held.items[0]);
    let found = world
        .campfire
        .messages
        .get(&world.ann, world.lobby, held.items[0].id);
    assert!(found.await.unwrap().message.is_deleted());
}
