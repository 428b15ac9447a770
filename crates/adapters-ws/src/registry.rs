//! Who is connected, and what everyone is told: the [`Broadcaster`] of the application.
//!
//! One lock orders everything: events are delivered under it, and connections join under it at the
//! place up to which events were delivered. So nobody misses an event or gets it twice, and the
//! cursor of a heartbeat never says more than what was queued before it.

// Spelled out for the model, which takes these files from another place.
#[path = "registry/peer.rs"]
mod peer;
#[path = "registry/telling.rs"]
mod telling;

pub(crate) use peer::Peer;

use crate::{
    close::Close,
    config::LiveConfig,
    counts::{ByWord, Counts},
    frames::{Frame, encode},
    lock::Mutex,
};
use campfire_app::{Campfire, directory::Directory};
use campfire_domain::{Actor, Head, Position, Rev, RoomId, UserId};
use campfire_wire::{HeartbeatAnswer, RoomRev, ServerFrame};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, OnceLock, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep, timeout_at},
};

/// While draining, sockets are closed in slices this far apart.
const DRAIN_SLICE: Duration = Duration::from_millis(10);

/// Sockets closed per slice when there is time: 5,000 a second, so that a small server is gone at
/// once and a large one does not call everyone back in the same moment.
const DRAIN_SLICE_SOCKETS: usize = 50;

/// All connections of this process. Give it to the application as its
/// [`Broadcaster`](campfire_domain::ports::Broadcaster) first, then with the application to
/// [`endpoint`](crate::endpoint): so the circle between the two is cut.
pub struct ConnectionRegistry {
    pub(crate) config: LiveConfig,
    pub(crate) counts: Counts,
    state: Mutex<State>,
    numbers: AtomicU64,
    started: Instant,
    directory: OnceLock<Weak<Directory>>,
    gone: Notify,
}

#[derive(Default)]
struct State {
    /// The last event that was delivered; nothing before the first one and before the endpoint.
    delivered: Option<Head>,
    /// The newest delivered `rev` of each room that changed since the start, and where.
    revs: HashMap<RoomId, (Position, Rev)>,
    peers: Vec<Arc<Peer>>,
    of_user: HashMap<UserId, Vec<Arc<Peer>>>,
    viewing: HashMap<u64, RoomId>,
    viewers: HashMap<RoomId, Vec<Arc<Peer>>>,
    closed: BTreeMap<u16, u64>,
    draining: bool,
    /// The frame that tells what does not work; nothing while all is well.
    health: Option<Frame>,
}

/// What there is to measure.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Gauges {
    /// Open connections.
    pub connections: usize,
    /// Frames that wait for all of them together.
    pub queued_frames: usize,
    /// Connections that ended since the start, by close code: the one that was sent (or would have
    /// been, had the client taken it), else the one that came, else 1006.
    pub closed: BTreeMap<u16, u64>,
    /// How often a client was asked to slow down since the start.
    pub slow_downs: u64,
    /// Frames that nobody misses and that fell since the start, because too much waited.
    pub dropped: u64,
    /// Commands refused since the start, by code.
    pub refused: ByWord,
    /// Clients that came back with a cursor since the start: `resumed`, the reason of their reset,
    /// or `failed`.
    pub resumed: ByWord,
}

/// What became of joining at a place of the log.
pub(crate) enum Joined {
    /// Events behind that place are delivered from now on.
    There,
    /// Events behind *this* place are delivered from now on; those up to it are still to be read.
    Behind(Head),
}

impl ConnectionRegistry {
    /// A registry without connections.
    #[must_use]
    pub fn new(config: LiveConfig) -> Arc<Self> {
        Arc::new(Self {
            config,
            counts: Counts::default(),
            state: Mutex::default(),
            numbers: AtomicU64::new(1),
            started: Instant::now(),
            directory: OnceLock::new(),
            gone: Notify::new(),
        })
    }

    /// Begins where the application is. Calling it again changes nothing.
    pub(crate) fn attach(&self, app: &Campfire) {
        let _kept = self.directory.set(Arc::downgrade(&app.directory));
        let head = app.sync.head();
        let mut state = self.state.lock();
        if state
            .delivered
            .as_ref()
            .is_none_or(|delivered| delivered.position < head.position)
        {
            state.delivered = Some(head);
        }
    }

