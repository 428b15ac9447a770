use crate::support::team;
use serde_json::json;

#[tokio::test]
async fn an_error_of_a_client_is_taken_and_what_is_wrong_with_it_is_named() {
    let team = team().await;
    let told = json!({"message": "TypeError", "where": "/rooms", "build": "index.js"});
    team.bob.post("/client-errors", told).await.expect(204);
    let empty = json!({"message": " ", "where": "w".repeat(501), "build": "index.js"});
    let refused = team.bob.post("/client-errors", empty).await;
    let refused = refused.refused(422, "request.invalid");
    let named = |n: usize| &refused["fields"][n]["pointer"];
    assert_eq!((named(0), named(1)), (&json!("/message"), &json!("/where")));
}
