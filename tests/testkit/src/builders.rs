//! Builders of domain values: each says only what matters to its test.
//!
//! Every id they give is new in this process; every time is [`START`] unless told.

use crate::{PlainHasher, SeqIds};
use campfire_domain::{
    Account, AccountId, AccountName, AccountSettings, BoostContent, BoostId, ClientMessageId,
    Content, DirectPeople, EmailAddress, Format, Handle, JoinCode, Message, MessageBody, MessageId,
    MessageSource, PasswordHash, PostDigest, PublicAddress, Rev, Role, Room, RoomId, RoomKind,
    RoomName, Seq, Session, SessionId, SessionKind, Standing, Timestamp, TokenHash, User, UserId,
    UserName,
    ports::{
        IdSource, MessageRepository, NewAccount, NewBoost, NewDirectRoom, NewMessage, NewRoom,
        NewUser, Posted, RoomRepository,
    },
};
use std::sync::Arc;
use uuid::Uuid;

/// When everything in tests begins: 2026-01-01T00:00:00Z.
pub const START: Timestamp = Timestamp::from_millis(1_767_225_600_000);

/// The password of everyone that [`a_user`] makes.
pub const PASSWORD: &str = "correct horse battery";

static IDS: SeqIds = SeqIds::series(0xB11D);

/// An id that nobody has yet.
#[must_use]
pub fn an_id() -> Uuid {
    IDS.next()
}

/// A person of this name, `name@example.org`, who wants the handle made of the name.
#[must_use]
pub fn a_user(name: &str) -> UserBuilder {
    let name = UserName::parse(name).expect("a user name");
    let handle = Handle::suggest(&name);
    UserBuilder {
        user: User {
            id: UserId::from_uuid(an_id()),
            email: Some(email(&format!("{handle}@example.org"))),
            handle,
            name,
            role: Role::Member,
            standing: Standing::Active,
            bio: String::new(),
            joined_at: START,
        },
    }
}

/// An address from text that is one.
#[must_use]
pub fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an e-mail address")
}

/// Builds a [`User`], or what makes one.
#[derive(Clone, Debug)]
pub struct UserBuilder {
    user: User,
}

impl UserBuilder {
    /// With an administrator's rights.
    #[must_use]
    pub fn administrator(mut self) -> Self {
        self.user.role = Role::Administrator;
        self
    }

    /// With this address.
    #[must_use]
    pub fn with_email(mut self, text: &str) -> Self {
        self.user.email = Some(email(text));
        self
    }

    /// Who would like this handle.
    #[must_use]
    pub fn with_handle(mut self, text: &str) -> Self {
        self.user.handle = Handle::parse(text).expect("a handle");
        self
    }

    /// With this id.
    #[must_use]
    pub fn with_id(mut self, id: UserId) -> Self {
        self.user.id = id;
        self
    }

    /// Who joins then.
    #[must_use]
    pub fn at(mut self, at: Timestamp) -> Self {
        self.user.joined_at = at;
        self
    }

    /// The person.
    #[must_use]
    pub fn build(self) -> User {
        self.user
    }

    /// Their joining with a code, with a session and [`PASSWORD`].
    #[must_use]
    pub fn joining(self, join_code: &JoinCode) -> NewUser {
        NewUser {
            join_code: join_code.clone(),
            password_hash: password_hash(),
            session: a_session(self.user.id).at(self.user.joined_at).build(),
            user: self.user,
        }
    }

    /// The first run carried out by them: an account "Campfire" and an open room "Lobby".
    #[must_use]
    pub fn setting_up(self) -> NewAccount {
        let user = self.administrator().user;
        let mut secret = [0; 72];
        IDS.fill_secret(&mut secret);
        NewAccount {
            account: Account {
                id: AccountId::from_uuid(an_id()),
                name: AccountName::parse("Campfire").expect("an account name"),
                join_code: JoinCode::from_random(secret),
                settings: AccountSettings::default(),
            },
            password_hash: password_hash(),
            room: Room {
                id: RoomId::from_uuid(an_id()),
                kind: RoomKind::Open,
                name: Some(room_name("Lobby")),
                creator_id: user.id,
                last_seq: Seq::ZERO,
                rev: Rev::ZERO,
                last_message_at: None,
                created_at: user.joined_at,
            },
            session: a_session(user.id).at(user.joined_at).build(),
            user,
        }
    }
}

