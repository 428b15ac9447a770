//! The resources: one struct for each noun. A verb parses, calls one use case, and answers.
#![expect(clippy::unused_async, reason = "poem-openapi wants every verb async")]

mod account;
mod administration;
mod bookmarks;
mod boosts;
mod client_errors;
mod events;
mod feature_flags;
mod join;
mod memberships;
mod messages;
mod rooms;
mod search;
mod sessions;
mod setup;
mod transfers;
mod users;

use crate::errors::{Code, Refusal, field};
use crate::fields::Fields;
use crate::rate_limit::{PER_ACCOUNT, TooMany, WINDOW};
use campfire_domain::{BoostId, ClientMessageId, MessageId, PageSize, RoomId, SessionId, UserId};
use poem_openapi::{
    Tags,
    registry::{MetaSchema, MetaSchemaRef},
    types::{ParseFromParameter, ParseResult, Type},
};
use std::borrow::Cow;

/// All of them.
pub(crate) type Resources = (
    setup::SetupResource,
    sessions::SessionResource,
    transfers::TransferResource,
    join::JoinResource,
    users::UserResource,
    account::AccountResource,
    administration::AdministrationResource,
    rooms::RoomResource,
    memberships::MembershipResource,
    messages::MessageResource,
    bookmarks::BookmarkResource,
    boosts::BoostResource,
    search::SearchResource,
    feature_flags::FeatureFlagResource,
    client_errors::ClientErrorResource,
    events::EventResource,
);

/// One of each.
pub(crate) const RESOURCES: Resources = (
    setup::SetupResource,
    sessions::SessionResource,
    transfers::TransferResource,
    join::JoinResource,
    users::UserResource,
    account::AccountResource,
    administration::AdministrationResource,
    rooms::RoomResource,
    memberships::MembershipResource,
    messages::MessageResource,
    bookmarks::BookmarkResource,
    boosts::BoostResource,
    search::SearchResource,
    feature_flags::FeatureFlagResource,
    client_errors::ClientErrorResource,
    events::EventResource,
);

/// The chapters of the document.
#[derive(Tags)]
#[oai(rename_all = "snake_case")]
pub(crate) enum Tag {
    /// First run, joining, signing in and out.
    Sessions,
    /// The account and its people.
    People,
    /// Rooms and their members.
    Rooms,
    /// Messages.
    Messages,
    /// What is switched on, and what comes later.
    Features,
    /// What happened, for clients without a socket.
    Live,
}

/// An id in a path or a parameter, as text: what it names decides what a malformed one means.
pub(crate) struct IdText(String);

impl IdText {
    pub(crate) fn room(&self) -> Result<RoomId, Refusal> {
        RoomId::parse(&self.0).map_err(|_| Refusal::new(Code::RoomNotFound))
    }

    pub(crate) fn message(&self) -> Result<MessageId, Refusal> {
        MessageId::parse(&self.0).map_err(|_| Refusal::new(Code::MessageNotFound))
    }

    pub(crate) fn boost(&self) -> Result<BoostId, Refusal> {
        BoostId::parse(&self.0).map_err(|_| Refusal::new(Code::BoostNotFound))
    }

    pub(crate) fn client_message(&self) -> Result<ClientMessageId, Refusal> {
        ClientMessageId::parse(&self.0).map_err(|_| Refusal::new(Code::MessageNotFound))
    }

    pub(crate) fn user(&self) -> Result<UserId, Refusal> {
        UserId::parse(&self.0).map_err(|_| Refusal::new(Code::UserNotFound))
    }

    pub(crate) fn member(&self) -> Result<UserId, Refusal> {
        UserId::parse(&self.0).map_err(|_| Refusal::new(Code::MemberNotFound))
    }

    pub(crate) fn session(&self) -> Result<SessionId, Refusal> {
        SessionId::parse(&self.0).map_err(|_| Refusal::new(Code::SessionNotFound))
    }

    /// As a query parameter, where a wrong form is a malformed request.
    pub(crate) fn parameter<T, E>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, Refusal> {
        parse(&self.0).map_err(|_| malformed_parameter(name))
    }
}

impl Type for IdText {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        "string_uuid".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "uuid")))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(std::iter::once(self))
    }
}

impl ParseFromParameter for IdText {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        Ok(Self(value.to_owned()))
    }
}

/// A query parameter of a wrong form.
pub(crate) fn malformed_parameter(name: &str) -> Refusal {
    let detail = format!("The parameter {name} does not have the documented form.");
    let fields = vec![field(
        name,
        "malformed",
        "does not have the documented form",
    )];
    Refusal::because(Code::RequestMalformed, detail).with_fields(fields)
}

/// How much a page may hold, 50 unless told.
pub(crate) fn page_size(limit: Option<i64>) -> Result<PageSize, Refusal> {
    let Some(limit) = limit else {
        return Ok(PageSize::default());
    };
    let beyond = if limit < 0 { 0 } else { u32::MAX };
    let mut fields = Fields::default();
    let limit = u32::try_from(limit).unwrap_or(beyond);
    let size = fields.take("limit", PageSize::new(limit));
    size.ok_or_else(|| fields.refusal())
}

/// The same of people, 100 unless told.
pub(crate) fn people_size(limit: Option<i64>) -> Result<PageSize, Refusal> {
    if limit.is_none() {
        return Ok(PageSize::MOST);
    }
    page_size(limit)
}

/// Whether `If-None-Match` names this state (RFC 9110, 13.1.2: compared weakly).
fn has(names: &str, etag: &str) -> bool {
    let bare = |name: &str| name.trim().trim_start_matches("W/").to_owned();
    names
        .split(',')
        .map(bare)
        .any(|name| name == etag || name == "*")
}

impl From<TooMany> for Refusal {
    fn from(TooMany { limit, retry_after }: TooMany) -> Self {
        let whose = if limit == PER_ACCOUNT {
            "for this e-mail address from your network"
        } else {
            "from your network"
        };
        let minutes = WINDOW.as_secs() / 60;
        let detail = format!("At most {limit} failed tries in {minutes} minutes {whose}.");
        Self::because(Code::RateLimited, detail).retry_after(retry_after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_etag_is_found_in_a_list_and_behind_its_weak_mark() {
        assert!(has("\"a\", W/\"b\"", "\"b\"") && has("*", "\"b\""));
        assert!(!has("\"ab\"", "\"b\"") && !has("", "\"b\""));
    }
}
