//! Search: what someone looks for, and what is found.
//!
//! A query is words and filters. Words are meant literally: no word is an operator, and there is no
//! text that a store could stumble over.
//!
//! | written | means |
//! |---|---|
//! | `deploy friday` | both words, in any form the store knows (`deployed`), anywhere |
//! | `"deploy on friday"` | these words in a row; `c++` and `e-mail` are rows of their parts too |
//! | `depl*` | a word that begins so, from [`SearchQuery::PREFIX_MIN_CHARS`] characters on |
//! | `🔥`, `->`, `会议` | found as written: signs, and scripts that leave no space between words |
//! | `from:@ann`, `from:"Ann Lee"`, `from:me` | who wrote it; of several any |
//! | `in:Lobby`, `in:"All Talk"` | where; of several any |
//! | `after:2026-01-31`, `before:2026-02-02` | posted after the end, or before the start, of that day (UTC) |
//! | `has:link`, `has:code`, `has:mention`, `has:sound` | what is in it; of several all |

use crate::{MessageId, PageSize, RoomId, Seq, UserId, text::is_invisible, time::Timestamp};
use chrono::NaiveDate;
use std::{collections::BTreeSet, ops::Range};

/// What someone looks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SearchQuery {
    text: Box<str>,
    terms: Vec<Term>,
    filters: Filters,
}

/// The filters of a query, before anyone knows whom and what they name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filters {
    /// Handles (with or without `@`) or names of people, or `me`; any of them.
    pub from: Vec<Box<str>>,
    /// Names of rooms; any of them.
    pub rooms: Vec<Box<str>>,
    /// Posted at or after this.
    pub since: Option<Timestamp>,
    /// Posted before this.
    pub until: Option<Timestamp>,
    /// All of these are in it.
    pub has: BTreeSet<Has>,
}

/// One thing that a text must hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Term {
    /// These words in a row, in any form that the store knows.
    Words(Box<str>),
    /// The same, the last word being only the beginning of one.
    Beginning(Box<str>),
    /// Exactly these characters.
    Verbatim(Box<str>),
}

/// What a message can have in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Has {
    /// A link.
    Link,
    /// Code, in the line or as a block.
    Code,
    /// Somebody's mention.
    Mention,
    /// A sound.
    Sound,
}

impl Has {
    /// All of them, with their words.
    pub const ALL: [(&'static str, Self); 4] = [
        ("link", Self::Link),
        ("code", Self::Code),
        ("mention", Self::Mention),
        ("sound", Self::Sound),
    ];

    fn parse(word: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        let known = all.find(|(known, _)| known.eq_ignore_ascii_case(word))?;
        Some(known.1)
    }
}

impl SearchQuery {
    /// Longest query, in Unicode scalar values: a long sentence, so that one can paste one.
    pub const MAX_CHARS: usize = 512;
    /// Most words, phrases and filters together. Each makes a search dearer.
    pub const MAX_TERMS: usize = 16;
    /// Fewest characters before a `*`: shorter beginnings are those of half of all words.
    pub const PREFIX_MIN_CHARS: usize = 2;

    /// Reads a query. Whatever the words are, the only refusals are those of the limits, of an empty
    /// query, and of a filter that cannot be meant.
    ///
    /// # Errors
    /// [`SearchQueryError`].
    pub fn parse(text: &str) -> Result<Self, SearchQueryError> {
        let text = text.trim_matches(is_separator);
        let got = text.chars().count();
        if got > Self::MAX_CHARS {
            return Err(SearchQueryError::TooLong {
                max: Self::MAX_CHARS,
                got,
            });
        }
        let mut query = Self {
            text: text.into(),
            terms: Vec::new(),
            filters: Filters::default(),
        };
        let mut got = 0;
        for item in Items::of(text) {
            got += usize::from(query.add(item)?);
        }
        if got == 0 {
            return Err(SearchQueryError::Empty);
        }
        if got > Self::MAX_TERMS {
            return Err(SearchQueryError::TooManyTerms {
                max: Self::MAX_TERMS,
                got,
            });
        }
        Ok(query)
    }

    /// What was written, trimmed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What the text must hold: all of these.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// What else the message must be.
    #[must_use]
    pub fn filters(&self) -> &Filters {
        &self.filters
    }

