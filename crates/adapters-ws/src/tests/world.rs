//! A team, its application over the in-memory store, and clients.

use crate::{
    ConnectionRegistry, LiveConfig, codec::Tungstenite, connection::Connection, connection::Live,
    sweep,
};
use campfire_app::{Campfire, Config, Ports};
use campfire_domain::ports::StorePorts;
use campfire_domain::{Actor, Role, RoomId, Session, SessionId, User};
use campfire_testkit::{
    FakeClock, MemoryStore, PlainHasher, RecordingSink, Scene, SeqIds, Stores, builders,
};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tokio::io::DuplexStream;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, protocol::Role as Side},
};

/// What a socket in memory holds in each direction, like the buffers of a real one.
pub(crate) const SOCKET_BYTES: usize = 64 * 1024;

/// Nothing that is expected takes longer; time is paused, so waiting costs nothing.
const SOON: Duration = Duration::from_secs(3);

pub(crate) struct World {
    pub(crate) scene: Scene,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) app: Campfire,
    pub(crate) registry: Arc<ConnectionRegistry>,
    pub(crate) clock: Arc<FakeClock>,
    live: Arc<Live>,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(LiveConfig::default()).await
    }

    pub(crate) async fn with(config: LiveConfig) -> Self {
        Self::with_app(config, Config::default()).await
    }

    pub(crate) async fn with_app(config: LiveConfig, app: Config) -> Self {
        let (sink, inbox) = campfire_app::feed();
        let store = Arc::new(MemoryStore::new(sink));
        let scene =
            Scene::set_up(Stores::of(StorePorts::of(&store), RecordingSink::new(), ())).await;
        let registry = ConnectionRegistry::new(config);
        let clock = Arc::new(FakeClock::default());
        let stores = scene.stores.clone();
        let ports = Ports {
            store: stores.ports.clone(),
            broadcaster: registry.clone(),
            passwords: Arc::new(PlainHasher),
            clock: clock.clone(),
            ids: Arc::new(SeqIds::series(0x57)),
        };
        let app = Campfire::start(ports, inbox, app).await.unwrap();
        registry.attach(&app);
        tokio::spawn(sweep::run(
            Arc::downgrade(&registry),
            Arc::downgrade(&app.sessions),
        ));
        let live = Arc::new(Live {
            app: app.clone(),
            registry: registry.clone(),
        });
        Self {
            scene,
            store,
            app,
            registry,
            clock,
            live,
        }
    }

    pub(crate) fn ann(&self) -> Actor {
        actor(&self.scene.ann, &self.scene.ann_session)
    }

    pub(crate) fn bob(&self) -> Actor {
        actor(&self.scene.bob, &self.scene.bob_session)
    }

    /// A socket of someone, without a `hello`.
    pub(crate) fn open(&self, actor: Actor) -> Opening {
        let (ours, theirs) = tokio::io::duplex(SOCKET_BYTES);
        let live = self.live.clone();
        tokio::spawn(async move {
            let codec = Tungstenite::new(ours, live.registry.config.frame_max_bytes).await;
            Connection::new(live, codec, actor, None).await;
        });
        Opening(theirs)
    }

    /// The same for someone else of the team, who signs in first.
    pub(crate) async fn sign_in(&self, user: &User) -> Actor {
        let email = user.email.clone().unwrap();
        let password = campfire_domain::Password::parse(builders::PASSWORD).unwrap();
        let signed = self
            .app
            .sessions
            .sign_in(email, password, "test".into())
            .await;
        Actor {
            user_id: user.id,
            session_id: signed.unwrap().session_id,
            role: user.role,
        }
    }

    /// A client that was welcomed without a cursor.
    pub(crate) async fn join(&self, actor: Actor) -> Client {
        let mut client = self.open(actor).client().await;
        client.say(&json!({"type": "hello", "protocol": 1})).await;
        let welcome = client.next().await;
        assert_eq!(welcome["type"], "welcome", "{welcome}");
        client.cursor = text(&welcome["cursor"]);
        client
    }

    /// A client that said `hello` with a cursor.
    pub(crate) async fn resume(&self, actor: Actor, cursor: &str) -> Client {
        let mut client = self.open(actor).client().await;
        let hello = json!({"type": "hello", "protocol": 1, "cursor": cursor});
        client.say(&hello).await;
        client
    }

    /// Waits until everything that is committed was delivered.
    pub(crate) async fn delivered(&self) {
        let end = self.scene.head().await;
        let mut watch = self.app.directory.watch();
        let there = watch.wait_for(|head| head.position >= end);
        tokio::time::timeout(SOON, there).await.unwrap().unwrap();
    }

    pub(crate) async fn end_session(&self, session: SessionId, of: Actor) {
        self.app.sessions.end(&of, session).await.unwrap();
    }
}

