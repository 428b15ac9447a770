//! Markdown to HTML (not yet sanitised) and plain text.

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{
    CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream, html::push_html,
};
use std::sync::LazyLock;

/// Quotes and lists may stand in each other this deep; deeper ones keep their text only.
const NESTING_MAX: usize = 8;

static LINKS: LazyLock<LinkFinder> = LazyLock::new(|| {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_must_have_scheme(true);
    finder
});

pub(super) struct Rendered {
    pub(super) html: String,
    pub(super) plain_text: String,
    /// Whether the HTML is made of paragraphs, line breaks and escaped text only, exactly as the
    /// sanitiser would print it: then there is nothing for it to do.
    pub(super) is_plain: bool,
}

pub(super) fn render(source: &str) -> Rendered {
    let mut walk = Walk {
        events: Vec::new(),
        plain: String::with_capacity(source.len()),
        ..Walk::default()
    };
    for event in TextMergeStream::new(Parser::new_ext(source, Options::ENABLE_STRIKETHROUGH)) {
        walk.take(event);
    }
    let plain_text = walk.plain.trim_end().to_owned();
    if plain_text.trim().is_empty() && !walk.has_rule {
        // Nothing would be seen (a link definition, an empty heading): show it as it was typed.
        return as_typed(source);
    }
    let mut html = String::with_capacity(source.len() * 3 / 2);
    let is_plain = walk.events.iter().all(is_plain);
    if is_plain {
        walk.events
            .iter()
            .for_each(|event| push_plain(&mut html, event));
    } else {
        push_html(&mut html, walk.events.into_iter());
    }
    Rendered {
        html,
        plain_text,
        is_plain,
    }
}

/// Most messages are words and line breaks; for them the sanitiser costs more than all else.
fn is_plain(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Text(_)
            | Event::HardBreak
            | Event::Start(Tag::Paragraph)
            | Event::End(TagEnd::Paragraph)
    )
}

/// Prints what [`is_plain`] as the sanitiser prints it; a property test compares the two.
fn push_plain(html: &mut String, event: &Event<'_>) {
    match event {
        Event::Start(_) => html.push_str("<p dir=\"auto\">"),
        Event::End(_) => html.push_str("</p>\n"),
        Event::HardBreak => html.push_str("<br>\n"),
        Event::Text(text) => {
            for c in text.chars() {
                match c {
                    '&' => html.push_str("&amp;"),
                    '<' => html.push_str("&lt;"),
                    '>' => html.push_str("&gt;"),
                    '\u{a0}' => html.push_str("&nbsp;"),
                    c => html.push(c),
                }
            }
        }
        _ => {}
    }
}

fn as_typed(source: &str) -> Rendered {
    let text = source.trim();
    let events = [
        Event::Start(Tag::Paragraph),
        Event::Text(text.into()),
        Event::End(TagEnd::Paragraph),
    ];
    let mut html = String::new();
    push_html(&mut html, events.into_iter());
    Rendered {
        html,
        plain_text: text.to_owned(),
        is_plain: false,
    }
}

#[derive(Default)]
struct Walk<'s> {
    events: Vec<Event<'s>>,
    plain: String,
    depth: usize,
    in_link: usize,
    in_code: bool,
    has_rule: bool,
}

impl<'s> Walk<'s> {
    fn take(&mut self, event: Event<'s>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(text),
            // Raw HTML is text: people write `<3`.
            Event::Html(text) | Event::InlineHtml(text) => {
                self.plain.push_str(&text);
                self.events.push(Event::Text(text));
            }
            Event::Code(text) => {
                self.plain.push_str(&text);
                self.events.push(Event::Code(text));
            }
            // A line break in chat is meant as one.
            Event::SoftBreak | Event::HardBreak => {
                self.plain.push('\n');
                self.events.push(Event::HardBreak);
            }
            Event::Rule => {
                self.has_rule = true;
                self.events.push(Event::Rule);
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'s>) {
        match &tag {
            Tag::BlockQuote(_) | Tag::List(_) | Tag::Item => {
                self.depth += 1;
                // A list and its item are one level for people, so containers count double.
                if self.depth > NESTING_MAX * 2 {
                    return;
                }
            }
            // Pictures are shown as their description only.
            Tag::Image { .. } | Tag::HtmlBlock => return,
            Tag::Link { .. } => self.in_link += 1,
            Tag::CodeBlock(_) => self.in_code = true,
            _ => {}
        }
        self.events.push(Event::Start(tag));
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => {
                self.new_line();
                self.depth = self.depth.saturating_sub(1);
                if self.depth >= NESTING_MAX * 2 {
                    return;
                }
            }
            TagEnd::Image => return,
            TagEnd::HtmlBlock => return self.new_line(),
            TagEnd::Link => self.in_link = self.in_link.saturating_sub(1),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.new_line();
            }
            TagEnd::Paragraph | TagEnd::Heading(_) => self.new_line(),
            _ => {}
        }
        self.events.push(Event::End(tag));
    }

    fn new_line(&mut self) {
        if !self.plain.is_empty() && !self.plain.ends_with('\n') {
            self.plain.push('\n');
        }
    }

    fn text(&mut self, text: CowStr<'s>) {
        self.plain.push_str(&text);
        if self.in_code || self.in_link > 0 || !text.contains("://") {
            self.events.push(Event::Text(text));
            return;
        }
        for span in LINKS.spans(&text) {
            let part = CowStr::from(span.as_str().to_owned());
            if span.kind().is_some() {
                let link = Tag::Link {
                    link_type: LinkType::Autolink,
                    dest_url: part.clone(),
                    title: "".into(),
                    id: "".into(),
                };
                self.events.push(Event::Start(link));
                self.events.push(Event::Text(part));
                self.events.push(Event::End(TagEnd::Link));
            } else {
                self.events.push(Event::Text(part));
            }
        }
    }
}
