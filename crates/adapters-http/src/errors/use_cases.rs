//! From the errors of the use cases to codes. Each arm is one row of the table.

use super::{Code, Refusal, field};
use campfire_app::{
    accounts::{AccountError, FirstRunError},
    administration::AdministrationError,
    bookmarks::BookmarkError,
    boosts::BoostError,
    custom_css::CustomCssError,
    flags::FlagError,
    memberships::MembershipError,
    messages::MessageError,
    profiles::OwnChangeError,
    rooms::RoomError,
    search::FindError,
    sessions::SignInError,
    transfers::TransferError,
    users::JoiningError,
};
use campfire_domain::{Denied, Flag, TooManyPeople, UserId, ports::HashingError};
use std::time::Duration;

/// When to search again after the index broke: a small one is built anew in less.
const INDEX_RETRY_AFTER: Duration = Duration::from_secs(5);

/// A refusal of a kind that this version of the adapter does not know: it must not pass for one of
/// the others.
fn unknown(error: impl std::error::Error + Send + Sync + 'static) -> Refusal {
    Refusal::new(Code::Internal).caused_by(error)
}

impl From<HashingError> for Refusal {
    fn from(error: HashingError) -> Self {
        match error {
            HashingError::Overloaded => {
                Self::new(Code::StoreOverloaded).retry_after(Duration::from_secs(1))
            }
            other => unknown(other),
        }
    }
}

impl From<FirstRunError> for Refusal {
    fn from(error: FirstRunError) -> Self {
        match error {
            FirstRunError::AlreadyDone => Self::new(Code::SetupAlreadyDone),
            FirstRunError::Hashing(error) => error.into(),
            FirstRunError::Store(error) => error.into(),
            other => unknown(other),
        }
    }
}

impl From<AccountError> for Refusal {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Denied(denied) => refused(denied, Code::AccountAdministratorsOnly),
            AccountError::CustomCss(error) => {
                let code = match &error {
                    CustomCssError::TooLong(_) => "too_long",
                    _ => "not_taken",
                };
                let broken = field("/settings/custom_css", code, error.to_string());
                Self::new(Code::RequestInvalid).with_fields(vec![broken])
            }
            AccountError::Store(error) => error.into(),
            other => unknown(other),
        }
    }
}

impl From<SignInError> for Refusal {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::WrongCredentials => Self::new(Code::SessionWrongCredentials),
            SignInError::Hashing(error) => error.into(),
            SignInError::Store(error) => error.into(),
            other => unknown(other),
        }
    }
}

impl From<TransferError> for Refusal {
    fn from(error: TransferError) -> Self {
        match error {
            TransferError::NotActive => Self::new(Code::SessionRequired),
            TransferError::Denied(denied) => refused(denied, Code::AccountAdministratorsOnly),
            TransferError::UserNotFound => Self::new(Code::UserNotFound),
            TransferError::Gone => Self::new(Code::UserNotActive),
            TransferError::Unknown => Self::new(Code::TransferUnknown),
            TransferError::Store(error) => error.into(),
            other => unknown(other),
        }
    }
}

impl From<JoiningError> for Refusal {
    fn from(error: JoiningError) -> Self {
        match error {
            JoiningError::UnknownCode => Self::new(Code::JoinCodeUnknown),
            JoiningError::EmailTaken => Self::new(Code::UserEmailTaken),
            JoiningError::Hashing(error) => error.into(),
            JoiningError::Store(error) => error.into(),
            other => unknown(other),
        }
    }
}

