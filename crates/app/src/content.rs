//! Content: from what someone wrote to safe HTML, plain text, mentions and sound.
//!
//! Markdown is read by `pulldown-cmark`, HTML by the tokenizer of `html5ever`. Both readers call one
//! `Writer`, which knows the few elements that a message may have, finds links and
//! `@handles` in its words, and makes the HTML and the plain text side by side. `ammonia`, whose
//! allow-list is the last word, then looks at everything that is more than words and line breaks.
//! Pure, linear in the length of the source, and the only place that makes message HTML.
//!
//! # What is in the HTML
//! - Blocks with `dir="auto"`: paragraphs, headings, quotes, lists; code blocks, rules.
//! - `strong`, `em`, `del`, `sub`, `sup`, `code`; `class="language-…"` on the code of a block, one of
//!   twelve words.
//! - Links to `http`, `https` and `mailto`, and to messages of this Campfire
//!   (`/rooms/{room_id}/@{message_id}`).
//! - `<span class="mention" data-user-id="…">@Name</span>` for each member who is mentioned.
//! - `class="emoji"` on the paragraphs of a message that has nothing but emoji.

mod address;
mod emoji;
mod html;
mod language;
mod markdown;
mod sanitise;
mod writer;

use campfire_domain::{
    Format, Handle, HtmlTooLong, MessageBody, MessageId, MessageSource, RoomId, Sound, User, UserId,
};
use std::sync::Arc;

/// Above this many bytes rendering leaves the async workers: 4 KiB take about 0.2 ms, the longest
/// message several.
pub const INLINE_MAX_BYTES: usize = 4 * 1024;

/// Whom a message of a room may mention, answered from memory.
pub trait People: Send + Sync {
    /// Whose handle this is.
    fn by_handle(&self, handle: &Handle) -> Whose;

    /// The member of the room with this id, if there is one who takes part.
    fn by_id(&self, user_id: UserId) -> Option<Arc<User>>;
}

/// Whose a handle is, seen from a room.
#[derive(Clone, Debug)]
pub enum Whose {
    /// A member who takes part.
    Member(Arc<User>),
    /// Somebody who is not in the room, or takes part no more.
    Another,
    /// Nobody's.
    Nobody,
}

/// What was made of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The body, with everyone mentioned in it by name.
    pub body: MessageBody,
    /// The message that it answers: the one that its first quote links to.
    pub answers: Option<(RoomId, MessageId)>,
}

/// Why a source could not be rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// Nothing of the HTML can be seen.
    #[error("shows nothing")]
    Empty,
    /// The HTML would be over its limit.
    #[error(transparent)]
    TooLong(#[from] HtmlTooLong),
    /// The thread that rendered it is gone.
    #[error("could not be rendered")]
    Broken,
}

/// Makes safe HTML, plain text, mentions and sound of a source.
///
/// # Errors
/// [`RenderError`].
pub fn render(
    source: &MessageSource,
    format: Format,
    people: &dyn People,
) -> Result<Rendered, RenderError> {
    let source = source.as_str();
    let written = match format {
        Format::Markdown => markdown::read(source, people),
        Format::Html => html::read(source, people),
    };
    if !written.shows_something() {
        return Err(RenderError::Empty);
    }
    let (html, sound) = if written.is_plain {
        let sound = Sound::played_by(&written.plain_text);
        let is_emoji = emoji::is_only_emoji(&written.plain_text);
        let html = if is_emoji {
            written.html.replace("<p ", "<p class=\"emoji\" ")
        } else {
            written.html
        };
        (html, sound)
    } else {
        (sanitise::clean(&written.html), None)
    };
    let sound = sound.map(|sound| sound.name().to_owned());
    let body = MessageBody::new(html, written.plain_text, written.mentions, sound)?;
    Ok(Rendered {
        body,
        answers: written.answers,
    })
}

/// Whether a post of this source reaches the store some time after it was begun: it is rendered off the
/// workers, or the message that it may answer is looked up first.
#[must_use]
pub fn may_wait(source: &MessageSource) -> bool {
    source.as_str().len() > INLINE_MAX_BYTES || source.as_str().contains("/rooms/")
}

/// [`render`], on the blocking pool when the source is long.
///
/// # Errors
/// [`RenderError`].
pub async fn render_off_worker(
    source: &MessageSource,
    format: Format,
    people: impl People + 'static,
) -> Result<Rendered, RenderError> {
    if source.as_str().len() <= INLINE_MAX_BYTES {
        return render(source, format, &people);
    }
    let source = source.clone();
    let rendering = tokio::task::spawn_blocking(move || render(&source, format, &people));
    rendering.await.unwrap_or(Err(RenderError::Broken))
}

#[cfg(test)]
mod tests;
