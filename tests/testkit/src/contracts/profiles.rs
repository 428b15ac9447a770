//! What every [`ProfileRepository`](campfire_domain::ports::ProfileRepository) must do.

use super::race;
use crate::{PlainHasher, Scene, Stores, a_session, builders::START};
use campfire_domain::{
    Audience, AuditAction, Bio, EmailAddress, Handle, User, UserName,
    ports::{NewPassword, ProfileChange, ProfileError},
};

fn nothing_of(user: &User) -> ProfileChange {
    ProfileChange {
        user_id: user.id,
        name: None,
        handle: None,
        email: None,
        bio: None,
        password: None,
        at: START,
    }
}

fn handle(text: &str) -> Handle {
    Handle::parse(text).expect("a handle")
}

fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

async fn actions(s: &Scene) -> Vec<AuditAction> {
    let lines = s.stores.audit.lines(None, 10).await;
    let lines = lines.expect("the store reads");
    lines.iter().map(|line| line.action).collect()
}

/// Only a new address is for the audit log.
pub async fn a_changed_profile_is_told_to_everyone(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let change = ProfileChange {
        name: Some(UserName::parse("Robert").expect("a name")),
        handle: Some(handle("rob")),
        email: Some(email("rob@example.org")),
        bio: Some(Bio::parse("Keeps bees").expect("a bio")),
        ..nothing_of(&s.bob)
    };
    let expected = change.apply(&s.bob);
    let changed = s.stores.profiles.change(change).await;
    let changed = changed.expect("the profile is changed");
    assert_eq!(changed.value, expected);
    assert_eq!(
        (expected.bio.as_str(), expected.handle.as_str()),
        ("Keeps bees", "rob")
    );
    let events = s.stores.sink.after(before);
    let told: Vec<_> = events
        .iter()
        .map(|e| (e.kind.name(), &e.audience, e.position))
        .collect();
    assert_eq!(
        told,
        [("user_updated", &Audience::Account, changed.position)]
    );
    let loaded = s.stores.directory.load().await.expect("the store reads");
    assert!(loaded.users.contains(&expected));
    let known = s
        .stores
        .credentials
        .find_by_email(email("rob@example.org"))
        .await;
    assert_eq!(
        known.expect("the store reads").map(|known| known.user_id),
        Some(s.bob.id)
    );
    assert_eq!(actions(&s).await, [AuditAction::EmailChanged]);
}

/// Neither an event nor a line.
pub async fn what_changes_nothing_of_a_profile_writes_nothing(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let same = ProfileChange {
        name: Some(s.bob.name.clone()),
        handle: Some(s.bob.handle.clone()),
        email: s.bob.email.clone(),
        ..nothing_of(&s.bob)
    };
    for change in [nothing_of(&s.bob), same] {
        let changed = s
            .stores
            .profiles
            .change(change)
            .await
            .expect("nothing is wrong");
        assert_eq!((changed.value, changed.position), (s.bob.clone(), before));
    }
    assert_eq!(actions(&s).await, []);
}

/// All or nothing.
pub async fn a_taken_handle_or_address_is_refused_and_changes_nothing(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let name = Some(UserName::parse("Robert").expect("a name"));
    let taken = ProfileChange {
        name: name.clone(),
        handle: Some(s.carl.handle.clone()),
        ..nothing_of(&s.bob)
    };
    let refused = s.stores.profiles.change(taken).await;
    assert!(
        matches!(refused, Err(ProfileError::HandleTaken)),
        "{refused:?}"
    );
    let taken = ProfileChange {
        name,
        email: s.carl.email.clone(),
        ..nothing_of(&s.bob)
    };
    let refused = s.stores.profiles.change(taken).await;
    assert!(
        matches!(refused, Err(ProfileError::EmailTaken)),
        "{refused:?}"
    );
    assert_eq!(s.head().await, before);
}

/// G12.
pub async fn of_racing_changes_to_one_handle_one_wins(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let results = race(|n| {
        let user = [&s.ann, &s.bob, &s.carl][n % 3];
        let change = ProfileChange {
            handle: Some(handle("boss")),
            ..nothing_of(user)
        };
        let (profiles, user_id) = (s.stores.profiles.clone(), user.id);
        async move { profiles.change(change).await.map(|_| user_id) }
    });
    let results = results.await;
    let mut winners: Vec<_> = results
        .iter()
        .filter_map(|result| result.as_ref().ok())
        .collect();
    winners.dedup();
    assert_eq!(winners.len(), 1, "{results:?}");
    let loaded = s.stores.directory.load().await.expect("the store reads");
    let bosses = loaded
        .users
        .iter()
        .filter(|user| user.handle == handle("boss"));
    assert_eq!(bosses.count(), 1);
}

/// The one that asks goes on.
pub async fn a_new_password_ends_the_other_sessions(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let other = a_session(s.bob.id).build();
    s.stores
        .sessions
        .start(other.clone())
        .await
        .expect("it begins");
    let before = s.head().await;
    let change = ProfileChange {
        password: Some(NewPassword {
            hash: PlainHasher::hash_of("another good one"),
            kept_session: s.bob_session.id,
        }),
        ..nothing_of(&s.bob)
    };
    let changed = s
        .stores
        .profiles
        .change(change)
        .await
        .expect("it is changed");
    assert_eq!(changed.value, s.bob);
    let events = s.stores.sink.after(before);
    let told: Vec<_> = events.iter().map(|event| event.kind.name()).collect();
    assert_eq!(told, ["sessions_ended"]);
    let loaded = s.stores.directory.load().await.expect("the store reads");
    let theirs = loaded
        .sessions
        .iter()
        .filter(|session| session.user_id == s.bob.id);
    let theirs: Vec<_> = theirs.map(|session| session.id).collect();
    assert_eq!(theirs, [s.bob_session.id]);
    let known = s
        .stores
        .credentials
        .find_by_email(email("bob@example.org"))
        .await;
    let known = known.expect("the store reads").expect("bob signs in");
    assert_eq!(
        known.password_hash,
        PlainHasher::hash_of("another good one")
    );
    assert_eq!(actions(&s).await, [AuditAction::PasswordChanged]);
}

/// Their request may have been on its way.
pub async fn who_is_banned_changes_nothing_of_themselves(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let banned = s
        .stores
        .standing
        .ban(s.bob.id, vec![], s.ann.id, START)
        .await;
    banned.expect("bob is banned");
    let before = s.head().await;
    let change = ProfileChange {
        handle: Some(handle("still.here")),
        ..nothing_of(&s.bob)
    };
    let refused = s.stores.profiles.change(change).await;
    assert!(
        matches!(refused, Err(ProfileError::NotActive)),
        "{refused:?}"
    );
    assert_eq!(s.head().await, before);
}
