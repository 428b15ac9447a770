use crate::support::{an_id, team, team_in, text, world_with};
use async_trait::async_trait;
use campfire_adapters_http::HttpConfig;
use campfire_domain::{
    ClientMessageId, Format, Message, MessageId, MessageSource, Page, PageCut, PageSize,
    PostRefusal, RoomId, StoreError, Timestamp, UserId,
    ports::{JournalError, MessageReader, Undelivered, UndeliveredRepository as _},
};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

#[tokio::test]
async fn a_post_is_made_once_however_often_it_is_repeated() {
    let team = team().await;
    let path = format!("/rooms/{}/messages", team.lobby);
    let body = json!({"client_message_id": an_id(), "body": "**hi**"});
    let first = team.ann.post(&path, body.clone()).await;
    let posted = first.expect(201);
    let own = format!("{path}/{}", text(&posted["id"]));
    assert_eq!(
        first.header("location"),
        Some(format!("/api/v1{own}").as_str())
    );
    assert_eq!(
        (&posted["seq"], &posted["state"]),
        (&json!(1), &json!("stored"))
    );
    assert!(text(&posted["html"]).contains("<strong>hi</strong>"));
    let again = team.ann.post(&path, body).await.expect(200);
    assert_eq!(
        (&again["id"], &again["duplicate"]),
        (&posted["id"], &json!(true))
    );
    let read = team.bob.get(&own).await.expect(200);
    assert_eq!(read["creator"]["name"], "Ann");
}

#[tokio::test]
async fn a_message_is_edited_and_deleted_by_whom_it_belongs_to() {
    let team = team().await;
    let id = text(&team.say(&team.bob, "frist").await["id"]);
    let path = format!("/rooms/{}/messages/{id}", team.lobby);
    team.carl
        .patch(&path, json!({"body": "x"}))
        .await
        .refused(403, "message.not_yours");
    let edited = team
        .bob
        .patch(&path, json!({"body": "first"}))
        .await
        .expect(200);
    assert_eq!(
        (&edited["source"], &edited["rev"]),
        (&json!("first"), &json!(3))
    );
    assert!(edited["edited_at"].is_string());
    let empty = team.bob.patch(&path, json!({"body": " "})).await;
    assert_eq!(
        empty.refused(422, "request.invalid")["fields"][0]["pointer"],
        "/body"
    );
    team.ann.delete(&path).await.expect(204);
    team.ann.delete(&path).await.expect(204);
    let tombstone = team.bob.get(&path).await.expect(200);
    assert_eq!(
        (&tombstone["deleted"], &tombstone["html"]),
        (&json!(true), &json!(""))
    );
    team.bob
        .patch(&path, json!({"body": "x"}))
        .await
        .refused(409, "message.deleted");
}

