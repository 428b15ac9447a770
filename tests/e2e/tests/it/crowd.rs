//! A large account costs each of its people no more than a small one: 10,000 people and 1,000 rooms
//! beside 50 people and 10 rooms, in one run.
//!
//! Both servers run at the same time and are asked in turn. What is compared is what one person
//! asks for: someone who is in ten rooms of their account, in both. The list of rooms grows with
//! one's own rooms by its nature, so it is also compared by room, for who is in all of them.

use crate::{figures, list, text};
use campfire_e2e::{Client, Person, Team, fresh_id};
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Rooms that everyone is in, in both accounts.
const OPEN_ROOMS: usize = 10;
/// Messages in each of them.
const MESSAGES: usize = 20;
/// How often each account is asked; the median counts.
const TIMES: usize = 60;
/// The same of what hashes a password.
const JOINS: usize = 9;
/// What the large account may cost, in the small one's cost.
const AT_MOST: f64 = 2.0;

const FIRST: [&str; 20] = [
    "Ada", "Björn", "Chiara", "Dmitri", "Élodie", "Farid", "Greta", "Hana", "Ibrahim", "Joanna",
    "Kofi", "Lena", "Mateo", "Nadia", "Olu", "Priya", "Quentin", "Rosa", "Sven", "Tamar",
];
const LAST: [&str; 20] = [
    "Abel", "Berg", "Castro", "Dahl", "Eriksen", "Fischer", "Gomez", "Hansen", "Ito", "Jansen",
    "Kaya", "Lopez", "Moreau", "Novak", "Okafor", "Petrov", "Quist", "Rossi", "Sato", "Tanaka",
];

/// An account with a person who asks.
struct Account {
    team: Team,
    asks: Person,
    join_code: String,
}

impl Account {
    /// An account of so many people and rooms: what would take hours through the front door (a hash
    /// for every person) is written into the file while the server does not run.
    async fn of(people: usize, rooms: usize) -> Self {
        let mut team = Team::new().await;
        let mut open = vec![team.hall.clone()];
        for n in 1..OPEN_ROOMS {
            let room = json!({"kind": "open", "name": format!("Room {n}")});
            let made = team.ann.client.post("/rooms", &room).await.expect(201);
            open.push(text(&made["id"]));
        }
        for room in &open {
            for n in 0..MESSAGES {
                team.ann.post(room, &format!("message {n}")).await;
            }
        }
        let asks = team.join("Asking Person").await;
        team.server.stop(campfire_e2e::PATIENCE).await;
        fill(&team, people - 2, rooms - OPEN_ROOMS);
        team.server.start_again().await;
        team.ann.client = team.ann.client.at(team.server.url());
        let client = asks.client.at(team.server.url());
        let join_code = team.join_code().await;
        Self {
            asks: Person { client, ..asks },
            join_code,
            team,
        }
    }

    fn client(&self) -> &Client {
        &self.asks.client
    }
}

/// An id that nobody has yet, of the form of the server's own.
fn id(kind: u128, n: usize) -> [u8; 16] {
    let n = u128::try_from(n).expect("a small number");
    (0x0199_1000_0000_7000_8000_0000_0000_0000 + (kind << 32) + n).to_be_bytes()
}

