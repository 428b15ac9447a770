//! The hostile corpus: every vector, read as Markdown and as HTML, comes out as a message that does
//! nothing. A browser reads the same corpus in `web/journeys/hostile-corpus.spec.ts`.

use super::*;
use crate::content::sanitise;
use std::time::{Duration, Instant};

const CORPUS: &str = include_str!("../../../../../tests/fixtures/hostile/families.json");

/// A vector with the family it is of.
fn vectors() -> Vec<(String, String)> {
    let corpus: serde_json::Value = serde_json::from_str(CORPUS).unwrap();
    let texts = |value: &serde_json::Value| -> Vec<String> {
        let texts = value.as_array().unwrap().iter();
        texts
            .map(|text| text.as_str().unwrap().to_owned())
            .collect()
    };
    let payloads = texts(&corpus["payloads"]);
    let mut vectors = Vec::new();
    for family in corpus["families"].as_array().unwrap() {
        let name = family["name"].as_str().unwrap();
        for shape in texts(&family["shapes"]) {
            let count = if shape.contains("{}") {
                payloads.len()
            } else {
                1
            };
            for payload in &payloads[..count] {
                vectors.push((name.to_owned(), shape.replace("{}", payload)));
            }
        }
    }
    vectors
}

/// What stands between `<` and `>` may be these and no more: the whole grammar of a message.
fn is_ours(tag: &str) -> bool {
    let plain = [
        "br",
        "hr",
        "strong",
        "/strong",
        "em",
        "/em",
        "del",
        "/del",
        "sub",
        "/sub",
        "sup",
        "/sup",
        "code",
        "/code",
        "pre",
        "/pre",
        "/p",
        "/h1",
        "/h2",
        "/h3",
        "/h4",
        "/h5",
        "/h6",
        "/blockquote",
        "/ul",
        "/ol",
        "/li",
        "/a",
        "/span",
        "p class=\"emoji\" dir=\"auto\"",
    ];
    let block = tag.strip_suffix(" dir=\"auto\"").is_some_and(|name| {
        let names = [
            "p",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "blockquote",
            "ul",
            "ol",
            "li",
        ];
        let start = name
            .strip_prefix("ol start=\"")
            .and_then(|rest| rest.strip_suffix('"'));
        names.contains(&name)
            || start.is_some_and(|start| start.bytes().all(|b| b.is_ascii_digit()))
    });
    let language = tag
        .strip_prefix("code class=\"language-")
        .and_then(|rest| rest.strip_suffix('"'));
    let chip = tag
        .strip_prefix("span class=\"mention\" data-user-id=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    let address = tag.strip_prefix("a href=\"").and_then(|rest| {
        rest.strip_suffix("\" target=\"_blank\" rel=\"noopener noreferrer nofollow\"")
    });
    plain.contains(&tag)
        || block
        || language.is_some_and(|word| word.bytes().all(|b| b.is_ascii_lowercase()))
        || chip.is_some_and(|id| Uuid::try_parse(id).is_ok())
        || address.is_some_and(|to| {
            let web = ["http://", "https://", "mailto:"];
            web.iter().any(|scheme| {
                to.get(..scheme.len())
                    .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
            }) && !to.contains(['"', ' ', '\\', '<', '>'])
        })
}

/// Reads the HTML by a grammar of its own: only our tags, each closed in order, no bare brackets.
fn problem(html: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some((text, behind)) = rest.split_once('<') {
        let Some((tag, after)) = behind.split_once('>') else {
            return Some("a tag without an end".to_owned());
        };
        if text.contains('>') || !is_ours(tag) {
            return Some(format!("<{tag}>"));
        }
        let name = tag.split(' ').next().unwrap_or_default();
        match name.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => return Some(format!("</{name}> is not due")),
            None if !matches!(name, "br" | "hr") => open.push(name),
            _ => {}
        }
        rest = after;
    }
    let is_whole = open.is_empty() && !rest.contains(['<', '>']);
    (!is_whole).then(|| format!("{open:?} are open"))
}

#[test]
fn the_whole_corpus_comes_out_inert_and_in_time() {
    let vectors = vectors();
    let mut families: Vec<_> = vectors.iter().map(|(family, _)| family).collect();
    families.dedup();
    let (mut slowest, mut shown) = (Duration::ZERO, 0);
    let mut bad = Vec::new();
    for (family, vector) in &vectors {
        for format in [Format::Markdown, Format::Html] {
            let once = Instant::now();
            let made = rendering(vector, format);
            slowest = slowest.max(once.elapsed());
            let Ok(made) = made else { continue };
            shown += 1;
            let html = made.body.html();
            if let Some(why) = problem(html) {
                bad.push(format!("{family}: {vector} as {format:?}: {why}\n{html}"));
            }
            if sanitise::clean(html) != html {
                bad.push(format!(
                    "{family}: {vector} as {format:?} was not clean\n{html}"
                ));
            }
        }
    }
    println!(
        "{} families, {} vectors in two formats, {shown} shown, the slowest took {slowest:?}",
        families.len(),
        vectors.len()
    );
    assert!(families.len() >= 40 && vectors.len() >= 600);
    assert!(
        bad.is_empty(),
        "{} are not inert:\n{}",
        bad.len(),
        bad.join("\n\n")
    );
    // The figure is that of an optimised build; this one may be ten times slower.
    let longest = if cfg!(debug_assertions) { 500 } else { 50 };
    assert!(slowest < Duration::from_millis(longest), "{slowest:?}");
}

/// The reading above can say no.
#[test]
fn what_is_not_ours_is_seen() {
    for html in [
        "<img src=x>",
        "<p>x</p>",
        "<p dir=\"auto\">x",
        "<p dir=\"auto\">x</em>",
        "a > b",
        "<a href=\"javascript:x\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a>",
        "<code class=\"language-X\">x</code>",
        "<p dir=\"auto\" onclick=\"x\">x</p>",
    ] {
        assert!(problem(html).is_some(), "{html}");
    }
}
