//! What every [`MessageSearch`](campfire_domain::ports::MessageSearch) must do.

use crate::{Scene, Stores, a_message, builders::START};
use campfire_domain::{
    Content, Format, Found, Message, MessageBody, MessageId, MessageSource, PageSize, RoomId,
    Search, SearchHit, SearchPlace, SearchQuery, SnippetPart,
};
use std::{sync::Arc, time::Duration};

/// A query in these rooms, with whatever it filters by besides people and rooms.
fn search_in(room_ids: &[RoomId], text: &str) -> Search {
    let query = SearchQuery::parse(text).expect("a query");
    Search {
        terms: query.terms().to_vec(),
        room_ids: room_ids.to_vec(),
        creator_ids: None,
        since: query.filters().since,
        until: query.filters().until,
        has: query.filters().has.clone(),
        after: None,
        size: PageSize::default(),
    }
}

async fn found(s: &Scene, search: Search) -> Found {
    s.stores
        .search
        .search(search)
        .await
        .expect("it is searched")
}

/// All hits, page by page.
async fn all(s: &Scene, mut search: Search) -> Vec<SearchHit> {
    let mut hits = Vec::new();
    loop {
        let page = found(s, search.clone()).await;
        hits.extend(page.hits);
        match page.next {
            Some(next) => search.after = Some(next),
            None => return hits,
        }
    }
}

/// What is found in the lobby.
async fn in_lobby(s: &Scene, text: &str) -> Vec<MessageId> {
    ids(&all(s, search_in(&[s.lobby], text)).await)
}

fn ids(hits: &[SearchHit]) -> Vec<MessageId> {
    hits.iter().map(|hit| hit.message_id).collect()
}

async fn say(s: &Scene, text: &str) -> Arc<Message> {
    s.say(s.lobby, &s.bob, text).await
}

/// Newest first, whatever the clock said.
pub async fn messages_are_found_by_their_words_newest_first(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let first = say(&s, "Lunch on Friday?").await;
    let earlier = campfire_domain::Timestamp::from_millis(0);
    let second = a_message(s.lobby, s.carl.id)
        .saying("friday is fine")
        .at(earlier)
        .post_in(&*s.stores.messages)
        .await;
    say(&s, "what is fine").await;
    assert_eq!(in_lobby(&s, "FRIDAY").await, [second.id, first.id]);
    assert_eq!(in_lobby(&s, "fine friday").await, [second.id]);
    assert_eq!(in_lobby(&s, "fine lunch").await, []);
    assert_eq!(in_lobby(&s, "Fri").await, []);
}

/// Words in quotation marks stand in a row, and a beginning ends in a star.
pub async fn phrases_and_beginnings_are_found(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let row = say(&s, "the e-mail of the release team").await;
    let other = say(&s, "team of the mail").await;
    assert_eq!(in_lobby(&s, "\"of the\"").await, [other.id, row.id]);
    assert_eq!(in_lobby(&s, "\"release team\"").await, [row.id]);
    assert_eq!(in_lobby(&s, "\"team release\"").await, []);
    assert_eq!(in_lobby(&s, "e-mail").await, [row.id]);
    assert_eq!(in_lobby(&s, "rele*").await, [row.id]);
    assert_eq!(in_lobby(&s, "\"of the ma\"").await, []);
    assert_eq!(in_lobby(&s, "te* mail").await, [other.id, row.id]);
}

/// Signs and scripts without spaces are found wherever they stand.
pub async fn signs_and_scripts_without_spaces_are_found_as_written(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let meeting = say(&s, "明天会议在十点").await;
    let fire = say(&s, "deploy🔥🔥 -> done").await;
    assert_eq!(in_lobby(&s, "会议").await, [meeting.id]);
    assert_eq!(in_lobby(&s, "🔥").await, [fire.id]);
    assert_eq!(in_lobby(&s, "-> done").await, [fire.id]);
    assert_eq!(in_lobby(&s, "-> 会议").await, []);
}

