//! What a client tells when something of its own broke.

/// Words about a failure in a client, fit for a log: one line of at most 500 characters, without
/// anything in it that may be somebody's or open a door. Hidden when parsed: what stands in double
/// quotes (parsers quote what they could not read), words with `@`, what follows `?` or `#` in a link,
/// and runs of 32 or more letters and digits (ids, tokens).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ErrorWords(Box<str>);

impl ErrorWords {
    /// Longest text, in Unicode scalar values: a message and its place, no stack.
    pub const MAX_CHARS: usize = 500;
    /// From this length on a run of letters and digits is taken for a secret or an id; the names of
    /// our own files are shorter.
    const SECRET_CHARS: usize = 32;

    /// Takes a text without what must not be in a log.
    ///
    /// # Errors
    /// [`InvalidErrorWords`] when it is empty or too long.
    pub fn parse(text: &str) -> Result<Self, InvalidErrorWords> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > Self::MAX_CHARS {
            return Err(InvalidErrorWords);
        }
        let pieces = text.split('"').enumerate();
        let shown = pieces.map(|(n, piece)| match n % 2 {
            0 => without_secrets(piece),
            _ => HIDDEN.to_owned(),
        });
        Ok(Self(shown.collect::<Vec<_>>().join("\"").into()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that tells nothing, or too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have 1 to 500 characters")]
pub struct InvalidErrorWords;

/// A failure in a client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientError {
    /// What the failure says of itself.
    pub message: ErrorWords,
    /// Where in the client.
    pub place: ErrorWords,
    /// Which client.
    pub build: ErrorWords,
}

/// Stands for what is hidden.
const HIDDEN: &str = "…";

/// The piece with one space for what separates words, so that it stays one line of the log.
fn without_secrets(piece: &str) -> String {
    let is_gap = |c: char| c.is_whitespace() || c.is_control();
    let words = piece.split(is_gap).map(shown_of);
    words.collect::<Vec<_>>().join(" ")
}

fn shown_of(word: &str) -> String {
    if word.contains('@') {
        return HIDDEN.to_owned();
    }
    let Some((link, _)) = word.split_once(['?', '#']) else {
        return without_runs(word);
    };
    without_runs(link) + HIDDEN
}

fn without_runs(word: &str) -> String {
    let in_run = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let mut shown = String::with_capacity(word.len());
    for part in word.split_inclusive(|c| !in_run(c)) {
        let run = part.trim_end_matches(|c| !in_run(c));
        if run.chars().count() < ErrorWords::SECRET_CHARS {
            shown.push_str(run);
        } else {
            shown.push_str(HIDDEN);
        }
        shown.push_str(&part[run.len()..]);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        ErrorWords::parse(text).unwrap().as_str().to_owned()
    }

    #[test]
    fn what_helps_to_find_the_fault_stays() {
        for text in [
            "TypeError: Cannot read properties of undefined (reading 'seq')",
            "/rooms sessions-screen-DfGh2345.js:12:3456",
            "Die Verbindung ist weg",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn what_may_be_somebodys_is_hidden() {
        for (text, expected) in [
            (
                "Unexpected token, \"my secret plan\" is not valid JSON",
                "Unexpected token, \"…\" is not valid JSON",
            ),
            ("never \"closed plan", "never \"…"),
            ("no such user ann@example.org here", "no such user … here"),
            (
                "at https://chat.example.org/search?q=plan now",
                "at https://chat.example.org/search… now",
            ),
            ("/session/transfer#kq0Z2Jd5", "/session/transfer…"),
            (
                "room 01938c1e-7b00-7000-8000-000000000001: gone",
                "room …: gone",
            ),
            ("two\nlines\tand\u{1b}[31m more", "two lines and [31m more"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn it_has_one_to_five_hundred_characters() {
        assert!(ErrorWords::parse(&"ü ".repeat(250)).is_ok());
        for bad in ["", " \n", &"x".repeat(501)] {
            assert_eq!(ErrorWords::parse(bad), Err(InvalidErrorWords));
        }
    }

    proptest! {
        #[test]
        fn it_is_one_line_without_addresses_whatever_is_told(text in "\\PC{0,40}[\n\u{85}@\"]\\PC{0,40}") {
            if let Ok(words) = ErrorWords::parse(&text) {
                prop_assert!(!words.as_str().contains(|c: char| c.is_control() || c == '@'));
            }
        }
    }
}