    /// Adds an item; `false` when there is nothing in it.
    fn add(&mut self, item: Item) -> Result<bool, SearchQueryError> {
        let filters = &mut self.filters;
        match item {
            Item::Text { text, is_quoted } => {
                let Some(term) = Term::of(&text, is_quoted) else {
                    return Ok(false);
                };
                self.terms.push(term);
            }
            Item::Filter(Key::From, value) => filters.from.push(value.into()),
            Item::Filter(Key::In, value) => filters.rooms.push(value.into()),
            Item::Filter(Key::Before, value) => {
                let day = day(&value)?;
                filters.until = Some(filters.until.map_or(day, |until| until.min(day)));
            }
            Item::Filter(Key::After, value) => {
                let next = day(&value)?.plus(DAY);
                filters.since = filters.since.max(Some(next));
            }
            Item::Filter(Key::Has, value) => {
                let has = Has::parse(&value).ok_or(SearchQueryError::UnknownHas)?;
                filters.has.insert(has);
            }
        }
        Ok(true)
    }
}

const DAY: std::time::Duration = std::time::Duration::from_hours(24);

/// The start of a day in UTC.
fn day(value: &str) -> Result<Timestamp, SearchQueryError> {
    let has_form =
        value.len() == "2026-01-31".len() && value.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let day = NaiveDate::parse_from_str(value, "%Y-%m-%d").ok();
    let day = day.filter(|_| has_form).ok_or(SearchQueryError::NotADay)?;
    Ok(day.and_time(chrono::NaiveTime::MIN).and_utc().into())
}

impl Term {
    /// The term of a text; `None` when nothing in it can be looked for.
    fn of(text: &str, is_quoted: bool) -> Option<Self> {
        let bare = if is_quoted {
            text
        } else {
            text.trim_end_matches('*')
        };
        if bare.chars().all(is_invisible) {
            return None;
        }
        let has_word = bare.chars().any(char::is_alphanumeric);
        if bare.chars().any(is_unspaced) || !has_word {
            return Some(Self::Verbatim(bare.into()));
        }
        let ending = bare.chars().rev().take_while(|c| c.is_alphanumeric());
        let is_beginning =
            bare.len() < text.len() && ending.count() >= SearchQuery::PREFIX_MIN_CHARS;
        Some(if is_beginning {
            Self::Beginning(bare.into())
        } else {
            Self::Words(bare.into())
        })
    }
}

/// Scripts that leave no space between words (Han, Kana, Thai, Lao, Khmer, Myanmar): a store that
/// knows words by the spaces around them finds none there.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9F}'
        | '\u{1B000}'..='\u{1B16F}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Straight and curled quotation marks: phones write the latter by themselves.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201C}' | '\u{201D}' | '\u{201E}')
}

/// The name of a filter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Key {
    From,
    In,
    Before,
    After,
    Has,
}

impl Key {
    fn parse(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "from" => Self::From,
            "in" => Self::In,
            "before" => Self::Before,
            "after" => Self::After,
            "has" => Self::Has,
            _ => return None,
        })
    }
}

/// A part of a query.
enum Item {
    Text { text: String, is_quoted: bool },
    Filter(Key, String),
}

/// The parts of a query from left to right.
struct Items<'a> {
    rest: &'a str,
}

impl<'a> Items<'a> {
    fn of(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// Takes what stands before the first character of this kind, or everything.
    fn take_to(&mut self, ends: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Takes what stands between quotation marks; the second may be missing.
    fn take_quoted(&mut self) -> Option<&'a str> {
        self.rest = self.rest.strip_prefix(is_quote)?;
        let taken = self.take_to(is_quote);
        self.rest = self.rest.strip_prefix(is_quote).unwrap_or("");
        Some(taken)
    }
}

impl Iterator for Items<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        self.rest = self.rest.trim_start_matches(is_separator);
        if self.rest.is_empty() {
            return None;
        }
        if let Some(phrase) = self.take_quoted() {
            return Some(Item::Text {
                text: cleaned(phrase),
                is_quoted: true,
            });
        }
        let word = self.take_to(|c| is_separator(c) || is_quote(c));
        let key = word.split_once(':').and_then(|(name, value)| {
            let key = Key::parse(name)?;
            Some((key, value))
        });
        match key {
            Some((key, "")) => match self.take_quoted().map(cleaned) {
                Some(value) if !value.is_empty() => Some(Item::Filter(key, value)),
                _ => Some(Item::Text {
                    text: word.to_owned(),
                    is_quoted: false,
                }),
            },
            Some((key, value)) => Some(Item::Filter(key, value.to_owned())),
            None => Some(Item::Text {
                text: word.to_owned(),
                is_quoted: false,
            }),
        }
    }
}

/// A quoted text with single spaces and no control characters.
fn cleaned(text: &str) -> String {
    let words = text.split(is_separator).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Why a text cannot be a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SearchQueryError {
    /// Nothing to look for.
    #[error("says nothing to look for")]
    Empty,
    /// More than [`SearchQuery::MAX_CHARS`].
    #[error("has {got} characters, at most {max} are allowed")]
    TooLong {
        /// The limit, in Unicode scalar values.
        max: usize,
        /// What was given.
        got: usize,
    },
    /// More than [`SearchQuery::MAX_TERMS`].
    #[error("has {got} words, phrases and filters, at most {max} are allowed")]
    TooManyTerms {
        /// The limit.
        max: usize,
        /// What was given.
        got: usize,
    },
    /// `before:` or `after:` without a day.
    #[error("needs days as 2026-01-31 behind before: and after:")]
    NotADay,
    /// `has:` with something else.
    #[error("knows has:link, has:code, has:mention and has:sound")]
    UnknownHas,
}

/// A query as a store is asked: everything it names is known by its id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Search {
    /// What the text must hold: all of these. None is every message.
    pub terms: Vec<Term>,
    /// Where to look; nowhere else.
    pub room_ids: Vec<RoomId>,
    /// Who wrote it, when that matters.
    pub creator_ids: Option<Vec<UserId>>,
    /// Posted at or after this.
    pub since: Option<Timestamp>,
    /// Posted before this.
    pub until: Option<Timestamp>,
    /// All of these are in it.
    pub has: BTreeSet<Has>,
    /// Only what is behind this place: [`Found::next`] of the page before.
    pub after: Option<SearchPlace>,
    /// Most hits.
    pub size: PageSize,
}

