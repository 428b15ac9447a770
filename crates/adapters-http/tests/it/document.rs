use crate::support::schema;
use campfire_adapters_http::{document, errors};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

/// Compares a committed file with what the code says; `UPDATE=1` writes it.
fn is_fresh(path: &str, text: &str) {
    let path = at(path);
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "{} is old: run UPDATE=1 cargo test -p campfire-adapters-http",
        path.display()
    );
}

#[test]
fn the_committed_document_is_what_the_code_says() {
    is_fresh("openapi/campfire-v1.json", &document());
}

#[test]
fn the_committed_page_of_errors_is_what_the_table_says() {
    is_fresh("docs/reference/errors.md", &errors::reference());
}

fn operations() -> Vec<Value> {
    let document: Value = serde_json::from_str(&document()).unwrap();
    let paths = document["paths"].as_object().unwrap().clone();
    let operations = paths
        .into_values()
        .flat_map(|path| path.as_object().unwrap().clone());
    operations.map(|(_, operation)| operation).collect()
}

#[test]
fn every_operation_has_an_id_a_summary_a_chapter_and_a_fault() {
    let operations = operations();
    assert_eq!(operations.len(), 69, "every operation of this version");
    for operation in operations {
        let id = operation["operationId"].as_str().unwrap();
        assert!(id.contains('_'), "{id} is verb_noun");
        assert!(operation["summary"].is_string(), "{id}");
        assert!(operation["tags"][0].is_string(), "{id}");
        assert!(operation["responses"]["500"].is_object(), "{id}");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["description"].is_string(), "{id}: {parameter}");
        }
    }
}

/// The bodies of one request or answer, by media type.
fn contents(body: &Value) -> impl Iterator<Item = (&String, &Value)> {
    body["content"].as_object().into_iter().flatten()
}

#[test]
fn every_operation_shows_what_is_asked_and_answered() {
    for operation in operations() {
        let id = operation["operationId"].as_str().unwrap();
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        for parameter in parameters.filter(|one| one["required"] == true) {
            let at = format!("{id}: {}", parameter["name"]);
            schema::is_example(&parameter["schema"], &parameter["example"], &at);
        }
        let answers = operation["responses"].as_object().unwrap();
        let good = answers.iter().filter(|(status, _)| status.as_str() < "400");
        let good = good.map(|(status, answer)| (status.as_str(), answer));
        for (what, body) in good.chain([("request", &operation["requestBody"])]) {
            for (_, media) in contents(body) {
                let at = format!("{id} {what}");
                schema::is_example(&media["schema"], &media["example"], &at);
            }
        }
    }
}

#[test]
fn every_operation_shows_each_of_its_refusals() {
    let document: Value = serde_json::from_str(&document()).unwrap();
    for operation in operations() {
        let id = operation["operationId"].as_str().unwrap();
        let answers = operation["responses"].as_object().unwrap();
        let mut codes = 0;
        for (status, answer) in answers
            .iter()
            .filter(|(status, _)| status.as_str() >= "400")
        {
            let description = answer["description"].as_str().unwrap();
            let examples = answer["content"]["application/problem+json"]["examples"].as_object();
            for (code, example) in examples.into_iter().flatten() {
                let place = example["$ref"].as_str().unwrap().trim_start_matches('#');
                let problem = &document.pointer(place).unwrap()["value"];
                assert_eq!(problem["code"], code.as_str(), "{id}");
                assert_eq!(problem["status"].to_string(), *status, "{id} {code}");
                assert!(description.contains(&format!("`{code}`")), "{id} {code}");
                schema::is_example(&schema::reference("Problem"), problem, code);
                codes += 1;
            }
            let listed = description.split("\n\n").count();
            assert_eq!(
                examples.map(serde_json::Map::len),
                Some(listed),
                "{id} {status}"
            );
        }
        assert!(codes >= 2, "{id} lists no refusal");
    }
}

/// Where `null` stands outside of examples: a keyword is there with a value, or not at all.
fn nulls(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Null => found.push(at.to_owned()),
        Value::Object(fields) => {
            for (name, field) in fields
                .iter()
                .filter(|(name, _)| !name.starts_with("example"))
            {
                nulls(field, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| nulls(item, at, found)),
        _ => {}
    }
}

#[test]
fn no_keyword_of_the_document_is_null() {
    let mut found = Vec::new();
    nulls(&serde_json::from_str(&document()).unwrap(), "", &mut found);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    let text = document();
    let document: Value = serde_json::from_str(&text).unwrap();
    for part in text.split("\"$ref\": \"#").skip(1) {
        let pointer = part.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
    for name in ["ClientFrame", "ServerFrame", "Event", "Problem"] {
        assert!(
            document["components"]["schemas"][name].is_object(),
            "{name}"
        );
    }
}
