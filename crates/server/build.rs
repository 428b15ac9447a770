//! Checks that the web client was built: it is embedded in the binary.

use std::{env, fs, path::PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=../../web/dist");
    println!("cargo::rerun-if-env-changed=CAMPFIRE_SKIP_WEB");
    println!("cargo::rerun-if-env-changed=CAMPFIRE_BUILD");
    #[expect(
        clippy::disallowed_methods,
        reason = "a build script has no configuration but this"
    )]
    let variable = |name: &str| env::var(name).ok();
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut web = root.join("../../web/dist");
    if variable("CAMPFIRE_SKIP_WEB").is_some() {
        web = PathBuf::from(variable("OUT_DIR").unwrap_or_default()).join("web");
        let page = "<!doctype html><title>Campfire</title><p>This build has no web client.";
        let made = fs::create_dir_all(&web).and_then(|()| fs::write(web.join("index.html"), page));
        assert!(
            made.is_ok(),
            "cannot write the page that stands for the web client"
        );
    }
    assert!(
        web.join("index.html").is_file(),
        "web/dist is missing: run `./scripts/build-web`, or set CAMPFIRE_SKIP_WEB=1 for a binary without the web client"
    );
    println!("cargo::rustc-env=CAMPFIRE_WEB_DIST={}", web.display());
}
