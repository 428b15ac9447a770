//! What every [`SessionRepository`](campfire_domain::ports::SessionRepository) must do.

use super::{named, race, sorted};
use crate::{Scene, Stores, a_session, builders::START};
use campfire_domain::{
    Audience, EventKind, PublicAddress, Session, SessionId, SessionUse, Timestamp, UserId,
    ports::StartSessionError,
};
use std::time::Duration;
use uuid::Uuid;

async fn session(s: &Scene, id: SessionId) -> Option<Session> {
    let loaded = s.stores.directory.load().await.expect("the store reads");
    loaded.sessions.into_iter().find(|session| session.id == id)
}

/// Both kinds; the event is for this process only.
pub async fn a_session_begins_unseen_by_clients(stores: Stores) {
    let s = Scene::set_up(stores).await;
    for new in [
        a_session(s.bob.id).build(),
        a_session(s.bob.id).token().build(),
    ] {
        let started = s
            .stores
            .sessions
            .start(new.clone())
            .await
            .expect("it begins");
        let events = s.stores.sink.events();
        let last = events.last().expect("it is in the log");
        assert_eq!(
            (last.kind.name(), &last.audience),
            ("session_started", &Audience::Nobody)
        );
        assert_eq!(
            (last.position, last.actor_id),
            (started.position, Some(s.bob.id))
        );
        assert_eq!(session(&s, new.id).await, Some(new));
    }
}

/// Who is unknown is not active.
pub async fn nobody_unknown_begins_a_session(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let new = a_session(UserId::from_uuid(Uuid::from_u128(404))).build();
    let started = s.stores.sessions.start(new).await;
    assert!(
        matches!(started, Err(StartSessionError::NotActive)),
        "{started:?}"
    );
    assert_eq!(s.head().await, before);
}

/// One event for all that end together, to the user they belong to.
pub async fn an_ended_session_is_gone_and_its_user_is_told_once(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let other = a_session(s.bob.id).build();
    s.stores
        .sessions
        .start(other.clone())
        .await
        .expect("it begins");
    let before = s.head().await;
    let both = vec![s.bob_session.id, other.id];
    let ended = s
        .stores
        .sessions
        .end(s.bob.id, both.clone(), START)
        .await
        .expect("they end");

    assert_eq!(sorted(ended.value), sorted(both.clone()));
    assert_eq!(
        (session(&s, both[0]).await, session(&s, both[1]).await),
        (None, None)
    );
    let events = s.stores.sink.after(before);
    assert_eq!(events.len(), 1);
    assert_eq!(
        (named(&events[0].audience), events[0].position),
        (vec![s.bob.id], ended.position)
    );
    let EventKind::SessionsEnded {
        user_id,
        session_ids,
    } = &events[0].kind
    else {
        panic!("not the end of sessions: {:?}", events[0]);
    };
    assert_eq!(
        (*user_id, sorted(session_ids.iter().copied())),
        (s.bob.id, sorted(both))
    );
}

/// A foreign id is passed over.
pub async fn nobody_ends_the_session_of_another(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let named = vec![s.ann_session.id, s.bob_session.id];
    let ended = s
        .stores
        .sessions
        .end(s.bob.id, named, START)
        .await
        .expect("bob's ends");
    assert_eq!(ended.value, [s.bob_session.id]);
    assert!(session(&s, s.ann_session.id).await.is_some());
}

/// It is no error either.
pub async fn ending_nothing_writes_nothing(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    for named in [vec![], vec![SessionId::from_uuid(Uuid::from_u128(404))]] {
        let ended = s
            .stores
            .sessions
            .end(s.bob.id, named, START)
            .await
            .expect("it is no error");
        assert_eq!((ended.value, ended.position), (vec![], before));
    }
    assert_eq!(s.head().await, before);
}

/// G12.
pub async fn of_racing_ends_of_a_session_one_names_it(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let results = race(|_| {
        let (sessions, user_id, id) = (s.stores.sessions.clone(), s.bob.id, s.bob_session.id);
        async move {
            sessions
                .end(user_id, vec![id], START)
                .await
                .expect("it is no error")
                .value
        }
    });
    assert_eq!(results.await.concat(), [s.bob_session.id]);
    assert_eq!(s.stores.sink.names_after(before), ["sessions_ended"]);
}

/// Clocks go back, `last_seen_at` does not.
pub async fn use_is_noted_without_an_event_and_never_goes_back(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let hour = |n: u64| START.plus(Duration::from_hours(n));
    let unknown = SessionId::from_uuid(Uuid::from_u128(404));
    let seen = async |at: Timestamp| {
        let uses = [s.bob_session.id, unknown].map(|session_id| SessionUse {
            session_id,
            at,
            address: None,
        });
        let noted = s.stores.sessions.touch(uses.to_vec()).await;
        noted.expect("use is noted");
        session(&s, s.bob_session.id)
            .await
            .expect("it lives")
            .last_seen_at
    };
    assert_eq!(seen(hour(2)).await, hour(2));
    assert_eq!(seen(hour(1)).await, hour(2));
    assert_eq!(s.head().await, before);
    let anns = session(&s, s.ann_session.id).await.expect("it lives");
    assert_eq!(anns.last_seen_at, START);
}

/// So that a ban knows it; a use from elsewhere in private tells nothing new.
pub async fn the_last_public_address_of_a_session_is_kept(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let public = |text: &str| PublicAddress::parse(text).expect("a public address");
    let mut known = Vec::new();
    for address in [
        Some(public("203.0.113.9")),
        None,
        Some(public("2001:db8:1:2::/64")),
    ] {
        let noted = SessionUse {
            session_id: s.bob_session.id,
            at: START,
            address,
        };
        let noted = s.stores.sessions.touch(vec![noted]).await;
        noted.expect("use is noted");
        let session = session(&s, s.bob_session.id).await;
        known.push(session.expect("it lives").address);
    }
    let [first, second] = ["203.0.113.9", "2001:db8:1:2::/64"].map(public);
    assert_eq!(known, [Some(first), Some(first), Some(second)]);
    assert_eq!(s.head().await, before);
    let new = a_session(s.bob.id).from("198.51.100.7").build();
    let started = s.stores.sessions.start(new.clone()).await;
    started.expect("it begins");
    assert_eq!(session(&s, new.id).await, Some(new));
}
