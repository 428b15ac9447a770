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
    assert_eq!(operations.len(), 45, "every operation of this version");
    for operation in operations {
        let id = operation["operationId"].as_str().unwrap();
        assert!(id.contains('_'), "{id} is verb_noun");
        assert!(operation["summary"].is_string(), "{id}");
        assert!(operation["tags"][0].is_string(), "{id}");
        assert!(operation["responses"]["500"].is_object(), "{id}");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let described = parameter["description"].is_string();
            assert!(described || parameter["in"] == "path", "{id}: {parameter}");
        }
    }
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
