use serde::{Deserialize, Serialize};

/// Why a request was not carried out (RFC 9457, `application/problem+json`).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Problem {
    /// A URI reference that names the kind of problem: `/problems/` and the code.
    pub r#type: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong, for a person.
    pub detail: String,
    /// What is wrong, for a program: dotted and stable.
    pub code: String,
    /// Names this request in the server's log.
    pub request_id: String,
    /// When to try again, in milliseconds; only where trying again is right.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub retry_after_ms: Option<u64>,
    /// Which fields break a rule or a limit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub fields: Option<Vec<FieldProblem>>,
}

/// A field that breaks a rule or a limit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FieldProblem {
    /// Where it is in the body (RFC 6901), or the name of a parameter.
    pub pointer: String,
    /// What is wrong, for a program.
    pub code: String,
    /// What is wrong, for a person.
    pub detail: String,
}
