//! From a command to its use case, and from its outcome to a frame. Codes are those of HTTP.

use crate::frames::{Frame, encode};
use campfire_app::{
    Campfire,
    memberships::MembershipError,
    messages::{MessageError, PostMessage},
};
use campfire_domain::{
    Actor, ClientMessageId, Denied, Format, MessageSource, RoomId, Seq, StoreError, ports::Posted,
};
use campfire_wire::{self as wire, Ack, PostState, Refused, ServerFrame};
use std::{future::Future, pin::Pin, time::Duration};

/// A command that is being carried out; gives the answer, if any.
pub(crate) type Job = Pin<Box<dyn Future<Output = Option<Answer>> + Send>>;

/// What a client is told of its command.
pub(crate) struct Answer {
    /// The words.
    pub(crate) frame: Frame,
    /// The code, when it was refused.
    pub(crate) refused: Option<&'static str>,
}

/// Why a command was not carried out.
#[derive(Debug)]
pub(crate) struct Refusal {
    code: &'static str,
    detail: String,
    retry_after: Option<Duration>,
    retryable: bool,
}

impl Refusal {
    /// One that stays, however often it is tried.
    pub(crate) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            retry_after: None,
            retryable: false,
        }
    }

    /// The room is absent, or hidden.
    pub(crate) fn room_not_found() -> Self {
        Self::new("room.not_found", "there is no such room")
    }

    /// One to try again.
    pub(crate) fn later(code: &'static str, detail: impl Into<String>, after: Duration) -> Self {
        Self {
            code,
            detail: detail.into(),
            retry_after: Some(after),
            retryable: true,
        }
    }

    /// The answer that says so.
    pub(crate) fn answer(
        self,
        command: &str,
        client_message_id: Option<ClientMessageId>,
    ) -> Answer {
        let retry_after = self.retry_after.map(|span| span.as_millis());
        let frame = encode(&ServerFrame::Refused(Refused {
            command: command.to_owned(),
            client_message_id: client_message_id.map(ClientMessageId::as_uuid),
            code: self.code.to_owned(),
            detail: self.detail,
            retryable: self.retryable,
            retry_after_ms: retry_after.map(|ms| u64::try_from(ms).unwrap_or(u64::MAX)),
        }));
        Answer {
            frame,
            refused: Some(self.code),
        }
    }
}

/// How long a client waits before it repeats what the store could not do: long enough for a queue
/// to empty, short enough that a person does not ask.
const STORE_RETRY_AFTER: Duration = Duration::from_secs(1);

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let detail = error.to_string();
        match error {
            StoreError::Overloaded { retry_after } => {
                Self::later("store.overloaded", detail, retry_after)
            }
            StoreError::Unavailable => Self::later("store.unavailable", detail, STORE_RETRY_AFTER),
            StoreError::TimedOut => Self::later("store.timed_out", detail, STORE_RETRY_AFTER),
            _ => {
                tracing::error!(error = %error, source = ?std::error::Error::source(&error), "live.command_failed");
                Self::new("internal", "something went wrong on the server")
            }
        }
    }
}

impl From<MessageError> for Refusal {
    fn from(error: MessageError) -> Self {
        let detail = error.to_string();
        match error {
            MessageError::Store(error) => error.into(),
            MessageError::RoomNotFound => Self::room_not_found(),
            MessageError::NotFound => Self::new("message.not_found", detail),
            MessageError::Denied(Denied::NotAdministrator) => {
                Self::new("account.administrators_only", detail)
            }
            MessageError::Denied(_) => Self::new("message.not_yours", detail),
            MessageError::Deleted => Self::new("message.deleted", detail),
            MessageError::ClientIdReused => Self::new("message.client_id_reused", detail),
            MessageError::ShowsNothing => Self::new("request.invalid", detail),
            MessageError::TooMuchHtml(_) => Self::new("message.html_too_long", detail),
            _ => {
                tracing::error!(error = %error, "live.command_failed");
                Self::new("internal", "something went wrong on the server")
            }
        }
    }
}

impl From<MembershipError> for Refusal {
    fn from(error: MembershipError) -> Self {
        let detail = error.to_string();
        match error {
            MembershipError::Store(error) => error.into(),
            MembershipError::BeyondLast { .. } => Self::new("read.beyond_last", detail),
            _ => Self::room_not_found(),
        }
    }
}

/// A `post_message`, parsed.
pub(crate) fn parse_post(frame: &wire::PostMessage) -> Result<PostMessage, Refusal> {
    let source = MessageSource::parse(&frame.body)
        .map_err(|error| Refusal::new("request.invalid", format!("the body {error}")))?;
    Ok(PostMessage {
        room_id: RoomId::from_uuid(frame.room_id),
        client_message_id: ClientMessageId::from_uuid(frame.client_message_id),
        source,
        format: frame.format.map_or(Format::Markdown, Into::into),
    })
}

/// Posts a message. It stands in the writer's queue after the first poll when its text is short
/// ([`is_long`]), so that posts polled one after the other are committed in that order.
pub(crate) fn post(app: &Campfire, actor: Actor, post: PostMessage) -> Job {
    let messages = app.messages.clone();
    Box::pin(async move {
        let (room_id, id) = (post.room_id, post.client_message_id);
        let (posted, repeated) = match messages.post(&actor, post).await {
            Ok(view) => (view.posted, view.is_repeated),
            Err(error) => return Some(Refusal::from(error).answer("post_message", Some(id))),
        };
        let (message_id, seq, state) = match posted {
            Posted::Stored(message) | Posted::Repeated(message) => {
                (message.id, Some(message.seq.get()), PostState::Stored)
            }
            Posted::Queued(message) => (message.id, None, PostState::Queued),
        };
        let frame = encode(&ServerFrame::Ack(Ack {
            client_message_id: id.as_uuid(),
            message_id: message_id.as_uuid(),
            room_id: room_id.as_uuid(),
            seq,
            state,
            duplicate: repeated,
        }));
        Some(Answer {
            frame,
            refused: None,
        })
    })
}

/// Whether a post reaches the writer some time after its first poll.
pub(crate) fn is_long(post: &PostMessage) -> bool {
    campfire_app::content::may_wait(&post.source)
}

/// Raises the read marker; its answer is the event.
pub(crate) fn read(app: &Campfire, actor: Actor, frame: &wire::Read) -> Job {
    let memberships = app.memberships.clone();
    let (room_id, to) = (RoomId::from_uuid(frame.room_id), Seq::new(frame.seq));
    Box::pin(async move {
        let moved = memberships.move_read(&actor, room_id, to, false).await;
        moved
            .err()
            .map(|error| Refusal::from(error).answer("read", None))
    })
}
