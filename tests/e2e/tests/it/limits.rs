//! Each limit of what people send: taken at its edge, refused above it with 422 and the field's name;
//! and names that try to be more than names.

use crate::{figures, text};
use campfire_e2e::{Answer, Person, Team, fresh_id};
use hyper::Method;
use serde_json::{Value, json};

/// Who tries, and on what.
struct Scene {
    team: Team,
    bo: Person,
    /// A message in the hall.
    message: String,
    /// Enough others for the largest direct room, and one more.
    others: Vec<String>,
    join: String,
}

impl Scene {
    async fn new() -> Self {
        let team = Team::new().await;
        let bo = team.join("Bo").await;
        let message = text(&bo.post(&team.hall, "hello").await["id"]);
        let mut others = Vec::new();
        for n in 0..10 {
            others.push(team.join(&format!("Other {n}")).await.id);
        }
        let join = format!("/join/{}", team.join_code().await);
        Self {
            team,
            bo,
            message,
            others,
            join,
        }
    }

    fn hall(&self, rest: &str) -> String {
        format!("/rooms/{}{rest}", self.team.hall)
    }

    fn newcomer(&self, change: impl FnOnce(&mut Value)) -> Call {
        let email = format!("{}@example.com", fresh_id());
        let mut body = json!({"name": "New", "email": email, "password": "long enough"});
        change(&mut body);
        (Method::POST, self.join.clone(), Some(body))
    }

    async fn send(&self, (method, path, body): Call) -> Answer {
        self.team
            .ann
            .client
            .call(method, &path, body.as_ref())
            .await
    }
}

/// A request: its method, its path below the API, its body.
type Call = (Method, String, Option<Value>);

/// A limit: the last number that is taken and the first that is not, with the refusal's code, the
/// field that it names, and what it says of the field.
struct Limit {
    what: &'static str,
    edge: (usize, usize),
    code: &'static str,
    field: (&'static str, &'static str),
    call: fn(&Scene, usize) -> Call,
}

fn post(scene: &Scene, body: &str) -> Call {
    let body = json!({"client_message_id": fresh_id(), "body": body});
    (Method::POST, scene.hall("/messages"), Some(body))
}

fn boost(scene: &Scene, content: &str) -> Call {
    let path = scene.hall(&format!("/messages/{}/boosts", scene.message));
    (Method::POST, path, Some(json!({"content": content})))
}

fn me(change: Value) -> Call {
    (Method::PATCH, "/me".to_owned(), Some(change))
}

