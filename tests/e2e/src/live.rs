//! One live connection.

use crate::{Client, PATIENCE, client::Answer};
use anyhow::Context as _;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};
use tokio::{
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        Message, client::IntoClientRequest as _, http::HeaderValue, protocol::WebSocketConfig,
    },
};

/// The code of a connection that ended without a close frame (RFC 6455, 7.1.5).
const CUT: u16 = 1006;

/// What came next on a connection.
#[derive(Clone, PartialEq, Debug)]
pub enum Heard {
    /// A frame.
    Frame(Value),
    /// The end, with its close code; 1006 without a close frame.
    Closed(u16),
    /// Nothing in the time given.
    Silence,
}

/// A WebSocket to the server. Frames that a test does not ask for wait in order until it does.
#[derive(Debug)]
pub struct Live {
    socket: WebSocketStream<TcpStream>,
    waiting: VecDeque<Value>,
    ended: Option<u16>,
    /// Cursor of the last frame that carried one.
    pub cursor: String,
}

impl Live {
    /// Opens a connection and says nothing yet.
    ///
    /// # Errors
    /// When the server refuses the upgrade or cannot be reached.
    pub async fn open(client: &Client) -> anyhow::Result<Self> {
        Self::open_with(client, None).await
    }

    /// The same with a small receive buffer, so that a reader that stops reading is felt at once.
    ///
    /// # Errors
    /// When the server refuses the upgrade or cannot be reached.
    pub async fn open_with(client: &Client, receive_buffer: Option<u32>) -> anyhow::Result<Self> {
        let authority = client.base().trim_start_matches("http://");
        let mut request = format!("ws://{authority}/api/v1/live").into_client_request()?;
        let headers = request.headers_mut();
        headers.extend(client.headers().clone());
        if let Some(token) = client.bearer() {
            let value = HeaderValue::from_str(&format!("Bearer {token}"))?;
            headers.insert("authorization", value);
        }
        if let Some(cookie) = client.cookie() {
            headers.insert("cookie", HeaderValue::from_str(&cookie)?);
            headers.insert("origin", HeaderValue::from_str(client.base())?);
        }
        let address = authority.parse().context("the server's address")?;
        let connecting = async {
            let tcp = TcpSocket::new_v4()?;
            if let Some(bytes) = receive_buffer {
                tcp.set_recv_buffer_size(bytes)?;
            }
            let tcp = tcp.connect(address).await?;
            tcp.set_nodelay(true)?;
            let config = WebSocketConfig::default().max_message_size(Some(4 << 20));
            let (socket, _) = client_async_with_config(request, tcp, Some(config)).await?;
            anyhow::Ok(socket)
        };
        let socket = timeout(PATIENCE, connecting).await??;
        Ok(Self {
            socket,
            waiting: VecDeque::new(),
            ended: None,
            cursor: String::new(),
        })
    }

    /// Opens a connection, says hello without a cursor and waits for the welcome.
    ///
    /// # Panics
    /// When the server does not welcome.
    pub async fn join(client: &Client) -> Self {
        let mut live = Self::open(client).await.expect("the socket opens");
        live.hello(None).await;
        live
    }

    /// Opens a connection, says hello with a cursor and waits for the welcome.
    ///
    /// # Panics
    /// When the server does not welcome.
    pub async fn resume(client: &Client, cursor: &str) -> Self {
        let mut live = Self::open(client).await.expect("the socket opens");
        live.hello(Some(cursor)).await;
        live
    }

    /// Says hello and gives back the welcome.
    ///
    /// # Panics
    /// When the server does not welcome.
    pub async fn hello(&mut self, cursor: Option<&str>) -> Value {
        let mut hello = json!({"type": "hello", "protocol": 1});
        if let Some(cursor) = cursor {
            hello["cursor"] = cursor.into();
        }
        self.send(&hello).await;
        self.frame("welcome").await
    }

    /// Sends a frame.
    ///
    /// # Panics
    /// When the connection is gone.
    pub async fn send(&mut self, frame: &Value) {
        self.try_send(frame).await.expect("the frame is sent");
    }

