use super::*;
use campfire_domain::{
    ClientMessageId, Cursor, Format, MessageBody, MessageSource, Position, Rev, Timestamp,
};
use proptest::prelude::*;
use uuid::Uuid;

const ROOM: RoomId = RoomId::from_uuid(Uuid::from_u128(7));

fn a_message(room_id: RoomId, seq: u64, rev: u64, text: Option<&str>) -> Arc<Message> {
    let id = Uuid::from_u128(u128::from(seq) + 1000 * room_id.as_uuid().as_u128());
    let content = text.map(|text| {
        Arc::new(Content {
            source: MessageSource::from_stored(text),
            format: Format::Markdown,
            body: MessageBody::new(text.to_owned(), text.to_owned(), Vec::new(), None).unwrap(),
        })
    });
    Arc::new(Message {
        id: MessageId::from_uuid(id),
        room_id,
        seq: Seq::new(seq),
        rev: Rev::new(rev),
        client_message_id: ClientMessageId::from_uuid(id),
        creator_id: UserId::from_uuid(Uuid::nil()),
        created_at: Timestamp::from_millis(0),
        edited_at: None,
        content,
        boosts: Vec::new(),
    })
}

fn event(kind: EventKind) -> Event {
    Event {
        position: Position::ZERO,
        cursor: Cursor::parse("c").unwrap(),
        at: Timestamp::from_millis(0),
        actor_id: None,
        rev: None,
        audience: campfire_domain::Audience::Nobody,
        kind,
    }
}

/// A room as a store has it: the truth that memory is compared with.
#[derive(Default)]
struct Room {
    messages: Vec<Arc<Message>>,
    rev: u64,
}

impl Room {
    fn post(&mut self, text: &str) -> Event {
        self.rev += 1;
        let seq = self.messages.len() as u64 + 1;
        let message = a_message(ROOM, seq, self.rev, Some(text));
        self.messages.push(Arc::clone(&message));
        event(EventKind::MessagePosted(message))
    }

    fn change(&mut self, which: usize, text: Option<&str>) -> Option<Event> {
        let index = which.checked_rem(self.messages.len())?;
        self.rev += 1;
        let message = a_message(ROOM, index as u64 + 1, self.rev, text);
        self.messages[index] = Arc::clone(&message);
        Some(event(if text.is_some() {
            EventKind::MessageEdited(message)
        } else {
            EventKind::MessageDeleted(message)
        }))
    }

    /// Everything is erased: all of it is one person's. No `rev` rises.
    fn erase(&mut self) -> Event {
        for message in &mut self.messages {
            let message = Arc::make_mut(message);
            message.content = None;
            message.boosts.clear();
        }
        let user_id = UserId::from_uuid(Uuid::nil());
        event(EventKind::MessagesErased { user_id })
    }

    fn page(&self, cut: PageCut, size: PageSize) -> Option<Page<Arc<Message>>> {
        let cut = match cut {
            PageCut::AroundMessage(id) => {
                PageCut::Around(self.messages.iter().find(|message| message.id == id)?.seq)
            }
            other => other,
        };
        let last = Seq::new(self.messages.len() as u64);
        let range = page_range(cut, size, last);
        let inside = |message: &&Arc<Message>| {
            range.is_some_and(|(first, end)| (first..=end).contains(&message.seq))
        };
        Some(Page {
            items: self.messages.iter().filter(inside).cloned().collect(),
            has_older: range.is_some_and(|(first, _)| first > Seq::new(1)),
            has_newer: range.is_some_and(|(_, end)| end < last),
        })
    }

    fn newest(&self) -> Page<Arc<Message>> {
        self.page(PageCut::Newest, PageSize::MOST).unwrap()
    }
}

#[derive(Clone, Debug)]
enum Step {
    Post,
    Edit(usize),
    Delete(usize),
    /// Whoever wrote all of it is banned.
    Erase,
    /// Somebody begins to open the room; the page is read this many steps later and kept that many
    /// steps after that.
    Open(u8, u8),
}

