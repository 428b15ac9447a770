use super::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// The figure is that of an optimised build; this one may be ten times slower.
const LONGEST: Duration = Duration::from_millis(if cfg!(debug_assertions) { 500 } else { 50 });

const CORPUS: &str = include_str!("../../../../tests/fixtures/hostile/css.json");

/// The style sheets of one part of the corpus, each with its name.
fn sheets(part: &str) -> Vec<(String, String)> {
    let corpus: serde_json::Value = serde_json::from_str(CORPUS).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let sheets = corpus[part].as_array().unwrap().iter();
    sheets
        .map(|sheet| (text(&sheet["name"]), text(&sheet["css"])))
        .collect()
}

fn not_taken(css: &str) -> (u32, u32, NotTaken) {
    match check(css) {
        Err(CustomCssError::NotTaken { line, column, what }) => (line, column, what),
        other => panic!("{css:?}: {other:?}"),
    }
}

#[test]
fn every_hostile_style_sheet_is_refused_with_its_place() {
    let sheets = sheets("refused");
    assert!(sheets.len() >= 80, "{} style sheets", sheets.len());
    for (name, css) in sheets {
        let Err(CustomCssError::NotTaken { line, column, what }) = check(&css) else {
            panic!("{name} is taken");
        };
        let lines = u32::try_from(css.split('\n').count()).unwrap();
        assert!(
            (1..=lines).contains(&line) && column >= 1,
            "{name}: {line}:{column}"
        );
        println!("{name}: line {line}, column {column}: {what}");
    }
}

#[test]
fn what_only_looks_hostile_is_taken_as_it_was_written() {
    for (name, css) in sheets("taken") {
        let taken = check(&css);
        let taken = taken.as_ref().map(CustomCss::as_str);
        assert_eq!(taken, Ok(css.as_str()), "{name}");
    }
}

#[test]
fn a_refusal_names_the_place_and_the_reason() {
    let css = "p { color: red }\n\n  q { background: /* é🔥 */ URL(x.png) }\n";
    assert_eq!(not_taken(css), (3, 29, NotTaken::Address));
    let rule = NotTaken::Rule("import".to_owned());
    assert_eq!(not_taken("p{}\r\n@import 'x';"), (2, 1, rule));
    let function = NotTaken::Function("image-set".to_owned());
    assert_eq!(not_taken("p{a:image-set()}"), (1, 5, function));
    assert_eq!(not_taken("p{content:'a\n'}").2, NotTaken::Broken);
    assert_eq!(not_taken("p{}}").2, NotTaken::Unopened);
    assert_eq!(not_taken(&"(".repeat(33)), (1, 33, NotTaken::TooDeep));
    assert!(check(&"(".repeat(32)).is_ok());
}

#[test]
fn a_name_that_is_said_back_is_short_and_shows_itself() {
    let NotTaken::Rule(name) = not_taken("@a\u{202e}b{}").2 else {
        panic!("a rule is refused");
    };
    assert_eq!(name, "a\\u{202e}b");
    let NotTaken::Rule(name) = not_taken(&format!("@{}{{}}", "x".repeat(500))).2 else {
        panic!("a rule is refused");
    };
    assert_eq!(name.len(), NAME_MAX_CHARS);
}

/// What takes readers of CSS long: what opens and never ends, what must be read again, what is deep.
const ADVERSARIAL: [&str; 26] = [
    "(", "[", "{", "calc(", "url(", "url(\"", "\"", "'", "/*", "/* */", "\\", "\\75", "@a", "a{",
    "a{b:", "a:is(", "--x:", "<!--", "-->", "u+", "#", "1e1", "a,", ";", "}", "a{b:c;}",
];

#[test]
fn adversarial_style_sheets_are_judged_in_time() {
    let timed = |text: &str| {
        let once = Instant::now();
        let _ = check(text);
        once.elapsed()
    };
    let of_length =
        |piece: &str, bytes: usize| -> String { piece.chars().cycle().take(bytes).collect() };
    let mut slowest = Duration::ZERO;
    for piece in ADVERSARIAL {
        // The longest that is read, and one as long as a body can be.
        for bytes in [CustomCss::MAX_BYTES, 1_000_000] {
            let took = timed(&of_length(piece, bytes));
            assert!(took < LONGEST, "{took:?} for {bytes} of {piece:?}");
            slowest = slowest.max(took);
        }
    }
    println!("{} kinds, slowest {slowest:?}", ADVERSARIAL.len());
}

#[test]
fn more_than_the_limit_is_not_read() {
    let full = "a".repeat(CustomCss::MAX_BYTES);
    assert!(check(&full).is_ok());
    let more = check(&format!("{full}a"));
    assert!(matches!(more, Err(CustomCssError::TooLong(_))), "{more:?}");
}

proptest! {
    /// Whatever is put together of tokens, nothing that is taken holds an address where one counts.
    #[test]
    fn no_address_outside_of_quotes_and_comments_is_taken(
        pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                "url(", "src(", "image-set(", "@import ", "\\75rl(", "x", " ", ")", "(", "{", "}", ":", ";",
                "https://evil.example", "/*a*/", "calc(", "@media ", "data:image/png,AA", ",", "-",
            ]),
            0..24,
        )
    ) {
        // No piece opens quotes, and comments end where they begin: what counts is what stands there.
        let css = pieces.concat();
        if check(&css).is_ok() {
            let bare = css.replace("/*a*/", " ");
            prop_assert!(!bare.contains("@import "), "{css}");
            for (place, _) in bare.match_indices("url(") {
                // A longer name is another function, which is refused; so this is an address.
                prop_assert!(bare[place..].starts_with("url(data:image/png,") || bare[place..].starts_with("url( "), "{css}");
            }
        }
    }
}
