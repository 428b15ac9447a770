use campfire_domain as domain;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The account, for its members.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Lets anyone who has it join.
    pub join_code: String,
    /// The page that does so.
    pub join_url: String,
    /// What administrators set.
    pub settings: AccountSettings,
}

/// What administrators set for the account.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AccountSettings {
    /// Whether only administrators make open and closed rooms; direct rooms are everyone's.
    pub restrict_room_creation_to_administrators: bool,
    /// Where the account's own style sheet is read; another address after every change of it, none
    /// when there is none.
    pub custom_css_url: Option<String>,
}

impl From<&domain::AccountSettings> for AccountSettings {
    fn from(settings: &domain::AccountSettings) -> Self {
        Self {
            restrict_room_creation_to_administrators: settings.restricts_room_creation,
            custom_css_url: settings.custom_css.as_ref().map(|_| {
                let version = settings.custom_css_version;
                format!("/api/v1/account/custom.css?version={version}")
            }),
        }
    }
}

/// The account in an event.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AccountInEvent {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Lets anyone who has it join.
    pub join_code: String,
    /// What administrators set.
    pub settings: AccountSettings,
}

impl From<&domain::Account> for AccountInEvent {
    fn from(account: &domain::Account) -> Self {
        Self {
            id: account.id.as_uuid(),
            name: account.name.as_str().to_owned(),
            join_code: account.join_code.reveal().to_owned(),
            settings: (&account.settings).into(),
        }
    }
}

impl Account {
    /// The account with the address of its join page.
    #[must_use]
    pub fn new(account: &domain::Account, join_url: String) -> Self {
        let AccountInEvent {
            id,
            name,
            join_code,
            settings,
        } = account.into();
        Self {
            id,
            name,
            join_code,
            join_url,
            settings,
        }
    }
}
