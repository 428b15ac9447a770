//! What every [`FlagRepository`](campfire_domain::ports::FlagRepository) must do.

use super::{RACERS, race, seen, sorted};
use crate::{Scene, Stores, builders::START};
use campfire_domain::{
    Audience, EventKind, Flag, FlagChange, FlagSet, FlagVersion, Flags, ports::RollBackError,
};
use std::time::Duration;

/// Ann sets one flag.
async fn set(s: &Scene, flag: Flag, state: bool) -> Flags {
    let changed = s.stores.flags.change(vec![(flag, state)], s.ann.id, START);
    changed.await.expect("the flags change").value
}

async fn history(s: &Scene) -> Vec<FlagChange> {
    let history = s.stores.flags.history(None, u32::MAX).await;
    history.expect("the store reads")
}

fn on(flags: &[Flag]) -> FlagSet {
    let off = FlagSet::default();
    flags.iter().fold(off, |set, flag| set.with(*flag, true))
}

/// Version 0 has no row.
pub async fn before_the_first_change_every_flag_has_its_default(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let loaded = s.stores.directory.load().await.expect("the store reads");
    assert_eq!(loaded.flags, Flags::default());
    assert_eq!(history(&s).await, []);
}

/// Told to everyone, and in the directory.
pub async fn a_change_is_the_next_version_and_told_to_everyone(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let both = vec![(Flag::FilesEnabled, true), (Flag::AvatarsEnabled, true)];
    let committed = s.stores.flags.change(both, s.ann.id, START).await;
    let committed = committed.expect("the flags change");

    let expected = Flags {
        version: FlagVersion::new(1),
        set: on(&[Flag::FilesEnabled, Flag::AvatarsEnabled]),
    };
    assert_eq!(committed.value, expected);
    let events = s.stores.sink.after(before);
    assert_eq!(events.len(), 1);
    assert_eq!(
        (&events[0].kind, &events[0].audience, events[0].position),
        (
            &EventKind::FlagsChanged(expected),
            &Audience::Account,
            committed.position
        )
    );
    assert_eq!((events[0].actor_id, events[0].rev), (Some(s.ann.id), None));
    let loaded = s.stores.directory.load().await.expect("the store reads");
    assert_eq!(loaded.flags, expected);
}

/// Naming one twice, the last one counts.
pub async fn a_change_leaves_the_other_flags_alone(stores: Stores) {
    let s = Scene::set_up(stores).await;
    set(&s, Flag::FilesEnabled, true).await;
    let twice = vec![
        (Flag::OpengraphEnabled, false),
        (Flag::OpengraphEnabled, true),
    ];
    let changed = s.stores.flags.change(twice, s.ann.id, START).await;
    assert_eq!(
        changed.expect("the flags change").value.set,
        on(&[Flag::FilesEnabled, Flag::OpengraphEnabled])
    );
    let last = set(&s, Flag::FilesEnabled, false).await;
    assert_eq!(last.set, on(&[Flag::OpengraphEnabled]));
    assert_eq!(last.version, FlagVersion::new(3));
}

/// Each accepted change is one line of the history.
pub async fn setting_a_flag_to_what_it_is_is_a_version_too(stores: Stores) {
    let s = Scene::set_up(stores).await;
    set(&s, Flag::FilesEnabled, true).await;
    let again = set(&s, Flag::FilesEnabled, true).await;
    assert_eq!(again.version, FlagVersion::new(2));
}

