//! What every [`FeedbackRepository`](campfire_domain::ports::FeedbackRepository) must do.

use crate::{Scene, Stores, builders::START};
use campfire_domain::{
    Feedback, FeedbackWord, Interest, Timestamp, User,
    ports::{FEEDBACK_MAX_ROWS, FeedbackError},
};
use std::time::Duration;

fn word(text: &str) -> FeedbackWord {
    FeedbackWord::parse(text).expect("a word")
}

async fn say(s: &Scene, user: &User, words: (&str, &str), at: Timestamp) {
    let feedback = Feedback {
        user_id: user.id,
        feature: word(words.0),
        action: word(words.1),
        at,
    };
    let recorded = s.stores.feedback.record(feedback).await;
    recorded.expect("it is kept");
}

async fn report(s: &Scene, limit: u32) -> Vec<Interest> {
    let report = s.stores.feedback.report(limit).await;
    report.expect("the store reads")
}

/// Most people first.
pub async fn interest_is_counted_by_people_and_by_times(stores: Stores) {
    let s = Scene::set_up(stores).await;
    assert_eq!(report(&s, 10).await, []);
    let later = START.plus(Duration::from_secs(1));
    let before = s.head().await;
    for _ in 0..3 {
        say(&s, &s.ann, ("avatars_enabled", "viewed"), START).await;
    }
    say(&s, &s.bob, ("files_enabled", "wanted"), START).await;
    say(&s, &s.bob, ("files_enabled", "viewed"), later).await;
    // A clock that went back moves nothing back.
    say(&s, &s.carl, ("files_enabled", "viewed"), START).await;

    let line = |feature, action, people, times, last_at| Interest {
        feature: word(feature),
        action: word(action),
        people,
        times,
        last_at,
    };
    let expected = [
        line("files_enabled", "viewed", 2, 2, later),
        line("avatars_enabled", "viewed", 1, 3, START),
        line("files_enabled", "wanted", 1, 1, START),
    ];
    assert_eq!(report(&s, 10).await, expected);
    assert_eq!(report(&s, 2).await, expected[..2]);
    assert_eq!(s.head().await, before, "no client needs to learn of it");
}

/// What one has left already goes on counting.
pub async fn one_person_leaves_only_so_many_different_ones(stores: Stores) {
    let s = Scene::set_up(stores).await;
    for n in 0..FEEDBACK_MAX_ROWS {
        say(&s, &s.bob, (&format!("feature-{n}"), "viewed"), START).await;
    }
    let feedback = Feedback {
        user_id: s.bob.id,
        feature: word("one-more"),
        action: word("viewed"),
        at: START,
    };
    let refused = s.stores.feedback.record(feedback).await;
    assert!(
        matches!(refused, Err(FeedbackError::TooMany)),
        "{refused:?}"
    );
    say(&s, &s.bob, ("feature-0", "viewed"), START).await;
    say(&s, &s.carl, ("one-more", "viewed"), START).await;
    let report = report(&s, u32::MAX).await;
    assert_eq!(report.len(), 1 + FEEDBACK_MAX_ROWS as usize);
    assert_eq!(report[0].times, 2);
}
