//! The languages that code is coloured in.

/// Their words, and other words for the same.
const LANGUAGES: [(&str, &[&str]); 12] = [
    ("bash", &["sh", "shell", "zsh"]),
    ("css", &[]),
    ("diff", &["patch"]),
    ("go", &["golang"]),
    ("java", &[]),
    ("javascript", &["js", "jsx", "mjs"]),
    ("json", &[]),
    ("python", &["py", "python3"]),
    ("ruby", &["rb"]),
    ("rust", &["rs"]),
    ("sql", &[]),
    ("xml", &["html", "svg"]),
];

/// What a class of ours begins with.
pub(super) const CLASS: &str = "language-";

/// Our word for the language that a code block names.
pub(super) fn known(name: &str) -> Option<&'static str> {
    let name = name.trim();
    let is = |word: &str| word.eq_ignore_ascii_case(name);
    let found = LANGUAGES
        .iter()
        .find(|(word, others)| is(word) || others.iter().copied().any(is));
    found.map(|(word, _)| *word)
}

/// Whether this is a class that we give.
pub(super) fn is_class(class: &str) -> bool {
    let word = class.strip_prefix(CLASS);
    word.is_some_and(|word| LANGUAGES.iter().any(|(known, _)| *known == word))
}
