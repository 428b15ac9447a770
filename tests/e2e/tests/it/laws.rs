//! The law of sync (G5): what a client read at some moment, and the events since, are what it would
//! read now — whatever happens in between, and however it hears of it.

use crate::{each, list, text};
use campfire_e2e::{
    Client, Live, Person, Proxy, Team, fresh_id,
    model::{Next, State, follow},
    sized,
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::json;

/// Random histories. Few, because each is a server with three people.
const CASES: u32 = 8;
/// The same in a full run.
const CASES_IN_FULL: u32 = 64;
/// Longest history.
const LONGEST: usize = 60;

/// Something one of the people does. Numbers choose among what is there at that moment.
#[derive(Clone, Debug)]
enum Deed {
    Post { room: usize },
    Edit { room: usize, message: usize },
    Delete { room: usize, message: usize },
    MakeRoom { is_open: bool, with: usize },
    OpenDirect { with: usize },
    Rename { room: usize },
    Grant { room: usize, whom: usize },
    Revoke { room: usize, whom: usize },
    Leave { room: usize },
    DeleteRoom { room: usize },
    Involve { room: usize, level: usize },
    Read { room: usize, seq: u64, back: bool },
}

fn deed() -> impl Strategy<Value = Deed> {
    let which = 0..8_usize;
    prop_oneof![
        8 => which.clone().prop_map(|room| Deed::Post { room }),
        3 => (which.clone(), 0..20_usize).prop_map(|(room, message)| Deed::Edit { room, message }),
        3 => (which.clone(), 0..20_usize).prop_map(|(room, message)| Deed::Delete { room, message }),
        2 => (any::<bool>(), 0..3_usize).prop_map(|(is_open, with)| Deed::MakeRoom { is_open, with }),
        1 => (0..3_usize).prop_map(|with| Deed::OpenDirect { with }),
        2 => which.clone().prop_map(|room| Deed::Rename { room }),
        3 => (which.clone(), 0..3_usize).prop_map(|(room, whom)| Deed::Grant { room, whom }),
        2 => (which.clone(), 0..3_usize).prop_map(|(room, whom)| Deed::Revoke { room, whom }),
        1 => which.clone().prop_map(|room| Deed::Leave { room }),
        1 => which.clone().prop_map(|room| Deed::DeleteRoom { room }),
        2 => (which.clone(), 0..4_usize).prop_map(|(room, level)| Deed::Involve { room, level }),
        3 => (which, 0..20_u64, any::<bool>()).prop_map(|(room, seq, back)| Deed::Read { room, seq, back }),
    ]
}

/// How the observer hears of what happens after the cut.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// By a socket that stays open; the snapshot is read while things happen.
    Live,
    /// By a socket that is cut and resumed again and again.
    Resumed,
    /// By long polls.
    Polled,
}

/// Does something; a refusal is as good as a success, as long as it is one.
async fn act(me: &Person, people: &[Person], hall: &str, deed: &Deed) {
    let rooms = me.client.get("/rooms").await.expect(200);
    let room_ids = each(&rooms["rooms"], "id");
    let pick = |n: usize| room_ids[n % room_ids.len()].clone();
    let whom = |n: usize| people[n % people.len()].id.clone();
    let answer = match deed {
        Deed::Post { room } => {
            let text = format!("words {}", fresh_id());
            me.try_post(&pick(*room), &text).await
        }
        Deed::Edit { room, message } | Deed::Delete { room, message } => {
            let room = pick(*room);
            let page = me.client.get(&format!("/rooms/{room}/messages")).await;
            let page = page.json();
            let Some(messages) = page["messages"].as_array().filter(|all| !all.is_empty()) else {
                return;
            };
            let id = text(&messages[message % messages.len()]["id"]);
            let path = format!("/rooms/{room}/messages/{id}");
            if matches!(deed, Deed::Edit { .. }) {
                let body = json!({"body": format!("edited {}", fresh_id())});
                me.client.patch(&path, &body).await
            } else {
                me.client.delete(&path).await
            }
        }
        Deed::MakeRoom { is_open: true, .. } => {
            let body = json!({"kind": "open", "name": format!("Open {}", &fresh_id()[..8])});
            me.client.post("/rooms", &body).await
        }
        Deed::MakeRoom { with, .. } => {
            let name = format!("Closed {}", &fresh_id()[..8]);
            let body = json!({"kind": "closed", "name": name, "member_ids": [whom(*with)]});
            me.client.post("/rooms", &body).await
        }
        Deed::OpenDirect { with } => {
            let body = json!({"user_ids": [whom(*with)]});
            me.client.post("/rooms/direct", &body).await
        }
        Deed::Rename { room } => {
            let body = json!({"name": format!("Renamed {}", &fresh_id()[..8])});
            me.client
                .patch(&format!("/rooms/{}", pick(*room)), &body)
                .await
        }
        Deed::Grant { room, whom: n } => {
            let body = json!({"user_ids": [whom(*n)]});
            me.client
                .post(&format!("/rooms/{}/members", pick(*room)), &body)
                .await
        }
        Deed::Revoke { room, whom: n } => {
            let path = format!("/rooms/{}/members/{}", pick(*room), whom(*n));
            me.client.delete(&path).await
        }
        Deed::Leave { room } => {
            me.client
                .delete(&format!("/rooms/{}/members/me", pick(*room)))
                .await
        }
        Deed::DeleteRoom { room } => {
            // The hall stays: the end of the history is posted there.
            let gone = pick(*room);
            if gone == hall {
                return;
            }
            me.client.delete(&format!("/rooms/{gone}")).await
        }
        Deed::Involve { room, level } => {
            let levels = ["everything", "mentions", "nothing", "invisible"];
            let body = json!({"involvement": levels[*level]});
            me.client
                .put(&format!("/rooms/{}/involvement", pick(*room)), &body)
                .await
        }
        Deed::Read { room, seq, back } => {
            let body = json!({"seq": seq, "back": back});
            me.client
                .put(&format!("/rooms/{}/read", pick(*room)), &body)
                .await
        }
    };
    let code = answer.code();
    assert!(
        answer.status.is_success() || matches!(code, 403 | 404 | 409 | 422),
        "{deed:?}: {code} {}",
        answer.text()
    );
}

