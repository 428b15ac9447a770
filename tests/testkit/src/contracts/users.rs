//! What every [`UserRepository`](campfire_domain::ports::UserRepository) must do.

use super::{race, sorted};
use crate::{Scene, Stores, a_user};
use campfire_domain::{Audience, Handle, Involvement, JoinCode, Seq, Unread, ports::JoinError};

/// With `mentions` and everything read; closed and direct rooms stay shut.
pub async fn a_newcomer_is_in_every_open_room_from_now_on(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.open_room().await;
    s.closed_room(&[&s.bob]).await;
    s.direct_room(&[&s.bob]).await;
    for _ in 0..3 {
        s.say(kitchen, &s.ann, "before dora").await;
    }
    let dora = s.join("Dora").await;

    let rooms = s
        .stores
        .membership_reader
        .my_rooms(dora.id)
        .await
        .expect("the store reads");
    let ids = sorted(rooms.iter().map(|mine| mine.room.id));
    assert_eq!(ids, sorted([s.lobby, kitchen]));
    let mine = s.my_room(dora.id, kitchen).await;
    assert_eq!(
        (mine.involvement, mine.last_read_seq),
        (Involvement::Mentions, Seq::new(3))
    );
    assert_eq!(mine.unread, Unread::default());
    s.say(kitchen, &s.ann, "after dora").await;
    assert_eq!(s.my_room(dora.id, kitchen).await.unread.messages, 1);
}

/// Memberships of open rooms have no events of their own.
pub async fn a_newcomer_writes_two_events_however_many_rooms_there_are(stores: Stores) {
    let s = Scene::set_up(stores).await;
    for _ in 0..5 {
        s.open_room().await;
    }
    let before = s.head().await;
    let joining = a_user("Dora").joining(&s.account.join_code);
    let joined = s
        .stores
        .users
        .join(joining.clone())
        .await
        .expect("dora joins");

    let events = s.stores.sink.after(before);
    let told: Vec<_> = events
        .iter()
        .map(|e| (e.kind.name(), &e.audience))
        .collect();
    let expected = [
        ("user_updated", &Audience::Account),
        ("session_started", &Audience::Nobody),
    ];
    assert_eq!(told, expected);
    assert_eq!(
        events.last().map(|event| event.position),
        Some(joined.position)
    );
    assert_eq!(joined.value, joining.user);
    let loaded = s.stores.directory.load().await.expect("the store reads");
    assert!(loaded.users.contains(&joining.user) && loaded.sessions.contains(&joining.session));
}

/// The code is compared inside the transaction.
pub async fn a_wrong_code_lets_nobody_in(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let wrong = JoinCode::parse("AAAA-BBBB-CCCC").expect("a join code");
    // A wrong code does not tell which addresses are known.
    let joined = s.stores.users.join(a_user("Bob").joining(&wrong)).await;
    assert!(matches!(joined, Err(JoinError::WrongCode)), "{joined:?}");
    assert_eq!(s.head().await, before);
}

/// There is no code that could be right.
pub async fn nobody_joins_before_the_first_run(stores: Stores) {
    let code = JoinCode::parse("AAAA-BBBB-CCCC").expect("a join code");
    let joined = stores.users.join(a_user("Bob").joining(&code)).await;
    assert!(matches!(joined, Err(JoinError::WrongCode)), "{joined:?}");
}

/// Addresses are unique.
pub async fn a_known_address_is_refused_and_changes_nothing(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let again = a_user("Robert")
        .with_email("bob@example.org")
        .joining(&s.account.join_code);
    let joined = s.stores.users.join(again).await;
    assert!(matches!(joined, Err(JoinError::EmailTaken)), "{joined:?}");
    assert_eq!(s.head().await, before);
    let loaded = s.stores.directory.load().await.expect("the store reads");
    assert_eq!(loaded.users.len(), 3);
}

/// G12.
pub async fn of_fifty_racing_joins_with_one_address_one_wins(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let results = race(|n| {
        let dora = a_user(&format!("Dora {n}")).with_email("dora@example.org");
        let (users, new) = (s.stores.users.clone(), dora.joining(&s.account.join_code));
        async move { users.join(new).await }
    });
    let results = results.await;
    let won = results.iter().filter(|result| result.is_ok()).count();
    let refused = |result: &&Result<_, _>| matches!(result, Err(JoinError::EmailTaken));
    assert_eq!(
        (won, results.iter().filter(refused).count()),
        (1, results.len() - 1)
    );
    let loaded = s.stores.directory.load().await.expect("the store reads");
    assert_eq!(loaded.users.len(), 4);
}

/// A number that someone wished for is skipped.
pub async fn a_taken_handle_gets_the_next_free_number(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let code = &s.account.join_code;
    let mut handles = Vec::new();
    for (n, wish) in ["bob3", "bob", "bob"].into_iter().enumerate() {
        let address = format!("{n}@example.org");
        let new = a_user("Bob")
            .with_handle(wish)
            .with_email(&address)
            .joining(code);
        handles.push(
            s.stores
                .users
                .join(new)
                .await
                .expect("they join")
                .value
                .handle,
        );
    }
    let handles: Vec<_> = handles.iter().map(Handle::as_str).collect();
    assert_eq!(handles, ["bob3", "bob2", "bob4"]);
}

/// Handles are unique whoever comes first.
pub async fn racing_newcomers_of_one_name_get_different_handles(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let results = race(|n| {
        let dora = a_user("Dora").with_email(&format!("dora{n}@example.org"));
        let (users, new) = (s.stores.users.clone(), dora.joining(&s.account.join_code));
        async move {
            users
                .join(new)
                .await
                .expect("each has an address of their own")
                .value
                .handle
        }
    });
    let mut handles = sorted(results.await.iter().map(ToString::to_string));
    let all = handles.len();
    handles.dedup();
    assert_eq!(handles.len(), all);
    assert!(handles.contains(&"dora".to_owned()) && handles.contains(&format!("dora{all}")));
}
