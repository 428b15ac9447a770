//! One connection: a task that reads commands, carries them out, and sends what waits.
//!
//! The task is one small hand-written future; what only some connections need (a resume, commands on
//! their way, a deadline) is boxed while it is needed. It has no timers while it is idle: Pings and
//! leases are the sweeper's.

mod commands;

use crate::{
    close::Close,
    codec::{Broken, Codec, Incoming},
    dispatch::Job,
    frames::{Frame, encode},
    pace::Pace,
    queue::Next,
    registry::{ConnectionRegistry, Peer},
    resume::{Replay, Step},
};
use campfire_app::{Campfire, messages::PostMessage, presence::Ended, sync::ResetReason};
use campfire_domain::{Actor, Cursor, Head, Position, PublicAddress};
use campfire_wire::{Hello, PROTOCOL, Reset, ServerFrame, Welcome};
use std::{
    collections::VecDeque,
    future::Future,
    pin::Pin,
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll, Waker},
};
use tokio::time::{Sleep, sleep};

/// Frames of a client that are handled before others get their turn.
const FRAMES_AT_ONCE: usize = 32;

/// What all connections share.
pub(crate) struct Live {
    pub(crate) app: Campfire,
    pub(crate) registry: Arc<ConnectionRegistry>,
}

/// The code of a connection that ended without a close frame (RFC 6455, 7.1.5).
const ABNORMAL: u16 = 1006;

/// See the [module](self).
pub(crate) struct Connection<C> {
    live: Arc<Live>,
    peer: Arc<Peer>,
    codec: C,
    actor: Actor,
    /// Where it comes from.
    from: Option<PublicAddress>,
    stage: Stage,
    /// The deadline of `hello` or of the good-bye.
    timer: Option<Pin<Box<Sleep>>>,
    work: Option<Box<Work>>,
    replay: Option<Box<Replay>>,
    pace: Pace,
    /// Up to where the last heartbeat's answer looked.
    heartbeat_at: Position,
    /// What the operating system had taken when a write last waited.
    written: u64,
    /// When it was last told to slow down, in milliseconds of the registry's clock.
    slowed: Option<u64>,
    /// The code that came, if the client closes first.
    code: u16,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    /// Nothing but `hello` is right.
    Greeting,
    /// Commands are carried out.
    Open,
    /// No more commands; what waits is sent, then the close frame.
    Closing,
    /// The client has sent its close frame first: nothing but the answer is sent.
    Left,
}

/// Commands on their way.
#[derive(Default)]
struct Work {
    running: Vec<(Job, bool)>,
    waiting: VecDeque<Command>,
    waiting_bytes: usize,
}

/// A command that takes the store.
enum Command {
    Post(PostMessage),
    Read(campfire_wire::Read),
}

impl<C> Connection<C> {
    /// Says that the person is gone by this connection, as soon as that is certain: a peer that does
    /// not answer the close frame stays no longer for it. Presence hears only the first time.
    fn went(&self) {
        let how = if self.peer.queue.why_closing() == Some(Close::LeaseLost) {
            Ended::Lapsed
        } else {
            Ended::Closed
        };
        let presence = &self.live.app.presence;
        presence.ended(self.actor.user_id, self.peer.number, how);
    }
}

impl<C: Codec + Unpin> Connection<C> {
    /// Takes a connection in and waits for its `hello`.
    pub(crate) fn new(
        live: Arc<Live>,
        codec: C,
        actor: Actor,
        from: Option<PublicAddress>,
    ) -> Self {
        let peer = live.registry.register(actor);
        // The session may have ended between the check at the upgrade and now; from now on the
        // registry would tell.
        if live.app.sessions.still(&actor).is_none() {
            peer.queue.close(Close::SessionEnded);
        }
        let within = live.registry.config.hello_within;
        Self {
            live,
            peer,
            codec,
            actor,
            from,
            stage: Stage::Greeting,
            timer: Some(Box::pin(sleep(within))),
            work: None,
            replay: None,
            pace: Pace::default(),
            heartbeat_at: Position::ZERO,
            written: 0,
            slowed: None,
            code: ABNORMAL,
        }
    }

    fn end(&self, why: Close) {
        self.peer.queue.close(why);
    }

    fn tell(&self, frame: Frame) {
        self.live.registry.tell(&self.peer, frame);
    }

