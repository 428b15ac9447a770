//! What every [`RecentSearchRepository`](campfire_domain::ports::RecentSearchRepository) must do.

use crate::{Scene, Stores, builders::START};
use campfire_domain::{SearchQuery, User, ports::RecentSearch};
use std::time::Duration;

async fn note(s: &Scene, user: &User, text: &str) {
    let query = SearchQuery::parse(text).expect("a query");
    let noted = s.stores.recent_searches.note(user.id, query, START).await;
    noted.expect("it is noted");
}

async fn listed(s: &Scene, user: &User) -> Vec<String> {
    let list = s.stores.recent_searches.list(user.id).await;
    let list = list.expect("the store reads").into_iter();
    list.map(|search| search.query.into()).collect()
}

/// Each person's own, the newest first, without an event.
pub async fn what_was_looked_for_last_comes_first(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    for text in ["first", " second  "] {
        note(&s, &s.bob, text).await;
    }
    note(&s, &s.carl, "of carl").await;
    assert_eq!(listed(&s, &s.bob).await, ["second", "first"]);
    assert_eq!(listed(&s, &s.carl).await, ["of carl"]);
    assert_eq!(listed(&s, &s.ann).await, [""; 0]);
    assert_eq!(s.head().await, before);
}

/// Whatever the clock says.
pub async fn a_repeated_query_moves_to_the_front(stores: Stores) {
    let s = Scene::set_up(stores).await;
    for text in ["one", "two", "One"] {
        note(&s, &s.bob, text).await;
    }
    let later = START.plus(Duration::from_secs(5));
    let query = SearchQuery::parse("one").expect("a query");
    let again = s.stores.recent_searches.note(s.bob.id, query, later).await;
    again.expect("it is noted");
    let list = s.stores.recent_searches.list(s.bob.id).await;
    let list = list.expect("the store reads");
    assert_eq!(
        list[0],
        RecentSearch {
            query: "one".into(),
            at: later
        }
    );
    assert_eq!(listed(&s, &s.bob).await, ["one", "One", "two"]);
}

/// The oldest goes.
pub async fn only_the_newest_are_kept(stores: Stores) {
    let s = Scene::set_up(stores).await;
    note(&s, &s.carl, "of carl").await;
    for n in 0..13 {
        note(&s, &s.bob, &format!("query {n}")).await;
    }
    let newest: Vec<String> = (3..13).rev().map(|n| format!("query {n}")).collect();
    assert_eq!(newest.len(), RecentSearch::KEPT as usize);
    assert_eq!(listed(&s, &s.bob).await, newest);
    assert_eq!(listed(&s, &s.carl).await, ["of carl"]);
}

/// Once more changes nothing.
pub async fn what_is_cleared_is_gone_for_that_person_only(stores: Stores) {
    let s = Scene::set_up(stores).await;
    note(&s, &s.bob, "of bob").await;
    note(&s, &s.carl, "of carl").await;
    for _ in 0..2 {
        let cleared = s.stores.recent_searches.clear(s.bob.id).await;
        cleared.expect("it is cleared");
    }
    assert_eq!(listed(&s, &s.bob).await, [""; 0]);
    assert_eq!(listed(&s, &s.carl).await, ["of carl"]);
}

/// Nobody else's go with them.
pub async fn who_is_deactivated_leaves_no_searches(stores: Stores) {
    let s = Scene::set_up(stores).await;
    note(&s, &s.bob, "of bob").await;
    note(&s, &s.carl, "of carl").await;
    let standing = &s.stores.standing;
    let left = standing.deactivate(s.bob.id, s.ann.id, START).await;
    left.expect("bob is deactivated");
    assert_eq!(listed(&s, &s.bob).await, [""; 0]);
    assert_eq!(listed(&s, &s.carl).await, ["of carl"]);
}
