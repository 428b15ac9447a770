//! Terms as the index of words takes them, and those that are looked for in the texts instead.

use campfire_domain::Term;
use rusqlite::{Connection, params};
use std::ops::Range;

/// Most pages of the index that a beginning may take: SQLite reads all of them before it gives the
/// first row. 64 pages of 4 KiB take about 30 ms. What takes more stands in so many messages that it
/// is found among the newest by reading them.
const BEGINNING_MAX_PAGES: i64 = 64;

/// The terms of a search, by how they are looked for.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What the index of words is asked; `None` when it has no part in this search.
    pub(super) expression: Option<String>,
    /// What each text is tested for.
    pub(super) tests: Vec<Test>,
}

/// Something that a text must hold.
#[derive(Debug, PartialEq)]
pub(super) enum Test {
    /// These characters.
    Verbatim(Box<str>),
    /// A word that begins with these letters, folded.
    Beginning(Vec<char>),
}

impl Plan {
    /// Decides for each term.
    pub(super) fn of(connection: &Connection, terms: &[Term]) -> rusqlite::Result<Self> {
        let mut plan = Self::default();
        let mut asked = Vec::new();
        for term in terms {
            match term {
                Term::Words(text) => asked.push(quoted(text)),
                Term::Verbatim(text) => plan.tests.push(Test::Verbatim(text.clone())),
                Term::Beginning(text) => {
                    let letters: Vec<char> = text.chars().map(fold).collect();
                    if is_broad(connection, &letters)? {
                        plan.tests.push(Test::Beginning(letters));
                    } else {
                        asked.push(format!("{} *", quoted(text)));
                    }
                }
            }
        }
        plan.expression = (!asked.is_empty()).then(|| asked.join(" AND "));
        Ok(plan)
    }
}

/// A string of the index's query language: nothing in it is an operator.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

impl Test {
    /// Where the text holds it.
    pub(super) fn places(&self, text: &str) -> Vec<Range<usize>> {
        match self {
            Self::Verbatim(wanted) => {
                let found = text.match_indices(&**wanted);
                found.map(|(at, it)| at..at + it.len()).collect()
            }
            Self::Beginning(letters) => {
                let mut before = ' ';
                let starts = text.char_indices().filter_map(move |(at, c)| {
                    let begins = !before.is_alphanumeric();
                    before = c;
                    begins.then_some(at)
                });
                starts
                    .filter_map(|at| word_from(text, at, letters))
                    .collect()
            }
        }
    }
}

/// The words that begin here, when their first letters are these.
fn word_from(text: &str, at: usize, letters: &[char]) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let mut chars = rest.char_indices();
    for letter in letters {
        chars.next().filter(|(_, c)| fold(*c) == *letter)?;
    }
    let end = chars.find(|(_, c)| !c.is_alphanumeric());
    Some(at..at + end.map_or(rest.len(), |(end, _)| end))
}

/// A letter in lower case and without its accent, as the index keeps those of the Latin script.
fn fold(c: char) -> char {
    let lower = c.to_lowercase().next().unwrap_or(c);
    match lower {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' => 'i',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// Whether the words that begin so take many pages of the index. Told from its list of pages: for
/// each segment from the page where such words may begin to that behind the last of them.
fn is_broad(connection: &Connection, letters: &[char]) -> rusqlite::Result<bool> {
    // Of several words in a row the index reads all that begin as the last.
    let last = letters.rsplit(|c| !c.is_alphanumeric()).next();
    // Every word of the index has the character zero before it.
    let from = format!("0{}", last.unwrap_or_default().iter().collect::<String>()).into_bytes();
    let mut to = from.clone();
    // No byte of UTF-8 is the largest one.
    to.push(u8::MAX);
    let mut segments =
        connection.prepare_cached("select distinct segid from message_search_idx")?;
    let mut pages = connection.prepare_cached(
        "select coalesce(\
            (select pgno / 2 from message_search_idx where segid = ?1 and term > ?3 order by term limit 1), \
            (select max(id) & 0x7fffffff from message_search_data \
             where id between ?1 << 37 and (?1 << 37) + 0x7fffffff)) \
         - coalesce(\
            (select pgno / 2 from message_search_idx where segid = ?1 and term <= ?2 order by term desc limit 1), 1)",
    )?;
    let mut all = 0;
    for segment in segments.query_map([], |row| row.get::<_, i64>(0))? {
        let some: Option<i64> = pages.query_row(params![segment?, from, to], |row| row.get(0))?;
        all += some.unwrap_or(0);
        if all > BEGINNING_MAX_PAGES {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_string_is_an_operator() {
        assert_eq!(quoted("a \"b\" AND *"), "\"a \"\"b\"\" AND *\"");
    }

    #[test]
    fn a_word_is_found_by_its_beginning_without_regard_to_case_and_accents() {
        let beginning = Test::Beginning("cafe".chars().collect());
        let text = "Cafés, decaf, CAFETERIA";
        let found: Vec<_> = beginning
            .places(text)
            .into_iter()
            .map(|at| &text[at])
            .collect();
        assert_eq!(found, ["Cafés", "CAFETERIA"]);
        let row = Test::Beginning("e-ma".chars().collect());
        assert_eq!(row.places("my e-mail e-m").first(), Some(&(3..9)));
        assert_eq!(row.places("e-m"), []);
    }

    #[test]
    fn signs_are_found_as_written() {
        let test = Test::Verbatim("->".into());
        assert_eq!(test.places("a->b -> c"), [1..3, 5..7]);
    }
}
