use crate::{world, world_with};
use campfire_app::flags::FlagError;
use campfire_domain::{
    Denied, FeedbackWord, Flag, FlagVersion, StoreError, ports::MockFlagRepository,
};
use std::sync::Arc;

fn word(text: &str) -> FeedbackWord {
    FeedbackWord::parse(text).unwrap()
}

#[tokio::test]
async fn only_administrators_look_after_the_flags() {
    let world = world().await;
    let bob = world.join("Bob").await;
    let flags = &world.campfire.flags;
    let changed = flags.change(&bob, vec![(Flag::FilesEnabled, true)]).await;
    let rolled = flags.roll_back(&bob, FlagVersion::ZERO).await;
    let history = flags.history(&bob, None).await.map(drop);
    let report = flags.report_feedback(&bob).await.map(drop);
    let all = [changed.map(drop), rolled.map(drop), history, report];
    for refused in all {
        assert!(
            matches!(refused, Err(FlagError::Denied(Denied::NotAdministrator))),
            "{refused:?}"
        );
    }
    assert_eq!(flags.current().version, FlagVersion::ZERO);
    let left = flags.leave_feedback(&bob, word("files_enabled"), word("viewed"));
    left.await.unwrap();
    let report = flags.report_feedback(&world.ann).await.unwrap();
    assert_eq!((report.len(), report[0].people), (1, 1));
}

#[tokio::test]
async fn who_changed_the_flags_sees_the_change() {
    let world = world().await;
    let flags = &world.campfire.flags;
    for n in 1..=20 {
        let change = vec![(Flag::AvatarsEnabled, n % 2 == 1)];
        let changed = flags.change(&world.ann, change).await.unwrap();
        assert_eq!(changed.version, FlagVersion::new(n));
        assert_eq!(flags.current(), changed);
    }
    let nothing = flags.change(&world.ann, Vec::new()).await.unwrap();
    assert_eq!(nothing.version, FlagVersion::new(20));
    let back = flags.roll_back(&world.ann, FlagVersion::new(1)).await;
    let back = back.unwrap();
    assert_eq!(back.version, FlagVersion::new(21));
    assert!(flags.current().set.is_on(Flag::AvatarsEnabled));
}

#[tokio::test]
async fn a_feature_that_is_not_built_stays_shut_when_its_flag_is_on() {
    let world = world().await;
    let flags = &world.campfire.flags;
    let on = Flag::ALL.map(|flag| (flag, true)).to_vec();
    flags.change(&world.ann, on).await.unwrap();
    for flag in Flag::ALL {
        assert!(matches!(flags.check(flag), Err(FlagError::Disabled(shut)) if shut == flag));
    }
}

/// Flags are read from memory: they never wait for a store that is out.
#[tokio::test]
async fn a_store_that_is_out_leaves_the_flags_as_they_were() {
    let world = world_with(|mut ports| {
        let mut repository = MockFlagRepository::new();
        let change = repository.expect_change();
        change.returning(|_, _, _| Err(StoreError::Unavailable));
        ports.store.flags = Arc::new(repository);
        ports
    })
    .await;
    let flags = &world.campfire.flags;
    let change = vec![(Flag::FilesEnabled, true)];
    let refused = flags.change(&world.ann, change).await;
    assert!(matches!(
        refused,
        Err(FlagError::Store(StoreError::Unavailable))
    ));
    assert_eq!(flags.current().version, FlagVersion::ZERO);
}
