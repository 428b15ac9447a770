use crate::support::{an_id, team, text};
use serde_json::{Value, json};

#[tokio::test]
async fn a_list_is_one_s_own_and_read_newest_first() {
    let team = team().await;
    let mut paths = Vec::new();
    for n in 0..3 {
        let id = text(&team.say(&team.ann, &format!("message {n}")).await["id"]);
        paths.push(format!("/rooms/{}/messages/{id}", team.lobby));
    }
    for path in &paths {
        for _ in 0..2 {
            let path = format!("{path}/bookmark");
            team.bob.put(&path, json!({})).await.expect(204);
        }
    }
    let first = team.bob.get("/me/bookmarks?limit=2").await.expect(200);
    let said = |page: &Value| {
        let marks = page["bookmarks"].as_array().unwrap().iter();
        marks
            .map(|mark| text(&mark["message"]["source"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(said(&first), ["message 2", "message 1"]);
    let rest = format!("/me/bookmarks?limit=2&before={}", first["next"]);
    let rest = team.bob.get(&rest).await.expect(200);
    assert_eq!(
        (said(&rest), &rest["next"]),
        (vec!["message 0".to_owned()], &Value::Null)
    );
    let anns = team.ann.get("/me/bookmarks").await.expect(200);
    assert_eq!(said(&anns), [""; 0]);

    team.ann.delete(&paths[2]).await.expect(204);
    let gone = team
        .bob
        .put(&format!("{}/bookmark", paths[2]), json!({}))
        .await;
    gone.refused(409, "message.deleted");
    for _ in 0..2 {
        let path = format!("{}/bookmark", paths[1]);
        team.bob.delete(&path).await.expect(204);
    }
    let left = team.bob.get("/me/bookmarks").await.expect(200);
    assert_eq!(said(&left), ["message 0"]);
}

#[tokio::test]
async fn what_one_cannot_reach_is_not_kept() {
    let team = team().await;
    let hidden = team.closed_room(&[]).await;
    let path = format!("/rooms/{hidden}/messages/{}/bookmark", an_id());
    let refused = team.bob.put(&path, json!({})).await;
    refused.refused(404, "room.not_found");
    let path = format!("/rooms/{}/messages/{}/bookmark", team.lobby, an_id());
    let refused = team.bob.put(&path, json!({})).await;
    refused.refused(404, "message.not_found");
    let refused = team.bob.get("/me/bookmarks?limit=0").await;
    refused.refused(422, "request.invalid");
}
