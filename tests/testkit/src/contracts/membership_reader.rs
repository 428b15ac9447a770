//! What every [`MembershipReader`](campfire_domain::ports::MembershipReader) must do.

use super::sorted;
use crate::{
    Scene, Stores, a_message,
    builders::{START, content, content_mentioning},
};
use campfire_domain::{Involvement, Rev, RoomId, Seq, Unread, UserId, ports::Revision};
use std::time::Duration;
use uuid::Uuid;

async fn my_room_ids(s: &Scene, user_id: UserId) -> Vec<RoomId> {
    let rooms = s
        .stores
        .membership_reader
        .my_rooms(user_id)
        .await
        .expect("the store reads");
    sorted(rooms.iter().map(|mine| mine.room.id))
}

async fn set(s: &Scene, level: Involvement) {
    let set = s
        .stores
        .memberships
        .set_involvement(s.lobby, s.bob.id, level, START)
        .await;
    set.expect("it is set");
}

/// And no others.
pub async fn my_rooms_are_those_i_am_a_member_of(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let (closed, direct) = (
        s.closed_room(&[&s.bob]).await,
        s.direct_room(&[&s.bob]).await,
    );
    s.closed_room(&[&s.carl]).await;
    assert_eq!(
        my_room_ids(&s, s.bob.id).await,
        sorted([s.lobby, closed, direct])
    );
    assert_eq!(
        my_room_ids(&s, UserId::from_uuid(Uuid::from_u128(404))).await,
        []
    );
    s.revoke(closed, &s.bob).await;
    assert_eq!(my_room_ids(&s, s.bob.id).await, sorted([s.lobby, direct]));
}

/// Hiding is the client's matter.
pub async fn invisible_rooms_are_listed_too(stores: Stores) {
    let s = Scene::set_up(stores).await;
    set(&s, Involvement::Invisible).await;
    assert_eq!(my_room_ids(&s, s.bob.id).await, [s.lobby]);
}

/// As if it did not exist.
pub async fn a_room_of_others_is_not_mine(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.closed_room(&[]).await;
    for room_id in [kitchen, RoomId::from_uuid(Uuid::from_u128(404))] {
        let found = s.stores.membership_reader.my_room(s.bob.id, room_id).await;
        assert_eq!(found.expect("the store reads"), None);
    }
}

/// The list and the single room say the same.
pub async fn a_room_shows_its_numbers_and_its_newest_message(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let later = START.plus(Duration::from_secs(5));
    let first = s.say(s.lobby, &s.ann, "one").await;
    a_message(s.lobby, s.ann.id)
        .at(later)
        .post_in(&*s.stores.messages)
        .await;
    s.erase(&first).await;

    let mine = s.my_room(s.bob.id, s.lobby).await;
    assert_eq!(
        (mine.room.last_seq, mine.room.rev),
        (Seq::new(2), Rev::new(4))
    );
    assert_eq!(mine.room.last_message_at, Some(later));
    let list = s
        .stores
        .membership_reader
        .my_rooms(s.bob.id)
        .await
        .expect("the store reads");
    assert_eq!(list, [mine]);
}

/// Wherever they lie.
pub async fn tombstones_are_not_unread(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let mut messages = Vec::new();
    for text in ["one", "two", "three", "four"] {
        let says = a_message(s.lobby, s.ann.id)
            .saying(text)
            .mentioning(&[s.bob.id]);
        messages.push(says.post_in(&*s.stores.messages).await);
    }
    let unread = async || s.my_room(s.bob.id, s.lobby).await.unread;
    assert_eq!(
        unread().await,
        Unread {
            messages: 4,
            mentions: 4
        }
    );
    s.erase(&messages[2]).await;
    assert_eq!(
        unread().await,
        Unread {
            messages: 3,
            mentions: 3
        }
    );
    // What was read before it was deleted counts for nothing either.
    let memberships = &s.stores.memberships;
    let moved = memberships
        .move_read(s.lobby, s.bob.id, Seq::new(1), false, START)
        .await;
    moved.expect("it moves");
    s.erase(&messages[0]).await;
    assert_eq!(
        unread().await,
        Unread {
            messages: 2,
            mentions: 2
        }
    );
}

/// Of all that was before it.
pub async fn ones_own_post_marks_everything_read(stores: Stores) {
    let s = Scene::set_up(stores).await;
    s.say(s.lobby, &s.ann, "one").await;
    let own = s.say(s.lobby, &s.bob, "two").await;
    let mine = s.my_room(s.bob.id, s.lobby).await;
    assert_eq!(
        (mine.last_read_seq, mine.unread),
        (own.seq, Unread::default())
    );
    assert_eq!(s.my_room(s.carl.id, s.lobby).await.unread.messages, 2);
}

/// As `Involvement::unread` says.
pub async fn each_level_counts_its_own(stores: Stores) {
    let s = Scene::set_up(stores).await;
    s.say(s.lobby, &s.ann, "one").await;
    let mention = a_message(s.lobby, s.ann.id)
        .saying("two")
        .mentioning(&[s.bob.id, s.carl.id]);
    mention.post_in(&*s.stores.messages).await;
    let new = Unread {
        messages: 2,
        mentions: 1,
    };
    let levels = [
        Involvement::Everything,
        Involvement::Nothing,
        Involvement::Invisible,
        Involvement::Mentions,
    ];
    for level in levels {
        set(&s, level).await;
        assert_eq!(
            s.my_room(s.bob.id, s.lobby).await.unread,
            level.unread(new),
            "{level:?}"
        );
    }
}

/// Who is mentioned now counts, not who was.
pub async fn an_edit_changes_who_is_mentioned(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let mention = a_message(s.lobby, s.ann.id).mentioning(&[s.bob.id]);
    let message = mention.post_in(&*s.stores.messages).await;
    let contents = [content_mentioning("carl", &[s.carl.id]), content("nobody")];
    for (content, (bobs, carls)) in contents.into_iter().zip([(0, 1), (0, 0)]) {
        let (room_id, message_id, actor_id) = (s.lobby, message.id, s.ann.id);
        let revision = Revision {
            room_id,
            message_id,
            actor_id,
            content,
            at: START,
        };
        s.stores
            .messages
            .revise(revision)
            .await
            .expect("it is edited");
        let mentions = async |id| s.my_room(id, s.lobby).await.unread.mentions;
        assert_eq!(
            (mentions(s.bob.id).await, mentions(s.carl.id).await),
            (bobs, carls)
        );
    }
}
