use super::*;
use campfire_domain::{EmailAddress, Role, Standing, Timestamp, UserName};
use uuid::Uuid;

mod hostile;
mod laws;
mod mentions;

/// Ann and Bob are in the room, Carl is not.
struct Room;

const ROOM: u128 = 0x700;

fn person(id: u128, name: &str, handle: &str) -> Arc<User> {
    Arc::new(User {
        id: UserId::from_uuid(Uuid::from_u128(id)),
        name: UserName::parse(name).unwrap(),
        handle: Handle::parse(handle).unwrap(),
        email: EmailAddress::parse("someone@example.org").ok(),
        role: Role::Member,
        standing: Standing::Active,
        bio: String::new(),
        joined_at: Timestamp::from_millis(0),
    })
}

fn ann() -> Arc<User> {
    person(1, "Ann <3", "ann")
}

fn bob() -> Arc<User> {
    person(2, "Bob", "bob_the-builder.2")
}

impl People for Room {
    fn by_handle(&self, handle: &Handle) -> Whose {
        match handle.as_str() {
            "ann" => Whose::Member(ann()),
            "bob_the-builder.2" => Whose::Member(bob()),
            "carl" | "ann.smith" => Whose::Another,
            text => match text.strip_prefix('p').and_then(|n| n.parse().ok()) {
                Some(n) => Whose::Member(person(n, text, text)),
                None => Whose::Nobody,
            },
        }
    }

    fn by_id(&self, user_id: UserId) -> Option<Arc<User>> {
        [ann(), bob()].into_iter().find(|user| user.id == user_id)
    }
}

fn rendering(text: &str, format: Format) -> Result<Rendered, RenderError> {
    render(&MessageSource::parse(text).unwrap(), format, &Room)
}

fn rendered(text: &str) -> MessageBody {
    rendering(text, Format::Markdown).unwrap().body
}

fn from_html(text: &str) -> MessageBody {
    rendering(text, Format::Html).unwrap().body
}

#[track_caller]
fn shows(text: &str, html: &str, plain_text: &str) {
    let body = rendered(text);
    assert_eq!((body.html().trim(), body.plain_text()), (html, plain_text));
}

#[track_caller]
fn html_shows(text: &str, html: &str, plain_text: &str) {
    let body = from_html(text);
    assert_eq!((body.html().trim(), body.plain_text()), (html, plain_text));
}

const ANN: &str = "<span class=\"mention\" data-user-id=\"00000000-0000-0000-0000-000000000001\">@Ann &lt;3</span>";
const BOB: &str =
    "<span class=\"mention\" data-user-id=\"00000000-0000-0000-0000-000000000002\">@Bob</span>";

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
fn code_has_one_of_twelve_languages_or_none() {
    for (info, class) in [
        ("JS", "javascript"),
        ("python title=x", "python"),
        ("html", "xml"),
        ("sh", "bash"),
    ] {
        let html = rendered(&format!("```{info}\nx\n```")).html().to_owned();
        assert!(
            html.contains(&format!("class=\"language-{class}\"")),
            "{html}"
        );
    }
    for info in ["cobol", "\"><script>", "rust\" onload=\"x", ""] {
        let html = rendered(&format!("```{info}\nx\n```")).html().to_owned();
        assert!(!html.contains("class"), "{html}");
    }
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
    let html = from_html(
        "<p>see https://example.org/a_b_c?x=1&amp;y=2. <code>https://no.example</code></p>",
    );
    assert_eq!(html.html(), body.html());
}

#[test]
fn addresses_without_a_scheme_are_links_when_nothing_else_can_be_meant() {
    let html = rendered("www.example.org, ann@example.org and main.rs")
        .html()
        .to_owned();
    assert!(html.contains("href=\"https://www.example.org\""), "{html}");
    assert!(html.contains("href=\"mailto:ann@example.org\""), "{html}");
    assert_eq!(html.matches("<a ").count(), 2, "{html}");
}

