//! What every [`AccountRepository`](campfire_domain::ports::AccountRepository) must do.

use super::race;
use crate::{Scene, Stores, a_user, builders::START};
use campfire_domain::{
    Account, AccountName, Audience, AuditAction, CustomCss, EventKind, Involvement, JoinCode,
    Position, Rev, Role, Seq, User,
    ports::{AccountChange, AccountError, Committed, JoinError, SetUpError},
};

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

/// A change of nothing, by somebody.
fn a_change(by: &User) -> AccountChange {
    AccountChange {
        name: None,
        restricts_room_creation: None,
        custom_css: None,
        actor_id: by.id,
        at: START,
    }
}

async fn change(s: &Scene, change: AccountChange) -> Committed<Account> {
    let changed = s.stores.accounts.change(change).await;
    changed.expect("the account is changed")
}

async fn replace_code(s: &Scene, code: &JoinCode) -> Committed<Account> {
    let accounts = &s.stores.accounts;
    let replaced = accounts.replace_join_code(code.clone(), s.ann.id, START);
    replaced.await.expect("the code is replaced")
}

fn a_code(n: u8) -> JoinCode {
    JoinCode::from_random([n; 72])
}

/// What the audit log says, oldest first, and that all of it was ann's doing and about nobody.
async fn audited(s: &Scene) -> Vec<AuditAction> {
    let lines = s.stores.audit.lines(None, 50).await;
    let lines = lines.expect("the store reads");
    assert!(
        lines
            .iter()
            .all(|line| line.actor_id == s.ann.id && line.user_id.is_none())
    );
    lines.iter().rev().map(|line| line.action).collect()
}

async fn loaded(s: &Scene) -> Account {
    let loaded = s.stores.directory.load().await.expect("the store reads");
    loaded.account.expect("there is an account")
}

/// One event however much changes, one line for each thing that does.
pub async fn what_changes_about_the_account_is_told_to_everyone_and_audited(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let name = AccountName::parse("Hearth").expect("an account name");
    let all = AccountChange {
        name: Some(name.clone()),
        restricts_room_creation: Some(true),
        ..a_change(&s.ann)
    };
    let changed = change(&s, all).await;
    let expected = (name, true, s.account.join_code.clone());
    let got = changed.value.clone();
    let got = (
        got.name,
        got.settings.restricts_room_creation,
        got.join_code,
    );
    assert_eq!(got, expected);
    let events = s.stores.sink.after(before);
    let [event] = &*events else {
        panic!("one event for all of it: {events:?}");
    };
    assert_eq!(
        (&event.audience, event.rev, event.actor_id, event.position),
        (&Audience::Account, None, Some(s.ann.id), changed.position)
    );
    let told = EventKind::AccountUpdated(changed.value.clone().into());
    assert_eq!(event.kind, told);
    assert_eq!(loaded(&s).await, changed.value);

    let opened = AccountChange {
        restricts_room_creation: Some(false),
        ..a_change(&s.ann)
    };
    assert!(
        !change(&s, opened)
            .await
            .value
            .settings
            .restricts_room_creation
    );
    let expected = [
        AuditAction::AccountRenamed,
        AuditAction::RoomCreationRestricted,
        AuditAction::RoomCreationOpened,
    ];
    assert_eq!(audited(&s).await, expected);
}

/// Neither an event nor a line.
pub async fn what_changes_nothing_of_the_account_writes_nothing(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let same = AccountChange {
        name: Some(s.account.name.clone()),
        restricts_room_creation: Some(false),
        ..a_change(&s.ann)
    };
    for nothing in [a_change(&s.ann), same] {
        let unchanged = change(&s, nothing).await;
        assert_eq!(unchanged.value, s.account);
        assert_eq!(unchanged.position, before);
    }
    assert_eq!(s.head().await, before);
    assert_eq!(audited(&s).await, []);
}

/// At once: the next one who comes with it is refused.
pub async fn a_new_join_code_kills_the_old_one(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let (before, code) = (s.head().await, a_code(7));
    let replaced = replace_code(&s, &code).await;
    let expected = Account {
        join_code: code.clone(),
        ..s.account.clone()
    };
    assert_eq!(replaced.value, expected);
    let events = s.stores.sink.after(before);
    let told: Vec<_> = events
        .iter()
        .map(|e| (e.kind.name(), &e.audience, e.position))
        .collect();
    let expected = [("account_updated", &Audience::Account, replaced.position)];
    assert_eq!(told, expected);
    assert_eq!(audited(&s).await, [AuditAction::JoinCodeReplaced]);

    let old = a_user("Dora").joining(&s.account.join_code);
    let joined = s.stores.users.join(old).await;
    assert!(matches!(joined, Err(JoinError::WrongCode)), "{joined:?}");
    let new = s.stores.users.join(a_user("Dora").joining(&code)).await;
    new.expect("dora joins with the new code");
}

