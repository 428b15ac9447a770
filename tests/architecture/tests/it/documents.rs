//! The documents say what the code says. `UPDATE=1` writes the generated ones.

use crate::nothing_wrong;
use campfire_architecture_tests::{
    documents::{code_blocks, links, prose, replace_between, section, spans, tables},
    limits::{limits, page, settings_page},
    sources::{File, files, root},
};
use std::{fs, path::Path};

/// Sections of a decision, in their order.
const SECTIONS: [&str; 5] = [
    "Context",
    "Decision",
    "Options rejected",
    "Consequences",
    "How it is held",
];
/// Lines of a decision, so that it is read.
const DECISION_LINES_MAX: usize = 80;
/// Lines of the style guide, so that it is read.
const STYLE_LINES_MAX: usize = 300;
/// Kinds of changelog fragments (Keep a Changelog).
const KINDS: [&str; 5] = ["added", "changed", "fixed", "removed", "security"];

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn markdown() -> Vec<File> {
    let all = files("", &[".md"]);
    assert!(all.len() > 10, "the documents were read");
    all
}

fn decisions() -> Vec<File> {
    files("docs/adr", &[".md"])
        .into_iter()
        .filter(|file| !file.path.ends_with("README.md"))
        .collect()
}

/// Compares a generated document with what it should say; with `UPDATE=1` writes it instead.
#[expect(
    clippy::disallowed_methods,
    reason = "the switch of whoever runs the tests is no setting of the server"
)]
fn is_fresh(path: &str, wanted: &str) {
    if std::env::var("UPDATE").is_ok_and(|value| value == "1") {
        fs::write(root().join(path), wanted).unwrap();
    }
    let says = fs::read_to_string(root().join(path)).unwrap_or_default();
    assert!(
        says == wanted,
        "{path} is stale: run UPDATE=1 cargo test -p campfire-architecture-tests"
    );
}

#[test]
fn the_map_shows_the_arrows_of_the_code() {
    let path = "ARCHITECTURE.md";
    let wanted = replace_between(&read(path), &tables()).expect("the marks around the tables");
    is_fresh(path, &wanted);
}

#[test]
fn the_limits_are_those_of_the_code() {
    is_fresh("docs/reference/limits.md", &page(&limits(&sources())));
}

#[test]
fn the_settings_are_those_of_the_code() {
    let wanted = settings_page(&read("crates/server/src/config.rs"));
    assert!(wanted.contains("CAMPFIRE_LISTEN"), "the settings were read");
    is_fresh("docs/reference/config.md", &wanted);
}

#[test]
fn every_number_in_the_code_says_why() {
    let silent = limits(&sources())
        .into_iter()
        .filter(|limit| limit.reason.is_empty());
    nothing_wrong(
        &silent
            .map(|limit| format!("{}: {} has no comment", limit.path, limit.name))
            .collect::<Vec<_>>(),
    );
}

/// The files of the product, without those that are tests as a whole.
fn sources() -> Vec<File> {
    let all = files("crates", &[".rs"]);
    let is_test = |file: &File| file.path.contains("/tests") || file.path.ends_with("/growth.rs");
    all.into_iter()
        .filter(|file| file.path.contains("/src/") && !is_test(file))
        .collect()
}

#[test]
fn every_decision_is_in_the_index() {
    let index = read("docs/adr/README.md");
    let listed = links(&index);
    let mut wrong = Vec::new();
    for decision in decisions() {
        let name = Path::new(&decision.path)
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !listed.contains(&name) {
            wrong.push(format!("{name} is missing in docs/adr/README.md"));
        }
    }
    nothing_wrong(&wrong);
}

