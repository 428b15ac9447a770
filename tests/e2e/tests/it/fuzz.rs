//! Clients whose connections are cut at random, all the time (G4).

use crate::{number, seen::Seen};
use campfire_e2e::{Heard, Live, Person, Proxy, Team, dice::Dice, load::Load, sized};
use serde_json::json;
use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::watch;

/// Shortest and longest life of a connection, in milliseconds.
const LIFE_MS: (u64, u64) = (50, 500);
/// A poster posts this often; four times less often in a full run, which has four times as many.
const PACE: Duration = Duration::from_millis(100);
/// After the cuts are over everyone is there within this.
const LIMIT: Duration = Duration::from_mins(1);

/// A room's last `rev`, told when posting is over.
type Ends = watch::Receiver<Option<BTreeMap<String, u64>>>;

/// Listens through a proxy of its own until every room has reached its end. The connection is cut
/// after a random time, again and again, until the ends are told.
async fn listen_with_cuts(me: Person, url: String, mut dice: Dice, told: Ends) -> (Seen, u64) {
    let proxy = Proxy::to(&url).await;
    // Some networks deliver in small pieces; a hundred of the smallest would starve this machine, and
    // who starves rightly falls behind.
    let smallest = sized(7, 300);
    proxy.slice(dice.among(&[smallest, 500, 1_400, 65_536]));
    let client = me.client.at(&proxy.url());
    let (mut heard, mut cuts, mut cursor) = (Seen::default(), 0, None::<String>);
    let began = Instant::now();
    loop {
        let mut live = open(&client, cursor.as_deref()).await;
        let span = Duration::from_millis(dice.between(LIFE_MS.0, LIFE_MS.1));
        let opened = Instant::now();
        loop {
            let end = told.borrow().clone();
            if end.as_ref().is_some_and(|end| heard.reaches(end)) {
                return (heard, cuts);
            }
            assert!(began.elapsed() < LIMIT * 4, "never caught up; {heard:?}");
            let left = span.saturating_sub(opened.elapsed());
            if end.is_none() && left.is_zero() {
                break;
            }
            match live.next(left.max(Duration::from_millis(20))).await {
                Heard::Frame(frame) => {
                    heard.take(&frame);
                    // What a client stores: the place of what it has applied.
                    if let Some(place) = frame["cursor"].as_str()
                        && frame["type"] != "welcome"
                    {
                        cursor = Some(place.to_owned());
                    } else if cursor.is_none() {
                        cursor = frame["cursor"].as_str().map(str::to_owned);
                    }
                }
                Heard::Closed(code) => panic!("closed without a cut: {code}"),
                Heard::Silence => {}
            }
        }
        proxy.cut_once();
        cuts += 1;
    }
}

/// Opens until it succeeds: the upgrade itself may have been cut.
async fn open(client: &campfire_e2e::Client, cursor: Option<&str>) -> Live {
    let began = Instant::now();
    loop {
        if let Ok(mut live) = Live::open(client).await {
            let mut hello = json!({"type": "hello", "protocol": 1});
            if let Some(cursor) = cursor {
                hello["cursor"] = cursor.into();
            }
            if live.try_send(&hello).await.is_ok() {
                return live;
            }
        }
        assert!(began.elapsed() < LIMIT, "no connection");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_at_random_again_and_again_nobody_misses_or_doubles_anything() {
    let (clients, posters) = (sized(20, 100), sized(5, 20));
    let time = sized(Duration::from_secs(8), Duration::from_mins(1));
    let mut dice = Dice::new();
    let seed = dice.seed();
    let team = Team::new().await;
    let mut people = Vec::new();
    for n in 0..posters {
        people.push(team.join(&format!("P{n}")).await);
    }
    let mut rooms = vec![team.hall.clone()];
    for n in 0..2 {
        let everyone: Vec<&Person> = people.iter().collect();
        rooms.push(team.closed_room(&format!("Room {n}"), &everyone).await);
    }
    let (tell_ends, ends) = watch::channel(None);
    let url: Arc<str> = team.server.url().into();
    let listeners: Vec<_> = (0..clients)
        .map(|n| {
            let me = people[n % people.len()].clone();
            tokio::spawn(listen_with_cuts(
                me,
                url.to_string(),
                dice.another(),
                ends.clone(),
            ))
        })
        .collect();
    // As people do, so that nobody falls a thousand events behind who is cut all the time.
    let load = Load::paced(&people, &rooms, sized(PACE, PACE * 4));
    load.goes_on(1, LIMIT).await;
    let acks = load.acks();
    tokio::time::sleep(time).await;
    let went_on = load.acks() - acks;
    let posted = load.stop().await;
    let mut last = BTreeMap::new();
    for room in &rooms {
        last.insert(room.clone(), number(&people[0].room(room).await["rev"]));
    }
    tell_ends.send_replace(Some(last));
    let (mut cuts, mut resumed, mut in_resume, mut otherwise) = (0, 0, 0, 0);
    let mut resets = Vec::new();
    for listener in listeners {
        let (heard, its_cuts) = listener.await.expect("a listener ends well");
        for (room, order) in &heard.order {
            let (first, last) = (order.first_key_value(), order.last_key_value());
            let span = first.zip(last).map_or(0, |((a, _), (b, _))| b - a + 1);
            assert_eq!(order.len() as u64, span, "missing in {room}, seed {seed}");
        }
        cuts += its_cuts;
        resumed += heard.resumed;
        in_resume += heard.twice_in_resume;
        otherwise += heard.twice_otherwise;
        resets.extend(heard.resets);
    }
    crate::figures(&format!(
        "{clients} clients cut {cuts} times in {time:?} (seed {seed}), {posters} posters, {} messages ({went_on} meanwhile): \
         {resumed} resumes, 0 missing, 0 out of order, doubles on the wire: {in_resume} in a resume, {otherwise} otherwise, {} resets",
        posted.acked.len(),
        resets.len(),
    ));
    posted.assert_refused_only_with(&[]);
    assert_eq!(otherwise, 0, "doubles outside of a resume, seed {seed}");
    assert_eq!(
        resets,
        Vec::<serde_json::Value>::new(),
        "nobody was outside of the window, seed {seed}"
    );
    assert!(cuts > 3 * clients as u64, "nobody was cut");
}
