//! Why a socket is closed, and what its client is to do then.

/// A reason to close a socket, as its close code says it (`docs/reference/live.md`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Close {
    /// Frames that are no WebSocket (RFC 6455, 7.4.1).
    Protocol,
    /// Text that is not UTF-8 (RFC 6455, 7.4.1).
    NotUtf8,
    /// A frame above the limit of size.
    TooBig,
    /// The server restarts: connect again soon.
    Restarting,
    /// The server has too much to do, or the client too much to say: connect again later.
    Overloaded,
    /// The session has ended: stop.
    SessionEnded,
    /// Something else is forbidden: stop.
    Forbidden,
    /// The client did not take what was sent: connect again and resume.
    TooSlow,
    /// Nothing was heard of the client for the length of the lease: connect again and resume.
    LeaseLost,
    /// Something that this protocol does not have: do not repeat it.
    Malformed,
    /// Another version of the protocol: reload the page.
    WrongProtocol,
    /// Too many sockets of one session or person: long-poll.
    TooMany,
}

impl Close {
    /// The close code on the wire.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Protocol => 1002,
            Self::NotUtf8 => 1007,
            Self::TooBig => 1009,
            Self::Restarting => 1012,
            Self::Overloaded => 1013,
            Self::SessionEnded => 4001,
            Self::Forbidden => 4003,
            Self::TooSlow => 4008,
            Self::LeaseLost => 4009,
            Self::Malformed => 4010,
            Self::WrongProtocol => 4011,
            Self::TooMany => 4029,
        }
    }

    /// The reason on the wire, for a person who looks at a log; at most 123 bytes (RFC 6455, 5.5).
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Protocol => "not a WebSocket frame",
            Self::NotUtf8 => "not UTF-8",
            Self::TooBig => "frame too big",
            Self::Restarting => "restarting",
            Self::Overloaded => "overloaded",
            Self::SessionEnded => "session ended",
            Self::Forbidden => "forbidden",
            Self::TooSlow => "too slow",
            Self::LeaseLost => "lease lost",
            Self::Malformed => "malformed",
            Self::WrongProtocol => "another protocol",
            Self::TooMany => "too many connections",
        }
    }

    /// Whether frames that still wait are sent before the close frame. They are not where the client
    /// does not take them or will not use them.
    pub(crate) const fn keeps_frames(self) -> bool {
        !matches!(self, Self::TooSlow | Self::LeaseLost | Self::TooMany)
    }
}
