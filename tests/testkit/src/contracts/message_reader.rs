//! What every [`MessageReader`](campfire_domain::ports::MessageReader) must do.

use crate::{Scene, Stores};
use campfire_domain::{Message, MessageId, Page, PageCut, PageSize, RoomId, Seq, page_range};
use std::sync::Arc;
use uuid::Uuid;

async fn page(s: &Scene, room_id: RoomId, cut: PageCut, size: u32) -> Option<Page<Message>> {
    let size = PageSize::new(size).expect("a page size");
    s.stores
        .message_reader
        .page(room_id, cut, size)
        .await
        .expect("the store reads")
}

async fn say(s: &Scene, n: u64) -> Vec<Arc<Message>> {
    let mut messages = Vec::new();
    for n in 1..=n {
        messages.push(s.say(s.lobby, &s.bob, &format!("message {n}")).await);
    }
    messages
}

/// Beyond the ends, too; complete, ascending, and saying what lies before and behind.
pub async fn every_cut_gives_the_range_of_the_domain(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let (messages, last) = (say(&s, 12).await, Seq::new(12));
    let seqs = [0, 1, 2, 6, 11, 12, 13, 9_999, u64::from(u32::MAX)].map(Seq::new);
    let cuts = seqs.into_iter().flat_map(|seq| {
        [
            PageCut::Before(seq),
            PageCut::After(seq),
            PageCut::Around(seq),
        ]
    });
    for cut in cuts.chain([PageCut::Newest]) {
        for size in [1, 2, 5, 11, 12, 13, 100] {
            let limit = PageSize::new(size).expect("a page size");
            let (from, to) = page_range(cut, limit, last).expect("the room is not empty");
            let got = page(&s, s.lobby, cut, size).await.expect("the room exists");
            let expected = messages.iter().filter(|m| from <= m.seq && m.seq <= to);
            let expected: Vec<_> = expected.map(|message| (**message).clone()).collect();
            assert_eq!(got.items, expected, "{cut:?}, {size}");
            let more = (got.has_older, got.has_newer);
            assert_eq!(more, (from.get() > 1, to < last), "{cut:?}, {size}");
        }
    }
}

/// By its id.
pub async fn a_page_around_a_message_is_the_page_around_its_seq(stores: Stores) {
    let s = Scene::set_up(stores).await;
    for message in say(&s, 9).await {
        let by_id = page(&s, s.lobby, PageCut::AroundMessage(message.id), 4).await;
        let by_seq = page(&s, s.lobby, PageCut::Around(message.seq), 4).await;
        assert!(by_id.is_some());
        assert_eq!(by_id, by_seq);
    }
}

/// They count like every other message.
pub async fn tombstones_keep_their_place_on_a_page(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let messages = say(&s, 5).await;
    s.erase(&messages[3]).await;
    let got = page(&s, s.lobby, PageCut::Newest, 3)
        .await
        .expect("the room exists");
    let seqs: Vec<_> = got
        .items
        .iter()
        .map(|m| (m.seq.get(), m.is_deleted()))
        .collect();
    assert_eq!(seqs, [(3, false), (4, true), (5, false)]);
    let around = PageCut::AroundMessage(messages[3].id);
    assert!(
        page(&s, s.lobby, around, 1)
            .await
            .is_some_and(|p| p.items[0].is_deleted())
    );
}

/// Nothing lies before or behind it.
pub async fn an_empty_room_has_an_empty_page(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let seq = Seq::new(3);
    let cuts = [
        PageCut::Newest,
        PageCut::Before(seq),
        PageCut::After(seq),
        PageCut::Around(seq),
    ];
    for cut in cuts {
        let got = page(&s, s.lobby, cut, 50).await;
        let empty = Page {
            items: vec![],
            has_older: false,
            has_newer: false,
        };
        assert_eq!(got, Some(empty), "{cut:?}");
    }
}

/// An unknown room, or a message of another one.
pub async fn what_does_not_exist_has_no_page(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.open_room().await;
    let elsewhere = s.say(s.lobby, &s.bob, "elsewhere").await;
    s.say(kitchen, &s.bob, "here").await;
    let unknown = MessageId::from_uuid(Uuid::from_u128(404));
    for id in [elsewhere.id, unknown] {
        assert_eq!(
            page(&s, kitchen, PageCut::AroundMessage(id), 50).await,
            None
        );
    }
    let nowhere = RoomId::from_uuid(Uuid::from_u128(404));
    assert_eq!(page(&s, nowhere, PageCut::Newest, 50).await, None);
}

/// Not by its id alone.
pub async fn a_message_is_found_in_its_own_room_only(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let kitchen = s.open_room().await;
    let message = s.say(s.lobby, &s.bob, "here").await;
    let find = async |room_id, id| {
        s.stores
            .message_reader
            .find(room_id, id)
            .await
            .expect("the store reads")
    };
    assert_eq!(find(s.lobby, message.id).await, Some((*message).clone()));
    assert_eq!(find(kitchen, message.id).await, None);
    assert_eq!(
        find(s.lobby, MessageId::from_uuid(Uuid::from_u128(404))).await,
        None
    );
}
