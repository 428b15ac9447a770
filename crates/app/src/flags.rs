//! Feature flags: what is on, changing it, and what people say about what is not there yet.
//!
//! The flags of now are in the [`Directory`] and change by committed events only. Whatever this
//! process does not know is off.

use crate::{Ports, directory::Directory, unknown_refusal};
use campfire_domain::{
    Actor, Denied, Feedback, FeedbackWord, Flag, FlagChange, FlagVersion, Flags, Interest,
    StoreError, policy,
    ports::{
        Clock, FeedbackError as KeepingError, FeedbackRepository, FlagRepository, RollBackError,
    },
};
use std::sync::Arc;

/// The features that this build has; a flag beyond them changes nothing but its version.
pub const BUILT: &[Flag] = &[];

/// Most versions on one page of the history: what an administrator looks through.
pub const HISTORY_PAGE: usize = 50;

/// Most lines of the feedback report: every place of the client, several times over.
pub const FEEDBACK_LINES: u32 = 200;

/// The use cases of feature flags.
pub struct FeatureFlags {
    repository: Arc<dyn FlagRepository>,
    feedback: Arc<dyn FeedbackRepository>,
    clock: Arc<dyn Clock>,
    directory: Arc<Directory>,
}

/// A page of the history, newest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FlagHistory {
    /// The versions, at most [`HISTORY_PAGE`].
    pub versions: Vec<FlagChange>,
    /// The version before which the next page begins; `None` on the last one.
    pub next: Option<FlagVersion>,
}

/// Why something could not be done with flags.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum FlagError {
    /// It is for administrators.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There never was this version.
    #[error("there is no such version of the flags")]
    UnknownVersion,
    /// The feature is switched off, or this build lacks it.
    #[error("{} is not there", .0.name())]
    Disabled(Flag),
    /// The person has left enough different feedback.
    #[error("this person has left enough feedback")]
    TooMuchFeedback,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<RollBackError> for FlagError {
    fn from(error: RollBackError) -> Self {
        match error {
            RollBackError::UnknownVersion => Self::UnknownVersion,
            RollBackError::Store(error) => Self::Store(error),
            _ => Self::Store(unknown_refusal()),
        }
    }
}

impl From<KeepingError> for FlagError {
    fn from(error: KeepingError) -> Self {
        match error {
            KeepingError::TooMany => Self::TooMuchFeedback,
            KeepingError::Store(error) => Self::Store(error),
            _ => Self::Store(unknown_refusal()),
        }
    }
}

impl FeatureFlags {
    pub(crate) fn new(ports: &Ports, directory: &Arc<Directory>) -> Self {
        Self {
            repository: Arc::clone(&ports.store.flags),
            feedback: Arc::clone(&ports.store.feedback),
            clock: Arc::clone(&ports.clock),
            directory: Arc::clone(directory),
        }
    }

    /// The flags of now.
    #[must_use]
    pub fn current(&self) -> Flags {
        self.directory.flags()
    }

    /// Lets a request through to a feature that is on and built.
    ///
    /// # Errors
    /// [`FlagError::Disabled`].
    pub fn check(&self, flag: Flag) -> Result<(), FlagError> {
        if BUILT.contains(&flag) && self.current().set.is_on(flag) {
            Ok(())
        } else {
            Err(FlagError::Disabled(flag))
        }
    }

    /// Sets these flags, as the next version. Naming none changes nothing.
    ///
    /// # Errors
    /// [`FlagError::Denied`], [`FlagError::Store`].
    pub async fn change(
        &self,
        actor: &Actor,
        changes: Vec<(Flag, bool)>,
    ) -> Result<Flags, FlagError> {
        policy::flags::may_look_after(actor)?;
        if changes.is_empty() {
            return Ok(self.current());
        }
        let now = self.clock.now();
        let committed = self.repository.change(changes, actor.user_id, now).await?;
        Ok(self.directory.reached(committed).await)
    }

    /// Takes the flags of an earlier version as the next one.
    ///
    /// # Errors
    /// [`FlagError::Denied`], [`FlagError::UnknownVersion`], [`FlagError::Store`].
    pub async fn roll_back(
        &self,
        actor: &Actor,
        to_version: FlagVersion,
    ) -> Result<Flags, FlagError> {
        policy::flags::may_look_after(actor)?;
        let (by, now) = (actor.user_id, self.clock.now());
        let back = self.repository.roll_back(to_version, by, now).await?;
        Ok(self.directory.reached(back).await)
    }

    /// The versions before one, newest first; from the newest on without one.
    ///
    /// # Errors
    /// [`FlagError::Denied`], [`FlagError::Store`].
    pub async fn history(
        &self,
        actor: &Actor,
        before: Option<FlagVersion>,
    ) -> Result<FlagHistory, FlagError> {
        policy::flags::may_look_after(actor)?;
        // One more tells whether there is a next page.
        let ask = u32::try_from(HISTORY_PAGE + 1).unwrap_or(u32::MAX);
        let mut versions = self.repository.history(before, ask).await?;
        let more = versions.len() > HISTORY_PAGE;
        versions.truncate(HISTORY_PAGE);
        let next = versions.last().filter(|_| more);
        let next = next.map(|change| change.flags.version);
        Ok(FlagHistory { versions, next })
    }

    /// Counts someone's interest in a feature.
    ///
    /// # Errors
    /// [`FlagError::TooMuchFeedback`], [`FlagError::Store`].
    pub async fn leave_feedback(
        &self,
        actor: &Actor,
        feature: FeedbackWord,
        action: FeedbackWord,
    ) -> Result<(), FlagError> {
        let feedback = Feedback {
            user_id: actor.user_id,
            feature,
            action,
            at: self.clock.now(),
        };
        Ok(self.feedback.record(feedback).await?)
    }

    /// What found most interest, at most [`FEEDBACK_LINES`].
    ///
    /// # Errors
    /// [`FlagError::Denied`], [`FlagError::Store`].
    pub async fn report_feedback(&self, actor: &Actor) -> Result<Vec<Interest>, FlagError> {
        policy::flags::may_look_after(actor)?;
        Ok(self.feedback.report(FEEDBACK_LINES).await?)
    }
}
