//! What clients tell of errors of their own: one clean line each, a number, and never too many.

use campfire_e2e::{Settings, Team};
use serde_json::{Value, json};

fn told(message: &str) -> Value {
    json!({"message": message, "where": "/rooms chat-B4xW0rTe.js:1:2345", "build": "index-D.js"})
}

#[tokio::test]
async fn an_error_of_a_client_is_a_line_of_the_log_without_what_is_somebodys() {
    let team = Team::with(Settings::new().arg("--log-format").arg("json")).await;
    let words = "Unexpected token, \"my secret plan\" is no JSON, says ann@example.org";
    let said = team.ann.client.post("/client-errors", &told(words)).await;
    said.expect(204);
    let metric = team.server.metric("campfire_client_errors_total").await;
    assert_eq!(metric, 1);
    let log = team.server.log_text();
    let line = log.lines().find(|line| line.contains("a client told"));
    let line = line.expect("a line of the log");
    assert!(line.contains("/rooms chat-B4xW0rTe.js:1:2345"), "{line}");
    assert!(line.contains("index-D.js"), "{line}");
    for secret in ["my secret plan", "ann@example.org"] {
        assert!(!log.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_client_that_fails_without_end_is_asked_to_wait() {
    let team = Team::with(Settings::new().limited()).await;
    let mut heard = 0;
    let refused = loop {
        let said = team
            .ann
            .client
            .post("/client-errors", &told("TypeError"))
            .await;
        if said.code() != 204 {
            break said;
        }
        heard += 1;
    };
    assert_eq!(heard, 10);
    refused.refused(429, "rate.limited");
    let wait: u64 = refused.header("retry-after").parse().expect("seconds");
    assert!((1..=10).contains(&wait), "{wait} s");
    let other = team.ann.sign_in_again().await;
    other
        .post("/client-errors", &told("TypeError"))
        .await
        .expect(204);
}