impl From<OwnChangeError> for Refusal {
    fn from(error: OwnChangeError) -> Self {
        match error {
            OwnChangeError::NotActive => Self::new(Code::SessionRequired),
            OwnChangeError::WrongPassword => {
                let wrong = field("/current_password", "wrong", "is not the password of now");
                Self::new(Code::RequestInvalid).with_fields(vec![wrong])
            }
            OwnChangeError::HandleTaken => {
                let taken = field("/handle", "taken", "is somebody else's");
                Self::new(Code::UserHandleTaken).with_fields(vec![taken])
            }
            OwnChangeError::EmailTaken => {
                let taken = field("/email", "taken", "is somebody else's");
                let detail = "Someone with this e-mail address is here already.";
                Self::because(Code::UserEmailTaken, detail).with_fields(vec![taken])
            }
            OwnChangeError::Hashing(error) => error.into(),
            OwnChangeError::Store(error) => error.into(),
            other => unknown(other),
        }
    }
}

impl From<AdministrationError> for Refusal {
    fn from(error: AdministrationError) -> Self {
        match error {
            AdministrationError::Denied(denied) => refused(denied, Code::AccountAdministratorsOnly),
            AdministrationError::UserNotFound => Self::new(Code::UserNotFound),
            AdministrationError::Deactivated => Self::new(Code::UserDeactivated),
            AdministrationError::LastAdministrator => Self::new(Code::UserLastAdministrator),
            AdministrationError::Store(error) => error.into(),
            other => unknown(other),
        }
    }
}

impl From<RoomError> for Refusal {
    fn from(error: RoomError) -> Self {
        match error {
            RoomError::NotFound => Self::new(Code::RoomNotFound),
            RoomError::Denied(denied) => refused(denied, Code::RoomNotYours),
            RoomError::DirectIsFixed => Self::new(Code::RoomDirectIsFixed),
            RoomError::UnknownUsers(ids) => unknown_users(&ids),
            RoomError::TooManyPeople(error) => too_many_people(error),
            RoomError::Store(error) => error.into(),
            other => unknown(other),
        }
    }
}

impl From<MembershipError> for Refusal {
    fn from(error: MembershipError) -> Self {
        match error {
            MembershipError::RoomNotFound => Self::new(Code::RoomNotFound),
            MembershipError::MemberNotFound => Self::new(Code::MemberNotFound),
            MembershipError::Denied(denied) => refused(denied, Code::RoomNotYours),
            MembershipError::DirectIsFixed => Self::new(Code::RoomDirectIsFixed),
            MembershipError::OpenHasEveryone => Self::new(Code::RoomOpenHasEveryone),
            MembershipError::UnknownUsers(ids) => unknown_users(&ids),
            MembershipError::TooManyPeople(error) => too_many_people(error),
            MembershipError::BeyondLast { last_seq } => {
                let detail = format!("The newest message of the room has number {last_seq}.");
                let fields = vec![field("/seq", "beyond_last", detail.clone())];
                Self::because(Code::ReadBeyondLast, detail).with_fields(fields)
            }
            MembershipError::Store(error) => error.into(),
            other => unknown(other),
        }
    }
}

impl From<MessageError> for Refusal {
    fn from(error: MessageError) -> Self {
        match error {
            MessageError::RoomNotFound => Self::new(Code::RoomNotFound),
            MessageError::NotFound => Self::new(Code::MessageNotFound),
            MessageError::Denied(denied) => refused(denied, Code::MessageNotYours),
            MessageError::Deleted => Self::new(Code::MessageDeleted),
            MessageError::ClientIdReused => Self::new(Code::MessageClientIdReused),
            MessageError::ShowsNothing => {
                let fields = vec![field("/body", "empty", "shows nothing")];
                Self::new(Code::RequestInvalid).with_fields(fields)
            }
            MessageError::TooMuchHtml(limit) => {
                let fields = vec![field("/body", "html_too_long", limit.to_string())];
                Self::because(Code::MessageHtmlTooLong, format!("This text {limit}."))
                    .with_fields(fields)
            }
            MessageError::Store(error) => error.into(),
            other => unknown(other),
        }
    }
}

