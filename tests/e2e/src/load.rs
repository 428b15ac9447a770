//! People who post all the time, and what they were told; people who listen, and what they heard.

use crate::{Heard, Live, PATIENCE, Person, audit::Audit, fresh_id};
use hyper::Method;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{sleep, timeout},
};

/// How long a poster waits before the next try of a post that was not accepted: a small part of what
/// the server asks for, so that its recovery is noticed soon.
const NEXT_TRY: Duration = Duration::from_millis(50);
/// How long one try may take. Longer than any deadline of the server.
const TRY: Duration = Duration::from_secs(30);

/// A post that the server has taken on.
#[derive(Clone, Debug)]
pub struct Acked {
    /// The poster's own id of it.
    pub key: String,
    /// Its room.
    pub room_id: String,
    /// What was written; its first word is in no other message.
    pub body: String,
    /// Whether it was acknowledged as queued and not yet as stored.
    pub is_queued: bool,
    /// Its number in the room, when it was stored.
    pub seq: Option<u64>,
}

/// What posters were told.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    /// What was acknowledged, each poster's in the order of posting.
    pub acked: Vec<Acked>,
    /// Refusals by status.
    pub refused: BTreeMap<u16, u64>,
    /// Tries without an answer.
    pub unanswered: u64,
    /// How long the acknowledged tries took.
    pub took: Vec<Duration>,
}

/// Posters at work. Each posts one message after the other; what is not accepted is tried again
/// under its key until it is.
#[derive(Debug)]
pub struct Load {
    shared: Arc<Shared>,
    posters: Vec<JoinHandle<Posted>>,
}

#[derive(Debug)]
struct Shared {
    rooms: Vec<String>,
    acks: watch::Sender<u64>,
    stop: watch::Sender<bool>,
    pause: Duration,
}

impl Load {
    /// Lets each of these people post into one of the rooms.
    #[must_use]
    pub fn start(people: &[Person], rooms: &[String]) -> Self {
        Self::paced(people, rooms, Duration::ZERO)
    }

    /// The same, with a pause after each acknowledged post.
    #[must_use]
    pub fn paced(people: &[Person], rooms: &[String], pause: Duration) -> Self {
        let shared = Arc::new(Shared {
            rooms: rooms.to_vec(),
            acks: watch::Sender::new(0),
            stop: watch::Sender::new(false),
            pause,
        });
        let posters = people
            .iter()
            .enumerate()
            .map(|(nr, me)| tokio::spawn(post(Arc::clone(&shared), me.clone(), nr)))
            .collect();
        Self { shared, posters }
    }

    /// How many posts were acknowledged until now.
    #[must_use]
    pub fn acks(&self) -> u64 {
        *self.shared.acks.borrow()
    }

    /// Waits for so many more acknowledged posts and says how long that took.
    ///
    /// # Panics
    /// When they do not come within this time.
    pub async fn goes_on(&self, more: u64, within: Duration) -> Duration {
        let (began, mut acks) = (Instant::now(), self.shared.acks.subscribe());
        let wanted = *acks.borrow_and_update() + more;
        let reached = timeout(within, acks.wait_for(|acks| *acks >= wanted)).await;
        assert!(
            reached.is_ok(),
            "not {more} posts acknowledged in {within:?}, but {}",
            self.acks() + more - wanted
        );
        began.elapsed()
    }

    /// Stops them and gives back what they were told.
    ///
    /// # Panics
    /// When a poster met what must not be.
    pub async fn stop(self) -> Posted {
        self.shared.stop.send_replace(true);
        let mut all = Posted::default();
        for poster in self.posters {
            let one = poster.await.expect("a poster ends well");
            all.acked.extend(one.acked);
            all.unanswered += one.unanswered;
            all.took.extend(one.took);
            for (status, times) in one.refused {
                *all.refused.entry(status).or_default() += times;
            }
        }
        all
    }
}

async fn post(shared: Arc<Shared>, me: Person, nr: usize) -> Posted {
    let mut posted = Posted::default();
    let mut stop = shared.stop.subscribe();
    let room_id = shared.rooms[nr % shared.rooms.len()].clone();
    let path = format!("/api/v1/rooms/{room_id}/messages");
    while !*stop.borrow_and_update() {
        let key = fresh_id();
        let body = format!("w{} by {nr}", key.replace('-', ""));
        let json = json!({"client_message_id": key, "body": body});
        loop {
            let began = Instant::now();
            let tried = timeout(TRY, me.client.try_root(Method::POST, &path, Some(&json))).await;
            match tried {
                Ok(Ok(answer)) if answer.status.is_success() => {
                    posted.took.push(began.elapsed());
                    let told = answer.json();
                    posted.acked.push(Acked {
                        key,
                        room_id: room_id.clone(),
                        body,
                        is_queued: told["state"] == "queued",
                        seq: told["seq"].as_u64(),
                    });
                    shared.acks.send_modify(|acks| *acks += 1);
                    break;
                }
                Ok(Ok(answer)) => *posted.refused.entry(answer.code()).or_default() += 1,
                Ok(Err(_)) => posted.unanswered += 1,
                Err(tokio::time::error::Elapsed { .. }) => {
                    panic!("no answer to a post for {TRY:?}")
                }
            }
            let told_to_stop = stop.wait_for(|stop| *stop);
            if timeout(NEXT_TRY, told_to_stop).await.is_ok() {
                return posted;
            }
        }
        let told_to_stop = stop.wait_for(|stop| *stop);
        if !shared.pause.is_zero() && timeout(shared.pause, told_to_stop).await.is_ok() {
            return posted;
        }
    }
    posted
}

