use super::*;
use proptest::prelude::*;

fn parsed(text: &str) -> SearchQuery {
    SearchQuery::parse(text).unwrap()
}

fn terms(text: &str) -> Vec<Term> {
    parsed(text).terms
}

fn words(text: &str) -> Term {
    Term::Words(text.into())
}

fn verbatim(text: &str) -> Term {
    Term::Verbatim(text.into())
}

fn at(text: &str) -> Timestamp {
    chrono::DateTime::parse_from_rfc3339(text)
        .unwrap()
        .to_utc()
        .into()
}

#[test]
fn words_are_literal_whatever_they_are() {
    for text in [
        "AND",
        "OR",
        "NOT",
        "NEAR(a",
        "plain_text:x",
        "^x",
        "-x",
        "a+b",
        "{x}",
        "x:y",
    ] {
        assert_eq!(terms(text), [words(text)], "{text}");
    }
    assert_eq!(terms("a NOT b"), [words("a"), words("NOT"), words("b")]);
}

#[test]
fn quotation_marks_make_one_term_of_several_words() {
    let phrase = words("two words");
    for text in [
        "\"two words\"",
        "“two words”",
        "\"two \0 words",
        "„two  words“",
    ] {
        assert_eq!(terms(text), std::slice::from_ref(&phrase), "{text}");
    }
    assert_eq!(terms("a\"b c\"d"), [words("a"), words("b c"), words("d")]);
    assert_eq!(terms("\"wild*\""), [words("wild*")]);
}

#[test]
fn a_star_at_the_end_looks_for_beginnings() {
    assert_eq!(terms("depl*"), [Term::Beginning("depl".into())]);
    assert_eq!(terms("e-ma**"), [Term::Beginning("e-ma".into())]);
    // Too short, or nothing to begin with.
    assert_eq!(terms("d*"), [words("d")]);
    assert_eq!(terms("c++*"), [words("c++")]);
    assert_eq!(terms("*x"), [words("*x")]);
    assert_eq!(
        SearchQuery::parse("* ** \"\""),
        Err(SearchQueryError::Empty)
    );
}

#[test]
fn signs_and_scripts_without_spaces_are_found_as_written() {
    for text in ["🔥", "->", "会议", "v2版本", "ภาษา", "!!!"] {
        assert_eq!(terms(text), [verbatim(text)], "{text}");
    }
    assert_eq!(terms("서울 Straße"), [words("서울"), words("Straße")]);
}

#[test]
fn filters_are_told_from_words() {
    let query = parsed("from:@ann FROM:\"Ann Lee\" in:lobby has:link Has:CODE x");
    let filters = query.filters();
    assert_eq!(filters.from, ["@ann".into(), "Ann Lee".into()]);
    assert_eq!(filters.rooms, ["lobby".into()]);
    assert_eq!(filters.has, BTreeSet::from([Has::Link, Has::Code]));
    assert_eq!(query.terms(), [words("x")]);
    // Nothing behind the colon, or behind no filter of ours.
    let literal = ["from:", "in:\"\"", "http://x", "\"from:ann\""];
    for text in literal {
        let query = parsed(text);
        assert_eq!(
            (query.terms.len(), query.filters()),
            (1, &Filters::default()),
            "{text}"
        );
    }
}

#[test]
fn days_are_whole_and_in_utc() {
    let query = parsed("after:2026-01-31 before:2026-03-01 before:2026-02-02");
    assert_eq!(query.filters().since, Some(at("2026-02-01T00:00:00Z")));
    assert_eq!(query.filters().until, Some(at("2026-02-02T00:00:00Z")));
    for text in [
        "before:yesterday",
        "after:2026-02-30",
        "before:26-1-1",
        "after:+026-01-01",
    ] {
        assert_eq!(
            SearchQuery::parse(text),
            Err(SearchQueryError::NotADay),
            "{text}"
        );
    }
    assert_eq!(
        SearchQuery::parse("has:file"),
        Err(SearchQueryError::UnknownHas)
    );
}

