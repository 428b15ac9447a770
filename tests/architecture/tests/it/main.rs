//! The rules of `ARCHITECTURE.md`, held.
#![expect(
    clippy::unwrap_used,
    reason = "what cannot get on in a test has failed and says so"
)]

mod arrows;
mod documents;
mod purity;

/// Fails with everything that is wrong, one to a line.
fn nothing_wrong(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
