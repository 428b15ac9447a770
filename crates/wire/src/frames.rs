use crate::{Event, Format, PostState};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The version of the live protocol that this server speaks.
pub const PROTOCOL: u32 = 1;

/// What a client says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// The first frame, within 10 s.
    Hello(Hello),
    /// Posts a message.
    PostMessage(PostMessage),
    /// Starts (or goes on) or stops typing.
    Typing(Typing),
    /// Says which room is looked at.
    Viewing(Viewing),
    /// Raises the read marker.
    Read(Read),
    /// Every 30 s.
    Heartbeat(Heartbeat),
}

/// Declares a frame of a client: its fields are refused when unknown.
macro_rules! client_frames {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type),+
        }
    )+};
}

client_frames! {
    /// The first frame of a client.
    Hello {
        /// The version it speaks; 1.
        protocol: u32,
        /// Where it wants to resume from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cursor: Option<String>,
    }
    /// Posts a message.
    PostMessage {
        /// Where.
        room_id: Uuid,
        /// The client's id of it.
        client_message_id: Uuid,
        /// What it says.
        body: String,
        /// How that is to be read; Markdown unless told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<Format>,
    }
    /// Starts (or goes on) or stops typing.
    Typing {
        /// Where.
        room_id: Uuid,
        /// Whether they type.
        active: bool,
    }
    /// Says which room is looked at.
    Viewing {
        /// Which; `null` when none is.
        room_id: Option<Uuid>,
    }
    /// Raises the read marker.
    Read {
        /// Where.
        room_id: Uuid,
        /// The newest message seen.
        seq: u64,
    }
    /// Shows that the client lives, and where it is.
    Heartbeat {
        /// The last cursor it holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cursor: Option<String>,
    }
}

/// Why a client's frame could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FrameError {
    /// Not a JSON object with a text `type`.
    Malformed,
    /// A command that this server does not know.
    Unknown {
        /// Its name.
        command: String,
    },
    /// A known command with missing, wrong or unknown fields.
    Invalid {
        /// Its name.
        command: String,
        /// The client's id of the message it wanted to post, when that much can be read.
        client_message_id: Option<Uuid>,
    },
}

/// The commands a client may send, in the order of the protocol's page.
pub const COMMANDS: [&str; 6] = [
    "hello",
    "post_message",
    "typing",
    "viewing",
    "read",
    "heartbeat",
];

impl ClientFrame {
    /// Reads a text frame.
    ///
    /// # Errors
    /// [`FrameError`].
    pub fn parse(text: &str) -> Result<Self, FrameError> {
        // serde would take a list whose first value is the type for a frame, too.
        if !text.trim_start().starts_with('{') {
            return Err(FrameError::Malformed);
        }
        if let Ok(frame) = serde_json::from_str(text) {
            return Ok(frame);
        }
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|_| FrameError::Malformed)?;
        let command = value.get("type").and_then(|name| name.as_str());
        let command = command.ok_or(FrameError::Malformed)?.to_owned();
        if !COMMANDS.contains(&command.as_str()) {
            return Err(FrameError::Unknown {
                command: command.chars().take(64).collect(),
            });
        }
        let client_message_id = value.get("client_message_id").and_then(|id| id.as_str());
        let client_message_id = client_message_id.and_then(|id| id.parse().ok());
        Err(FrameError::Invalid {
            command,
            client_message_id,
        })
    }
}

/// What the server says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "a frame is printed where it is made and never kept in numbers"
)]
pub enum ServerFrame {
    /// The answer to `hello`.
    Welcome(Welcome),
    /// One change.
    Event(Event),
    /// Everything missed was replayed.
    CaughtUp(CaughtUp),
    /// What was missed cannot be replayed: read everything again.
    Reset(Reset),
    /// A message was posted.
    Ack(Ack),
    /// A command was not carried out.
    Refused(Refused),
    /// The answer to `heartbeat`.
    Heartbeat(HeartbeatAnswer),
    /// Who is here, or who came and went.
    Presence(Presence),
    /// Who is typing in the room one views: the whole set.
    Typing(TypingNow),
    /// Send less for a while.
    SlowDown(SlowDown),
    /// How the server is.
    Health(Health),
}

/// Declares a frame of the server.
macro_rules! server_frames {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type),+
        }
    )+};
}

