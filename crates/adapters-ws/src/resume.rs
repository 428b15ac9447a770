//! Resuming: everything that was missed is read from the log, page by page as the socket takes it,
//! then the connection joins what is delivered now, without a hole between.

use crate::{
    close::Close,
    connection::Live,
    frames::{Frame, encode, encode_event},
    registry::{ConnectionRegistry, Joined, Peer},
};
use campfire_app::{
    Campfire,
    sync::{Missed, ResetReason, Resume},
};
use campfire_domain::{Actor, Cursor, Head, Position, StoreError};
use campfire_wire::{self as wire, CaughtUp, ServerFrame};
use std::{
    collections::VecDeque,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

/// Events read from the log at once: about 64 KiB of frames, which is what may lie here per socket
/// that resumes.
const PAGE_EVENTS: u32 = 64;

type Reading<T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send>>;

/// The question what a client with this cursor gets.
pub(crate) fn ask(app: &Campfire, actor: Actor, cursor: Cursor) -> Reading<Resume> {
    let sync = app.sync.clone();
    Box::pin(async move { sync.resume(&actor, &cursor).await })
}

/// The wire's name of a reason.
pub(crate) fn reason(reason: ResetReason) -> wire::ResetReason {
    match reason {
        ResetReason::Expired => wire::ResetReason::Expired,
        ResetReason::Epoch => wire::ResetReason::Epoch,
        ResetReason::TooMany => wire::ResetReason::TooMany,
        ResetReason::Unknown => wire::ResetReason::Unknown,
    }
}

/// The same as a word for metrics.
pub(crate) fn word(reason: ResetReason) -> &'static str {
    match reason {
        ResetReason::Expired => "expired",
        ResetReason::Epoch => "epoch",
        ResetReason::TooMany => "too_many",
        ResetReason::Unknown => "unknown",
    }
}

/// A connection that resumes.
pub(crate) struct Replay {
    state: State,
    /// What was read and not sent yet: at most one page and `caught_up`.
    outbox: VecDeque<Frame>,
    /// Everything up to here is sent or in the outbox.
    after: Position,
    /// The same for the client.
    cursor: Cursor,
    /// Where it joined: the log is read up to here, the rest is delivered.
    until: Option<Head>,
}

enum State {
    /// What the client gets is being decided.
    Asking(Reading<Resume>),
    /// The next page is being read.
    Reading(Reading<Missed>),
    /// The next page is read when the socket has taken this one.
    Waiting,
    /// Everything is in the outbox.
    Done,
}

/// What a step of the replay asks of its connection.
#[derive(Debug)]
pub(crate) enum Step {
    /// The client resumes: welcome it with its own cursor.
    Welcome,
    /// The client cannot resume: join and say so.
    Reset {
        /// Why.
        reason: ResetReason,
        /// How many events it missed, where that is known.
        missed: Option<u32>,
    },
    /// There are frames to send.
    Frames,
    /// The same, and from now on events are delivered behind them.
    Joined,
    /// The log cannot be read now.
    Close(Close),
}

impl Replay {
    /// Begins with the question.
    pub(crate) fn new(app: &Campfire, actor: Actor, cursor: Cursor) -> Self {
        Self {
            state: State::Asking(ask(app, actor, cursor.clone())),
            outbox: VecDeque::new(),
            after: Position::ZERO,
            cursor,
            until: None,
        }
    }

    /// The place up to which the client was sent everything.
    pub(crate) fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    /// The position the replay has reached.
    pub(crate) fn after(&self) -> Position {
        self.after
    }

    /// Whether events are already delivered behind what is still to be sent from here.
    pub(crate) fn has_joined(&self) -> bool {
        self.until.is_some() || matches!(self.state, State::Done)
    }

    /// Whether the queue waits: nothing is sent before the welcome, and what is delivered since the
    /// connection joined belongs behind what is still to be read.
    pub(crate) fn comes_first(&self) -> bool {
        matches!(self.state, State::Asking(_)) || self.has_joined()
    }

