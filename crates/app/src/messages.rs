//! Messages: posting, editing, deleting, reading pages. Posting exists once, whoever posts.

use crate::{
    Ports,
    content::{self, People, RenderError, Rendered, Whose},
    directory::Directory,
    health::Health,
    recent::Recent,
    typing::Typing,
    unknown_refusal,
};
use campfire_domain::{
    Actor, ClientMessageId, Content, Denied, Format, Handle, HtmlTooLong, MentionPlace, Message,
    MessageBody, MessageId, MessageSource, Page, PageCut, PageSize, PostDigest, RoomId, StoreError,
    User, UserId, policy,
    ports::{
        AppendError, ChangeError, Clock, IdSource, MentionReader, MessageReader, MessageRepository,
        NewMessage, Posted, Revision, Undelivered, UndeliveredRepository,
    },
};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The use cases of messages.
pub struct Messages {
    repository: Arc<dyn MessageRepository>,
    reader: Arc<dyn MessageReader>,
    mentions: Arc<dyn MentionReader>,
    undelivered: Arc<dyn UndeliveredRepository>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    directory: Arc<Directory>,
    typing: Arc<Typing>,
    recent: Arc<Recent>,
    health: Arc<Health>,
}

/// A message to post.
#[derive(Clone, Debug)]
pub struct PostMessage {
    /// Where.
    pub room_id: RoomId,
    /// The client's id of it: a repeat with the same one is the same message.
    pub client_message_id: ClientMessageId,
    /// What it says.
    pub source: MessageSource,
    /// How that is to be read.
    pub format: Format,
}

/// A message with who wrote it and who boosted it.
#[derive(Clone, Debug)]
pub struct MessageView {
    /// The message.
    pub message: Arc<Message>,
    /// Who wrote it, as they are now.
    pub creator: Arc<User>,
    /// Who boosted it, in the order of its boosts.
    pub boosters: Vec<Arc<User>>,
}

/// Some of what mentions somebody.
#[derive(Clone, Debug)]
pub struct Mentions {
    /// The messages, posted last first.
    pub messages: Vec<MessageView>,
    /// Where the list goes on; `None` at its end.
    pub next: Option<MentionPlace>,
}

/// What became of a post, with who posted.
#[derive(Clone, Debug)]
pub struct PostedView {
    /// What became of it.
    pub posted: Posted,
    /// Whether it was posted before, by its `client_message_id`.
    pub is_repeated: bool,
    /// Who posted.
    pub creator: Arc<User>,
    /// Who boosted what was posted before, in the order of its boosts.
    pub boosters: Vec<Arc<User>>,
}

/// Why something could not be done with a message.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum MessageError {
    /// The room is absent, or hidden from the actor.
    #[error("there is no such room")]
    RoomNotFound,
    /// There is no such message in the room.
    #[error("there is no such message")]
    NotFound,
    /// A rule forbids it to this member.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Only its tombstone is left.
    #[error("the message was deleted")]
    Deleted,
    /// The client's id was used for another message.
    #[error("this client message id was used for another message")]
    ClientIdReused,
    /// Nothing of it can be seen.
    #[error("the message shows nothing")]
    ShowsNothing,
    /// What it makes is too long.
    #[error(transparent)]
    TooMuchHtml(HtmlTooLong),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ChangeError> for MessageError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NotAMember => Self::RoomNotFound,
            ChangeError::Deleted => Self::Deleted,
            ChangeError::Store(error) => Self::Store(error),
            ChangeError::NotFound => Self::NotFound,
            _ => Self::Store(unknown_refusal()),
        }
    }
}

impl From<RenderError> for MessageError {
    fn from(error: RenderError) -> Self {
        match error {
            RenderError::Empty => Self::ShowsNothing,
            RenderError::TooLong(error) => Self::TooMuchHtml(error),
            RenderError::Broken => Self::Store(StoreError::Corrupt {
                what: "the thread that rendered a message is gone".to_owned(),
            }),
        }
    }
}

