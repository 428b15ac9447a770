//! What every [`BookmarkRepository`](campfire_domain::ports::BookmarkRepository) must do.

use super::{race, seen};
use crate::{Scene, Stores, builders::START};
use campfire_domain::{
    Audience, Bookmark, EventKind, Message, MessageId, PageSize, User,
    ports::{BookmarkError, BookmarkPage, Committed},
};
use std::sync::Arc;
use uuid::Uuid;

async fn keep(s: &Scene, message: &Message, user: &User) -> Result<Committed<()>, BookmarkError> {
    let (room_id, id) = (message.room_id, message.id);
    s.stores.bookmarks.add(room_id, id, user.id, START).await
}

async fn drop_it(s: &Scene, message: &Message, user: &User) -> Committed<()> {
    let (room_id, id) = (message.room_id, message.id);
    let removed = s.stores.bookmarks.remove(room_id, id, user.id, START).await;
    removed.expect("the store writes")
}

async fn page(s: &Scene, user: &User, before: Option<u64>, size: u32) -> BookmarkPage {
    let size = PageSize::new(size).expect("a page size");
    let page = s.stores.bookmarks.list(user.id, before, size).await;
    page.expect("the store reads")
}

async fn kept(s: &Scene, user: &User) -> Vec<MessageId> {
    let items = page(s, user, None, PageSize::MAX).await.items;
    items.iter().map(|mark| mark.message.id).collect()
}

/// And to nobody else.
pub async fn a_bookmark_is_told_to_its_owner_only(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.ann, "keep me").await;
    let added = keep(&s, &message, &s.bob).await.expect("it is kept");
    let last = s.stores.sink.events().last().cloned();
    let last = last.expect("it is in the log");
    let kind = EventKind::BookmarkAdded {
        room_id: s.lobby,
        message_id: message.id,
        user_id: s.bob.id,
    };
    assert_eq!((&last.kind, last.rev), (&kind, None));
    assert_eq!(
        (last.position, last.actor_id),
        (added.position, Some(s.bob.id))
    );
    assert_eq!(last.audience, Audience::Users([s.bob.id].into()));
    let items = page(&s, &s.bob, None, 10).await.items;
    assert_eq!(items.len(), 1);
    assert_eq!((&items[0].message, items[0].at), (&*message, START));
    assert_eq!(kept(&s, &s.ann).await, []);
}

/// In both directions.
pub async fn the_same_bookmark_again_changes_nothing(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.ann, "keep me").await;
    keep(&s, &message, &s.bob).await.expect("it is kept");
    let before = s.head().await;
    let again = keep(&s, &message, &s.bob).await.expect("it is there");
    assert_eq!(again.position, before);
    let others = drop_it(&s, &message, &s.carl).await;
    assert_eq!(others.position, before);
    let removed = drop_it(&s, &message, &s.bob).await;
    assert!(removed.position > before);
    assert_eq!(
        drop_it(&s, &message, &s.bob).await.position,
        removed.position
    );
    assert_eq!(kept(&s, &s.bob).await, []);
}

/// Without a hole and without a repeat.
pub async fn bookmarks_are_read_newest_first_a_page_at_a_time(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let mut expected = Vec::new();
    for n in 0..7 {
        let message = s.say(s.lobby, &s.ann, &format!("message {n}")).await;
        keep(&s, &message, &s.bob).await.expect("it is kept");
        expected.insert(0, message.id);
    }
    let (mut read, mut before) = (Vec::new(), None);
    loop {
        let page = page(&s, &s.bob, before, 3).await;
        read.extend(page.items.iter().map(|mark| mark.message.id));
        before = page.items.last().map(|mark| mark.number);
        if !page.has_older {
            break;
        }
        assert_eq!(page.items.len(), 3);
    }
    assert_eq!(read, expected);
    // What is kept again comes to the front.
    let oldest = s.say(s.lobby, &s.ann, "another").await;
    keep(&s, &oldest, &s.bob).await.expect("it is kept");
    assert_eq!(kept(&s, &s.bob).await[0], oldest.id);
}

