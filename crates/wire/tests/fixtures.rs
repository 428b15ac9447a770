//! The frames of `tests/fixtures/wire` mean the same in both languages: each reads as a
//! [`ServerFrame`] and prints as it was. The web client applies the same files.
#![expect(clippy::unwrap_used, reason = "tests: what is not there has failed")]

use campfire_wire::{Room, ServerFrame};
use serde_json::Value;
use std::{fs, path::Path};

/// The fixtures whose frames this server speaks.
fn fixtures() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/wire");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let json = files.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    json.map(|path| {
        let text = fs::read_to_string(&path).unwrap();
        (
            path.display().to_string(),
            serde_json::from_str(&text).unwrap(),
        )
    })
    .filter(|(_, fixture): &(String, Value)| fixture["later"] != true)
    .collect()
}

#[test]
fn every_frame_reads_and_prints_as_it_was() {
    let fixtures = fixtures();
    assert!(fixtures.len() >= 10, "the fixtures are there");
    for (file, fixture) in fixtures {
        for frame in fixture["frames"].as_array().unwrap() {
            let read: ServerFrame = serde_json::from_value(frame.clone())
                .unwrap_or_else(|error| panic!("{file}: {error}: {frame}"));
            assert_eq!(&serde_json::to_value(&read).unwrap(), frame, "{file}");
        }
    }
}

#[test]
fn every_room_of_a_state_is_one_of_our_answers() {
    for (file, fixture) in fixtures() {
        for room in fixture["state_before"]["rooms"].as_array().unwrap() {
            let read: Room = serde_json::from_value(room.clone()).unwrap();
            assert_eq!(&serde_json::to_value(&read).unwrap(), room, "{file}");
        }
    }
}
