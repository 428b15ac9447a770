//! What every [`UndeliveredRepository`](campfire_domain::ports::UndeliveredRepository) must do.

use super::{named, seen};
use crate::{
    Scene, Stores,
    builders::{START, an_id},
};
use campfire_domain::{
    ClientMessageId, EventKind, Format, MessageSource, PostRefusal, UserId, ports::Undelivered,
};

fn refused(s: &Scene, user_id: UserId, text: &str) -> Undelivered {
    Undelivered {
        user_id,
        client_message_id: ClientMessageId::from_uuid(an_id()),
        room_id: s.lobby,
        refusal: PostRefusal::NotAMember,
        source: MessageSource::parse(text).expect("a message"),
        format: Format::Markdown,
        at: START,
    }
}

async fn record(s: &Scene, post: &Undelivered) {
    let recorded = s.stores.undelivered.record(post.clone()).await;
    recorded.expect("it is kept");
}

async fn listed(s: &Scene, user_id: UserId) -> Vec<Undelivered> {
    let list = s.stores.undelivered.list(user_id).await;
    list.expect("the store reads")
}

/// Now and when the log is read again.
pub async fn a_refused_post_is_kept_and_told_to_its_author_alone(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let first = refused(&s, s.bob.id, "first");
    let second = Undelivered {
        refusal: PostRefusal::ClientIdReused,
        ..refused(&s, s.bob.id, "second")
    };
    for post in [&first, &second] {
        record(&s, post).await;
    }
    assert_eq!(listed(&s, s.bob.id).await, [first.clone(), second.clone()]);
    assert_eq!(listed(&s, s.carl.id).await, []);

    let kinds = [&first, &second].map(|post| EventKind::PostRefused {
        client_message_id: post.client_message_id,
        room_id: s.lobby,
        user_id: s.bob.id,
        refusal: post.refusal,
    });
    let told = s.stores.sink.after(before);
    assert_eq!(
        told.iter().map(|e| &e.kind).collect::<Vec<_>>(),
        kinds.each_ref()
    );
    assert_eq!(named(&told[0].audience), [s.bob.id]);
    let events = &*s.stores.events;
    let read = seen(events, s.bob.id, before).await.expect("the log reads");
    assert_eq!(read, told);
    let of_carl = seen(events, s.carl.id, before).await;
    assert_eq!(of_carl.expect("the log reads"), []);
}

/// A replay may be repeated after a crash.
pub async fn a_post_is_refused_once_even_after_it_was_discarded(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let post = refused(&s, s.bob.id, "words");
    record(&s, &post).await;
    let after = s.head().await;
    record(&s, &post).await;
    assert_eq!(listed(&s, s.bob.id).await, std::slice::from_ref(&post));

    let discarded = s
        .stores
        .undelivered
        .discard(s.bob.id, post.client_message_id);
    discarded.await.expect("it is discarded");
    record(&s, &post).await;
    assert_eq!(listed(&s, s.bob.id).await, []);
    assert_eq!(s.head().await, after);
    // Whoever reads the log later still learns why it was refused.
    let read = seen(&*s.stores.events, s.bob.id, before).await;
    assert_eq!(read.expect("the log reads"), s.stores.sink.after(before));
}

/// Nobody discards the words of another, and what is unknown is no error.
pub async fn a_discarded_post_is_gone_for_its_author_only(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let (of_bob, of_carl) = (refused(&s, s.bob.id, "b"), refused(&s, s.carl.id, "c"));
    record(&s, &of_bob).await;
    record(&s, &of_carl).await;
    let before = s.head().await;
    for id in [of_bob.client_message_id, of_carl.client_message_id] {
        for _ in 0..2 {
            let discarded = s.stores.undelivered.discard(s.bob.id, id).await;
            discarded.expect("it is no error");
        }
    }
    assert_eq!(listed(&s, s.bob.id).await, []);
    assert_eq!(listed(&s, s.carl.id).await, [of_carl]);
    assert_eq!(s.head().await, before);
}

/// What is behind the end comes when others are discarded.
pub async fn a_list_of_refused_posts_has_an_end(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let page = Undelivered::PAGE as usize;
    let posts: Vec<_> = (0..=page)
        .map(|n| refused(&s, s.bob.id, &format!("post {n}")))
        .collect();
    for post in &posts {
        record(&s, post).await;
    }
    assert_eq!(listed(&s, s.bob.id).await, posts[..page]);
    let discarded = s
        .stores
        .undelivered
        .discard(s.bob.id, posts[0].client_message_id);
    discarded.await.expect("it is discarded");
    assert_eq!(listed(&s, s.bob.id).await, posts[1..]);
}
