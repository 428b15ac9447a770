//! Use cases on the in-memory store: what is asked, refused and told.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed and says so"
)]

mod administration;
mod flags;
mod health;
mod mentions;
mod outage;
mod publisher;
mod queued_posts;
mod use_cases;

use campfire_app::{Campfire, Config, Ports, feed};
use campfire_domain::{
    AccountName, Actor, EmailAddress, Password, RoomId, UserName, ports::StorePorts,
};
use campfire_testkit::{FakeClock, MemoryStore, PlainHasher, RecordingBroadcaster, SeqIds};
use std::sync::Arc;

/// Campfire on the in-memory store, with ann as its administrator.
struct World {
    campfire: Campfire,
    store: Arc<MemoryStore>,
    /// What Campfire was started with.
    ports: Ports,
    broadcaster: Arc<RecordingBroadcaster>,
    ann: Actor,
    lobby: RoomId,
}

/// What a test replaces before Campfire starts.
type Change = fn(Ports) -> Ports;

async fn world_with(change: Change) -> World {
    world_of(change).await.0
}

/// The same with its store, to break it.
async fn world_on() -> (World, Arc<MemoryStore>) {
    world_of(|ports| ports).await
}

async fn world_of(change: Change) -> (World, Arc<MemoryStore>) {
    let (sink, inbox) = feed();
    let store = Arc::new(MemoryStore::new(sink));
    let broadcaster = Arc::new(RecordingBroadcaster::default());
    let ports = change(Ports {
        store: StorePorts::of(&store),
        broadcaster: broadcaster.clone(),
        passwords: Arc::new(PlainHasher),
        clock: Arc::new(FakeClock::default()),
        ids: Arc::new(SeqIds::default()),
    });
    let campfire = Campfire::start(ports.clone(), inbox, Config::default())
        .await
        .unwrap();
    let run = campfire_app::accounts::FirstRun {
        account_name: AccountName::parse("Campfire").unwrap(),
        name: UserName::parse("Ann").unwrap(),
        email: EmailAddress::parse("ann@example.org").unwrap(),
        password: password("ann's password"),
        device: "test".into(),
    };
    let set_up = campfire.accounts.set_up(run).await.unwrap();
    let ann = campfire
        .sessions
        .actor_by_token(&set_up.token, None)
        .unwrap();
    let world = World {
        campfire,
        store: store.clone(),
        ports,
        broadcaster,
        ann,
        lobby: set_up.room.id,
    };
    (world, store)
}

async fn world() -> World {
    world_with(|ports| ports).await
}

fn password(text: &str) -> Password {
    Password::parse(text).unwrap()
}

impl World {
    async fn join(&self, name: &str) -> Actor {
        let joining = campfire_app::users::Joining {
            join_code: self.campfire.accounts.find().unwrap().join_code.clone(),
            name: UserName::parse(name).unwrap(),
            email: EmailAddress::parse(&format!("{}@example.org", name.to_lowercase())).unwrap(),
            password: password("a good password"),
            device: "test".into(),
        };
        let (_, token) = self.campfire.users.join(joining).await.unwrap();
        self.campfire.sessions.actor_by_token(&token, None).unwrap()
    }
}
