//! What every [`MentionReader`](campfire_domain::ports::MentionReader) must do.

use crate::{
    Scene, Stores, a_message,
    builders::{START, content_mentioning},
};
use campfire_domain::{MentionPlace, Message, MessageId, PageSize, RoomId, User, ports::Revision};
use std::sync::Arc;

async fn mentions(
    s: &Scene,
    who: &User,
    before: Option<MentionPlace>,
    size: u32,
) -> (Vec<MessageId>, Option<MentionPlace>) {
    let size = PageSize::new(size).expect("a page size");
    let reader = &s.stores.mentions;
    let page = reader.list(who.id, before, size).await;
    let page = page.expect("the store reads");
    let ids = page.messages.iter().map(|message| message.id);
    (ids.collect(), page.next)
}

async fn name(s: &Scene, room_id: RoomId, people: &[&User]) -> Arc<Message> {
    let people: Vec<_> = people.iter().map(|user| user.id).collect();
    let message = a_message(room_id, s.ann.id).mentioning(&people);
    message.post_in(&*s.stores.messages).await
}

/// And no others, whole.
pub async fn mentions_come_from_every_room_one_is_in_posted_last_first(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let closed = s.closed_room(&[&s.bob]).await;
    let elsewhere = s.closed_room(&[&s.carl]).await;
    let first = name(&s, s.lobby, &[&s.bob, &s.carl]).await;
    s.say(s.lobby, &s.ann, "nobody").await;
    let second = name(&s, closed, &[&s.bob]).await;
    name(&s, elsewhere, &[&s.bob]).await;
    let third = name(&s, s.lobby, &[&s.bob]).await;
    let found = [third.id, second.id, first.id];
    assert_eq!(mentions(&s, &s.bob, None, 50).await, (found.to_vec(), None));
    assert_eq!(
        mentions(&s, &s.carl, None, 50).await,
        (vec![first.id], None)
    );
    assert_eq!(mentions(&s, &s.ann, None, 50).await, (vec![], None));
    let reader = &s.stores.mentions;
    let page = reader.list(s.carl.id, None, PageSize::default()).await;
    assert_eq!(page.expect("the store reads").messages, [(*first).clone()]);
}

/// Without a hole, without a repeat, whatever is posted meanwhile.
pub async fn mentions_are_read_a_page_at_a_time(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let mut all = Vec::new();
    for _ in 0..7 {
        all.push(name(&s, s.lobby, &[&s.bob]).await.id);
    }
    all.reverse();
    let (mut read, mut before) = (Vec::new(), None);
    loop {
        let (ids, next) = mentions(&s, &s.bob, before, 3).await;
        read.extend(ids);
        name(&s, s.lobby, &[&s.bob]).await;
        if next.is_none() {
            break;
        }
        before = next;
    }
    assert_eq!(read, all);
}

/// Not who was named before an edit, nobody in a tombstone, nobody in a room they left.
pub async fn only_who_is_mentioned_now_finds_it(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let closed = s.closed_room(&[&s.bob]).await;
    let edited = name(&s, s.lobby, &[&s.bob]).await;
    let deleted = name(&s, s.lobby, &[&s.bob]).await;
    let left = name(&s, closed, &[&s.bob]).await;
    let found = vec![left.id, deleted.id, edited.id];
    assert_eq!(mentions(&s, &s.bob, None, 50).await, (found, None));
    let revision = Revision {
        room_id: s.lobby,
        message_id: edited.id,
        actor_id: s.ann.id,
        content: content_mentioning("carl", &[s.carl.id]),
        at: START,
    };
    let revised = s.stores.messages.revise(revision).await;
    revised.expect("it is edited");
    s.erase(&deleted).await;
    s.revoke(closed, &s.bob).await;
    assert_eq!(mentions(&s, &s.bob, None, 50).await, (vec![], None));
    assert_eq!(
        mentions(&s, &s.carl, None, 50).await,
        (vec![edited.id], None)
    );
}