/// The log tells who was first: whoever is in joined before the new code, and is there with their
/// session and their rooms.
pub async fn who_joins_while_the_code_changes_is_in_wholly_or_refused(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let results = race(|n| {
        let (stores, ann_id) = (s.stores.clone(), s.ann.id);
        let joining = a_user(&format!("Dora {n}")).joining(&s.account.join_code);
        async move {
            if n == 25 {
                let replaced = stores.accounts.replace_join_code(a_code(9), ann_id, START);
                replaced.await.expect("the code is replaced");
                return None;
            }
            Some(stores.users.join(joining).await)
        }
    });
    let results = results.await;
    let mut joined = Vec::new();
    for result in results.into_iter().flatten() {
        match result {
            Ok(committed) => joined.push(committed.value.id),
            Err(JoinError::WrongCode) => {}
            Err(error) => panic!("neither in nor refused: {error:?}"),
        }
    }
    let events = s.stores.sink.after(before);
    let replaced = events
        .iter()
        .find(|event| matches!(event.kind, EventKind::AccountUpdated(_)));
    let replaced = replaced.expect("the change is told").position;
    let late = events.iter().filter(|event| {
        matches!(event.kind, EventKind::UserUpdated(_)) && event.position > replaced
    });
    assert_eq!(late.count(), 0, "nobody joins with a code of before");
    let there = s.stores.directory.load().await.expect("the store reads");
    assert_eq!(there.users.len(), 3 + joined.len());
    for user_id in joined {
        assert!(
            there
                .sessions
                .iter()
                .any(|session| session.user_id == user_id)
        );
        assert_eq!(s.my_room(user_id, s.lobby).await.room.id, s.lobby);
    }
}

/// Whoever was one when they asked may be none any more when it is done.
pub async fn only_an_administrator_of_now_changes_the_account(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let (before, standing) = (s.head().await, &s.stores.standing);
    let renamed = AccountChange {
        name: Some(AccountName::parse("Mine").expect("an account name")),
        ..a_change(&s.bob)
    };
    let refused = s.stores.accounts.change(renamed.clone()).await;
    assert!(
        matches!(refused, Err(AccountError::NotAdministrator)),
        "{refused:?}"
    );
    let refused = s
        .stores
        .accounts
        .replace_join_code(a_code(3), s.bob.id, START);
    let refused = refused.await;
    assert!(
        matches!(refused, Err(AccountError::NotAdministrator)),
        "{refused:?}"
    );
    assert_eq!(s.head().await, before);

    for role in [Role::Administrator, Role::Member] {
        let set = standing.set_role(s.bob.id, role, s.ann.id, START).await;
        set.expect("the role is set");
    }
    let refused = s.stores.accounts.change(renamed).await;
    assert!(
        matches!(refused, Err(AccountError::NotAdministrator)),
        "{refused:?}"
    );
    assert_eq!(loaded(&s).await, s.account);
}

/// A client that was away needs only the last state.
pub async fn read_again_a_change_of_the_account_has_the_account_of_now(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    replace_code(&s, &a_code(1)).await;
    let now = replace_code(&s, &a_code(2)).await.value;
    let seen = super::seen(&*s.stores.events, s.bob.id, before).await;
    let seen = seen.expect("the store reads");
    assert_eq!(seen.len(), 2);
    for event in seen {
        assert_eq!(event.kind, EventKind::AccountUpdated(now.clone().into()));
    }
}

/// So that every change of it has an address of its own.
pub async fn each_change_of_the_style_has_the_next_version(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let css = |text: &str| CustomCss::parse(text).ok();
    let mut versions = Vec::new();
    for style in [css("a{}"), css("a{}"), css("b{}"), None, None, css("a{}")] {
        let to = AccountChange {
            custom_css: Some(style.clone()),
            ..a_change(&s.ann)
        };
        let settings = change(&s, to).await.value.settings;
        assert_eq!(settings.custom_css, style);
        versions.push(settings.custom_css_version);
    }
    assert_eq!(versions, [1, 1, 2, 3, 3, 4]);
    assert_eq!(audited(&s).await, [AuditAction::CustomCssChanged; 4]);
    let now = loaded(&s).await.settings;
    assert_eq!((now.custom_css, now.custom_css_version), (css("a{}"), 4));
}
