//! Writes the HTML and the plain text of a message, side by side.
//!
//! A reader opens and closes elements and gives words in between; the writer keeps the result well
//! formed and within its depth. What it writes looks as the sanitiser prints it, so that the sanitiser
//! changes nothing in it.

use super::{People, Whose, address, language};
use campfire_domain::{Handle, MessageBody, MessageId, RoomId, User, UserId};
use linkify::{LinkFinder, LinkKind};
use std::{fmt::Write as _, rc::Rc, sync::LazyLock};

/// Quotes and lists may stand in each other this deep (product limit); deeper ones keep their words
/// only.
pub(super) const NESTING_MAX: usize = 8;

static LINKS: LazyLock<LinkFinder> = LazyLock::new(|| {
    let mut finder = LinkFinder::new();
    finder
        .kinds(&[LinkKind::Url, LinkKind::Email])
        .url_must_have_scheme(false);
    finder
});

/// What can be opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Element {
    Paragraph,
    /// Of this level, 1 to 6.
    Heading(u8),
    Quote,
    Bullets,
    /// Counting from this number.
    Numbers(u64),
    Item,
    /// In this language, by our word for it.
    CodeBlock(Option<&'static str>),
    Inline(Inline),
    /// Whatever has no place here; what is in it stays.
    Nothing,
}

/// What can be opened within a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Inline {
    Strong,
    Emphasis,
    Strike,
    Sub,
    Sup,
    Code,
    /// To this address, if a link may lead there.
    Link(Rc<str>),
}

impl Inline {
    /// How many kinds there are.
    const KINDS: usize = 7;

    /// One number a kind, whatever it leads to.
    pub(super) const fn kind(&self) -> usize {
        match self {
            Self::Strong => 0,
            Self::Emphasis => 1,
            Self::Strike => 2,
            Self::Sub => 3,
            Self::Sup => 4,
            Self::Code => 5,
            Self::Link(_) => 6,
        }
    }
}

/// What was written.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) html: String,
    pub(super) plain_text: String,
    pub(super) mentions: Vec<UserId>,
    /// The message that the first quote with such a link links to.
    pub(super) answers: Option<(RoomId, MessageId)>,
    /// Whether the HTML is made of paragraphs, line breaks and escaped text only: then there is
    /// nothing for the sanitiser to do.
    pub(super) is_plain: bool,
    has_rule: bool,
}

impl Written {
    /// Whether anything of it can be seen. What is too long was not written to its end, and is
    /// refused for that.
    pub(super) fn shows_something(&self) -> bool {
        if self.html.len() > MessageBody::HTML_MAX_BYTES {
            return true;
        }
        let text = campfire_domain::MessageSource::parse(&self.plain_text);
        self.has_rule || !matches!(text, Err(campfire_domain::MessageSourceError::Empty))
    }
}

/// An element that is open, and whether it was written or only its content is.
struct Open {
    element: Element,
    is_written: bool,
}

/// See the [module](self).
pub(super) struct Writer<'p> {
    people: &'p dyn People,
    written: Written,
    /// Words that nothing has come behind yet: links and handles are looked for in whole lines.
    words: String,
    open: Vec<Open>,
    /// Written quotes and lists that are open.
    nesting: usize,
    /// Those of them that are quotes.
    quotes: usize,
    /// Whether each kind of inline element is open: none stands in itself.
    inlines: [bool; Inline::KINDS],
    is_in_code_block: bool,
    /// Whether the quote that decides which message is answered was closed.
    has_answered: bool,
}

impl<'p> Writer<'p> {
    /// For a source of this many bytes.
    pub(super) fn new(source_bytes: usize, people: &'p dyn People) -> Self {
        Self {
            people,
            written: Written {
                html: String::with_capacity(source_bytes * 3 / 2),
                plain_text: String::with_capacity(source_bytes),
                is_plain: true,
                ..Written::default()
            },
            words: String::new(),
            open: Vec::new(),
            nesting: 0,
            quotes: 0,
            inlines: [false; Inline::KINDS],
            is_in_code_block: false,
            has_answered: false,
        }
    }

