use crate::Timestamp;
use campfire_domain::{self as domain, Flag};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Declares what has one value for each flag.
macro_rules! for_each_flag {
    ($($(#[$doc:meta])* $name:ident: $type:ty),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
        pub struct $name {
            /// Files beside messages.
            pub files_enabled: $type,
            /// Pictures of people.
            pub avatars_enabled: $type,
            /// Previews of what a link leads to.
            pub opengraph_enabled: $type,
        }
    )+};
}

for_each_flag! {
    /// Which features are switched on; a name that is not here is off.
    FlagStates: bool,
    /// What to say in the place of each feature while it is not there.
    UpgradeMessages: String,
}

impl From<domain::FlagSet> for FlagStates {
    fn from(set: domain::FlagSet) -> Self {
        Self {
            files_enabled: set.is_on(Flag::FilesEnabled),
            avatars_enabled: set.is_on(Flag::AvatarsEnabled),
            opengraph_enabled: set.is_on(Flag::OpengraphEnabled),
        }
    }
}

impl Default for UpgradeMessages {
    /// The fixed words of the domain.
    fn default() -> Self {
        let message = |flag: Flag| flag.upgrade_message().to_owned();
        Self {
            files_enabled: message(Flag::FilesEnabled),
            avatars_enabled: message(Flag::AvatarsEnabled),
            opengraph_enabled: message(Flag::OpengraphEnabled),
        }
    }
}

/// The feature flags.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FeatureFlags {
    /// The number of this state: it rises by one with every change and roll-back; 0 before the first.
    pub version: u64,
    /// Which are on.
    pub flags: FlagStates,
    /// What to say in the place of each feature while it is not there.
    pub upgrade_messages: UpgradeMessages,
    /// The flags whose feature this build lacks: switching them on changes the version only, their
    /// endpoints answer 501 all the same.
    pub unbuilt: Vec<String>,
}

impl FeatureFlags {
    /// The flags, in a build that has these features.
    #[must_use]
    pub fn new(flags: domain::Flags, built: &[Flag]) -> Self {
        let unbuilt = Flag::ALL.iter().filter(|flag| !built.contains(flag));
        Self {
            version: flags.version.get(),
            flags: flags.set.into(),
            upgrade_messages: UpgradeMessages::default(),
            unbuilt: unbuilt.map(|flag| flag.name().to_owned()).collect(),
        }
    }
}

/// One version in the history of the flags.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FlagVersion {
    /// Its number.
    pub version: u64,
    /// Which flags were on from then on.
    pub flags: FlagStates,
    /// When.
    pub changed_at: Timestamp,
    /// By whom.
    pub changed_by: Uuid,
    /// The version whose flags were taken; `null` for a change.
    pub rolled_back_to: Option<u64>,
}

impl From<&domain::FlagChange> for FlagVersion {
    fn from(change: &domain::FlagChange) -> Self {
        Self {
            version: change.flags.version.get(),
            flags: change.flags.set.into(),
            changed_at: change.at.into(),
            changed_by: change.changed_by.as_uuid(),
            rolled_back_to: change.rolled_back_to.map(domain::FlagVersion::get),
        }
    }
}

/// How much interest a feature has found in one way.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FeatureInterest {
    /// The feature, as clients name it.
    pub feature: String,
    /// What was done.
    pub action: String,
    /// By how many people.
    pub people: u64,
    /// How often in all.
    pub times: u64,
    /// When last.
    pub last_at: Timestamp,
}

impl From<&domain::Interest> for FeatureInterest {
    fn from(interest: &domain::Interest) -> Self {
        Self {
            feature: interest.feature.as_str().to_owned(),
            action: interest.action.as_str().to_owned(),
            people: interest.people,
            times: interest.times,
            last_at: interest.last_at.into(),
        }
    }
}
