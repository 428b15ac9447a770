//! Arrows point inward (ADR-0001).

use crate::nothing_wrong;
use campfire_architecture_tests::{
    arrows::{metadata, normal_tree, violations},
    sources::root,
};
use std::{fs, path::Path};
use tempfile::TempDir;

/// The manifests of this workspace in a folder of their own, with no code in them.
fn copy_of_the_manifests() -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    fs::copy(root().join("Cargo.toml"), copy.path().join("Cargo.toml")).unwrap();
    for folder in ["crates", "tests"] {
        for entry in fs::read_dir(root().join(folder)).unwrap().flatten() {
            let manifest = entry.path().join("Cargo.toml");
            if manifest.exists() {
                let to = copy.path().join(folder).join(entry.file_name());
                fs::create_dir_all(to.join("src")).unwrap();
                fs::copy(manifest, to.join("Cargo.toml")).unwrap();
                for file in ["src/lib.rs", "src/main.rs"] {
                    if entry.path().join(file).exists() {
                        fs::write(to.join(file), "").unwrap();
                    }
                }
            }
        }
    }
    copy
}

fn add_line(workspace: &Path, manifest: &str, below: &str, line: &str) {
    let path = workspace.join(manifest);
    let text = fs::read_to_string(&path).unwrap();
    let changed = text.replacen(&format!("{below}\n"), &format!("{below}\n{line}\n"), 1);
    assert_ne!(text, changed);
    fs::write(path, changed).unwrap();
}

/// What is wrong with the copy after one line more in a manifest, and was not before.
fn with_a_line_more(manifest: &str, below: &str, line: &str) -> Vec<String> {
    let copy = copy_of_the_manifests();
    let before = violations(&metadata(copy.path()).unwrap());
    add_line(copy.path(), manifest, below, line);
    let mut after = violations(&metadata(copy.path()).unwrap());
    after.retain(|wrong| !before.contains(wrong));
    after
}

#[test]
fn every_crate_names_what_the_table_says() {
    nothing_wrong(&violations(&metadata(&root()).unwrap()));
}

#[test]
fn a_use_case_that_names_an_adapter_is_found() {
    let wrong = with_a_line_more(
        "crates/app/Cargo.toml",
        "[dependencies]",
        "campfire-adapters-sqlite.workspace = true",
    );
    assert_eq!(
        wrong,
        ["campfire-app may not name campfire-adapters-sqlite"]
    );
}

#[test]
fn an_adapter_that_names_another_one_is_found_in_its_tests_too() {
    let wrong = with_a_line_more(
        "crates/adapters-ws/Cargo.toml",
        "[dev-dependencies]",
        "campfire-adapters-http.workspace = true",
    );
    assert_eq!(
        wrong,
        ["campfire-adapters-ws may not name campfire-adapters-http in its tests"]
    );
}

#[test]
fn a_runtime_in_the_domain_is_found() {
    let wrong = with_a_line_more(
        "crates/domain/Cargo.toml",
        "[dependencies]",
        "tokio.workspace = true",
    );
    assert_eq!(wrong, ["campfire-domain may not name tokio"]);
}

#[test]
fn a_package_nobody_let_in_is_found_in_tests_too() {
    let wrong = with_a_line_more(
        "crates/domain/Cargo.toml",
        "[dev-dependencies]",
        "left-pad = \"1\"",
    );
    assert_eq!(
        wrong,
        ["left-pad has no sentence in the table of packages that says why it is here"]
    );
}

#[test]
fn a_build_with_doubles_in_it_is_found() {
    let wrong = with_a_line_more(
        "crates/wire/Cargo.toml",
        "[dependencies]",
        "domain = { package = \"campfire-domain\", path = \"../domain\", features = [\"mocks\"] }",
    );
    assert_eq!(
        wrong,
        ["campfire-wire may turn on mocks of campfire-domain in its tests only"]
    );
}

#[test]
fn a_crate_without_a_row_is_found() {
    let copy = copy_of_the_manifests();
    let manifest = copy.path().join("crates/wire/Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::create_dir_all(copy.path().join("crates/new/src")).unwrap();
    fs::write(
        copy.path().join("crates/new/Cargo.toml"),
        text.replace("campfire-wire", "campfire-new"),
    )
    .unwrap();
    fs::write(copy.path().join("crates/new/src/lib.rs"), "").unwrap();
    add_line(
        copy.path(),
        "Cargo.toml",
        "members = [",
        "  \"crates/new\",",
    );
    let wrong = violations(&metadata(copy.path()).unwrap());
    assert!(
        wrong.contains(&"campfire-new has no row in the table of arrows".to_owned()),
        "{wrong:?}"
    );
}

#[test]
fn nothing_of_the_world_reaches_the_domain_through_others() {
    let tree = normal_tree(&root(), "campfire-domain").unwrap();
    assert!(tree.contains("uuid"), "the tree was read: {tree:?}");
    let world = [
        "hyper",
        "mockall",
        "poem",
        "rusqlite",
        "serde",
        "serde_json",
        "sqlx",
        "tokio",
        "tracing",
    ];
    let reached: Vec<_> = world.iter().filter(|name| tree.contains(**name)).collect();
    assert!(reached.is_empty(), "{reached:?}");
}

#[test]
fn the_binary_holds_no_test_code() {
    let tree = normal_tree(&root(), "campfire").unwrap();
    assert!(
        tree.contains("campfire-domain"),
        "the tree was read: {tree:?}"
    );
    let of_tests = ["campfire-testkit", "mockall", "proptest"];
    let reached: Vec<_> = of_tests
        .iter()
        .filter(|name| tree.contains(**name))
        .collect();
    assert!(reached.is_empty(), "{reached:?}");
}
