//! What poem-openapi cannot say: refusals by operation, `null`, the frames.

use super::{examples, refusals};
use crate::errors::{Code, PROBLEM_JSON};
use campfire_app::rooms::PEOPLE_AT_ONCE;
use campfire_domain::{
    Bio, CustomCss, EmailAddress, ErrorWords, FeedbackWord, Handle, MessageSource, PageSize,
    Password, SearchQuery, text::NAME_MAX_CHARS,
};
use campfire_wire::{ClientFrame, Problem, ServerFrame};
use poem_openapi::{registry::Registry, types::Type};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Fields that answers print as `null` when there is nothing; they are always there.
const NULLABLE: &[(&str, &[&str])] = &[
    ("AccountSettings", &["custom_css_url"]),
    ("Bookmarks", &["next"]),
    ("Events", &["reset"]),
    ("FlagVersion", &["rolled_back_to"]),
    ("FlagVersions", &["next"]),
    ("AuditLog", &["next"]),
    ("AuditLine", &["user_id", "user_name"]),
    ("Me", &["email"]),
    ("Members", &["next"]),
    ("MentionPage", &["next"]),
    ("Message", &["edited_at", "sound"]),
    ("PostedMessage", &["edited_at", "rev", "seq", "sound"]),
    ("Room", &["last_message_at", "members", "name"]),
    ("RoomInEvent", &["last_message_at", "name"]),
    ("SearchHit", &["edited_at"]),
    ("Session", &["address"]),
    ("SearchPage", &["next"]),
    ("UserPage", &["next"]),
    ("Viewing", &["room_id"]),
];

/// Limits of what clients send: component, field, what the schema says besides. They are judged by
/// the domain and refused with 422; here they are only told.
fn limits() -> [(&'static str, &'static str, Value); 32] {
    let name = || json!({"minLength": 1, "maxLength": NAME_MAX_CHARS});
    let email = || json!({"format": "email", "maxLength": EmailAddress::MAX_BYTES});
    let password = || {
        json!({
            "format": "password",
            "minLength": Password::MIN_CHARS,
            "maxLength": Password::MAX_CHARS,
        })
    };
    let body = || json!({"minLength": 1, "maxLength": MessageSource::MAX_CHARS});
    let word = || json!({"minLength": 1, "maxLength": FeedbackWord::MAX_CHARS, "pattern": "^[A-Za-z0-9_.-]+$"});
    let error = || json!({"minLength": 1, "maxLength": ErrorWords::MAX_CHARS});
    let query = || json!({"minLength": 1, "maxLength": SearchQuery::MAX_CHARS});
    let people = || json!({"maxItems": PEOPLE_AT_ONCE});
    [
        ("NewAccount", "account_name", name()),
        ("NewAccount", "name", name()),
        ("NewAccount", "email", email()),
        ("NewAccount", "password", password()),
        ("Credentials", "email", json!({"format": "email"})),
        ("Credentials", "password", json!({"format": "password"})),
        ("NewMember", "name", name()),
        ("NewMember", "email", email()),
        ("NewMember", "password", password()),
        ("AccountChange", "name", name()),
        (
            "AccountSettingsChange",
            "custom_css",
            json!({"maxLength": CustomCss::MAX_BYTES}),
        ),
        ("OwnChange", "name", name()),
        (
            "OwnChange",
            "handle",
            json!({"minLength": 1, "maxLength": Handle::MAX_CHARS}),
        ),
        ("OwnChange", "email", email()),
        ("OwnChange", "bio", json!({"maxLength": Bio::MAX_CHARS})),
        ("OwnChange", "password", password()),
        (
            "OwnChange",
            "current_password",
            json!({"format": "password"}),
        ),
        ("NewRoom", "name", name()),
        ("NewRoom", "member_ids", people()),
        ("UserIds", "user_ids", people()),
        ("RoomChange", "name", name()),
        ("ReadMark", "seq", json!({"minimum": 0})),
        ("FeatureFeedback", "feature", word()),
        ("FeatureFeedback", "action", word()),
        ("ClientError", "message", error()),
        ("ClientError", "where", error()),
        ("ClientError", "build", error()),
        ("NewMessage", "body", body()),
        ("MessageEdit", "body", body()),
        ("PostMessage", "body", body()),
        ("NewRecentSearch", "query", query()),
        ("Read", "seq", json!({"minimum": 0})),
    ]
}

