//! A Campfire behind its edge, and clients of it.

pub(crate) mod schema;

use campfire_adapters_http::{HttpConfig, edge::edge, endpoint};
use campfire_app::{Campfire, Config, Ports, feed};
use campfire_domain::ports::StorePorts;
use campfire_testkit::{FakeClock, MemoryStore, PlainHasher, RecordingBroadcaster, SeqIds};
use poem::{
    Addr, Endpoint, EndpointExt, Request, Response,
    endpoint::BoxEndpoint,
    http::{HeaderMap, Method, StatusCode, header},
    web::RemoteAddr,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// The password of everyone here.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A server with its parts.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) server: Arc<BoxEndpoint<'static, Response>>,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: Arc<FakeClock>,
}

/// A world before its first run, with these settings and replaced ports.
pub(crate) async fn world_with(config: HttpConfig, change: impl FnOnce(Ports) -> Ports) -> World {
    let (sink, inbox) = feed();
    let store = Arc::new(MemoryStore::new(sink));
    let clock = Arc::new(FakeClock::default());
    let ports = change(Ports {
        store: StorePorts::of(&store),
        broadcaster: Arc::new(RecordingBroadcaster::default()),
        passwords: Arc::new(PlainHasher),
        clock: clock.clone(),
        ids: Arc::new(SeqIds::default()),
    });
    let app = Campfire::start(ports, inbox, Config::default())
        .await
        .unwrap();
    let inner = endpoint(app, config.clone());
    let server = edge(inner, config, Arc::new(SeqIds::series(0xED6E)));
    World {
        server: Arc::new(server.boxed()),
        store,
        clock,
    }
}

/// A world before its first run.
pub(crate) async fn empty_world() -> World {
    world_with(HttpConfig::default(), |ports| ports).await
}

/// A client of a server, signed in or not.
#[derive(Clone)]
pub(crate) struct Browser {
    server: Arc<BoxEndpoint<'static, Response>>,
    headers: HeaderMap,
    peer: Option<std::net::SocketAddr>,
}

impl World {
    /// A client that is nobody yet.
    pub(crate) fn browser(&self) -> Browser {
        Browser {
            server: Arc::clone(&self.server),
            headers: HeaderMap::new(),
            peer: None,
        }
    }
}

impl Browser {
    /// The same with another header in every request.
    #[must_use]
    pub(crate) fn with(&self, name: &'static str, value: &str) -> Self {
        let mut other = self.clone();
        other.headers.insert(name, value.parse().unwrap());
        other
    }

    /// The same from another address.
    #[must_use]
    pub(crate) fn from(&self, peer: &str) -> Self {
        let mut other = self.clone();
        other.peer = Some(peer.parse().unwrap());
        other
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        match body {
            Some(body) => {
                self.with("content-type", "application/json")
                    .raw(method, path, body.to_string())
                    .await
            }
            None => self.raw(method, path, String::new()).await,
        }
    }

    /// Any body under any content type, below `/api/v1`; the answer is validated.
    pub(crate) async fn raw(
        &self,
        method: Method,
        path: &str,
        body: impl Into<poem::Body>,
    ) -> Answer {
        let answer = self.root(method, &format!("/api/v1{path}"), body).await;
        schema::check(&answer);
        answer
    }

    /// Any request; the answer is not validated.
    pub(crate) async fn root(
        &self,
        method: Method,
        path: &str,
        body: impl Into<poem::Body>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path.parse().unwrap())
            .header(header::HOST, "chat.local:8080");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(peer) = self.peer {
            request = request.extension(RemoteAddr(Addr::SocketAddr(peer)));
        }
        let mut response = self.server.get_response(request.body(body)).await;
        let bytes = response.take_body().into_bytes().await.unwrap();
        Answer {
            method,
            path: path.to_owned(),
            status: response.status(),
            headers: response.headers().clone(),
            bytes,
        }
    }

    /// The same with the cookie that an answer set.
    #[must_use]
    pub(crate) fn keeping(&self, answer: &Answer) -> Self {
        let line = answer.header("set-cookie").expect("a cookie is set");
        let pair = line.split(';').next().unwrap();
        self.with("cookie", pair)
    }
}

/// An answer as it came.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: bytes::Bytes,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// The JSON of an answer with this status.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        let (got, body) = (self.status.as_u16(), String::from_utf8_lossy(&self.bytes));
        assert_eq!(got, status, "{} {}: {body}", self.method, self.path);
        self.json()
    }

    /// The problem of a refusal with this status and code.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> Value {
        let problem = self.expect(status);
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(problem["request_id"], self.header("x-request-id").unwrap());
        problem
    }
}

/// A team: ann has set up, bob and carl have joined, all are in the open room of the first run.
pub(crate) struct Team {
    pub(crate) world: World,
    pub(crate) ann: Browser,
    pub(crate) bob: Browser,
    pub(crate) carl: Browser,
    pub(crate) ids: [String; 3],
    pub(crate) lobby: String,
    pub(crate) join_code: String,
}

/// A team with the product's settings.
pub(crate) async fn team() -> Team {
    team_in(empty_world().await).await
}

/// A team in this world.
pub(crate) async fn team_in(world: World) -> Team {
    let nobody = world.browser();
    let body = json!({"name": "Ann", "email": "ann@example.org", "password": PASSWORD});
    let set_up = nobody.post("/setup", body).await;
    let made = set_up.expect(201);
    let join_code = text(&made["account"]["join_code"]);
    let (bob, bob_id) = join(&world, &join_code, "Bob").await;
    let (carl, carl_id) = join(&world, &join_code, "Carl").await;
    Team {
        ann: nobody.keeping(&set_up),
        bob,
        carl,
        ids: [text(&made["user"]["id"]), bob_id, carl_id],
        lobby: text(&made["room"]["id"]),
        join_code,
        world,
    }
}

async fn join(world: &World, code: &str, name: &str) -> (Browser, String) {
    let email = format!("{}@example.org", name.to_lowercase());
    let body = json!({"name": name, "email": email, "password": PASSWORD});
    let joined = world.browser().post(&format!("/join/{code}"), body).await;
    let id = text(&joined.expect(201)["user"]["id"]);
    (world.browser().keeping(&joined), id)
}

impl Team {
    /// A closed room of ann with these people.
    pub(crate) async fn closed_room(&self, people: &[&str]) -> String {
        let body = json!({"kind": "closed", "name": "Closed", "member_ids": people});
        text(&self.ann.post("/rooms", body).await.expect(201)["id"])
    }

    /// Someone says something in the lobby.
    pub(crate) async fn say(&self, who: &Browser, words: &str) -> Value {
        let body = json!({"client_message_id": an_id(), "body": words});
        let path = format!("/rooms/{}/messages", self.lobby);
        who.post(&path, body).await.expect(201)
    }
}

/// The text of a JSON value.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// An id that nobody has yet.
pub(crate) fn an_id() -> String {
    campfire_testkit::builders::an_id().to_string()
}