#[tokio::test]
async fn pages_are_cut_by_number_or_by_message() {
    let team = team().await;
    let mut ids = Vec::new();
    for n in 1..=7 {
        ids.push(text(&team.say(&team.ann, &format!("{n}")).await["id"]));
    }
    let path = format!("/rooms/{}/messages", team.lobby);
    for (query, seqs, older, newer) in [
        ("limit=3", vec![5, 6, 7], true, false),
        ("before=4&limit=2", vec![2, 3], true, true),
        ("after=0&limit=2", vec![1, 2], false, true),
        ("after=5", vec![6, 7], true, false),
        ("before=1", vec![], false, true),
        ("around=4&limit=3", vec![3, 4, 5], true, true),
    ] {
        let page = team.bob.get(&format!("{path}?{query}")).await.expect(200);
        let got: Vec<_> = page["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["seq"].clone())
            .collect();
        if !seqs.is_empty() {
            assert_eq!(json!(got), json!(seqs), "{query}");
            assert_eq!(
                (&page["has_older"], &page["has_newer"]),
                (&json!(older), &json!(newer)),
                "{query}"
            );
        }
    }
    let around = team
        .bob
        .get(&format!("{path}?around={}&limit=1", ids[3]))
        .await
        .expect(200);
    assert_eq!(around["messages"][0]["seq"], 4);
    let unknown = team.bob.get(&format!("{path}?around={}", an_id())).await;
    unknown.refused(404, "message.not_found");
}

#[tokio::test]
async fn wrong_parameters_are_400_and_limits_422() {
    let team = team().await;
    let path = format!("/rooms/{}/messages", team.lobby);
    for query in [
        "before=x",
        "before=-1",
        "around=x",
        "limit=x",
        "before=1&after=1",
    ] {
        let answer = team.ann.get(&format!("{path}?{query}")).await;
        let problem = answer.refused(400, "request.malformed");
        assert!(problem["fields"][0]["pointer"].is_string(), "{query}");
    }
    for query in ["limit=0", "limit=101", "limit=-5", "limit=99999999999"] {
        let answer = team.ann.get(&format!("{path}?{query}")).await;
        assert_eq!(
            answer.refused(422, "request.invalid")["fields"][0]["pointer"],
            "limit"
        );
    }
}

#[tokio::test]
async fn texts_over_their_limits_are_refused_and_nothing_is_stored() {
    let team = team().await;
    let path = format!("/rooms/{}/messages", team.lobby);
    for (body, code) in [
        ("😀".repeat(10_001), "too_long"),
        ("\u{200B}".to_owned(), "empty"),
        ("a\u{7}b".to_owned(), "control_character"),
    ] {
        let body = json!({"client_message_id": an_id(), "body": body});
        let problem = team
            .ann
            .post(&path, body)
            .await
            .refused(422, "request.invalid");
        assert_eq!(problem["fields"][0]["code"], code);
    }
    let page = team.ann.get(&path).await.expect(200);
    assert_eq!(page["messages"], json!([]));
    let body = json!({"client_message_id": an_id(), "body": "😀".repeat(10_000)});
    team.ann.post(&path, body).await.expect(201);
}

/// Counts the pages that are read.
struct Counting(Arc<dyn MessageReader>, Arc<AtomicUsize>);

#[async_trait]
impl MessageReader for Counting {
    async fn find(&self, room: RoomId, id: MessageId) -> Result<Option<Message>, StoreError> {
        self.0.find(room, id).await
    }

    async fn page(
        &self,
        room: RoomId,
        cut: PageCut,
        size: PageSize,
    ) -> Result<Option<Page<Message>>, StoreError> {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.page(room, cut, size).await
    }
}

#[tokio::test]
async fn mentions_are_listed_newest_first_and_go_on_where_next_says() {
    let team = team().await;
    for text in ["@bob one", "nobody", "@bob two", "@bob three"] {
        team.say(&team.ann, text).await;
    }
    let texts = |page: &Value| {
        let messages = page["messages"].as_array().unwrap();
        let texts = messages.iter().map(|message| message["source"].clone());
        texts.collect::<Vec<_>>()
    };
    let first = team.bob.get("/me/mentions?limit=2").await.expect(200);
    assert_eq!(texts(&first), ["@bob three", "@bob two"]);
    let next = first["next"].as_str().unwrap();
    let rest = team
        .bob
        .get(&format!("/me/mentions?limit=2&before={next}"))
        .await;
    let rest = rest.expect(200);
    assert_eq!(texts(&rest), ["@bob one"]);
    assert!(rest["next"].is_null());
    assert_eq!(
        team.ann.get("/me/mentions").await.expect(200)["messages"],
        json!([])
    );
    for (query, status, code) in [
        ("before=x", 400, "request.malformed"),
        ("limit=0", 422, "request.invalid"),
        ("limit=101", 422, "request.invalid"),
    ] {
        let path = format!("/me/mentions?{query}");
        team.bob.get(&path).await.refused(status, code);
    }
}

#[tokio::test]
async fn an_unchanged_page_is_304_without_asking_the_store() {
    let reads = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&reads);
    let world = world_with(HttpConfig::default(), move |mut ports| {
        ports.store.message_reader = Arc::new(Counting(ports.store.message_reader, counter));
        ports
    });
    let team = team_in(world.await).await;
    team.say(&team.ann, "hi").await;
    let path = format!("/rooms/{}/messages", team.lobby);
    let page = team.bob.get(&path).await;
    page.expect(200);
    assert_eq!(page.header("cache-control"), Some("private, no-cache"));
    let etag = page.header("etag").unwrap().to_owned();
    let holding = team.bob.with("if-none-match", &etag);
    let same = holding.get(&path).await;
    same.expect(304);
    assert_eq!(
        (same.header("etag"), same.header("content-type")),
        (Some(etag.as_str()), None)
    );
    assert_eq!(reads.load(Ordering::SeqCst), 1);
    team.say(&team.ann, "again").await;
    let changed = holding.get(&path).await;
    assert_eq!(changed.expect(200)["messages"].as_array().unwrap().len(), 2);
    assert_ne!(changed.header("etag"), Some(etag.as_str()));
}

