use poem::http::StatusCode;
use std::fmt::Write as _;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:ident, $detail:literal;)+) => {
        /// Every stable code of a refusal, with its status and its usual words.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Code {
            $($(#[$doc])* $name),+
        }

        impl Code {
            /// All of them, in the order of the reference page.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The dotted name that programs compare.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// The status that always comes with it.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status),+ }
            }

            /// What it says to a person unless there is something better to say.
            #[must_use]
            pub const fn detail(self) -> &'static str {
                match self { $(Self::$name => $detail),+ }
            }
        }
    };
}

codes! {
    /// Someone carried out the first run before.
    SetupAlreadyDone = "setup.already_done", CONFLICT, "This Campfire is set up already; sign in instead.";
    /// Unknown address or wrong password; which of them is not said.
    SessionWrongCredentials = "session.wrong_credentials", UNAUTHORIZED, "The e-mail address or the password is wrong.";
    /// Nobody, or a session that has ended.
    SessionRequired = "session.required", UNAUTHORIZED, "Sign in first.";
    /// No session of this id is the caller's.
    SessionNotFound = "session.not_found", NOT_FOUND, "You have no such session.";
    /// Never made, used, replaced, expired, or its person or maker may not any more.
    TransferUnknown = "transfer.unknown", NOT_FOUND, "This link is not valid (any more). Make a new one where you are signed in, or ask an administrator for one.";
    /// Too many failed tries.
    RateLimited = "rate.limited", TOO_MANY_REQUESTS, "Too many failed tries.";
    /// A wrong join code, or one that was replaced.
    JoinCodeUnknown = "join.code_unknown", NOT_FOUND, "This invitation is not valid (any more). Ask for a new one.";
    /// Someone signs in with this address.
    UserEmailTaken = "user.email_taken", CONFLICT, "Someone with this e-mail address is here already; sign in instead.";
    /// Someone else is mentioned by this handle.
    UserHandleTaken = "user.handle_taken", CONFLICT, "Someone has this handle already.";
    /// Nobody of the account.
    UserNotFound = "user.not_found", NOT_FOUND, "There is no such person.";
    /// What is done to others only.
    UserIsOneself = "user.is_oneself", FORBIDDEN, "You cannot do this to yourself.";
    /// Nobody would look after the account.
    UserLastAdministrator = "user.last_administrator", CONFLICT, "This is the last administrator: make someone else one first.";
    /// They were deactivated.
    UserDeactivated = "user.deactivated", CONFLICT, "This person has left.";
    /// They are banned or have left.
    UserNotActive = "user.not_active", CONFLICT, "This person does not take part (any more).";
    /// The rule is for administrators.
    AccountAdministratorsOnly = "account.administrators_only", FORBIDDEN, "Only an administrator may do this.";
    /// Absent, or hidden from the caller: the same answer.
    RoomNotFound = "room.not_found", NOT_FOUND, "There is no such room.";
    /// Neither its creator nor an administrator.
    RoomNotYours = "room.not_yours", FORBIDDEN, "Only who made the room or an administrator may do this.";
    /// The people (and the lack of a name) of a direct room are fixed.
    RoomDirectIsFixed = "room.direct_is_fixed", UNPROCESSABLE_ENTITY, "A direct room has no name and its people are fixed.";
    /// Everyone is in an open room.
    RoomOpenHasEveryone = "room.open_has_everyone", UNPROCESSABLE_ENTITY, "Everyone is a member of an open room.";
    /// Not a member of the room.
    MemberNotFound = "member.not_found", NOT_FOUND, "There is no such member.";
    /// No message of this id is in the room.
    MessageNotFound = "message.not_found", NOT_FOUND, "There is no such message in this room.";
    /// Neither its creator nor an administrator.
    MessageNotYours = "message.not_yours", FORBIDDEN, "Only who wrote the message or an administrator may do this.";
    /// Only its tombstone is left.
    MessageDeleted = "message.deleted", CONFLICT, "The message was deleted.";
    /// The same key with other content.
    MessageClientIdReused = "message.client_id_reused", CONFLICT, "This client_message_id was used for another message.";
    /// What becomes of the text is over its limit.
    MessageHtmlTooLong = "message.html_too_long", UNPROCESSABLE_ENTITY, "What becomes of this text is too long.";
    /// One's own list is full.
    BookmarkTooMany = "bookmark.too_many", UNPROCESSABLE_ENTITY, "Your list of bookmarks is full; take some away.";
    /// A malformed id of a boost; one that is not there is taken back already.
    BoostNotFound = "boost.not_found", NOT_FOUND, "There is no such boost on this message.";
    /// Somebody else gave it.
    BoostNotYours = "boost.not_yours", FORBIDDEN, "Only who gave a boost may take it back.";
    /// The message has as many as it may have.
    BoostTooMany = "boost.too_many", UNPROCESSABLE_ENTITY, "This message has as many boosts as it can hold.";
    /// A marker above the newest message.
    ReadBeyondLast = "read.beyond_last", UNPROCESSABLE_ENTITY, "The room does not have that many messages.";
    /// Fields that break a rule or a limit; `fields` names them.
    RequestInvalid = "request.invalid", UNPROCESSABLE_ENTITY, "Some fields break a rule or a limit.";
    /// Not JSON, a wrong type, an unknown or missing field, two exclusive parameters.
    RequestMalformed = "request.malformed", BAD_REQUEST, "The request does not have the documented form.";
    /// A page of another origin asks with someone's cookie.
    RequestCrossOrigin = "request.cross_origin", FORBIDDEN, "Requests that change something must come from this Campfire's own pages.";
    /// The network that asks is banned with somebody.
    AddressBanned = "address.banned", FORBIDDEN, "Nothing can be changed from your network: someone who was banned used it. You can read, and an administrator can lift the ban.";
    /// The body is over 1 MiB.
    RequestTooLarge = "request.too_large", PAYLOAD_TOO_LARGE, "The body is larger than 1 MiB.";
    /// The body is not `application/json`.
    RequestUnsupportedMediaType = "request.unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json.";
    /// The deadline passed; what was asked may still be carried out.
    RequestTimedOut = "request.timed_out", SERVICE_UNAVAILABLE, "This took longer than 30 s and was given up.";
    /// No such path.
    RouteNotFound = "route.not_found", NOT_FOUND, "There is nothing here.";
    /// Another method; `Allow` names the right ones.
    MethodNotAllowed = "method.not_allowed", METHOD_NOT_ALLOWED, "This cannot be done here; the header Allow says what can.";
    /// The store's queue is full, or too many passwords are being compared.
    StoreOverloaded = "store.overloaded", SERVICE_UNAVAILABLE, "There is too much to do just now. Try again in a moment.";
    /// The store cannot be reached.
    StoreUnavailable = "store.unavailable", SERVICE_UNAVAILABLE, "The store cannot be reached just now. Try again in a moment.";
    /// The store did not answer in time; what was asked may still be carried out.
    StoreTimedOut = "store.timed_out", SERVICE_UNAVAILABLE, "The store did not answer in time. Try again.";
    /// The index of words is broken or being built anew.
    SearchUnavailable = "search.unavailable", SERVICE_UNAVAILABLE, "Search is not available just now; everything else is. Try again in a minute.";
    /// A version of the flags that never was.
    FlagsVersionUnknown = "flags.version_unknown", UNPROCESSABLE_ENTITY, "There is no such version of the feature flags.";
    /// One person left as many different ones as are kept.
    FeedbackTooMany = "feedback.too_many", UNPROCESSABLE_ENTITY, "You have left feedback on enough different things.";
    /// Switched off, or of a later version.
    FeatureDisabled = "feature.disabled", NOT_IMPLEMENTED, "This feature is not available.";
    /// A fault of ours; the log has it under the id of the request.
    Internal = "internal", INTERNAL_SERVER_ERROR, "Something went wrong on the server. The request id helps to find out what.";
}

impl Code {
    /// Whether trying the same again is right.
    #[must_use]
    pub fn is_retryable(self) -> bool {
        let status = self.status();
        status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE
    }
}

/// The page `docs/reference/errors.md`: every code with its status and words.
#[must_use]
pub fn reference() -> String {
    let mut page = String::from(
        "# Errors\n\n\
         Every refusal is a problem body (RFC 9457, `application/problem+json`) with `type`, `title`, `status`, `detail`,\n\
         `code`, `request_id`, and where they apply `retry_after_ms` and `fields`. `code` is stable; `detail` may change.\n\
         Trying the same again is right for 429 and 503 (after `Retry-After`) and when no answer came; wrong for all else.\n\
         The same codes are used on the live socket.\n\n\
         This page is generated from the table in `crates/adapters-http/src/errors/table.rs`; a test keeps it fresh.\n\n\
         | code | status | retry | usual words |\n|---|---|---|---|\n",
    );
    for code in Code::ALL {
        let retry = if code.is_retryable() { "yes" } else { "no" };
        let (name, status) = (code.name(), code.status().as_u16());
        // Writing to a String cannot fail.
        let _ = writeln!(
            page,
            "| `{name}` | {status} | {retry} | {} |",
            code.detail()
        );
    }
    page
}