#[test]
fn every_decision_says_what_it_weighed_and_what_holds_it() {
    let mut wrong = Vec::new();
    for decision in decisions() {
        let path = &decision.path;
        let text = &decision.text;
        if text.lines().count() > DECISION_LINES_MAX {
            wrong.push(format!("{path} has more than {DECISION_LINES_MAX} lines"));
        }
        if !text
            .lines()
            .nth(2)
            .is_some_and(|line| line.starts_with("Status: ") && line.contains("Date: "))
        {
            wrong.push(format!(
                "{path} does not begin with title, empty line, status and date"
            ));
        }
        for name in SECTIONS {
            if section(text, name).is_none() {
                wrong.push(format!("{path} lacks the section {name}"));
            }
        }
    }
    nothing_wrong(&wrong);
}

/// An identifier of at least three words between backticks is the name of a test here.
fn tests_named_in(text: &str) -> Vec<String> {
    let is_test = |name: &String| {
        name.matches('_').count() >= 2
            && name
                .chars()
                .all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_')
    };
    spans(text).into_iter().filter(is_test).collect()
}

/// Files of the web client's tests that are named in a text.
fn web_tests_named_in(text: &str) -> Vec<String> {
    let is_file = |span: &String| span.starts_with("web/");
    spans(text).into_iter().filter(is_file).collect()
}

/// Which of these files do not exist, said of the page that names them.
fn missing_files(path: &str, named: &[String]) -> Vec<String> {
    let absent = named.iter().filter(|name| !root().join(name).exists());
    absent
        .map(|name| format!("{path} names {name}, which does not exist"))
        .collect()
}

/// Which of these tests do not exist, said of the page that names them.
fn missing(path: &str, named: &[String]) -> Vec<String> {
    let mut code = files("crates", &[".rs"]);
    code.extend(files("tests", &[".rs"]));
    // A test is a function, or one of the list of contracts.
    let exists = |name: &String| {
        let (function, listed) = (format!("fn {name}("), format!("    {name},"));
        code.iter()
            .any(|file| file.text.contains(&function) || file.text.contains(&listed))
    };
    let absent = named.iter().filter(|name| !exists(name));
    absent
        .map(|name| format!("{path} names the test {name}, which does not exist"))
        .collect()
}

#[test]
fn the_tests_that_hold_decisions_exist() {
    let mut wrong = Vec::new();
    for decision in decisions() {
        let held = section(&decision.text, SECTIONS[4]).unwrap_or_default();
        let (named, of_web) = (tests_named_in(held), web_tests_named_in(held));
        if named.is_empty() && of_web.is_empty() {
            wrong.push(format!("{} names no test", decision.path));
        }
        wrong.extend(missing(&decision.path, &named));
        wrong.extend(missing_files(&decision.path, &of_web));
    }
    nothing_wrong(&wrong);
}

#[test]
fn every_guarantee_is_held_by_tests_that_exist() {
    let path = "docs/reference/guarantees.md";
    let page = read(path);
    let mut wrong = Vec::new();
    for row in page.lines().filter(|line| line.starts_with("| G")) {
        let named = tests_named_in(row);
        if named.is_empty() {
            wrong.push(format!("{path} names no test: {row}"));
        }
        if row.trim_matches('|').split(" | ").count() != 4 {
            wrong.push(format!("{path}: promise, tests and figures of {row}"));
        }
        wrong.extend(missing(path, &named));
    }
    nothing_wrong(&wrong);
}

#[test]
fn every_mechanism_and_test_of_the_seeds_has_its_counterpart() {
    let path = "docs/reference/seeds.md";
    let page = read(path);
    let (mechanisms, rest) = page.split_once("\n## Tests\n").unwrap_or_default();
    let (tests, browser) = rest.split_once("\n## The browser\n").unwrap_or_default();
    let rows = |part: &str| -> Vec<Vec<String>> {
        let rows = part.lines().filter(|line| line.starts_with("| "));
        let cells = rows.map(|row| {
            row.trim_matches('|')
                .split(" | ")
                .map(|cell| cell.trim().to_owned())
                .collect()
        });
        // The first is the head.
        cells.skip(1).collect()
    };
    let mut wrong = Vec::new();
    let (mechanisms, tests, browser) = (rows(mechanisms), rows(tests), rows(browser));
    assert!(
        mechanisms.len() >= 20 && tests.len() >= 14 && browser.len() >= 17,
        "{path} has lost its rows"
    );
    for row in mechanisms {
        if row.len() != 3 || row.iter().any(String::is_empty) {
            wrong.push(format!(
                "{path}: a mechanism without counterpart and reason: {row:?}"
            ));
        }
    }
    for row in tests {
        let counterpart = row.last().cloned().unwrap_or_default();
        let named = tests_named_in(&counterpart);
        if named.is_empty() && web_tests_named_in(&counterpart).is_empty() {
            wrong.push(format!("{path}: a test without counterpart: {row:?}"));
        }
        wrong.extend(missing(path, &named));
    }
    for row in browser {
        wrong.extend(missing_in_browser(path, &row));
    }
    nothing_wrong(&wrong);
}

