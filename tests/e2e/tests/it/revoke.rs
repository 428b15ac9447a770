//! Revocation in the middle of a stream (G8): behind the commit nothing reaches the one concerned,
//! on any way, also under a flood of posts.

use crate::{ONE_SECOND, list, number, text};
use campfire_e2e::{
    Answer, Client, Heard, Live, PATIENCE, Person, Team,
    load::{Load, Posted},
};
use serde_json::{Value, json};
use std::time::Instant;

/// Who floods the room.
const POSTERS: usize = 6;

/// Bo listens, polls and reads in a room that others flood.
struct Flood {
    team: Team,
    bo: Person,
    room: String,
    load: Load,
    socket: Live,
    /// A cursor of before.
    before: String,
}

impl Flood {
    async fn begin() -> Self {
        let team = Team::new().await;
        let bo = team.join("Bo").await;
        let mut people = Vec::new();
        for n in 0..POSTERS {
            people.push(team.join(&format!("P{n}")).await);
        }
        let everyone: Vec<&Person> = people.iter().chain([&bo]).collect();
        let room = team.closed_room("Plans", &everyone).await;
        let mut socket = bo.live().await;
        let before = socket.cursor.clone();
        let load = Load::start(&people, std::slice::from_ref(&room));
        load.goes_on(50, PATIENCE).await;
        socket.event("message_posted").await;
        Self {
            team,
            bo,
            room,
            load,
            socket,
            before,
        }
    }

    fn pages(&self) -> String {
        format!("/rooms/{}/messages", self.room)
    }

    /// Everything the socket says until it closes, or until one second after the act.
    async fn said_until(&mut self, until: Instant) -> (Vec<Value>, Option<u16>) {
        let mut said = Vec::new();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.socket.next(left).await {
                Heard::Frame(frame) => said.push(frame),
                Heard::Closed(code) => return (said, Some(code)),
                Heard::Silence => return (said, None),
            }
        }
    }

    async fn end(self) -> (Team, Posted) {
        (self.team, self.load.stop().await)
    }
}

/// The highest `rev` of the room in these events.
fn newest(events: &[Value], room: &str) -> u64 {
    events
        .iter()
        .filter(|event| event["room_id"] == room)
        .filter_map(|event| event["rev"].as_u64())
        .max()
        .unwrap_or(0)
}

/// What a long poll gives from this cursor on, page after page until nothing is left.
async fn polled(client: &Client, mut cursor: String) -> Vec<Value> {
    let mut all = Vec::new();
    loop {
        let page = client
            .get(&format!("/events?cursor={cursor}&wait=0"))
            .await
            .expect(200);
        cursor = text(&page["cursor"]);
        let events = list(&page["events"]);
        if events.is_empty() {
            return all;
        }
        all.extend(events.iter().cloned());
    }
}

/// What a resumed connection gets before it is live.
async fn resumed(client: &Client, cursor: &str) -> Vec<Value> {
    let mut live = Live::resume(client, cursor).await;
    live.events_until("caught_up or reset", |frame| {
        frame["type"] == "caught_up" || frame["type"] == "reset"
    })
    .await
}

