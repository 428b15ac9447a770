//! Examples of everything asked and answered, made from the schemas of the document.
//!
//! A field's example is found by its name in [`TEXTS`] or [`NUMBERS`]; ids, times, truths, choices and
//! other schemas need none. A body that reads better as a whole stands in [`whole`]. A test names the
//! field that has no example.

use crate::{
    answers::CSS,
    errors::{Code, PROBLEM_JSON},
};
use campfire_wire::{FieldProblem, Problem};
use serde_json::{Map, Value, json};

/// What has an id, in examples.
const AN_ID: &str = "01938c1e-7b00-7000-8000-000000000001";
/// When it was.
const A_TIME: &str = "2026-01-15T09:30:00.000Z";

/// A style sheet of an account's own.
const A_STYLE: &str = ":root { --ember: teal }";

/// Texts by the name of their field, or by owner and name where one name has two meanings. The owner
/// of a field is its component, of a parameter where it stands.
const TEXTS: &[(&str, &str)] = &[
    ("Account.name", "Acme"),
    ("AccountChange.name", "Acme"),
    ("AccountInEvent.name", "Acme"),
    ("AuditLine.action", "user_banned"),
    ("ClientError.message", "TypeError: n is undefined"),
    ("FieldProblem.code", "too_long"),
    ("NewRecentSearch.query", "from:@ann world"),
    ("NewRoom.name", "Launch"),
    ("RecentSearch.query", "from:@ann world"),
    ("Room.name", "Launch"),
    ("RoomChange.name", "Launch"),
    ("RoomInEvent.name", "Launch"),
    (
        "UpgradeMessages.avatars_enabled",
        "Avatar uploads coming in v2.0",
    ),
    (
        "UpgradeMessages.files_enabled",
        "File sharing available in v2.0",
    ),
    (
        "UpgradeMessages.opengraph_enabled",
        "Link previews coming in v2.0",
    ),
    (
        "Transfer.code",
        "kq0Z2Jd5sVb7m1xWcR8yTfLhUeNpAoGi3tXv6QzS4Ew",
    ),
    (
        "TransferCode.code",
        "kq0Z2Jd5sVb7m1xWcR8yTfLhUeNpAoGi3tXv6QzS4Ew",
    ),
    ("path.code", "4GZP-9QKM-T2VX"),
    ("access_token", "header.claims.signature"),
    ("account_name", "Acme"),
    ("action", "roadmap_viewed"),
    ("actor_name", "Ann"),
    ("address", "203.0.113.9"),
    ("bio", "Keeps the lights on."),
    ("body", "Hello, **world**!"),
    ("build", "index-Dk2f9aQx.js"),
    ("code", "message.client_id_reused"),
    ("content", "👍"),
    ("custom_css", A_STYLE),
    ("custom_css_url", "/api/v1/account/custom.css?version=3"),
    ("cursor", "eyJlIjoiMSIsInAiOjQyfQ"),
    ("detail", "may have 80 characters at most, has 81"),
    ("device", "Firefox on Linux"),
    ("email", "ann@example.org"),
    ("feature", "files_enabled"),
    ("handle", "ann"),
    ("html", "<p>Hello, <strong>world</strong>!</p>"),
    ("join_code", "4GZP-9QKM-T2VX"),
    ("join_url", "https://chat.example.org/join/4GZP-9QKM-T2VX"),
    ("name", "Ann"),
    ("next", "eyJiZWZvcmUiOjQyfQ"),
    ("password", "correct horse battery"),
    ("plain_text", "Hello, world!"),
    ("pointer", "/name"),
    ("q", "world"),
    ("query", "ann"),
    ("source", "Hello, **world**!"),
    ("text", "Hello, "),
    ("token_type", "Bearer"),
    ("unbuilt", "files_enabled"),
    (
        "url",
        "https://chat.example.org/session/transfer#kq0Z2Jd5sVb7m1xWcR8yTfLhUeNpAoGi3tXv6QzS4Ew",
    ),
    ("user_name", "Ben"),
    ("where", "/rooms chat-B4xW0rTe.js:1:2345"),
];

/// Numbers by the name of their field; others are 1.
const NUMBERS: &[(&str, u64)] = &[
    ("Transfer.expires_in", 600),
    ("TransferOffer.expires_in", 540),
    ("expires_in", 86_400),
    ("flags_version", 3),
    ("last_read_seq", 41),
    ("last_seq", 42),
    ("mention_count", 0),
    ("rev", 57),
    ("seq", 42),
    ("version", 3),
];

/// Fields that are `null` more often than not.
const OFTEN_NULL: &[&str] = &["edited_at", "members", "reset", "rolled_back_to", "sound"];

/// Fields that answers seldom have.
const SELDOM: &[&str] = &["partial"];

/// Bodies of requests that a person would not fill in field by field.
fn whole(component: &str) -> Option<Value> {
    Some(match component {
        "AccountChange" => {
            json!({"name": "Acme", "settings": {"restrict_room_creation_to_administrators": true}})
        }
        "FlagChanges" => json!({"files_enabled": true}),
        "MessageEdit" => json!({"body": "Hello, *world*!"}),
        "NewMessage" => json!({"client_message_id": AN_ID, "body": "Hello, **world**!"}),
        "NewRoom" => json!({"kind": "closed", "name": "Launch", "member_ids": [AN_ID]}),
        "OwnChange" => json!({"name": "Ann", "bio": "Keeps the lights on."}),
        "ReadMark" => json!({"seq": 42}),
        "RoomChange" => json!({"name": "Launch party"}),
        _ => return None,
    })
}