#[test]
fn raw_html_in_markdown_is_text() {
    shows(
        "I <3 <b>you</b>",
        "<p dir=\"auto\">I &lt;3 &lt;b&gt;you&lt;/b&gt;</p>",
        "I <3 <b>you</b>",
    );
    shows(
        "<div>\nx\n</div>",
        "<p dir=\"auto\">&lt;div&gt;<br>\nx<br>\n&lt;/div&gt;</p>",
        "<div>\nx\n</div>",
    );
}

#[test]
fn links_that_run_or_stay_here_lead_nowhere() {
    for target in [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "/sign-out",
        "//evil.example",
        "&#106;avascript:alert(1)",
        "/rooms/x/@y",
        "https:evil.example",
    ] {
        let html = rendered(&format!("[x]({target})")).html().to_owned();
        assert!(!html.contains("href"), "{html}");
        let html = from_html(&format!("<a href=\"{target}\">x</a>"))
            .html()
            .to_owned();
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
    html_shows(
        "<img src=\"https://x.example/c.png\" alt=\"a cat\" onerror=\"x()\">",
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
fn html_that_shows_nothing_is_refused() {
    for text in [
        "<p></p>",
        "<p><br></p>",
        "<script>alert(1)</script>",
        "<!-- words -->",
        "<p>&#x200B;&nbsp;</p>",
        "&#27;",
    ] {
        assert_eq!(
            rendering(text, Format::Html),
            Err(RenderError::Empty),
            "{text}"
        );
    }
}

#[test]
fn quotes_nest_eight_deep_and_no_deeper() {
    for html in [
        rendered(&format!("{} deep", ">".repeat(500))),
        from_html(&format!("{}deep", "<blockquote>".repeat(500))),
    ] {
        assert_eq!(html.html().matches("<blockquote").count(), 8);
        assert_eq!(html.plain_text(), "deep");
    }
}

#[test]
fn lists_nest_eight_deep_and_keep_the_lines_of_what_is_deeper() {
    let lines = (0..12).map(|n| format!("{}- {n}\n", "  ".repeat(n)));
    let markdown = lines.collect::<Vec<_>>().concat();
    let html = "<ul><li>x".repeat(12);
    for body in [rendered(&markdown), from_html(&html)] {
        assert_eq!(body.html().matches("<ul").count(), 8, "{}", body.html());
        assert_eq!(body.plain_text().lines().count(), 12);
    }
}

#[test]
fn html_keeps_what_a_message_may_have() {
    html_shows(
        "<h2>Head</h2><div>a <b>bold</b> <i>it</i> <s>gone</s></div><ul><li>one<li><p>two</p></ul>\
         <ol start=3><li>x</li></ol><blockquote>said</blockquote>\
         <pre>\n<code class=\"x language-RUST\">  let\n</code></pre><hr>",
        "<h2 dir=\"auto\">Head</h2>\n\
         <p dir=\"auto\">a <strong>bold</strong> <em>it</em> <del>gone</del></p>\n\
         <ul dir=\"auto\">\n<li dir=\"auto\">one</li>\n<li dir=\"auto\"><p dir=\"auto\">two</p>\n</li>\n</ul>\n\
         <ol start=\"3\" dir=\"auto\">\n<li dir=\"auto\">x</li>\n</ol>\n\
         <blockquote dir=\"auto\">\n<p dir=\"auto\">said</p>\n</blockquote>\n\
         <pre><code class=\"language-rust\">  let\n</code></pre>\n<hr>",
        "Head\na bold it gone\none\ntwo\nx\nsaid\n  let",
    );
}

#[test]
fn html_without_order_is_put_in_order() {
    html_shows(
        "<b>a<i>b</b>c</i> d<li>item<td>cell</blockquote></ul>",
        "<p dir=\"auto\"><strong>a<em>b</em></strong><em>c</em> d</p>\n\
         <p dir=\"auto\">item</p>\n<p dir=\"auto\">cell</p>",
        "abc d\nitem\ncell",
    );
    html_shows(
        "<b>one<p>two</b> three",
        "<p dir=\"auto\"><strong>one</strong></p>\n<p dir=\"auto\"><strong>two</strong> three</p>",
        "one\ntwo three",
    );
    html_shows(
        "<ul><ul><li>a</ul><p>b</ul>",
        "<ul dir=\"auto\">\n<li dir=\"auto\"><ul dir=\"auto\">\n<li dir=\"auto\">a</li>\n</ul>\n\
         <p dir=\"auto\">b</p>\n</li>\n</ul>",
        "a\nb",
    );
}

#[test]
fn what_is_no_text_is_left_out_with_its_content() {
    html_shows(
        "a<style>b</style>c<svg><text>d</text><svg></svg>e</svg>f<textarea>g</textarea><title>h</title>i\
         <iframe>j</iframe><template>k</template><select><option>l</select>m",
        "<p dir=\"auto\">acfim</p>",
        "acfim",
    );
}

#[test]
fn white_space_of_html_is_one_space_and_none_at_the_ends() {
    html_shows(
        "<p>\n  a\n\n b <b> c </b> d<br> e <br>\n</p>\n\n<p> f</p>",
        "<p dir=\"auto\">a b <strong>c </strong>d<br>\ne</p>\n<p dir=\"auto\">f</p>",
        "a b c d\ne\nf",
    );
}

#[test]
fn a_link_to_a_message_keeps_its_place_here() {
    let path = format!("/rooms/{}/@{}", Uuid::from_u128(ROOM), Uuid::from_u128(1));
    let html = rendered(&format!("[there]({path})")).html().to_owned();
    assert!(html.contains(&format!("href=\"{path}\"")), "{html}");
}

#[test]
fn nothing_but_emoji_is_marked() {
    shows(
        "👩‍💻 🇪🇺",
        "<p class=\"emoji\" dir=\"auto\">👩‍💻 🇪🇺</p>",
        "👩‍💻 🇪🇺",
    );
    html_shows("<p>1️⃣</p>", "<p class=\"emoji\" dir=\"auto\">1️⃣</p>", "1️⃣");
    for text in ["©", "👍 ok", "**👍**", "# 👍"] {
        assert!(!rendered(text).html().contains("emoji"), "{text}");
    }
}

#[test]
fn play_and_a_known_name_is_a_sound() {
    let body = rendered("/play tada");
    assert_eq!(
        (body.sound(), body.plain_text()),
        (Some("tada"), "/play tada")
    );
    assert_eq!(from_html("<div>/play tada</div>").sound(), Some("tada"));
    for text in [
        "/play nothing",
        "/play tada now",
        "`/play tada`",
        "> /play tada",
        "/play tada\n\nx",
    ] {
        assert_eq!(rendered(text).sound(), None, "{text}");
    }
}

#[test]
fn what_is_made_is_never_longer_than_its_limit() {
    let address = format!("https://x.example/{}", "a".repeat(4900));
    for (text, format) in [
        (
            format!("[a]: {address}\n\n{}", "[a]".repeat(1600)),
            Format::Markdown,
        ),
        (
            format!("<a href=\"{address}\">{}", "<p>x".repeat(1200)),
            Format::Html,
        ),
        ("-\n+\n".repeat(2000) + "-\nx", Format::Markdown),
    ] {
        let made = rendering(&text, format);
        let is_too_long = matches!(made, Err(RenderError::TooLong(_)));
        assert!(is_too_long, "{}…", &text[..20]);
    }
}

#[test]
fn words_need_no_sanitiser_and_markup_does() {
    let is_plain = |text: &str| markdown::read(text, &Room).is_plain;
    assert!(is_plain(
        "hello there,\nhow are you? 1 < 2 & 3, mail @ nine"
    ));
    for text in [
        "**x**",
        "`x`",
        "https://x.example",
        "> x",
        "- x",
        "# x",
        "[x](https://x.example)",
        "---",
        "@ann",
    ] {
        assert!(!is_plain(text), "{text}");
    }
}