/// Who opens, the page once it is read, and the steps left until it is read and until it is kept.
type OnItsWay<'a> = (Opening<'a>, Option<Page<Arc<Message>>>, u8, u8);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => Just(Step::Post),
        2 => any::<usize>().prop_map(Step::Edit),
        1 => any::<usize>().prop_map(Step::Delete),
        1 => Just(Step::Erase),
        1 => (0..4_u8, 0..4_u8).prop_map(|(read, keep)| Step::Open(read, keep)),
    ];
    prop::collection::vec(step, 0..260)
}

fn cuts(last: u64) -> Vec<PageCut> {
    let places = [0, 1, 2, last / 2, last.saturating_sub(30), last, last + 9];
    let of = |seq: u64| {
        let seq = Seq::new(seq);
        [
            PageCut::Before(seq),
            PageCut::After(seq),
            PageCut::Around(seq),
        ]
    };
    let around = |seq: u64| PageCut::AroundMessage(a_message(ROOM, seq, 1, None).id);
    let mut cuts = vec![PageCut::Newest, around(last), around(1), around(last + 1)];
    cuts.extend(places.into_iter().flat_map(of));
    cuts
}

proptest! {
    /// What is committed while the page is on its way is in the page, or passed, or both.
    #[test]
    fn a_page_from_memory_is_the_page_of_the_store(steps in steps(), size in 1_u32..=100) {
        let (recent, mut room) = (Recent::new(Recent::MAX_BYTES), Room::default());
        let mut opening: Option<OnItsWay<'_>> = None;
        let mut was_kept = false;
        for (n, step) in steps.into_iter().enumerate() {
            let passed = match step {
                Step::Post => Some(room.post(&format!("text {n}"))),
                Step::Edit(which) => room.change(which, Some("edited")),
                Step::Delete(which) => room.change(which, None),
                Step::Erase => {
                    // A page on its way would not be held.
                    opening = None;
                    Some(room.erase())
                }
                Step::Open(read, keep) => {
                    if opening.is_none() {
                        opening = recent.open(ROOM).map(|it| (it, None, read, keep));
                    }
                    None
                }
            };
            // The page may be read after the commit and before the publisher passes it.
            if let Some((_, page, read, _)) = &mut opening {
                match read.checked_sub(1) {
                    Some(left) => *read = left,
                    None if page.is_none() => *page = Some(room.newest()),
                    None => {}
                }
            }
            if let Some(event) = passed {
                recent.pass(&event);
            }
            if let Some((it, Some(page), read, keep)) =
                opening.take_if(|(_, page, ..)| page.is_some())
            {
                if let Some(left) = keep.checked_sub(1) {
                    opening = Some((it, Some(page), read, left));
                } else {
                    it.keep(&page);
                    was_kept = true;
                }
            }
        }
        let (last, size) = (room.messages.len() as u64, PageSize::new(size).unwrap());
        for cut in cuts(last) {
            if let Ok(page) = recent.page(ROOM, cut, size) {
                prop_assert_eq!(page, room.page(cut, size), "{:?}", cut);
                continue;
            }
            let page = room.page(cut, size);
            let first = page.as_ref().and_then(|page| page.items.first().map(|m| m.seq.get()));
            let oldest = last.saturating_sub(Recent::MESSAGES as u64);
            prop_assert!(
                !was_kept || first.is_none_or(|first| first <= oldest),
                "{:?} lies in the last hundred", cut
            );
        }
        prop_assert!(recent.shelf.lock().opening.len() <= 1);
    }

    #[test]
    fn what_is_counted_is_what_is_held_and_never_too_much(
        changes in prop::collection::vec((0..6_u128, 0..3_u8, 0..4_000_usize), 0..300)
    ) {
        let max = 40_000;
        let recent = Recent::new(max);
        let mut seqs = HashMap::new();
        for (n, (room, what, len)) in changes.into_iter().enumerate() {
            let room_id = RoomId::from_uuid(Uuid::from_u128(room));
            let last: &mut u64 = seqs.entry(room_id).or_default();
            let text = "x".repeat(len.max(1));
            let rev = n as u64 + 1;
            match what {
                0 => {
                    if let Some(opening) = recent.open(room_id) {
                        let newest = last.saturating_sub(100) + 1..=*last;
                        let items = newest.map(|seq| a_message(room_id, seq, seq, Some("old")));
                        opening.keep(&Page { items: items.collect(), has_older: false, has_newer: false });
                    }
                }
                1 => {
                    *last += 1;
                    let message = a_message(room_id, *last, rev, Some(&text));
                    recent.pass(&event(EventKind::MessagePosted(message)));
                }
                _ => {
                    let message = a_message(room_id, (*last).max(1), 10_000 + rev, Some(&text));
                    *last = (*last).max(1);
                    recent.pass(&event(EventKind::MessageEdited(message)));
                }
            }
            let table = recent.shelf.lock();
            let held = |held: &Held| Recent::ROOM_BYTES + held.messages.all.iter().map(bytes_of).sum::<usize>();
            prop_assert_eq!(table.bytes, table.rooms.values().map(held).sum::<usize>());
            prop_assert!(table.bytes <= max);
            prop_assert_eq!(table.by_use.len(), table.rooms.len());
        }
    }
}

