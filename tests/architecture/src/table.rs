//! Who may name whom: the arrows of the workspace, and why each outside package is in it.

/// What one crate may name.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Its package name.
    pub package: &'static str,
    /// Crates of ours it may name outside its tests.
    pub workspace: Names,
    /// Outside packages it may name outside its tests.
    pub outside: Names,
    /// Crates of ours that only its tests may name; every crate's tests may name what the crate
    /// itself names and any package of [`PACKAGES`].
    pub workspace_in_tests: &'static [&'static str],
}

/// A set of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Exactly these, each of them in use.
    These(&'static [&'static str]),
    /// What it needs: a program or library that only tests run.
    Any,
}

impl Names {
    /// Whether a name is in the set.
    #[must_use]
    pub fn allow(self, name: &str) -> bool {
        match self {
            Self::These(names) => names.contains(&name),
            Self::Any => true,
        }
    }

    /// The names that must be in use.
    #[must_use]
    pub const fn listed(self) -> &'static [&'static str] {
        match self {
            Self::These(names) => names,
            Self::Any => &[],
        }
    }
}

/// Every crate of the workspace, from the inside out (ADR-0001). A crate without a row fails.
pub const ROWS: &[Row] = &[
    Row {
        package: "campfire-domain",
        workspace: Names::These(&[]),
        outside: Names::These(&[
            "async-trait",
            "chrono",
            "mockall",
            "serde",
            "thiserror",
            "unicode-segmentation",
            "uuid",
        ]),
        workspace_in_tests: &[],
    },
    Row {
        package: "campfire-wire",
        workspace: Names::These(&["campfire-domain"]),
        outside: Names::These(&["chrono", "poem-openapi", "serde", "serde_json", "uuid"]),
        workspace_in_tests: &[],
    },
    Row {
        package: "campfire-app",
        workspace: Names::These(&["campfire-domain"]),
        outside: Names::These(&[
            "ammonia",
            "argon2",
            "async-trait",
            "base64",
            "chrono",
            "cssparser",
            "futures-util",
            "getrandom",
            "html5ever",
            "jsonwebtoken",
            "linkify",
            "parking_lot",
            "pulldown-cmark",
            "serde",
            "sha2",
            "thiserror",
            "tokio",
            "tracing",
            "unicode-properties",
            "unicode-segmentation",
            "uuid",
        ]),
        workspace_in_tests: &["campfire-testkit"],
    },
    Row {
        package: "campfire-adapters-sqlite",
        workspace: Names::These(&["campfire-domain"]),
        outside: Names::These(&[
            "async-trait",
            "chrono",
            "getrandom",
            "rusqlite",
            "rustix",
            "sha2",
            "sqlx",
            "thiserror",
            "tokio",
            "tracing",
            "uuid",
        ]),
        workspace_in_tests: &["campfire-testkit"],
    },
    Row {
        package: "campfire-adapters-http",
        workspace: Names::These(&["campfire-app", "campfire-domain", "campfire-wire"]),
        outside: Names::These(&[
            "base64",
            "bytes",
            "parking_lot",
            "poem",
            "poem-openapi",
            "serde",
            "serde_json",
            "sha2",
            "thiserror",
            "tokio",
            "tracing",
            "uuid",
        ]),
        workspace_in_tests: &["campfire-testkit"],
    },
    Row {
        package: "campfire-adapters-ws",
        workspace: Names::These(&["campfire-app", "campfire-domain", "campfire-wire"]),
        outside: Names::These(&[
            "bytes",
            "futures-util",
            "parking_lot",
            "poem",
            "serde_json",
            "tokio",
            "tokio-tungstenite",
            "tracing",
        ]),
        workspace_in_tests: &["campfire-testkit"],
    },
    Row {
        package: "campfire",
        workspace: Names::These(&[
            "campfire-adapters-http",
            "campfire-adapters-sqlite",
            "campfire-adapters-ws",
            "campfire-app",
            "campfire-domain",
        ]),
        outside: Names::These(&[
            "anyhow",
            "bytes",
            "clap",
            "futures-util",
            "hyper",
            "hyper-util",
            "mimalloc",
            "poem",
            "rust-embed",
            "rustix",
            "serde",
            "tokio",
            "tokio-util",
            "toml",
            "tracing",
            "tracing-subscriber",
        ]),
        workspace_in_tests: &[],
    },
    Row {
        package: "campfire-testkit",
        workspace: Names::These(&["campfire-domain"]),
        outside: Names::These(&[
            "async-trait",
            "chrono",
            "parking_lot",
            "proptest",
            "tokio",
            "uuid",
        ]),
        workspace_in_tests: &[],
    },
    Row {
        package: "campfire-architecture-tests",
        workspace: Names::These(&[]),
        outside: Names::These(&["serde_json"]),
        workspace_in_tests: &[],
    },
    Row {
        package: "campfire-e2e",
        workspace: Names::Any,
        outside: Names::Any,
        workspace_in_tests: &[],
    },
    Row {
        package: "campfire-tools",
        workspace: Names::Any,
        outside: Names::Any,
        workspace_in_tests: &[],
    },
];

