//! Closed-loop HTTP load: each keep-alive connection has one request under way.

use super::poll::Poll;
use super::stats::Latency;
use crate::http::{Answer, parse};
use anyhow::{Context, Result, bail};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// How long the last answers may take after the window has closed.
const DRAIN: Duration = Duration::from_secs(30);

/// What is asked, and what must be answered.
pub trait Traffic {
    /// Writes the next request of a connection into `out`; `false` when it has no more.
    ///
    /// # Errors
    /// An error ends the run.
    fn request(&mut self, connection: usize, out: &mut Vec<u8>) -> Result<bool>;

    /// Checks an answer.
    ///
    /// # Errors
    /// An error ends the run: a wrong answer counts for nothing.
    fn answer(&mut self, connection: usize, answer: &Answer<'_>) -> Result<()>;
}

/// What a window of load gave.
#[derive(Debug, Clone)]
pub struct Window {
    /// Answers, each of them checked.
    pub answers: u64,
    /// From the first request to the last answer.
    pub took: Duration,
    /// Of every answer.
    pub latency: Latency,
}

impl Window {
    /// Answers a second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.answers as f64 / self.took.as_secs_f64()
    }
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
    out: Vec<u8>,
    sent_at: Instant,
    waiting: bool,
}

/// Keeps `connections` busy for `time`, then waits for the answers that are still to come.
///
/// # Errors
/// When a connection breaks or an answer is wrong.
pub fn run(
    address: SocketAddr,
    connections: usize,
    time: Duration,
    traffic: &mut impl Traffic,
) -> Result<Window> {
    let mut poll = Poll::new()?;
    let mut open = Vec::with_capacity(connections);
    for index in 0..connections {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        poll.add(&stream, index)?;
        open.push(Connection {
            stream,
            buffer: vec![0; 16 << 10],
            filled: 0,
            out: Vec::with_capacity(1 << 10),
            sent_at: Instant::now(),
            waiting: false,
        });
    }
    let began = Instant::now();
    let (end, give_up) = (began + time, began + time + DRAIN);
    let (mut waiting, mut last) = (0, began);
    let mut took_ms = Vec::new();
    for (index, connection) in open.iter_mut().enumerate() {
        waiting += usize::from(connection.ask(index, traffic)?);
    }
    let mut ready = Vec::new();
    while waiting > 0 {
        if Instant::now() >= give_up {
            bail!("{waiting} requests have no answer {DRAIN:?} after the window");
        }
        poll.wait(give_up, &mut ready)?;
        for event in &ready {
            let connection = &mut open[event.index];
            let Some(at) = connection.read(event.index, traffic)? else {
                continue;
            };
            took_ms.push((at - connection.sent_at).as_secs_f64() * 1e3);
            last = at;
            waiting -= 1;
            if at < end {
                waiting += usize::from(connection.ask(event.index, traffic)?);
            }
        }
    }
    let answers = took_ms.len() as u64;
    Ok(Window {
        answers,
        took: last - began,
        latency: Latency::of(took_ms),
    })
}

impl Connection {
    fn ask(&mut self, index: usize, traffic: &mut impl Traffic) -> Result<bool> {
        self.out.clear();
        if !traffic.request(index, &mut self.out)? {
            return Ok(false);
        }
        self.sent_at = Instant::now();
        // A request of a kilobyte always fits into an idle socket's buffer.
        self.stream
            .write_all(&self.out)
            .context("writing a request")?;
        self.waiting = true;
        Ok(true)
    }

    /// Reads what is there; gives the time when an answer is complete.
    fn read(&mut self, index: usize, traffic: &mut impl Traffic) -> Result<Option<Instant>> {
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.filled * 2, 0);
        }
        match self.stream.read(&mut self.buffer[self.filled..]) {
            Ok(0) => bail!("the server closed connection {index}"),
            Ok(got) => self.filled += got,
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                return Ok(None);
            }
            Err(e) => return Err(e.into()),
        }
        let Some(answer) = parse(&self.buffer[..self.filled])? else {
            return Ok(None);
        };
        if !std::mem::take(&mut self.waiting) || answer.bytes != self.filled {
            bail!("bytes that nobody asked for on connection {index}");
        }
        let at = Instant::now();
        traffic.answer(index, &answer)?;
        self.filled = 0;
        Ok(Some(at))
    }
}
