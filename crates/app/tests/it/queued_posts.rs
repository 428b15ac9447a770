//! Posts while the store is out: queued, replayed once and in order, or refused and told.

use crate::{World, use_cases::closed_room, world};
use async_trait::async_trait;
use campfire_app::{
    Campfire, Config,
    messages::{MessageError, PostMessage},
    queued_posts::PostFigures,
};
use campfire_domain::{
    Actor, ClientMessageId, Format, Message, MessageId, MessageSource, PageCut, PageSize, RoomId,
    StoreError, Timestamp, UserId,
    ports::{
        AppendError, ChangeError, Committed, Erased, JournalError, Lane, MembershipRepository as _,
        MessageRepository, NewMessage, Posted, Revision, StandingRepository as _,
    },
};
use campfire_testkit::MemoryStore;
use futures_util::FutureExt as _;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::oneshot;
use uuid::Uuid;

const DEADLINE: Duration = Duration::from_secs(30);

fn saying(room_id: RoomId, key: u128, text: &str) -> PostMessage {
    PostMessage {
        room_id,
        client_message_id: ClientMessageId::from_uuid(Uuid::from_u128(key)),
        source: MessageSource::parse(text).unwrap(),
        format: Format::Markdown,
    }
}

async fn post(world: &World, actor: &Actor, key: u128) -> Result<Posted, MessageError> {
    let post = saying(world.lobby, key, &format!("post {key}"));
    let posted = world.campfire.messages.post(actor, post).await;
    posted.map(|view| view.posted)
}

async fn queue(world: &World, actor: &Actor, key: u128) {
    let posted = post(world, actor, key).await;
    assert!(matches!(posted, Ok(Posted::Queued(_))), "{posted:?}");
}