    /// Closes all connections with 1012, spread over a part of the time given, and waits until they
    /// are gone or that time is over. New upgrades are refused from now on.
    ///
    /// Cancel safe: what was closed stays closed.
    pub async fn drain(&self, within: Duration) {
        let deadline = Instant::now() + within;
        let peers = {
            let mut state = self.state.lock();
            state.draining = true;
            state.peers.clone()
        };
        let spread = within.saturating_sub(self.config.close_wait);
        let slices = usize::try_from(spread.as_millis() / DRAIN_SLICE.as_millis()).unwrap_or(1);
        let slice = peers.len().div_ceil(slices.max(1)).max(DRAIN_SLICE_SOCKETS);
        for some in peers.chunks(slice) {
            for peer in some {
                peer.queue.close(Close::Restarting);
            }
            sleep(DRAIN_SLICE).await;
        }
        loop {
            let gone = self.gone.notified();
            if self.state.lock().peers.is_empty() || timeout_at(deadline, gone).await.is_err() {
                return;
            }
        }
    }

    /// What there is to measure now.
    #[must_use]
    pub fn gauges(&self) -> Gauges {
        let state = self.state.lock();
        let mut gauges = Gauges {
            connections: state.peers.len(),
            queued_frames: state.peers.iter().map(|peer| peer.queue.len()).sum(),
            closed: state.closed.clone(),
            ..Gauges::default()
        };
        drop(state);
        self.counts.read_into(&mut gauges);
        gauges
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.state.lock().draining
    }