/// Whatever is asked, the answer is what was found, and never an error.
pub async fn no_words_are_an_error(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let said = say(&s, "plain AND simple NOT \"odd\" NEAR(a b)").await;
    for text in [
        "AND",
        "NOT",
        "simple not",
        "\"odd\" near",
        "NEAR(a b)",
        "plain_text:plain AND",
    ] {
        let found = in_lobby(&s, text).await;
        let expected: &[MessageId] = if text.starts_with("plain_text") {
            &[]
        } else {
            &[said.id]
        };
        assert_eq!(found, expected, "{text}");
    }
    for text in [
        "\"",
        "'",
        "*",
        "a*b",
        "^plain",
        "-plain",
        "+",
        "plain OR",
        "OR",
        "NOT plain",
        "( plain",
        "{plain_text}:x",
        "x\0y",
        "\\",
        "%",
        "_",
        ";--",
        "a AND NOT",
        "NEAR(",
        "NEAR/2",
        "🔥*",
        "\u{FFFD}",
        "\u{10FFFF}",
        "ﷺ",
        "\u{301}",
        "½",
        "١٢٣",
        "ा",
    ] {
        if SearchQuery::parse(text).is_ok() {
            in_lobby(&s, text).await;
        }
    }
}

/// Nothing is found in rooms that were not named, or that are gone.
pub async fn only_the_named_rooms_are_searched(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let (closed, gone) = (s.closed_room(&[]).await, s.closed_room(&[]).await);
    let here = say(&s, "needle here").await;
    let there = s.say(closed, &s.ann, "needle there").await;
    s.say(gone, &s.ann, "needle nowhere").await;
    let deleted = s.stores.rooms.delete(gone, s.ann.id, START).await;
    deleted.expect("the room is deleted");
    let rooms = [s.lobby, closed, gone];
    for text in ["needle", "has:mention", "-", "nee*"] {
        let hits = all(&s, search_in(&[], text)).await;
        assert_eq!(hits, [], "{text}");
    }
    assert_eq!(
        ids(&all(&s, search_in(&rooms, "needle")).await),
        [there.id, here.id]
    );
    assert_eq!(
        ids(&all(&s, search_in(&[closed], "needle")).await),
        [there.id]
    );
    assert_eq!(ids(&all(&s, search_in(&[gone], "needle")).await), []);
}

/// From the moment that the edit or the deletion has returned.
pub async fn a_message_is_found_by_its_words_of_now(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let (edited, deleted) = (say(&s, "old words").await, say(&s, "old tale").await);
    s.edit(&edited, "new words").await;
    s.erase(&deleted).await;
    assert_eq!(in_lobby(&s, "old").await, []);
    assert_eq!(in_lobby(&s, "tale").await, []);
    assert_eq!(in_lobby(&s, "before:9999-01-01").await, [edited.id]);
    let hits = all(&s, search_in(&[s.lobby], "new")).await;
    assert_eq!(
        (ids(&hits), hits[0].edited_at),
        (vec![edited.id], Some(START))
    );
}

/// By whom, when, and what is in it; alone or with words.
pub async fn filters_leave_out_the_rest(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let next_day = START.plus(Duration::from_hours(48));
    let bobs = say(&s, "plan").await;
    let carls = a_message(s.lobby, s.carl.id)
        .saying("plan")
        .mentioning(&[s.bob.id])
        .at(next_day)
        .post_in(&*s.stores.messages)
        .await;
    let html = "<p>plan <a href=\"https://x.example\">x</a> <code>y</code></p>";
    let body = MessageBody::new(html.into(), "plan x y".into(), vec![], Some("bell".into()));
    let rich = a_message(s.lobby, s.bob.id)
        .with_content(Arc::new(Content {
            source: MessageSource::parse("plan").expect("a source"),
            format: Format::Markdown,
            body: body.expect("a body"),
        }))
        .post_in(&*s.stores.messages)
        .await;
    for text in ["", "plan "] {
        let of = |filter: &str| search_in(&[s.lobby], &format!("{text}{filter}"));
        for filter in ["has:link", "has:code", "has:sound", "has:link has:code"] {
            assert_eq!(ids(&all(&s, of(filter)).await), [rich.id], "{text}{filter}");
        }
        assert_eq!(ids(&all(&s, of("has:mention")).await), [carls.id]);
        assert_eq!(ids(&all(&s, of("has:mention has:link")).await), []);
        let from = |creator_ids| Search {
            creator_ids: Some(creator_ids),
            ..of("before:9999-01-01")
        };
        assert_eq!(ids(&all(&s, from(vec![s.carl.id])).await), [carls.id]);
        assert_eq!(ids(&all(&s, from(vec![])).await), []);
        assert_eq!(all(&s, from(vec![s.bob.id, s.carl.id])).await.len(), 3);
        let since = Search {
            since: Some(next_day),
            ..of("before:9999-01-01")
        };
        assert_eq!(ids(&all(&s, since).await), [carls.id]);
        let until = Search {
            until: Some(next_day),
            ..of("after:1970-01-01")
        };
        assert_eq!(ids(&all(&s, until).await), [rich.id, bobs.id]);
    }
}