/// The history after the cut, in a task of its own, ended by a post that the observer waits for.
fn go_on(
    people: Vec<Person>,
    deeds: Vec<(usize, Deed)>,
    hall: String,
    end: String,
) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        for (who, deed) in &deeds {
            act(&people[*who], &people, &hall, deed).await;
        }
        people[0].post(&hall, &end).await;
    })
}

async fn observe_live(
    me: &Person,
    after: impl FnOnce() -> tokio::task::JoinHandle<()>,
    end: &str,
) -> State {
    let mut live = me.live().await;
    let history = after();
    let mut state = State::read(&me.client, &me.id).await;
    follow(&mut state, &mut live, &me.client, |event| {
        event["data"]["message"]["source"] == end
    })
    .await;
    history.await.expect("the history goes to its end");
    state
}

async fn observe_resumed(
    team: &Team,
    me: &Person,
    after: impl FnOnce() -> tokio::task::JoinHandle<()>,
    end: &str,
) -> State {
    let proxy = Proxy::to(team.server.url()).await;
    let through = me.client.at(&proxy.url());
    let mut cursor = Live::join(&through).await.cursor.clone();
    let mut state = State::read(&me.client, &me.id).await;
    let history = after();
    loop {
        // Three events, then a cut in the middle of whatever is on its way.
        let mut live = Live::resume(&through, &cursor).await;
        for _ in 0..3 {
            let event = live
                .take("an event", |frame| frame["type"] == "event")
                .await;
            if let Next::Read(room_id) = state.apply(&event) {
                state.read_room(&me.client, &room_id).await;
            }
            cursor = text(&event["cursor"]);
            if event["data"]["message"]["source"] == end {
                history.await.expect("the history goes to its end");
                return state;
            }
        }
        proxy.cut_once();
    }
}

async fn observe_polled(
    me: &Person,
    after: impl FnOnce() -> tokio::task::JoinHandle<()>,
    end: &str,
) -> State {
    let mut cursor = text(&me.client.get("/events").await.expect(200)["cursor"]);
    let mut state = State::read(&me.client, &me.id).await;
    let history = after();
    loop {
        let path = format!("/events?cursor={cursor}&wait=20");
        let news = me.client.get(&path).await.expect(200);
        assert!(news["reset"].is_null(), "{news}");
        cursor = text(&news["cursor"]);
        for event in list(&news["events"]) {
            if let Next::Read(room_id) = state.apply(event) {
                state.read_room(&me.client, &room_id).await;
            }
            if event["data"]["message"]["source"] == end {
                history.await.expect("the history goes to its end");
                return state;
            }
        }
    }
}

async fn hold(before: Vec<(usize, Deed)>, after: Vec<(usize, Deed)>, observer: usize, way: Way) {
    let team = Team::new().await;
    let people = vec![
        team.ann.clone(),
        team.join("Bo").await,
        team.join("Cy").await,
    ];
    for (who, deed) in &before {
        act(&people[*who], &people, &team.hall, deed).await;
    }
    let me = &people[observer];
    let end = format!("the end {}", fresh_id());
    let rest = {
        // The others act over connections of their own.
        let actors: Vec<Person> = people.iter().map(own_connection).collect();
        let (hall, end) = (team.hall.clone(), end.clone());
        move || go_on(actors, after, hall, end)
    };
    let state = match way {
        Way::Live => observe_live(me, rest, &end).await,
        Way::Resumed => observe_resumed(&team, me, rest, &end).await,
        Way::Polled => observe_polled(me, rest, &end).await,
    };
    let now = State::read(&me.client, &me.id).await;
    now.assert_told_counts();
    assert_eq!(
        state.canonical(),
        now.canonical(),
        "snapshot and events are not the state of now"
    );
    team.server.assert_no_panic();
}

fn own_connection(person: &Person) -> Person {
    let client: Client = person.client.at(person.client.base());
    Person {
        client,
        ..person.clone()
    }
}

fn holds_by(way: Way) {
    let history = prop::collection::vec((0..3_usize, deed()), 8..LONGEST);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime can be built");
    let config = Config {
        cases: sized(CASES, CASES_IN_FULL),
        max_shrink_iters: 12,
        failure_persistence: None,
        ..Config::default()
    };
    let law = TestRunner::new(config).run(
        &(history, any::<prop::sample::Index>(), 0..3_usize),
        |(mut before, cut, observer)| {
            let after = before.split_off(cut.index(before.len()));
            runtime.block_on(async {
                let case = hold(before, after, observer, way);
                tokio::time::timeout(std::time::Duration::from_mins(2), case)
                    .await
                    .expect("a case ends in time");
            });
            Ok(())
        },
    );
    if let Err(broken) = law {
        panic!("{broken}");
    }
}

#[test]
fn a_snapshot_and_the_live_events_since_are_the_state_of_now() {
    holds_by(Way::Live);
}

#[test]
fn a_snapshot_and_the_events_over_many_cuts_are_the_state_of_now() {
    holds_by(Way::Resumed);
}

#[test]
fn a_snapshot_and_the_polled_events_are_the_state_of_now() {
    holds_by(Way::Polled);
}
