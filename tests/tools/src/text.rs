//! Message texts: about 200 bytes of plain words and one unique word that can be searched for.

use crate::random::Repeatable;
use std::fmt::Write as _;

/// How long a body is, in bytes, give or take a word.
pub const BODY_BYTES: usize = 200;

/// Plain words without a sign that Markdown or HTML would read, in the lengths of common English.
const WORDS: [&str; 96] = [
    "the",
    "a",
    "to",
    "and",
    "of",
    "we",
    "in",
    "is",
    "that",
    "it",
    "on",
    "for",
    "you",
    "this",
    "with",
    "can",
    "be",
    "are",
    "have",
    "not",
    "but",
    "they",
    "at",
    "what",
    "build",
    "server",
    "room",
    "people",
    "today",
    "morning",
    "review",
    "please",
    "deploy",
    "branch",
    "customer",
    "meeting",
    "question",
    "answer",
    "design",
    "draft",
    "release",
    "friday",
    "monday",
    "number",
    "message",
    "window",
    "coffee",
    "lunch",
    "train",
    "garden",
    "river",
    "window",
    "paper",
    "budget",
    "report",
    "picture",
    "button",
    "colour",
    "letter",
    "summer",
    "winter",
    "market",
    "planning",
    "testing",
    "looking",
    "waiting",
    "finished",
    "started",
    "broken",
    "working",
    "faster",
    "slower",
    "better",
    "nobody",
    "someone",
    "everyone",
    "something",
    "nothing",
    "maybe",
    "really",
    "already",
    "again",
    "later",
    "never",
    "always",
    "often",
    "between",
    "because",
    "without",
    "tomorrow",
    "yesterday",
    "afternoon",
    "evening",
    "question",
    "thanks",
    "welcome",
];

/// The unique word of a message: `m`, then what it is named by. Letters and digits only, so that the
/// search index keeps it as one word; a decimal digit at the end, so that the index takes no English
/// ending off it.
#[must_use]
pub fn unique_word(salt: u64, number: u64) -> String {
    format!("m{salt:x}x{number}")
}

/// The body of message `number` of run or room `salt`: always the same text for the same two.
#[must_use]
pub fn body(salt: u64, number: u64) -> String {
    let mut text = String::with_capacity(BODY_BYTES + 16);
    let mut words = Repeatable::new(salt.rotate_left(32) ^ number);
    // A String takes every write.
    let _ = write!(text, "m{salt:x}x{number}");
    while text.len() < BODY_BYTES {
        text.push(' ');
        text.push_str(WORDS[words.below(WORDS.len())]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_about_two_hundred_bytes_and_starts_with_its_unique_word() {
        for number in [0, 1, 999_999] {
            let text = body(3, number);
            assert!(
                (BODY_BYTES..BODY_BYTES + 12).contains(&text.len()),
                "{}",
                text.len()
            );
            assert!(text.starts_with(&unique_word(3, number)));
            assert_eq!(text, body(3, number));
        }
    }
}
