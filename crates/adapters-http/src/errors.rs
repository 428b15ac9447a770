//! The only table from errors to status and stable code.
//!
//! A handler gives a [`Refusal`]; the [`edge`](crate::edge) prints it as a
//! [`Problem`] with the id of the request.

mod table;
mod use_cases;

pub use table::{Code, reference};

use campfire_domain::StoreError;
use campfire_wire::{FieldProblem, Problem};
use poem::{
    Response,
    error::ResponseError,
    http::{HeaderName, HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    registry::{MetaResponses, Registry},
    types::Type,
};
use std::{borrow::Cow, error::Error, fmt, sync::Arc, time::Duration};

/// The content type of a problem (RFC 9457).
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request is not carried out.
#[derive(Clone)]
pub struct Refusal(Box<Inner>);

#[derive(Clone)]
struct Inner {
    code: Code,
    detail: Cow<'static, str>,
    fields: Vec<FieldProblem>,
    retry_after: Option<Duration>,
    allow: Option<String>,
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

impl Refusal {
    /// A refusal with the words of its code.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self::because(code, code.detail())
    }

    /// A refusal in other words, for a person.
    #[must_use]
    pub fn because(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            code,
            detail: detail.into(),
            fields: Vec::new(),
            retry_after: None,
            allow: None,
            cause: None,
        }))
    }

    /// Names the fields that break a rule.
    #[must_use]
    pub fn with_fields(mut self, fields: Vec<FieldProblem>) -> Self {
        self.0.fields = fields;
        self
    }

    /// Says when trying again is right.
    #[must_use]
    pub fn retry_after(mut self, after: Duration) -> Self {
        self.0.retry_after = Some(after);
        self
    }

    /// Says which methods are allowed.
    #[must_use]
    pub fn allowing(mut self, methods: String) -> Self {
        self.0.allow = Some(methods);
        self
    }

    /// Keeps what went wrong, for the log only.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Error + Send + Sync + 'static) -> Self {
        self.0.cause = Some(Arc::new(cause));
        self
    }

    /// Corrects where refused people stand in the body.
    #[must_use]
    pub fn pointing_to(mut self, pointer: &str) -> Self {
        for field in &mut self.0.fields {
            pointer.clone_into(&mut field.pointer);
        }
        self
    }

    /// Its stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// What went wrong, for the log.
    pub(crate) fn cause(&self) -> Option<&(dyn Error + Send + Sync)> {
        self.0.cause.as_deref()
    }

    /// The answer to the request of this id.
    #[must_use]
    pub fn answer(&self, request_id: &str) -> Response {
        let Inner {
            code,
            detail,
            fields,
            retry_after,
            allow,
            ..
        } = &*self.0;
        let status = code.status();
        let millis = |span: &Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        let problem = Problem {
            r#type: format!("/problems/{}", code.name()),
            title: status.canonical_reason().unwrap_or("Refused").to_owned(),
            status: status.as_u16(),
            detail: detail.clone().into_owned(),
            code: code.name().to_owned(),
            request_id: request_id.to_owned(),
            retry_after_ms: retry_after.as_ref().map(millis),
            fields: (!fields.is_empty()).then(|| fields.clone()),
        };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = Response::builder()
            .status(status)
            .content_type(PROBLEM_JSON)
            .body(body);
        let mut put = |name: HeaderName, value: String| {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        };
        put(header::CACHE_CONTROL, "no-store".to_owned());
        if let Some(after) = retry_after {
            // Whole seconds, rounded up: who waits for less comes too early.
            let seconds = after.as_millis().div_ceil(1000).max(1);
            put(header::RETRY_AFTER, seconds.to_string());
        }
        if let Some(methods) = allow {
            put(header::ALLOW, methods.clone());
        }
        if status == StatusCode::UNAUTHORIZED {
            put(header::WWW_AUTHENTICATE, "Bearer".to_owned());
        }
        response
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Refusal({})", self.0.code.name())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code.name())
    }
}

impl Error for Refusal {}

impl ResponseError for Refusal {
    fn status(&self) -> StatusCode {
        self.0.code.status()
    }
}

/// The refusals of each operation are written into the document by `openapi/refusals.rs`.
impl ApiResponse for Refusal {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: Vec::new(),
        }
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        /// When to come back where the store does not say: it is probed each second.
        const SOON: Duration = Duration::from_secs(1);
        match error {
            StoreError::Overloaded { retry_after } => {
                Self::new(Code::StoreOverloaded).retry_after(retry_after)
            }
            StoreError::Unavailable => Self::new(Code::StoreUnavailable)
                .retry_after(SOON)
                .caused_by(error),
            StoreError::TimedOut => Self::new(Code::StoreTimedOut)
                .retry_after(SOON)
                .caused_by(error),
            other => Self::new(Code::Internal).caused_by(other),
        }
    }
}

/// A broken field.
pub(crate) fn field(
    pointer: impl Into<String>,
    code: &str,
    detail: impl Into<String>,
) -> FieldProblem {
    FieldProblem {
        pointer: pointer.into(),
        code: code.to_owned(),
        detail: detail.into(),
    }
}
