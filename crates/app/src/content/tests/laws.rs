//! What holds for every source: it is inert, idempotent, in time.

use super::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// The figure is that of an optimised build; this one may be ten times slower.
const LONGEST: Duration = Duration::from_millis(if cfg!(debug_assertions) { 500 } else { 50 });

#[track_caller]
fn in_time(text: &str, format: Format) -> Duration {
    let source = MessageSource::parse(text).unwrap();
    let once = Instant::now();
    let _ = render(&source, format, &Room);
    let took = once.elapsed();
    assert!(
        took < LONGEST,
        "{took:?} for {:?}…",
        &text[..20.min(text.len())]
    );
    took
}

fn repeated(piece: &str, chars: usize) -> String {
    let text: String = piece.chars().cycle().take(chars - 1).collect();
    format!("x{text}")
}

#[test]
fn the_longest_adversarial_sources_render_in_time() {
    for piece in [
        "[", "![", "*a ", "`", "<", "> ", "- ", "**_", "[a](", "\\", "~~a", "&", "1. ", "|", "://",
        "@a.", "@ann ", "a@b.c ", "www.", "http://a", "_@", "``` ", "\n\n", "a\n", "[a]: b\n",
        "<a ", "&lt;", "*_~~`",
    ] {
        println!(
            "markdown {piece:?}: {:?}",
            in_time(&repeated(piece, 10_000), Format::Markdown)
        );
    }
    for piece in [
        "<b>",
        "<div>",
        "<ul><li>",
        "<blockquote>",
        "</b>",
        "<a href=a>",
        "<b><i>",
        "<p>x",
        "<table>",
        "<svg>",
        "</p>",
        "<!--",
        "<a b c ",
        "&amp;",
        "<b></i>",
        "<br>x",
        "<pre>",
        "<li></ul>",
        "<a href='",
        "<font><b>x",
        "<span data-user-id=x>",
        "<select>",
        "<ul></blockquote>",
        "<b>x</b>",
        "@ann ",
        "<h1><p>",
        "<x",
    ] {
        println!(
            "html {piece:?}: {:?}",
            in_time(&repeated(piece, 10_000), Format::Html)
        );
    }
    let attributes = (0..2400).map(|n| format!("{n:x} "));
    let attributes = format!("<p {}>x", attributes.collect::<Vec<_>>().concat());
    println!("html attributes: {:?}", in_time(&attributes, Format::Html));
}

/// A megabyte does not get as far as the renderer.
#[test]
fn a_megabyte_is_refused_before_it_is_read() {
    for piece in ["[", "> ", "<div>", "👩‍💻", "\r\n", "\u{200B}"] {
        let text = piece.repeat((1 << 20) / piece.len());
        let once = Instant::now();
        assert!(MessageSource::parse(&text).is_err());
        let took = once.elapsed();
        println!("{piece:?}: {took:?}");
        assert!(took < LONGEST, "{took:?} for {piece:?}");
    }
}

/// What may stand in the HTML of a message, by a reading of its own.
#[track_caller]
fn is_inert(html: &str) {
    for tag in html.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').expect("no tag without an end");
        let name = tag
            .trim_start_matches('/')
            .split(' ')
            .next()
            .unwrap_or_default();
        let known = [
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
        assert!(known.contains(&name), "{html}");
        let lower = tag.to_lowercase();
        let runs = [
            " on",
            "style=",
            "href=\"javascript",
            "href=\"data",
            "href=\"vb",
        ];
        assert!(!runs.iter().any(|part| lower.contains(part)), "{html}");
    }
}

