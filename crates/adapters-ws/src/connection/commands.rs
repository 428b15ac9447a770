//! What a client says.

use super::{Command, Connection, Stage, Work};
use crate::{
    close::Close,
    codec::Codec,
    dispatch::{self, Answer, Refusal},
    frames::encode,
    pace::Paced,
};
use campfire_domain::{Actor, ClientMessageId, RoomId};
use campfire_wire::{
    ClientFrame, FrameError, HeartbeatAnswer, PostMessage, ServerFrame, SlowDown, Viewing,
};
use std::{
    task::{Context, Poll},
    time::Duration,
};

/// Commands of one socket that are in the store at the same time, so that a fast poster fills a
/// group commit; the order is kept by their order in the writer's queue.
const RUNNING_COMMANDS: usize = 16;

/// Commands that may wait for those; more are refused.
const WAITING_COMMANDS: usize = 64;

/// Bytes of text that may wait with them.
const WAITING_BYTES: usize = 256 * 1024;

/// When to repeat a command that found no room to wait: about one commit.
const WAITING_RETRY_AFTER: Duration = Duration::from_millis(100);

/// How often a socket is asked to slow down at most, in milliseconds: once a second, the longest time
/// that it is asked to wait.
const SLOW_DOWN_EVERY_MS: u64 = 1_000;

impl<C: Codec + Unpin> Connection<C> {
    /// Takes a text frame.
    pub(super) fn hear(&mut self, text: &str) {
        let frame = ClientFrame::parse(text);
        if self.stage == Stage::Greeting {
            match frame {
                Ok(ClientFrame::Hello(hello)) => self.greet(&hello),
                _ => self.end(Close::Malformed),
            }
            return;
        }
        let (command, client_message_id) = match &frame {
            Err(FrameError::Malformed) | Ok(ClientFrame::Hello(_)) => {
                return self.end(Close::Malformed);
            }
            Err(FrameError::Invalid { command, .. }) if command == "hello" => {
                return self.end(Close::Malformed);
            }
            Err(FrameError::Unknown { command }) => (command.clone(), None),
            Err(FrameError::Invalid {
                command,
                client_message_id: id,
            }) => (command.clone(), id.map(ClientMessageId::from_uuid)),
            Ok(frame) => (name(frame).to_owned(), id_of(frame)),
        };
        let carried = match self.pace() {
            None => return,
            Some(Err(refusal)) => Err(refusal),
            Some(Ok(())) => match frame {
                Ok(frame) => self.carry_out(frame),
                Err(FrameError::Unknown { .. }) => Err(Refusal::new(
                    "frame.unknown",
                    "this server does not know this command",
                )),
                Err(_) => Err(Refusal::new(
                    "frame.invalid",
                    "a field is missing, unknown or of the wrong type",
                )),
            },
        };
        if let Err(refusal) = carried {
            self.answer(Some(refusal.answer(&command, client_message_id)));
        }
    }

    /// Whether a command may be carried out now; `None` when the connection ends instead.
    fn pace(&mut self) -> Option<Result<(), Refusal>> {
        let registry = &self.live.registry;
        match self.pace.judge(registry.now_us(), &registry.config) {
            Paced::Go => Some(Ok(())),
            Paced::Close => {
                self.end(Close::Overloaded);
                None
            }
            Paced::Wait {
                retry_after_ms,
                first,
            } => {
                if first {
                    self.tell_slow_down(retry_after_ms);
                }
                let config = &self.live.registry.config;
                Some(Err(Refusal::later(
                    "rate.limited",
                    format!(
                        "at most {} commands a second, {} at once",
                        config.commands_per_second, config.commands_burst
                    ),
                    Duration::from_millis(retry_after_ms),
                )))
            }
        }
    }

    /// The actor as they are now; ends the connection when their session does not live.
    fn still(&mut self) -> Option<Actor> {
        let still = self.live.app.sessions.still(&self.actor);
        match still {
            Some(actor) => self.actor = actor,
            None => self.end(Close::SessionEnded),
        }
        still
    }

    fn carry_out(&mut self, frame: ClientFrame) -> Result<(), Refusal> {
        let Some(actor) = self.still() else {
            return Ok(());
        };
        match frame {
            ClientFrame::PostMessage(_) | ClientFrame::Read(_) | ClientFrame::Typing(_)
                if self.is_banned() =>
            {
                Err(Refusal::new(
                    "address.banned",
                    "nothing can be changed from your network: someone who was banned used it",
                ))
            }
            ClientFrame::PostMessage(post) => self.post(&post),
            ClientFrame::Read(read) => self.wait(Command::Read(read), 0),
            ClientFrame::Typing(typing) => {
                let room_id = RoomId::from_uuid(typing.room_id);
                self.check_member(&actor, room_id)?;
                let app = &self.live.app;
                app.typing.set(room_id, actor.user_id, typing.active);
                Ok(())
            }
            ClientFrame::Viewing(viewing) => self.view(&actor, &viewing),
            ClientFrame::Heartbeat(_) => {
                self.beat(&actor);
                Ok(())
            }
            // Taken care of before.
            ClientFrame::Hello(_) => Ok(()),
        }
    }

    /// Whether its address may read only; asked with each command, for the open socket too.
    fn is_banned(&self) -> bool {
        let directory = &self.live.app.directory;
        self.from.is_some_and(|from| directory.is_banned(from))
    }

    fn check_member(&self, actor: &Actor, room_id: RoomId) -> Result<(), Refusal> {
        let member = self.live.app.directory.is_member(actor.user_id, room_id);
        member.then_some(()).ok_or_else(Refusal::room_not_found)
    }

