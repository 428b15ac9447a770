//! Compares the table with the manifests, as `cargo metadata --no-deps` gives them.

use crate::table::{PACKAGES, ROWS, Row};
use serde_json::Value;
use std::{collections::BTreeSet, path::Path, process::Command};

/// A dependency as a manifest names it.
struct Named<'a> {
    name: &'a str,
    is_ours: bool,
    only_in_tests: bool,
    features: Vec<&'a str>,
}

/// Reads the manifests of a workspace.
///
/// # Errors
/// What Cargo said.
pub fn metadata(workspace: &Path) -> Result<Value, String> {
    let json = cargo(
        workspace,
        &[
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ],
    )?;
    serde_json::from_str(&json).map_err(|error| error.to_string())
}

/// The names of all packages that end up in a normal build of a package of ours.
///
/// # Errors
/// What Cargo said.
pub fn normal_tree(workspace: &Path, package: &str) -> Result<BTreeSet<String>, String> {
    let tree = cargo(
        workspace,
        &[
            "tree",
            "--offline",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}",
            "--package",
            package,
        ],
    )?;
    let first_word = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    Ok(tree
        .lines()
        .map(first_word)
        .filter(|name| !name.is_empty())
        .collect())
}

fn cargo(workspace: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(workspace)
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

/// Everything that the manifests do against the table, one sentence each; empty when all is well.
///
/// `metadata` is what [`metadata`] reads.
#[must_use]
pub fn violations(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let ours: BTreeSet<&str> = packages
        .iter()
        .filter_map(|package| package["name"].as_str())
        .collect();
    let mut wrong = Vec::new();
    for row in ROWS.iter().filter(|row| !ours.contains(row.package)) {
        wrong.push(format!(
            "{} has a row, but there is no such crate",
            row.package
        ));
    }
    let mut named = BTreeSet::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let dependencies = dependencies(package, &ours);
        named.extend(
            dependencies
                .iter()
                .filter(|one| !one.is_ours)
                .map(|one| one.name),
        );
        match ROWS.iter().find(|row| row.package == name) {
            Some(row) => judge(row, &dependencies, &mut wrong),
            None => wrong.push(format!("{name} has no row in the table of arrows")),
        }
    }
    for name in named
        .iter()
        .filter(|name| !PACKAGES.iter().any(|(known, _)| known == *name))
    {
        wrong.push(format!(
            "{name} has no sentence in the table of packages that says why it is here"
        ));
    }
    for (name, _) in PACKAGES.iter().filter(|(name, _)| !named.contains(name)) {
        wrong.push(format!(
            "{name} is in the table of packages, but no manifest names it"
        ));
    }
    wrong
}

fn judge(row: &Row, dependencies: &[Named<'_>], wrong: &mut Vec<String>) {
    let name = row.package;
    for one in dependencies {
        let allowed = match (one.is_ours, one.only_in_tests) {
            (true, false) => row.workspace.allow(one.name),
            (true, true) => {
                row.workspace.allow(one.name) || row.workspace_in_tests.contains(&one.name)
            }
            (false, false) => row.outside.allow(one.name),
            // Which packages tests use is judged once for all crates, by the table of packages.
            (false, true) => true,
        };
        if !allowed {
            let place = if one.only_in_tests {
                " in its tests"
            } else {
                ""
            };
            wrong.push(format!("{name} may not name {}{place}", one.name));
        }
        if one.features.contains(&"openapi") && name != "campfire-adapters-http" {
            wrong.push(format!(
                "{name} may not turn on openapi of {}: only the HTTP adapter does",
                one.name
            ));
        }
        if one.features.contains(&"mocks") && !one.only_in_tests {
            wrong.push(format!(
                "{name} may turn on mocks of {} in its tests only",
                one.name
            ));
        }
    }
    let uses = |wanted: &&&str| {
        dependencies
            .iter()
            .any(|one| !one.only_in_tests && one.name == **wanted)
    };
    let listed = row.workspace.listed().iter().chain(row.outside.listed());
    for unused in listed.filter(|wanted| !uses(wanted)) {
        wrong.push(format!(
            "{name} may name {unused} by the table, but does not"
        ));
    }
}

/// What a package names. Build scripts count as the crate itself.
fn dependencies<'a>(package: &'a Value, ours: &BTreeSet<&str>) -> Vec<Named<'a>> {
    let all = package["dependencies"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    all.iter()
        .map(|one| {
            let name = one["name"].as_str().unwrap_or_default();
            let features = one["features"]
                .as_array()
                .map(Vec::as_slice)
                .unwrap_or_default();
            Named {
                name,
                is_ours: ours.contains(name),
                only_in_tests: one["kind"].as_str() == Some("dev"),
                features: features.iter().filter_map(Value::as_str).collect(),
            }
        })
        .collect()
}
