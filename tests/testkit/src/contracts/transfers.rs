//! What every [`TransferRepository`](campfire_domain::ports::TransferRepository) must do.

use super::race;
use crate::{PlainHasher, Scene, Stores, a_session, builders::START};
use campfire_domain::{
    Audience, AuditAction, EventKind, Role, Session, SessionId, Timestamp, TokenHash, Transfer,
    User, UserId,
    ports::{MakeTransferError, NewPassword, ProfileChange, UseTransferError},
    transfer::TRANSFER_LIFETIME,
};
use uuid::Uuid;

/// A transfer of bob that bob makes.
fn bobs(s: &Scene) -> Transfer {
    Transfer {
        code: TokenHash([7; 32]),
        user_id: s.bob.id,
        made_by: s.bob.id,
        made_in: s.bob_session.id,
        made_at: START,
    }
}

/// A transfer of bob that ann makes.
fn by_ann(s: &Scene) -> Transfer {
    Transfer {
        made_by: s.ann.id,
        made_in: s.ann_session.id,
        ..bobs(s)
    }
}

async fn make(s: &Scene, transfer: &Transfer) {
    let made = s.stores.transfers.make(transfer.clone()).await;
    made.expect("the transfer is made");
}

async fn find(s: &Scene, code: TokenHash) -> Option<Transfer> {
    let found = s.stores.transfers.find(code).await;
    found.expect("the store reads")
}

fn session_at(user: &User, at: Timestamp) -> Session {
    a_session(user.id).at(at).build()
}

async fn is_refused(s: &Scene, session: Session) -> bool {
    let before = s.head().await;
    let used = s.stores.transfers.use_up(bobs(s).code, session).await;
    assert_eq!(s.head().await, before);
    matches!(used, Err(UseTransferError::Unknown))
}

async fn actions(s: &Scene) -> Vec<(AuditAction, UserId, Option<UserId>)> {
    let lines = s.stores.audit.lines(None, 10).await;
    let lines = lines.expect("the store reads");
    let told = lines.iter().rev();
    told.map(|line| (line.action, line.actor_id, line.user_id))
        .collect()
}

/// The first one is used, the second is refused, and both ends are in the audit log.
pub async fn a_transfer_signs_in_once(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    make(&s, &bobs(&s)).await;
    assert_eq!(s.head().await, before);
    assert_eq!(find(&s, bobs(&s).code).await, Some(bobs(&s)));

    let session = session_at(&s.bob, START);
    let used = s.stores.transfers.use_up(bobs(&s).code, session.clone());
    let used = used.await.expect("it signs in");
    let events = s.stores.sink.after(before);
    assert_eq!(events.len(), 1);
    assert_eq!(
        events[0].kind,
        EventKind::SessionStarted(session.clone().into())
    );
    assert_eq!(
        (&events[0].audience, events[0].position),
        (&Audience::Nobody, used.position)
    );
    let loaded = s.stores.directory.load().await.expect("the store reads");
    assert!(loaded.sessions.contains(&session));
    assert_eq!(find(&s, bobs(&s).code).await, None);
    assert!(is_refused(&s, session_at(&s.bob, START)).await);
    let (bob, whom) = (s.bob.id, Some(s.bob.id));
    let expected = [
        (AuditAction::TransferMade, bob, whom),
        (AuditAction::TransferUsed, bob, whom),
    ];
    assert_eq!(actions(&s).await, expected);
}

/// G12.
pub async fn of_fifty_racing_uses_one_signs_in(stores: Stores) {
    let s = Scene::set_up(stores).await;
    make(&s, &bobs(&s)).await;
    let before = s.head().await;
    let results = race(|_| {
        let (transfers, code) = (s.stores.transfers.clone(), bobs(&s).code);
        let session = session_at(&s.bob, START);
        async move { transfers.use_up(code, session).await.is_ok() }
    });
    let results = results.await;
    assert_eq!(results.iter().filter(|won| **won).count(), 1);
    assert_eq!(s.stores.sink.names_after(before), ["session_started"]);
}

/// It is judged by the time at which the new session begins.
pub async fn a_transfer_ends_by_itself(stores: Stores) {
    let s = Scene::set_up(stores).await;
    make(&s, &bobs(&s)).await;
    let end = START.plus(TRANSFER_LIFETIME);
    assert!(is_refused(&s, session_at(&s.bob, end)).await);
    let last = Timestamp::from_millis(end.as_millis() - 1);
    let session = session_at(&s.bob, last);
    let used = s.stores.transfers.use_up(bobs(&s).code, session).await;
    assert!(used.is_ok(), "{used:?}");
}

