use super::{By, MemoryStore, State};
use async_trait::async_trait;
use campfire_domain::{
    Audience, EventKind, Feedback, Flag, FlagChange, FlagSet, FlagVersion, Flags, Interest,
    StoreError, Timestamp, UserId,
    ports::{
        Committed, FEEDBACK_MAX_ROWS, FeedbackError, FeedbackRepository, FlagRepository,
        RollBackError,
    },
};
use std::{cmp::Reverse, collections::BTreeMap};

#[async_trait]
impl FlagRepository for MemoryStore {
    async fn change(
        &self,
        changes: Vec<(Flag, bool)>,
        changed_by: UserId,
        at: Timestamp,
    ) -> Result<Committed<Flags>, StoreError> {
        self.write(|state| {
            let set = changes
                .into_iter()
                .fold(state.flags().set, |set, (flag, on)| set.with(flag, on));
            Ok(add(state, set, By(changed_by, at), None))
        })
    }

    async fn roll_back(
        &self,
        to_version: FlagVersion,
        changed_by: UserId,
        at: Timestamp,
    ) -> Result<Committed<Flags>, RollBackError> {
        self.write(|state| {
            let then = state
                .flag_changes
                .iter()
                .map(|change| change.flags)
                .chain([Flags::default()])
                .find(|flags| flags.version == to_version)
                .ok_or(RollBackError::UnknownVersion)?;
            Ok(add(state, then.set, By(changed_by, at), Some(to_version)))
        })
    }

    async fn history(
        &self,
        before: Option<FlagVersion>,
        limit: u32,
    ) -> Result<Vec<FlagChange>, StoreError> {
        self.read(|state| {
            let is_before =
                |change: &&FlagChange| before.is_none_or(|before| change.flags.version < before);
            let newest_first = state.flag_changes.iter().rev().filter(is_before);
            newest_first
                .take(usize::try_from(limit).unwrap_or(usize::MAX))
                .copied()
                .collect()
        })
    }
}

#[async_trait]
impl FeedbackRepository for MemoryStore {
    async fn record(&self, feedback: Feedback) -> Result<(), FeedbackError> {
        let recorded = self.write(|state| {
            let Feedback {
                user_id,
                feature,
                action,
                at,
            } = feedback;
            let of_user = state.feedback.keys().filter(|(id, ..)| *id == user_id);
            let is_full = of_user.count() >= FEEDBACK_MAX_ROWS as usize;
            let key = (user_id, feature, action);
            if is_full && !state.feedback.contains_key(&key) {
                return Err(FeedbackError::TooMany);
            }
            let (times, last_at) = state.feedback.entry(key).or_insert((0, at));
            (*times, *last_at) = (*times + 1, at.max(*last_at));
            Ok(())
        });
        recorded.map(|done| done.value)
    }

    async fn report(&self, limit: u32) -> Result<Vec<Interest>, StoreError> {
        self.read(|state| {
            let mut found: BTreeMap<_, Interest> = BTreeMap::new();
            for ((_, feature, action), (times, last_at)) in &state.feedback {
                let interest = found.entry((feature, action)).or_insert(Interest {
                    feature: feature.clone(),
                    action: action.clone(),
                    people: 0,
                    times: 0,
                    last_at: *last_at,
                });
                interest.people += 1;
                interest.times += times;
                interest.last_at = interest.last_at.max(*last_at);
            }
            let mut found: Vec<_> = found.into_values().collect();
            // Stable: what found the same interest stays in the order of its names.
            found.sort_by_key(|interest| Reverse((interest.people, interest.times)));
            found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            found
        })
    }
}

impl State {
    /// The flags of now.
    pub(super) fn flags(&self) -> Flags {
        let newest = self.flag_changes.last();
        newest.map_or_else(Flags::default, |change| change.flags)
    }
}

fn add(state: &mut State, set: FlagSet, by: By, rolled_back_to: Option<FlagVersion>) -> Flags {
    let version = state.flags().version.next();
    let flags = Flags { version, set };
    state.flag_changes.push(FlagChange {
        flags,
        at: by.1,
        changed_by: by.0,
        rolled_back_to,
    });
    state.record(by, None, Audience::Account, EventKind::FlagsChanged(flags));
    flags
}