/// The table. Limits of the connection have tests of their own in `live_limits` and `live`.
#[expect(
    clippy::too_many_lines,
    reason = "a table is read as a whole: one entry per limit"
)]
fn limits() -> Vec<Limit> {
    let invalid = |what, edge, field, call| Limit {
        what,
        edge,
        code: "request.invalid",
        field,
        call,
    };
    vec![
        invalid(
            "message: characters",
            (10_000, 10_001),
            ("/body", "too_long"),
            |s, n| post(s, &"🔥".repeat(n)),
        ),
        invalid(
            "message: characters, CRLF as one",
            (5_000, 5_001),
            ("/body", "too_long"),
            |s, n| post(s, &"x\r\n".repeat(n)),
        ),
        invalid(
            "edit: characters",
            (10_000, 10_001),
            ("/body", "too_long"),
            |s, n| {
                let path = s.hall(&format!("/messages/{}", fresh_id()));
                (Method::PATCH, path, Some(json!({"body": "x".repeat(n)})))
            },
        ),
        Limit {
            what: "message: lists whose HTML has 64 KiB",
            edge: (10, 2_000),
            code: "message.html_too_long",
            field: ("/body", "html_too_long"),
            call: |s, n| post(s, &format!("{}-\nx", "-\n+\n".repeat(n))),
        },
        invalid(
            "room name: characters",
            (80, 81),
            ("/name", "too_long"),
            |_, n| {
                let body = json!({"kind": "open", "name": "é".repeat(n)});
                (Method::POST, "/rooms".to_owned(), Some(body))
            },
        ),
        invalid(
            "room name, renamed: characters",
            (80, 81),
            ("/name", "too_long"),
            |s, n| {
                (
                    Method::PATCH,
                    s.hall(""),
                    Some(json!({"name": "é".repeat(n)})),
                )
            },
        ),
        invalid(
            "account name, renamed: characters",
            (80, 81),
            ("/name", "too_long"),
            |_, n| {
                let body = json!({"name": "é".repeat(n)});
                (Method::PATCH, "/account".to_owned(), Some(body))
            },
        ),
        invalid(
            "custom CSS: bytes",
            (65_536, 65_537),
            ("/settings/custom_css", "too_long"),
            |_, n| {
                let body = json!({"settings": {"custom_css": "a".repeat(n)}});
                (Method::PATCH, "/account".to_owned(), Some(body))
            },
        ),
        // Whoever joins goes on as a member: what only administrators change stands above.
        invalid(
            "user name: characters",
            (80, 81),
            ("/name", "too_long"),
            |s, n| s.newcomer(|body| body["name"] = json!("é".repeat(n))),
        ),
        invalid(
            "password: most characters",
            (128, 129),
            ("/password", "too_long"),
            |s, n| s.newcomer(|body| body["password"] = json!("é".repeat(n))),
        ),
        invalid(
            "password: fewest characters",
            (8, 7),
            ("/password", "too_short"),
            |s, n| s.newcomer(|body| body["password"] = json!("é".repeat(n))),
        ),
        invalid(
            "e-mail: bytes",
            (254, 255),
            ("/email", "not_an_email_address"),
            |s, n| {
                let domain = format!("{}.example.com", vec!["a".repeat(60); 3].join("."));
                let local = "l".repeat(n - domain.len() - 1);
                s.newcomer(|body| body["email"] = json!(format!("{local}@{domain}")))
            },
        ),
        invalid(
            "direct room: other people",
            (9, 10),
            ("/user_ids", "too_many"),
            |s, n| {
                let body = json!({"user_ids": s.others[..n]});
                (Method::POST, "/rooms/direct".to_owned(), Some(body))
            },
        ),
        invalid(
            "new room: people named",
            (1_000, 1_001),
            ("/member_ids", "too_many"),
            |s, n| {
                let body =
                    json!({"kind": "closed", "name": "All", "member_ids": vec![&s.bo.id; n]});
                (Method::POST, "/rooms".to_owned(), Some(body))
            },
        ),
        invalid(
            "page: messages",
            (100, 101),
            ("limit", "out_of_range"),
            |s, n| (Method::GET, s.hall(&format!("/messages?limit={n}")), None),
        ),
        invalid(
            "page: fewest messages",
            (1, 0),
            ("limit", "out_of_range"),
            |s, n| (Method::GET, s.hall(&format!("/messages?limit={n}")), None),
        ),
        invalid(
            "long poll: seconds",
            (55, 56),
            ("wait", "out_of_range"),
            |_, n| (Method::GET, format!("/events?wait={n}"), None),
        ),
        invalid(
            "feedback: characters of a word",
            (64, 65),
            ("/feature", "invalid"),
            |_, n| {
                let body = json!({"feature": "f".repeat(n), "action": "viewed"});
                (Method::POST, "/feature-feedback".to_owned(), Some(body))
            },
        ),
        invalid(
            "an error of a client: characters",
            (500, 501),
            ("/message", "invalid"),
            |_, n| {
                let body =
                    json!({"message": "e".repeat(n), "where": "/rooms", "build": "index.js"});
                (Method::POST, "/client-errors".to_owned(), Some(body))
            },
        ),
        invalid(
            "boost: characters as people count them",
            (16, 17),
            ("/content", "too_long"),
            |s, n| boost(s, &"👩\u{200d}💻".repeat(n)),
        ),
        invalid(
            "boost: characters as computers count them",
            (160, 161),
            ("/content", "too_long"),
            |s, n| {
                // One character for people, with very many accents.
                let tall = format!("a{}", "\u{301}".repeat(n - 1));
                boost(s, &tall)
            },
        ),
        invalid(
            "search: characters",
            (512, 513),
            ("q", "too_long"),
            |_, n| (Method::GET, format!("/search?q={}", "x".repeat(n)), None),
        ),
        invalid("search: terms", (16, 17), ("q", "too_many"), |_, n| {
            (
                Method::GET,
                format!("/search?q={}", vec!["x"; n].join("%20")),
                None,
            )
        }),
        invalid(
            "search: hits on a page",
            (100, 101),
            ("limit", "out_of_range"),
            |_, n| (Method::GET, format!("/search?q=x&limit={n}"), None),
        ),
        invalid(
            "own name: characters",
            (80, 81),
            ("/name", "too_long"),
            |_, n| me(json!({"name": "é".repeat(n)})),
        ),
        invalid(
            "own handle: characters",
            (32, 33),
            ("/handle", "not_a_handle"),
            |_, n| me(json!({"handle": "h".repeat(n)})),
        ),
        invalid(
            "bio: characters",
            (200, 201),
            ("/bio", "too_long"),
            |_, n| me(json!({"bio": "🔥".repeat(n)})),
        ),
        Limit {
            what: "read marker: beyond the newest message",
            edge: (0, 1_000),
            code: "read.beyond_last",
            field: ("/seq", "beyond_last"),
            call: |s, n| (Method::PUT, s.hall("/read"), Some(json!({"seq": n}))),
        },
    ]
}

/// The fields that a refusal names, each with its code.
fn fields(answer: &Answer) -> Vec<(String, String)> {
    let problem = answer.json();
    let named = problem["fields"].as_array().into_iter().flatten();
    named
        .map(|field| (text(&field["pointer"]), text(&field["code"])))
        .collect()
}

