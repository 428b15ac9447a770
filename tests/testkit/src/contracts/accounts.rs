//! What every [`AccountRepository`](campfire_domain::ports::AccountRepository) must do.

use super::race;
use crate::{Stores, a_user};
use campfire_domain::{Audience, Involvement, Position, Rev, Seq, ports::SetUpError};

/// Account, administrator, room, membership and session come from one commit of four events.
pub async fn the_first_run_makes_everything_at_once(stores: Stores) {
    let new = a_user("Ann").setting_up();
    let (ann, room_id) = (new.user.clone(), new.room.id);
    let done = stores
        .accounts
        .set_up(new.clone())
        .await
        .expect("the first run is carried out");

    assert_eq!(
        (done.value.id, done.value.rev, done.value.last_seq),
        (room_id, Rev::new(1), Seq::ZERO)
    );
    let events = stores.sink.events();
    let told: Vec<_> = events
        .iter()
        .map(|e| (e.kind.name(), e.rev, &e.audience))
        .collect();
    let expected = [
        ("account_updated", None, &Audience::Account),
        ("user_updated", None, &Audience::Account),
        ("room_created", Some(Rev::new(1)), &Audience::Account),
        ("session_started", None, &Audience::Nobody),
    ];
    assert_eq!(told, expected);
    assert_eq!(done.position, Position::new(4));

    let mine = stores.membership_reader.my_room(ann.id, room_id).await;
    let mine = mine.expect("the store reads").expect("ann is a member");
    assert_eq!(
        (mine.involvement, mine.last_read_seq),
        (Involvement::Everything, Seq::ZERO)
    );
    assert_eq!(mine.room, done.value);
    let loaded = stores.directory.load().await.expect("the store reads");
    assert_eq!(loaded.account, Some(new.account));
    assert_eq!(
        (loaded.users, loaded.sessions),
        (vec![ann], vec![new.session])
    );
}

/// A second one is refused.
pub async fn a_second_first_run_is_refused_and_changes_nothing(stores: Stores) {
    let first = a_user("Ann").setting_up();
    stores
        .accounts
        .set_up(first.clone())
        .await
        .expect("the first run is carried out");
    let head = stores.events.head().await.expect("the store reads");

    let second = stores.accounts.set_up(a_user("Bob").setting_up()).await;
    assert!(matches!(second, Err(SetUpError::AlreadyDone)), "{second:?}");
    assert_eq!(stores.events.head().await.expect("the store reads"), head);
    let loaded = stores.directory.load().await.expect("the store reads");
    assert_eq!(
        (loaded.account, loaded.users),
        (Some(first.account), vec![first.user])
    );
}

/// G12.
pub async fn of_fifty_racing_first_runs_one_wins(stores: Stores) {
    let results = race(|n| {
        let (accounts, new) = (
            stores.accounts.clone(),
            a_user(&format!("Ann {n}")).setting_up(),
        );
        async move { accounts.set_up(new).await }
    });
    let results = results.await;
    let won = results.iter().filter(|result| result.is_ok()).count();
    let refused = |result: &&Result<_, _>| matches!(result, Err(SetUpError::AlreadyDone));
    assert_eq!(
        (won, results.iter().filter(refused).count()),
        (1, results.len() - 1)
    );
    let loaded = stores.directory.load().await.expect("the store reads");
    assert_eq!(
        (
            loaded.users.len(),
            loaded.rooms.len(),
            loaded.sessions.len()
        ),
        (1, 1, 1)
    );
    assert_eq!(loaded.head.position, Position::new(4));
}
