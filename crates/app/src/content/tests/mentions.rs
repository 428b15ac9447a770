//! Who is mentioned, and what is answered.

use super::*;

#[test]
fn a_member_is_mentioned_by_handle() {
    let body = rendered("Hi @ann, @Bob_The-Builder.2. (@ANN)");
    let html = format!("<p dir=\"auto\">Hi {ANN}, {BOB}. ({ANN})</p>");
    assert_eq!(body.html().trim(), html);
    assert_eq!(body.plain_text(), "Hi @Ann <3, @Bob. (@Ann <3)");
    assert_eq!(body.mentions(), [ann().id, bob().id]);
    let same = from_html("Hi @ann, @Bob_The-Builder.2. (@ANN)");
    assert_eq!(same.html(), body.html());
}

#[test]
fn who_is_no_member_or_only_seems_to_be_named_is_text() {
    for text in [
        "@carl",
        "@nobody",
        "@ann.smith",
        "@anna",
        "@annä",
        "x@ann",
        "@@ann",
        "/@ann",
        "@ann@example.org",
        "`@ann`",
        "```\n@ann\n```",
        "[@ann](https://x.example)",
        "https://x.example/@ann",
        "mail@ann.org",
        "> @ann",
        "@ ann",
        "@",
        "@.ann",
        "@-ann",
    ] {
        let body = rendered(text);
        assert_eq!(body.mentions(), [], "{text}");
        assert!(!body.html().contains("mention"), "{text}");
    }
}

#[test]
fn a_name_ends_where_the_longest_handle_of_anybody_ends() {
    for (text, plain) in [
        ("@ann.", "@Ann <3."),
        ("@ann-", "@Ann <3-"),
        ("@ann.Thanks", "@Ann <3.Thanks"),
        ("@ann's", "@Ann <3's"),
        ("@ann...", "@Ann <3..."),
        ("_@ann_", "@Ann <3"),
        ("**@ann**:", "@Ann <3:"),
        ("—@ann—", "—@Ann <3—"),
    ] {
        let body = rendered(text);
        assert_eq!(
            (body.plain_text(), body.mentions().len()),
            (plain, 1),
            "{text}"
        );
    }
}

#[test]
fn a_chip_mentions_by_id_whatever_it_says() {
    let chip = |id: &str| {
        format!("<p>a <a data-user-id=\"{id}\" href=\"javascript:x\">@<b>Eve</b></a> b</p>")
    };
    let body = from_html(&chip("00000000-0000-0000-0000-000000000001"));
    assert_eq!(body.html().trim(), format!("<p dir=\"auto\">a {ANN} b</p>"));
    assert_eq!(body.mentions(), [ann().id]);
    for id in ["00000000-0000-0000-0000-000000000009", "1", ""] {
        let body = from_html(&chip(id));
        assert_eq!(
            (body.plain_text(), body.mentions().len()),
            ("a @Eve b", 0),
            "{id}"
        );
    }
    let quoted = from_html(
        "<blockquote><span data-user-id=00000000-0000-0000-0000-000000000001>x</span></blockquote>",
    );
    assert_eq!(
        (quoted.plain_text(), quoted.mentions().len()),
        ("@Ann <3", 0)
    );
    let code =
        from_html("<pre><span data-user-id=00000000-0000-0000-0000-000000000001>x</span></pre>");
    assert_eq!((code.plain_text(), code.mentions().len()), ("x", 0));
}

#[test]
fn a_chip_without_an_end_takes_no_more_than_its_line() {
    let body =
        from_html("<p>a <span data-user-id=00000000-0000-0000-0000-000000000001>x</p><p>b</p>");
    assert_eq!(body.plain_text(), "a @Ann <3\nb");
}

#[test]
fn chips_cannot_be_forged() {
    for text in [
        "<span class=\"mention\" data-user-id=\"00000000-0000-0000-0000-000000000009\">@Boss</span> x",
        "<a class=mention href=https://evil.example>@Boss</a>",
    ] {
        assert!(
            !from_html(text).html().contains("class=\"mention"),
            "{text}"
        );
        assert_eq!(from_html(text).mentions(), []);
        assert!(!rendered(text).html().contains("<span"), "{text}");
    }
}

#[test]
fn a_message_mentions_a_hundred_people_at_most() {
    let names = (1000..1120).map(|n| format!("@p{n} "));
    let text = names.collect::<Vec<_>>().concat();
    let body = rendered(&text);
    assert_eq!(body.mentions().len(), MessageBody::MENTIONS_MAX);
    assert!(body.plain_text().ends_with("@p1119"));
}

#[test]
fn the_first_quote_that_links_to_a_message_says_what_is_answered() {
    let [room, one, two] = [ROOM, 0x1, 0x2].map(Uuid::from_u128);
    let link = |id| format!("[Ann](/rooms/{room}/@{id})");
    let at = |id| Some((RoomId::from_uuid(room), MessageId::from_uuid(id)));
    for (text, answers) in [
        (format!("> said\n> \n> — {}\n\nyes", link(one)), at(one)),
        (
            format!("> see {} here\n> — {}\n\nyes", link(two), link(one)),
            at(one),
        ),
        (
            format!("> {}\n\nand\n\n> {}", link(one), link(two)),
            at(one),
        ),
        (
            format!("> a\n\n> https://chat.example/rooms/{room}/@{one}"),
            at(one),
        ),
        (format!("> > {}\n> said", link(one)), None),
        (link(one), None),
        (format!("> `{}`", link(one)), None),
        (format!("> https://chat.example/rooms/{room}"), None),
    ] {
        let made = rendering(&text, Format::Markdown).unwrap();
        assert_eq!(made.answers, answers, "{text}");
    }
    let html =
        format!("<blockquote>said<p><a href=\"/rooms/{room}/@{one}\">Ann</a></blockquote>yes");
    assert_eq!(rendering(&html, Format::Html).unwrap().answers, at(one));
}