/// Whoever makes one makes it instead of the one there was, whoever made that.
pub async fn a_person_has_one_transfer_at_most(stores: Stores) {
    let s = Scene::set_up(stores).await;
    make(&s, &bobs(&s)).await;
    let other = Transfer {
        code: TokenHash([8; 32]),
        ..by_ann(&s)
    };
    make(&s, &other).await;
    assert_eq!(find(&s, bobs(&s).code).await, None);
    assert_eq!(find(&s, other.code).await, Some(other));
}

/// A code that names one person signs nobody else in, and one that was never made nobody.
pub async fn a_transfer_signs_in_its_own_person_only(stores: Stores) {
    let s = Scene::set_up(stores).await;
    assert!(is_refused(&s, session_at(&s.bob, START)).await);
    make(&s, &bobs(&s)).await;
    assert!(is_refused(&s, session_at(&s.ann, START)).await);
    assert!(find(&s, bobs(&s).code).await.is_some());
}

/// Members make them for themselves, administrators for everyone who takes part.
pub async fn only_an_administrator_makes_a_transfer_for_another(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let of_ann = Transfer {
        user_id: s.ann.id,
        ..bobs(&s)
    };
    let made = s.stores.transfers.make(of_ann).await;
    assert!(
        matches!(made, Err(MakeTransferError::NotAdministrator)),
        "{made:?}"
    );
    let of_nobody = Transfer {
        user_id: UserId::from_uuid(Uuid::from_u128(404)),
        ..by_ann(&s)
    };
    let made = s.stores.transfers.make(of_nobody).await;
    assert!(matches!(made, Err(MakeTransferError::NotFound)), "{made:?}");
    let standing = &s.stores.standing;
    let banned = standing.ban(s.carl.id, vec![], s.ann.id, START).await;
    banned.expect("carl is banned");
    let of_carl = Transfer {
        user_id: s.carl.id,
        ..by_ann(&s)
    };
    let made = s.stores.transfers.make(of_carl).await;
    assert!(matches!(made, Err(MakeTransferError::Gone)), "{made:?}");
    // A request of a session that has just ended.
    let of_the_past = Transfer {
        made_in: SessionId::from_uuid(Uuid::from_u128(404)),
        ..bobs(&s)
    };
    let made = s.stores.transfers.make(of_the_past).await;
    assert!(
        matches!(made, Err(MakeTransferError::NotActive)),
        "{made:?}"
    );
    assert_eq!(find(&s, bobs(&s).code).await, None);
    make(&s, &by_ann(&s)).await;
    let (ann, bob) = (s.ann.id, s.bob.id);
    let last = actions(&s).await.pop();
    assert_eq!(last, Some((AuditAction::TransferMade, ann, Some(bob))));
}

/// What was made by who may not any more opens nothing.
pub async fn a_former_administrator_s_transfer_is_refused(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let standing = &s.stores.standing;
    let set = standing.set_role(s.carl.id, Role::Administrator, s.ann.id, START);
    set.await.expect("carl is one too");
    make(&s, &by_ann(&s)).await;
    let set = standing.set_role(s.ann.id, Role::Member, s.carl.id, START);
    set.await.expect("ann is a member");
    assert!(is_refused(&s, session_at(&s.bob, START)).await);
}

/// Whoever ends a session ends what was begun in it.
pub async fn a_transfer_ends_with_the_session_it_was_made_in(stores: Stores) {
    let s = Scene::set_up(stores).await;
    for (transfer, user) in [(bobs(&s), &s.bob), (by_ann(&s), &s.ann)] {
        make(&s, &transfer).await;
        let ended = s
            .stores
            .sessions
            .end(user.id, vec![transfer.made_in], START);
        ended.await.expect("it ends");
        assert_eq!(find(&s, transfer.code).await, None);
        assert!(is_refused(&s, session_at(&s.bob, START)).await);
    }
}

/// Even one that an administrator made for them.
pub async fn a_transfer_ends_with_a_new_password_a_ban_and_a_farewell(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let standing = &s.stores.standing;
    make(&s, &by_ann(&s)).await;
    let change = ProfileChange {
        user_id: s.bob.id,
        name: None,
        handle: None,
        email: None,
        bio: None,
        password: Some(NewPassword {
            hash: PlainHasher::hash_of("another good one"),
            kept_session: s.bob_session.id,
        }),
        at: START,
    };
    let changed = s.stores.profiles.change(change).await;
    changed.expect("the password is changed");
    assert_eq!(find(&s, by_ann(&s).code).await, None);

    make(&s, &by_ann(&s)).await;
    let banned = standing.ban(s.bob.id, vec![], s.ann.id, START).await;
    banned.expect("bob is banned");
    assert_eq!(find(&s, by_ann(&s).code).await, None);

    let back = standing.unban(s.bob.id, s.ann.id, START).await;
    back.expect("bob is back");
    make(&s, &by_ann(&s)).await;
    let left = standing.deactivate(s.bob.id, s.ann.id, START).await;
    left.expect("bob has left");
    assert_eq!(find(&s, by_ann(&s).code).await, None);
}