/// Which tests of the web client that a row names, as `file › title`, do not exist.
fn missing_in_browser(path: &str, row: &[String]) -> Vec<String> {
    let named = spans(row.last().map(String::as_str).unwrap_or_default());
    if named.is_empty() {
        return vec![format!(
            "{path}: a case of the browser without test: {row:?}"
        )];
    }
    let exists = |name: &String| {
        name.split_once(" › ").is_some_and(|(file, title)| {
            let code = fs::read_to_string(root().join(file)).unwrap_or_default();
            ["it", "test"]
                .iter()
                .any(|call| code.contains(&format!("{call}(\"{title}\"")))
        })
    };
    let absent = named.iter().filter(|name| !exists(name));
    absent
        .map(|name| format!("{path} names {name}, which does not exist"))
        .collect()
}

/// The cells of the tables of a page, without their heads.
fn rows_of(page: &str) -> Vec<Vec<&str>> {
    let lines: Vec<&str> = page.lines().collect();
    let is_head = |at: usize| {
        lines
            .get(at + 1)
            .is_some_and(|next| next.starts_with("|---"))
    };
    let rows = lines
        .iter()
        .enumerate()
        .filter(|(at, line)| line.starts_with("| ") && !is_head(*at));
    rows.map(|(_, row)| row.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect()
}

/// What is wrong with rows whose last cell names what shows them: tests or files of the web client's
/// tests that exist, or else a reason why there is none.
fn shown_by_nothing(path: &str, rows: &[Vec<&str>]) -> Vec<String> {
    let mut wrong = Vec::new();
    for row in rows {
        let shown = row.last().copied().unwrap_or_default();
        let (tests, of_web) = (tests_named_in(shown), web_tests_named_in(shown));
        let is_reason = |begin: &str| shown.split("; ").any(|part| part.starts_with(begin));
        let has_reason = is_reason("not yet: ") || is_reason("not here: ");
        if tests.is_empty() && of_web.is_empty() && !has_reason {
            wrong.push(format!("{path} shows this by nothing: {row:?}"));
        }
        wrong.extend(missing(path, &tests));
        wrong.extend(missing_files(path, &of_web));
    }
    wrong
}

#[test]
fn every_row_of_parity_names_what_shows_it() {
    let path = "docs/reference/parity.md";
    let page = read(path);
    let rows = rows_of(&page);
    let cases: Vec<_> = rows
        .iter()
        .filter_map(|row| row.first()?.parse::<u32>().ok())
        .collect();
    assert_eq!(
        cases,
        (1..=70).collect::<Vec<_>>(),
        "the cases of the original"
    );
    let defects = rows
        .iter()
        .filter_map(|row| row.first()?.strip_prefix('A')?.parse().ok());
    assert_eq!(
        defects.collect::<Vec<u32>>(),
        (1..=45).collect::<Vec<_>>(),
        "its defects"
    );
    let features = rows.iter().filter(|row| row.len() == 2).count();
    assert!(features >= 100, "{path} has lost features: {features}");
    nothing_wrong(&shown_by_nothing(path, &rows));
}

#[test]
fn every_row_of_the_security_checklist_names_what_holds_it() {
    let path = "docs/reference/security-checklist.md";
    let page = read(path);
    let rows = rows_of(&page);
    let numbers: Vec<_> = rows
        .iter()
        .filter_map(|row| row.first()?.parse::<u32>().ok())
        .collect();
    assert_eq!(numbers, (1..=46).collect::<Vec<_>>());
    nothing_wrong(&shown_by_nothing(path, &rows));
}

#[test]
fn every_link_leads_somewhere() {
    let mut wrong = Vec::new();
    for file in markdown() {
        let folder = root()
            .join(&file.path)
            .parent()
            .map(Path::to_path_buf)
            .unwrap_or_default();
        for target in links(&file.text) {
            if !folder.join(&target).exists() {
                wrong.push(format!("{} links to {target}", file.path));
            }
        }
    }
    nothing_wrong(&wrong);
}

#[test]
fn every_path_in_a_document_exists() {
    let begins = [
        "crates/",
        "docs/",
        "openapi/",
        "scripts/",
        "./scripts/",
        "tests/",
        "web/src/",
        ".ci/",
    ];
    let mut wrong = Vec::new();
    for file in markdown() {
        for span in spans(&file.text) {
            let path = span.split_whitespace().next().unwrap_or_default();
            let is_path = begins.iter().any(|begin| path.starts_with(begin));
            let is_pattern = path.contains(['*', '<', '{', '…']);
            if is_path && !is_pattern && !root().join(path).exists() {
                wrong.push(format!("{} names {path}", file.path));
            }
        }
    }
    nothing_wrong(&wrong);
}

#[test]
fn every_command_of_the_documents_is_a_script_that_runs() {
    let mut named = 0;
    let mut wrong = Vec::new();
    for file in markdown() {
        for block in code_blocks(&file.text, "sh") {
            for line in block.lines() {
                let Some(word) = line
                    .split_whitespace()
                    .find(|word| word.starts_with("./") && !word.starts_with("./target/"))
                else {
                    continue;
                };
                named += 1;
                if !is_executable(&root().join(word)) {
                    wrong.push(format!("{} runs {word}", file.path));
                }
            }
        }
    }
    assert!(named >= 2, "the README names its two commands");
    nothing_wrong(&wrong);
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

#[test]
fn the_readme_shows_the_example_that_is_compiled() {
    let source = read("crates/domain/src/lib.rs");
    let documentation: Vec<&str> = source
        .lines()
        .filter_map(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    let compiled = code_blocks(&documentation.join("\n"), "");
    assert_eq!(code_blocks(&read("README.md"), "rust"), compiled);
}

#[test]
fn fragments_of_the_changelog_are_named_by_their_kind() {
    let mut wrong = Vec::new();
    for file in files("changelog.d", &[".md"]) {
        let kind = file
            .path
            .trim_end_matches(".md")
            .rsplit('.')
            .next()
            .unwrap_or_default();
        if !KINDS.contains(&kind) || file.text.trim().is_empty() {
            wrong.push(format!("{} is empty or of no known kind", file.path));
        }
    }
    nothing_wrong(&wrong);
}

#[test]
fn the_style_guide_can_be_read_at_once() {
    assert!(read("docs/style.md").lines().count() <= STYLE_LINES_MAX);
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    let machine = [
        concat!("/wo", "rk/"),
        concat!("/tmp/", "brief"),
        concat!("/ro", "ot/"),
    ];
    let found = files("", &[])
        .into_iter()
        .filter(|file| machine.iter().any(|path| file.text.contains(path)));
    nothing_wrong(
        &found
            .map(|file| format!("{} names a folder of one machine", file.path))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn words_of_others_stay_out_of_the_documents() {
    // One word per thing: a room is no channel, a boost no reaction.
    let others = ["reaction", "user list"];
    let wrong = markdown().into_iter().flat_map(|file| {
        let text = prose(&file.text).to_lowercase();
        others
            .iter()
            .filter(|word| text.contains(**word))
            .map(|word| format!("{} says {word}", file.path))
            .collect::<Vec<_>>()
    });
    nothing_wrong(&wrong.collect::<Vec<_>>());
}
