//! A model of the registry and of its queues: the real files, with a lock in which every order of
//! threads can be tried. What these tests say holds in all orders that were tried; where a thread
//! sleeps that nobody will wake, the run ends as a deadlock.
//!
//! The files are taken from `src` as they are; only [`lock`] is another one. What they share without
//! a lock (where a connection joined, whether its queue closes) is written under it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests, outside of #[test] functions, fail as the tests do"
)]

#[path = "../../src/close.rs"]
#[expect(dead_code, unreachable_pub, reason = "the model uses a part of it")]
mod close;
#[path = "../../src/config.rs"]
#[expect(dead_code, unreachable_pub, reason = "the model uses a part of it")]
mod config;
#[path = "../../src/counts.rs"]
#[expect(dead_code, reason = "the model uses a part of it")]
mod counts;
#[path = "../../src/frames.rs"]
mod frames;
#[path = "../../src/queue.rs"]
#[expect(dead_code, reason = "the model uses a part of it")]
mod queue;
#[path = "../../src/registry.rs"]
#[expect(dead_code, unreachable_pub, reason = "the model uses a part of it")]
mod registry;

use campfire_domain::{
    Actor, Audience, Cursor, Event, EventKind, Head, Position, Role, RoomId, SessionId, Timestamp,
    UserId,
    ports::{Broadcaster, Delivery, Named, Recipients},
};
use close::Close;
use config::LiveConfig;
use frames::Frame;
use queue::{Next, Queue};
use registry::{ConnectionRegistry, Joined, Peer};
use shuttle::{
    sync::{Arc, mpsc},
    thread,
};
use std::task::{Wake, Waker};

/// A lock with the face of the one in `src/lock.rs`.
mod lock {
    /// See [`shuttle::sync::Mutex`].
    #[derive(Default)]
    pub(crate) struct Mutex<T>(shuttle::sync::Mutex<T>);

    pub(crate) type MutexGuard<'a, T> = shuttle::sync::MutexGuard<'a, T>;

    impl<T> Mutex<T> {
        pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
            self.0.lock().expect("nothing panics under the lock")
        }
    }
}

/// An id; who it names does not matter here.
const ID: &str = "01900000-0000-7000-8000-000000000001";
/// Orders tried per test and way of choosing them. Each test has a few dozen steps; a wake-up lost in
/// the queue and a join in two steps, planted for a try, were found well within these.
const ORDERS: usize = 1_000;
/// Events of a publisher. Two would do to lose one and double one; the third comes after.
const EVENTS: u64 = 3;

/// Tries a scene in many orders, some of them chosen to be unlikely by chance.
fn in_every_order(scene: impl Fn() + Send + Sync + 'static) {
    let scene = Arc::new(scene);
    let again = Arc::clone(&scene);
    shuttle::check_random(move || scene(), ORDERS);
    shuttle::check_pct(move || again(), ORDERS, 3);
}

