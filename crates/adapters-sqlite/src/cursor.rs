//! Cursors: opaque to everyone else, here epoch, position and check bytes.
//!
//! `base64url(epoch 8 bytes ‖ position 8 bytes ‖ check 4 bytes)`, 27 characters. The check is the
//! beginning of a SHA-256 over the event row at the position, so that a log that was rewound and
//! written again differently is told from the one the client knew. It can be computed from the row
//! at any time and needs no column.

use campfire_domain::{Cursor, Position, StoreError};
use sha2::{Digest, Sha256};

/// Bytes before encoding: epoch, position, check.
const BYTES: usize = 20;
const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Names one log: a copy that took a new epoch is another log.
pub(crate) type Epoch = [u8; 8];
/// The first bytes of the hash of an event row.
pub(crate) type Check = [u8; 4];

/// What a cursor says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) epoch: Epoch,
    pub(crate) position: Position,
    pub(crate) check: Check,
}

/// The identifying columns of an event row: what the check bytes are made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Checked<'a> {
    pub(crate) position: Position,
    pub(crate) kind: &'a str,
    pub(crate) room_id: Option<&'a [u8]>,
    pub(crate) rev: Option<u64>,
    pub(crate) message_id: Option<&'a [u8]>,
    pub(crate) user_id: Option<&'a [u8]>,
    pub(crate) actor_id: Option<&'a [u8]>,
    pub(crate) at: i64,
}

impl Checked<'_> {
    /// The check bytes of this row.
    pub(crate) fn check(&self) -> Check {
        let mut hash = Sha256::new();
        hash.update(self.position.get().to_be_bytes());
        // Every field ends with its own length, so that no two rows run together to the same bytes.
        let mut field = |bytes: &[u8]| {
            hash.update(bytes);
            hash.update([u8::try_from(bytes.len()).unwrap_or(u8::MAX)]);
        };
        field(self.kind.as_bytes());
        for id in [self.room_id, self.message_id, self.user_id, self.actor_id] {
            field(id.unwrap_or_default());
        }
        field(&self.rev.unwrap_or_default().to_be_bytes());
        field(&self.at.to_be_bytes());
        let digest = hash.finalize();
        std::array::from_fn(|i| digest.get(i).copied().unwrap_or_default())
    }
}

impl Point {
    /// The start of a log, before its first event.
    pub(crate) const fn start(epoch: Epoch) -> Self {
        Self {
            epoch,
            position: Position::ZERO,
            check: [0; 4],
        }
    }

    /// The text that clients keep.
    pub(crate) fn encode(&self) -> Result<Cursor, StoreError> {
        let mut bytes = [0; BYTES + 1];
        let fields = self
            .epoch
            .iter()
            .chain(&self.position.get().to_be_bytes())
            .chain(&self.check)
            .copied()
            .collect::<Vec<u8>>();
        bytes
            .iter_mut()
            .zip(fields)
            .for_each(|(to, from)| *to = from);
        let mut text = String::with_capacity(28);
        for three in bytes.chunks_exact(3) {
            let number = three
                .iter()
                .fold(0_usize, |n, byte| (n << 8) | usize::from(*byte));
            for shift in [18, 12, 6, 0] {
                text.push(char::from(
                    SIGNS.get((number >> shift) & 63).copied().unwrap_or(b'A'),
                ));
            }
        }
        // 20 bytes are 27 signs; the last is padding of our own zero byte.
        text.truncate(27);
        Cursor::parse(&text).map_err(|_| StoreError::Corrupt {
            what: "a cursor of our own making".into(),
        })
    }

    /// What a text from outside says; `None` when it was never one of ours.
    pub(crate) fn decode(cursor: &Cursor) -> Option<Self> {
        let text = cursor.as_str().as_bytes();
        if text.len() != 27 {
            return None;
        }
        let mut bytes = Vec::with_capacity(BYTES + 1);
        for four in text.chunks(4) {
            let mut number = 0_u32;
            for i in 0..4 {
                let sign = four.get(i).copied().unwrap_or(b'A');
                let value = SIGNS.iter().position(|s| *s == sign)?;
                number = (number << 6) | u32::try_from(value).ok()?;
            }
            let [_, a, b, c] = number.to_be_bytes();
            bytes.extend([a, b, c]);
        }
        // A longer spelling of the same bytes is not ours.
        (bytes.pop()? == 0).then_some(())?;
        let (epoch, rest) = bytes.split_first_chunk::<8>()?;
        let (position, check) = rest.split_first_chunk::<8>()?;
        Some(Self {
            epoch: *epoch,
            position: Position::new(u64::from_be_bytes(*position)),
            check: check.try_into().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn a_row(position: u64) -> Checked<'static> {
        Checked {
            position: Position::new(position),
            kind: "message_posted",
            room_id: Some(&[1; 16]),
            rev: Some(7),
            message_id: Some(&[2; 16]),
            user_id: None,
            actor_id: Some(&[3; 16]),
            at: 1_700_000_000_000,
        }
    }

    proptest! {
        #[test]
        fn a_cursor_says_what_it_was_made_of(epoch: [u8; 8], position in 0_u64..1 << 62, check: [u8; 4]) {
            let point = Point { epoch, position: Position::new(position), check };
            let cursor = point.encode().unwrap();
            prop_assert_eq!(cursor.as_str().len(), 27);
            prop_assert_eq!(Point::decode(&cursor), Some(point));
        }

        #[test]
        fn no_text_makes_decoding_panic(text in "[A-Za-z0-9_.-]{1,40}") {
            let _ = Point::decode(&Cursor::parse(&text).unwrap());
        }
    }

    #[test]
    fn every_field_of_a_row_changes_its_check() {
        let row = a_row(5);
        let others = [
            a_row(6),
            Checked {
                kind: "message_edited",
                ..row
            },
            Checked {
                room_id: None,
                ..row
            },
            Checked {
                rev: Some(8),
                ..row
            },
            Checked {
                message_id: None,
                user_id: Some(&[2; 16]),
                ..row
            },
            Checked {
                actor_id: None,
                ..row
            },
            Checked { at: 0, ..row },
        ];
        assert_eq!(row.check(), a_row(5).check());
        assert!(others.iter().all(|other| other.check() != row.check()));
    }
}
