//! The writer's queue by importance: who goes first, and that nobody waits for ever.

use std::collections::VecDeque;

/// How important an operation is to those who wait. First come, first served inside a class, so what
/// must keep its order (the posts of a person) is of one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Priority {
    /// People sign in, speak, and lose what they may no longer have.
    Critical,
    /// Everything else that someone waits for: rooms, memberships, read markers, flags.
    Important,
    /// What nobody waits for: bookkeeping and clearing up.
    Background,
}

impl Priority {
    /// All classes, the first first.
    pub(crate) const ALL: [Self; 3] = [Self::Critical, Self::Important, Self::Background];

    /// Its word in metrics.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Important => "important",
            Self::Background => "background",
        }
    }
}

/// Of so many places of a batch each class has one, if it has work. Sixteen: a flood of one class
/// leaves another at least 6 %, and costs the flooded one no more.
const SHARE: usize = 16;

/// Things that wait, by class.
#[derive(Debug)]
pub(super) struct Classes<T> {
    critical: VecDeque<T>,
    important: VecDeque<T>,
    background: VecDeque<T>,
}

impl<T> Default for Classes<T> {
    fn default() -> Self {
        Self {
            critical: VecDeque::new(),
            important: VecDeque::new(),
            background: VecDeque::new(),
        }
    }
}

impl<T> Classes<T> {
    pub(super) fn push(&mut self, priority: Priority, thing: T) {
        self.of_mut(priority).push_back(thing);
    }

    pub(super) fn len(&self) -> usize {
        self.critical.len() + self.important.len() + self.background.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn len_of(&self, priority: Priority) -> usize {
        match priority {
            Priority::Critical => self.critical.len(),
            Priority::Important => self.important.len(),
            Priority::Background => self.background.len(),
        }
    }

    /// Takes up to `max` things: of every sixteen places the last two are for the lower classes,
    /// all others, and what a class leaves, go to the highest that has work. Of the background no
    /// more than its sixteenth of `max` is taken even when nothing else waits, so that whoever comes
    /// meanwhile does not wait for a batch full of it.
    pub(super) fn take(&mut self, max: usize) -> Vec<T> {
        let mut taken = Vec::with_capacity(self.len().min(max));
        let mut background = (max / SHARE).max(1);
        while taken.len() < max {
            let important_first = taken.len() % SHARE == SHARE - 2;
            let background_first = taken.len() % SHARE == SHARE - 1;
            let next = if important_first {
                self.important.pop_front()
            } else if background_first && background > 0 {
                let next = self.background.pop_front();
                background -= usize::from(next.is_some());
                next
            } else {
                None
            };
            let next = next
                .or_else(|| self.critical.pop_front())
                .or_else(|| self.important.pop_front());
            let next = match next {
                None if background > 0 => {
                    background -= 1;
                    self.background.pop_front()
                }
                next => next,
            };
            match next {
                Some(next) => taken.push(next),
                None => break,
            }
        }
        taken
    }

    /// Takes everything.
    pub(super) fn take_all(&mut self) -> impl Iterator<Item = T> + use<T> {
        let all = std::mem::take(self);
        all.critical
            .into_iter()
            .chain(all.important)
            .chain(all.background)
    }

    fn of_mut(&mut self, priority: Priority) -> &mut VecDeque<T> {
        match priority {
            Priority::Critical => &mut self.critical,
            Priority::Important => &mut self.important,
            Priority::Background => &mut self.background,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn a_class() -> impl Strategy<Value = Priority> {
        prop::sample::select(Priority::ALL.to_vec())
    }

    /// A queue of these, each numbered in its class.
    fn queue(classes: &[Priority]) -> Classes<(Priority, usize)> {
        let mut queue = Classes::default();
        for class in classes {
            let number = queue.len_of(*class);
            queue.push(*class, (*class, number));
        }
        queue
    }

    proptest! {
        #[test]
        fn inside_a_class_first_come_is_first_served(
            classes in prop::collection::vec(a_class(), 0..600),
            max in 1_usize..300,
        ) {
            let mut queue = queue(&classes);
            let mut next = [0; 3];
            while !queue.is_empty() {
                let taken = queue.take(max);
                prop_assert!(!taken.is_empty() && taken.len() <= max);
                for (class, number) in taken {
                    let next = &mut next[class as usize];
                    prop_assert_eq!(number, *next);
                    *next += 1;
                }
            }
        }

        #[test]
        fn a_class_with_work_has_one_of_every_sixteen_places(
            classes in prop::collection::vec(a_class(), 0..900),
        ) {
            let mut queue = queue(&classes);
            let before = Priority::ALL.map(|class| queue.len_of(class));
            let taken = queue.take(256);
            for (class, had) in Priority::ALL.into_iter().zip(before) {
                for (i, places) in taken.chunks_exact(16).enumerate() {
                    let served = taken[..i * 16].iter().filter(|(c, _)| *c == class).count();
                    let here = places.iter().filter(|(c, _)| *c == class).count();
                    let is_background_done = class == Priority::Background && served >= 16;
                    prop_assert!(here > 0 || served == had || is_background_done);
                }
            }
        }

        #[test]
        fn an_operation_waits_no_longer_than_its_class_is_long(
            ahead in 0_usize..200,
            flood in 0_usize..2_000,
            class in a_class(),
        ) {
            let mut queue = Classes::default();
            for other in Priority::ALL.into_iter().filter(|other| *other != class) {
                (0..flood).for_each(|_| queue.push(other, false));
            }
            (0..ahead).for_each(|_| queue.push(class, false));
            queue.push(class, true);
            // Sixteen places of a batch of 256 are its own, however long the others are.
            let batches = ahead / 16 + 1;
            let served = (0..batches).any(|_| queue.take(256).contains(&true));
            prop_assert!(served);
        }
    }

    #[test]
    fn the_higher_class_goes_first_where_no_place_is_kept() {
        use Priority::{Background, Critical, Important};
        let mut queue = queue(&[Background, Important, Critical, Critical]);
        let order: Vec<_> = queue
            .take(256)
            .into_iter()
            .map(|(class, _)| class)
            .collect();
        assert_eq!(order, [Critical, Critical, Important, Background]);
    }
}
