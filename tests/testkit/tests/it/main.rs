//! The in-memory store before the contracts, and the list of contracts before the ports.

mod embedding;
mod faults;
mod list;

mod memory {
    campfire_testkit::contract_tests!(async || campfire_testkit::Stores::in_memory());
}
