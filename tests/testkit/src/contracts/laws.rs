//! Laws over random operations (architecture.md 3.4): every store has the same history, and what one
//! knew at some moment plus the events since is what one would read now (G5).
//!
//! They run their own runtime, because a failing case is made smaller by running it again and again.

mod client;
mod directory;
mod operations;

use super::{in_time, seen, whole_log};
use crate::{Cast, Scene, Stores};
use campfire_domain::{
    Audience, Event, EventKind, Position, Timestamp,
    ports::{EventReader, Resolved},
};
use client::Client;
use directory::Known;
use operations::{Operation, Play};
use proptest::{
    collection::vec,
    test_runner::{Config, TestCaseError, TestRunner},
};
use std::{future::Future, sync::Arc};
use tokio::runtime::{Builder, Runtime};

/// Random histories per law. Few, because each opens stores and commits every operation for itself.
const CASES: u32 = 24;
/// Longest random history, in operations.
const OPERATIONS: usize = 80;

fn runtime() -> Runtime {
    let built = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    built.expect("a runtime starts")
}

/// Runs the law on random operations and a random cut in them.
fn hold(law: impl AsyncFn(Vec<Operation>, usize)) {
    let runtime = runtime();
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    });
    let random = (vec(operations::random(), 1..OPERATIONS), 0..OPERATIONS);
    let held = runner.run(&random, |(operations, cut)| {
        let cut = cut % (operations.len() + 1);
        let case = std::panic::AssertUnwindSafe(|| {
            runtime.block_on(in_time(law(operations.clone(), cut)));
        });
        std::panic::catch_unwind(case).map_err(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
            TestCaseError::fail(text.unwrap_or_default())
        })
    });
    if let Err(broken) = held {
        panic!("{broken}");
    }
}

/// The same commands give the same answers, the same committed events, the same log, and the same
/// sight of it to everyone, as in the in-memory store.
pub fn the_same_commands_have_the_same_history<F, R>(factory: F)
where
    F: Fn() -> R,
    R: Future<Output = Stores>,
{
    hold(async |operations, cut| {
        let cast = Cast::default();
        let mut memory = Play::begin(Scene::of(Stores::in_memory(), cast.clone()).await);
        let mut other = Play::begin(Scene::of(factory().await, cast).await);
        for (n, operation) in operations.iter().enumerate() {
            let (one, two) = (memory.step(operation).await, other.step(operation).await);
            assert_eq!(one, two, "answers to number {n}: {operation:?}");
        }
        let told = |play: &Play| -> Vec<_> {
            play.scene
                .stores
                .sink
                .events()
                .iter()
                .map(|event| heading(event))
                .collect()
        };
        assert_eq!(told(&memory), told(&other), "committed events");

        let after = Position::new(u64::try_from(cut).unwrap_or(0));
        let (one, two) = (memory.scene.stores.clone(), other.scene.stores.clone());
        let live = one.sink.events();
        let logs = (whole_log(&*one.events).await, whole_log(&*two.events).await);
        let logs = (
            logs.0.expect("the store reads"),
            logs.1.expect("the store reads"),
        );
        assert_eq!(
            told_again(&live, &logs.0),
            told_again(&live, &logs.1),
            "the log"
        );
        for user_id in memory.people() {
            let mine = seen(&*one.events, user_id, after)
                .await
                .expect("the store reads");
            let theirs = seen(&*two.events, user_id, after)
                .await
                .expect("the store reads");
            assert_eq!(
                told_again(&live, &mine),
                told_again(&live, &theirs),
                "sight of {user_id}"
            );
            let count = one.events.count_visible(user_id, after, 20).await;
            let counted = two.events.count_visible(user_id, after, 20).await;
            let counts = (
                count.expect("the store reads"),
                counted.expect("the store reads"),
            );
            assert_eq!(counts.0, counts.1, "count of {user_id}");
            assert_eq!(
                memory.rooms_of(user_id).await,
                other.rooms_of(user_id).await
            );
        }
        assert_eq!(Known::load(&one).await, Known::load(&two).await);
    });
}

/// A snapshot of the directory and all events behind it are the directory now.
pub fn the_directory_and_the_events_since_are_the_directory_now<F, R>(factory: F)
where
    F: Fn() -> R,
    R: Future<Output = Stores>,
{
    hold(async |operations, cut| {
        let mut play = Play::begin(Scene::set_up(factory().await).await);
        let stores = play.scene.stores.clone();
        play.all(&operations[..cut]).await;
        let mut known = Known::load(&stores).await;
        let live = known.clone();
        play.all(&operations[cut..]).await;

        let now = Known::load(&stores).await;
        let since = live.position();
        known.apply(&everything_after(&*stores.events, since).await);
        assert_eq!(known, now, "from the log, after {since}");
        // The same with the committed values: what the process itself goes by.
        let mut known = live;
        known.apply(&stores.sink.after(since));
        assert_eq!(known, now, "from the committed events, after {since}");
    });
}