#[test]
fn the_limits_are_those_that_are_documented() {
    assert!(SearchQuery::parse(&"🔥".repeat(512)).is_ok());
    let long = SearchQuery::parse(&"a".repeat(10_000));
    assert_eq!(
        long,
        Err(SearchQueryError::TooLong {
            max: 512,
            got: 10_000
        })
    );
    assert!(SearchQuery::parse(&"a ".repeat(16)).is_ok());
    let many = SearchQuery::parse(&"a ".repeat(17));
    assert_eq!(
        many,
        Err(SearchQueryError::TooManyTerms { max: 16, got: 17 })
    );
    for text in ["", " \n", "\0\0", "\u{200B}", "\"\"", "*"] {
        assert_eq!(
            SearchQuery::parse(text),
            Err(SearchQueryError::Empty),
            "{text:?}"
        );
    }
}

#[test]
fn a_place_is_read_back_from_its_text() {
    for number in [0, 1, u64::MAX] {
        let place = SearchPlace::new(number);
        assert_eq!(SearchPlace::parse(&place.to_string()), Ok(place));
    }
    for text in ["", "+1", "xyz", "A", "11112222333344445"] {
        assert_eq!(
            SearchPlace::parse(text),
            Err(InvalidSearchPlace),
            "{text:?}"
        );
    }
}

fn shown(snippet: &Snippet) -> String {
    let parts = snippet.parts().iter();
    let marked = parts.map(|part| {
        if part.is_match {
            format!("[{}]", part.text)
        } else {
            part.text.clone()
        }
    });
    marked.collect()
}

#[test]
fn a_short_text_is_shown_whole_with_its_matches() {
    let snippet = Snippet::cut("one two\nthree", vec![4..7, 5..9]);
    assert_eq!(shown(&snippet), "one [two t]hree");
    assert_eq!(shown(&Snippet::cut("one", Vec::new())), "one");
    assert_eq!(
        shown(&Snippet::cut("", std::iter::once(0..4).collect())),
        ""
    );
}

#[test]
fn a_long_text_is_cut_around_its_first_match() {
    let text = format!("{} needle {}", "hay ".repeat(100), "stack ".repeat(100));
    let first = text.find("needle").unwrap();
    let snippet = shown(&Snippet::cut(
        &text,
        std::iter::once(first..first + 6).collect(),
    ));
    assert!(
        snippet.starts_with("…hay ") && snippet.ends_with('…'),
        "{snippet}"
    );
    assert!(snippet.contains(" [needle] stack"), "{snippet}");
}

proptest! {
    #[test]
    fn any_text_is_a_query_or_is_refused_by_a_documented_limit(text in "(?s).{0,600}") {
        if let Ok(query) = SearchQuery::parse(&text) {
            prop_assert!(query.as_str().chars().count() <= SearchQuery::MAX_CHARS);
            prop_assert!(query.terms().len() <= SearchQuery::MAX_TERMS);
            prop_assert_eq!(SearchQuery::parse(query.as_str()), Ok(query.clone()));
            for term in query.terms() {
                let (Term::Words(text) | Term::Beginning(text) | Term::Verbatim(text)) = term;
                prop_assert!(!text.chars().any(char::is_control) && !text.trim().is_empty());
            }
        }
    }

    #[test]
    fn words_and_signs_in_any_order_are_never_refused(
        items in prop::collection::vec(
            prop_oneof![
                Just("AND"), Just("OR"), Just("NOT"), Just("NEAR(a b, 3)"), Just("\""), Just("*"), Just("a*"),
                Just("^x"), Just("col:x"), Just("{"), Just(")"), Just("+"), Just("'"), Just("🔥"), Just("会"),
                Just("\u{202E}x"), Just("x\0y")
            ], 1..8
        )
    ) {
        let text = items.join(" ");
        let parsed = SearchQuery::parse(&format!("word {text}"));
        prop_assert!(parsed.is_ok(), "{:?}", parsed);
    }

    #[test]
    fn a_snippet_is_short_and_its_parts_alternate(
        text in "(?s).{0,600}", marks in prop::collection::vec((0_usize..600, 0_usize..40), 0..10)
    ) {
        let marks = marks.into_iter().map(|(start, length)| start..start + length).collect();
        let snippet = Snippet::cut(&text, marks);
        let chars: usize = snippet.parts().iter().map(|part| part.text.chars().count()).sum();
        prop_assert!(chars <= Snippet::MAX_CHARS + 2);
        for pair in snippet.parts().windows(2) {
            prop_assert!(pair[0].is_match != pair[1].is_match);
        }
        for part in snippet.parts() {
            prop_assert!(!part.text.is_empty() && !part.text.contains('\n'));
        }
    }
}
