//! Which refusals each operation can give. A test fails when an operation is missing here or gives
//! a code that it does not list.

use crate::errors::Code;
use Code as C;

/// What any operation can give: the edge, or a fault.
pub(super) const ANY: &[Code] = &[C::Internal, C::RequestTimedOut];

/// What every operation with a session can give besides.
pub(super) const SIGNED_IN: &[Code] = &[C::SessionRequired];

/// What every operation that changes something can give besides.
pub(super) const CHANGING: &[Code] = &[
    C::RequestCrossOrigin,
    C::AddressBanned,
    C::StoreOverloaded,
    C::StoreUnavailable,
    C::StoreTimedOut,
];

/// What every operation with a body can give besides.
pub(super) const WITH_BODY: &[Code] = &[
    C::RequestMalformed,
    C::RequestTooLarge,
    C::RequestUnsupportedMediaType,
];

/// What a full store says.
const OVERLOADED: Code = C::StoreOverloaded;
/// What a store that cannot be reached says.
const UNAVAILABLE: Code = C::StoreUnavailable;
/// What a store that does not answer says.
const TIMED_OUT: Code = C::StoreTimedOut;

/// What each operation can give of its own.
pub(super) fn own(operation: &str) -> Option<&'static [Code]> {
    Some(match operation {
        "get_setup" | "create_transfer" | "delete_session" | "list_sessions"
        | "end_other_sessions" | "get_me" | "get_account" => &[],
        "create_account" => &[C::SetupAlreadyDone, C::RequestInvalid, C::RateLimited],
        "create_session" | "create_token" => &[C::SessionWrongCredentials, C::RateLimited],
        "look_at_transfer" | "use_transfer" => &[C::TransferUnknown, C::RateLimited],
        "end_session" => &[C::SessionNotFound],
        "get_join" => &[C::JoinCodeUnknown, C::RateLimited],
        "join_account" => &[
            C::JoinCodeUnknown,
            C::UserEmailTaken,
            C::RequestInvalid,
            C::RateLimited,
        ],
        "list_members" => &[C::RequestMalformed, C::RequestInvalid, C::RoomNotFound],
        "get_user" => &[C::UserNotFound],
        "list_rooms" | "list_undelivered" => &[OVERLOADED, UNAVAILABLE, TIMED_OUT],
        "create_room" => &[C::AccountAdministratorsOnly, C::RequestInvalid],
        "open_direct_room" => &[C::RequestInvalid],
        "get_room" => &[C::RoomNotFound, OVERLOADED, UNAVAILABLE, TIMED_OUT],
        "update_room" => &[
            C::RoomNotFound,
            C::RoomNotYours,
            C::RoomDirectIsFixed,
            C::RequestInvalid,
        ],
        "delete_room" => &[C::RoomNotFound, C::RoomNotYours],
        "set_involvement" | "add_favourite" | "remove_favourite" => &[C::RoomNotFound],
        "add_members" => &[
            C::RoomNotFound,
            C::RoomNotYours,
            C::RoomDirectIsFixed,
            C::RoomOpenHasEveryone,
            C::RequestInvalid,
        ],
        "remove_member" => &[
            C::RoomNotFound,
            C::RoomNotYours,
            C::MemberNotFound,
            C::RoomDirectIsFixed,
            C::RoomOpenHasEveryone,
        ],
        "leave_room" => &[
            C::RoomNotFound,
            C::RoomDirectIsFixed,
            C::RoomOpenHasEveryone,
            C::MemberNotFound,
        ],
        "mark_read" => &[C::RoomNotFound, C::ReadBeyondLast],
        "list_messages" => &[
            C::RoomNotFound,
            C::MessageNotFound,
            C::RequestMalformed,
            C::RequestInvalid,
            OVERLOADED,
            UNAVAILABLE,
            TIMED_OUT,
        ],
        "post_message" => &[
            C::RoomNotFound,
            C::MessageClientIdReused,
            C::MessageHtmlTooLong,
            C::RequestInvalid,
        ],
        "discard_undelivered" => &[C::MessageNotFound],
        "get_message" => &[
            C::RoomNotFound,
            C::MessageNotFound,
            OVERLOADED,
            UNAVAILABLE,
            TIMED_OUT,
        ],
        "edit_message" => &[
            C::RoomNotFound,
            C::MessageNotFound,
            C::MessageNotYours,
            C::MessageDeleted,
            C::MessageHtmlTooLong,
            C::RequestInvalid,
        ],
        "delete_message" => &[C::RoomNotFound, C::MessageNotFound, C::MessageNotYours],
        "list_events" | "list_mentions" | "list_bookmarks" => &[
            C::RequestMalformed,
            C::RequestInvalid,
            OVERLOADED,
            UNAVAILABLE,
            TIMED_OUT,
        ],
        other => {
            return of_account(other)
                .or_else(|| of_administration(other))
                .or_else(|| of_marks(other))
                .or_else(|| of_searches(other))
                .or_else(|| of_features(other));
        }
    })
}

