//! The numbers and settings in the code: each with its unit and its reason, as
//! `docs/reference/limits.md` and `docs/reference/config.md` show them.

use crate::sources::File;
use std::fmt::Write as _;

/// Types of constants that are numbers.
const NUMBERS: [&str; 10] = [
    "usize",
    "u8",
    "u16",
    "u32",
    "u64",
    "i32",
    "i64",
    "f64",
    "Duration",
    "NonZeroU32",
];

/// A constant that is a number, or a field of settings that is one, with its default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The file it stands in.
    pub path: String,
    /// Its name, with its type's in front if it belongs to one.
    pub name: String,
    /// Its value, readable.
    pub value: String,
    /// What the comment above it says, as one line; empty when there is none.
    pub reason: String,
}

/// The numbers of these files, without those of their tests.
#[must_use]
pub fn limits(files: &[File]) -> Vec<Limit> {
    files.iter().flat_map(of_file).collect()
}

fn of_file(file: &File) -> Vec<Limit> {
    let mut found = Vec::new();
    let mut comment: Vec<&str> = Vec::new();
    let mut owner = None;
    let code = file
        .text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    for (at, line) in code.lines().enumerate() {
        if let Some(head) = line.strip_prefix("impl ") {
            let name = head.split_once(" for ").map_or(head, |(_, name)| name);
            owner = name.split_whitespace().next();
        } else if let Some(head) = line.strip_prefix("pub struct ") {
            owner = head.split_whitespace().next();
        } else if line.starts_with('}') {
            owner = None;
        }
        let line = line.trim();
        if let Some(text) = line.strip_prefix("///").or_else(|| line.strip_prefix("//")) {
            comment.push(text.trim());
        } else if !line.starts_with("#[") {
            let value = match (constant(line), field(line)) {
                (Some((name, kind)), _) if NUMBERS.contains(&kind) => {
                    let rest = code.lines().skip(at).collect::<Vec<_>>().join(" ");
                    let value = rest
                        .split_once(" = ")
                        .and_then(|(_, value)| value.split(';').next());
                    Some((name, value.unwrap_or_default().to_owned()))
                }
                (None, Some((name, kind))) if NUMBERS.contains(&kind) => {
                    default_of(code, name).map(|value| (name, value.to_owned()))
                }
                _ => None,
            };
            if let Some((name, value)) = value {
                found.push(Limit {
                    path: file.path.clone(),
                    name: owner.map_or_else(|| name.to_owned(), |owner| format!("{owner}::{name}")),
                    value: readable(&value),
                    reason: plain(&comment.join(" ")),
                });
            }
            comment.clear();
        }
    }
    found
}

/// The name and the type of the constant that a line begins.
fn constant(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_prefix("pub").map_or(line, |rest| {
        rest.strip_prefix('(')
            .and_then(|rest| rest.split_once(')'))
            .map_or(rest, |(_, rest)| rest)
    });
    let (name, rest) = line.trim_start().strip_prefix("const ")?.split_once(": ")?;
    Some((name, rest.split(" =").next()?))
}

/// The name and the type of the public field that a line declares.
fn field(line: &str) -> Option<(&str, &str)> {
    let (name, kind) = line
        .strip_prefix("pub ")?
        .strip_suffix(',')?
        .split_once(": ")?;
    (!name.contains(' ')).then_some((name, kind))
}

/// The number that a field is given somewhere in its file, which is where its default is made.
fn default_of<'a>(code: &'a str, name: &str) -> Option<&'a str> {
    let values = code.lines().filter_map(|line| {
        line.trim()
            .strip_prefix(name)?
            .strip_prefix(": ")?
            .strip_suffix(',')
    });
    let mut numbers = values.filter(|value| {
        value.starts_with(|sign: char| sign.is_ascii_digit()) || value.starts_with("Duration::")
    });
    numbers.next()
}

/// `Duration::from_secs(15)` as `15 s`, `8_000` as `8,000`.
fn readable(value: &str) -> String {
    let value = value
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('_', ",");
    for (call, unit) in [
        ("millis", "ms"),
        ("secs", "s"),
        ("mins", "min"),
        ("hours", "h"),
    ] {
        let span = value.strip_prefix(&format!("Duration::from,{call}("));
        if let Some(number) = span.and_then(|rest| rest.strip_suffix(')')) {
            return format!("{number} {unit}");
        }
    }
    value
}

