//! A help desk that keeps its conversations with Campfire's domain: written from the documentation
//! of `campfire-domain` alone, as a stranger would.
//!
//! The desk has its own store (a mutex here, your database there), its own ids and its own clock. From
//! the domain it takes what is hard to get right: values that cannot be wrong, posts that happen once
//! however often they are sent, dense numbers, pages that never skip, rules about who may change what.
//!
//! Run it with `cargo run -p campfire-testkit --example embed`.

use async_trait::async_trait;
use campfire_domain::{
    Actor, ClientMessageId, Content, Format, Message, MessageBody, MessageId, MessageSource, Page,
    PageCut, PageSize, Position, PostDigest, Rev, Role, RoomId, Seq, SessionId, StoreError,
    Timestamp, UserId, page_range, policy,
    ports::{
        AppendError, ChangeError, Committed, Erased, MessageReader, MessageRepository, NewMessage,
        Posted, Revision,
    },
};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    error::Error,
    io::Write,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use uuid::Uuid;

/// The desk's own store: one conversation per room, behind one lock, so that every operation is a
/// transaction.
#[derive(Default)]
struct Desk {
    conversations: Mutex<HashMap<RoomId, Conversation>>,
}

#[derive(Default)]
struct Conversation {
    people: Vec<UserId>,
    /// Message number `n` stands at `n - 1`, for numbers are dense.
    messages: Vec<Message>,
    posts: HashMap<(UserId, ClientMessageId), (PostDigest, Seq)>,
    rev: Rev,
}

