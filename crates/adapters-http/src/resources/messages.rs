use super::{IdText, Tag, has, malformed_parameter, page_size};
use crate::{
    answers::{Answer, Done, FoundOrSame, Nothing, PostedOrQueued},
    auth::SignedIn,
    body::Json,
    errors::{Code, Refusal, field},
    fields::Fields,
};
use campfire_app::messages::{MessageView, PostMessage, PostedView};
use campfire_domain::{
    ClientMessageId, MentionPlace, MessageId, MessageSource, PageCut, Seq, ports::Posted,
};
use campfire_wire::{
    MentionPage, Message, MessageEdit, MessagePage, NewMessage, PostedMessage, UndeliveredPosts,
};
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
};

/// Messages.
pub(crate) struct MessageResource;

#[OpenApi(tag = "Tag::Messages")]
impl MessageResource {
    /// Reads a page of messages in ascending order, tombstones included.
    ///
    /// The newest page, or one cut by `before`, `after` or `around`; beyond the ends of the room the
    /// nearest page. With `If-None-Match` an unchanged page is 304.
    #[oai(
        path = "/rooms/:room_id/messages",
        method = "get",
        operation_id = "list_messages"
    )]
    #[expect(clippy::too_many_arguments, reason = "each is a documented parameter")]
    async fn list(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
        /// The newest messages with a `seq` below this.
        before: Query<Option<u64>>,
        /// The oldest messages with a `seq` above this; 0 is the start.
        after: Query<Option<u64>>,
        /// Half a page on each side of this message (its id) or this `seq`.
        around: Query<Option<String>>,
        /// How many messages at most, 1 to 100; 50 unless told.
        limit: Query<Option<i64>>,
        /// The `ETag` of the page that the client holds.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<Answer<MessagePage, FoundOrSame>, Refusal> {
        let cut = cut(before.0, after.0, around.0.as_deref())?;
        let size = page_size(limit.0)?;
        let (room_id, messages) = (room_id.room()?, &caller.app().messages);
        let version = messages.page_version(&caller.actor, room_id)?;
        let etag = format!("\"{version}\"");
        if if_none_match.0.is_some_and(|names| has(&names, &etag)) {
            return Ok(Answer::same(&etag));
        }
        let page = messages.page(&caller.actor, room_id, cut, size).await?;
        let page = MessagePage {
            messages: page.items.iter().map(view).collect(),
            has_older: page.has_older,
            has_newer: page.has_newer,
        };
        Ok(Answer::named(&page, &etag))
    }

    /// Posts a message.
    ///
    /// `client_message_id` makes it safe to repeat: the same one with the same content is the same
    /// message, with other content it is refused.
    #[oai(
        path = "/rooms/:room_id/messages",
        method = "post",
        operation_id = "post_message"
    )]
    async fn post(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
        body: Json<NewMessage>,
    ) -> Result<Answer<PostedMessage, PostedOrQueued>, Refusal> {
        let Json(body) = body;
        let post = PostMessage {
            room_id: room_id.room()?,
            client_message_id: ClientMessageId::from_uuid(body.client_message_id),
            source: source(&body.body)?,
            format: body.format.unwrap_or_default().into(),
        };
        let messages = &caller.app().messages;
        Ok(posted(&messages.post(&caller.actor, post).await?))
    }

    /// Lists what mentions one, in every room one is in.
    ///
    /// What was posted last comes first. Who is answered by a quote counts as mentioned. A page may
    /// be short: the list is at its end when `next` is `null`.
    #[oai(path = "/me/mentions", method = "get", operation_id = "list_mentions")]
    async fn mentions(
        &self,
        caller: SignedIn,
        /// `next` of the page before.
        before: Query<Option<String>>,
        /// How many messages at most, 1 to 100; 50 unless told.
        limit: Query<Option<i64>>,
    ) -> Result<Answer<MentionPage>, Refusal> {
        let before = before.0.map(|text| mention_place(&text)).transpose()?;
        let messages = &caller.app().messages;
        let page = messages
            .mentions(&caller.actor, before, page_size(limit.0)?)
            .await?;
        Ok(Answer::found(&MentionPage {
            messages: page.messages.iter().map(view).collect(),
            next: page.next.map(|place| format!("{:x}", place.get())),
        }))
    }

    /// Lists one's own queued posts that were refused when their turn came.
    ///
    /// The one refused first comes first, at most 100; discard them to see the next.
    #[oai(
        path = "/me/undelivered",
        method = "get",
        operation_id = "list_undelivered"
    )]
    async fn undelivered(&self, caller: SignedIn) -> Result<Answer<UndeliveredPosts>, Refusal> {
        let messages = &caller.app().messages;
        let posts = messages.undelivered(&caller.actor).await?;
        let undelivered = posts.iter().map(Into::into).collect();
        Ok(Answer::found(&UndeliveredPosts { undelivered }))
    }

    /// Discards one of them. Doing it again changes nothing.
    #[oai(
        path = "/me/undelivered/:client_message_id",
        method = "delete",
        operation_id = "discard_undelivered"
    )]
    async fn discard_undelivered(
        &self,
        caller: SignedIn,
        client_message_id: Path<IdText>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        let id = client_message_id.client_message()?;
        let messages = &caller.app().messages;
        messages.discard_undelivered(&caller.actor, id).await?;
        Ok(Answer::done())
    }

    /// Reads one message, or its tombstone.
    #[oai(
        path = "/rooms/:room_id/messages/:message_id",
        method = "get",
        operation_id = "get_message"
    )]
    async fn get(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
        message_id: Path<IdText>,
    ) -> Result<Answer<Message>, Refusal> {
        let (room_id, message_id) = (room_id.room()?, message_id.message()?);
        let messages = &caller.app().messages;
        let message = messages.get(&caller.actor, room_id, message_id).await?;
        Ok(Answer::found(&view(&message)))
    }

    /// Gives a message other content. Of two edits the later one wins.
    #[oai(
        path = "/rooms/:room_id/messages/:message_id",
        method = "patch",
        operation_id = "edit_message"
    )]
    async fn edit(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
        message_id: Path<IdText>,
        body: Json<MessageEdit>,
    ) -> Result<Answer<Message>, Refusal> {
        let Json(body) = body;
        let (room_id, message_id) = (room_id.room()?, message_id.message()?);
        let source = source(&body.body)?;
        let format = body.format.unwrap_or_default().into();
        let messages = &caller.app().messages;
        let edited = messages.edit(&caller.actor, room_id, message_id, source, format);
        Ok(Answer::found(&view(&edited.await?)))
    }

    /// Deletes a message: only its tombstone is left. Doing it again changes nothing.
    #[oai(
        path = "/rooms/:room_id/messages/:message_id",
        method = "delete",
        operation_id = "delete_message"
    )]
    async fn delete(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
        message_id: Path<IdText>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        let (room_id, message_id) = (room_id.room()?, message_id.message()?);
        let messages = &caller.app().messages;
        messages.delete(&caller.actor, room_id, message_id).await?;
        Ok(Answer::done())
    }
}

