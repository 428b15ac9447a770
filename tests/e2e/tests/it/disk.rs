//! A disk that fails, and the library that makes it fail.

use crate::{figures, machine, skipped};
use campfire_e2e::{
    PATIENCE, Person, Server, Settings, Team,
    audit::{Audit, Lock},
    faults::SmallDisk,
    fresh_id,
    load::{Listener, Load, Posted, holds},
    sized,
};
use serde_json::json;
use std::time::{Duration, Instant};

#[tokio::test]
async fn each_fault_is_felt_by_the_server() {
    let Some(machine) = machine() else { return };
    let settings = machine.settings(Settings::new());
    let mut team = Team::on(Server::start_on(&machine.data(), settings).await).await;
    let first = team.ann.post(&team.hall, "before").await;

    for how in ["EIO", "ENOSPC", "EROFS", "OUT"] {
        machine.fail(how);
        let refused = team.ann.try_post(&team.hall, how).await;
        assert!(
            [202, 503].contains(&refused.code()),
            "{how}: {}",
            refused.text()
        );
        machine.heal();
        let path = format!("/rooms/{}/messages", team.hall);
        let body = json!({"client_message_id": fresh_id(), "body": "well"});
        holds("well again", Duration::from_secs(5), async || {
            [200, 201].contains(&team.ann.client.post(&path, &body).await.code())
        })
        .await;
    }
    // Other files are not meant.
    machine.fail("EIO other.file");
    team.ann.post(&team.hall, "not meant").await;
    machine.heal();

    // The clock.
    machine.shift_clock(7_200);
    let later = team.ann.post(&team.hall, "two hours later").await;
    let hour = |message: &serde_json::Value| {
        let at = crate::text(&message["created_at"]);
        at[11..13].parse::<u32>().expect("an hour")
    };
    assert!(
        [2, 3].contains(&((24 + hour(&later) - hour(&first)) % 24)),
        "{later}"
    );

    // The shadow has what was synced; without its log it does not.
    team.server.kill().await;
    let has = |folder: &std::path::Path| {
        let audit = Audit::open(&folder.join("campfire.db"));
        audit
            .messages()
            .values()
            .any(|row| row.source == "two hours later")
    };
    let copy = tempfile::tempdir().expect("a folder");
    std::fs::copy(
        machine.shadow().join("campfire.db"),
        copy.path().join("campfire.db"),
    )
    .expect("a file is copied");
    assert!(!has(copy.path()), "it was in the log only");
    assert!(has(&machine.shadow()));
}

/// Who posts during a fault.
const POSTERS: usize = 6;
/// A store that can write again does so within this, without a restart (G9, G10).
const RECOVERED: Duration = Duration::from_secs(5);
/// The server's answer to what it cannot do for a while.
const NOT_NOW: [u16; 2] = [429, 503];

/// People at work in two rooms while something is wrong: six post, three listen, one reads pages.
struct Scene {
    team: Team,
    people: Vec<Person>,
    rooms: [String; 2],
    load: Load,
    listeners: Vec<Listener>,
}

/// What the one who reads pages got while something was wrong.
#[derive(Default)]
struct Pages {
    shown: u32,
    refused: u32,
    slowest: Duration,
}

impl Scene {
    async fn on(server: Server) -> Self {
        let team = Team::on(server).await;
        let mut people = Vec::new();
        for n in 0..POSTERS {
            people.push(team.join(&format!("P{n}")).await);
        }
        let everyone: Vec<&Person> = people.iter().collect();
        let rooms = [
            team.hall.clone(),
            team.closed_room("Plans", &everyone).await,
        ];
        let mut listeners = Vec::new();
        for person in &people[..3] {
            listeners.push(Listener::of(person, "the end").await);
        }
        let load = Load::start(&people, &rooms);
        load.goes_on(50, PATIENCE).await;
        // Rooms that were looked at lately can be looked at in an outage.
        for room in &rooms {
            let page = format!("/rooms/{room}/messages");
            team.ann.client.get(&page).await.expect(200);
        }
        Self {
            team,
            people,
            rooms,
            load,
            listeners,
        }
    }

