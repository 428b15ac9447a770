//! Campfire.