/// Every outside package that a manifest of ours names, and the sentence that lets it in.
pub const PACKAGES: &[(&str, &str)] = &[
    (
        "ammonia",
        "Sanitises HTML with a real HTML5 parser; writing that ourselves would be the hole.",
    ),
    (
        "anyhow",
        "Errors of programs, where only a person reads them; never in a library crate.",
    ),
    (
        "argon2",
        "Password hashes as the product asks for them (Argon2id).",
    ),
    (
        "async-trait",
        "Ports are used as `Arc<dyn Port>`, which async functions in traits do not allow yet (ADR-0007).",
    ),
    ("base64", "Secrets, tokens and keys as URL-safe text."),
    ("bytes", "Bodies and frames that are shared without a copy."),
    (
        "chrono",
        "Calendar and RFC 3339 around our own `Timestamp`, without its clock.",
    ),
    (
        "clap",
        "Flags and environment of the command line, with the help text from one place.",
    ),
    (
        "cssparser",
        "Cuts style sheets into tokens as browsers do; what is taken of them is ours to say.",
    ),
    (
        "futures-util",
        "Streams, sinks and catching panics around futures.",
    ),
    (
        "getrandom",
        "Random bytes of the operating system, for secrets and epochs.",
    ),
    (
        "html5ever",
        "Takes HTML apart as browsers do; only its tokens are used, the tree is ours.",
    ),
    ("http-body-util", "Bodies of the test client."),
    (
        "hyper",
        "The accept loop is ours: TCP_NODELAY, a deadline for the head, a limit of connections.",
    ),
    (
        "hyper-util",
        "Runs hyper's connections on tokio, upgrades included.",
    ),
    (
        "jsonwebtoken",
        "Access tokens: the one algorithm we accept, checked by many eyes.",
    ),
    (
        "linkify",
        "Finds links in plain text without a scheme or with brackets around them.",
    ),
    (
        "mimalloc",
        "The allocator of the binary: fewer pages per idle socket, faster fan-out.",
    ),
    (
        "mockall",
        "Doubles of ports for callers' unit tests; optional, never in a normal build.",
    ),
    (
        "parking_lot",
        "Locks without poisoning, small enough for one per entry.",
    ),
    (
        "poem",
        "The HTTP framework, given; only adapters of the network and the wiring know it.",
    ),
    (
        "poem-openapi",
        "Routes and the OpenAPI document from the same lines, given.",
    ),
    (
        "proptest",
        "Laws are tested with random values and shrunk to the smallest failure.",
    ),
    (
        "pulldown-cmark",
        "Parses Markdown (CommonMark) into events that we filter.",
    ),
    (
        "rusqlite",
        "The writer's loop and the hot reads, next to sqlx on the same SQLite (ADR-0010).",
    ),
    ("rust-embed", "The built web client inside the binary."),
    (
        "rustix",
        "The file lock, disk taken ahead, the open-file limit and process signals without unsafe code of ours.",
    ),
    (
        "serde",
        "The one encoder of answers and frames; optional in the domain (ADR-0009).",
    ),
    ("serde_json", "JSON, at the outermost crates only."),
    (
        "sha2",
        "SHA-256 for post digests, token hashes, check bytes and ETags.",
    ),
    (
        "shuttle",
        "Tries orders of threads on the model of the connection registry; tests only.",
    ),
    (
        "sqlx",
        "Migrations and the cold reads with queries checked at compile time, given.",
    ),
    (
        "tempfile",
        "Every test has a folder of its own, gone when it ends.",
    ),
    ("thiserror", "Error enums with their texts beside them."),
    ("tokio", "The runtime, given; the domain does without."),
    (
        "tokio-tungstenite",
        "WebSocket frames on the upgraded stream, with small buffers of our choice.",
    ),
    (
        "tokio-util",
        "Tells tasks to stop and waits for them in the drain.",
    ),
    ("toml", "The settings file."),
    ("tracing", "Structured log lines; libraries only emit them."),
    ("tracing-subscriber", "Writes log lines as text or JSON."),
    (
        "unicode-properties",
        "Knows which characters are emoji; its table follows Unicode.",
    ),
    (
        "unicode-segmentation",
        "Counts what a person calls a character.",
    ),
    ("uuid", "Ids as UUIDv7."),
];
