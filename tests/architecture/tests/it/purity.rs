//! What source files never hold.

use crate::nothing_wrong;
use campfire_architecture_tests::sources::{File, files, root, take_apart};

/// Lines of a Rust file above which a noun hides in it that wants a file of its own.
const LINES_MAX: usize = 700;

/// Files that may be longer, and why.
const LONG_FILES: &[(&str, &str)] = &[
    (
        "tests/e2e/tests/it/bad_input.rs",
        "a list of cases, each a few lines; cutting it would hide what is missing",
    ),
    (
        "tests/e2e/tests/it/matrix.rs",
        "the one table of routes and roles",
    ),
];

/// Files of the server that name an adapter crate, and why.
const NAME_ADAPTERS: &[(&str, &str)] = &[(
    "crates/server/src/wiring.rs",
    "makes the adapters and gives them to the use cases",
)];

/// What a text begins with, and has in it, when it is SQL.
const SQL: [(&str, &str); 12] = [
    ("select ", " from "),
    ("insert into ", ""),
    ("insert or ", " into "),
    ("update ", " set "),
    ("delete from ", ""),
    ("create table ", ""),
    ("create index ", ""),
    ("drop table ", ""),
    ("alter table ", ""),
    ("pragma ", ""),
    ("begin immediate", ""),
    ("savepoint ", ""),
];

fn rust() -> Vec<File> {
    let mut all = files("crates", &[".rs"]);
    all.extend(files("tests", &[".rs"]));
    assert!(all.len() > 50, "the files were read");
    all
}

/// The files whose code (without comments and texts) this says something about.
fn wrong_code(says: impl Fn(&File, &str) -> Option<String>) -> Vec<String> {
    rust()
        .iter()
        .filter_map(|file| {
            says(file, &take_apart(&file.text).code).map(|wrong| format!("{}: {wrong}", file.path))
        })
        .collect()
}

fn is_sql(text: &str) -> bool {
    let text = text
        .replace('\\', " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    SQL.iter()
        .any(|(begins, has)| text.starts_with(begins) && text.contains(has))
}

#[test]
fn every_crate_inherits_the_lints() {
    let mut manifests = files("crates", &["Cargo.toml"]);
    manifests.extend(files("tests", &["Cargo.toml"]));
    assert!(manifests.len() >= 11);
    let without = manifests
        .iter()
        .filter(|file| !file.text.contains("[lints]\nworkspace = true\n"));
    nothing_wrong(
        &without
            .map(|file| format!("{} does not inherit the lints", file.path))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn only_the_wiring_names_adapters() {
    let listed = |file: &File| NAME_ADAPTERS.iter().any(|(path, _)| *path == file.path);
    let names = |file: &File| take_apart(&file.text).code.contains("campfire_adapters_");
    let server = files("crates/server/src", &[".rs"]);
    let strangers = server.iter().filter(|file| names(file) && !listed(file));
    nothing_wrong(
        &strangers
            .map(|file| format!("{} names an adapter", file.path))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn sql_stands_in_the_storage_adapter_only() {
    let elsewhere = rust().into_iter().filter(|file| {
        file.path.starts_with("crates/") && !file.path.starts_with("crates/adapters-sqlite/")
            || file.path.starts_with("tests/testkit/")
    });
    let wrong: Vec<String> = elsewhere
        .flat_map(|file| {
            take_apart(&file.text)
                .texts
                .into_iter()
                .map(move |text| (file.path.clone(), text))
        })
        .filter(|(_, text)| is_sql(text))
        .map(|(path, text)| format!("{path}: {text}"))
        .collect();
    nothing_wrong(&wrong);
}

#[test]
fn sql_is_known_when_it_is_seen() {
    assert!(is_sql("select a\\\n  from b"));
    assert!(is_sql("UPDATE room SET name = ?"));
    assert!(!is_sql("update the room"));
}

#[test]
fn the_domain_is_serialisable_only_by_its_feature() {
    let wrong = files("crates/domain/src", &[".rs"])
        .into_iter()
        .filter(|file| {
            let code = take_apart(&file.text).code;
            let mut derives = code
                .split("#[derive(")
                .skip(1)
                .filter_map(|rest| rest.split(')').next());
            derives.any(|derived| derived.contains("Serialize") || derived.contains("Deserialize"))
                || code.contains("use serde")
                || code.contains("for serde")
        });
    nothing_wrong(
        &wrong
            .map(|file| format!("{} promises a format to strangers", file.path))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn modules_are_named_files() {
    let found = rust()
        .into_iter()
        .filter(|file| file.path.ends_with("/mod.rs"));
    nothing_wrong(&found.map(|file| file.path).collect::<Vec<_>>());
}

#[test]
fn every_ban_names_its_replacement() {
    let bans = std::fs::read_to_string(root().join("clippy.toml")).unwrap();
    let without = bans
        .lines()
        .filter(|line| line.contains("path = ") && !line.contains("reason = \""));
    nothing_wrong(&without.map(str::to_owned).collect::<Vec<_>>());
}

#[test]
fn a_lint_is_expected_with_a_reason_and_never_allowed() {
    nothing_wrong(&wrong_code(|_, code| {
        let allows = code.contains("[allow(");
        let without_reason = code.split("[expect(").skip(1).any(|rest| {
            !rest
                .split(")]")
                .next()
                .unwrap_or_default()
                .contains("reason =")
        });
        (allows || without_reason).then(|| "silences a lint without a reason".to_owned())
    }));
}

#[test]
fn no_test_is_ignored_or_named_test() {
    nothing_wrong(&wrong_code(|_, code| {
        let ignored = code.contains("#[ignore");
        let named = code.contains("fn test_");
        (ignored || named)
            .then(|| "has a test that is ignored or not named as a sentence".to_owned())
    }));
}

#[test]
fn tests_wait_for_events_and_do_not_sleep() {
    nothing_wrong(&wrong_code(|file, code| {
        let tests = code.split_once("#[cfg(test)]").map(|(_, tests)| tests);
        let tests = if file.path.contains("/tests/") || file.path.starts_with("tests/testkit/") {
            Some(code)
        } else {
            tests
        };
        tests
            .is_some_and(|code| code.contains("thread::sleep("))
            .then(|| "sleeps in a test".to_owned())
    }));
}

#[test]
fn no_comment_puts_work_off() {
    let left = concat!("TO", "DO");
    let found = rust()
        .into_iter()
        .filter(|file| file.text.contains(left) || file.text.contains(concat!("FIX", "ME")));
    nothing_wrong(
        &found
            .map(|file| format!("{} puts work off", file.path))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn a_file_is_about_one_noun() {
    let excused = |path: &str| LONG_FILES.iter().any(|(long, _)| *long == path);
    let long = rust()
        .into_iter()
        .filter(|file| !excused(&file.path) && file.text.lines().count() > LINES_MAX);
    nothing_wrong(
        &long
            .map(|file| format!("{} has {} lines", file.path, file.text.lines().count()))
            .collect::<Vec<_>>(),
    );
}
