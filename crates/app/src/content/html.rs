//! Reads HTML of an editor, or of whoever pretends to be one.
//!
//! Only tokens are taken from the parser. Which element may stand where is decided here, with at
//! most eight levels, so that no input makes a deep tree or a slow walk over one. What is not known
//! is left out and its words are kept; what is no text at all (scripts, styles, pictures drawn in
//! markup) is left out with its content.

use super::{
    People, language,
    writer::{Element, Inline, NESTING_MAX, Writer, Written},
};
use campfire_domain::{User, UserId};
use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::RawKind,
    },
};
use std::{cell::RefCell, sync::Arc};

/// Reads a source.
pub(super) fn read(source: &str, people: &dyn People) -> Written {
    let reader = Reader::new(Writer::new(source.len(), people), people);
    let tokenizer = Tokenizer::new(Sink(RefCell::new(reader)), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(source));
    // A script would stop it; none is run here.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

struct Sink<'p>(RefCell<Reader<'p>>);

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reader = self.0.borrow_mut();
        match token {
            _ if reader.writer.is_full() => TokenSinkResult::Continue,
            Token::TagToken(tag) => reader.tag(&tag),
            Token::CharacterTokens(text) => {
                reader.text(&text);
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

/// What has parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Container {
    Quote,
    List,
    Item,
}

/// What has lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Leaf {
    /// The words of an item, without a paragraph around them.
    Bare,
    Paragraph,
    Heading(u8),
    Code(Option<&'static str>),
}

/// What is left out until it ends.
struct Dropped {
    name: String,
    /// How many of this name are open.
    depth: usize,
    /// Whether a block ends it too: the label of a mention is short.
    is_label: bool,
}

/// A wish of the source for what follows, and how often it stands.
struct Wanted {
    inline: Inline,
    times: usize,
}

struct Reader<'p> {
    people: &'p dyn People,
    writer: Writer<'p>,
    containers: Vec<Container>,
    /// Quotes and lists that are too deep and not open.
    beyond: usize,
    leaf: Option<Leaf>,
    /// What the next words begin.
    next: Option<Leaf>,
    /// What the next words are to be, at most one of a kind.
    wanted: Vec<Wanted>,
    /// What of it is open in the writer.
    shown: Vec<Inline>,
    /// Whether white space is due before the next words.
    space: bool,
    /// Line breaks that are due before the next words.
    breaks: usize,
    /// Whether the line has no words yet.
    is_line_empty: bool,
    /// Whether the last token was the start of a `pre`: a line feed behind it is not text (HTML, 13.1.2.5).
    is_behind_pre: bool,
    dropped: Option<Dropped>,
}

impl<'p> Reader<'p> {
    fn new(writer: Writer<'p>, people: &'p dyn People) -> Self {
        Self {
            people,
            writer,
            containers: Vec::new(),
            beyond: 0,
            leaf: None,
            next: None,
            wanted: Vec::new(),
            shown: Vec::new(),
            space: false,
            breaks: 0,
            is_line_empty: true,
            is_behind_pre: false,
            dropped: None,
        }
    }

    fn finish(mut self) -> Written {
        self.end_leaf();
        self.writer.finish()
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let is_start = tag.kind == TagKind::StartTag;
        self.is_behind_pre = false;
        if self.is_dropping(tag, is_start) {
            return TokenSinkResult::Continue;
        }
        let name = &*tag.name;
        if !is_start {
            self.end(name);
            return TokenSinkResult::Continue;
        }
        let kind = match name {
            "script" => Some(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" => {
                Some(RawKind::Rawtext)
            }
            "textarea" | "title" => Some(RawKind::Rcdata),
            _ => None,
        };
        if kind.is_some() || is_no_text(name) {
            self.drop_until_end(name, false);
        }
        match kind {
            Some(kind) => TokenSinkResult::RawData(kind),
            None if name == "plaintext" => TokenSinkResult::Plaintext,
            None => {
                if self.dropped.is_none() {
                    self.start(name, tag);
                }
                TokenSinkResult::Continue
            }
        }
    }

    /// Whether a tag belongs to what is left out.
    fn is_dropping(&mut self, tag: &Tag, is_start: bool) -> bool {
        let Some(dropped) = &mut self.dropped else {
            return false;
        };
        if dropped.is_label && is_block(&tag.name) {
            self.dropped = None;
            return false;
        }
        if *tag.name == *dropped.name {
            dropped.depth = if is_start {
                dropped.depth + 1
            } else {
                dropped.depth - 1
            };
            if dropped.depth == 0 {
                self.dropped = None;
            }
        }
        true
    }

    fn drop_until_end(&mut self, name: &str, is_label: bool) {
        self.dropped = Some(Dropped {
            name: name.to_owned(),
            depth: 1,
            is_label,
        });
    }