fn opened(recent: &Recent, room: &Room) {
    recent.open(ROOM).unwrap().keep(&room.newest());
}

fn ten() -> PageSize {
    PageSize::new(10).unwrap()
}

#[test]
fn a_room_nobody_opened_is_not_held() {
    let (recent, mut room) = (Recent::new(Recent::MAX_BYTES), Room::default());
    recent.pass(&room.post("unread"));
    assert_eq!(recent.page(ROOM, PageCut::Newest, ten()), Err(NotHeld));
}

#[test]
fn a_hole_drops_the_room() {
    let (recent, mut room) = (Recent::new(Recent::MAX_BYTES), Room::default());
    room.post("first");
    opened(&recent, &room);
    let _lost = room.post("lost");
    recent.pass(&room.post("third"));
    assert_eq!(recent.page(ROOM, PageCut::Newest, ten()), Err(NotHeld));
    assert!(recent.open(ROOM).is_some(), "it may be opened again");
}

#[test]
fn a_deleted_room_is_gone_even_while_its_page_is_on_its_way() {
    let (recent, mut room) = (Recent::new(Recent::MAX_BYTES), Room::default());
    room.post("first");
    opened(&recent, &room);
    recent.pass(&event(EventKind::RoomDeleted(ROOM)));
    assert_eq!(recent.page(ROOM, PageCut::Newest, ten()), Err(NotHeld));
    let opening = recent.open(ROOM).unwrap();
    recent.pass(&event(EventKind::RoomDeleted(ROOM)));
    opening.keep(&room.newest());
    assert_eq!(recent.page(ROOM, PageCut::Newest, ten()), Err(NotHeld));
}

#[test]
fn who_goes_away_before_the_page_came_keeps_nobody_from_opening() {
    let recent = Recent::new(Recent::MAX_BYTES);
    let opening = recent.open(ROOM).unwrap();
    assert!(recent.open(ROOM).is_none(), "one reads for all");
    drop(opening);
    assert!(recent.open(ROOM).is_some());
}

#[test]
fn the_room_opened_longest_ago_goes_first() {
    let id = |n: u128| RoomId::from_uuid(Uuid::from_u128(n));
    let recent = Recent::new(15_000);
    let page = |room_id| Page {
        items: vec![a_message(room_id, 1, 1, Some(&"x".repeat(2_000)))],
        has_older: false,
        has_newer: false,
    };
    for n in [1, 2] {
        recent.open(id(n)).unwrap().keep(&page(id(n)));
    }
    assert!(recent.open(id(1)).is_none(), "held, and used just now");
    recent.open(id(3)).unwrap().keep(&page(id(3)));
    let held = [1, 2, 3].map(|n| recent.page(id(n), PageCut::Newest, ten()).is_ok());
    assert_eq!(held, [true, false, true]);
}

#[test]
fn a_page_that_was_read_before_its_words_were_erased_is_not_held() {
    let (recent, mut room) = (Recent::new(Recent::MAX_BYTES), Room::default());
    room.post("erased");
    let opening = recent.open(ROOM).unwrap();
    let page = room.newest();
    recent.pass(&room.erase());
    opening.keep(&page);
    assert_eq!(
        recent.page(ROOM, PageCut::Newest, PageSize::MOST),
        Err(NotHeld)
    );
    recent.open(ROOM).unwrap().keep(&room.newest());
    let held = recent.page(ROOM, PageCut::Newest, PageSize::MOST);
    assert_eq!(held, Ok(Some(room.newest())));
}
