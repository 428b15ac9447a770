//! What matters most is written first: work that nobody waits for holds no poster up, and a flood of
//! posts holds no removal up.

use crate::{ONE_SECOND, figures};
use campfire_e2e::{
    PATIENCE, Person, Team,
    audit::Audit,
    load::{Load, percentile},
    sized,
};
use std::time::{Duration, Instant};
use tokio::time::interval;

/// People who post beside the background's work.
const POSTERS: usize = 8;
/// They pause, so that the machine is used and not full: what is measured is waiting for the writer.
const PAUSE: Duration = Duration::from_millis(20);
/// What a post may take beside background work, in hundredths of what it takes alone: the aim is 120,
/// the quiet machine of the bench judges it, here it is ten times the 20 that are added.
const BESIDE_PERCENT: u32 = 300;
/// Below this a p99 says more about the machine than about us.
const NOISE: Duration = Duration::from_millis(20);

/// Writes messages of Ann's into a room while no server runs, as many posts would have left them.
fn fill(file: &std::path::Path, messages: u64) {
    let store = Audit::open(file);
    store.execute(&format!(
        "with recursive n (seq) as (select 1 union all select seq + 1 from n where seq < {messages})
         insert into message (message_id, room_id, seq, rev, client_message_id, creator_id, post_digest,
             created_at, format, source, html, plain_text)
         select randomblob(16), room.room_id, n.seq, n.seq, randomblob(16), room.creator_id, zeroblob(32),
             room.created_at, 'markdown', 'ember ' || n.seq, '<p>ember ' || n.seq || '</p>', 'ember ' || n.seq
         from n, room where room.name = 'Archive'"
    ));
    store.execute(
        "insert into message_search (rowid, plain_text)
         select number, plain_text from message where html like '<p>ember%'",
    );
    store.execute(&format!(
        "update room set last_seq = {messages}, rev = {messages} where name = 'Archive'"
    ));
}

/// The p99 of posting for so long, and for as long as `busy` is true after that.
async fn p99_of_posting(
    people: &[Person],
    room: &str,
    at_least: Duration,
    busy: impl Fn() -> bool,
) -> (Duration, usize) {
    let began = Instant::now();
    let load = Load::paced(people, &[room.to_owned()], PAUSE);
    let mut tick = interval(Duration::from_millis(50));
    while began.elapsed() < at_least || busy() {
        assert!(began.elapsed() < 4 * PATIENCE, "it never ends");
        tick.tick().await;
    }
    let mut posted = load.stop().await;
    posted.assert_refused_only_with(&[]);
    (percentile(&mut posted.took, 99), posted.took.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_messages_of_a_large_deleted_room_go_without_holding_posters_up() {
    let mut team = Team::new().await;
    let archive = team.closed_room("Archive", &[]).await;
    team.server.stop(PATIENCE).await;
    let messages = sized(30_000, 400_000);
    fill(&team.server.data_file(), messages);
    team.server.start_again().await;
    team.ann.client = team.ann.client.at(team.server.url());
    let posters = vec![team.ann.clone(); POSTERS];
    let window = sized(Duration::from_secs(2), Duration::from_secs(20));

    let (alone, posts_alone) = p99_of_posting(&posters, &team.hall, window, || false).await;
    let deleted = Instant::now();
    team.ann
        .client
        .delete(&format!("/rooms/{archive}"))
        .await
        .expect(204);
    let file = team.server.data_file();
    let left = || Audit::open(&file).count("erased_room") > 0;
    assert!(left(), "all messages went at once");
    let (beside, posts_beside) = p99_of_posting(&posters, &team.hall, Duration::ZERO, left).await;
    figures(&format!(
        "{messages} messages of a deleted room gone after {:?}: p99 of {posts_beside} posts beside it {beside:?}, \
         of {posts_alone} alone {alone:?}",
        deleted.elapsed(),
    ));
    assert!(
        beside <= alone.max(NOISE) * BESIDE_PERCENT / 100,
        "{beside:?} beside, {alone:?} alone"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_posts_delays_a_removal_by_a_second_at_most() {
    let team = Team::new().await;
    let ben = team.join("Ben").await;
    let room = team.closed_room("Plans", &[&ben]).await;
    let load = Load::start(
        &vec![team.ann.clone(); 64],
        std::slice::from_ref(&team.hall),
    );
    load.goes_on(500, PATIENCE).await;
    let mut slowest = Duration::ZERO;
    for _ in 0..sized(5, 50) {
        let asked = Instant::now();
        team.ann.remove(&room, &ben).await;
        slowest = slowest.max(asked.elapsed());
        let members = serde_json::json!({"user_ids": [ben.id]});
        let path = format!("/rooms/{room}/members");
        team.ann.client.post(&path, &members).await.ok();
    }
    let posted = load.stop().await;
    figures(&format!(
        "a removal beside 64 who post without a pause ({} posts): at most {slowest:?}",
        posted.acked.len()
    ));
    posted.assert_refused_only_with(&[]);
    assert!(slowest <= ONE_SECOND, "{slowest:?}");
}

/// Sign-ins at once, more than may wait for a core.
const SIGN_INS: usize = 200;
/// What a core takes for one hash, in KiB.
const HASH_KIB: u64 = 19 * 1024;
/// What else grows meanwhile, in KiB: two hundred connections, and what the allocator keeps.
const BESIDES_KIB: u64 = 64 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_sign_ins_is_bounded_and_holds_no_poster_up() {
    let team = Team::new().await;
    let ben = team.join("Ben").await;
    let before = team.server.pss_kib();
    let load = Load::paced(
        std::slice::from_ref(&team.ann),
        std::slice::from_ref(&team.hall),
        PAUSE,
    );
    load.goes_on(20, PATIENCE).await;
    let began = Instant::now();
    let tries: Vec<_> = (0..SIGN_INS)
        .map(|_| {
            let (client, ben) = (team.server.client(), ben.clone());
            let with = serde_json::json!({"email": ben.email, "password": ben.password});
            tokio::spawn(async move { client.post("/session", &with).await })
        })
        .collect();
    let (mut signed_in, mut refused) = (0, 0);
    let mut most = 0;
    for one in tries {
        let answer = one.await.expect("a try ends well");
        most = most.max(team.server.pss_kib());
        if answer.code() == 201 {
            signed_in += 1;
        } else {
            answer.refused(503, "store.overloaded");
            assert!(!answer.header("retry-after").is_empty());
            refused += 1;
        }
    }
    let took = began.elapsed();
    let mut posted = load.stop().await;
    posted.assert_refused_only_with(&[]);
    let slowest = percentile(&mut posted.took, 100);
    let grown = most.saturating_sub(before);
    figures(&format!(
        "{SIGN_INS} sign-ins at once in {took:?}: {signed_in} in, {refused} told to wait; {} posts beside them, \
         the slowest {slowest:?}; {grown} KiB more memory",
        posted.acked.len()
    ));
    assert!(signed_in >= 64, "those who waited got in: {signed_in}");
    assert!(slowest <= 2 * ONE_SECOND, "{slowest:?}");
    let cores = std::thread::available_parallelism().map_or(2, usize::from) as u64;
    assert!(grown <= HASH_KIB * cores + BESIDES_KIB, "{grown} KiB");
}