#[tokio::test]
async fn who_may_not_read_a_page_gets_no_304_either() {
    let team = team().await;
    let room = team.closed_room(&[&team.ids[1]]).await;
    let path = format!("/rooms/{room}/messages");
    let page = team.bob.get(&path).await;
    let etag = page.header("etag").unwrap();
    let hidden = team.carl.with("if-none-match", etag).get(&path).await;
    hidden.refused(404, "room.not_found");
    team.ann
        .delete(&format!("/rooms/{room}/members/{}", team.ids[1]))
        .await
        .expect(204);
    let left = team.bob.with("if-none-match", etag).get(&path).await;
    left.refused(404, "room.not_found");
}

#[tokio::test]
async fn a_post_of_an_outage_is_queued_without_a_place() {
    let team = team().await;
    let store = &team.world.store;
    store.fail_with(Some(StoreError::Unavailable));
    let path = format!("/rooms/{}/messages", team.lobby);
    let body = json!({"client_message_id": an_id(), "body": "**later**"});
    let queued = team.bob.post(&path, body.clone()).await.expect(202);
    assert_eq!(
        [
            &queued["seq"],
            &queued["rev"],
            &queued["state"],
            &queued["duplicate"]
        ],
        [&json!(null), &json!(null), &json!("queued"), &json!(false)]
    );
    assert!(text(&queued["html"]).contains("<strong>later</strong>"));
    let again = team.bob.post(&path, body).await.expect(202);
    assert_eq!(
        (&again["id"], &again["duplicate"]),
        (&queued["id"], &json!(true))
    );
    store.fail_journal_with(Some(JournalError::Full));
    let other = json!({"client_message_id": an_id(), "body": "no room"});
    let refused = team.bob.post(&path, other).await;
    refused.refused(503, "store.unavailable");
    assert!(refused.header("retry-after").is_some());
}

#[tokio::test]
async fn a_refused_post_waits_for_its_author_until_it_is_discarded() {
    let team = team().await;
    let id = an_id();
    let post = Undelivered {
        user_id: UserId::parse(&team.ids[1]).unwrap(),
        client_message_id: ClientMessageId::parse(&id).unwrap(),
        room_id: RoomId::parse(&team.lobby).unwrap(),
        refusal: PostRefusal::NotAMember,
        source: MessageSource::parse("my words").unwrap(),
        format: Format::Markdown,
        at: Timestamp::from_millis(0),
    };
    team.world.store.record(post).await.unwrap();
    let found = team.bob.get("/me/undelivered").await.expect(200);
    assert_eq!(
        found["undelivered"],
        json!([{
            "client_message_id": id, "room_id": team.lobby, "code": "room.not_found",
            "body": "my words", "format": "markdown", "at": "1970-01-01T00:00:00.000Z",
        }])
    );
    let nothing = json!({"undelivered": []});
    assert_eq!(team.ann.get("/me/undelivered").await.expect(200), nothing);
    let path = format!("/me/undelivered/{id}");
    for browser in [&team.ann, &team.bob, &team.bob] {
        browser.delete(&path).await.expect(204);
    }
    assert_eq!(team.bob.get("/me/undelivered").await.expect(200), nothing);
    let malformed = team.bob.delete("/me/undelivered/x").await;
    malformed.refused(404, "message.not_found");
}