/// Limits of query parameters.
fn parameter_limits(name: &str) -> Option<Value> {
    Some(match name {
        "before" | "after" => json!({"minimum": 0}),
        "limit" => json!({"minimum": 1, "maximum": PageSize::MAX, "default": 50}),
        "q" => {
            json!({"minLength": 1, "maxLength": SearchQuery::MAX_CHARS})
        }
        "wait" => json!({"minimum": 0, "maximum": 55, "default": 0}),
        _ => return None,
    })
}

pub(super) fn apply(document: &mut Value) {
    document["openapi"] = json!("3.0.3");
    add_components(document);
    tidy(document);
    make_nullable(document);
    let schemas = &mut document["components"]["schemas"];
    for (name, field, limit) in limits() {
        merge(&mut schemas[name]["properties"][field], limit);
    }
    let operations = document["paths"].as_object_mut().into_iter();
    let operations = operations
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut);
    for (method, operation) in operations.flatten() {
        describe(operation, method);
    }
    close_bodies(document);
    examples::add(document);
}

fn merge(schema: &mut Value, more: Value) {
    if let (Some(schema), Value::Object(more)) = (schema.as_object_mut(), more) {
        schema.extend(more);
    }
}

/// Bodies with fields that are not named are refused; a field that may be left out may be `null`.
fn close_bodies(document: &mut Value) {
    for name in with_inner(body_components(&document["paths"]), document) {
        let schema = &mut document["components"]["schemas"][name];
        schema["additionalProperties"] = json!(false);
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let fields = schema["properties"].as_object_mut().into_iter().flatten();
        for (_, field) in fields.filter(|(name, _)| !required.contains(&json!(name))) {
            *field = nullable(field.take());
        }
    }
}

/// Components, and those that stand in their fields.
fn with_inner(mut unseen: Vec<String>, document: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    while let Some(name) = unseen.pop() {
        let schema = &document["components"]["schemas"][&name];
        let fields = schema["properties"].as_object().into_iter();
        let inner = fields.flat_map(Map::values).filter_map(|field| {
            let reference = field["$ref"].as_str();
            reference.or_else(|| field["allOf"][0]["$ref"].as_str())
        });
        unseen.extend(inner.map(last_part));
        // A choice of words is closed by itself.
        if schema["type"] == "object" {
            names.insert(name);
        }
    }
    names
}

fn last_part(reference: &str) -> String {
    let name = reference.rsplit('/').next();
    name.unwrap_or_default().to_owned()
}

/// The components that are bodies of requests.
fn body_components(paths: &Value) -> Vec<String> {
    let paths = paths.as_object().into_iter().flat_map(Map::values);
    let operations = paths.filter_map(Value::as_object).flat_map(Map::values);
    let bodies = operations.filter_map(|operation| {
        let content = &operation["requestBody"]["content"]["application/json"];
        content["schema"]["$ref"].as_str()
    });
    bodies.map(last_part).collect()
}

/// Schemas that no operation names: problems are in every answer, frames on the socket.
fn add_components(document: &mut Value) {
    let mut registry = Registry::new();
    Problem::register(&mut registry);
    ClientFrame::register(&mut registry);
    ServerFrame::register(&mut registry);
    let schemas = &mut document["components"]["schemas"];
    for (name, schema) in registry.schemas {
        if let (true, Ok(schema)) = (schemas[&name].is_null(), serde_json::to_value(schema)) {
            schemas[&name] = schema;
        }
    }
}

