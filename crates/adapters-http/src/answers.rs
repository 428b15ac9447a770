//! Answers: the schema comes from poem-openapi, the bytes from serde.

use poem::{
    IntoResponse, Response,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, Registry},
    types::Type,
};
use serde::Serialize;
use std::marker::PhantomData;

/// What is private and never to be kept.
pub(crate) const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// What is private and asked for again each time; the answer may be "not modified".
const REVALIDATE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// The answers that an operation has when it succeeds.
pub(crate) trait Statuses: Send {
    /// Status and meaning of each.
    const ALL: &'static [(u16, &'static str)];
    /// Headers besides those of every answer: status, name, meaning.
    const HEADERS: &'static [(u16, &'static str, &'static str)] = &[];
}

macro_rules! statuses {
    ($($(#[$doc:meta])* $name:ident = $all:expr $(, $headers:expr)?;)+) => {$(
        $(#[$doc])*
        pub(crate) struct $name;
        impl Statuses for $name {
            const ALL: &'static [(u16, &'static str)] = &$all;
            $(const HEADERS: &'static [(u16, &'static str, &'static str)] = &$headers;)?
        }
    )+};
}

const LOCATION: &str = "Where what was made can be read.";
const COOKIE: &str = "The session: `__Host-campfire` over HTTPS, `campfire` else.";

statuses! {
    /// Read.
    Found = [(200, "As it is now.")];
    /// Made.
    Made = [(201, "Made.")], [(201, "Location", LOCATION)];
    /// Made, and shown this once.
    MadeOnce = [(201, "Made; it cannot be read again.")];
    /// Made, and signed in.
    MadeWithSession = [(201, "Made; the cookie is set.")],
        [(201, "Location", LOCATION), (201, "Set-Cookie", COOKIE)];
    /// Made, or there already.
    MadeOrThere = [(200, "It was there already."), (201, "Made.")], [(201, "Location", LOCATION)];
    /// What becomes of a post.
    PostedOrQueued = [
        (200, "It was posted before: this is how it is now."),
        (201, "Posted."),
        (202, "Queued: it is durable and gets its place in the room later."),
    ], [(201, "Location", LOCATION)];
    /// Read, or still the same.
    FoundOrSame = [(200, "As it is now."), (304, "Still what `If-None-Match` names.")],
        [(200, "ETag", "Names this state."), (304, "ETag", "Names this state.")];
    /// Done, nothing to say.
    Done = [(204, "Done.")];
    /// Nothing but a refusal: the feature is not built.
    Unbuilt = [];
    /// Done, and signed out.
    DoneWithoutSession = [(204, "Done; the cookie is taken back.")], [(204, "Set-Cookie", "Takes the cookie back.")];
}

/// An answer with a JSON body of `T`, in one of the statuses of `S`.
pub(crate) struct Answer<T, S = Found> {
    response: Response,
    of: PhantomData<fn() -> (T, S)>,
}

/// No body at all.
pub(crate) struct Nothing;

/// A style sheet.
pub(crate) struct Css;

/// The content type of a style sheet.
pub(crate) const CSS: &str = "text/css; charset=utf-8";

impl<T, S> Answer<T, S> {
    fn of(response: Response) -> Self {
        Self {
            response,
            of: PhantomData,
        }
    }

    /// Adds a header; a value that cannot be one is left out.
    pub(crate) fn with(mut self, name: header::HeaderName, value: impl AsRef<str>) -> Self {
        if let Ok(value) = HeaderValue::from_str(value.as_ref()) {
            self.response.headers_mut().insert(name, value);
        }
        self
    }

    /// Says where the thing made can be read, below `/api/v1`.
    pub(crate) fn at(self, path: &str) -> Self {
        self.with(header::LOCATION, format!("/api/v1{path}"))
    }
}

impl<T: Serialize, S> Answer<T, S> {
    fn json(status: StatusCode, body: &T) -> Self {
        // Our views are maps with text keys: printing them cannot fail.
        let bytes = serde_json::to_vec(body).unwrap_or_default();
        let mut response = Response::builder()
            .status(status)
            .content_type("application/json")
            .body(bytes);
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, NO_STORE);
        Self::of(response)
    }

    /// 200.
    pub(crate) fn found(body: &T) -> Self {
        Self::json(StatusCode::OK, body)
    }

    /// 201.
    pub(crate) fn made(body: &T) -> Self {
        Self::json(StatusCode::CREATED, body)
    }

    /// 202.
    pub(crate) fn accepted(body: &T) -> Self {
        Self::json(StatusCode::ACCEPTED, body)
    }
}

impl<T: Serialize> Answer<T, FoundOrSame> {
    /// 200 with its name.
    pub(crate) fn named(body: &T, etag: &str) -> Self {
        Self::found(body).tagged(etag)
    }
}

impl<T> Answer<T, FoundOrSame> {
    /// 304.
    pub(crate) fn same(etag: &str) -> Self {
        Self::of(StatusCode::NOT_MODIFIED.into()).tagged(etag)
    }

    fn tagged(mut self, etag: &str) -> Self {
        let headers = self.response.headers_mut();
        headers.insert(header::CACHE_CONTROL, REVALIDATE);
        self.with(header::ETAG, etag)
    }
}

impl Answer<Css, FoundOrSame> {
    /// 200 with its name.
    pub(crate) fn css(text: &str, etag: &str) -> Self {
        let response = Response::builder().content_type(CSS).body(text.to_owned());
        Self::of(response).tagged(etag)
    }
}

impl<S> Answer<Nothing, S> {
    /// 204.
    pub(crate) fn done() -> Self {
        let answer = Self::of(StatusCode::NO_CONTENT.into());
        answer.with(header::CACHE_CONTROL, "no-store")
    }
}

impl<T: Send, S: Send> IntoResponse for Answer<T, S> {
    fn into_response(self) -> Response {
        self.response
    }
}

/// A body that can be described.
pub(crate) trait Described {
    fn content() -> Vec<MetaMediaType>;
    fn register(registry: &mut Registry);
}

impl Described for Nothing {
    fn content() -> Vec<MetaMediaType> {
        Vec::new()
    }

    fn register(_registry: &mut Registry) {}
}

impl Described for Css {
    fn content() -> Vec<MetaMediaType> {
        vec![MetaMediaType {
            content_type: CSS,
            schema: String::schema_ref(),
        }]
    }

    fn register(_registry: &mut Registry) {}
}

impl<T: Type> Described for T {
    fn content() -> Vec<MetaMediaType> {
        vec![MetaMediaType {
            content_type: "application/json",
            schema: T::schema_ref(),
        }]
    }

    fn register(registry: &mut Registry) {
        <T as Type>::register(registry);
    }
}

impl<T: Described, S: Statuses> ApiResponse for Answer<T, S> {
    fn meta() -> MetaResponses {
        let header = |name: &str, meaning: &str| MetaHeader {
            name: name.to_owned(),
            description: Some(meaning.to_owned()),
            required: true,
            deprecated: false,
            schema: String::schema_ref(),
        };
        let response = |(status, meaning): &(u16, &'static str)| {
            let of_status = S::HEADERS.iter().filter(|(of, ..)| of == status);
            MetaResponse {
                description: meaning,
                status: Some(*status),
                status_range: None,
                content: if *status == 304 {
                    Vec::new()
                } else {
                    T::content()
                },
                headers: of_status
                    .map(|(_, name, text)| header(name, text))
                    .collect(),
            }
        };
        MetaResponses {
            responses: S::ALL.iter().map(response).collect(),
        }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}
