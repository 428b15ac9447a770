use super::Tag;
use crate::{
    answers::Answer,
    auth::SignedIn,
    errors::{Code, Refusal},
    fields::{Fields, OutOfRange},
};
use campfire_app::sync::{Missed, ResetReason as Reason, Resume};
use campfire_domain::{Cursor, EventKind, Head, Position, SessionId};
use campfire_wire::{Event, Events, PollReset, ResetReason};
use poem_openapi::{OpenApi, param::Query};
use std::time::Duration;
use tokio::{
    sync::watch,
    time::{Instant, sleep_until, timeout_at},
};

/// Most events in one answer.
const EVENTS_AT_ONCE: u32 = 200;

/// Missed events, for clients without a socket.
pub(crate) struct EventResource;

#[OpenApi(tag = "Tag::Live")]
impl EventResource {
    /// Waits for what happens after a cursor (long poll).
    ///
    /// Answers at once when something was missed, at most 200 events at a time; else as soon as
    /// something happens, or with no event after `wait`. Without a cursor the current one, at once.
    /// When what was missed cannot be replayed, `reset` says why: read everything again, then poll
    /// from the given cursor. The end of the session ends the wait with 401.
    #[oai(path = "/events", method = "get", operation_id = "list_events")]
    async fn list(
        &self,
        caller: SignedIn,
        /// Where to go on from: `cursor` of the last answer, or of the last event applied.
        cursor: Query<Option<String>>,
        /// How long to wait at most, 0 to 55 s; 0 unless told.
        wait: Query<Option<i64>>,
    ) -> Result<Answer<Events>, Refusal> {
        let wait = span(wait.0, caller.shared.config.poll_longest)?;
        let sync = &caller.app().sync;
        let Some(text) = cursor.0 else {
            return Ok(answer(Vec::new(), &sync.head(), None));
        };
        let Ok(cursor) = Cursor::parse(&text) else {
            let reset = reset(Reason::Unknown, None);
            return Ok(answer(Vec::new(), &sync.head(), Some(reset)));
        };
        match sync.resume(&caller.actor, &cursor).await? {
            Resume::After(position) => poll(&caller, position, wait).await,
            Resume::Reset {
                reason,
                head,
                missed,
            } => Ok(answer(Vec::new(), &head, Some(reset(reason, missed)))),
        }
    }
}

async fn poll(
    caller: &SignedIn,
    mut after: Position,
    wait: Duration,
) -> Result<Answer<Events>, Refusal> {
    let until = Instant::now() + wait;
    let mut head = caller.app().directory.watch();
    loop {
        let looked = Instant::now();
        head.mark_unchanged();
        let sync = &caller.app().sync;
        let missed = sync.missed(&caller.actor, after, EVENTS_AT_ONCE).await?;
        if ends_session(&missed, caller.actor.session_id) {
            return Err(Refusal::new(Code::SessionRequired));
        }
        check(caller)?;
        let events = views(&missed);
        if !events.is_empty() || !moved(caller, &mut head, &missed.reached, looked, until).await? {
            return Ok(answer(events, &missed.reached, None));
        }
        after = missed.reached.position;
    }
}

/// Waits until the log has moved past what was looked at; false when the time is over. However much
/// happens, it is looked at only every `poll_pause`.
async fn moved(
    caller: &SignedIn,
    head: &mut watch::Receiver<Head>,
    reached: &Head,
    mut looked: Instant,
    until: Instant,
) -> Result<bool, Refusal> {
    // A session can also end by itself while nothing happens.
    let left = caller.app().sessions.remaining(caller.actor.session_id);
    let until = Instant::now()
        .checked_add(left)
        .map_or(until, |end| until.min(end));
    loop {
        let changed = timeout_at(until, head.changed()).await;
        check(caller)?;
        if !matches!(changed, Ok(Ok(()))) {
            return Ok(false);
        }
        let pause = caller.shared.config.poll_pause;
        sleep_until(until.min(looked + pause)).await;
        looked = Instant::now();
        if head.borrow_and_update().position > reached.position {
            check(caller)?;
            return Ok(true);
        }
    }
}

/// Whether the log, which may be ahead of the directory, has the end of this session.
fn ends_session(missed: &Missed, session_id: SessionId) -> bool {
    missed.events.iter().any(|(event, _)| match &event.kind {
        EventKind::SessionsEnded { session_ids, .. } => session_ids.contains(&session_id),
        _ => false,
    })
}

/// Whether the session still lives.
fn check(caller: &SignedIn) -> Result<(), Refusal> {
    let still = caller.app().sessions.still(&caller.actor);
    still
        .map(|_| ())
        .ok_or_else(|| Refusal::new(Code::SessionRequired))
}

fn views(missed: &Missed) -> Vec<Event> {
    let events = missed.events.iter();
    events
        .filter_map(|(event, named)| Event::new(event, named))
        .collect()
}

fn answer(events: Vec<Event>, head: &Head, reset: Option<PollReset>) -> Answer<Events> {
    Answer::found(&Events {
        events,
        cursor: head.cursor.as_str().to_owned(),
        reset,
    })
}

fn reset(reason: Reason, missed: Option<u32>) -> PollReset {
    let reason = match reason {
        Reason::Expired => ResetReason::Expired,
        Reason::Epoch => ResetReason::Epoch,
        Reason::TooMany => ResetReason::TooMany,
        Reason::Unknown => ResetReason::Unknown,
    };
    PollReset { reason, missed }
}

fn span(wait: Option<i64>, longest: Duration) -> Result<Duration, Refusal> {
    let max = longest.as_secs();
    let wait = u64::try_from(wait.unwrap_or(0)).ok();
    let mut fields = Fields::default();
    let wait = wait.filter(|wait| *wait <= max).ok_or(OutOfRange { max });
    let wait = fields.take("wait", wait).map(Duration::from_secs);
    wait.ok_or_else(|| fields.refusal())
}
