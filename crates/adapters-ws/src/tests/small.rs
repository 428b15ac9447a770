//! What an idle connection costs, and the queue by itself.

use crate::{
    Close, LiveConfig,
    codec::{Codec, Incoming, Tungstenite},
    connection::Connection,
    frames::Frame,
    queue::{Next, Queue},
    registry::Peer,
};
use futures_util::{SinkExt, StreamExt};
use poem::Upgraded;
use proptest::prelude::*;
use std::{
    future::poll_fn,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Wake, Waker},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, protocol::Role},
};

#[test]
fn a_connection_and_its_task_are_small() {
    let task = size_of::<Connection<Tungstenite<Upgraded>>>();
    assert!(task <= 832, "the task has {task} bytes");
    let peer = size_of::<Peer>();
    assert!(peer <= 256, "the shared part has {peer} bytes");
}

#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn config() -> LiveConfig {
    LiveConfig {
        queue_frames: 8,
        queue_bytes: 100,
        ..LiveConfig::default()
    }
}

fn frame(bytes: usize) -> Frame {
    vec![b'x'; bytes].into()
}

#[test]
fn however_much_comes_the_task_is_woken_once() {
    let (queue, woken) = (Queue::default(), Arc::new(Woken::default()));
    let waker = Waker::from(woken.clone());
    assert_eq!(queue.next(&waker), Next::Nothing);
    for _ in 0..8 {
        queue.push(frame(1), &config());
    }
    assert_eq!(woken.0.load(Ordering::SeqCst), 1);
}

#[test]
fn a_task_whose_socket_takes_nothing_is_woken_by_a_close_only() {
    let (queue, woken) = (Queue::default(), Arc::new(Woken::default()));
    queue.block(&Waker::from(woken.clone()));
    queue.push(frame(1), &config());
    queue.ping();
    assert_eq!(woken.0.load(Ordering::SeqCst), 0);
    queue.close(Close::SessionEnded);
    assert_eq!(woken.0.load(Ordering::SeqCst), 1);
}

#[test]
fn one_frame_too_many_empties_the_queue_and_closes_4008() {
    for (size, fit) in [(1, 8), (30, 3)] {
        let queue = Queue::default();
        for _ in 0..fit {
            queue.push(frame(size), &config());
        }
        assert_eq!((queue.len(), queue.is_closing()), (fit, false));
        queue.push(frame(size), &config());
        assert_eq!((queue.len(), queue.is_closing()), (0, true));
        assert_eq!(queue.next(Waker::noop()), Next::Close(Close::TooSlow));
        queue.push(frame(size), &config());
        assert_eq!(queue.next(Waker::noop()), Next::Nothing);
    }
}

#[test]
fn frames_that_nobody_misses_fall_when_it_is_half_full() {
    let queue = Queue::default();
    for _ in 0..8 {
        queue.push_droppable(frame(1), &config());
    }
    assert_eq!((queue.len(), queue.is_closing()), (4, false));
}

#[test]
fn a_close_comes_behind_what_was_there_before_and_only_the_first_counts() {
    let queue = Queue::default();
    queue.push(frame(1), &config());
    queue.close(Close::SessionEnded);
    queue.close(Close::Restarting);
    queue.push(frame(2), &config());
    assert_eq!(queue.next(Waker::noop()), Next::Frame(frame(1)));
    assert_eq!(queue.next(Waker::noop()), Next::Close(Close::SessionEnded));
    assert_eq!(queue.next(Waker::noop()), Next::Nothing);
}

/// Frames at the borders of the three forms of a length, far above what a socket takes at once, with
/// a Ping of the client's between them, all arrive whole and in order.
#[tokio::test]
async fn frames_of_any_length_arrive_whole() {
    let (ours, theirs) = tokio::io::duplex(50_000);
    let lengths = [1, 125, 126, 127, 4096, 65_535, 65_536, 200_000, 1];
    let server = tokio::spawn(async move {
        let mut codec = Tungstenite::new(ours, 1000).await;
        for length in lengths {
            poll_fn(|cx| {
                let _answers_pings = codec.poll_read(cx);
                codec.poll_ready(cx)
            })
            .await
            .unwrap();
            codec.send(frame(length));
            codec.ping();
        }
        poll_fn(|cx| codec.poll_flush(cx)).await.unwrap();
        assert!(codec.written() > 330_000);
        codec.close(Close::Restarting).unwrap();
        poll_fn(|cx| codec.poll_flush(cx)).await.unwrap();
        while poll_fn(|cx| codec.poll_read(cx)).await != Incoming::End {}
    });
    let mut client = WebSocketStream::from_raw_socket(theirs, Role::Client, None).await;
    client.send(Message::Ping("anyone?".into())).await.unwrap();
    let (mut got, mut pinged, mut answered, mut closed) = (Vec::new(), 0, 0, None);
    while let Some(message) = client.next().await {
        match message.unwrap() {
            Message::Text(text) => got.push(text.len()),
            Message::Ping(_) => pinged += 1,
            Message::Pong(_) => answered += 1,
            Message::Close(close) => closed = close.map(|close| u16::from(close.code)),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(got, lengths);
    assert_eq!((pinged, answered, closed), (lengths.len(), 1, Some(1012)));
    server.await.unwrap();
}

proptest! {
    /// Whatever is pushed and taken: what comes out is what went in, in order, within the bounds;
    /// and it is empty for good once it closes with 4008.
    #[test]
    fn it_is_a_bounded_queue(steps in prop::collection::vec((any::<bool>(), 1_usize..60), 0..80)) {
        let (queue, config) = (Queue::default(), config());
        let mut model = std::collections::VecDeque::new();
        let mut closed = false;
        for (push, bytes) in steps {
            if push {
                queue.push(frame(bytes), &config);
                model.push_back(bytes);
                if model.len() > 8 || model.iter().sum::<usize>() > 100 { closed = true; }
                if closed { model.clear(); }
            } else if closed {
                let next = queue.next(Waker::noop());
                prop_assert!(matches!(next, Next::Close(Close::TooSlow) | Next::Nothing));
            } else {
                let expected = model.pop_front().map_or(Next::Nothing, |bytes| Next::Frame(frame(bytes)));
                prop_assert_eq!(queue.next(Waker::noop()), expected);
            }
            prop_assert_eq!(queue.len(), model.len());
            prop_assert_eq!(queue.is_closing(), closed);
        }
    }
}
