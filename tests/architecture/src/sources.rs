//! Reads the files of the project, and tells code from comments and texts in Rust.

use std::path::{Path, PathBuf};

/// Folders that Git ignores: products of builds and tests.
const IGNORED: [&str; 9] = [
    ".git",
    "bench-results",
    "data",
    "dist",
    "node_modules",
    "playwright-report",
    "screenshots",
    "target",
    "test-results",
];

/// A file of the project.
#[derive(Debug, Clone)]
pub struct File {
    /// Its path from the root, with `/`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// The root of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// All text files below a folder of the project whose name has one of these endings, in the order of
/// their paths. No ending at all means every text file.
#[must_use]
pub fn files(below: &str, endings: &[&str]) -> Vec<File> {
    let root = root();
    let mut found = Vec::new();
    walk(&root, &root.join(below), endings, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn walk(root: &Path, folder: &Path, endings: &[&str], found: &mut Vec<File>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if path.is_dir() {
            if !IGNORED.contains(&name.as_str()) {
                walk(root, &path, endings, found);
            }
        } else if endings.is_empty() || endings.iter().any(|ending| name.ends_with(ending)) {
            // What is not text has no rules here.
            if let Ok(text) = std::fs::read_to_string(&path) {
                let path = path.strip_prefix(root).unwrap_or(&path);
                found.push(File {
                    path: path.to_string_lossy().replace('\\', "/"),
                    text,
                });
            }
        }
    }
}

/// A Rust file taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rust {
    /// The code alone: comments are gone, texts and characters are empty; lines are kept.
    pub code: String,
    /// The texts in it, without quotes, as written.
    pub texts: Vec<String>,
}

/// Takes a Rust file apart. It knows nested comments, raw texts and lifetimes; nothing else of the
/// language.
#[must_use]
pub fn take_apart(source: &str) -> Rust {
    let mut rust = Rust::default();
    let mut left = source;
    while let Some(sign) = left.chars().next() {
        let previous = rust.code.chars().next_back().unwrap_or(' ');
        let taken = if left.starts_with("//") {
            left.find('\n').unwrap_or(left.len())
        } else if left.starts_with("/*") {
            let taken = comment(left);
            keep_lines(&mut rust.code, left, taken);
            taken
        } else if let Some(hashes) =
            raw_text(left).filter(|_| !previous.is_alphanumeric() && previous != '_')
        {
            let start = left.find('"').map_or(0, |at| at + 1);
            let end = format!("\"{}", "#".repeat(hashes));
            let length = left
                .get(start..)
                .and_then(|text| text.find(&end))
                .unwrap_or(left.len() - start);
            let taken = (start + length + end.len()).min(left.len());
            rust.texts.push(
                left.get(start..start + length)
                    .unwrap_or_default()
                    .to_owned(),
            );
            rust.code.push_str("\"\"");
            keep_lines(&mut rust.code, left, taken);
            taken
        } else if sign == '"' {
            let taken = quoted(left);
            rust.texts.push(
                left.get(1..taken.saturating_sub(1))
                    .unwrap_or_default()
                    .to_owned(),
            );
            rust.code.push_str("\"\"");
            keep_lines(&mut rust.code, left, taken);
            taken
        } else if let Some(taken) = (sign == '\'').then(|| character(left)).flatten() {
            rust.code.push_str("' '");
            taken
        } else {
            rust.code.push(sign);
            sign.len_utf8()
        };
        left = left.get(taken..).unwrap_or_default();
    }
    rust
}

fn keep_lines(code: &mut String, rest: &str, taken: usize) {
    let lines = rest.get(..taken).unwrap_or_default().matches('\n').count();
    code.extend(std::iter::repeat_n('\n', lines));
}

/// The length of a nested comment.
fn comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(here) = rest.get(at..).filter(|here| !here.is_empty()) {
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// How many hashes a raw text begins with, if one begins here.
fn raw_text(rest: &str) -> Option<usize> {
    let rest = rest
        .strip_prefix(['b', 'c'])
        .unwrap_or(rest)
        .strip_prefix('r')?;
    let hashes = rest.chars().take_while(|sign| *sign == '#').count();
    rest.get(hashes..)?.starts_with('"').then_some(hashes)
}

/// The length of a text in quotes.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, sign) in rest.char_indices().skip(1) {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of a character in quotes; `None` for a lifetime.
fn character(rest: &str) -> Option<usize> {
    let mut signs = rest.char_indices().skip(1);
    let (_, first) = signs.next()?;
    if first == '\\' {
        signs.next()?;
        return signs.find(|(_, sign)| *sign == '\'').map(|(at, _)| at + 1);
    }
    signs
        .next()
        .filter(|(_, sign)| *sign == '\'')
        .map(|(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_are_no_code() {
        let rust = take_apart(
            "let a = \"x // y\"; // not \"this\"\nlet b = r#\"q\"uote\"#; /* a /* b */ c */ let c;",
        );
        assert_eq!(rust.texts, ["x // y", "q\"uote"]);
        assert_eq!(rust.code, "let a = \"\"; \nlet b = \"\";  let c;");
    }

    #[test]
    fn quotes_in_characters_begin_no_text() {
        let rust = take_apart("fn f<'a>(x: &'a str) { ['\"', '\\'', '\\u{20}'] }");
        assert_eq!(rust.texts, [""; 0]);
        assert_eq!(rust.code, "fn f<'a>(x: &'a str) { [' ', ' ', ' '] }");
    }
}