    /// Whether the HTML is over its limit already, so that the rest need not be written.
    pub(super) fn is_full(&self) -> bool {
        self.written.html.len() > MessageBody::HTML_MAX_BYTES
    }

    /// Opens an element.
    pub(super) fn open(&mut self, element: Element) {
        self.write_words();
        self.written.is_plain &= element == Element::Paragraph;
        let is_written = self.write_start(&element);
        self.open.push(Open {
            element,
            is_written,
        });
    }

    /// Closes what was opened last.
    pub(super) fn close(&mut self) {
        self.write_words();
        if let Some(Open {
            element,
            is_written,
        }) = self.open.pop()
        {
            self.write_end(&element, is_written);
        }
    }

    /// Adds words.
    pub(super) fn text(&mut self, text: &str) {
        for run in text.split(|c| !is_text(c)) {
            self.words.push_str(run);
        }
    }

    /// Adds words with line breaks in them.
    pub(super) fn lines(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            self.text(line.trim_end_matches('\n'));
            if line.ends_with('\n') {
                self.line_break();
            }
        }
    }

    /// Adds words as they are: no links, no mentions.
    pub(super) fn verbatim(&mut self, text: &str) {
        self.write_words();
        self.write_plainly(text);
    }

    /// Ends a line.
    pub(super) fn line_break(&mut self) {
        self.write_words();
        self.written.html.push_str("<br>\n");
        self.written.plain_text.push('\n');
    }

    /// Draws a line across.
    pub(super) fn rule(&mut self) {
        self.write_words();
        self.written.is_plain = false;
        self.written.has_rule = true;
        self.written.html.push_str("<hr>\n");
    }

    /// Mentions a member where mentions count, else names them.
    pub(super) fn chip(&mut self, user: &User) {
        self.write_words();
        if self.may_mention() {
            self.write_chip(user);
        } else {
            self.write_plainly(&format!("@{}", user.name));
        }
    }

    /// Closes what is open and gives what was written.
    pub(super) fn finish(mut self) -> Written {
        self.write_words();
        while !self.open.is_empty() {
            self.close();
        }
        let mut written = self.written;
        written
            .plain_text
            .truncate(written.plain_text.trim_end().len());
        written
    }

    /// Whether who is named here is told: not in code, links and quotes.
    fn may_mention(&self) -> bool {
        let is_in = |inline: &Inline| self.inlines[inline.kind()];
        let is_quiet = is_in(&Inline::Code) || is_in(&Inline::Link("".into()));
        self.quotes == 0 && !is_quiet && !self.is_in_code_block
    }

    fn write_start(&mut self, element: &Element) -> bool {
        if !matches!(element, Element::Inline(_) | Element::Nothing) {
            self.end_plain_line();
        }
        let html = &mut self.written.html;
        match element {
            Element::Paragraph => html.push_str("<p dir=\"auto\">"),
            Element::Heading(level) => {
                let _ = write!(html, "<h{level} dir=\"auto\">");
            }
            Element::Quote | Element::Bullets | Element::Numbers(_) => {
                if self.nesting == NESTING_MAX {
                    self.end_line();
                    return false;
                }
                self.nesting += 1;
                self.quotes += usize::from(*element == Element::Quote);
                match element {
                    Element::Quote => html.push_str("<blockquote dir=\"auto\">\n"),
                    // Nine digits are what a browser counts to.
                    Element::Numbers(first) if *first != 1 && *first < 1_000_000_000 => {
                        let _ = writeln!(html, "<ol start=\"{first}\" dir=\"auto\">");
                    }
                    Element::Numbers(_) => html.push_str("<ol dir=\"auto\">\n"),
                    _ => html.push_str("<ul dir=\"auto\">\n"),
                }
            }
            Element::Item => {
                if !self.open.last().is_some_and(|list| list.is_written) {
                    self.end_line();
                    return false;
                }
                html.push_str("<li dir=\"auto\">");
            }
            Element::CodeBlock(language) => {
                self.is_in_code_block = true;
                html.push_str("<pre><code");
                if let Some(language) = language {
                    let _ = write!(html, " class=\"{}{language}\"", language::CLASS);
                }
                html.push('>');
            }
            Element::Inline(inline) => return self.write_inline_start(inline),
            Element::Nothing => return false,
        }
        true
    }

    fn write_inline_start(&mut self, inline: &Inline) -> bool {
        if self.inlines[inline.kind()] || self.is_in_code_block {
            return false;
        }
        match inline {
            Inline::Link(to) => {
                let Some(to) = address::safe(to) else {
                    return false;
                };
                self.write_link_start(&to);
            }
            other => {
                let _ = write!(self.written.html, "<{}>", tag_of(other));
            }
        }
        self.inlines[inline.kind()] = true;
        true
    }

    fn write_end(&mut self, element: &Element, is_written: bool) {
        if let Element::Inline(inline) = element {
            if is_written {
                self.inlines[inline.kind()] = false;
                let _ = write!(self.written.html, "</{}>", tag_of(inline));
            }
            return;
        }
        if *element == Element::Nothing {
            return;
        }
        self.end_plain_line();
        if !is_written {
            return self.end_line();
        }
        let html = &mut self.written.html;
        match element {
            Element::Paragraph => html.push_str("</p>\n"),
            Element::Heading(level) => {
                let _ = writeln!(html, "</h{level}>");
            }
            Element::Quote => {
                html.push_str("</blockquote>\n");
                self.nesting -= 1;
                self.quotes -= 1;
                self.has_answered |= self.quotes == 0 && self.written.answers.is_some();
            }
            Element::Bullets | Element::Numbers(_) => {
                html.push_str(if *element == Element::Bullets {
                    "</ul>\n"
                } else {
                    "</ol>\n"
                });
                self.nesting -= 1;
            }
            Element::Item => html.push_str("</li>\n"),
            Element::CodeBlock(_) => {
                html.push_str("</code></pre>\n");
                self.is_in_code_block = false;
            }
            Element::Inline(_) | Element::Nothing => {}
        }
    }

    /// What is too deep keeps its words, each part on a line of its own.
    fn end_line(&mut self) {
        let html = &mut self.written.html;
        if !html.ends_with('\n') && !html.ends_with("\"auto\">") {
            html.push_str("<br>\n");
        }
    }

    fn end_plain_line(&mut self) {
        let plain = &mut self.written.plain_text;
        if !plain.is_empty() && !plain.ends_with('\n') {
            plain.push('\n');
        }
    }

    fn write_words(&mut self) {
        if self.words.is_empty() {
            return;
        }
        let mut words = std::mem::take(&mut self.words);
        let is_code = self.is_in_code_block || self.inlines[Inline::Code.kind()];
        let is_linked = self.inlines[Inline::Link("".into()).kind()];
        let may_link = words.contains("://") || words.contains("www.") || words.contains('@');
        if is_code || is_linked || !may_link {
            self.write_plainly(&words);
        } else {
            self.write_line(&words);
        }
        words.clear();
        self.words = words;
    }

    /// Words that may have links and handles in them.
    fn write_line(&mut self, words: &str) {
        for span in LINKS.spans(words) {
            let text = span.as_str();
            let to = match span.kind() {
                Some(LinkKind::Email) => address::safe(&format!("mailto:{text}")),
                Some(LinkKind::Url) if text.starts_with("www.") => {
                    address::safe(&format!("https://{text}"))
                }
                // Without a scheme too much would look like an address: `main.rs`.
                Some(LinkKind::Url) if text.contains("://") => address::safe(text),
                _ => None,
            };
            match to {
                Some(to) => {
                    self.write_link_start(&to);
                    self.write_plainly(text);
                    self.written.html.push_str("</a>");
                }
                None => self.write_names(text),
            }
        }
    }

    fn write_link_start(&mut self, to: &str) {
        self.written.is_plain = false;
        if self.quotes == 1 && !self.has_answered {
            // The last one counts: it stands where the quoted words end.
            self.written.answers = address::message(to).or(self.written.answers);
        }
        self.written.html.push_str("<a href=\"");
        self.written.html.push_str(&to.replace('&', "&amp;"));
        self.written
            .html
            .push_str("\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">");
    }

    /// Words that may have handles in them.
    fn write_names(&mut self, words: &str) {
        let mut done = 0;
        if self.may_mention() {
            for (at, _) in words.match_indices('@') {
                if let Some((user, end)) = named_at(words, at, self.people) {
                    self.write_plainly(&words[done..at]);
                    self.write_chip(&user);
                    done = end;
                }
            }
        }
        self.write_plainly(&words[done..]);
    }

    fn write_chip(&mut self, user: &User) {
        let mentions = &mut self.written.mentions;
        if !mentions.contains(&user.id) {
            if mentions.len() == MessageBody::MENTIONS_MAX {
                return self.write_plainly(&format!("@{}", user.name));
            }
            mentions.push(user.id);
        }
        self.written.is_plain = false;
        let _ = write!(
            self.written.html,
            "<span class=\"mention\" data-user-id=\"{}\">",
            user.id
        );
        self.write_plainly(&format!("@{}", user.name));
        self.written.html.push_str("</span>");
    }

    fn write_plainly(&mut self, text: &str) {
        self.written.plain_text.push_str(text);
        let html = &mut self.written.html;
        let mut rest = text;
        while let Some(at) = rest.find(['&', '<', '>', '\u{a0}']) {
            html.push_str(&rest[..at]);
            let mut behind = rest[at..].chars();
            html.push_str(match behind.next() {
                Some('&') => "&amp;",
                Some('<') => "&lt;",
                Some('>') => "&gt;",
                _ => "&nbsp;",
            });
            rest = behind.as_str();
        }
        html.push_str(rest);
    }
}

