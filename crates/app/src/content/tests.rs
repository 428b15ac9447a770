use super::*;
use proptest::prelude::*;

fn rendered(text: &str) -> MessageBody {
    render(&MessageSource::parse(text).unwrap(), Format::Markdown).unwrap()
}

#[track_caller]
fn shows(text: &str, html: &str, plain_text: &str) {
    let body = rendered(text);
    assert_eq!((body.html().trim(), body.plain_text()), (html, plain_text));
}

#[test]
fn emphasis_and_line_breaks_are_kept() {
    shows(
        "**bold** *it* ~~gone~~\nnext",
        "<p dir=\"auto\"><strong>bold</strong> <em>it</em> <del>gone</del><br>\nnext</p>",
        "bold it gone\nnext",
    );
}

#[test]
fn code_keeps_its_language_and_its_text() {
    shows(
        "```rust\nlet a = \"<b>\";\n```",
        "<pre><code class=\"language-rust\">let a = \"&lt;b&gt;\";\n</code></pre>",
        "let a = \"<b>\";",
    );
}

#[test]
fn bare_addresses_become_links_but_not_in_code() {
    let body = rendered("see https://example.org/a_b_c?x=1&y=2. `https://no.example`");
    assert!(
        body.html()
            .contains("href=\"https://example.org/a_b_c?x=1&amp;y=2\""),
        "{}",
        body.html()
    );
    assert!(body.html().contains("rel=\"noopener noreferrer nofollow\""));
    assert_eq!(body.html().matches("<a ").count(), 1);
}

#[test]
fn raw_html_is_text() {
    shows(
        "I <3 <b>you</b>",
        "<p dir=\"auto\">I &lt;3 &lt;b&gt;you&lt;/b&gt;</p>",
        "I <3 <b>you</b>",
    );
}

#[test]
fn links_that_run_or_stay_here_lose_their_target() {
    for target in [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "/sign-out",
        "//evil.example",
        "&#106;avascript:alert(1)",
    ] {
        let html = rendered(&format!("[x]({target})")).html().to_owned();
        assert!(!html.contains("href"), "{html}");
    }
}

#[test]
fn pictures_are_shown_as_their_description() {
    shows(
        "![a cat](https://x.example/c.png)",
        "<p dir=\"auto\">a cat</p>",
        "a cat",
    );
}

#[test]
fn what_would_show_nothing_is_shown_as_typed() {
    shows(
        "[a]: https://b.example",
        "<p dir=\"auto\">[a]: https://b.example</p>",
        "[a]: https://b.example",
    );
}

#[test]
fn quotes_nest_eight_deep_and_no_deeper() {
    let html = rendered(&format!("{} deep", ">".repeat(500)))
        .html()
        .to_owned();
    assert!(
        html.matches("<blockquote").count() <= 16 && html.contains("deep"),
        "{html}"
    );
}

#[test]
fn html_is_not_accepted_yet() {
    let source = MessageSource::parse("<p>x</p>").unwrap();
    assert_eq!(
        render(&source, Format::Html),
        Err(RenderError::FormatUnsupported)
    );
}

#[test]
fn the_longest_adversarial_sources_render_in_time() {
    let started = std::time::Instant::now();
    for piece in [
        "[", "![", "*a ", "`", "<", "> ", "- ", "**_", "[a](", "\\", "~~a", "&", "1. ", "|", "://",
    ] {
        let text: String = piece.repeat(10_000).chars().take(10_000).collect();
        let source = MessageSource::parse(&format!("x{}", &text[1..])).unwrap();
        let once = std::time::Instant::now();
        let _ = render(&source, Format::Markdown);
        println!("{piece:?}: {:?}", once.elapsed());
    }
    // Ten times what it takes unoptimised on a slow machine.
    assert!(started.elapsed() < std::time::Duration::from_secs(20));
}

proptest! {
    #[test]
    fn nothing_that_runs_comes_out(text in "[\\PC\n]{0,80}", vector in prop::sample::select(vec![
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))",
        "<svg/onload=alert(1)>", "<a href=\"javascript:x\">", "![x](x\" onerror=\"alert(1))", "<style>*{}</style>",
    ])) {
        if let Ok(source) = MessageSource::parse(&format!("{text}{vector}{text}")) {
            let html = render(&source, Format::Markdown).unwrap().html().to_lowercase();
            // What stands between `<` and `>` is ours: none but allowed elements and attributes.
            for tag in html.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag) {
                let foreign = ["script", "img", "svg", "style", "iframe"].iter().any(|name| tag.starts_with(name));
                let runs = [" on", "style=", "href=\"javascript", "href=\"data"].iter().any(|part| tag.contains(part));
                prop_assert!(!foreign && !runs, "{}", html);
            }
        }
    }
}

proptest! {
    /// What needs no sanitiser is what the sanitiser would have printed.
    #[test]
    fn plain_words_come_out_as_the_sanitiser_prints_them(text in "[\\PC\n\t&<>\u{a0}\"']{0,120}", words in "[a-z <>&\n]{0,60}") {
        for text in [text, words] {
            let rendered = markdown::render(&text);
            if rendered.is_plain {
                prop_assert_eq!(sanitise::clean(&rendered.html), rendered.html);
            }
        }
    }
}

#[test]
fn words_need_no_sanitiser_and_markup_does() {
    assert!(markdown::render("hello there,\nhow are you? 1 < 2 & 3").is_plain);
    for text in [
        "**x**",
        "`x`",
        "https://x.example",
        "> x",
        "- x",
        "# x",
        "[x](y)",
        "---",
    ] {
        assert!(!markdown::render(text).is_plain, "{text}");
    }
}
