//! Validates answers against the document: only what our schemas use of OpenAPI 3.0.

use super::Answer;
use campfire_adapters_http::document;
use serde_json::{Map, Value};
use std::{collections::BTreeSet, sync::LazyLock};

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(&document()).unwrap());

/// Fails unless the document describes this answer of this operation.
#[track_caller]
pub(crate) fn check(answer: &Answer) {
    let Some(operation) = operation_of(answer) else {
        return validate(&reference("Problem"), &answer.json(), "problem");
    };
    let id = &operation["operationId"];
    let status = answer.status.as_str();
    let described = &operation["responses"][status];
    assert!(
        described.is_object(),
        "{id} does not describe {status}: {:?}",
        answer.bytes
    );
    for (name, header) in described["headers"].as_object().into_iter().flatten() {
        let required = header["required"] == true;
        assert!(
            !required || answer.header(name).is_some(),
            "{id} {status} lacks {name}"
        );
    }
    let content = described["content"].as_object();
    let Some((content_type, media)) = content.and_then(|content| content.iter().next()) else {
        return assert!(answer.bytes.is_empty(), "{id} {status} has a body");
    };
    assert_eq!(
        answer.header("content-type"),
        Some(content_type.as_str()),
        "{id} {status}"
    );
    let body = if content_type.starts_with("text/") {
        Value::String(String::from_utf8_lossy(&answer.bytes).into_owned())
    } else {
        answer.json()
    };
    validate(&media["schema"], &body, &format!("{id} {status}"));
    if content_type == "application/problem+json" {
        let code = format!("`{}`", body["code"].as_str().unwrap());
        let listed = described["description"].as_str().unwrap();
        assert!(listed.contains(&code), "{id} does not list {code}");
    }
}

/// Fails unless this is an example of a schema; `null` is no example where something stands.
#[track_caller]
pub(crate) fn is_example(schema: &Value, value: &Value, at: &str) {
    let named = format!("{at} needs an example: see openapi/examples.rs");
    validate(schema, value, &named);
}

fn operation_of(answer: &Answer) -> Option<&'static Value> {
    let path = answer.path.strip_prefix("/api/v1")?.split('?').next()?;
    let asked: Vec<&str> = path.split('/').collect();
    let is_parameter = |segment: &&str| segment.starts_with('{');
    let matches = |known: &str| {
        let known: Vec<&str> = known.split('/').collect();
        known.len() == asked.len()
            && known
                .iter()
                .zip(&asked)
                .all(|(k, a)| is_parameter(k) || k == a)
    };
    let paths = DOCUMENT["paths"].as_object()?.iter();
    let mut found: Vec<_> = paths.filter(|(known, _)| matches(known)).collect();
    found.sort_by_key(|(known, _)| known.split('/').filter(is_parameter).count());
    let (_, operations) = found.first()?;
    operations.get(answer.method.as_str().to_lowercase())
}

pub(crate) fn reference(name: &str) -> Value {
    serde_json::json!({"$ref": format!("#/components/schemas/{name}")})
}

fn resolve(schema: &Value) -> &Value {
    match schema["$ref"].as_str() {
        Some(path) => DOCUMENT.pointer(path.trim_start_matches('#')).expect(path),
        None => schema,
    }
}

#[track_caller]
fn validate(schema: &Value, value: &Value, at: &str) {
    if let Err(what) = matches(schema, value, at) {
        panic!("{what}\nin {value:#}");
    }
    if let Some(object) = value.as_object() {
        no_more_than_known(schema, object, at);
    }
}

/// Whether a value is of a schema; objects inside may not have more fields than it names.
fn matches(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let schema = resolve(schema);
    if value.is_null() && schema["nullable"] == true {
        return Ok(());
    }
    for part in list(schema, "allOf") {
        matches(part, value, at)?;
    }
    let choices = list(schema, "oneOf");
    if !choices.is_empty() {
        let tag = schema["discriminator"]["propertyName"]
            .as_str()
            .unwrap_or_default();
        let named = value[tag].as_str().unwrap_or_default();
        let chosen = schema["discriminator"]["mapping"][named].as_str();
        let chosen = chosen.ok_or_else(|| format!("{at}: {tag} {named} is not described"))?;
        matches(&serde_json::json!({"$ref": chosen}), value, at)?;
    }
    if let Some(allowed) = schema["enum"].as_array() {
        expect(allowed.contains(value), at, "is none of the enum")?;
    }
    match schema["type"].as_str() {
        Some("string") => string(schema, value, at),
        Some("integer") => expect(value.is_i64() || value.is_u64(), at, "is no integer"),
        Some("boolean") => expect(value.is_boolean(), at, "is no boolean"),
        Some("array") => {
            let items = value
                .as_array()
                .ok_or_else(|| format!("{at}: is no array"))?;
            for (i, item) in items.iter().enumerate() {
                closed(&schema["items"], item, &format!("{at}/{i}"))?;
            }
            Ok(())
        }
        Some("object") => object(schema, value, at),
        _ => Ok(()),
    }
}

fn string(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let text = value.as_str().ok_or_else(|| format!("{at}: is no text"))?;
    match schema["format"].as_str() {
        Some("uuid") => expect(
            text.parse::<uuid::Uuid>().is_ok() && text.len() == 36,
            at,
            "is no UUID",
        ),
        Some("date-time") => {
            let shape: String = text
                .chars()
                .map(|c| if c.is_ascii_digit() { '0' } else { c })
                .collect();
            expect(
                shape == "0000-00-00T00:00:00.000Z",
                at,
                "is no UTC time with milliseconds",
            )
        }
        _ => Ok(()),
    }
}

fn object(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let object = value
        .as_object()
        .ok_or_else(|| format!("{at}: is no object"))?;
    for name in list(schema, "required") {
        let name = name.as_str().unwrap();
        expect(object.contains_key(name), at, &format!("lacks {name}"))?;
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = object.get(name) {
            closed(property, value, &format!("{at}/{name}"))?;
        }
    }
    Ok(())
}

fn closed(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    matches(schema, value, at)?;
    if let Some(object) = value.as_object() {
        no_more_than_known(schema, object, at);
    }
    Ok(())
}

fn no_more_than_known(schema: &Value, object: &Map<String, Value>, at: &str) {
    let mut known = BTreeSet::new();
    collect(schema, &mut known);
    for name in object.keys() {
        assert!(known.contains(name), "{at}: {name} is not described");
    }
}

fn collect(schema: &Value, known: &mut BTreeSet<String>) {
    let schema = resolve(schema);
    let properties = schema["properties"].as_object();
    known.extend(properties.into_iter().flat_map(Map::keys).cloned());
    for part in list(schema, "allOf").iter().chain(list(schema, "oneOf")) {
        collect(part, known);
    }
}

fn list<'a>(schema: &'a Value, name: &str) -> &'a [Value] {
    schema[name].as_array().map_or(&[], Vec::as_slice)
}

fn expect(holds: bool, at: &str, what: &str) -> Result<(), String> {
    if holds {
        Ok(())
    } else {
        Err(format!("{at}: {what}"))
    }
}
