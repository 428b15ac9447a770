//! Where a link may lead.

use ammonia::Url;
use campfire_domain::{MessageId, RoomId};
use std::fmt::Write as _;

/// The address as it stands in a message, if a link may lead there: `http`, `https`, `mailto`, or a
/// message of this Campfire. What could be mistaken in an attribute is percent-encoded.
pub(super) fn safe(address: &str) -> Option<String> {
    let address = address.trim();
    let starts = |scheme: &str| {
        let head = address.get(..scheme.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(scheme)) && address.len() > scheme.len()
    };
    let is_foreign = ["https://", "http://", "mailto:"].into_iter().any(starts);
    let is_own = address.starts_with('/') && message(address).is_some();
    if !is_foreign && !is_own || address.contains(char::is_control) {
        return None;
    }
    let mut safe = String::with_capacity(address.len());
    let mut bytes = [0; 4];
    for c in address.chars() {
        if c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c) {
            safe.push(c);
        } else {
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(safe, "%{byte:02X}");
            }
        }
    }
    // What is no address to the sanitiser would lose its target there.
    (is_own || Url::parse(&safe).is_ok()).then_some(safe)
}

/// The message that a permanent link names: `/rooms/{room_id}/@{message_id}`, at any host, since
/// nobody but this Campfire has such ids.
pub(super) fn message(address: &str) -> Option<(RoomId, MessageId)> {
    let path = match address.split_once("://") {
        Some((_, rest)) => &rest[rest.find('/')?..],
        None => address,
    };
    let (room_id, message_id) = path.strip_prefix("/rooms/")?.split_once("/@")?;
    Some((
        RoomId::parse(room_id).ok()?,
        MessageId::parse(message_id).ok()?,
    ))
}
