//! Pages of a room's messages, cut by `seq`, never by time.

use crate::{MessageId, Seq};

/// How many messages a page holds: 1 to 100, 50 unless told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PageSize(u32);

impl PageSize {
    /// Most on a page.
    pub const MAX: u32 = 100;

    /// The longest page.
    pub const MOST: Self = Self(Self::MAX);

    /// Checks a size.
    ///
    /// # Errors
    /// [`PageSizeError`] outside `1..=100`.
    pub fn new(size: u32) -> Result<Self, PageSizeError> {
        if (1..=Self::MAX).contains(&size) {
            Ok(Self(size))
        } else {
            Err(PageSizeError {
                max: Self::MAX,
                got: size,
            })
        }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Default for PageSize {
    fn default() -> Self {
        Self(50)
    }
}

/// A page size outside its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is {got}, must be 1 to {max}")]
pub struct PageSizeError {
    /// The limit.
    pub max: u32,
    /// What was given.
    pub got: u32,
}

/// Which part of a room's messages is asked for. Beyond the ends the nearest page is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PageCut {
    /// The newest.
    Newest,
    /// The newest with a `seq` below this.
    Before(Seq),
    /// The oldest with a `seq` above this; zero is the start.
    After(Seq),
    /// Half a page up to and including this one, and half a page behind it.
    Around(Seq),
    /// The same around a message; a message of another room is not found.
    AroundMessage(MessageId),
}

/// A page, its items in ascending order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Whether the room goes on before the first.
    pub has_older: bool,
    /// Whether the room goes on behind the last.
    pub has_newer: bool,
}

impl<T> Page<T> {
    /// The same page of other items.
    #[must_use]
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(f).collect(),
            has_older: self.has_older,
            has_newer: self.has_newer,
        }
    }
}

/// The dense range of numbers that a cut means in a room whose newest is `last`: first and last
/// `seq`, both included; `None` in an empty room. `AroundMessage` must have become `Around` before.
///
/// A page never depends on what is in the room, only on its newest number, because numbers are
/// dense and tombstones keep theirs: so a page costs the same in any room (G19).
#[must_use]
pub fn page_range(cut: PageCut, size: PageSize, last: Seq) -> Option<(Seq, Seq)> {
    let (size, last) = (u64::from(size.get()), last.get());
    if last == 0 {
        return None;
    }
    let ending_at = |end: u64| {
        let end = end.clamp(1, last);
        (end.saturating_sub(size - 1).max(1), end)
    };
    let starting_at = |start: u64| {
        let start = start.clamp(1, last);
        (start, start.saturating_add(size - 1).min(last))
    };
    let (first, end) = match cut {
        PageCut::Newest | PageCut::AroundMessage(_) => ending_at(last),
        // Beyond an end a whole page at that end, not the one message that lies there.
        PageCut::Before(seq) if seq.get() <= 1 => starting_at(1),
        PageCut::After(seq) if seq.get() >= last => ending_at(last),
        PageCut::Before(seq) => ending_at(seq.get().saturating_sub(1)),
        PageCut::After(seq) => starting_at(seq.get().saturating_add(1)),
        PageCut::Around(seq) => {
            let middle = seq.get().clamp(1, last);
            let (_, end) = starting_at((middle + 1).saturating_sub(size.div_ceil(2)));
            ending_at(end.max(middle))
        }
    };
    Some((Seq::new(first), Seq::new(end)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn range(cut: PageCut, size: u32, last: u64) -> Option<(u64, u64)> {
        page_range(cut, PageSize::new(size).unwrap(), Seq::new(last))
            .map(|(a, b)| (a.get(), b.get()))
    }

    #[test]
    fn beyond_the_ends_is_the_nearest_page() {
        assert_eq!(range(PageCut::Before(Seq::new(1)), 50, 200), Some((1, 50)));
        assert_eq!(range(PageCut::Before(Seq::ZERO), 50, 200), Some((1, 50)));
        assert_eq!(
            range(PageCut::Before(Seq::new(9_999)), 50, 200),
            Some((151, 200))
        );
        assert_eq!(
            range(PageCut::After(Seq::new(9_999)), 50, 200),
            Some((151, 200))
        );
        assert_eq!(
            range(PageCut::After(Seq::new(200)), 50, 200),
            Some((151, 200))
        );
        assert_eq!(
            range(PageCut::After(Seq::new(199)), 50, 200),
            Some((200, 200))
        );
        assert_eq!(range(PageCut::After(Seq::ZERO), 50, 200), Some((1, 50)));
        assert_eq!(range(PageCut::Newest, 50, 0), None);
    }

    #[test]
    fn around_is_half_a_page_on_each_side() {
        assert_eq!(
            range(PageCut::Around(Seq::new(100)), 50, 200),
            Some((76, 125))
        );
        assert_eq!(
            range(PageCut::Around(Seq::new(200)), 50, 200),
            Some((151, 200))
        );
        assert_eq!(range(PageCut::Around(Seq::new(3)), 50, 200), Some((1, 50)));
    }

    proptest! {
        #[test]
        fn a_page_lies_in_the_room_and_is_no_longer_than_asked(
            seq in 0_u64..300, size in 1_u32..=100, last in 1_u64..250, which in 0..4
        ) {
            let cut = match which {
                0 => PageCut::Newest,
                1 => PageCut::Before(Seq::new(seq)),
                2 => PageCut::After(Seq::new(seq)),
                _ => PageCut::Around(Seq::new(seq)),
            };
            let (first, end) = range(cut, size, last).unwrap();
            prop_assert!(1 <= first && first <= end && end <= last);
            prop_assert!(end - first < u64::from(size));
            if which == 3 {
                let middle = seq.clamp(1, last);
                prop_assert!(first <= middle && middle <= end);
                prop_assert_eq!(end - first + 1, u64::from(size).min(last));
            }
        }
    }
}
