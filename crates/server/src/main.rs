//! Campfire.
fn main() {}
