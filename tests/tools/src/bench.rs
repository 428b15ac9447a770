//! The bench: profiles against a running Campfire, their ceilings, and the table.
//!
//! Every profile measures Campfire and its ceiling in turn, three times, on the same cores, and
//! reports median and range. A profile that finds a lost, duplicated, reordered or wrong message
//! fails: its figures would be worth nothing.

pub mod audit;
pub mod ceilings;
pub mod fanout;
pub mod growth;
pub mod idle;
pub mod load;
pub mod plan;
pub mod poll;
pub mod post;
pub mod process;
pub mod read;
pub mod report;
pub mod search;
pub mod stats;
pub mod swarm;