/// After `act` took `kind` away from Bo: nothing of the room behind that event comes by any way.
async fn nothing_behind(kind: &str, act: impl AsyncFnOnce(&Flood) -> Answer) {
    let mut flood = Flood::begin().await;
    let acted = Instant::now();
    act(&flood).await.ok();
    // Whatever was asked for after the answer is judged by what it said.
    flood
        .bo
        .client
        .get(&flood.pages())
        .await
        .refused(404, "room.not_found");
    flood
        .load
        .goes_on(if kind == "room_deleted" { 0 } else { 20 }, PATIENCE)
        .await;
    let (said, closed) = flood.said_until(acted + ONE_SECOND).await;
    assert_eq!(closed, None, "the socket carries other rooms");
    let at = said
        .iter()
        .position(|frame| frame["kind"] == kind)
        .unwrap_or_else(|| panic!("{kind} is told within a second"));
    let cut = number(&said[at]["rev"]);
    let room = flood.room.clone();
    let later = said[at + 1..]
        .iter()
        .filter(|frame| frame.to_string().contains(&room));
    assert_eq!(
        later.collect::<Vec<_>>(),
        Vec::<&Value>::new(),
        "behind the cut"
    );
    let by_poll = polled(&flood.bo.client, flood.before.clone()).await;
    let by_resume = resumed(&flood.bo.client, &flood.before).await;
    for (way, events) in [("poll", &by_poll), ("resume", &by_resume)] {
        assert!(
            newest(events, &room) <= cut,
            "by {way}, behind {cut}: {events:#?}"
        );
    }
    let (team, posted) = flood.end().await;
    posted.assert_refused_only_with(&[404]);
    crate::figures(&format!(
        "{kind} at rev {cut} under a flood of {} posts: 0 frames of the room behind it on the socket, in a resume, a poll or a page",
        posted.acked.len()
    ));
    team.server.assert_no_panic();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_removed_under_a_flood_gets_nothing_behind_the_removal() {
    nothing_behind("membership_revoked", async |flood| {
        let path = format!("/rooms/{}/members/{}", flood.room, flood.bo.id);
        flood.team.ann.client.delete(&path).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_members_of_a_room_deleted_under_a_flood_get_nothing_behind_the_deletion() {
    nothing_behind("room_deleted", async |flood| {
        let path = format!("/rooms/{}", flood.room);
        flood.team.ann.client.delete(&path).await
    })
    .await;
}

/// After `act` ended Bo's session: the socket closes with 4001 within a second and every other way
/// answers 401.
async fn shut_out(what: &str, act: impl AsyncFnOnce(&Flood, &Client) -> Answer) {
    let mut flood = Flood::begin().await;
    let other_device = flood.bo.sign_in_again().await;
    let polling = {
        let (client, cursor) = (flood.bo.client.clone(), flood.socket.cursor.clone());
        tokio::spawn(async move {
            // Again and again, as a client without sockets does.
            let mut cursor = cursor;
            loop {
                let answer = client
                    .get(&format!("/events?cursor={cursor}&wait=55"))
                    .await;
                if answer.code() != 200 {
                    return (answer, Instant::now());
                }
                cursor = text(&answer.json()["cursor"]);
            }
        })
    };
    let acted = Instant::now();
    act(&flood, &other_device).await.ok();
    let answered = Instant::now();
    let (said, closed) = flood.said_until(acted + ONE_SECOND).await;
    let took = acted.elapsed();
    assert_eq!(closed, Some(4001), "within a second");
    let (polled, at) = polling.await.expect("the poll ends");
    polled.expect(401);
    assert!(
        at.duration_since(acted) <= ONE_SECOND + (answered - acted),
        "the poll ended late"
    );
    for path in [flood.pages(), "/rooms".to_owned(), "/me".to_owned()] {
        flood.bo.client.get(&path).await.expect(401);
    }
    assert!(Live::open(&flood.bo.client).await.is_err(), "no new socket");
    let heard = said.len();
    let (team, posted) = flood.end().await;
    posted.assert_refused_only_with(&[]);
    crate::figures(&format!(
        "{what} under a flood of {} posts: closed 4001 after {took:?} and {heard} frames, then 401 everywhere",
        posted.acked.len()
    ));
    team.server.assert_no_panic();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ended_under_a_flood_is_shut_out_on_every_way() {
    shut_out("session ended", async |_, other_device| {
        other_device.delete("/sessions").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_banned_under_a_flood_is_shut_out_on_every_way() {
    shut_out("user banned", async |flood, _| {
        let path = format!("/users/{}/ban", flood.bo.id);
        flood.team.ann.client.post(&path, &json!({})).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_deactivated_under_a_flood_is_shut_out_on_every_way() {
    shut_out("user deactivated", async |flood, _| {
        let path = format!("/users/{}", flood.bo.id);
        flood.team.ann.client.delete(&path).await
    })
    .await;
}