/// Waits until nothing waits any more.
async fn replayed(campfire: &Campfire) -> PostFigures {
    let waiting = async {
        while campfire.queued_posts.figures().waiting > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(DEADLINE, waiting).await.unwrap();
    campfire.queued_posts.figures()
}

/// What an actor's messages in the lobby say, in the room's order.
async fn said(world: &World, actor: &Actor) -> Vec<String> {
    let messages = &world.campfire.messages;
    let page = messages.page(
        &world.ann,
        world.lobby,
        PageCut::Newest,
        PageSize::new(100).unwrap(),
    );
    let theirs = page.await.unwrap().items.into_iter();
    theirs
        .filter(|view| view.creator.id == actor.user_id)
        .map(|view| {
            view.message
                .content
                .as_ref()
                .unwrap()
                .source
                .as_str()
                .to_owned()
        })
        .collect()
}

fn posts(keys: impl IntoIterator<Item = u128>) -> Vec<String> {
    keys.into_iter().map(|key| format!("post {key}")).collect()
}

#[tokio::test]
async fn posts_of_an_outage_appear_once_and_in_each_senders_order() {
    let world = world().await;
    let bob = world.join("Bob").await;
    assert!(matches!(post(&world, &bob, 1).await, Ok(Posted::Stored(_))));
    world.store.fail_with(Some(StoreError::Unavailable));
    for key in 2..30 {
        queue(&world, &bob, key).await;
        queue(&world, &world.ann, key + 100).await;
    }
    assert_eq!(world.campfire.queued_posts.figures().waiting, 56);
    world.store.fail_with(None);
    let figures = replayed(&world.campfire).await;
    assert_eq!(
        (figures.stored, figures.queued, figures.replayed),
        (1, 56, 56)
    );
    assert_eq!(said(&world, &bob).await, posts(1..30));
    assert_eq!(said(&world, &world.ann).await, posts(102..130));
    assert!(matches!(
        post(&world, &bob, 30).await,
        Ok(Posted::Stored(_))
    ));
}

#[tokio::test]
async fn who_posts_without_a_pause_gets_back_into_the_store_behind_their_queued_posts() {
    let world = world().await;
    let bob = world.join("Bob").await;
    world.store.fail_with(Some(StoreError::Unavailable));
    for key in 1..20 {
        queue(&world, &bob, key).await;
    }
    world.store.fail_with(None);
    for key in 20..40 {
        let posted = post(&world, &bob, key).await;
        assert!(matches!(posted, Ok(Posted::Stored(_))), "{key}: {posted:?}");
    }
    assert_eq!(said(&world, &bob).await, posts(1..40));
}

#[tokio::test]
async fn a_repeat_of_a_queued_post_is_the_same_post() {
    let world = world().await;
    world.store.fail_with(Some(StoreError::Unavailable));
    let messages = &world.campfire.messages;
    let first = messages
        .post(&world.ann, saying(world.lobby, 1, "once"))
        .await
        .unwrap();
    let again = messages
        .post(&world.ann, saying(world.lobby, 1, "once"))
        .await
        .unwrap();
    assert_eq!(first.posted, again.posted);
    assert_eq!((first.is_repeated, again.is_repeated), (false, true));
    let other = messages
        .post(&world.ann, saying(world.lobby, 1, "twice"))
        .await;
    assert!(matches!(other, Err(MessageError::ClientIdReused)));
    world.store.fail_with(None);
    replayed(&world.campfire).await;
    let stored = messages
        .post(&world.ann, saying(world.lobby, 1, "once"))
        .await
        .unwrap();
    match (first.posted, stored.posted) {
        (Posted::Queued(new), Posted::Repeated(message)) => assert_eq!(new.id, message.id),
        other => panic!("{other:?}"),
    }
    assert_eq!(world.campfire.queued_posts.figures().repeated, 2);
}

#[tokio::test]
async fn a_post_stored_before_the_outage_is_not_posted_again() {
    let world = world().await;
    post(&world, &world.ann, 1).await.unwrap();
    world.store.fail_with(Some(StoreError::TimedOut));
    queue(&world, &world.ann, 1).await;
    world.store.fail_with(None);
    replayed(&world.campfire).await;
    assert_eq!(said(&world, &world.ann).await, posts([1]));
}

#[tokio::test]
async fn what_the_journal_does_not_take_is_refused_and_forgotten() {
    let world = world().await;
    world.store.fail_with(Some(StoreError::Unavailable));
    world.store.fail_journal_with(Some(JournalError::Full));
    let refused = post(&world, &world.ann, 1).await;
    assert!(
        matches!(refused, Err(MessageError::Store(StoreError::Unavailable))),
        "{refused:?}"
    );
    assert_eq!(world.campfire.queued_posts.figures().waiting, 0);
    world.store.fail_journal_with(None);
    queue(&world, &world.ann, 1).await;
}

#[tokio::test]
async fn a_queued_post_of_who_was_removed_is_refused_told_and_kept() {
    let world = world().await;
    let bob = world.join("Bob").await;
    let room = closed_room(&world, &[&bob]).await;
    world.store.fail_with(Some(StoreError::Unavailable));
    let messages = &world.campfire.messages;
    messages.post(&bob, saying(room, 1, "words")).await.unwrap();
    world.store.fail_with(None);
    // The replay gets no turn before the removal.
    let at = campfire_testkit::builders::START;
    let removed = world.store.revoke(room, bob.user_id, world.ann.user_id, at);
    removed.await.unwrap();
    let figures = replayed(&world.campfire).await;
    assert_eq!((figures.replayed, figures.refused), (0, 1));

    let kept = messages.undelivered(&bob).await.unwrap();
    assert_eq!(kept[0].source.as_str(), "words");
    assert!(messages.undelivered(&world.ann).await.unwrap().is_empty());
    let told = world.broadcaster.deliveries();
    assert!(
        told.iter()
            .any(|delivery| delivery.event.kind.name() == "post_refused")
    );
    messages
        .discard_undelivered(&bob, kept[0].client_message_id)
        .await
        .unwrap();
    assert!(messages.undelivered(&bob).await.unwrap().is_empty());
}

/// Memberships of direct rooms outlive a ban; nobody posts by them.
#[tokio::test]
async fn a_queued_post_of_who_was_banned_is_refused_everywhere() {
    let world = world().await;
    let bob = world.join("Bob").await;
    let direct = world
        .campfire
        .rooms
        .open_direct(&bob, vec![world.ann.user_id]);
    let direct = direct.await.unwrap().0.mine.room.id;
    world.store.fail_with(Some(StoreError::Unavailable));
    for (room_id, key) in [(direct, 1), (world.lobby, 2)] {
        let post = saying(room_id, key, "too late");
        let posted = world
            .campfire
            .messages
            .post(&bob, post)
            .await
            .unwrap()
            .posted;
        assert!(matches!(posted, Posted::Queued(_)), "{posted:?}");
    }
    world.store.fail_with(None);
    let at = Timestamp::from_millis(0);
    // Before the replay has its turn: nothing here waits.
    let banned = world.store.ban(bob.user_id, vec![], world.ann.user_id, at);
    banned.await.unwrap();
    assert_eq!(replayed(&world.campfire).await.refused, 2);
    for room_id in [direct, world.lobby] {
        let size = PageSize::default();
        let page = world
            .campfire
            .messages
            .page(&world.ann, room_id, PageCut::Newest, size);
        assert!(page.await.unwrap().items.is_empty());
    }
}

#[tokio::test]
async fn what_was_queued_before_a_restart_is_posted_after_it() {
    let mut world = world().await;
    world.store.fail_with(Some(StoreError::Unavailable));
    for key in 1..10 {
        queue(&world, &world.ann, key).await;
    }
    world.store.fail_with(None);
    let (_sink, inbox) = campfire_app::feed();
    let ports = world.ports.clone();
    let next = Campfire::start(ports, inbox, Config::default())
        .await
        .unwrap();
    // The first one's replay has had no turn.
    drop(std::mem::replace(&mut world.campfire, next));
    let figures = replayed(&world.campfire).await;
    assert_eq!(figures.replayed, 9);
    assert_eq!(said(&world, &world.ann).await, posts(1..10));
}

#[tokio::test]
async fn a_post_whose_caller_went_away_keeps_its_place() {
    let world = Arc::new(world().await);
    world.store.fail_with(Some(StoreError::Unavailable));
    for key in 1..20 {
        let calling = Arc::clone(&world);
        let call = tokio::spawn(async move { post(&calling, &calling.ann, key).await });
        tokio::task::yield_now().await;
        call.abort();
    }
    world.store.fail_with(None);
    replayed(&world.campfire).await;
    let said = said(&world, &world.ann).await;
    assert!(said.is_sorted_by_key(|text| text["post ".len()..].parse::<u128>().unwrap()));
    assert!(said.len() > 10, "{said:?}");
}

/// A store where posts wait together until the test says what becomes of the first.
struct Desk {
    store: Arc<MemoryStore>,
    waiting: Mutex<VecDeque<(Lane, oneshot::Sender<bool>)>>,
}

impl Desk {
    /// Says what becomes of the first that waits, as a writer does: nothing passes in a closed lane.
    fn next(&self, passes: bool) {
        let (lane, verdict) = self.waiting.lock().unwrap().pop_front().unwrap();
        if !passes {
            lane.close();
        }
        verdict.send(!lane.is_closed()).unwrap();
    }
}

#[async_trait]
impl MessageRepository for Desk {
    async fn append(&self, new: NewMessage) -> Result<Posted, AppendError> {
        self.store.append(new).await
    }

    async fn append_in(&self, new: NewMessage, lane: Lane) -> Result<Posted, AppendError> {
        let (verdict, when_decided) = oneshot::channel();
        self.waiting.lock().unwrap().push_back((lane, verdict));
        if when_decided.await.unwrap() {
            self.store.append(new).await
        } else {
            Err(StoreError::Unavailable.into())
        }
    }

    async fn revise(&self, revision: Revision) -> Result<Committed<Arc<Message>>, ChangeError> {
        self.store.revise(revision).await
    }

    async fn erase(
        &self,
        room_id: RoomId,
        message_id: MessageId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Erased>, ChangeError> {
        self.store.erase(room_id, message_id, actor_id, at).await
    }
}

#[tokio::test]
async fn posts_that_a_sender_has_under_way_together_keep_their_order_when_one_fails() {
    let mut world = world().await;
    let desk = Arc::new(Desk {
        store: Arc::clone(&world.store),
        waiting: Mutex::default(),
    });
    let (_sink, inbox) = campfire_app::feed();
    let mut ports = world.ports.clone();
    ports.store.messages = Arc::clone(&desk) as Arc<dyn MessageRepository>;
    let campfire = Campfire::start(ports, inbox, Config::default());
    world.campfire = campfire.await.unwrap();

    let begin = |key| {
        let mut post = Box::pin(post(&world, &world.ann, key));
        assert!(post.as_mut().now_or_never().is_none());
        post
    };
    let (first, second, third) = (begin(1), begin(2), begin(3));
    desk.next(true);
    desk.next(false);
    desk.next(true);
    // It comes when the store is well again and nobody has heard yet that the second failed.
    let fourth = begin(4);
    let all_pass = async {
        loop {
            if !desk.waiting.lock().unwrap().is_empty() {
                desk.next(true);
            }
            tokio::task::yield_now().await;
        }
    };
    // The later ones hear first.
    let outcomes = async { tokio::join!(fourth, third, second, first) };
    let (fourth, third, second, first) = tokio::select! {
        outcomes = outcomes => outcomes,
        () = all_pass => return,
    };
    assert!(matches!(first, Ok(Posted::Stored(_))), "{first:?}");
    for queued in [second, third] {
        assert!(matches!(queued, Ok(Posted::Queued(_))), "{queued:?}");
    }
    // Behind those that were replayed before its turn, or queued with them.
    assert!(fourth.is_ok(), "{fourth:?}");
    replayed(&world.campfire).await;
    assert_eq!(said(&world, &world.ann).await, posts(1..5));
}