/// Wakes a thread as a runtime wakes a task.
struct Unpark(thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn my_waker() -> Waker {
    Arc::new(Unpark(thread::current())).into()
}

/// What a connection's task takes until it is told to close, sleeping when nothing waits.
fn take_until_close(queue: &Queue) -> (Vec<Frame>, Close) {
    let (waker, mut frames) = (my_waker(), Vec::new());
    loop {
        match queue.next(&waker) {
            Next::Frame(frame) => frames.push(frame),
            Next::Close(why) => return (frames, why),
            Next::Ping => {}
            Next::Nothing => thread::park(),
        }
    }
}

fn frame(teller: u8, n: u8) -> Frame {
    Frame::copy_from_slice(&[teller, n])
}

#[test]
fn what_is_told_before_a_close_comes_in_order_and_nothing_behind_it() {
    in_every_order(|| {
        let (queue, bounds) = (Arc::new(Queue::default()), LiveConfig::default());
        let tellers: Vec<_> = (0..2)
            .map(|teller| {
                let (queue, bounds) = (queue.clone(), bounds.clone());
                thread::spawn(move || {
                    for n in 0..2 {
                        queue.push(frame(teller, n), &bounds);
                    }
                })
            })
            .collect();
        let closer = {
            let queue = queue.clone();
            thread::spawn(move || queue.close(Close::SessionEnded))
        };
        let (frames, why) = take_until_close(&queue);
        for other in tellers.into_iter().chain([closer]) {
            other.join().unwrap();
        }
        assert_eq!(why, Close::SessionEnded);
        for teller in 0..2 {
            let of_teller: Vec<&Frame> = frames.iter().filter(|f| f[0] == teller).collect();
            let first: Vec<Frame> = (0..2)
                .map(|n| frame(teller, n))
                .take(of_teller.len())
                .collect();
            assert_eq!(
                of_teller,
                first.iter().collect::<Vec<_>>(),
                "a prefix, in order"
            );
        }
        assert_eq!(
            queue.next(&my_waker()),
            Next::Nothing,
            "nothing behind the close"
        );
        assert_eq!(queue.len(), 0);
    });
}

#[test]
fn nothing_that_is_told_is_slept_over() {
    in_every_order(|| {
        let (queue, bounds) = (Arc::new(Queue::default()), LiveConfig::default());
        let teller = {
            let queue = queue.clone();
            thread::spawn(move || {
                queue.push(frame(0, 0), &bounds);
                queue.ping();
                queue.push(frame(0, 1), &bounds);
            })
        };
        // Without a close: each of the three must wake by itself.
        let (waker, mut left) = (my_waker(), 3);
        while left > 0 {
            match queue.next(&waker) {
                Next::Nothing => thread::park(),
                Next::Frame(_) | Next::Ping => left -= 1,
                Next::Close(why) => panic!("nobody closed: {why:?}"),
            }
        }
        teller.join().unwrap();
    });
}

#[test]
fn a_socket_that_takes_nothing_still_hears_of_its_close() {
    in_every_order(|| {
        let bounds = LiveConfig {
            queue_frames: 2,
            ..LiveConfig::default()
        };
        let queue = Arc::new(Queue::default());
        let teller = {
            let queue = queue.clone();
            // The third is one too many.
            thread::spawn(move || (0..3).for_each(|n| queue.push(frame(0, n), &bounds)))
        };
        let waker = my_waker();
        // As a connection's task does it: note that nothing can be sent, look, sleep.
        loop {
            queue.block(&waker);
            if queue.is_closing() {
                break;
            }
            thread::park();
        }
        teller.join().unwrap();
        assert_eq!(
            queue.next(&waker),
            Next::Close(Close::TooSlow),
            "its frames fell"
        );
    });
}

/// An event at this place; its cursor names the place.
fn event(at: u64) -> Arc<Event> {
    Arc::new(Event {
        position: Position::new(at),
        cursor: cursor(at),
        at: Timestamp::from_millis(0),
        actor_id: None,
        rev: None,
        audience: Audience::Account,
        kind: EventKind::RoomDeleted(RoomId::parse(ID).unwrap()),
    })
}

fn cursor(at: u64) -> Cursor {
    Cursor::parse(&format!("at-{at}")).unwrap()
}

fn head(at: u64) -> Head {
    Head {
        position: Position::new(at),
        cursor: cursor(at),
    }
}

/// The place that a frame names.
fn place(frame: &Frame) -> u64 {
    let text = std::str::from_utf8(frame).unwrap();
    let number = text.split("at-").nth(1).unwrap().split('"').next().unwrap();
    number.parse().unwrap()
}

fn someone() -> Actor {
    Actor {
        user_id: UserId::parse(ID).unwrap(),
        session_id: SessionId::parse(ID).unwrap(),
        role: Role::Member,
    }
}

/// Delivers the events, each after it is in the log: `log` is what a reader of the log finds.
fn publish(registry: &ConnectionRegistry, log: &mpsc::Sender<u64>) {
    for at in 1..=EVENTS {
        log.send(at).unwrap();
        registry.deliver(Delivery {
            event: event(at),
            named: Named::default(),
            recipients: Recipients::Everyone,
        });
    }
}

/// Registers and joins as a resumed connection does: reads the log, joins, reads once more what was
/// delivered while it read.
fn join(registry: &ConnectionRegistry, log: &mpsc::Receiver<u64>) -> (Arc<Peer>, Vec<u64>) {
    let peer = registry.register(someone());
    let mut read: Vec<u64> = log.try_iter().collect();
    let reached = read.last().copied().unwrap_or(0);
    if let Joined::Behind(delivered) = registry.join_at(&peer, &head(reached)) {
        read.extend(
            log.try_iter()
                .take_while(|at| *at <= delivered.position.get()),
        );
    }
    (peer, read)
}

#[test]
fn who_joins_while_events_are_delivered_gets_each_of_them_once() {
    in_every_order(|| {
        let registry = ConnectionRegistry::new(LiveConfig::default());
        let (to_log, log) = mpsc::channel();
        let publisher = {
            let registry = registry.clone();
            thread::spawn(move || publish(&registry, &to_log))
        };
        let (peer, mut got) = join(&registry, &log);
        publisher.join().unwrap();
        peer.queue.close(Close::Restarting);
        let (frames, _) = take_until_close(&peer.queue);
        got.extend(frames.iter().map(place));
        assert_eq!(got, (1..=EVENTS).collect::<Vec<_>>());
    });
}

#[test]
fn who_is_shut_out_gets_what_was_told_before_and_nothing_more() {
    in_every_order(|| {
        let registry = ConnectionRegistry::new(LiveConfig::default());
        let (to_log, log) = mpsc::channel();
        let (peer, before) = join(&registry, &log);
        let publisher = {
            let registry = registry.clone();
            thread::spawn(move || publish(&registry, &to_log))
        };
        let judge = {
            let registry = registry.clone();
            thread::spawn(move || {
                let told = registry.delivered().get();
                registry.end_sessions(&[someone().session_id]);
                told
            })
        };
        let (frames, why) = take_until_close(&peer.queue);
        registry.unregister(&peer, why.code());
        let told = judge.join().unwrap();
        publisher.join().unwrap();
        let got: Vec<u64> = before.into_iter().chain(frames.iter().map(place)).collect();
        let count = got.len() as u64;
        assert_eq!(got, (1..=count).collect::<Vec<_>>(), "a prefix, in order");
        assert!(count >= told, "told before the end: {told}, got {count}");
        assert_eq!(why, Close::SessionEnded);
        assert_eq!(peer.queue.len(), 0, "nothing behind the close");
        let gauges = registry.gauges();
        assert_eq!((gauges.connections, gauges.closed[&4001]), (0, 1));
    });
}
