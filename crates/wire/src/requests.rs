//! The bodies of requests. Unknown fields are refused; limits are judged by the domain.

use crate::{Format, Involvement};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error as _},
};
use serde_json::{Map, Value};
use uuid::Uuid;

/// Declares a request body: its fields are refused when unknown.
macro_rules! requests {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(deny_unknown_fields))]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type),+
        }

        impl std::fmt::Debug for $name {
            /// Only its name: bodies hold passwords and what people write.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}

/// An object inside a body, or null. By itself serde would take a list of its values for it, too.
fn object<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    let fields = Option::<Map<String, Value>>::deserialize(from)?;
    let object = fields.map(|fields| serde_json::from_value(Value::Object(fields)));
    object.transpose().map_err(D::Error::custom)
}

requests! {
    /// The first run.
    NewAccount {
        /// What the account is called, 1 to 80 characters; `Campfire` unless told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account_name: Option<String>,
        /// The administrator's name, 1 to 80 characters.
        name: String,
        /// Where they sign in with.
        email: String,
        /// 8 to 128 characters.
        password: String,
    }
    /// Who signs in.
    Credentials {
        /// Their e-mail address; case does not matter.
        email: String,
        /// Their password.
        password: String,
    }
    /// A transfer to look at or to use.
    TransferCode {
        /// The code of its link, behind the `#`.
        code: String,
    }
    /// Who joins.
    NewMember {
        /// Their name, 1 to 80 characters.
        name: String,
        /// Where they sign in with.
        email: String,
        /// 8 to 128 characters.
        password: String,
    }
    /// A room to make.
    NewRoom {
        /// Who may be in it.
        kind: NewRoomKind,
        /// Its name, 1 to 80 characters.
        name: String,
        /// The first members of a closed room besides its creator, at most 1,000; an open room has
        /// everyone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        member_ids: Option<Vec<Uuid>>,
    }
    /// Some people.
    UserIds {
        /// Their ids, at most 1,000.
        user_ids: Vec<Uuid>,
    }
    /// What to change of a room.
    RoomChange {
        /// Its new name, 1 to 80 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// What it becomes: an open room is everyone's, a closed one that of those who stay.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<NewRoomKind>,
        /// Who stays when an open room becomes closed, besides its creator and who closes it, at most
        /// 1,000; not looked at otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        member_ids: Option<Vec<Uuid>>,
    }
    /// What to change of the account; what is not named stays.
    AccountChange {
        /// A new name, 1 to 80 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// What to set otherwise.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            deserialize_with = "object"
        )]
        settings: Option<AccountSettingsChange>,
    }
    /// What to set otherwise for the account; what is not named stays.
    AccountSettingsChange {
        /// Whether only administrators make open and closed rooms.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        restrict_room_creation_to_administrators: Option<bool>,
        /// A style sheet for everyone, at most 64 KiB; empty for none. It may not load anything:
        /// pictures only as `data:image/png`, `jpeg`, `gif`, `webp` or `avif` in it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        custom_css: Option<String>,
    }
    /// What to change about oneself; what is not named stays.
    OwnChange {
        /// A new name, 1 to 80 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// A new handle: 1 to 32 letters, digits, dots, dashes or underscores.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        handle: Option<String>,
        /// Where to sign in from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<String>,
        /// What one says about oneself, at most 200 characters; empty for nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bio: Option<String>,
        /// A new password, 8 to 128 characters; it ends every other session.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        password: Option<String>,
        /// The password of now, needed for a new one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        current_password: Option<String>,
    }
    /// What to change of a person.
    UserChange {
        /// Their new role.
        role: NewRole,
    }
    /// How much to hear of a room.
    InvolvementChange {
        /// The new level.
        involvement: Involvement,
    }
    /// A boost to put on a message.
    NewBoost {
        /// What it says: one line of 1 to 16 characters as people count them.
        content: String,
    }
    /// How far a room was read.
    ReadMark {
        /// The newest message seen; 0 for none.
        seq: u64,
        /// Whether the marker may go back; else it only rises.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        back: Option<bool>,
    }
    /// Which feature flags to set; the others stay.
    FlagChanges {
        /// Files beside messages.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        files_enabled: Option<bool>,
        /// Pictures of people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        avatars_enabled: Option<bool>,
        /// Previews of what a link leads to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opengraph_enabled: Option<bool>,
    }
    /// Which feature flags to go back to.
    FlagRollback {
        /// A version of the history; 0 is every flag at its default.
        to_version: u64,
    }
    /// Someone's interest in a feature.
    FeatureFeedback {
        /// The feature: 1 to 64 letters, digits, underscores, hyphens or dots.
        feature: String,
        /// What was done about it, of the same form.
        action: String,
    }
    /// Something broke in the client itself.
    ClientError {
        /// What the failure says of itself, 1 to 500 characters.
        message: String,
        /// Where in the client, 1 to 500 characters.
        r#where: String,
        /// Which client, 1 to 500 characters.
        build: String,
    }
    /// A message to post.
    NewMessage {
        /// Made by the client: repeating a post with it is safe. Any UUID; version 7 is the cheapest to keep.
        client_message_id: Uuid,
        /// What it says, 1 to 10,000 characters.
        body: String,
        /// How that is to be read; Markdown unless told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<Format>,
    }
    /// What one looked for.
    NewRecentSearch {
        /// The query, 1 to 512 characters.
        query: String,
    }
    /// Other content for a message.
    MessageEdit {
        /// What it says now, 1 to 10,000 characters.
        body: String,
        /// How that is to be read; Markdown unless told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<Format>,
    }
}

/// The roles of people. A bot is made, and stays one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(poem_openapi::Enum),
    oai(rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words are those of campfire_domain::Role")]
pub enum NewRole {
    Member,
    Administrator,
}

impl From<NewRole> for campfire_domain::Role {
    fn from(role: NewRole) -> Self {
        match role {
            NewRole::Member => Self::Member,
            NewRole::Administrator => Self::Administrator,
        }
    }
}

/// The kinds of room that have a name. A direct room is opened for its people instead.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(poem_openapi::Enum),
    oai(rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the words are those of campfire_domain::RoomKind"
)]
pub enum NewRoomKind {
    Open,
    Closed,
}

impl From<NewRoomKind> for campfire_domain::RoomKind {
    fn from(kind: NewRoomKind) -> Self {
        match kind {
            NewRoomKind::Open => Self::Open,
            NewRoomKind::Closed => Self::Closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_fields_are_refused() {
        let text = r#"{"name":"Ann","role":"administrator"}"#;
        assert!(serde_json::from_str::<RoomChange>(text).is_err());
    }

    #[test]
    fn a_request_does_not_show_what_it_holds() {
        let body = r#"{"email":"ann@example.org","password":"hunter2hunter2"}"#;
        let request: Credentials = serde_json::from_str(body).unwrap();
        assert_eq!(format!("{request:?}"), "Credentials(…)");
    }
}
