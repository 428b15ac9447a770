//! What is shown large: messages that have nothing but emoji.

use unicode_properties::emoji::{EmojiStatus, UnicodeEmoji as _};
use unicode_segmentation::UnicodeSegmentation as _;

/// Shows the emoji before it as text, a heart or a phone.
const AS_TEXT: char = '\u{FE0E}';
/// Shows the character before it as emoji.
const AS_EMOJI: char = '\u{FE0F}';
/// Joins emoji into one: families, professions.
const JOINER: char = '\u{200D}';
/// Puts the digit before it on a key.
const KEYCAP: char = '\u{20E3}';

/// Whether a text has emoji and, but for white space, nothing else.
pub(super) fn is_only_emoji(text: &str) -> bool {
    let mut graphemes = text
        .graphemes(true)
        .filter(|grapheme| !grapheme.chars().all(char::is_whitespace))
        .peekable();
    graphemes.peek().is_some() && graphemes.all(is_emoji)
}

/// Whether one character as people count them is shown as emoji (UTS #51).
fn is_emoji(grapheme: &str) -> bool {
    let mut chars = grapheme.chars();
    let (Some(first), second) = (chars.next(), chars.next()) else {
        return false;
    };
    if matches!(first, '0'..='9' | '#' | '*') {
        return grapheme.ends_with(KEYCAP);
    }
    if is_flag_letter(first) {
        return second.is_some_and(is_flag_letter) && chars.next().is_none();
    }
    match first.emoji_status() {
        EmojiStatus::EmojiPresentation
        | EmojiStatus::EmojiPresentationAndModifierBase
        | EmojiStatus::EmojiPresentationAndEmojiComponent
        | EmojiStatus::EmojiPresentationAndModifierAndEmojiComponent => second != Some(AS_TEXT),
        EmojiStatus::EmojiModifierBase
        | EmojiStatus::EmojiOther
        | EmojiStatus::EmojiOtherAndEmojiComponent => {
            second.is_some_and(|c| matches!(c, AS_EMOJI | JOINER) || is_skin_tone(c))
        }
        _ => false,
    }
}

/// Two of these make a flag.
fn is_flag_letter(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1F3FB}'..='\u{1F3FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_toned_boxed_and_flagged_emoji_are_emoji() {
        for text in [
            "👍",
            "👍🏽",
            "☝🏽",
            "👩‍💻",
            "👨‍👩‍👧‍👦",
            "❤️",
            "❤️‍🔥",
            "1️⃣ #️⃣",
            "🇪🇺",
            "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
            "🎉 🔥\n😂",
            "⛄️❄️👩",
            "🏳️‍🌈",
        ] {
            assert!(is_only_emoji(text), "{text:?}");
        }
    }

    #[test]
    fn words_signs_and_digits_are_no_emoji() {
        for text in [
            "",
            " ",
            "©",
            "™",
            "1",
            "#",
            "123",
            "a",
            "👍 ok",
            "ok👍",
            "🇪",
            "❤\u{FE0E}",
            "⌚\u{FE0E}",
            "\u{200D}",
            "\u{FE0F}",
            "♪ ~♫",
            ":)",
            "…",
        ] {
            assert!(!is_only_emoji(text), "{text:?}");
        }
    }
}
