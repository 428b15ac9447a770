//! What Markdown files say: generated tables, links, paths and code blocks.

use crate::table::{Names, PACKAGES, ROWS};
use std::fmt::Write as _;

/// Where the generated part of `ARCHITECTURE.md` begins.
pub const BEGIN: &str = "<!-- begin: arrows, from tests/architecture/src/table.rs -->";
/// Where it ends.
pub const END: &str = "<!-- end: arrows -->";

/// The tables of arrows and packages as Markdown.
#[must_use]
pub fn tables() -> String {
    let mut text = String::from(
        "| crate | may name of ours | may name from outside | only in its tests |\n|---|---|---|---|\n",
    );
    for row in ROWS {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            row.package,
            names(row.workspace),
            names(row.outside),
            list(row.workspace_in_tests)
        );
    }
    text.push_str("\n| outside package | why it is here |\n|---|---|\n");
    for (name, why) in PACKAGES {
        let _ = writeln!(text, "| {name} | {why} |");
    }
    text
}

fn names(names: Names) -> String {
    match names {
        Names::These(names) => list(names),
        Names::Any => "what its tests need".into(),
    }
}

fn list(names: &[&str]) -> String {
    if names.is_empty() {
        "none".into()
    } else {
        names.join(", ")
    }
}

/// A page with another text between [`BEGIN`] and [`END`]; `None` when it lacks the marks.
#[must_use]
pub fn replace_between(page: &str, text: &str) -> Option<String> {
    let (head, rest) = page.split_once(BEGIN)?;
    let (_, tail) = rest.split_once(END)?;
    Some(format!(
        "{head}{BEGIN}\n\n{}\n\n{END}{tail}",
        text.trim_end()
    ))
}

/// The text of a page without its fenced code.
#[must_use]
pub fn prose(page: &str) -> String {
    let mut in_code = false;
    let kept = page.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        !fence && !in_code
    });
    kept.collect::<Vec<_>>().join("\n")
}

/// The fenced code blocks of a page in this language.
#[must_use]
pub fn code_blocks(page: &str, language: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut block: Option<Vec<&str>> = None;
    for line in page.lines() {
        match (&mut block, line.trim_start().strip_prefix("```")) {
            (None, Some(named)) if named == language => block = Some(Vec::new()),
            (Some(lines), None) => lines.push(line),
            (Some(lines), Some(_)) => {
                found.push(lines.join("\n"));
                block = None;
            }
            (None, _) => {}
        }
    }
    found
}

/// The targets of the links of a page, without those that leave the project or stay on the page.
#[must_use]
pub fn links(page: &str) -> Vec<String> {
    let prose = prose(page);
    let targets = prose
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    targets
        .filter(|target| {
            !target.contains("://")
                && !target.starts_with(['#', '<'])
                && !target.starts_with("mailto:")
        })
        .filter_map(|target| target.split('#').next())
        .map(str::to_owned)
        .collect()
}

/// What stands between single backticks on a page.
#[must_use]
pub fn spans(page: &str) -> Vec<String> {
    prose(page)
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The part of a page below a heading `## name`, up to the next heading of that level.
#[must_use]
pub fn section<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let heading = format!("\n## {name}\n");
    let (_, rest) = page.split_once(&heading)?;
    Some(rest.split("\n## ").next().unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# T\n\nA [b](c.md#d) and [e](https://f.g) `h`.\n\n```rust\nlet [a](b) = 1;\n```\n\n## I\n\nj\n\n## K\n";

    #[test]
    fn links_in_code_and_out_of_the_project_are_not_ours() {
        assert_eq!(links(PAGE), ["c.md"]);
        assert_eq!(spans(PAGE), ["h"]);
    }

    #[test]
    fn a_page_is_cut_by_fences_and_headings() {
        assert_eq!(code_blocks(PAGE, "rust"), ["let [a](b) = 1;"]);
        assert_eq!(section(PAGE, "I"), Some("\nj\n"));
        assert_eq!(section(PAGE, "L"), None);
    }
}