impl Desk {
    fn open(&self, room_id: RoomId, people: &[UserId]) {
        let conversation = Conversation {
            people: people.to_vec(),
            ..Conversation::default()
        };
        self.lock().insert(room_id, conversation);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<RoomId, Conversation>> {
        self.conversations
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Conversation {
    fn at(&mut self, seq: Seq) -> Option<&mut Message> {
        let index = usize::try_from(seq.get().checked_sub(1)?).ok()?;
        self.messages.get_mut(index)
    }

    fn find(
        &mut self,
        message_id: MessageId,
        actor_id: UserId,
    ) -> Result<&mut Message, ChangeError> {
        if !self.people.contains(&actor_id) {
            return Err(ChangeError::NotAMember);
        }
        let found = self
            .messages
            .iter_mut()
            .find(|message| message.id == message_id);
        found.ok_or(ChangeError::NotFound)
    }
}

#[async_trait]
impl MessageRepository for Desk {
    async fn append(&self, new: NewMessage) -> Result<Posted, AppendError> {
        let mut conversations = self.lock();
        let conversation = conversations
            .get_mut(&new.room_id)
            .filter(|conversation| conversation.people.contains(&new.creator_id))
            .ok_or(AppendError::NotAMember)?;
        let key = (new.creator_id, new.client_message_id);
        if let Some((digest, seq)) = conversation.posts.get(&key).copied() {
            let message = conversation.at(seq).filter(|_| digest == new.digest);
            let message = message.ok_or(AppendError::ClientIdReused)?;
            return Ok(Posted::Repeated(Arc::new(message.clone())));
        }
        let last = conversation
            .messages
            .last()
            .map_or(Seq::ZERO, |message| message.seq);
        conversation.rev = conversation.rev.next();
        let message = Message {
            id: new.id,
            room_id: new.room_id,
            seq: last.next(),
            rev: conversation.rev,
            client_message_id: new.client_message_id,
            creator_id: new.creator_id,
            content: Some(new.content),
            created_at: new.at,
            edited_at: None,
            boosts: Vec::new(),
        };
        conversation.posts.insert(key, (new.digest, message.seq));
        conversation.messages.push(message.clone());
        Ok(Posted::Stored(Arc::new(message)))
    }

    async fn revise(&self, revision: Revision) -> Result<Committed<Arc<Message>>, ChangeError> {
        let mut conversations = self.lock();
        let conversation = conversations
            .get_mut(&revision.room_id)
            .ok_or(ChangeError::NotAMember)?;
        let rev = conversation.rev.next();
        let message = conversation.find(revision.message_id, revision.actor_id)?;
        if message.is_deleted() {
            return Err(ChangeError::Deleted);
        }
        message.content = Some(revision.content);
        message.edited_at = Some(revision.at);
        message.rev = rev;
        let value = Arc::new(message.clone());
        conversation.rev = rev;
        // The desk has no log of events, so every change stands at its start.
        Ok(Committed {
            value,
            position: Position::ZERO,
        })
    }

    async fn erase(
        &self,
        room_id: RoomId,
        message_id: MessageId,
        actor_id: UserId,
        _at: Timestamp,
    ) -> Result<Committed<Erased>, ChangeError> {
        let mut conversations = self.lock();
        let conversation = conversations
            .get_mut(&room_id)
            .ok_or(ChangeError::NotAMember)?;
        let rev = conversation.rev.next();
        let message = conversation.find(message_id, actor_id)?;
        let is_new = !message.is_deleted();
        if is_new {
            message.content = None;
            message.rev = rev;
        }
        let erased = Erased {
            message: Arc::new(message.clone()),
            is_new,
        };
        if is_new {
            conversation.rev = rev;
        }
        Ok(Committed {
            value: erased,
            position: Position::ZERO,
        })
    }
}

#[async_trait]
impl MessageReader for Desk {
    async fn page(
        &self,
        room_id: RoomId,
        cut: PageCut,
        size: PageSize,
    ) -> Result<Option<Page<Message>>, StoreError> {
        let mut conversations = self.lock();
        let Some(conversation) = conversations.get_mut(&room_id) else {
            return Ok(None);
        };
        let cut = match cut {
            PageCut::AroundMessage(id) => {
                match conversation
                    .messages
                    .iter()
                    .find(|message| message.id == id)
                {
                    Some(message) => PageCut::Around(message.seq),
                    None => return Ok(None),
                }
            }
            other => other,
        };
        let last = conversation
            .messages
            .last()
            .map_or(Seq::ZERO, |message| message.seq);
        let Some((first, end)) = page_range(cut, size, last) else {
            return Ok(Some(Page {
                items: Vec::new(),
                has_older: false,
                has_newer: false,
            }));
        };
        let within = |message: &&Message| (first..=end).contains(&message.seq);
        Ok(Some(Page {
            items: conversation
                .messages
                .iter()
                .filter(within)
                .cloned()
                .collect(),
            has_older: first > Seq::ZERO.next(),
            has_newer: end < last,
        }))
    }

    async fn find(
        &self,
        room_id: RoomId,
        message_id: MessageId,
    ) -> Result<Option<Message>, StoreError> {
        let conversations = self.lock();
        let messages = conversations
            .get(&room_id)
            .map(|conversation| &conversation.messages);
        Ok(messages.and_then(|all| all.iter().find(|message| message.id == message_id).cloned()))
    }
}

/// What the desk's own interface hands over: text from a stranger.
fn compose(
    room_id: RoomId,
    creator_id: UserId,
    number: u128,
    text: &str,
) -> Result<NewMessage, Box<dyn Error>> {
    let source = MessageSource::parse(text)?;
    let html = format!(
        "<p>{}</p>",
        source.as_str().replace('&', "&amp;").replace('<', "&lt;")
    );
    let body = MessageBody::new(html, source.as_str().to_owned(), Vec::new(), None)?;
    let digest = Sha256::new()
        .chain_update(room_id.as_uuid().as_bytes())
        .chain_update(source.as_str())
        .finalize();
    Ok(NewMessage {
        id: MessageId::from_uuid(Uuid::from_u128(0xA000 + number)),
        room_id,
        creator_id,
        client_message_id: ClientMessageId::from_uuid(Uuid::from_u128(number)),
        digest: PostDigest(digest.into()),
        content: Arc::new(Content {
            source,
            format: Format::Markdown,
            body,
        }),
        at: Timestamp::from_millis(1_700_000_000_000),
    })
}

/// One conversation, told to `out`.
///
/// # Errors
/// Nothing that is expected here.
pub(crate) async fn conversation(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let desk = Desk::default();
    let room_id = RoomId::from_uuid(Uuid::from_u128(1));
    let customer = UserId::from_uuid(Uuid::from_u128(2));
    let agent = UserId::from_uuid(Uuid::from_u128(3));
    desk.open(room_id, &[customer, agent]);

    // The customer's phone sends the same post twice, because the first answer was lost.
    for _ in 0..2 {
        match desk
            .append(compose(room_id, customer, 10, "My order <4711> is late.")?)
            .await?
        {
            Posted::Stored(message) => writeln!(out, "stored as number {}", message.seq)?,
            Posted::Repeated(message) => writeln!(out, "still number {}", message.seq)?,
            Posted::Queued(_) => writeln!(out, "accepted")?,
        }
    }
    desk.append(compose(room_id, agent, 11, "It left us today.")?)
        .await?;

    // Somebody who is no part of the conversation gets nowhere.
    let stranger = UserId::from_uuid(Uuid::from_u128(4));
    if let Err(error) = desk.append(compose(room_id, stranger, 12, "Hello?")?).await {
        writeln!(out, "a stranger: {error}")?;
    }
    if let Err(error) = compose(room_id, customer, 13, " \n ") {
        writeln!(out, "nothing said: {error}")?;
    }

    // Rules are functions: the customer may not change what the agent wrote.
    let page = desk
        .page(room_id, PageCut::Newest, PageSize::default())
        .await?;
    let page = page.ok_or("the conversation is there")?;
    let as_customer = Actor {
        user_id: customer,
        session_id: SessionId::from_uuid(Uuid::from_u128(5)),
        role: Role::Member,
    };
    for message in &page.items {
        let text = message
            .content
            .as_ref()
            .map_or("", |content| content.body.html());
        let may = policy::messages::may_change(&as_customer, message).is_ok();
        writeln!(out, "{} {text} (may change: {may})", message.seq)?;
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    conversation(&mut std::io::stdout()).await
}
