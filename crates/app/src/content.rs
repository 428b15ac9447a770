//! Content: from what someone wrote to safe HTML and plain text.
//!
//! Markdown → events of `pulldown-cmark` (raw HTML becomes text, bare addresses become links) →
//! HTML → `ammonia`, whose allow-list is the last word → [`MessageBody`]. Plain words are escaped and
//! need no sanitiser. Pure, linear in the
//! length of the source, and the only place that makes message HTML.

mod markdown;
mod sanitise;

use campfire_domain::{Format, HtmlTooLong, MessageBody, MessageSource};

/// Above this many bytes rendering leaves the async workers: 4 KiB take about 0.2 ms, the longest
/// message several.
pub const INLINE_MAX_BYTES: usize = 4 * 1024;

/// Why a source could not be rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// This format is not accepted yet.
    #[error("HTML is not accepted yet; write Markdown")]
    FormatUnsupported,
    /// The HTML would be over its limit.
    #[error(transparent)]
    TooLong(#[from] HtmlTooLong),
}

/// Makes safe HTML and plain text of a source.
///
/// # Errors
/// [`RenderError`].
pub fn render(source: &MessageSource, format: Format) -> Result<MessageBody, RenderError> {
    match format {
        Format::Markdown => {
            let rendered = markdown::render(source.as_str());
            let html = if rendered.is_plain {
                rendered.html
            } else {
                sanitise::clean(&rendered.html)
            };
            Ok(MessageBody::new(
                html,
                rendered.plain_text,
                Vec::new(),
                None,
            )?)
        }
        Format::Html => Err(RenderError::FormatUnsupported),
    }
}

/// [`render`], on the blocking pool when the source is long.
///
/// # Errors
/// [`RenderError`].
pub async fn render_off_worker(
    source: &MessageSource,
    format: Format,
) -> Result<MessageBody, RenderError> {
    if source.as_str().len() <= INLINE_MAX_BYTES {
        return render(source, format);
    }
    let source = source.clone();
    let rendering = tokio::task::spawn_blocking(move || render(&source, format));
    rendering
        .await
        .unwrap_or(Err(RenderError::FormatUnsupported))
}

#[cfg(test)]
mod tests;