/// The hash that [`PlainHasher`] makes of [`PASSWORD`].
#[must_use]
pub fn password_hash() -> PasswordHash {
    PlainHasher::hash_of(PASSWORD)
}

/// A browser session of a user.
#[must_use]
pub fn a_session(user_id: UserId) -> SessionBuilder {
    let mut hash = [0; 32];
    IDS.fill_secret(&mut hash);
    SessionBuilder {
        session: Session {
            id: SessionId::from_uuid(an_id()),
            user_id,
            kind: SessionKind::Browser(TokenHash(hash)),
            started_at: START,
            last_seen_at: START,
            device: "A browser of the tests".to_owned(),
            address: None,
        },
    }
}

/// Builds a [`Session`].
#[derive(Clone, Debug)]
pub struct SessionBuilder {
    session: Session,
}

impl SessionBuilder {
    /// An access token instead of a cookie.
    #[must_use]
    pub fn token(mut self) -> Self {
        self.session.kind = SessionKind::Token;
        self
    }

    /// With this id.
    #[must_use]
    pub fn with_id(mut self, id: SessionId) -> Self {
        self.session.id = id;
        self
    }

    /// Used from this address, if it is public.
    #[must_use]
    pub fn from(mut self, address: &str) -> Self {
        self.session.address = address.parse().ok().and_then(PublicAddress::of);
        self
    }

    /// That begins then.
    #[must_use]
    pub fn at(mut self, at: Timestamp) -> Self {
        (self.session.started_at, self.session.last_seen_at) = (at, at);
        self
    }

    /// The session.
    #[must_use]
    pub fn build(self) -> Session {
        self.session
    }
}

/// A room name from text that is one.
#[must_use]
pub fn room_name(text: &str) -> RoomName {
    RoomName::parse(text).expect("a room name")
}

/// An open room "Kitchen" that a user makes.
#[must_use]
pub fn a_room(creator_id: UserId) -> RoomBuilder {
    RoomBuilder {
        new: NewRoom {
            id: RoomId::from_uuid(an_id()),
            kind: RoomKind::Open,
            name: room_name("Kitchen"),
            creator_id,
            member_ids: Vec::new(),
            at: START,
        },
    }
}

/// Builds a [`NewRoom`] or a [`NewDirectRoom`].
#[derive(Clone, Debug)]
pub struct RoomBuilder {
    new: NewRoom,
}

impl RoomBuilder {
    /// Only for its members.
    #[must_use]
    pub fn closed(mut self) -> Self {
        self.new.kind = RoomKind::Closed;
        self
    }

    /// Called so.
    #[must_use]
    pub fn named(mut self, text: &str) -> Self {
        self.new.name = room_name(text);
        self
    }

    /// With these people besides its creator.
    #[must_use]
    pub fn with(mut self, user_ids: &[UserId]) -> Self {
        self.new.member_ids = user_ids.to_vec();
        self
    }

    /// With this id.
    #[must_use]
    pub fn with_id(mut self, id: RoomId) -> Self {
        self.new.id = id;
        self
    }

    /// Made then.
    #[must_use]
    pub fn at(mut self, at: Timestamp) -> Self {
        self.new.at = at;
        self
    }

    /// The room to make.
    #[must_use]
    pub fn build(self) -> NewRoom {
        self.new
    }

    /// A direct room of its creator and the people it was to be made with.
    #[must_use]
    pub fn direct(self) -> NewDirectRoom {
        let people = DirectPeople::new(self.new.creator_id, self.new.member_ids);
        NewDirectRoom {
            id: self.new.id,
            creator_id: self.new.creator_id,
            people: people.expect("ten people at most"),
            at: self.new.at,
        }
    }

    /// Makes it in a store and gives its id.
    pub async fn create_in(self, rooms: &dyn RoomRepository) -> RoomId {
        let made = rooms.create(self.build()).await;
        made.expect("the room is made").value.room.id
    }