    fn is_ending(&self) -> bool {
        matches!(self.stage, Stage::Closing | Stage::Left)
    }

    /// From the moment a close is asked for there are no more commands and little time.
    fn note_closing(&mut self) {
        if !self.is_ending() && self.peer.queue.is_closing() {
            if self.replay.as_ref().is_some_and(|replay| !replay.is_over()) {
                // What waits in the queue belongs behind what is not sent any more.
                self.peer.queue.drop_frames();
            }
            self.leave(Stage::Closing);
        }
    }

    fn leave(&mut self, stage: Stage) {
        self.went();
        self.stage = stage;
        self.work = None;
        self.replay = None;
        self.timer = Some(Box::pin(sleep(self.live.registry.config.close_wait)));
    }

    /// Gives `true` when the time is over.
    fn poll_timer(&mut self, cx: &mut Context<'_>) -> bool {
        let rings = |timer: &mut Pin<Box<Sleep>>| timer.as_mut().poll(cx).is_ready();
        if !self.timer.as_mut().is_some_and(rings) {
            return false;
        }
        self.timer = None;
        if self.stage == Stage::Greeting {
            self.end(Close::Malformed);
            return false;
        }
        true
    }

    fn poll_replay(&mut self, cx: &mut Context<'_>) {
        while let Some(replay) = self.replay.as_mut() {
            let Poll::Ready(step) = replay.poll(cx, &self.live.registry, &self.peer) else {
                return;
            };
            match step {
                Step::Welcome => {
                    let (cursor, after) = (replay.cursor().clone(), replay.after());
                    self.heartbeat_at = after;
                    self.live.registry.counts.resumed("resumed");
                    let welcome = encode(&self.welcome(&cursor, true));
                    if let Some(replay) = self.replay.as_mut() {
                        replay.push(welcome);
                    }
                    self.came();
                    return;
                }
                Step::Reset { reason, missed } => {
                    self.replay = None;
                    self.reset(reason, missed);
                }
                Step::Frames => return,
                Step::Joined => {
                    self.came();
                    return;
                }
                Step::Close(why) => {
                    self.live.registry.counts.resumed("failed");
                    self.end(why);
                    // It may have joined: then what waits belongs behind what could not be read.
                    self.peer.queue.drop_frames();
                    return;
                }
            }
        }
    }

    /// Says that the person is here; once more when the connection joins, so that the next flush of
    /// presence has a snapshot for it.
    fn came(&self) {
        let presence = &self.live.app.presence;
        presence.connected(self.actor.user_id, self.peer.number);
    }

    /// Lets the replay read its next page; says whether there is one to read.
    fn go_on(&mut self) -> bool {
        let Some(replay) = self.replay.as_mut() else {
            return false;
        };
        if replay.is_over() {
            self.replay = None;
            return false;
        }
        replay.go_on(&self.live, self.actor)
    }

    /// What is to be sent next: what a replay has read, then what waits in the queue, unless that
    /// belongs behind what is still to be read.
    fn next(&mut self, waker: &Waker) -> Next {
        if self.stage == Stage::Left {
            return Next::Nothing;
        }
        if let Some(replay) = self.replay.as_mut() {
            if let Some(frame) = replay.next() {
                return Next::Frame(frame);
            }
            if replay.is_over() {
                self.replay = None;
            } else if replay.comes_first() {
                self.peer.queue.block(waker);
                return Next::Nothing;
            }
        }
        self.peer.queue.next(waker)
    }