#[tokio::test]
async fn every_limit_holds_at_its_edge_and_refuses_above_it_by_the_fields_name() {
    let scene = Scene::new().await;
    let mut wrong = Vec::new();
    for Limit {
        what,
        edge: (at, above),
        code,
        field,
        call,
    } in limits()
    {
        let taken = scene.send(call(&scene, at)).await;
        // An edit of a message that is not there passed its limit when that is what it hears.
        if !taken.status.is_success() && taken.code() != 404 {
            wrong.push(format!("{what} at {at}: {} {}", taken.code(), taken.text()));
        }
        let refused = scene.send(call(&scene, above)).await;
        let named = fields(&refused).contains(&(field.0.to_owned(), field.1.to_owned()));
        let told = refused.json();
        if refused.code() != 422 || told["code"] != code || !named {
            wrong.push(format!("{what} at {above}: {} {told}", refused.code()));
        }
        figures(&format!(
            "{what:42} {at:>6} taken, {above:>6} refused: {code} {} {}",
            field.0, field.1
        ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    scene.team.server.assert_no_panic();
}

/// Names that would do something where a name is taken for markup, a formula or a template.
const MARKUP: [&str; 7] = [
    "<img src=x onerror=alert(1)>",
    "\"><script>alert(1)</script>",
    "Ann & <b>Bo</b>",
    "=HYPERLINK(\"http://evil.example\")",
    "{{constructor.constructor('alert(1)')()}}",
    "javascript:alert(1)",
    "../../etc/passwd",
];

/// Names that would look like others, or break a line.
const DECEIVING: [&str; 10] = [
    "two\nlines",
    "two\r\nlines",
    "two\u{2028}lines",
    "turned \u{202e}round",
    "in an \u{2066}isolate",
    "An\u{200b}n",
    "An\u{2060}n",
    "\u{feff}Ann",
    "An\u{ad}n",
    "nul\0",
];

#[tokio::test]
async fn a_message_takes_a_hundred_boosts_and_says_why_not_one_more() {
    let scene = Scene::new().await;
    for n in 0..100 {
        let given = scene.send(boost(&scene, &format!("n{n}"))).await;
        assert_eq!(given.code(), 201, "boost {n}: {}", given.text());
    }
    let refused = scene.send(boost(&scene, "one more")).await;
    let problem = refused.refused(422, "boost.too_many");
    assert!(problem["fields"][0]["pointer"].is_string(), "{problem}");
}

#[tokio::test]
async fn names_with_markup_stay_names_wherever_they_are_shown() {
    let team = Team::new().await;
    let join = format!("/join/{}", team.join_code().await);
    for name in MARKUP {
        let email = format!("{}@example.com", fresh_id());
        let body = json!({"name": name, "email": email, "password": "long enough"});
        let client = team.server.client();
        let answer = client.post(&join, &body).await;
        assert!(
            answer
                .header("content-type")
                .starts_with("application/json")
        );
        assert_eq!(answer.expect(201)["user"]["name"], name);
        let room = client
            .post("/rooms", &json!({"kind": "open", "name": name}))
            .await;
        let room = room.expect(201);
        assert_eq!(room["name"], name);
        let path = format!("/rooms/{}/messages", text(&room["id"]));
        let said = json!({"client_message_id": fresh_id(), "body": "hello"});
        let posted = client.post(&path, &said).await.expect(201);
        assert_eq!(posted["creator"]["name"], name);
        // Nothing of the name is in what a client sets as HTML.
        assert_eq!(
            posted["html"],
            team.ann.post(&team.hall, "hello").await["html"]
        );
        let handle = text(&posted["creator"]["handle"]);
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        assert!(handle.chars().all(plain), "{name}: {handle}");
    }
    team.server.assert_no_panic();
}

#[tokio::test]
async fn names_that_deceive_are_refused() {
    let team = Team::new().await;
    let join = format!("/join/{}", team.join_code().await);
    let ann = &team.ann.client;
    for name in DECEIVING {
        let body = json!({"name": name, "email": "cy@example.com", "password": "long enough"});
        let newcomer = team.server.client().post(&join, &body).await;
        newcomer.names_field("/name", "control_character");
        let room = ann
            .post("/rooms", &json!({"kind": "open", "name": name}))
            .await;
        room.names_field("/name", "control_character");
        let renamed = ann
            .patch(&format!("/rooms/{}", team.hall), &json!({"name": name}))
            .await;
        renamed.names_field("/name", "control_character");
        let own = ann.patch("/me", &json!({"name": name})).await;
        own.names_field("/name", "control_character");
    }
    // What joins the parts of an emoji, or of a Persian word, is part of writing.
    for name in ["👩\u{200d}💻 team", "می\u{200c}خواهم"] {
        let room = ann
            .post("/rooms", &json!({"kind": "open", "name": name}))
            .await;
        assert_eq!(room.expect(201)["name"], name);
    }
}
