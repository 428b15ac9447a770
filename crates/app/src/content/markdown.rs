//! Reads Markdown.

use super::{
    People, language,
    writer::{Element, Inline, Writer, Written},
};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// Reads a source.
pub(super) fn read(source: &str, people: &dyn People) -> Written {
    let mut writer = Writer::new(source.len(), people);
    for event in Parser::new_ext(source, Options::ENABLE_STRIKETHROUGH) {
        if writer.is_full() {
            break;
        }
        take(&mut writer, event);
    }
    let written = writer.finish();
    if written.shows_something() {
        return written;
    }
    // Nothing would be seen (a link definition, an empty heading): show it as it was typed.
    let mut writer = Writer::new(source.len(), people);
    writer.open(Element::Paragraph);
    writer.verbatim(source.trim());
    writer.close();
    writer.finish()
}

fn take(writer: &mut Writer<'_>, event: Event<'_>) {
    match event {
        Event::Start(tag) => start(writer, tag),
        Event::End(TagEnd::MetadataBlock(_)) => {}
        Event::End(_) => writer.close(),
        Event::Text(text) | Event::InlineHtml(text) => writer.text(&text),
        // Raw HTML is text: people write `<3`.
        Event::Html(text) => writer.lines(&text),
        Event::Code(text) => {
            writer.open(Element::Inline(Inline::Code));
            writer.text(&text);
            writer.close();
        }
        // A line break in chat is meant as one.
        Event::SoftBreak | Event::HardBreak => writer.line_break(),
        Event::Rule => writer.rule(),
        _ => {}
    }
}

fn start(writer: &mut Writer<'_>, tag: Tag<'_>) {
    writer.open(match tag {
        Tag::Paragraph | Tag::HtmlBlock => Element::Paragraph,
        Tag::Heading { level, .. } => Element::Heading(level as u8),
        Tag::BlockQuote(_) => Element::Quote,
        Tag::List(None) => Element::Bullets,
        Tag::List(Some(first)) => Element::Numbers(first),
        Tag::Item => Element::Item,
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
            let name = info.split([' ', ',', '{']).next().unwrap_or_default();
            Element::CodeBlock(language::known(name))
        }
        Tag::CodeBlock(CodeBlockKind::Indented) => Element::CodeBlock(None),
        Tag::Emphasis => Element::Inline(Inline::Emphasis),
        Tag::Strong => Element::Inline(Inline::Strong),
        Tag::Strikethrough => Element::Inline(Inline::Strike),
        Tag::Link { dest_url, .. } => Element::Inline(Inline::Link(dest_url.as_ref().into())),
        // Pictures are shown as their description only.
        _ => Element::Nothing,
    });
}
