//! What waits for one socket: bounded, and woken once however much comes.

use crate::{
    close::Close,
    config::LiveConfig,
    frames::Frame,
    lock::{Mutex, MutexGuard},
};
use std::{
    collections::VecDeque,
    sync::atomic::{AtomicBool, Ordering},
    task::Waker,
};

/// An empty queue keeps room for this many frames (32 bytes each); what a burst took above that is
/// given back, so that idle sockets stay small.
const KEPT_FRAMES: usize = 32;

/// The outbound queue of a connection. Anyone pushes, the connection's task takes.
#[derive(Default)]
pub(crate) struct Queue {
    inner: Mutex<Inner>,
    /// Set once, never unset; beside the lock, because the task looks at it for every command.
    closing: AtomicBool,
}

#[derive(Default)]
struct Inner {
    frames: VecDeque<Frame>,
    bytes: usize,
    ping: bool,
    close: Option<Close>,
    close_taken: bool,
    waker: Option<Waker>,
    /// The socket does not take more now: only a close is worth a wake-up.
    blocked: bool,
}

/// What the task is to do next.
#[derive(PartialEq, Eq, Debug)]
pub(crate) enum Next {
    /// Send this.
    Frame(Frame),
    /// Send a Ping.
    Ping,
    /// Send a close frame, and nothing after it.
    Close(Close),
    /// Wait; the waker is kept.
    Nothing,
}

impl Queue {
    /// Appends a frame. When it is over the bounds the queue is emptied and closes with 4008. Does
    /// nothing once it closes.
    pub(crate) fn push(&self, frame: Frame, bounds: &LiveConfig) {
        self.append(frame, bounds, false);
    }

    /// Appends a frame that nobody misses, if the queue is less than half full. Says whether it did
    /// not fall.
    pub(crate) fn push_droppable(&self, frame: Frame, bounds: &LiveConfig) -> bool {
        self.append(frame, bounds, true)
    }

    fn append(&self, frame: Frame, bounds: &LiveConfig, droppable: bool) -> bool {
        let mut inner = self.inner.lock();
        if inner.close.is_some() || frame.is_empty() {
            return true;
        }
        let (frames, bytes) = (inner.frames.len() + 1, inner.bytes + frame.len());
        if droppable && (frames > bounds.queue_frames / 2 || bytes > bounds.queue_bytes / 2) {
            return false;
        }
        if frames > bounds.queue_frames || bytes > bounds.queue_bytes {
            self.shut(&mut inner, Close::TooSlow);
        } else {
            inner.bytes = bytes;
            inner.frames.push_back(frame);
            if inner.blocked {
                return true;
            }
        }
        wake(inner);
        true
    }

    /// Asks for a Ping.
    pub(crate) fn ping(&self) {
        let mut inner = self.inner.lock();
        inner.ping = true;
        if !inner.blocked {
            wake(inner);
        }
    }

    /// Takes no more frames and ends with a close frame. Only the first reason counts.
    pub(crate) fn close(&self, why: Close) {
        let mut inner = self.inner.lock();
        if inner.close.is_none() {
            self.shut(&mut inner, why);
            wake(inner);
        }
    }

    fn shut(&self, inner: &mut Inner, why: Close) {
        inner.close = Some(why);
        if !why.keeps_frames() {
            inner.frames = VecDeque::new();
            inner.bytes = 0;
        }
        self.closing.store(true, Ordering::Release);
    }

    /// Whether a close was asked for.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    /// Why it closes, when a close was asked for.
    pub(crate) fn why_closing(&self) -> Option<Close> {
        self.inner.lock().close
    }

    /// Takes what comes next; keeps the waker when that is nothing.
    pub(crate) fn next(&self, waker: &Waker) -> Next {
        let mut inner = self.inner.lock();
        inner.blocked = false;
        if let Some(frame) = inner.frames.pop_front() {
            inner.bytes -= frame.len();
            return Next::Frame(frame);
        }
        if inner.frames.capacity() > KEPT_FRAMES {
            inner.frames = VecDeque::new();
        }
        if let Some(why) = inner.close
            && !std::mem::replace(&mut inner.close_taken, true)
        {
            return Next::Close(why);
        }
        if std::mem::take(&mut inner.ping) && inner.close.is_none() {
            return Next::Ping;
        }
        inner.keep(waker);
        Next::Nothing
    }

    /// Waits for a close only, since the socket takes nothing now.
    pub(crate) fn block(&self, waker: &Waker) {
        let mut inner = self.inner.lock();
        inner.blocked = true;
        inner.keep(waker);
    }

    /// Lets all frames fall that wait, because what belongs before them was not sent.
    pub(crate) fn drop_frames(&self) {
        let mut inner = self.inner.lock();
        inner.frames = VecDeque::new();
        inner.bytes = 0;
    }

    /// How many frames wait.
    pub(crate) fn len(&self) -> usize {
        self.inner.lock().frames.len()
    }
}

impl Inner {
    fn keep(&mut self, waker: &Waker) {
        if !self
            .waker
            .as_ref()
            .is_some_and(|kept| kept.will_wake(waker))
        {
            self.waker = Some(waker.clone());
        }
    }
}

/// Wakes the task, after the lock is given back so that it does not meet it.
fn wake(mut inner: MutexGuard<'_, Inner>) {
    let waker = inner.waker.take();
    drop(inner);
    if let Some(waker) = waker {
        waker.wake();
    }
}