/// Words about a reference stand beside its `allOf`; a second part with nothing but the same words
/// is one that generators of clients trip over.
fn tidy(value: &mut Value) {
    let parts = value.get_mut("allOf").and_then(Value::as_array_mut);
    if let Some(parts) = parts {
        let is_words = |part: &Value| {
            let mut names = part.as_object().into_iter().flat_map(Map::keys);
            names.all(|name| name == "description")
        };
        parts.retain(|part| !is_words(part));
    }
    match value {
        Value::Object(fields) => fields.values_mut().for_each(tidy),
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

fn make_nullable(document: &mut Value) {
    for (name, fields) in NULLABLE {
        let schema = &mut document["components"]["schemas"][*name];
        for field in *fields {
            let property = schema["properties"][*field].take();
            schema["properties"][*field] = nullable(property);
            if !schema["required"].is_array() {
                schema["required"] = json!([]);
            }
            if let Some(required) = schema["required"].as_array_mut() {
                required.push(json!(field));
            }
        }
    }
}

/// In 3.0 nothing may stand beside a `$ref`.
fn nullable(mut property: Value) -> Value {
    if property["$ref"].is_string() {
        property = json!({"allOf": [property]});
    }
    property["nullable"] = json!(true);
    property
}

/// Writes the refusals of an operation, by status, and the headers of all its answers.
fn describe(operation: &mut Value, method: &str) {
    let own = operation["operationId"].as_str().and_then(refusals::own);
    let mut codes: Vec<Code> = own.unwrap_or_default().to_vec();
    codes.extend(refusals::ANY);
    if operation["security"].is_array() {
        codes.extend(refusals::SIGNED_IN);
    }
    if method != "get" {
        codes.extend(refusals::CHANGING);
    }
    if operation["requestBody"].is_object() {
        codes.extend(refusals::WITH_BODY);
    }
    let parameters = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        // `after` of the list of people is an id.
        let is_limited = parameter["schema"]["type"] == "integer" || name == "q";
        if let (true, Some(limit)) = (is_limited, parameter_limits(&name)) {
            merge(&mut parameter["schema"], limit);
        }
        if parameter["in"] == "path" && parameter["description"].is_null() {
            parameter["description"] = json!(path_parameter(&name));
        }
    }
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in Code::ALL.iter().filter(|code| codes.contains(code)) {
        by_status
            .entry(code.status().as_u16())
            .or_default()
            .push(*code);
    }
    for (status, codes) in by_status {
        operation["responses"][status.to_string()] = refusal(&codes);
    }
    let responses = operation["responses"].as_object_mut().into_iter();
    for response in responses.flat_map(Map::values_mut) {
        response["headers"]["X-Request-Id"] = json!({
            "description": "Names this request in the server's log.",
            "required": true,
            "schema": {"type": "string", "format": "uuid"},
        });
    }
}

/// What a part of a path names.
fn path_parameter(name: &str) -> String {
    match (name, name.strip_suffix("_id")) {
        ("client_message_id", _) => "The id that the client gave its post.".to_owned(),
        (_, Some(thing)) => format!("Which {}.", thing.replace('_', " ")),
        (_, None) => format!("The {} of the link.", name.replace('_', " ")),
    }
}

fn refusal(codes: &[Code]) -> Value {
    let line = |code: &Code| format!("`{}`: {}", code.name(), code.detail());
    let lines: Vec<String> = codes.iter().map(line).collect();
    let mut refusal = json!({
        "description": lines.join("\n\n"),
        "content": {PROBLEM_JSON: {
            "schema": {"$ref": "#/components/schemas/Problem"},
            "examples": examples::of_refusals(codes),
        }},
    });
    if codes.iter().any(|code| code.is_retryable()) {
        refusal["headers"]["Retry-After"] = json!({
            "description": "When trying again is right, in seconds.",
            "required": true,
            "schema": {"type": "integer"},
        });
    }
    refusal
}
