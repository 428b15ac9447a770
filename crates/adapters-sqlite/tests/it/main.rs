//! The SQLite store from outside: the contracts of its ports, migrations, stops and crashes.
#![expect(
    clippy::unwrap_used,
    reason = "what cannot get on in a test has failed and says so"
)]

mod crash;
mod flags;
mod journal;
mod migrations;
mod stops;

use campfire_adapters_sqlite::{SqliteConfig, SqliteStore};
use campfire_domain::ports::StorePorts;
use campfire_testkit::{RecordingSink, Stores};
use std::sync::Arc;

/// An empty store in a folder of its own.
async fn stores() -> Stores {
    let folder = tempfile::tempdir().unwrap();
    let sink = RecordingSink::new();
    let config = SqliteConfig::new(folder.path());
    let store = SqliteStore::open(config, sink.clone()).await.unwrap();
    Stores::of(StorePorts::of(&Arc::new(store)), sink, folder)
}

mod contract {
    campfire_testkit::contract_tests!(super::stores);
}