    fn start(&mut self, name: &str, tag: &Tag) {
        match name {
            "blockquote" => self.open_container(Container::Quote, Element::Quote),
            "ul" | "menu" | "dir" => self.open_container(Container::List, Element::Bullets),
            "ol" => {
                let first = attribute(tag, "start").and_then(|text| text.parse().ok());
                self.open_container(Container::List, Element::Numbers(first.unwrap_or(1)));
            }
            "li" => self.start_item(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes()[1] - b'0';
                self.start_leaf(Some(Leaf::Heading(level)));
            }
            "pre" => {
                self.start_leaf(Some(Leaf::Code(language_of(tag))));
                self.is_behind_pre = true;
            }
            "hr" => {
                self.end_leaf();
                self.open_item_if_due();
                self.writer.rule();
            }
            "br" => self.line_break(),
            "img" => {
                if let Some(words) = attribute(tag, "alt") {
                    self.words(&words);
                }
            }
            "a" | "span" if self.mention(name, tag) => {}
            "a" => {
                let to = attribute(tag, "href").unwrap_or_default();
                self.unwant(Inline::Link("".into()).kind(), usize::MAX);
                self.want(Inline::Link(to.as_str().into()));
            }
            "code" => {
                if let Some(Leaf::Code(language @ None)) = &mut self.next {
                    *language = language_of(tag);
                }
                self.want(Inline::Code);
            }
            name => match inline_of(name) {
                Some(inline) => self.want(inline),
                None if is_block(name) => self.start_leaf(Some(Leaf::Paragraph)),
                None => {}
            },
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "blockquote" => self.close_container(Container::Quote),
            "ul" | "menu" | "dir" | "ol" => self.close_container(Container::List),
            "li" => {
                self.start_leaf(None);
                if self.beyond == 0 && self.containers.last() == Some(&Container::Item) {
                    self.pop();
                }
            }
            "a" => self.unwant(Inline::Link("".into()).kind(), 1),
            "code" => self.unwant(Inline::Code.kind(), 1),
            // A browser makes a line break of it.
            "br" => self.line_break(),
            name => match inline_of(name) {
                Some(inline) => self.unwant(inline.kind(), 1),
                None if is_block(name) => self.start_leaf(None),
                None => {}
            },
        }
    }

    /// A chip of a member; one of somebody else is an ordinary element.
    fn mention(&mut self, name: &str, tag: &Tag) -> bool {
        let Some(user) = self.mentioned(tag).filter(|_| !self.is_in_code()) else {
            return false;
        };
        self.begin_words();
        self.writer.chip(&user);
        self.drop_until_end(name, true);
        true
    }

    fn mentioned(&self, tag: &Tag) -> Option<Arc<User>> {
        let id = UserId::parse(&attribute(tag, "data-user-id")?).ok()?;
        self.people.by_id(id)
    }

    /// Whether the next words are lines of code.
    fn is_in_code(&self) -> bool {
        matches!(self.leaf.or(self.next), Some(Leaf::Code(_)))
    }

    fn text(&mut self, text: &str) {
        if self.dropped.is_some() {
            return;
        }
        if self.is_in_code() {
            self.code(text);
        } else {
            self.words(text);
        }
    }

    fn code(&mut self, text: &str) {
        let is_behind_pre = std::mem::take(&mut self.is_behind_pre);
        let text = text
            .strip_prefix('\n')
            .filter(|_| is_behind_pre)
            .unwrap_or(text);
        if !text.is_empty() {
            self.begin_words();
            self.writer.text(text);
        }
    }

    /// White space is one space, and none at the ends of a line; controls are white space.
    fn words(&mut self, text: &str) {
        let is_space = |c: char| c == ' ' || c.is_control();
        let mut rest = text;
        while !rest.is_empty() {
            let word = rest.split(is_space).next().unwrap_or_default();
            if word.is_empty() {
                if !self.is_line_empty && !self.space {
                    self.space = true;
                    // Between two elements it belongs to neither.
                    self.close_unwanted();
                }
                rest = rest.trim_start_matches(is_space);
            } else {
                self.begin_words();
                self.writer.text(word);
                self.is_line_empty = false;
                rest = &rest[word.len()..];
            }
        }
    }

    /// Opens what the next words stand in.
    fn begin_words(&mut self) {
        if self.leaf.is_none() {
            self.open_leaf();
        }
        if self.is_in_code() {
            return;
        }
        if self.breaks > 0 {
            self.close_unwanted();
            for _ in 0..std::mem::take(&mut self.breaks) {
                self.writer.line_break();
            }
            self.space = false;
        }
        if std::mem::take(&mut self.space) {
            self.writer.text(" ");
        }
        self.close_unwanted();
        for wanted in &self.wanted[self.shown.len()..] {
            self.writer.open(Element::Inline(wanted.inline.clone()));
            self.shown.push(wanted.inline.clone());
        }
        self.is_line_empty = false;
    }

