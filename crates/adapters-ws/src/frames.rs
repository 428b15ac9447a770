//! Frames of the server as bytes.

use bytes::Bytes;
use campfire_domain::{Event, ports::Named};
use campfire_wire::{Event as WireEvent, ServerFrame};

/// An encoded text frame: valid UTF-8, shared by all sockets that get it.
pub(crate) type Frame = Bytes;

/// Encodes a frame.
pub(crate) fn encode(frame: &ServerFrame) -> Frame {
    match serde_json::to_vec(frame) {
        Ok(text) => text.into(),
        // Only maps with keys that are not text can fail, and frames have no maps.
        Err(error) => {
            tracing::error!(error = %error, "live.frame_not_encoded");
            Frame::new()
        }
    }
}

/// Encodes an event; `None` for what no client sees.
pub(crate) fn encode_event(event: &Event, named: &Named) -> Option<Frame> {
    let seen = WireEvent::new(event, named);
    if seen.is_none() {
        tracing::debug!(
            event = event.kind.name(),
            position = event.position.get(),
            "live.event_unseen"
        );
    }
    seen.map(|event| encode(&ServerFrame::Event(event)))
}