/// What is asked for, and where.
type Asked = (&'static str, fn(&Account) -> String);

/// Adds people who are in every open room, and closed rooms of the administrator with a few of them.
fn fill(team: &Team, people: usize, closed_rooms: usize) {
    let mut store = Connection::open(team.server.data_file()).expect("the file opens");
    let tx = store.transaction().expect("nobody else writes");
    let ann = Uuid::parse_str(&team.ann.id).expect("an id").into_bytes();
    let mut ids = Vec::with_capacity(people);
    for n in 0..people {
        let id = id(1, n);
        let name = format!("{} {} {n}", FIRST[n % 20], LAST[n / 20 % 20]);
        tx.execute(
            "insert into user (user_id, name, handle, email, password_hash, role, standing, bio, joined_at) \
             select ?1, ?2, ?3, ?3 || '@example.com', password_hash, 'member', 'active', '', joined_at \
             from user where user_id = ?4",
            params![id, name, format!("p{n}"), ann],
        )
        .expect("a person is written");
        tx.execute(
            "insert into membership (room_id, user_id, involvement, last_read_seq, since) \
             select room_id, ?1, 'mentions', 0, 0 from room where kind = 'open'",
            [id],
        )
        .expect("their memberships are written");
        ids.push(id);
    }
    for n in 0..closed_rooms {
        let room = id(2, n);
        tx.execute(
            "insert into room (room_id, kind, name, creator_id, last_seq, rev, created_at) \
             values (?1, 'closed', ?2, ?3, 0, 1, 1)",
            params![room, format!("Closed {n}"), ann],
        )
        .expect("a room is written");
        let few = (0..10).filter_map(|k| ids.get((n * 7 + k * 131) % people.max(1)));
        for member in few.chain([&ann]) {
            tx.execute(
                "insert or ignore into membership (room_id, user_id, involvement, last_read_seq, since) \
                 values (?1, ?2, 'mentions', 0, 0)",
                params![room, member],
            )
            .expect("a membership is written");
        }
    }
    tx.commit().expect("it is committed");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

async fn time<F: Future>(call: F) -> Duration {
    let began = Instant::now();
    call.await;
    began.elapsed()
}

/// Asks both in turn and gives the medians.
async fn compare(
    times: usize,
    small: &Account,
    large: &Account,
    call: impl AsyncFn(&Account),
) -> (Duration, Duration) {
    let (mut of_small, mut of_large) = (Vec::new(), Vec::new());
    for _ in 0..times {
        of_small.push(time(call(small)).await);
        of_large.push(time(call(large)).await);
    }
    (median(of_small), median(of_large))
}

async fn read(client: &Client, path: &str) -> Value {
    client.get(path).await.expect(200)
}

#[tokio::test]
async fn a_large_account_costs_each_of_its_people_what_a_small_one_does() {
    let small = Account::of(50, OPEN_ROOMS).await;
    let large = Account::of(10_000, 1_000).await;
    let people = read(large.client(), "/users").await;
    assert_eq!(list(&people["users"]).len(), 100, "a page");
    let rooms = read(large.client(), "/rooms").await;
    assert_eq!(list(&rooms["rooms"]).len(), OPEN_ROOMS);

    let mut lines = Vec::new();
    let mut note = |what: &str, (of_small, of_large): (Duration, Duration)| {
        let ratio = of_large.as_secs_f64() / of_small.as_secs_f64();
        figures(&format!(
            "  {what:28} {:8.2} ms {:8.2} ms  {ratio:4.2}",
            of_small.as_secs_f64() * 1000.0,
            of_large.as_secs_f64() * 1000.0,
        ));
        lines.push((what.to_owned(), ratio));
    };
    figures("  asked for, median              50 people   10,000 people  ratio");
    let paths: [Asked; 6] = [
        ("sidebar", |_| "/rooms".to_owned()),
        ("people", |_| "/users?limit=50".to_owned()),
        ("people of a room", |a| {
            format!("/rooms/{}/members?limit=50", a.team.hall)
        }),
        ("completion, common", |a| {
            format!("/users?limit=10&query=an&room_id={}", a.team.hall)
        }),
        ("completion, one", |a| {
            format!("/users?query=elodie+abel+4&room_id={}", a.team.hall)
        }),
        ("completion, none", |a| {
            format!("/users?query=qxz&room_id={}", a.team.hall)
        }),
    ];
    for (what, path) in paths {
        let asked = compare(TIMES, &small, &large, async |account| {
            read(account.client(), &path(account)).await;
        });
        note(what, asked.await);
    }
    let post = compare(TIMES, &small, &large, async |account| {
        account.asks.post(&account.team.hall, "hello").await;
    });
    note("post", post.await);
    let join = compare(JOINS, &small, &large, async |account| {
        let body = json!({
            "name": "New Comer", "email": format!("{}@example.com", fresh_id()),
            "password": "newcomers like fire",
        });
        let path = format!("/join/{}", account.join_code);
        account
            .team
            .server
            .client()
            .post(&path, &body)
            .await
            .expect(201);
    });
    note("join", join.await);
    let over: Vec<_> = lines.iter().filter(|(_, ratio)| *ratio > AT_MOST).collect();
    assert!(
        over.is_empty(),
        "more than {AT_MOST} times the cost: {over:?}"
    );
    sidebar_by_room(&small, &large).await;
}

/// Who is in all rooms of the large account gets them all at once, and each costs no more.
async fn sidebar_by_room(small: &Account, large: &Account) {
    let rooms = read(&large.team.ann.client, "/rooms").await;
    let many = list(&rooms["rooms"]).len();
    assert_eq!(many, 1_000);
    let (of_small, of_large) = compare(TIMES / 4, small, large, async |account| {
        read(&account.team.ann.client, "/rooms").await;
    })
    .await;
    let each = |time: Duration, rooms: usize| {
        time.as_secs_f64() * 1e6 / f64::from(u32::try_from(rooms).unwrap_or(u32::MAX))
    };
    let (few, all) = (each(of_small, OPEN_ROOMS), each(of_large, many));
    figures(&format!(
        "  sidebar of one in all rooms, by room: {few:.1} µs of {OPEN_ROOMS}, {all:.1} µs of {many}"
    ));
    assert!(
        all <= few * AT_MOST,
        "{all:.1} µs a room instead of {few:.1}"
    );
}