impl Messages {
    pub(crate) fn new(
        ports: &Ports,
        directory: &Arc<Directory>,
        typing: &Arc<Typing>,
        recent: &Arc<Recent>,
        health: &Arc<Health>,
    ) -> Self {
        Self {
            repository: Arc::clone(&ports.store.messages),
            reader: Arc::clone(&ports.store.message_reader),
            mentions: Arc::clone(&ports.store.mentions),
            undelivered: Arc::clone(&ports.store.undelivered),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
            directory: Arc::clone(directory),
            typing: Arc::clone(typing),
            recent: Arc::clone(recent),
            health: Arc::clone(health),
        }
    }

    /// Posts a message. Repeating it is safe: the same `client_message_id` with the same content is
    /// the same message (G2).
    ///
    /// # Errors
    /// [`MessageError`].
    pub async fn post(&self, actor: &Actor, post: PostMessage) -> Result<PostedView, MessageError> {
        let room_id = post.room_id;
        self.check_member(actor, room_id)?;
        let creator = self
            .directory
            .user(actor.user_id)
            .ok_or(MessageError::RoomNotFound)?;
        let body = self
            .body(room_id, actor.user_id, &post.source, post.format)
            .await?;
        let id = MessageId::from_uuid(self.ids.next());
        let new = NewMessage {
            id,
            room_id,
            creator_id: actor.user_id,
            client_message_id: post.client_message_id,
            digest: digest(&post),
            content: Arc::new(Content {
                source: post.source,
                format: post.format,
                body,
            }),
            at: self.clock.now(),
        };
        let posted = self
            .repository
            .append(new)
            .await
            .map_err(|error| match error {
                AppendError::NotAMember => MessageError::RoomNotFound,
                AppendError::Store(error) => MessageError::Store(error),
                AppendError::ClientIdReused => MessageError::ClientIdReused,
                _ => MessageError::Store(unknown_refusal()),
            })?;
        let mut boosters = Vec::new();
        let is_repeated = match &posted {
            Posted::Stored(message) => {
                self.directory.raise(message);
                false
            }
            Posted::Repeated(message) => {
                boosters = self.directory.users(boosters_of(message));
                true
            }
            Posted::Queued(kept) => kept.id != id,
        };
        if !is_repeated {
            self.typing.set(room_id, actor.user_id, false);
        }
        Ok(PostedView {
            posted,
            is_repeated,
            creator,
            boosters,
        })
    }

    /// Gives a message other content.
    ///
    /// # Errors
    /// [`MessageError`].
    pub async fn edit(
        &self,
        actor: &Actor,
        room_id: RoomId,
        message_id: MessageId,
        source: MessageSource,
        format: Format,
    ) -> Result<MessageView, MessageError> {
        let message = self.changeable(actor, room_id, message_id).await?;
        if message.is_deleted() {
            return Err(MessageError::Deleted);
        }
        let body = self
            .body(room_id, message.creator_id, &source, format)
            .await?;
        let revision = Revision {
            room_id,
            message_id,
            actor_id: actor.user_id,
            content: Arc::new(Content {
                source,
                format,
                body,
            }),
            at: self.clock.now(),
        };
        let message = self.repository.revise(revision).await?.value;
        self.directory.raise(&message);
        self.view(message)
    }

    /// Leaves only the tombstone of a message; doing it again changes nothing.
    ///
    /// # Errors
    /// [`MessageError`].
    pub async fn delete(
        &self,
        actor: &Actor,
        room_id: RoomId,
        message_id: MessageId,
    ) -> Result<(), MessageError> {
        self.changeable(actor, room_id, message_id).await?;
        let now = self.clock.now();
        let erased = self
            .repository
            .erase(room_id, message_id, actor.user_id, now)
            .await?
            .value;
        self.directory.raise(&erased.message);
        Ok(())
    }

    /// Finds a message; while the store cannot be read, in memory when it is held there.
    ///
    /// # Errors
    /// [`MessageError::RoomNotFound`], [`MessageError::NotFound`], [`MessageError::Store`].
    pub async fn get(
        &self,
        actor: &Actor,
        room_id: RoomId,
        message_id: MessageId,
    ) -> Result<MessageView, MessageError> {
        self.check_member(actor, room_id)?;
        let held = || self.recent.find(room_id, message_id);
        let reading = async {
            let found = self.reader.find(room_id, message_id).await?;
            Ok(found.map(Arc::new))
        };
        let message = self.health.read_or_held(held, reading).await?;
        self.view(message.ok_or(MessageError::NotFound)?)
    }