    /// Appends a frame, such as an answer that must not be sent before what was read.
    pub(crate) fn push(&mut self, frame: Frame) {
        self.outbox.push_back(frame);
    }

    /// Takes the next frame to send.
    pub(crate) fn next(&mut self) -> Option<Frame> {
        self.outbox.pop_front()
    }

    /// Whether everything was sent, so that the replay can be forgotten.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state, State::Done) && self.outbox.is_empty()
    }

    /// Reads the next page, now that the socket has taken the last one.
    pub(crate) fn go_on(&mut self, live: &Live, actor: Actor) -> bool {
        let waits = matches!(self.state, State::Waiting) && self.outbox.is_empty();
        if waits {
            let (sync, after) = (live.app.sync.clone(), self.after);
            // Who missed nothing comes back although the log cannot be read (G9).
            let missed_nothing = self.until.is_none() && live.registry.delivered() == after;
            self.state = State::Reading(if missed_nothing {
                let (events, cursor) = (Vec::new(), self.cursor.clone());
                let reached = Head {
                    position: after,
                    cursor,
                };
                Box::pin(std::future::ready(Ok(Missed { events, reached })))
            } else {
                Box::pin(async move { sync.missed(&actor, after, PAGE_EVENTS).await })
            });
        }
        waits
    }

    /// Goes on as far as it can without the socket.
    pub(crate) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        registry: &ConnectionRegistry,
        peer: &Peer,
    ) -> Poll<Step> {
        match &mut self.state {
            State::Asking(asking) => match ready!(asking.as_mut().poll(cx)) {
                Ok(Resume::After(position)) => {
                    self.after = position;
                    self.state = State::Waiting;
                    Poll::Ready(Step::Welcome)
                }
                Ok(Resume::Reset { reason, missed, .. }) => {
                    self.state = State::Done;
                    Poll::Ready(Step::Reset { reason, missed })
                }
                Err(error) => Poll::Ready(self.fail(&error)),
            },
            State::Reading(reading) => match ready!(reading.as_mut().poll(cx)) {
                Ok(page) => Poll::Ready(self.take(&page, registry, peer)),
                Err(error) => Poll::Ready(self.fail(&error)),
            },
            State::Waiting | State::Done => Poll::Pending,
        }
    }

    fn fail(&mut self, error: &StoreError) -> Step {
        tracing::warn!(error = %error, "live.resume_failed");
        self.state = State::Done;
        Step::Close(Close::Overloaded)
    }

    /// Puts a page into the outbox; joins when it is the last.
    fn take(&mut self, page: &Missed, registry: &ConnectionRegistry, peer: &Peer) -> Step {
        let last = self.until.as_ref().map(|head| head.position);
        let wanted = |position: &Position| last.is_none_or(|last| *position <= last);
        for (event, named) in &page.events {
            if wanted(&event.position) {
                self.outbox.extend(encode_event(event, named));
                self.cursor = event.cursor.clone();
            }
        }
        self.after = page.reached.position;
        self.state = State::Waiting;
        if let Some(until) = self.until.clone() {
            if self.after >= until.position {
                self.catch_up(until.cursor);
            }
            return Step::Frames;
        }
        if page.events.len() >= PAGE_EVENTS as usize {
            return Step::Frames;
        }
        match registry.join_at(peer, &page.reached) {
            Joined::There => self.catch_up(page.reached.cursor.clone()),
            // More was delivered while the page was read: what lies between is read once more,
            // while what comes from now on waits in the queue. So it ends under any load.
            Joined::Behind(delivered) => self.until = Some(delivered),
        }
        Step::Joined
    }

    fn catch_up(&mut self, cursor: Cursor) {
        let frame = CaughtUp {
            cursor: cursor.as_str().to_owned(),
        };
        self.outbox.push_back(encode(&ServerFrame::CaughtUp(frame)));
        self.cursor = cursor;
        self.state = State::Done;
    }
}
