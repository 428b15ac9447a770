//! The client that the generator makes of the committed document.

include!(concat!(env!("OUT_DIR"), "/client.rs"));