/// The same of what administrators set for the account.
fn of_account(operation: &str) -> Option<&'static [Code]> {
    Some(match operation {
        "update_account" => &[C::AccountAdministratorsOnly, C::RequestInvalid],
        "replace_join_code" => &[C::AccountAdministratorsOnly],
        "get_custom_css" => &[C::RequestMalformed],
        _ => return None,
    })
}

/// The same of what people put on messages.
fn of_marks(operation: &str) -> Option<&'static [Code]> {
    Some(match operation {
        "add_bookmark" => &[
            C::RoomNotFound,
            C::MessageNotFound,
            C::MessageDeleted,
            C::BookmarkTooMany,
        ],
        "remove_bookmark" => &[C::RoomNotFound, C::MessageNotFound],
        "create_boost" => &[
            C::RoomNotFound,
            C::MessageNotFound,
            C::MessageDeleted,
            C::BoostTooMany,
            C::RequestInvalid,
        ],
        "delete_boost" => &[
            C::RoomNotFound,
            C::MessageNotFound,
            C::BoostNotFound,
            C::BoostNotYours,
        ],
        _ => return None,
    })
}

/// The same of searches.
fn of_searches(operation: &str) -> Option<&'static [Code]> {
    Some(match operation {
        "search_messages" => &[
            C::RoomNotFound,
            C::RequestMalformed,
            C::RequestInvalid,
            C::RateLimited,
            C::SearchUnavailable,
            OVERLOADED,
            UNAVAILABLE,
            TIMED_OUT,
        ],
        "list_recent_searches" => &[OVERLOADED, UNAVAILABLE, TIMED_OUT],
        "note_recent_search" => &[C::RequestInvalid],
        "clear_recent_searches" => &[],
        _ => return None,
    })
}

/// The same of what is changed about people.
fn of_administration(operation: &str) -> Option<&'static [Code]> {
    Some(match operation {
        "list_users" => &[
            C::RequestMalformed,
            C::RequestInvalid,
            C::RoomNotFound,
            C::AccountAdministratorsOnly,
        ],
        "update_me" => &[
            C::UserHandleTaken,
            C::UserEmailTaken,
            C::RequestInvalid,
            C::RateLimited,
        ],
        "update_user" => &[
            C::AccountAdministratorsOnly,
            C::UserNotFound,
            C::UserDeactivated,
            C::UserLastAdministrator,
        ],
        "deactivate_user" => &[
            C::AccountAdministratorsOnly,
            C::UserNotFound,
            C::UserIsOneself,
            C::UserLastAdministrator,
        ],
        "ban_user" => &[
            C::AccountAdministratorsOnly,
            C::UserNotFound,
            C::UserIsOneself,
            C::UserDeactivated,
            C::UserLastAdministrator,
        ],
        "unban_user" => &[
            C::AccountAdministratorsOnly,
            C::UserNotFound,
            C::UserDeactivated,
        ],
        "create_transfer_for_user" => &[
            C::AccountAdministratorsOnly,
            C::UserNotFound,
            C::UserIsOneself,
            C::UserNotActive,
        ],
        "list_audit_lines" => &[
            C::AccountAdministratorsOnly,
            C::RequestMalformed,
            C::RequestInvalid,
            OVERLOADED,
            UNAVAILABLE,
            TIMED_OUT,
        ],
        _ => return None,
    })
}

/// The same of what features are switched by, and of those that are not built.
fn of_features(operation: &str) -> Option<&'static [Code]> {
    Some(match operation {
        "get_feature_flags" => &[],
        "update_feature_flags" => &[C::AccountAdministratorsOnly],
        "roll_back_feature_flags" => &[C::AccountAdministratorsOnly, C::FlagsVersionUnknown],
        "list_feature_flag_versions" => &[
            C::AccountAdministratorsOnly,
            C::RequestMalformed,
            OVERLOADED,
            UNAVAILABLE,
            TIMED_OUT,
        ],
        "list_feature_feedback" => &[
            C::AccountAdministratorsOnly,
            OVERLOADED,
            UNAVAILABLE,
            TIMED_OUT,
        ],
        "leave_feature_feedback" => &[C::RequestInvalid, C::FeedbackTooMany],
        "tell_client_error" => &[C::RequestInvalid, C::RateLimited],
        "create_upload" | "update_avatar" | "unfurl_link" => &[C::FeatureDisabled],
        _ => return None,
    })
}
