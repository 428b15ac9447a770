//! Rows to values of the domain, and the words in which the tables keep enums.

use crate::error::corrupt_column;
use campfire_domain::{
    Account, AccountId, AccountName, AccountSettings, ClientMessageId, Content, CustomCss,
    EmailAddress, Format, Handle, Involvement, JoinCode, Message, MessageBody, MessageId,
    MessageSource, PostRefusal, PublicAddress, Rev, Role, Room, RoomId, RoomKind, RoomName, Seq,
    Session, SessionId, SessionKind, Standing, Timestamp, TokenHash, User, UserId, UserName,
};
use rusqlite::Row;
use std::sync::Arc;
use uuid::Uuid;

/// A number of ours as SQLite keeps it. None comes near 2⁶³.
pub(crate) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number that is never negative.
pub(crate) fn number(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// A UUID's bytes, as parameter.
pub(crate) fn bytes(id: Uuid) -> [u8; 16] {
    id.into_bytes()
}

/// A UUID in column `index`.
pub(crate) fn uuid(row: &Row<'_>, index: usize) -> rusqlite::Result<Uuid> {
    row.get::<_, [u8; 16]>(index).map(Uuid::from_bytes)
}

/// A UUID or null in column `index`.
pub(crate) fn optional_uuid(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<Uuid>> {
    Ok(row.get::<_, Option<[u8; 16]>>(index)?.map(Uuid::from_bytes))
}

/// UUIDs one behind the other.
pub(crate) fn pack(ids: impl IntoIterator<Item = Uuid>) -> Vec<u8> {
    ids.into_iter().flat_map(Uuid::into_bytes).collect()
}

/// The UUIDs that were packed.
pub(crate) fn unpack(packed: &[u8]) -> impl Iterator<Item = Uuid> + '_ {
    packed
        .chunks_exact(16)
        .filter_map(|id| Uuid::from_slice(id).ok())
}

/// Gives an enum its words in the tables.
macro_rules! words {
    ($name:ident, $type:ty { $($variant:ident = $word:literal),+ $(,)? }) => {
        /// The words of this enum in the tables.
        pub(crate) mod $name {
            use super::*;

            pub(crate) fn word(value: $type) -> &'static str {
                match value { $(<$type>::$variant => $word),+ }
            }

            pub(crate) fn parse(word: &str, column: &'static str) -> rusqlite::Result<$type> {
                match word {
                    $($word => Ok(<$type>::$variant),)+
                    _ => Err(corrupt_column(column)),
                }
            }
        }
    };
}
words!(role, Role { Member = "member", Administrator = "administrator", Bot = "bot" });
words!(standing, Standing { Active = "active", Deactivated = "deactivated", Banned = "banned" });
words!(room_kind, RoomKind { Open = "open", Closed = "closed", Direct = "direct" });
words!(format, Format { Markdown = "markdown", Html = "html" });
words!(refusal, PostRefusal { NotAMember = "not_a_member", ClientIdReused = "client_id_reused" });
words!(involvement, Involvement {
    Invisible = "invisible", Nothing = "nothing", Mentions = "mentions", Everything = "everything",
});

/// The columns that [`message`] reads, as literal for `concat!`. A message of someone whose messages
/// are erased is its tombstone from that moment on, whether or not its row was rewritten yet.
macro_rules! message_columns {
    () => {
        "message_id, room_id, seq, rev, client_message_id, creator_id, created_at, edited_at, \
    coalesce(deleted_at, (select e.at from erased_user e where e.user_id = message.creator_id \
    and message.number <= e.up_to)), format, source, html, plain_text, mentions, sound"
    };
}
pub(crate) use message_columns;

/// A message of the message columns, without its boosts.
pub(crate) fn message(row: &Row<'_>) -> rusqlite::Result<Message> {
    let content = if row.get_ref(8)? == rusqlite::types::ValueRef::Null {
        let mentions = row
            .get_ref(13)?
            .as_blob_or_null()?
            .map_or_else(Vec::new, |packed| {
                unpack(packed).map(UserId::from_uuid).collect()
            });
        let body = MessageBody::new(row.get(11)?, row.get(12)?, mentions, row.get(14)?)
            .map_err(|_| corrupt_column("message.html"))?;
        Some(Arc::new(Content {
            source: MessageSource::from_stored(row.get::<_, Box<str>>(10)?),
            format: format::parse(row.get_ref(9)?.as_str()?, "message.format")?,
            body,
        }))
    } else {
        None
    };
    Ok(Message {
        id: MessageId::from_uuid(uuid(row, 0)?),
        room_id: RoomId::from_uuid(uuid(row, 1)?),
        seq: Seq::new(number(row.get(2)?)),
        rev: Rev::new(number(row.get(3)?)),
        client_message_id: ClientMessageId::from_uuid(uuid(row, 4)?),
        creator_id: UserId::from_uuid(uuid(row, 5)?),
        created_at: Timestamp::from_millis(row.get(6)?),
        edited_at: row.get::<_, Option<i64>>(7)?.map(Timestamp::from_millis),
        content,
        boosts: Vec::new(),
    })
}

/// The columns that [`room`] reads, as literal for `concat!`.
macro_rules! room_columns {
    () => {
        "room_id, kind, name, creator_id, last_seq, rev, last_message_at, created_at"
    };
}
pub(crate) use room_columns;

/// A room of the room columns.
pub(crate) fn room(row: &Row<'_>) -> rusqlite::Result<Room> {
    RoomRow {
        room_id: uuid(row, 0)?,
        kind: row.get(1)?,
        name: row.get(2)?,
        creator_id: uuid(row, 3)?,
        last_seq: row.get(4)?,
        rev: row.get(5)?,
        last_message_at: row.get(6)?,
        created_at: row.get(7)?,
    }
    .parse()
}