/// The versions between stay.
pub async fn a_roll_back_is_a_new_version_with_the_flags_of_the_old_one(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let one = set(&s, Flag::FilesEnabled, true).await;
    let two = set(&s, Flag::AvatarsEnabled, true).await;
    let later = START.plus(Duration::from_secs(1));
    let back = async |to: FlagVersion| {
        let back = s.stores.flags.roll_back(to, s.bob.id, later).await;
        back.expect("it is rolled back").value
    };
    let three = back(one.version).await;
    assert_eq!(
        (three.version, three.set),
        (FlagVersion::new(3), on(&[Flag::FilesEnabled]))
    );
    let four = back(two.version).await;
    assert_eq!(four.set, two.set);
    let five = back(FlagVersion::ZERO).await;
    assert_eq!(five.set, FlagSet::default());

    let line = |flags, at, changed_by, rolled_back_to| FlagChange {
        flags,
        at,
        changed_by,
        rolled_back_to,
    };
    let expected = [
        line(five, later, s.bob.id, Some(FlagVersion::ZERO)),
        line(four, later, s.bob.id, Some(two.version)),
        line(three, later, s.bob.id, Some(one.version)),
        line(two, START, s.ann.id, None),
        line(one, START, s.ann.id, None),
    ];
    assert_eq!(history(&s).await, expected);
}

/// Not to the future either.
pub async fn what_never_was_is_not_rolled_back_to(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let now = set(&s, Flag::FilesEnabled, true).await;
    let before = s.head().await;
    for unknown in [now.version.next(), FlagVersion::new(i64::MAX as u64)] {
        let back = s.stores.flags.roll_back(unknown, s.ann.id, START).await;
        assert!(
            matches!(back, Err(RollBackError::UnknownVersion)),
            "{back:?}"
        );
    }
    assert_eq!((s.head().await, history(&s).await.len()), (before, 1));
}

/// Newest first, and on from a version.
pub async fn the_history_is_read_a_few_versions_at_a_time(stores: Stores) {
    let s = Scene::set_up(stores).await;
    for n in 0..5 {
        set(&s, Flag::FilesEnabled, n % 2 == 0).await;
    }
    let page = async |before: Option<u64>| {
        let page = s
            .stores
            .flags
            .history(before.map(FlagVersion::new), 2)
            .await;
        let page = page.expect("the store reads");
        let numbers = page.iter().map(|change| change.flags.version.get());
        numbers.collect::<Vec<_>>()
    };
    assert_eq!(page(None).await, [5, 4]);
    assert_eq!(page(Some(4)).await, [3, 2]);
    assert_eq!(page(Some(2)).await, [1]);
    assert_eq!(page(Some(1)).await, Vec::<u64>::new());
}

/// G12: dense, and each caller has its own.
pub async fn of_racing_changes_each_is_a_version_of_its_own(stores: Stores) {
    let s = Scene::set_up(stores).await;
    set(&s, Flag::FilesEnabled, true).await;
    let before = s.head().await;
    let results = race(|n| {
        let (flags, by) = (s.stores.flags.clone(), s.ann.id);
        async move {
            if n % 4 == 0 {
                let back = flags.roll_back(FlagVersion::new(1), by, START).await;
                return back.expect("it is rolled back").value;
            }
            let change = vec![(Flag::ALL[n % 3], n % 2 == 0)];
            let changed = flags.change(change, by, START).await;
            changed.expect("the flags change").value
        }
    });
    let won = sorted(results.await.iter().map(|flags| flags.version.get()));
    let last = 1 + RACERS as u64;
    assert_eq!(won, (2..=last).collect::<Vec<_>>());
    let told = s.stores.sink.after(before);
    let told: Vec<Flags> = told
        .iter()
        .map(|event| match event.kind {
            EventKind::FlagsChanged(flags) => flags,
            ref other => panic!("not a change of flags: {other:?}"),
        })
        .collect();
    let mut kept: Vec<Flags> = history(&s).await.iter().map(|line| line.flags).collect();
    kept.reverse();
    assert_eq!(told, kept[1..]);
}

/// So that who comes back is right with the first event already.
pub async fn read_again_a_change_of_flags_has_the_flags_of_now(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    set(&s, Flag::FilesEnabled, true).await;
    let now = set(&s, Flag::AvatarsEnabled, true).await;
    let events = seen(&*s.stores.events, s.carl.id, before).await;
    let events = events.expect("the store reads");
    let kinds: Vec<_> = events.iter().map(|event| event.kind.clone()).collect();
    let as_now = EventKind::FlagsChanged(now);
    assert_eq!(kinds, [as_now.clone(), as_now]);
}