    fn view(&self, actor: &Actor, viewing: &Viewing) -> Result<(), Refusal> {
        let (registry, app) = (&self.live.registry, &self.live.app);
        let Some(room_id) = viewing.room_id.map(RoomId::from_uuid) else {
            registry.look_at(&self.peer, None);
            return Ok(());
        };
        // Noted first and checked then: a membership that ends in between is seen either here or by
        // the registry when it passes the event.
        registry.look_at(&self.peer, Some(room_id));
        if let Err(refusal) = self.check_member(actor, room_id) {
            registry.look_at(&self.peer, None);
            return Err(refusal);
        }
        registry.tell_room_presence(&self.peer, room_id, &app.presence.online());
        Ok(())
    }

    fn beat(&mut self, actor: &Actor) {
        let registry = &self.live.registry;
        if let Some(replay) = self.replay.as_mut().filter(|replay| !replay.has_joined()) {
            // Of rooms it is told when it has caught up: their `rev` of now would look like a gap.
            let cursor = replay.cursor().as_str().to_owned();
            let rooms = Vec::new();
            let answer = ServerFrame::Heartbeat(HeartbeatAnswer { cursor, rooms });
            replay.push(encode(&answer));
            return;
        }
        let (until, since) = (registry.delivered(), self.heartbeat_at);
        let directory = &self.live.app.directory;
        let changed = directory.rooms_changed(actor.user_id, since);
        registry.answer_heartbeat(&self.peer, since, &changed);
        self.heartbeat_at = until;
    }

    fn post(&mut self, post: &PostMessage) -> Result<(), Refusal> {
        let bytes = post.body.len();
        let post = dispatch::parse_post(post)?;
        self.slow_down(post.room_id);
        self.wait(Command::Post(post), bytes)
    }

    /// Asks the client to wait when the room it posts to has a queue that is nearly full. The post
    /// goes on: what can be accepted is accepted.
    fn slow_down(&mut self, room_id: RoomId) {
        let Some(wait) = self.live.app.health.pressure(room_id) else {
            return;
        };
        let now = self.live.registry.now_ms();
        let lately = |slowed| now.saturating_sub(slowed) < SLOW_DOWN_EVERY_MS;
        // The room's queue is no business of others.
        let directory = &self.live.app.directory;
        if self.slowed.is_some_and(lately) || !directory.is_member(self.actor.user_id, room_id) {
            return;
        }
        self.slowed = Some(now);
        self.tell_slow_down(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1));
    }

    fn tell_slow_down(&self, retry_after_ms: u64) {
        self.live.registry.counts.slow_down();
        self.tell(encode(&ServerFrame::SlowDown(SlowDown { retry_after_ms })));
    }

    fn wait(&mut self, command: Command, bytes: usize) -> Result<(), Refusal> {
        let work = self.work.get_or_insert_default();
        if work.waiting.len() >= WAITING_COMMANDS || work.waiting_bytes + bytes > WAITING_BYTES {
            return Err(Refusal::later(
                "store.overloaded",
                "too many commands of this connection wait",
                WAITING_RETRY_AFTER,
            ));
        }
        work.waiting_bytes += bytes;
        work.waiting.push_back(command);
        Ok(())
    }

    /// Lets commands go on, answers those that are done, starts those that wait.
    pub(super) fn poll_work(&mut self, cx: &mut Context<'_>) {
        let Some(mut work) = self.work.take() else {
            return;
        };
        work.running
            .retain_mut(|(job, _)| match job.as_mut().poll(cx) {
                Poll::Ready(answer) => {
                    self.answer(answer);
                    false
                }
                Poll::Pending => true,
            });
        while work.may_start() {
            let Some(command) = work.waiting.pop_front() else {
                break;
            };
            let Some(actor) = self.still() else {
                return;
            };
            let (mut job, long) = match command {
                Command::Post(post) => {
                    let long = dispatch::is_long(&post);
                    let bytes = post.source.as_str().len();
                    work.waiting_bytes = work.waiting_bytes.saturating_sub(bytes);
                    (dispatch::post(&self.live.app, actor, post), long)
                }
                Command::Read(read) => (dispatch::read(&self.live.app, actor, &read), false),
            };
            match job.as_mut().poll(cx) {
                Poll::Ready(answer) => self.answer(answer),
                Poll::Pending => work.running.push((job, long)),
            }
        }
        if work.waiting.is_empty() {
            work.waiting_bytes = 0;
        }
        if !work.running.is_empty() || !work.waiting.is_empty() {
            self.work = Some(work);
        }
    }

    fn answer(&self, answer: Option<Answer>) {
        let Some(Answer { frame, refused }) = answer else {
            return;
        };
        if let Some(code) = refused {
            self.live.registry.counts.refused(code);
        }
        self.tell(frame);
    }
}

impl Work {
    /// Behind a long text nothing starts: it reaches the writer only when it is rendered.
    fn may_start(&self) -> bool {
        self.running.len() < RUNNING_COMMANDS && !self.running.iter().any(|(_, long)| *long)
    }
}

fn name(frame: &ClientFrame) -> &'static str {
    match frame {
        ClientFrame::Hello(_) => "hello",
        ClientFrame::PostMessage(_) => "post_message",
        ClientFrame::Typing(_) => "typing",
        ClientFrame::Viewing(_) => "viewing",
        ClientFrame::Read(_) => "read",
        ClientFrame::Heartbeat(_) => "heartbeat",
    }
}

fn id_of(frame: &ClientFrame) -> Option<ClientMessageId> {
    match frame {
        ClientFrame::PostMessage(post) => Some(ClientMessageId::from_uuid(post.client_message_id)),
        _ => None,
    }
}