    /// What changes whenever a page of the room may change; asked before the page is read, so that
    /// a page may be newer than its version but never older. Judges the permission, from memory.
    ///
    /// # Errors
    /// [`MessageError::RoomNotFound`].
    pub fn page_version(&self, actor: &Actor, room_id: RoomId) -> Result<String, MessageError> {
        self.directory
            .page_version(actor.user_id, room_id)
            .ok_or(MessageError::RoomNotFound)
    }

    /// Reads a page in ascending order, tombstones included; while the store cannot be read, from
    /// memory when all of it is held there.
    ///
    /// # Errors
    /// [`MessageError::RoomNotFound`], [`MessageError::NotFound`] for a page around a message that is
    /// not in the room, [`MessageError::Store`].
    pub async fn page(
        &self,
        actor: &Actor,
        room_id: RoomId,
        cut: PageCut,
        size: PageSize,
    ) -> Result<Page<MessageView>, MessageError> {
        self.check_member(actor, room_id)?;
        let held = || self.recent.page(room_id, cut, size);
        let reading = self.read_page(room_id, cut, size);
        let page = self.health.read_or_held(held, reading).await?;
        let page = page.ok_or(MessageError::NotFound)?;
        Ok(Page {
            items: views(&self.directory, page.items)?,
            has_older: page.has_older,
            has_newer: page.has_newer,
        })
    }

    /// What mentions the actor now, in the rooms they are in, posted last first; after a page, what
    /// was posted before its `next`.
    ///
    /// # Errors
    /// When the store could not, [`MessageError::Store`].
    pub async fn mentions(
        &self,
        actor: &Actor,
        before: Option<MentionPlace>,
        size: PageSize,
    ) -> Result<Mentions, MessageError> {
        let page = self.mentions.list(actor.user_id, before, size).await?;
        // Who was removed while this was read is judged by the directory, as everywhere (G8).
        let messages = page.messages.into_iter().map(Arc::new);
        let visible = messages
            .filter(|message| self.directory.is_member(actor.user_id, message.room_id))
            .collect();
        Ok(Mentions {
            messages: views(&self.directory, visible)?,
            next: page.next,
        })
    }

    /// The actor's own queued posts that were refused when their turn came, first refused first.
    ///
    /// # Errors
    /// When the store could not.
    pub async fn undelivered(&self, actor: &Actor) -> Result<Vec<Undelivered>, StoreError> {
        self.undelivered.list(actor.user_id).await
    }

    /// Discards one of them; doing it again changes nothing.
    ///
    /// # Errors
    /// When the store could not.
    pub async fn discard_undelivered(
        &self,
        actor: &Actor,
        client_message_id: ClientMessageId,
    ) -> Result<(), StoreError> {
        let undelivered = &self.undelivered;
        undelivered.discard(actor.user_id, client_message_id).await
    }

    /// Reads a page from the store. Whoever opens a room that is not held reads more, to hold it.
    async fn read_page(
        &self,
        room_id: RoomId,
        cut: PageCut,
        size: PageSize,
    ) -> Result<Option<Page<Arc<Message>>>, StoreError> {
        let opens = cut == PageCut::Newest;
        let opening = opens.then(|| self.recent.open(room_id)).flatten();
        let Some(opening) = opening else {
            let page = self.reader.page(room_id, cut, size).await?;
            return Ok(page.map(|page| page.map(Arc::new)));
        };
        let page = self.reader.page(room_id, cut, Recent::PAGE).await?;
        let Some(page) = page else { return Ok(None) };
        let mut page = page.map(Arc::new);
        opening.keep(&page);
        let more = page.items.len().saturating_sub(size.get() as usize);
        page.items.drain(..more);
        page.has_older |= more > 0;
        Ok(Some(page))
    }