/// Gives every required parameter, body and answer of the document its example.
pub(super) fn add(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let maker = Maker { schemas: &schemas };
    let problems = Code::ALL
        .iter()
        .map(|code| (code.name().to_owned(), problem(*code)));
    document["components"]["examples"] = Value::Object(problems.collect());
    let paths = document["paths"].as_object_mut().into_iter();
    let operations = paths
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut);
    for operation in operations.flat_map(Map::values_mut) {
        add_to(operation, &maker);
    }
}

fn add_to(operation: &mut Value, maker: &Maker<'_>) {
    let parameters = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    for parameter in parameters
        .into_iter()
        .flatten()
        .filter(|one| one["required"] == true)
    {
        let place = parameter["in"].as_str().unwrap_or_default().to_owned();
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        parameter["example"] = maker.of(&parameter["schema"], &place, &name);
    }
    let mut bodies: Vec<&mut Value> = Vec::new();
    let (mut asked, mut answered) = (None, None);
    for (key, value) in operation.as_object_mut().into_iter().flatten() {
        match key.as_str() {
            "requestBody" => asked = Some(value),
            "responses" => answered = value.as_object_mut(),
            _ => {}
        }
    }
    bodies.extend(asked);
    bodies.extend(answered.into_iter().flat_map(Map::values_mut));
    for body in bodies {
        let content = body.get_mut("content").and_then(Value::as_object_mut);
        for (kind, media) in content.into_iter().flatten() {
            // Problems refer to the examples of their codes.
            if kind == CSS {
                media["example"] = json!(A_STYLE);
            } else if kind != PROBLEM_JSON {
                media["example"] = maker.of(&media["schema"], "", "");
            }
        }
    }
}

/// The examples of an answer that refuses with one of these codes.
pub(super) fn of_refusals(codes: &[Code]) -> Value {
    let reference = |code: &Code| {
        let place = format!("#/components/examples/{}", code.name());
        (code.name().to_owned(), json!({ "$ref": place }))
    };
    Value::Object(codes.iter().map(reference).collect())
}

fn problem(code: Code) -> Value {
    let status = code.status();
    let broken = FieldProblem {
        pointer: "/name".to_owned(),
        code: "too_long".to_owned(),
        detail: "may have 80 characters at most, has 81".to_owned(),
    };
    let problem = Problem {
        r#type: format!("/problems/{}", code.name()),
        title: status.canonical_reason().unwrap_or_default().to_owned(),
        status: status.as_u16(),
        detail: code.detail().to_owned(),
        code: code.name().to_owned(),
        request_id: AN_ID.to_owned(),
        retry_after_ms: code.is_retryable().then_some(1000),
        fields: (code == Code::RequestInvalid).then(|| vec![broken]),
    };
    json!({"summary": code.detail(), "value": problem})
}

/// Makes examples of schemas.
struct Maker<'a> {
    schemas: &'a Value,
}

impl Maker<'_> {
    /// The example of a schema that stands in a field; `null` where none is known.
    fn of(&self, schema: &Value, owner: &str, field: &str) -> Value {
        if schema["nullable"] == true && OFTEN_NULL.contains(&field) {
            return Value::Null;
        }
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap_or_default();
            return whole(name).unwrap_or_else(|| self.of(&self.schemas[name], name, field));
        }
        if let Some(parts) = schema["allOf"].as_array() {
            return self.of_all(parts, owner, field);
        }
        if let Some(choice) = schema["enum"].get(0).or_else(|| schema["oneOf"].get(0)) {
            return if choice.is_object() {
                self.of(choice, owner, field)
            } else {
                choice.clone()
            };
        }
        match schema["type"].as_str() {
            Some("object") => self.of_object(schema, owner),
            Some("array") => json!([self.of(&schema["items"], owner, field)]),
            Some("boolean") => json!(false),
            Some("integer") => json!(named(NUMBERS, owner, field).unwrap_or(&1)),
            Some("string") => match schema["format"].as_str() {
                Some("uuid") => json!(AN_ID),
                Some("date-time") => json!(A_TIME),
                _ => json!(named(TEXTS, owner, field)),
            },
            _ => Value::Null,
        }
    }

    fn of_object(&self, schema: &Value, owner: &str) -> Value {
        let fields = schema["properties"].as_object().into_iter().flatten();
        let shown = fields.filter(|(name, _)| !SELDOM.contains(&name.as_str()));
        let examples = shown.map(|(name, field)| (name.clone(), self.of(field, owner, name)));
        Value::Object(examples.collect())
    }

    /// Objects are merged; of anything else there is one part, and words about it.
    fn of_all(&self, parts: &[Value], owner: &str, field: &str) -> Value {
        let mut merged = Map::new();
        for part in parts {
            match self.of(part, owner, field) {
                Value::Object(fields) => merged.extend(fields),
                Value::Null => {}
                other => return other,
            }
        }
        Value::Object(merged)
    }
}

/// What a table has for a field: by owner and name, else by name.
fn named<'a, T>(table: &'a [(&str, T)], owner: &str, field: &str) -> Option<&'a T> {
    let exact = format!("{owner}.{field}");
    let find = |key: &str| table.iter().find(|(name, _)| *name == key);
    find(&exact).or_else(|| find(field)).map(|(_, value)| value)
}