impl Posted {
    /// Fails unless all refusals were among these statuses.
    ///
    /// # Panics
    /// When another status was seen.
    pub fn assert_refused_only_with(&self, statuses: &[u16]) {
        let others = self.refused.keys().find(|code| !statuses.contains(code));
        assert_eq!(others, None, "refused with {:?}", self.refused);
    }

    /// Those of the acknowledged posts that the data file does not have: the message with its text,
    /// number and search row.
    #[must_use]
    pub fn lost(&self, audit: &Audit) -> Vec<&Acked> {
        let rows = audit.messages();
        self.acked
            .iter()
            .filter(|acked| {
                let word = acked.body.split(' ').next().unwrap_or_default();
                !rows.get(&acked.key).is_some_and(|row| {
                    row.source == acked.body
                        && row.room_id == acked.room_id
                        && acked.seq.is_none_or(|seq| seq == row.seq)
                        && audit.found(word) == [row.number]
                })
            })
            .collect()
    }

    /// How many of them were acknowledged as queued.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.acked.iter().filter(|acked| acked.is_queued).count()
    }
}

/// The value below which this part of them lies, in per cent.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn percentile(values: &mut [Duration], percent: usize) -> Duration {
    values.sort_unstable();
    let at = (values.len() * percent).div_ceil(100).max(1) - 1;
    *values.get(at).expect("something was measured")
}

/// Somebody whose socket stays open and who reads everything.
#[derive(Debug)]
pub struct Listener {
    name: String,
    reading: JoinHandle<Vec<Value>>,
}

impl Listener {
    /// Reads what this person gets until the end is told by a message with this text.
    ///
    /// # Panics
    /// The reading task does when the socket is closed before.
    pub async fn of(person: &Person, end: &str) -> Self {
        let mut live = Live::join(&person.client).await;
        let (name, end, who) = (person.name.clone(), end.to_owned(), person.name.clone());
        let reading = tokio::spawn(async move {
            let mut events = Vec::new();
            let mut beat = Instant::now();
            loop {
                match live.next(Duration::from_secs(1)).await {
                    Heard::Frame(frame) if frame["type"] == "event" => {
                        let last = frame["data"]["message"]["source"] == end.as_str();
                        events.push(frame);
                        if last {
                            return events;
                        }
                    }
                    Heard::Frame(_) | Heard::Silence => {}
                    Heard::Closed(code) => panic!("the socket of {who} was closed: {code}"),
                }
                if beat.elapsed() > Duration::from_secs(25) {
                    beat = Instant::now();
                    live.send(&json!({"type": "heartbeat", "cursor": live.cursor}))
                        .await;
                }
            }
        });
        Self { name, reading }
    }

    /// Waits for the end and gives back all events, which came without a hole and none twice.
    ///
    /// # Panics
    /// When the socket was closed, when the end does not come, or when the order has a fault.
    pub async fn heard(self) -> Vec<Value> {
        let Self { name, reading } = self;
        let events = timeout(PATIENCE, reading)
            .await
            .unwrap_or_else(|_| panic!("{name} did not hear the end"))
            .unwrap_or_else(|why| panic!("{name}: {why}"));
        let mut revs: BTreeMap<String, u64> = BTreeMap::new();
        for event in &events {
            if let (Some(room), Some(rev)) = (event["room_id"].as_str(), event["rev"].as_u64())
                && let Some(before) = revs.insert(room.to_owned(), rev)
            {
                assert_eq!(rev, before + 1, "{name}: a hole or a double in {room}");
            }
        }
        events
    }
}

/// Waits until this holds, asking again and again.
///
/// # Panics
/// When it does not within this time.
pub async fn holds<F>(what: &str, within: Duration, mut asked: impl FnMut() -> F) -> Duration
where
    F: Future<Output = bool>,
{
    let began = Instant::now();
    while !asked().await {
        assert!(began.elapsed() < within, "not {what} within {within:?}");
        sleep(Duration::from_millis(20)).await;
    }
    began.elapsed()
}