    /// Milliseconds since this registry was made, on a clock that never jumps.
    pub(crate) fn now_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// The same in microseconds.
    pub(crate) fn now_us(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    pub(crate) fn peers(&self) -> Vec<Arc<Peer>> {
        self.state.lock().peers.clone()
    }

    /// Takes a connection in. One too many, or one that comes while draining, is not taken in and
    /// finds its close in its queue.
    pub(crate) fn register(&self, actor: Actor) -> Arc<Peer> {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let peer = Arc::new(Peer::new(number, actor, self.now_ms()));
        let mut state = self.state.lock();
        let mine = state.of_user.get(&actor.user_id).map_or(&[][..], |all| all);
        let of_session = mine
            .iter()
            .filter(|other| other.session_id == actor.session_id)
            .count();
        if state.draining {
            peer.queue.close(Close::Restarting);
        } else if mine.len() >= self.config.sockets_per_user
            || of_session >= self.config.sockets_per_session
        {
            peer.queue.close(Close::TooMany);
        } else {
            peer.slot.store(state.peers.len(), Ordering::Relaxed);
            state.peers.push(Arc::clone(&peer));
            let mine = state.of_user.entry(actor.user_id).or_default();
            mine.push(Arc::clone(&peer));
        }
        peer
    }

    /// Forgets a connection and counts how it ended.
    pub(crate) fn unregister(&self, peer: &Arc<Peer>, code: u16) {
        let mut state = self.state.lock();
        *state.closed.entry(code).or_default() += 1;
        state.look_away(peer);
        let slot = peer.slot.load(Ordering::Relaxed);
        if state
            .peers
            .get(slot)
            .is_some_and(|there| Arc::ptr_eq(there, peer))
        {
            state.peers.swap_remove(slot);
            if let Some(moved) = state.peers.get(slot) {
                moved.slot.store(slot, Ordering::Relaxed);
            }
        }
        if let Some(mine) = state.of_user.get_mut(&peer.user_id) {
            remove(mine, peer);
            if mine.is_empty() {
                state.of_user.remove(&peer.user_id);
            }
        }
        drop(state);
        self.gone.notify_waiters();
    }

    /// Joins at the end of what was delivered and queues the frames made for that place, before any
    /// event behind it. `None` before there is such a place.
    pub(crate) fn join_here(
        &self,
        peer: &Peer,
        frames: impl FnOnce(&Head) -> Vec<ServerFrame>,
    ) -> Option<Head> {
        let state = self.state.lock();
        let head = state.delivered.clone()?;
        peer.joined.store(head.position.get(), Ordering::Relaxed);
        for frame in frames(&head) {
            peer.queue.push(encode(&frame), &self.config);
        }
        state.tell_health(peer, &self.config);
        Some(head)
    }

    /// Joins a connection that has read the log up to a place.
    pub(crate) fn join_at(&self, peer: &Peer, reached: &Head) -> Joined {
        let state = self.state.lock();
        let ahead = state
            .delivered
            .as_ref()
            .filter(|delivered| delivered.position > reached.position);
        let joined = ahead.unwrap_or(reached).position;
        peer.joined.store(joined.get(), Ordering::Relaxed);
        // What waits in the queue is sent behind the replay.
        state.tell_health(peer, &self.config);
        ahead.map_or(Joined::There, |delivered| Joined::Behind(delivered.clone()))
    }

    /// Up to where events were delivered.
    pub(crate) fn delivered(&self) -> Position {
        let state = self.state.lock();
        state
            .delivered
            .as_ref()
            .map_or(Position::ZERO, |head| head.position)
    }

    /// Queues the answer to a heartbeat: of the rooms that may have changed, those that were told
    /// behind `since`.
    pub(crate) fn answer_heartbeat(
        &self,
        peer: &Peer,
        since: Position,
        candidates: &[(RoomId, Rev)],
    ) {
        let state = self.state.lock();
        // The directory may already know what was not delivered yet; a `rev` from there would look
        // like a gap to the client.
        let told = |(room_id, _): &(RoomId, Rev)| {
            let (position, rev) = state.revs.get(room_id)?;
            (*position > since).then(|| RoomRev {
                room_id: room_id.as_uuid(),
                rev: rev.get(),
            })
        };
        let delivered = state.delivered.as_ref().map(|head| head.cursor.as_str());
        let answer = HeartbeatAnswer {
            cursor: delivered.unwrap_or_default().to_owned(),
            rooms: candidates.iter().filter_map(told).collect(),
        };
        let frame = encode(&ServerFrame::Heartbeat(answer));
        peer.queue.push(frame, &self.config);
    }

    /// Notes which room a connection looks at.
    pub(crate) fn look_at(&self, peer: &Arc<Peer>, room_id: Option<RoomId>) {
        let mut state = self.state.lock();
        state.look_away(peer);
        if let Some(room_id) = room_id {
            state.viewing.insert(peer.number, room_id);
            let viewers = state.viewers.entry(room_id).or_default();
            viewers.push(Arc::clone(peer));
        }
    }

    /// Queues a frame for one connection.
    pub(crate) fn tell(&self, peer: &Peer, frame: Frame) {
        peer.queue.push(frame, &self.config);
    }
}

impl State {
    /// Queues what does not work for a connection that just joined; it takes silence for health.
    fn tell_health(&self, peer: &Peer, config: &LiveConfig) {
        if let Some(frame) = &self.health {
            peer.queue.push(frame.clone(), config);
        }
    }

    fn look_away(&mut self, peer: &Arc<Peer>) {
        let Some(room_id) = self.viewing.remove(&peer.number) else {
            return;
        };
        if let Some(viewers) = self.viewers.get_mut(&room_id) {
            remove(viewers, peer);
            if viewers.is_empty() {
                self.viewers.remove(&room_id);
            }
        }
    }

    /// Those who look at a room and are not in `stay` look away.
    fn clear_viewers(&mut self, room_id: RoomId, stay: impl Fn(UserId) -> bool) {
        let Some(viewers) = self.viewers.get(&room_id) else {
            return;
        };
        let leave: Vec<_> = viewers
            .iter()
            .filter(|peer| !stay(peer.user_id))
            .cloned()
            .collect();
        for peer in &leave {
            self.look_away(peer);
        }
    }
}

fn remove(peers: &mut Vec<Arc<Peer>>, peer: &Arc<Peer>) {
    if let Some(at) = peers.iter().position(|other| Arc::ptr_eq(other, peer)) {
        peers.swap_remove(at);
    }
}