    /// What becomes of a source in this room. Who wrote the message that it answers is mentioned too:
    /// the one read of a post, and only of one that answers. Its creator never is.
    async fn body(
        &self,
        room_id: RoomId,
        creator_id: UserId,
        source: &MessageSource,
        format: Format,
    ) -> Result<MessageBody, MessageError> {
        let people = Members {
            directory: Arc::clone(&self.directory),
            room_id,
        };
        let Rendered { body, answers } = content::render_off_worker(source, format, people).await?;
        let answered = match answers {
            Some((of, message_id)) if of == room_id => self.author(room_id, message_id).await,
            _ => None,
        };
        let told = answered.and_then(|author| self.directory.active_member(author, room_id));
        let body = match told {
            Some(author) => body.mentioning(author.id),
            None => body,
        };
        Ok(body.not_mentioning(creator_id))
    }

    /// Who wrote a message of the room. A store that cannot say must not hold a post up.
    async fn author(&self, room_id: RoomId, message_id: MessageId) -> Option<UserId> {
        let held = || self.recent.find(room_id, message_id);
        let reading = async {
            let found = self.reader.find(room_id, message_id).await?;
            Ok(found.map(Arc::new))
        };
        let message = self.health.read_or_held(held, reading).await.ok()??;
        (!message.is_deleted()).then_some(message.creator_id)
    }

    fn check_member(&self, actor: &Actor, room_id: RoomId) -> Result<(), MessageError> {
        let member = self.directory.is_member(actor.user_id, room_id);
        if member {
            Ok(())
        } else {
            Err(MessageError::RoomNotFound)
        }
    }

    async fn changeable(
        &self,
        actor: &Actor,
        room_id: RoomId,
        message_id: MessageId,
    ) -> Result<Message, MessageError> {
        self.check_member(actor, room_id)?;
        let message = self.reader.find(room_id, message_id).await?;
        let message = message.ok_or(MessageError::NotFound)?;
        policy::messages::may_change(actor, &message)?;
        Ok(message)
    }

    fn view(&self, message: Arc<Message>) -> Result<MessageView, MessageError> {
        let views = views(&self.directory, vec![message])?;
        views.into_iter().next().ok_or_else(unknown_person)
    }
}

/// The people of a room, for the renderer.
struct Members {
    directory: Arc<Directory>,
    room_id: RoomId,
}

impl People for Members {
    fn by_handle(&self, handle: &Handle) -> Whose {
        self.directory.whose(self.room_id, handle)
    }

    fn by_id(&self, user_id: UserId) -> Option<Arc<User>> {
        self.directory.active_member(user_id, self.room_id)
    }
}

/// What a repeat of a post must equal: room, format and text of the first one.
fn digest(post: &PostMessage) -> PostDigest {
    let format: &[u8] = match post.format {
        Format::Markdown => b"markdown",
        Format::Html => b"html",
    };
    let hash = Sha256::new()
        .chain_update(post.room_id.as_uuid().as_bytes())
        .chain_update(format)
        .chain_update([0])
        .chain_update(post.source.as_str());
    PostDigest(hash.finalize().into())
}

fn boosters_of(message: &Message) -> impl Iterator<Item = UserId> {
    message.boosts.iter().map(|boost| boost.creator_id)
}

/// Messages with the people they show by name, looked up at once.
pub(crate) fn views(
    directory: &Directory,
    messages: Vec<Arc<Message>>,
) -> Result<Vec<MessageView>, MessageError> {
    let named = messages
        .iter()
        .flat_map(|message| std::iter::once(message.creator_id).chain(boosters_of(message)));
    let mut people = directory.users(named).into_iter();
    let mut views = Vec::with_capacity(messages.len());
    for message in messages {
        let creator = people.next().ok_or_else(unknown_person)?;
        let boosters: Vec<_> = people.by_ref().take(message.boosts.len()).collect();
        if creator.id != message.creator_id || boosters.len() != message.boosts.len() {
            return Err(unknown_person());
        }
        views.push(MessageView {
            message,
            creator,
            boosters,
        });
    }
    Ok(views)
}

/// People are never removed from the store, so this does not happen.
fn unknown_person() -> MessageError {
    MessageError::Store(StoreError::Corrupt {
        what: "a message whose creator or booster is unknown".to_owned(),
    })
}
