//! What every [`PostJournal`] must do. That it outlives the
//! process is held where it is implemented: a contract cannot stop one.

use crate::{Stores, a_message, builders::an_id};
use campfire_domain::{
    MessageId, RoomId, UserId,
    ports::{NewMessage, PostJournal},
};
use std::sync::Arc;

fn posts(count: usize) -> Vec<Arc<NewMessage>> {
    let (room_id, user_id) = (RoomId::from_uuid(an_id()), UserId::from_uuid(an_id()));
    let post = |n| a_message(room_id, user_id).saying(&format!("post {n}"));
    (0..count).map(|n| Arc::new(post(n).build())).collect()
}

async fn pending(journal: &dyn PostJournal) -> Vec<Arc<NewMessage>> {
    journal.pending().await.expect("the journal reads")
}

/// Each as it was given, whatever it says.
pub async fn posts_are_pending_in_the_order_of_writing(stores: Stores) {
    let journal = &*stores.journal;
    assert_eq!(pending(journal).await, []);
    let mut written = posts(5);
    let people = [UserId::from_uuid(an_id()), UserId::from_uuid(an_id())];
    let odd = a_message(written[0].room_id, people[0])
        .saying("\u{202B}مرحبا\n\t🔥")
        .mentioning(&people);
    written.push(Arc::new(odd.build()));
    let (first, rest) = written.split_at(2);
    for some in [first, rest] {
        journal.write(some.to_vec()).await.expect("they are kept");
    }
    assert_eq!(pending(journal).await, written);
}

/// In any order, and twice.
pub async fn a_forgotten_post_is_not_pending(stores: Stores) {
    let journal = &*stores.journal;
    let written = posts(4);
    journal.write(written.clone()).await.expect("they are kept");
    let unknown = MessageId::from_uuid(an_id());
    for id in [written[2].id, unknown, written[0].id, written[2].id] {
        journal.forget(id).await.expect("it is forgotten");
    }
    let left = [Arc::clone(&written[1]), Arc::clone(&written[3])];
    assert_eq!(pending(journal).await, left);
}

/// One outage after the other.
pub async fn a_journal_is_used_again_after_it_was_empty(stores: Stores) {
    let journal = &*stores.journal;
    for _ in 0..3 {
        let written = posts(3);
        journal.write(written.clone()).await.expect("they are kept");
        assert_eq!(pending(journal).await, written);
        for new in &written {
            journal.forget(new.id).await.expect("it is forgotten");
        }
        assert_eq!(pending(journal).await, []);
    }
}