server_frames! {
    /// The answer to `hello`.
    Welcome {
        /// Names this connection in the server's log.
        connection_id: String,
        /// The client's own cursor when it resumes, else where to go on from.
        cursor: String,
        /// How often to send `heartbeat`, in milliseconds.
        heartbeat_ms: u64,
        /// Whether missed events follow.
        resumed: bool,
        /// The version of the feature flags.
        flags_version: u64,
        /// The build of the server: another one means the page is old.
        build: String,
    }
    /// Everything missed was replayed.
    CaughtUp {
        /// Where to resume from.
        cursor: String,
    }
    /// What was missed cannot be replayed.
    Reset {
        /// Why.
        reason: ResetReason,
        /// Where to go on from.
        cursor: String,
        /// How many events were missed, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        missed: Option<u32>,
    }
    /// A message was posted.
    Ack {
        /// The client's id of it.
        client_message_id: Uuid,
        /// Its id.
        message_id: Uuid,
        /// Its room.
        room_id: Uuid,
        /// Its number; left out while it is queued.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seq: Option<u64>,
        /// How safe it is.
        state: PostState,
        /// Whether it was posted before.
        duplicate: bool,
    }
    /// A command was not carried out.
    Refused {
        /// Which.
        command: String,
        /// The client's id of the message it wanted to post.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_message_id: Option<Uuid>,
        /// Why, for a program.
        code: String,
        /// Why, for a person.
        detail: String,
        /// Whether trying again is right.
        retryable: bool,
        /// When to try again, in milliseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_ms: Option<u64>,
    }
    /// The answer to `heartbeat`.
    HeartbeatAnswer {
        /// Where to resume from: everything before it was sent on this connection.
        cursor: String,
        /// The receiver's rooms that changed since the last one.
        rooms: Vec<RoomRev>,
    }
    /// How far a room is.
    RoomRev {
        /// The room.
        room_id: Uuid,
        /// The number of its newest event.
        rev: u64,
    }
    /// Who is here (once, after `welcome`), or who came and went.
    Presence {
        /// Everyone who is here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        online: Option<Vec<Uuid>>,
        /// How many are here, when they are too many to name; `online` are then those of the room in view.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        online_count: Option<u64>,
        /// Who came.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        joined: Option<Vec<Uuid>>,
        /// Who went.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        left: Option<Vec<Uuid>>,
    }
    /// Who is typing in a room: the whole set.
    TypingNow {
        /// The room.
        room_id: Uuid,
        /// Who.
        user_ids: Vec<Uuid>,
    }
    /// Send less for a while.
    SlowDown {
        /// For how long, in milliseconds.
        retry_after_ms: u64,
    }
    /// How the server is.
    Health {
        /// Whether something does not work.
        degraded: bool,
        /// What.
        reasons: Vec<String>,
    }
}

/// Why missed events cannot be replayed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(poem_openapi::Enum),
    oai(rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum ResetReason {
    /// They are too old.
    Expired,
    /// The cursor is of another log.
    Epoch,
    /// They are too many.
    TooMany,
    /// The log never had that place.
    Unknown,
}

#[cfg(feature = "openapi")]
crate::unions::union! {
    ClientFrame by "type": "What a client says on the live socket.";
    Hello(Hello), PostMessage(PostMessage), Typing(Typing), Viewing(Viewing), Read(Read),
    Heartbeat(Heartbeat)
}

#[cfg(feature = "openapi")]
crate::unions::union! {
    ServerFrame by "type": "What the server says on the live socket. Clients ignore types they do not know.";
    Welcome(Welcome), Event(Event), CaughtUp(CaughtUp), Reset(Reset), Ack(Ack), Refused(Refused),
    Heartbeat(HeartbeatAnswer), Presence(Presence), Typing(TypingNow), SlowDown(SlowDown),
    Health(Health)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_name_their_type_first() {
        let frame = ServerFrame::CaughtUp(CaughtUp { cursor: "c".into() });
        assert_eq!(
            serde_json::to_string(&frame).unwrap(),
            r#"{"type":"caught_up","cursor":"c"}"#
        );
    }

    #[test]
    fn an_event_frame_names_type_and_kind_and_reads_back() {
        let text = r#"{"type":"event","kind":"room_deleted","cursor":"c","at":"2026-11-21T08:00:00.000Z","data":{"room_id":"01900000-0000-7000-8000-000000000001"}}"#;
        let frame: ServerFrame = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&frame).unwrap(), text);
    }

    #[test]
    fn commands_are_told_apart_from_nonsense() {
        assert_eq!(ClientFrame::parse("{"), Err(FrameError::Malformed));
        for list in [r#"["hello"]"#, r#" ["hello", 1]"#, r#"["heartbeat", "c"]"#] {
            assert_eq!(
                ClientFrame::parse(list),
                Err(FrameError::Malformed),
                "{list}"
            );
        }
        let unknown = ClientFrame::parse(r#"{"type":"dance"}"#);
        assert_eq!(
            unknown,
            Err(FrameError::Unknown {
                command: "dance".into()
            })
        );
        for wrong in [
            r#"{"type":"hello"}"#,
            r#"{"type":"hello","protocol":1,"x":1}"#,
            r#"{"type":"hello","protocol":"1"}"#,
        ] {
            let invalid = FrameError::Invalid {
                command: "hello".into(),
                client_message_id: None,
            };
            assert_eq!(ClientFrame::parse(wrong), Err(invalid), "{wrong}");
        }
        assert!(matches!(
            ClientFrame::parse(r#"{"type":"heartbeat"}"#),
            Ok(ClientFrame::Heartbeat(_))
        ));
    }
}
