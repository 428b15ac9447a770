//! Who is mentioned by a post, an edit, an answer.

use crate::{
    World,
    use_cases::{closed_room, saying},
    world, world_with,
};
use campfire_app::messages::MessageError;
use campfire_domain::{
    Actor, Format, Message, MessageSource, PageSize, RoomId, StoreError, UserId,
    ports::{MockMessageReader, Posted},
};
use std::sync::Arc;

async fn post(world: &World, by: &Actor, room_id: RoomId, text: &str) -> Arc<Message> {
    let key = world.ports.ids.next().as_u128();
    let posted = world
        .campfire
        .messages
        .post(by, saying(room_id, key, text))
        .await
        .unwrap();
    match posted.posted {
        Posted::Stored(message) => message,
        other => panic!("{other:?}"),
    }
}

fn mentioned(message: &Message) -> Vec<UserId> {
    let content = message.content.as_ref().unwrap();
    content.body.mentions().to_vec()
}

async fn mention_count(world: &World, who: &Actor, room_id: RoomId) -> u64 {
    let room = world.campfire.rooms.get(who, room_id).await.unwrap();
    room.mine.unread.mentions
}

fn answer_to(message: &Message, text: &str) -> String {
    format!(
        "> said\n>\n> — [them](/rooms/{}/@{})\n\n{text}",
        message.room_id, message.id
    )
}

#[tokio::test]
async fn a_member_who_is_named_is_mentioned_and_counts_it() {
    let world = world().await;
    let (bob, carl) = (world.join("Bob").await, world.join("Carl").await);
    let room = closed_room(&world, &[&bob]).await;
    let message = post(&world, &world.ann, room, "@bob and @carl and @BOB").await;
    assert_eq!(
        mentioned(&message),
        [bob.user_id],
        "Carl is not in the room"
    );
    assert_eq!(mention_count(&world, &bob, room).await, 1);
    let everyone = post(&world, &world.ann, world.lobby, "@bob @carl").await;
    assert_eq!(mentioned(&everyone), [bob.user_id, carl.user_id]);
}

#[tokio::test]
async fn who_has_left_the_room_is_not_mentioned_any_more() {
    let world = world().await;
    let bob = world.join("Bob").await;
    let room = closed_room(&world, &[&bob]).await;
    let revoked = world
        .campfire
        .memberships
        .revoke(&world.ann, room, bob.user_id);
    revoked.await.unwrap();
    let message = post(&world, &world.ann, room, "@bob").await;
    assert_eq!(mentioned(&message), []);
}

#[tokio::test]
async fn an_edit_mentions_who_it_names_and_nobody_else() {
    let world = world().await;
    let (bob, carl) = (world.join("Bob").await, world.join("Carl").await);
    let message = post(&world, &world.ann, world.lobby, "@bob").await;
    let source = MessageSource::parse("@carl").unwrap();
    let edited = world.campfire.messages.edit(
        &world.ann,
        world.lobby,
        message.id,
        source,
        Format::Markdown,
    );
    assert_eq!(mentioned(&edited.await.unwrap().message), [carl.user_id]);
    assert_eq!(mention_count(&world, &bob, world.lobby).await, 0);
    assert_eq!(mention_count(&world, &carl, world.lobby).await, 1);
}

#[tokio::test]
async fn who_is_answered_is_mentioned_once() {
    let world = world().await;
    let bob = world.join("Bob").await;
    let asked = post(&world, &bob, world.lobby, "a question").await;
    let answer = post(&world, &world.ann, world.lobby, &answer_to(&asked, "yes")).await;
    assert_eq!(mentioned(&answer), [bob.user_id]);
    let named = post(
        &world,
        &world.ann,
        world.lobby,
        &answer_to(&asked, "yes, @bob!"),
    )
    .await;
    assert_eq!(mentioned(&named), [bob.user_id]);
}

#[tokio::test]
async fn an_answer_to_oneself_or_to_another_room_mentions_nobody() {
    let world = world().await;
    let bob = world.join("Bob").await;
    let own = post(&world, &world.ann, world.lobby, "mine").await;
    let answer = post(&world, &world.ann, world.lobby, &answer_to(&own, "indeed")).await;
    assert_eq!(mentioned(&answer), []);
    let room = closed_room(&world, &[&bob]).await;
    let elsewhere = post(&world, &bob, world.lobby, "there").await;
    let answer = post(&world, &world.ann, room, &answer_to(&elsewhere, "here")).await;
    assert_eq!(mentioned(&answer), []);
}

#[tokio::test]
async fn nobody_is_told_of_what_they_said_themselves() {
    let world = world().await;
    let bob = world.join("Bob").await;
    let message = post(&world, &bob, world.lobby, "I, @bob, thank @ann").await;
    assert_eq!(mentioned(&message), [world.ann.user_id]);
    let html = message.content.as_ref().unwrap().body.html();
    assert!(
        html.contains(&bob.user_id.to_string()),
        "the name stays one"
    );
    let source = MessageSource::parse("@bob and @ann").unwrap();
    let by_ann = world.campfire.messages.edit(
        &world.ann,
        world.lobby,
        message.id,
        source,
        Format::Markdown,
    );
    let edited = by_ann.await.unwrap().message;
    assert_eq!(mentioned(&edited), [world.ann.user_id]);
    let listed = world
        .campfire
        .messages
        .mentions(&bob, None, PageSize::default());
    assert!(listed.await.unwrap().messages.is_empty());
}

#[tokio::test]
async fn a_post_reads_once_when_it_answers_and_else_never() {
    let world = world_with(|mut ports| {
        let mut reader = MockMessageReader::new();
        reader.expect_find().times(1).returning(|_, _| Ok(None));
        ports.store.message_reader = Arc::new(reader);
        ports
    })
    .await;
    let asked = post(&world, &world.ann, world.lobby, "a question").await;
    let link = format!("[there](/rooms/{}/@{})", asked.room_id, asked.id);
    post(&world, &world.ann, world.lobby, &link).await;
    post(
        &world,
        &world.ann,
        world.lobby,
        &format!("> {link}\n> {link}\n\n> {link}"),
    )
    .await;
}

#[tokio::test]
async fn a_store_that_cannot_read_holds_no_answer_up() {
    let world = world_with(|mut ports| {
        let mut reader = MockMessageReader::new();
        reader
            .expect_find()
            .returning(|_, _| Err(StoreError::Unavailable));
        ports.store.message_reader = Arc::new(reader);
        ports
    })
    .await;
    let asked = post(&world, &world.ann, world.lobby, "a question").await;
    let answer = post(&world, &world.ann, world.lobby, &answer_to(&asked, "yes")).await;
    assert_eq!(mentioned(&answer), []);
}

#[tokio::test]
async fn html_that_shows_nothing_is_no_message() {
    let world = world().await;
    let mut empty = saying(world.lobby, 1, "<p><br></p>");
    empty.format = Format::Html;
    let refused = world.campfire.messages.post(&world.ann, empty).await;
    assert!(matches!(refused, Err(MessageError::ShowsNothing)));
}