    /// Closes inline elements down to the last that is still wanted where it stands.
    fn close_unwanted(&mut self) {
        let pairs = self.shown.iter().zip(&self.wanted);
        let kept = pairs
            .take_while(|(shown, wanted)| **shown == wanted.inline)
            .count();
        for _ in kept..self.shown.len() {
            self.writer.close();
        }
        self.shown.truncate(kept);
    }

    fn want(&mut self, inline: Inline) {
        let same = |wanted: &&mut Wanted| wanted.inline.kind() == inline.kind();
        match self.wanted.iter_mut().find(same) {
            Some(wanted) => wanted.times += 1,
            None => self.wanted.push(Wanted { inline, times: 1 }),
        }
    }

    fn unwant(&mut self, kind: usize, times: usize) {
        let same = |wanted: &Wanted| wanted.inline.kind() == kind;
        if let Some(at) = self.wanted.iter().position(same) {
            let left = self.wanted[at].times.saturating_sub(times);
            self.wanted[at].times = left;
            if left == 0 {
                self.wanted.remove(at);
            }
        }
    }

    fn line_break(&mut self) {
        if self.is_in_code() {
            self.code("\n");
        } else if self.leaf.is_some() {
            self.breaks += 1;
            self.is_line_empty = true;
        }
    }

    fn open_leaf(&mut self) {
        self.open_item_if_due();
        let is_item = self.containers.last() == Some(&Container::Item);
        let leaf = self
            .next
            .take()
            .unwrap_or(if is_item { Leaf::Bare } else { Leaf::Paragraph });
        match leaf {
            Leaf::Bare => {}
            Leaf::Paragraph => self.writer.open(Element::Paragraph),
            Leaf::Heading(level) => self.writer.open(Element::Heading(level)),
            Leaf::Code(language) => self.writer.open(Element::CodeBlock(language)),
        }
        self.leaf = Some(leaf);
    }

    fn start_leaf(&mut self, next: Option<Leaf>) {
        self.end_leaf();
        self.next = next;
    }

    fn end_leaf(&mut self) {
        for _ in self.shown.drain(..) {
            self.writer.close();
        }
        if self.leaf.take().is_some_and(|leaf| leaf != Leaf::Bare) {
            self.writer.close();
        }
        self.next = None;
        self.space = false;
        self.breaks = 0;
        self.is_line_empty = true;
    }

    /// Only items stand in a list.
    fn open_item_if_due(&mut self) {
        if self.containers.last() == Some(&Container::List) {
            self.push(Container::Item, Element::Item);
        }
    }

    fn push(&mut self, container: Container, element: Element) {
        self.writer.open(element);
        self.containers.push(container);
    }

    fn pop(&mut self) {
        self.containers.pop();
        self.writer.close();
    }

    fn open_container(&mut self, container: Container, element: Element) {
        self.end_leaf();
        let is_level = |container: &&Container| **container != Container::Item;
        let levels = self.containers.iter().filter(is_level).count();
        if levels == NESTING_MAX {
            self.beyond += 1;
        } else {
            self.open_item_if_due();
            self.push(container, element);
        }
    }

    fn close_container(&mut self, container: Container) {
        self.end_leaf();
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        // At most sixteen are open.
        if let Some(at) = self.containers.iter().rposition(|one| *one == container) {
            while self.containers.len() > at {
                self.pop();
            }
        }
    }

    fn start_item(&mut self) {
        self.end_leaf();
        if self.beyond == 0 && self.containers.last() == Some(&Container::Item) {
            self.pop();
        }
        if self.beyond == 0 && self.containers.last() == Some(&Container::List) {
            self.push(Container::Item, Element::Item);
        } else {
            self.next = Some(Leaf::Paragraph);
        }
    }
}

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    let found = tag.attrs.iter().find(|one| &*one.name.local == name);
    found.map(|one| one.value.to_string())
}

fn language_of(tag: &Tag) -> Option<&'static str> {
    let class = attribute(tag, "class")?;
    let mut classes = class.split_ascii_whitespace();
    classes.find_map(|class| language::known(class.strip_prefix(language::CLASS)?))
}

fn inline_of(name: &str) -> Option<Inline> {
    Some(match name {
        "strong" | "b" => Inline::Strong,
        "em" | "i" | "cite" | "dfn" | "var" => Inline::Emphasis,
        "del" | "s" | "strike" => Inline::Strike,
        "sub" => Inline::Sub,
        "sup" => Inline::Sup,
        "kbd" | "samp" | "tt" => Inline::Code,
        _ => return None,
    })
}

/// Elements that begin and end a line of their own.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Elements whose content is no text.
fn is_no_text(name: &str) -> bool {
    matches!(
        name,
        "applet"
            | "audio"
            | "canvas"
            | "frameset"
            | "head"
            | "math"
            | "object"
            | "plaintext"
            | "select"
            | "svg"
            | "template"
            | "video"
    )
}