    /// Opens it as a direct room in a store and gives its id.
    pub async fn open_in(self, rooms: &dyn RoomRepository) -> RoomId {
        let opened = rooms.open_direct(self.direct()).await;
        opened
            .expect("the direct room is opened")
            .value
            .room
            .room
            .id
    }
}

/// What a message of this text says: Markdown without any mark.
#[must_use]
pub fn content(text: &str) -> Arc<Content> {
    content_mentioning(text, &[])
}

/// The same with people mentioned.
#[must_use]
pub fn content_mentioning(text: &str, mentions: &[UserId]) -> Arc<Content> {
    let html = format!("<p>{}</p>", text.replace('&', "&amp;").replace('<', "&lt;"));
    let body = MessageBody::new(html, text.to_owned(), mentions.to_vec(), None);
    Arc::new(Content {
        source: MessageSource::parse(text).expect("a message"),
        format: Format::Markdown,
        body: body.expect("short enough"),
    })
}

/// What stands for the digest of a post in tests: different for different rooms and texts.
#[must_use]
pub fn digest(room_id: RoomId, text: &str) -> PostDigest {
    // FNV-1a, 128 bits; tests have no enemies who look for collisions.
    let bytes = room_id
        .as_uuid()
        .into_bytes()
        .into_iter()
        .chain(text.bytes());
    let hash = bytes.fold(
        0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128,
        |hash, byte| {
            (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013B)
        },
    );
    let mut digest = [0; 32];
    digest[..16].copy_from_slice(&hash.to_be_bytes());
    PostDigest(digest)
}

/// What a boost says, from text that can be one.
#[must_use]
pub fn boost_content(text: &str) -> BoostContent {
    BoostContent::parse(text).expect("a boost")
}

/// A boost of this text to put on a message.
#[must_use]
pub fn a_boost(message: &Message, creator_id: UserId, text: &str) -> NewBoost {
    NewBoost {
        id: BoostId::from_uuid(an_id()),
        room_id: message.room_id,
        message_id: message.id,
        content: boost_content(text),
        creator_id,
        at: START,
    }
}

/// A message "Hello" to post.
#[must_use]
pub fn a_message(room_id: RoomId, creator_id: UserId) -> MessageBuilder {
    MessageBuilder {
        new: NewMessage {
            id: MessageId::from_uuid(an_id()),
            room_id,
            creator_id,
            client_message_id: ClientMessageId::from_uuid(an_id()),
            digest: digest(room_id, "Hello"),
            content: content("Hello"),
            at: START,
        },
    }
}

/// Builds a [`NewMessage`].
#[derive(Clone, Debug)]
pub struct MessageBuilder {
    new: NewMessage,
}

impl MessageBuilder {
    /// That says this, with the digest of it.
    #[must_use]
    pub fn saying(mut self, text: &str) -> Self {
        self.new.content = content_mentioning(text, self.new.content.body.mentions());
        self.new.digest = digest(self.new.room_id, text);
        self
    }

    /// That mentions these people.
    #[must_use]
    pub fn mentioning(mut self, user_ids: &[UserId]) -> Self {
        self.new.content = content_mentioning(self.new.content.source.as_str(), user_ids);
        self
    }

    /// That says exactly this.
    #[must_use]
    pub fn with_content(mut self, content: Arc<Content>) -> Self {
        self.new.content = content;
        self
    }

    /// With the client's own id.
    #[must_use]
    pub fn with_client_id(mut self, id: ClientMessageId) -> Self {
        self.new.client_message_id = id;
        self
    }

    /// With this id.
    #[must_use]
    pub fn with_id(mut self, id: MessageId) -> Self {
        self.new.id = id;
        self
    }

    /// Posted then.
    #[must_use]
    pub fn at(mut self, at: Timestamp) -> Self {
        self.new.at = at;
        self
    }

    /// The message to post.
    #[must_use]
    pub fn build(self) -> NewMessage {
        self.new
    }

    /// Posts it in a store, where it must be new, and gives it as it is stored.
    pub async fn post_in(self, messages: &dyn MessageRepository) -> Arc<Message> {
        match messages.append(self.build()).await {
            Ok(Posted::Stored(message)) => message,
            other => panic!("the message is not stored as a new one: {other:?}"),
        }
    }
}
