//! Journeys through the real binary: each module is one subject, each test one promise of the
//! protocol page. They start their own servers on port 0 with their own folders.
//!
//! Run with `cargo test -p campfire-e2e`; build the binary before. `CAMPFIRE_E2E_RELEASE=1` takes
//! the release build, `CAMPFIRE_BIN` any other. `CAMPFIRE_TEST_FULL=1` takes the long sizes: more random
//! histories, more messages between two crashes.

#![expect(
    clippy::expect_used,
    reason = "helpers of tests, outside of #[test] functions, fail in words as the tests do"
)]

mod account;
mod bad_input;
mod bans;
mod boosts;
mod client_errors;
mod clock;
mod content;
mod crash;
mod crowd;
mod degraded;
mod disk;
mod first_run;
mod flags;
mod floods;
mod fuzz;
mod half_open;
mod herd;
mod laws;
mod limits;
mod live;
mod live_limits;
mod long_poll;
mod matrix;
mod messages;
mod mixed;
mod outage;
mod people;
mod power;
mod presence;
mod process;
mod races;
mod resume;
mod revoke;
mod rooms;
mod search;
mod security;
mod seen;
mod slow;
mod transfers;

use campfire_e2e::faults::Faults;
use serde_json::Value;
use std::time::Duration;

/// What the protocol page calls "at once": sign-out, removal, the answer to a heartbeat.
const ONE_SECOND: Duration = Duration::from_secs(1);

/// Says that a promise was not tested here, and why; the run counts these lines.
#[expect(clippy::print_stdout, reason = "a skipped test must be seen")]
fn skipped(why: &str) {
    println!("skipped: {why}");
}

/// Prints what was seen: figures that no assertion needs, for whoever compares two runs.
#[expect(clippy::print_stdout, reason = "figures are for people")]
fn figures(figures: &str) {
    println!("{figures}");
}

/// A machine that can fail; `None`, said aloud, where there can be none.
fn machine() -> Option<Faults> {
    Faults::new().inspect_err(|why| skipped(why)).ok()
}

/// A text of an answer.
#[track_caller]
fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}

/// A number of an answer.
#[track_caller]
fn number(value: &Value) -> u64 {
    value
        .as_u64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

/// The members of an array, which it must be.
#[track_caller]
fn list(value: &Value) -> &Vec<Value> {
    value
        .as_array()
        .unwrap_or_else(|| panic!("{value} is no list"))
}

/// The same member of each thing of a list, as texts.
#[track_caller]
fn each(list_of: &Value, member: &str) -> Vec<String> {
    list(list_of).iter().map(|one| text(&one[member])).collect()
}