/// They are there again for who is let in again.
pub async fn rooms_one_is_not_in_show_no_bookmarks(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[&s.bob]).await;
    let message = s.say(kitchen, &s.ann, "secret").await;
    keep(&s, &message, &s.bob).await.expect("it is kept");
    s.revoke(kitchen, &s.bob).await;
    assert_eq!(kept(&s, &s.bob).await, []);
    let strangers = keep(&s, &message, &s.bob).await;
    assert!(
        matches!(strangers, Err(BookmarkError::NotAMember)),
        "{strangers:?}"
    );
    s.grant(kitchen, &s.bob).await;
    assert_eq!(kept(&s, &s.bob).await, [message.id]);
    let deleted = s.stores.rooms.delete(kitchen, s.ann.id, START).await;
    deleted.expect("it is deleted");
    assert_eq!(kept(&s, &s.bob).await, []);
}

/// An edit shows its new words.
pub async fn a_tombstone_is_on_no_list(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.ann, "keep me").await;
    keep(&s, &message, &s.bob).await.expect("it is kept");
    let edited = s.edit(&message, "kept").await;
    assert_eq!(page(&s, &s.bob, None, 1).await.items[0].message, *edited);
    let gone = s.erase(&message).await;
    assert_eq!(kept(&s, &s.bob).await, []);
    let refused = keep(&s, &gone, &s.bob).await;
    assert!(
        matches!(refused, Err(BookmarkError::Deleted)),
        "{refused:?}"
    );
    let absent = Message {
        id: MessageId::from_uuid(Uuid::from_u128(404)),
        ..(*gone).clone()
    };
    let absent = keep(&s, &absent, &s.bob).await;
    assert!(matches!(absent, Err(BookmarkError::NotFound)), "{absent:?}");
}

/// One more is refused, also when they race for the last place.
pub async fn a_list_has_so_many_bookmarks_and_no_more(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let mut messages = Vec::new();
    for n in 0..Bookmark::MAX_PER_PERSON + 9 {
        messages.push(s.say(s.lobby, &s.ann, &format!("message {n}")).await);
    }
    for message in &messages[10..] {
        keep(&s, message, &s.bob).await.expect("it is kept");
    }
    let (first, user_id) = (Arc::new(messages), s.bob.id);
    let results = race(|n| {
        let (bookmarks, messages) = (s.stores.bookmarks.clone(), first.clone());
        async move {
            let message = &messages[n % 10];
            bookmarks
                .add(message.room_id, message.id, user_id, START)
                .await
        }
    })
    .await;
    let max = Bookmark::MAX_PER_PERSON;
    for refused in results.iter().filter_map(|result| result.as_ref().err()) {
        let is_full = matches!(refused, BookmarkError::TooMany { max: at } if *at == max);
        assert!(is_full, "{refused:?}");
    }
    let (mut all, mut before) = (0, None);
    loop {
        let page = page(&s, &s.bob, before, PageSize::MAX).await;
        all += page.items.len();
        before = page.items.last().map(|mark| mark.number);
        if !page.has_older {
            break;
        }
    }
    assert_eq!(all, max);
}

/// Whatever became of it.
pub async fn read_again_a_bookmark_is_told_as_it_is_now(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let message = s.say(s.lobby, &s.ann, "keep me").await;
    let after = s.head().await;
    keep(&s, &message, &s.bob).await.expect("it is kept");
    let told = async || {
        let seen = seen(&*s.stores.events, s.bob.id, after).await;
        let seen = seen.expect("the store reads");
        let of_bookmarks = seen.iter().filter(|event| event.rev.is_none());
        of_bookmarks
            .map(|event| event.kind.name())
            .collect::<Vec<_>>()
    };
    assert_eq!(told().await, ["bookmark_added"]);
    drop_it(&s, &message, &s.bob).await;
    assert_eq!(told().await, ["bookmark_removed", "bookmark_removed"]);
}