fn markup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "<svg/onload=alert(1)>",
        "<a href=\"javascript:x\">",
        "![x](x\" onerror=\"alert(1))",
        "<style>*{}</style>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<ul>",
        "<li>",
        "</ul>",
        "<blockquote>",
        "</blockquote>",
        "<pre>",
        "</pre>",
        "<code>",
        "<a href=https://x.example/?a&b>",
        "</a>",
        "<br>",
        "<hr>",
        "<h1>",
        "</h1>",
        "> ",
        "- ",
        "1. ",
        "**",
        "_",
        "~~",
        "`",
        "```\n",
        "\n",
        "\n\n",
        "@ann",
        "@carl ",
        "https://x.example/\u{a0}\"'<",
        "&amp;",
        "&#27;",
        "a@b.example",
        "www.x.example",
        "\u{202E}",
        "x",
        " ",
        "👍",
        "<sub>",
        "<sup>",
        "<i>",
        "</i>",
        "<s>",
        "<tt>",
        "<span data-user-id=00000000-0000-0000-0000-000000000001>",
        "[l](https://x.example)",
        "# ",
        "<!--",
        "<x y='",
    ]);
    prop::collection::vec(pieces, 1..40).prop_map(|pieces| pieces.concat())
}

#[test]
fn only_the_line_feed_right_behind_a_pre_is_no_text() {
    for (markup, text) in [
        ("<pre>\na</pre>", "a"),
        ("<pre>\n\na</pre>", "\na"),
        ("<pre><code>\na</code></pre>", "\na"),
        ("<pre>&#27;\n&gt; a</pre>", "\n&gt; a"),
    ] {
        let source = MessageSource::parse(markup).unwrap();
        let rendered = render(&source, Format::Html, &Room).unwrap();
        let html = format!("<pre><code>{text}</code></pre>");
        assert_eq!(rendered.body.html().trim_end(), html, "{markup:?}");
    }
}

proptest! {
    #[test]
    fn nothing_that_runs_comes_out(text in "[\\PC\n]{0,80}", markup in markup(), is_html in any::<bool>()) {
        let format = if is_html { Format::Html } else { Format::Markdown };
        if let Ok(source) = MessageSource::parse(&format!("{text}{markup}{text}"))
            && let Ok(made) = render(&source, format, &Room)
        {
            is_inert(made.body.html());
        }
    }

    /// The sanitiser has the last word, and finds nothing to say to its own.
    #[test]
    fn what_was_sanitised_stays_as_it_is(markup in markup(), is_html in any::<bool>()) {
        let format = if is_html { Format::Html } else { Format::Markdown };
        if let Ok(source) = MessageSource::parse(&markup) && let Ok(made) = render(&source, format, &Room) {
            prop_assert_eq!(sanitise::clean(made.body.html()), made.body.html());
        }
    }

    /// What the writer writes is what the sanitiser prints: nothing was left to it.
    #[test]
    fn the_sanitiser_changes_nothing_that_was_written(markup in markup(), is_html in any::<bool>()) {
        let written = if is_html { html::read(&markup, &Room) } else { markdown::read(&markup, &Room) };
        prop_assert_eq!(sanitise::clean(&written.html), written.html);
    }

    /// What needs no sanitiser is what the sanitiser would have printed.
    #[test]
    fn plain_words_come_out_as_the_sanitiser_prints_them(text in "[\\PC\n\t&<>\u{a0}\"']{0,120}", words in "[a-z <>&\n]{0,60}") {
        for text in [text, words] {
            let written = markdown::read(&text, &Room);
            if written.is_plain {
                prop_assert_eq!(sanitise::clean(&written.html), written.html);
            }
        }
    }

    /// A source and its own HTML say the same.
    #[test]
    fn html_read_again_says_the_same(markup in markup()) {
        if let Ok(source) = MessageSource::parse(&markup)
            && let Ok(once) = render(&source, Format::Html, &Room)
            && let Ok(source) = MessageSource::parse(once.body.html())
        {
            let again = render(&source, Format::Html, &Room).unwrap();
            prop_assert_eq!(again.body.plain_text(), once.body.plain_text());
            prop_assert_eq!(again.body.mentions(), once.body.mentions());
        }
    }
}
