use crate::Timestamp;
use campfire_domain as domain;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a user may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(poem_openapi::Enum),
    oai(rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words are those of campfire_domain::Role")]
pub enum Role {
    Member,
    Administrator,
    Bot,
}

impl From<domain::Role> for Role {
    fn from(role: domain::Role) -> Self {
        match role {
            domain::Role::Member => Self::Member,
            domain::Role::Administrator => Self::Administrator,
            domain::Role::Bot => Self::Bot,
        }
    }
}

/// Whether a user takes part.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(poem_openapi::Enum),
    oai(rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the words are those of campfire_domain::Standing"
)]
pub enum Standing {
    Active,
    Deactivated,
    Banned,
}

impl From<domain::Standing> for Standing {
    fn from(standing: domain::Standing) -> Self {
        match standing {
            domain::Standing::Active => Self::Active,
            domain::Standing::Deactivated => Self::Deactivated,
            domain::Standing::Banned => Self::Banned,
        }
    }
}

/// A person (or a bot) as everyone sees them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct User {
    /// Their id.
    pub id: Uuid,
    /// What they are called.
    pub name: String,
    /// Their unique short name, without `@`.
    pub handle: String,
    /// What they may do.
    pub role: Role,
    /// A line about themselves.
    pub bio: String,
    /// Whether they take part.
    pub standing: Standing,
}

impl From<&domain::User> for User {
    fn from(user: &domain::User) -> Self {
        Self {
            id: user.id.as_uuid(),
            name: user.name.as_str().to_owned(),
            handle: user.handle.as_str().to_owned(),
            role: user.role.into(),
            bio: user.bio.clone(),
            standing: user.standing.into(),
        }
    }
}

/// The signed-in user, to themselves.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Me {
    /// Their id.
    pub id: Uuid,
    /// What they are called.
    pub name: String,
    /// Their unique short name, without `@`.
    pub handle: String,
    /// Where they sign in with.
    pub email: Option<String>,
    /// What they may do.
    pub role: Role,
    /// A line about themselves.
    pub bio: String,
    /// The version of the feature flags.
    pub flags_version: u64,
}

impl Me {
    /// The user, under flags of this version.
    #[must_use]
    pub fn new(user: &domain::User, flags: domain::FlagVersion) -> Self {
        let email = user.email.as_ref().map(|email| email.as_str().to_owned());
        let User {
            id,
            name,
            handle,
            role,
            bio,
            ..
        } = user.into();
        Self {
            id,
            name,
            handle,
            email,
            role,
            bio,
            flags_version: flags.get(),
        }
    }
}

/// A signed-in device, or an access token, to its owner.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Session {
    /// Its id.
    pub id: Uuid,
    /// Cookie or token.
    pub kind: SessionKind,
    /// What the device said of itself.
    pub device: String,
    /// The public address that it was last used from: an IPv4 address, or an IPv6 network as `…/64`.
    pub address: Option<String>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was last used, to the hour.
    pub last_seen_at: Timestamp,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// How a session shows itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(poem_openapi::Enum),
    oai(rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// By a cookie.
    Browser,
    /// By an access token.
    Token,
}

impl Session {
    /// The session, as asked through `current`.
    #[must_use]
    pub fn new(session: &domain::Session, current: domain::SessionId) -> Self {
        Self {
            id: session.id.as_uuid(),
            kind: match session.kind {
                domain::SessionKind::Browser(_) => SessionKind::Browser,
                domain::SessionKind::Token => SessionKind::Token,
            },
            device: session.device.clone(),
            address: session.address.map(|address| address.to_string()),
            started_at: session.started_at.into(),
            last_seen_at: session.last_seen_at.into(),
            current: session.id == current,
        }
    }
}

/// A link that signs one browser in, to who made it. It cannot be asked for again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Transfer {
    /// The secret of the link.
    pub code: String,
    /// The page to open on the other device. The code stands behind a `#`, so that browsers keep it
    /// from servers and from other pages.
    pub url: String,
    /// When it is good for nothing any more.
    pub expires_at: Timestamp,
    /// How many seconds that is from now.
    pub expires_in: u64,
}

impl std::fmt::Debug for Transfer {
    /// Without its secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Transfer(…)")
    }
}

/// What a transfer leads to, for the page that asks before it is used.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct TransferOffer {
    /// The name of the account.
    pub account_name: String,
    /// The name of whom it signs in.
    pub user_name: String,
    /// For how many seconds it still can be used.
    pub expires_in: u64,
}
