//! The writer's own work of the class [`Background`](super::Priority::Background), done a few rows
//! at a time: behind what others wait for, in the same commit, and by itself when it is quiet.

use super::Tx;
use crate::{erasure, pruning, search};
use campfire_domain::StoreError;
use std::time::{Duration, Instant};

/// Rows of a step that shares its commit with what others wait for: under a millisecond.
pub(super) const ROWS_BESIDE_OTHERS: u32 = 16;
/// Rows of a step while it is quiet: about 3 ms, which a post that comes then waits at most.
pub(super) const ROWS_ALONE: u32 = 64;
/// How long nothing must have come before steps are done alone: those who were just answered may be
/// about to ask for the next thing.
const QUIET: Duration = Duration::from_millis(10);
/// How often the log is pruned: rarely enough to cost nothing, often enough that it never has much
/// to do.
const PRUNE_EVERY: Duration = Duration::from_hours(1);
/// When a job that failed is tried again.
const TRY_AGAIN: Duration = Duration::from_mins(1);

/// A kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Job {
    /// Removing the messages of deleted rooms and of banned people.
    Erase,
    /// Removing what of the log nobody can ask for any more.
    Prune,
    /// Building the index of words anew.
    Index,
}

impl Job {
    const ALL: [Self; 3] = [Self::Erase, Self::Prune, Self::Index];

    pub(super) const fn doing(self) -> &'static str {
        match self {
            Self::Erase => "removing erased messages",
            Self::Prune => "pruning the log",
            Self::Index => "building the search index anew",
        }
    }

    /// Does some of it; `true` when there may be more.
    pub(super) fn step(self, tx: &mut Tx<'_>, rows: u32) -> Result<bool, StoreError> {
        match self {
            Self::Erase => erasure::step(tx, rows),
            Self::Prune => pruning::step(tx, rows),
            Self::Index => search::rebuild_step(tx, rows),
        }
    }
}

/// When which job is due.
#[derive(Debug)]
pub(super) struct Jobs {
    due: [Option<Instant>; 3],
    /// Who goes first when several are due.
    turn: usize,
    quiet_from: Instant,
}

impl Jobs {
    /// All are due at the start: what an earlier run left is found there.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            due: [Some(now); 3],
            turn: 0,
            quiet_from: now,
        }
    }

    /// Notes that others had work until now.
    pub(super) fn interrupted(&mut self, now: Instant) {
        self.quiet_from = now + QUIET;
    }

    /// When the next step may be done alone.
    pub(super) fn next_due(&self) -> Option<Instant> {
        let due = self.due.iter().flatten().min()?;
        Some(self.quiet_from.max(*due))
    }

    /// The job whose turn it is.
    pub(super) fn take_turn(&mut self, now: Instant) -> Option<Job> {
        let is_due = |job: &Job| self.due(*job).is_some_and(|due| due <= now);
        let order = Job::ALL.iter().cycle().skip(self.turn).take(Job::ALL.len());
        let job = order.copied().find(is_due)?;
        self.turn = (self.turn + 1) % Job::ALL.len();
        Some(job)
    }

    /// Says that there is work.
    pub(super) fn wake(&mut self, job: Job, now: Instant) {
        *self.due_mut(job) = Some(now);
    }

    /// Notes what came of a step.
    pub(super) fn stepped(&mut self, job: Job, outcome: &Result<bool, StoreError>, now: Instant) {
        let next = match (outcome, job) {
            (Ok(true), _) => Some(now),
            (Ok(false), Job::Prune) => Some(now + PRUNE_EVERY),
            (Ok(false), Job::Erase | Job::Index) => None,
            (Err(error), _) => {
                tracing::warn!(%error, store.job = job.doing(), "background work failed");
                Some(now + TRY_AGAIN)
            }
        };
        *self.due_mut(job) = next;
    }

    fn due(&self, job: Job) -> Option<Instant> {
        let [erase, prune, index] = self.due;
        match job {
            Job::Erase => erase,
            Job::Prune => prune,
            Job::Index => index,
        }
    }

    fn due_mut(&mut self, job: Job) -> &mut Option<Instant> {
        let [erase, prune, index] = &mut self.due;
        match job {
            Job::Erase => erase,
            Job::Prune => prune,
            Job::Index => index,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_that_are_due_take_turns() {
        let now = Instant::now();
        let mut jobs = Jobs::new(now);
        let mut seen = Vec::new();
        for _ in 0..6 {
            let job = jobs.take_turn(now).unwrap();
            jobs.stepped(job, &Ok(true), now);
            seen.push(job);
        }
        for job in Job::ALL {
            assert_eq!(seen.iter().filter(|other| **other == job).count(), 2);
        }
    }

    #[test]
    fn pruning_comes_back_every_hour_and_the_others_when_they_are_called() {
        let now = Instant::now();
        let mut jobs = Jobs::new(now);
        for job in Job::ALL {
            jobs.stepped(job, &Ok(false), now);
        }
        assert_eq!(jobs.take_turn(now), None);
        assert_eq!(jobs.next_due(), Some(now + PRUNE_EVERY));
        jobs.wake(Job::Erase, now);
        assert_eq!(jobs.take_turn(now), Some(Job::Erase));
        jobs.stepped(Job::Erase, &Err(StoreError::Unavailable), now);
        assert_eq!(jobs.next_due(), Some(now + TRY_AGAIN));
    }

    #[test]
    fn a_job_goes_on_alone_only_when_it_is_quiet() {
        let now = Instant::now();
        let mut jobs = Jobs::new(now);
        jobs.interrupted(now);
        assert_eq!(jobs.next_due(), Some(now + QUIET));
    }
}