/// A row of `room`, whichever library read it.
pub(crate) struct RoomRow {
    pub(crate) room_id: Uuid,
    pub(crate) kind: String,
    pub(crate) name: Option<String>,
    pub(crate) creator_id: Uuid,
    pub(crate) last_seq: i64,
    pub(crate) rev: i64,
    pub(crate) last_message_at: Option<i64>,
    pub(crate) created_at: i64,
}

impl RoomRow {
    pub(crate) fn parse(self) -> rusqlite::Result<Room> {
        let name = self.name.map(|name| RoomName::parse(&name)).transpose();
        Ok(Room {
            id: RoomId::from_uuid(self.room_id),
            kind: room_kind::parse(&self.kind, "room.kind")?,
            name: name.map_err(|_| corrupt_column("room.name"))?,
            creator_id: UserId::from_uuid(self.creator_id),
            last_seq: Seq::new(number(self.last_seq)),
            rev: Rev::new(number(self.rev)),
            last_message_at: self.last_message_at.map(Timestamp::from_millis),
            created_at: Timestamp::from_millis(self.created_at),
        })
    }
}

/// The columns that [`user`] reads, as literal for `concat!`.
macro_rules! user_columns {
    () => {
        "user_id, name, handle, email, role, standing, bio, joined_at"
    };
}
pub(crate) use user_columns;

/// A user of the user columns.
pub(crate) fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    UserRow {
        user_id: uuid(row, 0)?,
        name: row.get(1)?,
        handle: row.get(2)?,
        email: row.get(3)?,
        role: row.get(4)?,
        standing: row.get(5)?,
        bio: row.get(6)?,
        joined_at: row.get(7)?,
    }
    .parse()
}

/// A row of `user`, whichever library read it.
pub(crate) struct UserRow {
    pub(crate) user_id: Uuid,
    pub(crate) name: String,
    pub(crate) handle: String,
    pub(crate) email: Option<String>,
    pub(crate) role: String,
    pub(crate) standing: String,
    pub(crate) bio: String,
    pub(crate) joined_at: i64,
}

impl UserRow {
    pub(crate) fn parse(self) -> rusqlite::Result<User> {
        let email = self
            .email
            .map(|email| EmailAddress::parse(&email))
            .transpose();
        Ok(User {
            id: UserId::from_uuid(self.user_id),
            name: UserName::parse(&self.name).map_err(|_| corrupt_column("user.name"))?,
            handle: Handle::parse(&self.handle).map_err(|_| corrupt_column("user.handle"))?,
            email: email.map_err(|_| corrupt_column("user.email"))?,
            role: role::parse(&self.role, "user.role")?,
            standing: standing::parse(&self.standing, "user.standing")?,
            bio: self.bio,
            joined_at: Timestamp::from_millis(self.joined_at),
        })
    }
}

/// The columns that [`account`] reads, as literal for `concat!`.
macro_rules! account_columns {
    () => {
        "account_id, name, join_code, restricts_room_creation, custom_css, custom_css_version"
    };
}
pub(crate) use account_columns;

/// An account of the account columns.
pub(crate) fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    AccountRow {
        account_id: uuid(row, 0)?,
        name: row.get(1)?,
        join_code: row.get(2)?,
        restricts_room_creation: row.get(3)?,
        custom_css: row.get(4)?,
        custom_css_version: row.get(5)?,
    }
    .parse()
}

/// A row of `account`, whichever library read it.
pub(crate) struct AccountRow {
    pub(crate) account_id: Uuid,
    pub(crate) name: String,
    pub(crate) join_code: String,
    pub(crate) restricts_room_creation: bool,
    pub(crate) custom_css: Option<String>,
    pub(crate) custom_css_version: i64,
}

impl AccountRow {
    pub(crate) fn parse(self) -> rusqlite::Result<Account> {
        let css = self
            .custom_css
            .map(|text| CustomCss::parse(&text).map_err(|_| corrupt_column("account.custom_css")));
        Ok(Account {
            id: AccountId::from_uuid(self.account_id),
            name: AccountName::parse(&self.name).map_err(|_| corrupt_column("account.name"))?,
            join_code: JoinCode::parse(&self.join_code)
                .map_err(|_| corrupt_column("account.join_code"))?,
            settings: AccountSettings {
                restricts_room_creation: self.restricts_room_creation,
                custom_css: css.transpose()?,
                custom_css_version: number(self.custom_css_version),
            },
        })
    }
}

/// The columns that [`session`] reads, as literal for `concat!`.
macro_rules! session_columns {
    () => {
        "session_id, user_id, token_hash, device, started_at, last_seen_at, address"
    };
}
pub(crate) use session_columns;

/// A session of the session columns.
pub(crate) fn session(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        id: SessionId::from_uuid(uuid(row, 0)?),
        user_id: UserId::from_uuid(uuid(row, 1)?),
        kind: session_kind(row.get::<_, Option<[u8; 32]>>(2)?),
        device: row.get(3)?,
        started_at: Timestamp::from_millis(row.get(4)?),
        last_seen_at: Timestamp::from_millis(row.get(5)?),
        address: parse_address(row.get_ref(6)?.as_str_or_null()?)?,
    })
}

/// A public address of a column that may be null.
pub(crate) fn parse_address(text: Option<&str>) -> rusqlite::Result<Option<PublicAddress>> {
    let parsed = text.map(PublicAddress::parse).transpose();
    parsed.map_err(|_| corrupt_column("address"))
}

/// What a stored token hash says of its session.
pub(crate) fn session_kind(token_hash: Option<[u8; 32]>) -> SessionKind {
    token_hash.map_or(SessionKind::Token, |hash| {
        SessionKind::Browser(TokenHash(hash))
    })
}
