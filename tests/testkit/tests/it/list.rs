//! The one list of contracts is complete.

use campfire_testkit::contracts::{LISTED, LISTED_LAWS};
use std::{collections::BTreeSet, fs, io, path::Path};

/// Ports that keep nothing, with what holds them instead.
const NOT_STORING: &[&str] = &[
    // Doubles of their own here; the real ones are tested where they are.
    "Broadcaster",
    "Clock",
    "IdSource",
    "PasswordHasher",
];

/// What follows a marker in every Rust file of a folder, up to the first sign that is no name.
fn names_behind(marker: &str, folder: &Path) -> io::Result<BTreeSet<(String, String)>> {
    let mut names = BTreeSet::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.is_dir() {
            continue;
        }
        let file = path.file_stem().unwrap_or_default().to_string_lossy();
        for found in fs::read_to_string(&path)?.split(marker).skip(1) {
            let end = found.find(|c: char| !c.is_alphanumeric() && c != '_');
            let name = found.split_at(end.unwrap_or(found.len())).0;
            names.insert((file.clone().into_owned(), name.to_owned()));
        }
    }
    Ok(names)
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_port_of_the_domain_has_contracts() {
    let ports = here().join("../../crates/domain/src/ports");
    let ports: BTreeSet<_> = names_behind("\npub trait ", &ports)
        .unwrap()
        .into_iter()
        .map(|(_, name)| name)
        .collect();
    let exported = fs::read_to_string(here().join("../../crates/domain/src/ports.rs")).unwrap();
    assert!(ports.len() > 10 && ports.iter().all(|port| exported.contains(port.as_str())));
    let listed = LISTED
        .iter()
        .map(|(port, _, _)| *port)
        .chain(NOT_STORING.iter().copied());
    assert_eq!(ports, listed.map(ToOwned::to_owned).collect());
}

#[test]
fn every_contract_is_in_the_list() {
    let written = names_behind("\npub async fn ", &here().join("src/contracts")).unwrap();
    let listed = LISTED.iter().flat_map(|(_, module, names)| {
        names
            .iter()
            .map(|name| ((*module).to_owned(), (*name).to_owned()))
    });
    assert_eq!(written, listed.collect());
}

#[test]
fn every_law_is_in_the_list() {
    let written = names_behind("\npub fn ", &here().join("src/contracts")).unwrap();
    let listed = LISTED_LAWS
        .iter()
        .map(|name| ("laws".to_owned(), (*name).to_owned()));
    assert_eq!(written, listed.collect());
}
