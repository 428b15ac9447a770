//! What the journal's file looks like: a head, then records, then zeros.
//!
//! A record is a mark, the length of its body, a checksum and the body. The checksum is made with
//! the salt of the file and the record's own place: bytes that somebody posted, or that were left by
//! an earlier use of the file, never pass for a record.

use crate::rows::{int, number};
use campfire_domain::{
    ClientMessageId, Content, Format, MessageBody, MessageId, MessageSource, PostDigest, RoomId,
    Timestamp, UserId, ports::NewMessage,
};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use uuid::Uuid;

/// What the file begins with: its name and the version of its form.
const NAME: &[u8; 16] = b"campfire posts 1";

/// Bytes of the head: the name and the salt.
pub(super) const HEAD_BYTES: usize = 32;

/// What a record begins with.
const MARK: &[u8; 4] = b"post";

/// Bytes before a body: mark, length, checksum.
const FRAME_BYTES: usize = 16;

/// Bytes of the record that says that a post is done: frame, kind, message id.
pub(super) const DONE_BYTES: usize = FRAME_BYTES + 17;

/// Blocks of zeros are passed over at once: 4 KiB, as the disk has them.
const BLOCK_BYTES: usize = 4096;

/// One entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Record {
    /// A post that waits.
    Post(Arc<NewMessage>),
    /// A post that waits no more.
    Done(MessageId),
}

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The records, with their places.
    pub(super) records: Vec<(u64, Record)>,
    /// Where the last record ends.
    pub(super) end: u64,
    /// Bytes between records that are none: a disk has damaged them.
    pub(super) damaged: u64,
    /// Whether something that is no record stands behind the last one: a write that was cut off.
    pub(super) is_torn: bool,
}

/// The form of one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    salt: [u8; 16],
}

impl Form {
    /// The form of a new file.
    pub(super) fn new(salt: [u8; 16]) -> Self {
        Self { salt }
    }

    /// The form of a file that begins so; `None` when it is not a journal.
    pub(super) fn of(file: &[u8]) -> Option<Self> {
        let salt = file.strip_prefix(NAME.as_slice())?.first_chunk()?;
        Some(Self { salt: *salt })
    }

    /// The head of the file.
    pub(super) fn head(self) -> [u8; HEAD_BYTES] {
        let mut head = [0; HEAD_BYTES];
        let (name, salt) = head.split_at_mut(NAME.len());
        name.copy_from_slice(NAME);
        salt.copy_from_slice(&self.salt);
        head
    }

    /// Puts a record behind `bytes`, which begin at `start` of the file.
    pub(super) fn put(self, record: &Record, start: u64, bytes: &mut Vec<u8>) {
        let place = start + len64(bytes);
        let body = body(record);
        bytes.extend_from_slice(MARK);
        bytes.extend_from_slice(&len32(&body).to_le_bytes());
        bytes.extend_from_slice(&self.check(place, &body));
        bytes.extend_from_slice(&body);
    }

    /// Reads a whole file that begins with a head of this form.
    pub(super) fn scan(self, file: &[u8]) -> Scan {
        let mut scan = Scan::default();
        let (mut at, mut end) = (HEAD_BYTES, HEAD_BYTES);
        while let Some(rest) = file.get(at..).filter(|rest| !rest.is_empty()) {
            if let Some((record, length)) = self.take(rest, at) {
                if at > end {
                    scan.damaged += (at - end) as u64;
                }
                scan.records.push((at as u64, record));
                at += length;
                end = at;
            } else {
                at += skip(rest);
            }
        }
        scan.end = end as u64;
        scan.is_torn = file.get(end..).is_some_and(|rest| !is_zero(rest));
        scan
    }

    /// The record that these bytes begin with, and its length.
    fn take(self, bytes: &[u8], at: usize) -> Option<(Record, usize)> {
        let rest = bytes.strip_prefix(MARK.as_slice())?;
        let (length, rest) = rest.split_first_chunk()?;
        let (check, rest) = rest.split_first_chunk::<8>()?;
        let body = rest.get(..u32::from_le_bytes(*length) as usize)?;
        if *check != self.check(at as u64, body) {
            return None;
        }
        Some((parse(body)?, FRAME_BYTES + body.len()))
    }