pub(super) fn view(message: &MessageView) -> Message {
    Message::new(&message.message, &message.creator, &message.boosters)
}

fn posted(view: &PostedView) -> Answer<PostedMessage, PostedOrQueued> {
    let stored = |message, duplicate| {
        PostedMessage::stored(message, &view.creator, &view.boosters, duplicate)
    };
    match &view.posted {
        Posted::Stored(message) => {
            let path = format!("/rooms/{}/messages/{}", message.room_id, message.id);
            Answer::made(&stored(message, false)).at(&path)
        }
        Posted::Repeated(message) => Answer::found(&stored(message, true)),
        Posted::Queued(new) => {
            Answer::accepted(&PostedMessage::queued(new, &view.creator, view.is_repeated))
        }
    }
}

fn source(text: &str) -> Result<MessageSource, Refusal> {
    let mut fields = Fields::default();
    let source = fields.source(text);
    source.ok_or_else(|| fields.refusal())
}

fn cut(before: Option<u64>, after: Option<u64>, around: Option<&str>) -> Result<PageCut, Refusal> {
    match (before, after, around) {
        (None, None, None) => Ok(PageCut::Newest),
        (Some(seq), None, None) => Ok(PageCut::Before(Seq::new(seq))),
        (None, Some(seq), None) => Ok(PageCut::After(Seq::new(seq))),
        (None, None, Some(text)) => match (text.parse(), MessageId::parse(text)) {
            (Ok(seq), _) => Ok(PageCut::Around(Seq::new(seq))),
            (_, Ok(id)) => Ok(PageCut::AroundMessage(id)),
            _ => Err(malformed_parameter("around")),
        },
        _ => {
            let named = [
                ("before", before.is_some()),
                ("after", after.is_some()),
                ("around", around.is_some()),
            ];
            let named = named.into_iter().filter(|(_, given)| *given);
            let fields = named.map(|(name, _)| field(name, "exclusive", "goes alone"));
            let detail = "Only one of before, after and around can be given.";
            Err(Refusal::because(Code::RequestMalformed, detail).with_fields(fields.collect()))
        }
    }
}

/// What [`MentionPage::next`] said.
fn mention_place(text: &str) -> Result<MentionPlace, Refusal> {
    let place = u64::from_str_radix(text, 16);
    place
        .map(MentionPlace::new)
        .map_err(|_| malformed_parameter("before"))
}
