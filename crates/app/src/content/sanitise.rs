//! The allow-list: what may be in a message's HTML, whatever made it.

use super::{address, language};
use ammonia::{Builder, UrlRelative};
use campfire_domain::UserId;
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
    "span",
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
            ("p", HashSet::from(["class"])),
            ("span", HashSet::from(["class", "data-user-id"])),
        ]))
        .set_tag_attribute_values(fixed)
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer nofollow"))
        .attribute_filter(filter);
    builder
});

/// Lets through only the values that we give ourselves. `target`, `rel` and `dir` are not let
/// through but set by the builder, before it asks here.
fn filter<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let good = match (element, attribute) {
        ("a", "href") => address::safe(value).is_some_and(|safe| safe == value),
        ("code", "class") => language::is_class(value),
        ("ol", "start") => value.len() <= 9 && value.bytes().all(|b| b.is_ascii_digit()),
        ("p", "class") => value == "emoji",
        ("span", "class") => value == "mention",
        ("span", "data-user-id") => UserId::parse(value).is_ok(),
        ("a", "target" | "rel") | (_, "dir") => true,
        _ => false,
    };
    good.then_some(Cow::Borrowed(value))
}

/// Leaves only what is allowed.
pub(super) fn clean(html: &str) -> String {
    ALLOWED.clean(html).to_string()
}