/// A place in the order in which a search goes through all messages, newest first. Its number means
/// nothing outside the store that gave it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SearchPlace(u64);

impl SearchPlace {
    /// The place that a store calls by this number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The store's number of it.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// [`InvalidSearchPlace`] when it is another text.
    pub fn parse(text: &str) -> Result<Self, InvalidSearchPlace> {
        let is_hex = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let number = u64::from_str_radix(text, 16);
        number
            .ok()
            .filter(|_| is_hex)
            .map(Self)
            .ok_or(InvalidSearchPlace)
    }
}

impl std::fmt::Display for SearchPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:x}", self.0)
    }
}

/// A text that no store gave as a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no place of a search")]
pub struct InvalidSearchPlace;

/// What a search found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The hits, newest first.
    pub hits: Vec<SearchHit>,
    /// Where to go on. A page may have fewer hits than asked, even none, and still say where to go
    /// on: a search looks at so many messages at a time.
    pub next: Option<SearchPlace>,
}

/// A message that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SearchHit {
    /// Which.
    pub message_id: MessageId,
    /// Its room.
    pub room_id: RoomId,
    /// Its number in the room.
    pub seq: Seq,
    /// Who wrote it.
    pub creator_id: UserId,
    /// When it was posted.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// What of its text shows why.
    pub snippet: Snippet,
}

/// A part of a message's plain text with what was found in it marked: plain texts one behind the
/// other, so that nothing in them can be taken for markup.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Snippet(Vec<SnippetPart>);

/// A piece of a snippet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SnippetPart {
    /// Its text, on one line.
    pub text: String,
    /// Whether this is what was looked for.
    pub is_match: bool,
}

impl Snippet {
    /// Longest snippet, in Unicode scalar values: about three lines.
    pub const MAX_CHARS: usize = 240;
    /// What is shown before the first match, in Unicode scalar values, when the text is longer.
    pub const LEAD_CHARS: usize = 60;

    /// Cuts a snippet around the first of these places of a text, which are in bytes and may overlap;
    /// from its start without any.
    #[must_use]
    pub fn cut(text: &str, mut marks: Vec<Range<usize>>) -> Self {
        marks.retain(|mark| mark.start < mark.end && text.get(mark.clone()).is_some());
        marks.sort_unstable_by_key(|mark| (mark.start, mark.end));
        let start = marks.first().map_or(0, |first| lead(text, first.start));
        let length = text[start..].char_indices().nth(Self::MAX_CHARS);
        let end = length.map_or(text.len(), |(length, _)| start + length);
        let mut snippet = Self::default();
        let mut at = start;
        if start > 0 {
            snippet.push("…", false);
        }
        for mark in marks {
            let (from, to) = (mark.start.clamp(at, end), mark.end.clamp(at, end));
            snippet.push(&text[at..from], false);
            snippet.push(&text[from..to], true);
            at = to;
        }
        snippet.push(&text[at..end], false);
        if end < text.len() {
            snippet.push("…", false);
        }
        snippet
    }

    /// Its pieces, in order; two neighbours differ in whether they match.
    #[must_use]
    pub fn parts(&self) -> &[SnippetPart] {
        &self.0
    }

    fn push(&mut self, text: &str, is_match: bool) {
        if text.is_empty() {
            return;
        }
        let line = text.chars().map(|c| if is_separator(c) { ' ' } else { c });
        match self.0.last_mut() {
            Some(last) if last.is_match == is_match => last.text.extend(line),
            _ => self.0.push(SnippetPart {
                text: line.collect(),
                is_match,
            }),
        }
    }
}

/// Where a snippet begins whose first match is here: at the start, or behind a space some way before.
fn lead(text: &str, first: usize) -> usize {
    let before = &text[..first];
    let Some((start, _)) = before.char_indices().rev().nth(Snippet::LEAD_CHARS) else {
        return 0;
    };
    let space = before[start..].find(char::is_whitespace);
    let behind = |space: usize| {
        let width = before[start + space..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        start + space + width
    };
    space.map_or(start, behind)
}

#[cfg(test)]
mod tests;