    /// Reads pages for so long, as someone who looks at the rooms meanwhile.
    async fn read_for(&self, time: Duration) -> Pages {
        let (mut pages, began) = (Pages::default(), Instant::now());
        while began.elapsed() < time {
            let path = format!("/rooms/{}/messages", self.rooms[pages.shown as usize % 2]);
            let asked = Instant::now();
            let answer = self.team.ann.client.get(&path).await;
            pages.slowest = pages.slowest.max(asked.elapsed());
            match answer.code() {
                200 => pages.shown += 1,
                503 => pages.refused += 1,
                _ => panic!(
                    "a page in a fault: {} {}; the log:\n{}",
                    answer.status,
                    answer.text(),
                    self.team.server.log_text()
                ),
            }
            // A person does not turn pages faster.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        pages
    }

    /// The fault is over: waits until posts are taken again, ends the scene and checks what became
    /// of everything. Gives back what was posted and how long the recovery took.
    async fn ends_well(mut self, what: &str, pages: &Pages) -> Posted {
        let healed = Instant::now();
        self.load.goes_on(1, RECOVERED).await;
        // Who never pauses queues behind what they have queued; people pause.
        let posted = self.load.stop().await;
        for person in &self.people {
            // One post, under one key: what is queued answers 202 until it is stored.
            let key = fresh_id();
            holds("a post is stored again", RECOVERED, async || {
                let told = person.post_as(&self.rooms[0], &key, "again").await;
                [200, 201].contains(&told.code())
            })
            .await;
        }
        let recovered = healed.elapsed();
        posted.assert_refused_only_with(&NOT_NOW);
        for room in &self.rooms {
            let told = self.team.ann.try_post(room, "the end").await;
            assert_eq!(told.code(), 201, "{}", told.text());
        }
        let mut heard = Vec::new();
        for listener in self.listeners {
            heard.push(listener.heard().await.len());
        }
        // What is there is there after a crash too.
        self.team.server.kill().await;
        self.team.server.start_again().await;
        self.team.server.stop(Duration::from_secs(25)).await;
        self.team.server.assert_no_panic();
        let audit = Audit::open(&self.team.server.data_file());
        audit.assert_integrity();
        audit.assert_dense();
        let lost = posted.lost(&audit);
        figures(&format!(
            "{what}: {} acknowledged ({} queued), {} lost, refused {:?}, pages {} shown {} refused \
             (slowest {:?}), {} listeners heard {heard:?} without a hole, posts taken again after {recovered:?}",
            posted.acked.len(),
            posted.queued(),
            lost.len(),
            posted.refused,
            pages.shown,
            pages.refused,
            pages.slowest,
            heard.len(),
        ));
        assert!(lost.is_empty(), "acknowledged and lost: {lost:#?}");
        posted
    }
}

async fn goes_on_after(how: &str, time: Duration) {
    let Some(machine) = machine() else { return };
    let settings = machine.settings(Settings::new());
    let scene = Scene::on(Server::start_on(&machine.data(), settings).await).await;
    machine.fail(how);
    let pages = scene.read_for(time).await;
    machine.heal();
    let posted = scene
        .ends_well(&format!("{how} for {time:?}"), &pages)
        .await;
    assert!(
        posted.queued() > 0 || !posted.refused.is_empty(),
        "nobody felt it"
    );
    assert!(pages.shown > 0);
    assert_eq!(
        pages.refused, 0,
        "pages that were looked at lately are shown, from memory if need be"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn input_and_output_errors_make_no_false_acknowledgement_and_pass() {
    goes_on_after("EIO", Duration::from_secs(3)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_says_it_is_full_makes_no_false_acknowledgement_and_passes() {
    goes_on_after(
        "ENOSPC",
        sized(Duration::from_secs(1), Duration::from_secs(10)),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_out_amid_fan_out_leaves_sockets_open_and_comes_back() {
    goes_on_after(
        "OUT",
        sized(Duration::from_secs(3), Duration::from_secs(10)),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_really_full_makes_no_false_acknowledgement_and_passes() {
    let disk = match SmallDisk::new(16) {
        Ok(disk) => disk,
        Err(why) => return skipped(&why),
    };
    let scene = Scene::on(Server::start_on(&disk.data(), Settings::new()).await).await;
    disk.fill();
    let pages = scene
        .read_for(sized(Duration::from_secs(3), Duration::from_secs(10)))
        .await;
    disk.empty();
    let posted = scene.ends_well("a full disk", &pages).await;
    assert!(
        posted.queued() > 0 || !posted.refused.is_empty(),
        "nobody felt it"
    );
    assert_eq!(
        pages.refused, 0,
        "reads answer while the disk takes no writes"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_locked_by_another_process_makes_people_wait_and_loses_nothing() {
    let scene = Scene::on(Server::start().await).await;
    let locked = Lock::on(&scene.team.server.data_file());
    let pages = scene
        .read_for(sized(Duration::from_secs(3), Duration::from_secs(10)))
        .await;
    locked.release();
    scene.ends_well("an exclusive lock", &pages).await;
    assert_eq!(
        pages.refused, 0,
        "reads answer while another process writes"
    );
}