/// Entities can make control characters that a source must not have.
fn is_text(c: char) -> bool {
    !c.is_control() || matches!(c, '\n' | '\t')
}

const fn tag_of(inline: &Inline) -> &'static str {
    match inline {
        Inline::Strong => "strong",
        Inline::Emphasis => "em",
        Inline::Strike => "del",
        Inline::Sub => "sub",
        Inline::Sup => "sup",
        Inline::Code => "code",
        Inline::Link(_) => "a",
    }
}

/// The member that the `@` at this place names, and where the name ends. The longest name that
/// anybody has counts: `@ann.smith` is not `@ann`, whether or not Ann Smith is in the room.
fn named_at(words: &str, at: usize, people: &dyn People) -> Option<(std::sync::Arc<User>, usize)> {
    // Within a word, an address or a path it names nobody.
    let joins = |c: char| c.is_alphanumeric() || "_@/.-+%=".contains(c);
    if words[..at].chars().next_back().is_some_and(joins) {
        return None;
    }
    let rest = &words[at + 1..];
    let is_inner = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let most = Handle::MAX_CHARS + 1;
    let run = rest.bytes().take(most).take_while(|b| is_inner(*b)).count();
    let behind = rest.get(run..)?.chars().next();
    if run == most || behind.is_some_and(|c| c.is_alphanumeric() || c == '@') {
        return None;
    }
    for end in (1..=run).rev() {
        let is_edge = rest
            .as_bytes()
            .get(end)
            .is_none_or(|b| !b.is_ascii_alphanumeric());
        let handle = is_edge.then(|| Handle::parse(&rest[..end]).ok()).flatten();
        let Some(handle) = handle else { continue };
        match people.by_handle(&handle) {
            Whose::Member(user) => return Some((user, at + 1 + end)),
            Whose::Another => return None,
            Whose::Nobody => {}
        }
    }
    None
}