/// What a client had read at some moment, and the events it sees behind it, are what it would read
/// now; and no `rev` of a room is missing in between (G4, G5).
pub fn what_a_client_knew_and_sees_since_is_what_it_would_read_now<F, R>(factory: F)
where
    F: Fn() -> R,
    R: Future<Output = Stores>,
{
    hold(async |operations, cut| {
        let mut play = Play::begin(Scene::set_up(factory().await).await);
        let stores = play.scene.stores.clone();
        play.all(&operations[..cut]).await;
        let mut clients = Vec::new();
        let loaded = stores.directory.load().await.expect("the store reads");
        for user in loaded.users.iter().filter(|user| user.is_active()) {
            clients.push(Client::read(&stores, user.id).await);
        }
        let since = play.scene.head().await;
        play.all(&operations[cut..]).await;
        // Who was shut out meanwhile has no session that could come back: they begin anew.
        let events = stores.sink.after(since);
        let is_shut_out = |client: &Client| {
            events.iter().any(|event| match &event.kind {
                EventKind::UserUpdated(user) => user.id == client.user_id && !user.is_active(),
                _ => false,
            })
        };
        clients.retain(|client| !is_shut_out(client));

        for mut client in clients {
            let missed = seen(&*stores.events, client.user_id, since).await;
            for event in missed.expect("the store reads") {
                client.apply(&stores, &event).await;
            }
            assert_eq!(
                client,
                Client::read(&stores, client.user_id).await,
                "after {since}"
            );
        }
    });
}

/// Nor is it when both logs are as long.
pub fn a_cursor_of_another_log_is_no_place_in_this_one<F, R>(factory: F)
where
    F: Fn() -> R,
    R: Future<Output = Stores>,
{
    runtime().block_on(in_time(async {
        let one = Scene::set_up(factory().await).await;
        let other = Scene::set_up(factory().await).await;
        for event in one.stores.sink.events() {
            let resolved = other
                .stores
                .events
                .resolve(event.cursor.clone(), Timestamp::from_millis(0))
                .await;
            let resolved = resolved.expect("the store reads");
            let is_refused = matches!(resolved, Resolved::Epoch | Resolved::Unknown);
            assert!(is_refused, "{event:?} is taken as {resolved:?}");
        }
    }));
}

async fn everything_after(events: &dyn EventReader, after: Position) -> Vec<Arc<Event>> {
    let log = whole_log(events).await.expect("the store reads");
    log.into_iter()
        .filter(|event| event.position > after)
        .collect()
}

/// What an event says without its cursor and its state.
fn heading(event: &Event) -> String {
    let people = super::named(&event.audience);
    let audience = match event.audience {
        Audience::Room(_) => "room",
        Audience::RoomAnd(..) => "room and",
        Audience::Users(_) => "users",
        Audience::Account => "account",
        Audience::Nobody => "nobody",
    };
    // Whether a deleted room takes a last number is the store's own matter: nobody counts on.
    let rev = event
        .rev
        .filter(|_| !matches!(event.kind, EventKind::RoomDeleted(_)));
    let (name, room_id, message_id) = (
        event.kind.name(),
        event.kind.room_id(),
        event.kind.message_id(),
    );
    format!(
        "{} {name} {rev:?} {audience} {people:?} {:?} {} {room_id:?} {message_id:?}",
        event.position, event.actor_id, event.at
    )
}

/// Events of the log with their present state, comparable between stores: a deleted message may
/// come under either name, and so may a place in a room that one has lost.
fn told_again(live: &[Arc<Event>], events: &[Arc<Event>]) -> Vec<String> {
    let told = events.iter().map(|event| {
        let was = live.iter().find(|live| live.position == event.position);
        let was = was.map_or("", |live| live.kind.name());
        let kind = match &event.kind {
            EventKind::MessageEdited(now) if now.is_deleted() => {
                EventKind::MessageDeleted(now.clone())
            }
            kind => kind.clone(),
        };
        let own_place = matches!(
            was,
            "involvement_changed" | "favourite_changed" | "read_moved"
        );
        if own_place && kind.name() != was {
            return format!("{} {was} of a lost membership", event.position);
        }
        let rev = event.rev.filter(|_| was != "room_deleted");
        let people = super::named(&event.audience);
        format!(
            "{} {rev:?} {people:?} {:?} {} {kind:?}",
            event.position, event.actor_id, event.at
        )
    });
    told.collect()
}