/// Nothing twice and nothing left out, whatever is posted meanwhile.
pub async fn a_page_goes_on_behind_the_one_before(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let other = s.closed_room(&[]).await;
    let mut said = Vec::new();
    for n in 0..7 {
        let room_id = if n % 2 == 0 { s.lobby } else { other };
        said.push(s.say(room_id, &s.ann, &format!("word {n}")).await.id);
    }
    said.reverse();
    for text in ["word", "after:1970-01-01", "wor*"] {
        let mut search = search_in(&[s.lobby, other], text);
        search.size = PageSize::new(3).expect("a size");
        let mut pages: Vec<Vec<MessageId>> = Vec::new();
        loop {
            let page = found(&s, search.clone()).await;
            pages.push(ids(&page.hits));
            let Some(next) = page.next else { break };
            assert_eq!(SearchPlace::parse(&next.to_string()), Ok(next));
            search.after = Some(next);
            said.insert(0, s.say(s.lobby, &s.ann, "word, later").await.id);
        }
        let seen: Vec<_> = pages.concat();
        let newer = said.len() - seen.len();
        assert_eq!(seen, said[newer..], "{text}");
        assert!(pages.iter().all(|page| page.len() <= 3), "{text}");
    }
}

/// Where it is, who wrote it, and its words with the marks.
pub async fn a_hit_says_where_it_is_and_why(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let said = say(&s, "<b>ship it</b> & see").await;
    let hits = all(&s, search_in(&[s.lobby], "\"ship it\" &")).await;
    let hit = &hits[0];
    assert_eq!(
        (
            hit.room_id,
            hit.seq,
            hit.creator_id,
            hit.created_at,
            hit.edited_at
        ),
        (s.lobby, said.seq, s.bob.id, said.created_at, None)
    );
    let part = |text: &str, is_match| SnippetPart {
        text: text.to_owned(),
        is_match,
    };
    assert_eq!(
        hit.snippet.parts(),
        [
            part("<b>", false),
            part("ship it", true),
            part("</b> ", false),
            part("&", true),
            part(" see", false)
        ]
    );
    let by_filter = all(&s, search_in(&[s.lobby], "after:1970-01-01")).await;
    assert_eq!(
        by_filter[0].snippet.parts(),
        [part("<b>ship it</b> & see", false)]
    );
}

/// From the moment of the ban, whether or not the rows were rewritten.
pub async fn what_a_banned_person_wrote_is_not_found(stores: Stores) {
    let s = Scene::set_up(stores).await;
    say(&s, "a needle \u{1F525}").await;
    let kept = s.say(s.lobby, &s.carl, "another needle").await;
    let banned = s
        .stores
        .standing
        .ban(s.bob.id, vec![], s.ann.id, START)
        .await;
    banned.expect("bob is banned");
    assert_eq!(in_lobby(&s, "needle").await, [kept.id]);
    for text in ["\u{1F525}", "needle \u{1F525}"] {
        assert_eq!(in_lobby(&s, text).await, [], "{text}");
    }
    assert_eq!(in_lobby(&s, "after:1970-01-01").await, [kept.id]);
}
