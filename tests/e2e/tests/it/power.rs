//! Power cuts: what was acknowledged had been synced (G1), and the control that shows that this test
//! can fail.

use crate::machine;
use campfire_e2e::{
    Live, Person, Server, Settings, Team, audit::Audit, faults::Faults, load::Load, sized,
};
use std::time::Duration;

/// Who posts while the power goes: as many as Shows 1 asks for.
const POSTERS: usize = 16;
/// Acknowledged messages before each cut.
const ACKS: u64 = 150;
/// The same in a full run.
const ACKS_IN_FULL: u64 = 1_000;
/// So many are acknowledged within this, or the test fails.
const LIMIT: Duration = Duration::from_mins(2);

fn durability(how: &str) -> Settings {
    Settings::new().arg("--durability").arg(how)
}

async fn team_on(machine: &Faults, how: &str) -> (Team, Vec<Person>) {
    let settings = machine.settings(durability(how));
    let team = Team::on(Server::start_on(&machine.data(), settings).await).await;
    let mut people = Vec::new();
    for n in 0..POSTERS {
        people.push(team.join(&format!("P{n}")).await);
    }
    (team, people)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_the_power_goes_while_sixteen_people_post() {
    let Some(mut machine) = machine() else { return };
    let cuts = sized(2, 10);
    let (mut team, mut people) = team_on(&machine, "full").await;
    let rooms = [
        team.hall.clone(),
        team.closed_room("Plans", &people.iter().collect::<Vec<_>>())
            .await,
    ];
    let mut all = campfire_e2e::load::Posted::default();
    for _ in 0..cuts {
        let load = Load::start(&people, &rooms);
        load.goes_on(sized(ACKS, ACKS_IN_FULL), LIMIT).await;
        team.server.kill().await;
        let posted = load.stop().await;
        posted.assert_refused_only_with(&[]);
        all.acked.extend(posted.acked);
        all.unanswered += posted.unanswered;
        machine.power_is_back();
        let settings = machine.settings(durability("full"));
        team.server = Server::start_on(&machine.data(), settings).await;
        team.follow(&mut people.iter_mut().collect::<Vec<_>>());
    }
    people[0].post(&rooms[0], "it goes on").await;
    team.server.stop(Duration::from_secs(25)).await;
    team.server.assert_no_panic();
    let audit = Audit::open(&team.server.data_file());
    audit.assert_integrity();
    audit.assert_dense();
    let lost = all.lost(&audit);
    println!(
        "{cuts} power cuts, {POSTERS} posters, full: {} acknowledged, {} lost, {} stored, {} tries without an answer",
        all.acked.len(),
        lost.len(),
        audit.count("message"),
        all.unanswered,
    );
    assert!(lost.is_empty(), "acknowledged and lost: {lost:#?}");
    assert!(all.unanswered > 0, "the cuts hit nobody");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_normal_a_power_cut_loses_the_newest_and_clients_are_told() {
    let Some(mut machine) = machine() else { return };
    let (mut team, mut people) = team_on(&machine, "normal").await;
    // A stop in good order syncs the people, so that they are there to be told.
    team.server.stop(Duration::from_secs(25)).await;
    team.server.start_again().await;
    team.follow(&mut people.iter_mut().collect::<Vec<_>>());
    let rooms = [team.hall.clone()];
    let load = Load::start(&people, &rooms);
    load.goes_on(ACKS, LIMIT).await;
    let cursor = people[0].live().await.cursor.clone();
    team.server.kill().await;
    let posted = load.stop().await;
    machine.power_is_back();
    let settings = machine.settings(durability("normal"));
    team.server = Server::start_on(&machine.data(), settings).await;
    team.follow(&mut people.iter_mut().collect::<Vec<_>>());
    let mut live = Live::resume(&people[0].client, &cursor).await;
    assert_eq!(live.frame("reset").await["reason"], "epoch");
    team.server.stop(Duration::from_secs(25)).await;
    let audit = Audit::open(&team.server.data_file());
    audit.assert_integrity();
    audit.assert_dense();
    let lost = posted.lost(&audit).len();
    println!(
        "1 power cut, {POSTERS} posters, normal: {} acknowledged, {lost} lost",
        posted.acked.len()
    );
    assert!(lost > 0, "a cut that loses nothing even here tests nothing");
}