    /// Sends a frame, if the connection still takes one.
    ///
    /// # Errors
    /// When the connection is gone or takes nothing for a while.
    pub async fn try_send(&mut self, frame: &Value) -> anyhow::Result<()> {
        self.try_send_message(Message::text(frame.to_string()))
            .await
    }

    /// Sends any message, if the connection still takes one.
    ///
    /// # Errors
    /// When the connection is gone or takes nothing for a while.
    pub async fn try_send_message(&mut self, message: Message) -> anyhow::Result<()> {
        timeout(PATIENCE, self.socket.send(message)).await??;
        Ok(())
    }

    /// The next frame, from those that wait or from the network.
    pub async fn next(&mut self, within: Duration) -> Heard {
        match self.waiting.pop_front() {
            Some(frame) => Heard::Frame(frame),
            None => self.read(within).await,
        }
    }

    /// The next text frame as it came, for crowds: nothing is understood or kept. `Err` has the close
    /// code, `Ok(None)` is silence.
    ///
    /// # Errors
    /// When the connection has ended.
    pub async fn next_text(&mut self, within: Duration) -> Result<Option<String>, u16> {
        let until = Instant::now() + within;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match timeout(left, self.socket.next()).await {
                Err(_) => return Ok(None),
                Ok(Some(Ok(Message::Text(text)))) => return Ok(Some(text.as_str().to_owned())),
                Ok(Some(Ok(Message::Close(close)))) => {
                    return Err(close.map_or(1005, |close| u16::from(close.code)));
                }
                Ok(Some(Ok(_))) => {}
                Ok(Some(Err(_)) | None) => return Err(CUT),
            }
        }
    }

    /// Reads from the network only.
    async fn read(&mut self, within: Duration) -> Heard {
        if let Some(code) = self.ended {
            return Heard::Closed(code);
        }
        let until = Instant::now() + within;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(message) = timeout(left, self.socket.next()).await else {
                return Heard::Silence;
            };
            match message {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text)
                        .unwrap_or_else(|why| panic!("the server sent no JSON ({why}): {text}"));
                    if let Some(cursor) = frame["cursor"].as_str() {
                        cursor.clone_into(&mut self.cursor);
                    }
                    return Heard::Frame(frame);
                }
                Some(Ok(Message::Close(close))) => {
                    let code = close.map_or(1005, |close| u16::from(close.code));
                    self.ended = Some(code);
                    // The answer to the close frame leaves with the next read.
                    let _ = timeout(left, self.socket.next()).await;
                    return Heard::Closed(code);
                }
                // Pings are answered by the library; we send none and so get no Pong.
                Some(Ok(_)) => {}
                Some(Err(_)) | None => {
                    self.ended = Some(CUT);
                    return Heard::Closed(CUT);
                }
            }
        }
    }

    /// Waits for a frame; what comes before it waits in order.
    ///
    /// # Panics
    /// When the connection ends or the frame does not come within `within`.
    pub async fn take_within(
        &mut self,
        within: Duration,
        what: &str,
        matches: impl Fn(&Value) -> bool,
    ) -> Value {
        if let Some(at) = self.waiting.iter().position(&matches) {
            return self.waiting.remove(at).expect("it was found there");
        }
        let until = Instant::now() + within;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.read(left).await {
                Heard::Frame(frame) if matches(&frame) => return frame,
                Heard::Frame(frame) => self.waiting.push_back(frame),
                Heard::Closed(code) => panic!(
                    "closed with {code} while waiting for {what}; heard {:#?}",
                    self.waiting
                ),
                Heard::Silence => {
                    panic!("no {what} within {within:?}; heard {:#?}", self.waiting)
                }
            }
        }
    }

    /// Waits for a frame as long as a test can wait.
    ///
    /// # Panics
    /// As [`Self::take_within`].
    pub async fn take(&mut self, what: &str, matches: impl Fn(&Value) -> bool) -> Value {
        self.take_within(PATIENCE, what, matches).await
    }

    /// Waits for a frame of this type.
    ///
    /// # Panics
    /// As [`Self::take_within`].
    pub async fn frame(&mut self, kind: &str) -> Value {
        self.take(kind, |frame| frame["type"] == kind).await
    }

    /// Waits for an event of this kind.
    ///
    /// # Panics
    /// As [`Self::take_within`].
    pub async fn event(&mut self, kind: &str) -> Value {
        self.take(kind, |frame| {
            frame["type"] == "event" && frame["kind"] == kind
        })
        .await
    }

    /// Waits for the post of a message with this source, and gives back the event.
    ///
    /// # Panics
    /// As [`Self::take_within`].
    pub async fn posted(&mut self, source: &str) -> Value {
        self.take(&format!("post of {source:?}"), |frame| {
            frame["kind"] == "message_posted" && frame["data"]["message"]["source"] == source
        })
        .await
    }

    /// Waits for a frame with which everything before it is known to have come, and gives back the
    /// events until then, that one included.
    ///
    /// # Panics
    /// As [`Self::take_within`].
    pub async fn events_until(
        &mut self,
        what: &str,
        matches: impl Fn(&Value) -> bool,
    ) -> Vec<Value> {
        let mut events = Vec::new();
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.next(left).await {
                Heard::Frame(frame) => {
                    let last = matches(&frame);
                    if frame["type"] == "event" || last {
                        events.push(frame);
                    }
                    if last {
                        return events;
                    }
                }
                other => panic!("{other:?} while waiting for {what}; heard {events:#?}"),
            }
        }
    }

    /// Frames that came and that nobody asked for.
    pub fn unasked(&self) -> impl Iterator<Item = &Value> {
        self.waiting.iter()
    }

    /// Forgets the frames that nobody asked for.
    pub fn forget_unasked(&mut self) {
        self.waiting.clear();
    }

    /// Waits for the end and gives back its close code; frames before it wait in order.
    ///
    /// # Panics
    /// When the connection is still open after `within`.
    pub async fn closed(&mut self, within: Duration) -> u16 {
        let until = Instant::now() + within;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.read(left).await {
                Heard::Closed(code) => return code,
                Heard::Frame(frame) => self.waiting.push_back(frame),
                Heard::Silence => panic!("still open after {within:?}; heard {:#?}", self.waiting),
            }
        }
    }

    /// Asks for a heartbeat and gives back the answer.
    ///
    /// # Panics
    /// When the answer does not come.
    pub async fn heartbeat(&mut self) -> Value {
        self.send(&json!({"type": "heartbeat", "cursor": self.cursor}))
            .await;
        self.frame("heartbeat").await
    }

    /// Posts a message as a command and gives back the ack or the refusal.
    ///
    /// # Panics
    /// When neither comes.
    pub async fn post(&mut self, room_id: &str, client_message_id: &str, body: &str) -> Value {
        self.send_post(room_id, client_message_id, body).await;
        self.answer_to(client_message_id).await
    }

    /// Posts messages, given as key and words, without waiting for answers.
    pub async fn send_posts(&mut self, room_id: &str, posts: &[(String, String)]) {
        for (client_message_id, body) in posts {
            self.send_post(room_id, client_message_id, body).await;
        }
    }

    async fn send_post(&mut self, room_id: &str, client_message_id: &str, body: &str) {
        self.send(&json!({
            "type": "post_message", "room_id": room_id,
            "client_message_id": client_message_id, "body": body,
        }))
        .await;
    }

    /// What the server says of a post.
    pub async fn answer_to(&mut self, client_message_id: &str) -> Value {
        self.take("ack or refused", |frame| {
            (frame["type"] == "ack" || frame["type"] == "refused")
                && frame["client_message_id"] == client_message_id
        })
        .await
    }

    /// Closes in good order and waits for the server's close.
    pub async fn bye(mut self) {
        let _ = self.socket.close(None).await;
        let _ = self.closed_quietly().await;
    }

    async fn closed_quietly(&mut self) -> Option<u16> {
        let until = Instant::now() + PATIENCE;
        loop {
            match self
                .read(until.saturating_duration_since(Instant::now()))
                .await
            {
                Heard::Frame(_) => {}
                Heard::Closed(code) => return Some(code),
                Heard::Silence => return None,
            }
        }
    }

    /// Cuts the TCP connection with a reset, without a close frame.
    pub fn cut(self) {
        let _ = self.socket.get_ref().set_zero_linger();
    }
}

impl Answer {
    /// Whether the server agreed to speak WebSocket.
    #[must_use]
    pub fn is_upgrade(&self) -> bool {
        self.code() == 101
    }
}
