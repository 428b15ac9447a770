//! Request bodies: JSON of the documented form, or a refusal in our words.

use crate::{
    Shared,
    errors::{Code, Refusal, field},
};
use poem::{Body, Request, RequestBody, Result};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaMediaType, MetaRequest, Registry},
    types::Type,
};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use std::{
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, copy, sink},
    time::timeout,
};

/// How much of a refused body is still taken, in bytes: 8 MiB, eight times what is allowed. Who sends
/// more, like a whole film, finds the connection closed.
pub(crate) const DRAINED_BYTES: u64 = 8 << 20;
/// How long that may take: 2 s, so that a body that never comes holds nothing up.
const DRAIN_WITHIN: Duration = Duration::from_secs(2);
/// Longest name of a client's field that is said back, in characters.
const NAME_MAX_CHARS: usize = 64;

/// A JSON body. Its schema is in the document, its bytes are read by serde.
pub(crate) struct Json<T>(pub(crate) T);

impl<'a, T: Type + DeserializeOwned> ApiExtractor<'a> for Json<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        Some(MetaRequest {
            description: None,
            content: vec![MetaMediaType {
                content_type: "application/json",
                schema: T::schema_ref(),
            }],
            required: true,
        })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        if !request.content_type().is_some_and(is_json) {
            return Err(Refusal::new(Code::RequestUnsupportedMediaType).into());
        }
        let limit = request.data::<Arc<Shared>>();
        let limit = limit.map_or(1 << 20, |shared| shared.config.body_limit);
        let bytes = read(body.take()?, limit).await?;
        // serde would take a list of the values for an object, too.
        let begins = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        if begins == Some(&b'[') {
            let what = "The body is a list; an object is wanted.";
            return Err(Refusal::because(Code::RequestMalformed, what).into());
        }
        Ok(Self(
            serde_json::from_slice(&bytes).map_err(|error| refusal(&error))?,
        ))
    }
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

async fn read(body: Body, limit: usize) -> Result<Vec<u8>, Refusal> {
    let mut reader = pin!(body.into_async_read());
    let mut bytes = Vec::new();
    // One byte more than allowed tells that there are too many.
    let mut allowed = reader.as_mut().take(limit as u64 + 1);
    allowed
        .read_to_end(&mut bytes)
        .await
        .map_err(|_| Refusal::because(Code::RequestMalformed, "The body did not arrive whole."))?;
    if bytes.len() > limit {
        drain(reader).await;
        return Err(Refusal::new(Code::RequestTooLarge));
    }
    Ok(bytes)
}

/// Takes what is still sent of a body that is refused, and forgets it. A connection that is closed
/// on unread bytes is reset, and the client would never see why it was refused.
pub(crate) async fn discard(body: Body) {
    drain(pin!(body.into_async_read())).await;
}

async fn drain(reader: Pin<&mut impl AsyncRead>) {
    let mut rest = reader.take(DRAINED_BYTES);
    // Whether all of it came changes nothing: the answer is the same.
    let _ = timeout(DRAIN_WITHIN, copy(&mut rest, &mut sink())).await;
}

/// Says what is wrong in our words; of serde's only the names of fields are used.
fn refusal(error: &serde_json::Error) -> Refusal {
    let at = format!("line {}, column {}", error.line(), error.column());
    if error.classify() != Category::Data {
        return Refusal::because(
            Code::RequestMalformed,
            format!("The body is not JSON: see {at}."),
        );
    }
    let text = error.to_string();
    let named = |prefix: &str| {
        let rest = text.strip_prefix(prefix)?.strip_prefix(" `")?;
        let name: String = rest
            .split('`')
            .next()?
            .chars()
            .take(NAME_MAX_CHARS)
            .collect();
        Some(format!("/{}", name.replace('~', "~0").replace('/', "~1")))
    };
    let (what, fields) = if let Some(pointer) = named("unknown field") {
        (
            "has a field that is not known",
            vec![field(pointer, "unknown_field", "is not known")],
        )
    } else if let Some(pointer) = named("missing field") {
        (
            "lacks a field",
            vec![field(pointer, "missing_field", "is missing")],
        )
    } else {
        ("has a value of a wrong type", Vec::new())
    };
    Refusal::because(
        Code::RequestMalformed,
        format!("The body {what}: see {at}."),
    )
    .with_fields(fields)
}