fn actor(user: &User, session: &Session) -> Actor {
    Actor {
        user_id: user.id,
        session_id: session.id,
        role: Role::Member,
    }
}

/// The client's end of a socket that is open.
pub(crate) struct Opening(pub(crate) DuplexStream);

impl Opening {
    pub(crate) async fn client(self) -> Client {
        let socket = WebSocketStream::from_raw_socket(self.0, Side::Client, None).await;
        Client {
            socket,
            cursor: String::new(),
        }
    }
}

pub(crate) struct Client {
    pub(crate) socket: WebSocketStream<DuplexStream>,
    /// That of the welcome, then of the last event.
    pub(crate) cursor: String,
}

impl Client {
    pub(crate) async fn say(&mut self, frame: &Value) {
        self.send(Message::text(frame.to_string())).await;
    }

    pub(crate) async fn send(&mut self, message: Message) {
        self.socket.send(message).await.unwrap();
    }

    /// The next text frame, whatever it is.
    pub(crate) async fn any(&mut self) -> Value {
        loop {
            let message = tokio::time::timeout(SOON, self.socket.next()).await;
            match message.expect("a frame comes soon").expect("it is open") {
                Ok(Message::Text(text)) => {
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    if frame["type"] == "event" {
                        self.cursor = text_of(&frame, "cursor");
                    }
                    return frame;
                }
                Ok(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("no text but {other:?}"),
            }
        }
    }

    /// The next text frame that is not about presence.
    pub(crate) async fn next(&mut self) -> Value {
        loop {
            let frame = self.any().await;
            if frame["type"] != "presence" {
                return frame;
            }
        }
    }

    /// The next frame of a type; others before it are passed over.
    pub(crate) async fn find(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.any().await;
            if frame["type"] == kind {
                return frame;
            }
        }
    }

    /// The texts of the next `count` messages that are posted.
    pub(crate) async fn texts(&mut self, count: usize) -> Vec<String> {
        let mut texts = Vec::new();
        while texts.len() < count {
            let frame = self.next().await;
            if frame["kind"] == "message_posted" {
                texts.push(text(&frame["data"]["message"]["source"]));
            }
        }
        texts
    }

    /// That nothing but presence comes for a while.
    pub(crate) async fn silence(&mut self) {
        let frame = tokio::time::timeout(Duration::from_millis(900), self.next()).await;
        assert!(frame.is_err(), "unexpected: {frame:?}");
    }

    /// The code it is closed with, whatever comes before.
    pub(crate) async fn close_code(&mut self) -> u16 {
        loop {
            let message = tokio::time::timeout(Duration::from_secs(100), self.socket.next()).await;
            match message.expect("it is closed in time") {
                Some(Ok(Message::Close(close))) => {
                    return close.map_or(1005, |close| close.code.into());
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return 1006,
            }
        }
    }

    pub(crate) async fn post(&mut self, room_id: RoomId, body: &str) -> String {
        let id = builders::an_id().to_string();
        let frame = json!({"type": "post_message", "room_id": room_id.to_string(), "client_message_id": id, "body": body});
        self.say(&frame).await;
        id
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn text_of(frame: &Value, field: &str) -> String {
    text(&frame[field])
}