impl From<BookmarkError> for Refusal {
    fn from(error: BookmarkError) -> Self {
        match error {
            BookmarkError::TooMany { .. } => {
                let fields = vec![field("", "too_many", error.to_string())];
                Self::new(Code::BookmarkTooMany).with_fields(fields)
            }
            BookmarkError::Message(error) => error.into(),
            other => unknown(other),
        }
    }
}

impl From<BoostError> for Refusal {
    fn from(error: BoostError) -> Self {
        match error {
            BoostError::RoomNotFound => Self::new(Code::RoomNotFound),
            BoostError::MessageNotFound => Self::new(Code::MessageNotFound),
            BoostError::Deleted => Self::new(Code::MessageDeleted),
            BoostError::Denied(denied) => refused(denied, Code::BoostNotYours),
            BoostError::TooMany { max } => {
                let detail = format!("the message has {max} boosts, more are not allowed");
                let fields = vec![field("/content", "too_many", detail)];
                Self::new(Code::BoostTooMany).with_fields(fields)
            }
            BoostError::Store(error) => error.into(),
            other => unknown(other),
        }
    }
}

impl From<FindError> for Refusal {
    fn from(error: FindError) -> Self {
        match error {
            FindError::RoomNotFound => Self::new(Code::RoomNotFound),
            FindError::IndexUnavailable => {
                Self::new(Code::SearchUnavailable).retry_after(INDEX_RETRY_AFTER)
            }
            FindError::Store(error) => error.into(),
            other => unknown(other),
        }
    }
}

impl From<FlagError> for Refusal {
    fn from(error: FlagError) -> Self {
        match error {
            FlagError::Denied(denied) => refused(denied, Code::AccountAdministratorsOnly),
            FlagError::UnknownVersion => {
                let fields = vec![field("/to_version", "unknown", "was never a version")];
                Self::new(Code::FlagsVersionUnknown).with_fields(fields)
            }
            FlagError::Disabled(flag) => Self::disabled(flag),
            FlagError::TooMuchFeedback => {
                let fields = vec![field(
                    "/feature",
                    "too_many",
                    "is one too many different ones",
                )];
                Self::new(Code::FeedbackTooMany).with_fields(fields)
            }
            FlagError::Store(error) => error.into(),
            other => unknown(other),
        }
    }
}

impl Refusal {
    /// The refusal of a feature that is not there, in its own words.
    pub(crate) fn disabled(flag: Flag) -> Self {
        Self::because(Code::FeatureDisabled, flag.upgrade_message())
    }
}

fn refused(denied: Denied, not_yours: Code) -> Refusal {
    match denied {
        Denied::NotYours => Refusal::new(not_yours),
        Denied::NotAdministrator => Refusal::new(Code::AccountAdministratorsOnly),
        Denied::Oneself => Refusal::new(Code::UserIsOneself),
        other => unknown(other),
    }
}

fn unknown_users(ids: &[UserId]) -> Refusal {
    let named: Vec<String> = ids.iter().take(10).map(ToString::to_string).collect();
    let detail = format!(
        "{} of these people are unknown or do not take part: {}",
        ids.len(),
        named.join(", ")
    );
    let fields = vec![field("/user_ids", "user.unknown", detail)];
    Refusal::new(Code::RequestInvalid).with_fields(fields)
}

fn too_many_people(error: TooManyPeople) -> Refusal {
    let fields = vec![field("/user_ids", "too_many", error.to_string())];
    Refusal::new(Code::RequestInvalid).with_fields(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_names_whose_the_thing_is() {
        let denied = |denied| Refusal::from(RoomError::Denied(denied)).code();
        assert_eq!(denied(Denied::NotYours), Code::RoomNotYours);
        assert_eq!(
            denied(Denied::NotAdministrator),
            Code::AccountAdministratorsOnly
        );
        let message = Refusal::from(MessageError::Denied(Denied::NotYours));
        assert_eq!(message.code(), Code::MessageNotYours);
    }
}