    /// Sends everything that waits, then flushes once. `Pending` when the socket takes no more.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        let taken = self.poll_send(cx);
        if taken.is_pending() {
            let registry = &self.live.registry;
            let (written, stuck) = (self.codec.written(), &self.peer.stuck);
            if written != self.written || stuck.load(Ordering::Relaxed) == 0 {
                self.written = written;
                stuck.store(registry.now_ms().max(1), Ordering::Relaxed);
            }
            self.peer.queue.block(cx.waker());
        } else if self.peer.stuck.load(Ordering::Relaxed) != 0 {
            self.peer.stuck.store(0, Ordering::Relaxed);
        }
        taken
    }

    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        loop {
            std::task::ready!(self.codec.poll_ready(cx))?;
            match self.next(cx.waker()) {
                Next::Frame(frame) => self.codec.send(frame),
                Next::Ping => self.codec.ping(),
                Next::Close(why) => self.codec.close(why)?,
                Next::Nothing => return self.codec.poll_flush(cx),
            }
        }
    }

    /// Handles what came in. `Ready(true)` when there may be more, `Ready(false)` at the end.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        let incoming = std::task::ready!(self.codec.poll_read(cx));
        if incoming == Incoming::End {
            return Poll::Ready(false);
        }
        let heard = self.live.registry.now_ms();
        self.peer.heard.store(heard, Ordering::Relaxed);
        match incoming {
            Incoming::Failed(why) => self.end(why),
            // The answer to a close frame of ours says nothing new.
            Incoming::Closed(code) if !self.is_ending() => {
                self.code = code;
                self.leave(Stage::Left);
            }
            Incoming::Binary => self.end(Close::Malformed),
            Incoming::Text(text) if !self.peer.queue.is_closing() => self.hear(&text),
            _ => {}
        }
        Poll::Ready(true)
    }

    fn greet(&mut self, hello: &Hello) {
        if hello.protocol != PROTOCOL {
            return self.end(Close::WrongProtocol);
        }
        let Some(actor) = self.live.app.sessions.still(&self.actor) else {
            return self.end(Close::SessionEnded);
        };
        self.actor = actor;
        self.stage = Stage::Open;
        self.timer = None;
        match hello.cursor.as_deref().map(Cursor::parse) {
            None => {
                let joined = self
                    .live
                    .registry
                    .join_here(&self.peer, |head| vec![self.welcome(&head.cursor, false)]);
                self.joined(joined);
            }
            Some(Ok(cursor)) => {
                self.replay = Some(Box::new(Replay::new(&self.live.app, actor, cursor)));
            }
            Some(Err(_)) => self.reset(ResetReason::Unknown, None),
        }
    }

    fn reset(&mut self, reason: ResetReason, missed: Option<u32>) {
        let counts = &self.live.registry.counts;
        counts.resumed(crate::resume::word(reason));
        let joined = self.live.registry.join_here(&self.peer, |head| {
            let reset = Reset {
                reason: crate::resume::reason(reason),
                cursor: head.cursor.as_str().to_owned(),
                missed,
            };
            vec![self.welcome(&head.cursor, false), ServerFrame::Reset(reset)]
        });
        self.joined(joined);
    }

    fn joined(&mut self, head: Option<Head>) {
        match head {
            Some(head) => {
                self.heartbeat_at = head.position;
                self.came();
            }
            // The endpoint attaches the registry before the first connection.
            None => self.end(Close::Overloaded),
        }
    }

    /// The version of the flags is never behind what this connection was told: where it joins, this is
    /// called under the lock under which events are delivered.
    fn welcome(&self, cursor: &Cursor, resumed: bool) -> ServerFrame {
        let config = &self.live.registry.config;
        let every = config.heartbeat_every.as_millis();
        ServerFrame::Welcome(Welcome {
            connection_id: self.peer.number.to_string(),
            cursor: cursor.as_str().to_owned(),
            heartbeat_ms: u64::try_from(every).unwrap_or(u64::MAX),
            resumed,
            flags_version: self.live.app.flags.current().version.get(),
            build: config.build.clone(),
        })
    }
}

impl<C: Codec + Unpin> Future for Connection<C> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        let mut left = FRAMES_AT_ONCE;
        loop {
            this.note_closing();
            if this.poll_timer(cx) {
                return Poll::Ready(());
            }
            this.poll_replay(cx);
            this.poll_work(cx);
            let taken = this.poll_write(cx);
            if matches!(taken, Poll::Ready(Err(Broken))) {
                return Poll::Ready(());
            }
            let mut again = taken.is_ready() && this.go_on();
            while left > 0
                && let Poll::Ready(more) = this.poll_read(cx)
            {
                if !more {
                    return Poll::Ready(());
                }
                again = true;
                left -= 1;
            }
            if left == 0 {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            again |= this.peer.queue.is_closing() && !this.is_ending();
            if !again {
                return Poll::Pending;
            }
        }
    }
}

impl<C> Drop for Connection<C> {
    fn drop(&mut self) {
        let why = self.peer.queue.why_closing();
        let code = match why {
            Some(why) if self.stage != Stage::Left => why.code(),
            _ => self.code,
        };
        self.live.registry.unregister(&self.peer, code);
        self.went();
    }
}
