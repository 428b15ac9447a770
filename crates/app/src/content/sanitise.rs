//! The allow-list: what may be in a message's HTML, whatever made it.

use ammonia::{Builder, UrlRelative};
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

/// Elements that a message may hold.
const TAGS: [&str; 22] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "sub",
    "sup",
    "ul",
];

/// Blocks of text whose direction follows their first strong character.
const TEXT_BLOCKS: [&str; 11] = [
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ol",
    "p",
    "ul",
];

static ALLOWED: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    let mut fixed: HashMap<&str, HashMap<&str, &str>> = TEXT_BLOCKS
        .iter()
        .map(|tag| (*tag, HashMap::from([("dir", "auto")])))
        .collect();
    fixed.insert("a", HashMap::from([("target", "_blank")]));
    builder
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("code", HashSet::from(["class"])),
            ("ol", HashSet::from(["start"])),
        ]))
        .set_tag_attribute_values(fixed)
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .attribute_filter(filter);
    builder
});

/// Lets through only `language-…` classes of code and small list numbers.
fn filter<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let good = match (element, attribute) {
        ("code", "class") => value.strip_prefix("language-").is_some_and(|language| {
            let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'#' | b'_');
            (1..=20).contains(&language.len()) && language.bytes().all(plain)
        }),
        ("ol", "start") => value.len() <= 9 && value.bytes().all(|b| b.is_ascii_digit()),
        _ => true,
    };
    good.then_some(Cow::Borrowed(value))
}

/// Leaves only what is allowed.
pub(super) fn clean(html: &str) -> String {
    ALLOWED.clean(html).to_string()
}