    fn check(self, place: u64, body: &[u8]) -> [u8; 8] {
        let mut hash = Sha256::new();
        hash.update(self.salt);
        hash.update(place.to_le_bytes());
        hash.update(body);
        let hash = hash.finalize();
        hash.first_chunk().copied().unwrap_or_default()
    }
}

/// How far the next record may be at least.
fn skip(bytes: &[u8]) -> usize {
    if bytes.first_chunk() == Some(&[0; BLOCK_BYTES]) {
        return BLOCK_BYTES;
    }
    let block = bytes.iter().take(BLOCK_BYTES).skip(1);
    let next = block.clone().position(|byte| *byte == MARK[0]);
    next.unwrap_or(block.len()) + 1
}

fn is_zero(bytes: &[u8]) -> bool {
    let mut blocks = bytes.chunks_exact(BLOCK_BYTES);
    blocks.all(|block| block == [0; BLOCK_BYTES])
        && blocks.remainder().iter().all(|byte| *byte == 0)
}

fn len64(bytes: &[u8]) -> u64 {
    bytes.len() as u64
}

/// A text has at most some hundred thousand bytes.
fn len32(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

fn body(record: &Record) -> Vec<u8> {
    let new = match record {
        Record::Done(message_id) => {
            let mut body = vec![2];
            body.extend_from_slice(message_id.as_uuid().as_bytes());
            return body;
        }
        Record::Post(new) => new,
    };
    let mut body = vec![1];
    for id in [
        new.id.as_uuid(),
        new.room_id.as_uuid(),
        new.creator_id.as_uuid(),
        new.client_message_id.as_uuid(),
    ] {
        body.extend_from_slice(id.as_bytes());
    }
    body.extend_from_slice(&new.digest.0);
    body.extend_from_slice(&new.at.as_millis().to_le_bytes());
    body.push(match new.content.format {
        Format::Markdown => 0,
        Format::Html => 1,
    });
    let shown = &new.content.body;
    for text in [
        new.content.source.as_str(),
        shown.html(),
        shown.plain_text(),
    ] {
        put_text(&mut body, text);
    }
    body.extend_from_slice(&int(shown.mentions().len() as u64).to_le_bytes());
    for user_id in shown.mentions() {
        body.extend_from_slice(user_id.as_uuid().as_bytes());
    }
    if let Some(sound) = shown.sound() {
        put_text(&mut body, sound);
    }
    body
}

fn put_text(body: &mut Vec<u8>, text: &str) {
    body.extend_from_slice(&len32(text.as_bytes()).to_le_bytes());
    body.extend_from_slice(text.as_bytes());
}

fn parse(body: &[u8]) -> Option<Record> {
    let mut body = Body(body);
    match body.bytes::<1>()? {
        [1] => body.post().map(Arc::new).map(Record::Post),
        [2] => body.id().map(MessageId::from_uuid).map(Record::Done),
        _ => None,
    }
}

/// What is left of a body.
struct Body<'a>(&'a [u8]);

impl Body<'_> {
    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*bytes)
    }

    fn id(&mut self) -> Option<Uuid> {
        self.bytes().map(Uuid::from_bytes)
    }

    fn text(&mut self) -> Option<String> {
        let length = u32::from_le_bytes(self.bytes()?) as usize;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    fn post(&mut self) -> Option<NewMessage> {
        let id = MessageId::from_uuid(self.id()?);
        let room_id = RoomId::from_uuid(self.id()?);
        let creator_id = UserId::from_uuid(self.id()?);
        let client_message_id = ClientMessageId::from_uuid(self.id()?);
        let digest = PostDigest(self.bytes()?);
        let at = Timestamp::from_millis(i64::from_le_bytes(self.bytes()?));
        let format = match self.bytes()? {
            [0] => Format::Markdown,
            [1] => Format::Html,
            _ => return None,
        };
        let (source, html, plain_text) = (self.text()?, self.text()?, self.text()?);
        let mentions = (0..number(i64::from_le_bytes(self.bytes()?)))
            .map(|_| self.id().map(UserId::from_uuid))
            .collect::<Option<Vec<_>>>()?;
        let sound = if self.0.is_empty() {
            None
        } else {
            Some(self.text()?)
        };
        let body = MessageBody::new(html, plain_text, mentions, sound).ok()?;
        Some(NewMessage {
            id,
            room_id,
            creator_id,
            client_message_id,
            digest,
            content: Arc::new(Content {
                source: MessageSource::from_stored(source),
                format,
                body,
            }),
            at,
        })
    }
}