/// A comment without links, fit for a table.
fn plain(comment: &str) -> String {
    comment
        .replace("[`", "`")
        .replace("`]", "`")
        .replace('|', "\\|")
}

/// The page `docs/reference/limits.md`.
#[must_use]
pub fn page(limits: &[Limit]) -> String {
    let mut page = String::from(
        "# Limits\n\n\
         Every number that the code holds, with its unit and its reason, as the constants say them.\n\
         Written by `UPDATE=1 cargo test -p campfire-architecture-tests`; do not edit.\n",
    );
    let mut crate_before = "";
    for limit in limits {
        let of_crate = limit.path.split("/src/").next().unwrap_or_default();
        if of_crate != crate_before {
            let _ = write!(
                page,
                "\n## {of_crate}\n\n| constant | value | what, and why this much | file |\n|---|--:|---|---|\n"
            );
            crate_before = of_crate;
        }
        let file = limit
            .path
            .rsplit_once("/src/")
            .map_or(limit.path.as_str(), |(_, file)| file);
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | [{file}](../../{}) |",
            limit.name, limit.value, limit.reason, limit.path
        );
    }
    page
}

/// The page `docs/reference/config.md`, of the file that declares the settings: fields with a
/// comment, and an environment variable in their attribute.
#[must_use]
pub fn settings_page(code: &str) -> String {
    let mut page = String::from(
        "# Settings\n\n\
         A flag wins over the environment, the environment over the file (`--config`, TOML). Nothing is needed on your\n\
         own machine. Spans are in milliseconds. Written by `UPDATE=1 cargo test -p campfire-architecture-tests`; do\n\
         not edit.\n\n\
         | flag | environment | in the file | what it is | default |\n|---|---|---|---|---|\n",
    );
    let mut comment: Vec<&str> = Vec::new();
    let mut variable = None;
    for line in code.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            comment.push(text.trim());
        } else if line.starts_with("#[") {
            let named = line
                .split_once("env = \"")
                .and_then(|(_, rest)| rest.split('"').next());
            variable = named.or(variable);
        } else {
            if let (Some(variable), Some((name, _))) = (variable, line.split_once(": ")) {
                let text = comment.join(" ");
                let (text, default) = text.split_once(" [default: ").unwrap_or((&text, "none]"));
                let flag = name.replace('_', "-");
                // The file cannot name itself.
                let key = if name == "config" { "" } else { name };
                let default = default.trim_end_matches(']');
                let _ = writeln!(
                    page,
                    "| `--{flag}` | `{variable}` | {key} | {} | {default} |",
                    plain(text)
                );
            }
            comment.clear();
            variable = None;
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_read_with_its_default() {
        let page = settings_page(
            "    /// Where.\n    /// [default: here]\n    #[arg(long, env = \"A_B\")]\n    data_dir: Option<X>,\n    other: u8,\n",
        );
        assert!(
            page.ends_with(
                "|---|---|---|---|---|\n| `--data-dir` | `A_B` | data_dir | Where. | here |\n"
            ),
            "{page}"
        );
    }

    #[test]
    fn a_number_is_read_with_its_owner_value_and_reason() {
        let text = "/// Frames [`that`] wait.\n/// 2 s.\nconst WAIT: Duration = Duration::from_secs(2);\nimpl Page {\n    pub const MAX: u32 = 1_000;\n}\npub struct Set {\n    /// At once.\n    pub most: usize,\n}\nfn f() { Set {\n    most: 7,\n}}\nconst NAME: &str = \"x\";\n";
        let file = File {
            path: "crates/a/src/b.rs".into(),
            text: text.into(),
        };
        let of = |name: &str, value: &str, reason: &str| Limit {
            path: "crates/a/src/b.rs".into(),
            name: name.into(),
            value: value.into(),
            reason: reason.into(),
        };
        assert_eq!(
            limits(&[file]),
            [
                of("WAIT", "2 s", "Frames `that` wait. 2 s."),
                of("Page::MAX", "1,000", ""),
                of("Set::most", "7", "At once.")
            ]
        );
    }
}
