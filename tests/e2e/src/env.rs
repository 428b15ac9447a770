//! The only place that asks the surroundings: environment, ids, where the binary is.

use std::path::PathBuf;

/// A new client-made id.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "a client outside the server makes its ids by itself"
)]
pub fn fresh_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// A variable of the environment, if it is set and not empty.
#[expect(
    clippy::disallowed_methods,
    reason = "a test run is told by the environment which binary to use"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether the release binary was asked for (`CAMPFIRE_E2E_RELEASE=1`).
#[must_use]
pub fn prefers_release() -> bool {
    variable("CAMPFIRE_E2E_RELEASE").is_some_and(|value| value == "1")
}

/// A size of a test: the short one, or the long one when `CAMPFIRE_TEST_FULL=1` asks for it.
#[must_use]
pub fn sized<T>(short: T, long: T) -> T {
    if variable("CAMPFIRE_TEST_FULL").is_some_and(|value| value == "1") {
        long
    } else {
        short
    }
}

/// The binary under test: `CAMPFIRE_BIN`, else the release build when it was asked for and exists,
/// else the build beside this test.
///
/// # Panics
/// When there is no such file.
pub(crate) fn binary() -> PathBuf {
    let path = variable("CAMPFIRE_BIN").map_or_else(built_binary, PathBuf::from);
    assert!(
        path.is_file(),
        "there is no binary at {}: run `cargo build -p campfire` or set CAMPFIRE_BIN",
        path.display()
    );
    path
}

fn built_binary() -> PathBuf {
    let this_test = std::env::current_exe().expect("a running test knows its own path");
    // target/<profile>/deps/it-… → target/<profile>
    let profile = this_test
        .parent()
        .and_then(std::path::Path::parent)
        .expect("cargo puts tests into target/<profile>/deps");
    if prefers_release()
        && let Some(target) = profile.parent()
    {
        let release = target.join("release/campfire");
        if release.is_file() {
            return release;
        }
    }
    profile.join("campfire")
}
