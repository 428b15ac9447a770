//! A thin layer over `epoll`: level-triggered, sockets named by their index.

use anyhow::Result;
use rustix::buffer::spare_capacity;
use rustix::event::epoll;
use std::net::TcpStream;
use std::os::fd::OwnedFd;
use std::time::Instant;

use crate::machine::timespec;

/// Events taken from the kernel at once. More would only delay the first of them.
const AT_ONCE: usize = 512;

/// What became possible on a socket.
#[derive(Debug, Clone, Copy)]
pub struct Ready {
    /// The socket's index.
    pub index: usize,
    /// Bytes, the end or an error can be read.
    pub read: bool,
    /// Bytes can be written.
    pub write: bool,
}

/// A set of watched sockets.
pub struct Poll {
    epoll: OwnedFd,
    events: Vec<epoll::Event>,
}

impl std::fmt::Debug for Poll {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Poll")
            .field("epoll", &self.epoll)
            .finish_non_exhaustive()
    }
}

impl Poll {
    /// Watches nothing yet.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub fn new() -> Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        Ok(Self {
            epoll,
            events: Vec::with_capacity(AT_ONCE),
        })
    }

    /// Watches a socket for reading under an index.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub fn add(&self, stream: &TcpStream, index: usize) -> Result<()> {
        let data = epoll::EventData::new_u64(index as u64);
        Ok(epoll::add(
            &self.epoll,
            stream,
            data,
            epoll::EventFlags::IN,
        )?)
    }

    /// Watches it for writing too, or no longer.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub fn want_write(&self, stream: &TcpStream, index: usize, wanted: bool) -> Result<()> {
        let mut flags = epoll::EventFlags::IN;
        flags.set(epoll::EventFlags::OUT, wanted);
        Ok(epoll::modify(
            &self.epoll,
            stream,
            epoll::EventData::new_u64(index as u64),
            flags,
        )?)
    }

    /// Waits until something is ready or the time is over, and fills `ready`.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub fn wait(&mut self, until: Instant, ready: &mut Vec<Ready>) -> Result<()> {
        ready.clear();
        let left = timespec(until.saturating_duration_since(Instant::now()));
        self.events.clear();
        match epoll::wait(&self.epoll, spare_capacity(&mut self.events), Some(&left)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        for event in &self.events {
            // The kernel's struct is packed: its fields are copied before use.
            let (flags, data) = (event.flags, event.data);
            ready.push(Ready {
                index: data.u64() as usize,
                read: !flags.difference(epoll::EventFlags::OUT).is_empty(),
                write: flags.contains(epoll::EventFlags::OUT),
            });
        }
        Ok(())
    }
}
