//! Who may do what: every route and every command, times everyone who could try.
//!
//! The table is written by hand from the protocol page. A route of the served document or a command
//! of the protocol without a row fails the test, and so does a row without a route.

use crate::text;
use campfire_e2e::{Answer, Client, Live, PATIENCE, Person, Team, fresh_id};
use hyper::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Everyone who could try, in the order of the columns.
const ROLES: [Role; 8] = [
    Role::Anonymous,
    Role::Outsider,
    Role::ExMember,
    Role::Member,
    Role::Creator,
    Role::Administrator,
    Role::AdministratorOutside,
    Role::Ended,
];

/// Who gets exactly what another column says, and so needs none of their own.
const LIKE: [(Role, Role); 3] = [
    (Role::Token, Role::Member),
    (Role::Banned, Role::Ended),
    (Role::Deactivated, Role::Ended),
];

/// What somebody is to the closed room of the scene.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    /// Nobody is signed in.
    Anonymous,
    /// Of the account, never in the room.
    Outsider,
    /// Was in the room.
    ExMember,
    /// Is in the room and wrote nothing there.
    Member,
    /// Made the room and wrote the message.
    Creator,
    /// Administrator, and in the room.
    Administrator,
    /// Administrator, and not in the room.
    AdministratorOutside,
    /// Was a member, with a session that has ended.
    Ended,
    /// A program with an access token of the member.
    Token,
    /// Was a member and is banned; they still show their cookie.
    Banned,
    /// Was a member and is deactivated; they still show their cookie.
    Deactivated,
}

/// One route and what each role gets: statuses in the order of [`ROLES`].
struct Row {
    route: &'static str,
    /// `-` repeats the status before it.
    statuses: &'static str,
    /// Codes of the refusals; 401 is always `session.required`.
    codes: &'static [(u16, &'static str)],
    call: fn(&Scene<'_>) -> (String, Option<Value>),
}

const ROOM: &[(u16, &str)] = &[(404, "room.not_found"), (403, "room.not_yours")];
const MESSAGE: &[(u16, &str)] = &[(404, "room.not_found"), (403, "message.not_yours")];
const ADMINISTRATORS: &[(u16, &str)] = &[(403, "account.administrators_only")];
const DISABLED: &[(u16, &str)] = &[(501, "feature.disabled")];
const TRANSFER: &[(u16, &str)] = &[(404, "transfer.unknown")];
const NONE: &[(u16, &str)] = &[];

/// Everything with a session: 401 for nobody and for who is not any more.
const SIGNED_IN: &str = "401 200 200 200 200 200 200 401";
/// Everyone.
const PUBLIC: &str = "200 200 200 200 200 200 200 200";
/// Reading in a room.
const IN_ROOM: &str = "401 404 404 200 200 200 404 401";
/// Deleting or leaving as a member.
const IN_ROOM_EMPTY: &str = "401 404 404 204 204 204 404 401";
/// What only the creator and administrators do.
const CHANGES_ROOM: &str = "401 404 404 403 200 200 404 401";
/// The same, with an empty answer.
const CHANGES_ROOM_EMPTY: &str = "401 404 404 403 204 204 404 401";

/// What only administrators do.
const ADMINISTRATES: &str = "401 403 403 403 403 200 200 401";
/// What is not built yet.
const UNBUILT: &str = "401 501 501 501 501 501 501 401";

/// The table. Routes below `/api/v1` first, as the protocol page lists them, then the root.
#[expect(
    clippy::too_many_lines,
    reason = "a table is read as a whole: one row per route"
)]
fn table() -> Vec<Row> {
    let row = |route, statuses, codes, call| Row {
        route,
        statuses,
        codes,
        call,
    };
    vec![
        row("GET /setup", PUBLIC, NONE, |_| ("/setup".into(), None)),
        row(
            "POST /setup",
            "409 409 409 409 409 409 409 409",
            &[(409, "setup.already_done")],
            |_| {
                (
                    "/setup".into(),
                    Some(
                        json!({"name": "Eve", "email": "eve@example.com", "password": "long enough"}),
                    ),
                )
            },
        ),
        row(
            "POST /session",
            "201 201 201 201 201 201 201 201",
            NONE,
            |s| {
                (
                    "/session".into(),
                    Some(json!({"email": s.spare.email, "password": s.spare.password})),
                )
            },
        ),
        row(
            "DELETE /session",
            "401 204 204 204 204 204 204 401",
            NONE,
            |_| ("/session".into(), None),
        ),
        row("GET /me/mentions", SIGNED_IN, NONE, |_| {
            ("/me/mentions".into(), None)
        }),
        row("GET /me/undelivered", SIGNED_IN, NONE, |_| {
            ("/me/undelivered".into(), None)
        }),
        row(
            "DELETE /me/undelivered/{client_message_id}",
            "401 204 204 204 204 204 204 401",
            NONE,
            |_| (format!("/me/undelivered/{}", fresh_id()), None),
        ),
        row("GET /sessions", SIGNED_IN, NONE, |_| {
            ("/sessions".into(), None)
        }),
        row(
            "DELETE /sessions",
            "401 204 204 204 204 204 204 401",
            NONE,
            |_| ("/sessions".into(), None),
        ),
        row(
            "DELETE /sessions/{session_id}",
            "401 204 204 204 204 204 204 401",
            NONE,
            |s| (format!("/sessions/{}", s.own_session), None),
        ),
        row(
            "POST /tokens",
            "201 201 201 201 201 201 201 201",
            NONE,
            |s| {
                (
                    "/tokens".into(),
                    Some(json!({"email": s.spare.email, "password": s.spare.password})),
                )
            },
        ),
        row(
            "POST /transfers",
            "401 201 201 201 201 201 201 401",
            NONE,
            |_| ("/transfers".into(), None),
        ),
        row(
            "POST /users/{user_id}/transfers",
            "401 403 403 403 403 201 201 401",
            ADMINISTRATORS,
            |s| (format!("/users/{}/transfers", s.spare.id), None),
        ),
        // Whoever comes without the right code gets nothing, signed in or not.
        row(
            "POST /transfers/look",
            "404 404 404 404 404 404 404 404",
            TRANSFER,
            |_| ("/transfers/look".into(), Some(json!({"code": "guessed"}))),
        ),
        row(
            "POST /transfers/use",
            "404 404 404 404 404 404 404 404",
            TRANSFER,
            |_| ("/transfers/use".into(), Some(json!({"code": "guessed"}))),
        ),
        row("GET /join/{code}", PUBLIC, NONE, |s| {
            (format!("/join/{}", s.join_code), None)
        }),
        row(
            "POST /join/{code}",
            "201 201 201 201 201 201 201 201",
            NONE,
            |s| {
                (
                    format!("/join/{}", s.join_code),
                    Some(
                        json!({"name": "Newcomer", "email": format!("{}@example.com", fresh_id()), "password": "long enough"}),
                    ),
                )
            },
        ),
        row("GET /me", SIGNED_IN, NONE, |_| ("/me".into(), None)),
        row("PATCH /me", SIGNED_IN, NONE, |_| {
            ("/me".into(), Some(json!({"bio": "Keeps bees"})))
        }),
        row("GET /users", SIGNED_IN, NONE, |_| ("/users".into(), None)),
        row("GET /users", ADMINISTRATES, ADMINISTRATORS, |_| {
            ("/users?standing=banned".into(), None)
        }),
        row("GET /users/{user_id}", SIGNED_IN, NONE, |s| {
            (format!("/users/{}", s.victim.id), None)
        }),
        row("GET /account", SIGNED_IN, NONE, |_| {
            ("/account".into(), None)
        }),
        row("PATCH /account", ADMINISTRATES, ADMINISTRATORS, |_| {
            ("/account".into(), Some(json!({"name": "Camp"})))
        }),
        row("GET /account/custom.css", SIGNED_IN, NONE, |_| {
            ("/account/custom.css".into(), None)
        }),
        // Whoever joins stands above: the code of the scene opens nothing from here on.
        row(
            "POST /account/join_code",
            ADMINISTRATES,
            ADMINISTRATORS,
            |_| ("/account/join_code".into(), None),
        ),
        row("GET /account/audit", ADMINISTRATES, ADMINISTRATORS, |_| {
            ("/account/audit".into(), None)
        }),
        row(
            "PATCH /users/{user_id}",
            ADMINISTRATES,
            ADMINISTRATORS,
            |s| {
                (
                    format!("/users/{}", s.condemned.id),
                    Some(json!({"role": "member"})),
                )
            },
        ),
        row(
            "POST /users/{user_id}/ban",
            ADMINISTRATES,
            ADMINISTRATORS,
            |s| (format!("/users/{}/ban", s.condemned.id), None),
        ),
        row(
            "DELETE /users/{user_id}/ban",
            ADMINISTRATES,
            ADMINISTRATORS,
            |s| (format!("/users/{}/ban", s.condemned.id), None),
        ),
        // The last of them: there is no way back.
        row(
            "DELETE /users/{user_id}",
            "401 403 403 403 403 204 204 401",
            ADMINISTRATORS,
            |s| (format!("/users/{}", s.condemned.id), None),
        ),
        row("GET /rooms", SIGNED_IN, NONE, |_| ("/rooms".into(), None)),
        row(
            "POST /rooms",
            "401 201 201 201 201 201 201 401",
            NONE,
            |s| {
                (
                    "/rooms".into(),
                    Some(json!({"kind": "closed", "name": "New", "member_ids": [s.victim.id]})),
                )
            },
        ),
        row(
            "POST /rooms/direct",
            "401 2xx 2xx 2xx 2xx 2xx 2xx 401",
            NONE,
            |s| {
                (
                    "/rooms/direct".into(),
                    Some(json!({"user_ids": [s.victim.id]})),
                )
            },
        ),
        row("GET /rooms/{room_id}", IN_ROOM, ROOM, |s| {
            (s.room(""), None)
        }),
        row("PATCH /rooms/{room_id}", CHANGES_ROOM, ROOM, |s| {
            (s.room(""), Some(json!({"name": "Renamed"})))
        }),
        row("DELETE /rooms/{room_id}", CHANGES_ROOM_EMPTY, ROOM, |s| {
            (s.room(""), None)
        }),
        row("GET /rooms/{room_id}/members", IN_ROOM, ROOM, |s| {
            (s.room("/members"), None)
        }),
        row(
            "POST /rooms/{room_id}/members",
            "401 404 404 403 2xx 2xx 404 401",
            ROOM,
            |s| (s.room("/members"), Some(json!({"user_ids": [s.spare.id]}))),
        ),
        row(
            "DELETE /rooms/{room_id}/members/{user_id}",
            CHANGES_ROOM_EMPTY,
            ROOM,
            |s| (s.room(&format!("/members/{}", s.victim.id)), None),
        ),
        row(
            "DELETE /rooms/{room_id}/members/me",
            IN_ROOM_EMPTY,
            ROOM,
            |s| (s.room("/members/me"), None),
        ),
        row(
            "PUT /rooms/{room_id}/involvement",
            "401 404 404 2xx 2xx 2xx 404 401",
            ROOM,
            |s| {
                (
                    s.room("/involvement"),
                    Some(json!({"involvement": "everything"})),
                )
            },
        ),
        row(
            "PUT /rooms/{room_id}/read",
            "401 404 404 2xx 2xx 2xx 404 401",
            ROOM,
            |s| (s.room("/read"), Some(json!({"seq": 1}))),
        ),
        row("PUT /rooms/{room_id}/favourite", IN_ROOM_EMPTY, ROOM, |s| {
            (s.room("/favourite"), None)
        }),
        row(
            "DELETE /rooms/{room_id}/favourite",
            IN_ROOM_EMPTY,
            ROOM,
            |s| (s.room("/favourite"), None),
        ),
        row("GET /rooms/{room_id}/messages", IN_ROOM, ROOM, |s| {
            (s.room("/messages"), None)
        }),
        row(
            "POST /rooms/{room_id}/messages",
            "401 404 404 201 201 201 404 401",
            ROOM,
            |s| {
                (
                    s.room("/messages"),
                    Some(json!({"client_message_id": fresh_id(), "body": "hello"})),
                )
            },
        ),
        row(
            "GET /rooms/{room_id}/messages/{message_id}",
            IN_ROOM,
            MESSAGE,
            |s| (s.message(), None),
        ),
        row(
            "PATCH /rooms/{room_id}/messages/{message_id}",
            CHANGES_ROOM,
            MESSAGE,
            |s| (s.message(), Some(json!({"body": "changed"}))),
        ),
        row(
            "DELETE /rooms/{room_id}/messages/{message_id}",
            CHANGES_ROOM_EMPTY,
            MESSAGE,
            |s| (s.message(), None),
        ),
        row("GET /me/bookmarks", SIGNED_IN, NONE, |_| {
            ("/me/bookmarks".into(), None)
        }),
        row(
            "PUT /rooms/{room_id}/messages/{message_id}/bookmark",
            IN_ROOM_EMPTY,
            ROOM,
            |s| (format!("{}/bookmark", s.message()), None),
        ),
        row(
            "DELETE /rooms/{room_id}/messages/{message_id}/bookmark",
            IN_ROOM_EMPTY,
            ROOM,
            |s| (format!("{}/bookmark", s.message()), None),
        ),
        row(
            "POST /rooms/{room_id}/messages/{message_id}/boosts",
            "401 404 404 201 201 201 404 401",
            ROOM,
            |s| {
                (
                    format!("{}/boosts", s.message()),
                    Some(json!({"content": "🎉"})),
                )
            },
        ),
        row(
            "DELETE /rooms/{room_id}/messages/{message_id}/boosts/{boost_id}",
            // The boost is the creator's; not even an administrator takes it back for them.
            "401 404 404 403 204 403 404 401",
            &[(404, "room.not_found"), (403, "boost.not_yours")],
            |s| (format!("{}/boosts/{}", s.message(), s.boost_id), None),
        ),
        row("GET /search", IN_ROOM, ROOM, |s| {
            (
                format!(
                    "/search?q=hello&{}",
                    s.room("").replace("/rooms/", "room_id=")
                ),
                None,
            )
        }),
        row("GET /me/searches", SIGNED_IN, NONE, |_| {
            ("/me/searches".into(), None)
        }),
        row(
            "POST /me/searches",
            "401 204 204 204 204 204 204 401",
            NONE,
            |_| ("/me/searches".into(), Some(json!({"query": "hello"}))),
        ),
        row(
            "DELETE /me/searches",
            "401 204 204 204 204 204 204 401",
            NONE,
            |_| ("/me/searches".into(), None),
        ),
        row("GET /feature-flags", SIGNED_IN, NONE, |_| {
            ("/feature-flags".into(), None)
        }),
        row(
            "PATCH /feature-flags",
            ADMINISTRATES,
            ADMINISTRATORS,
            |_| {
                (
                    "/feature-flags".into(),
                    Some(json!({"files_enabled": true})),
                )
            },
        ),
        row(
            "POST /feature-flags/rollback",
            ADMINISTRATES,
            ADMINISTRATORS,
            |_| {
                (
                    "/feature-flags/rollback".into(),
                    Some(json!({"to_version": 0})),
                )
            },
        ),
        row(
            "GET /feature-flags/history",
            ADMINISTRATES,
            ADMINISTRATORS,
            |_| ("/feature-flags/history".into(), None),
        ),
        row(
            "POST /feature-feedback",
            "401 204 204 204 204 204 204 401",
            NONE,
            |_| {
                (
                    "/feature-feedback".into(),
                    Some(json!({"feature": "files_enabled", "action": "viewed"})),
                )
            },
        ),
        row(
            "POST /client-errors",
            "401 204 204 204 204 204 204 401",
            NONE,
            |_| {
                let told = json!({"message": "TypeError", "where": "/rooms", "build": "index.js"});
                ("/client-errors".into(), Some(told))
            },
        ),
        row(
            "GET /feature-feedback",
            ADMINISTRATES,
            ADMINISTRATORS,
            |_| ("/feature-feedback".into(), None),
        ),
        row("POST /uploads", UNBUILT, DISABLED, |_| {
            ("/uploads".into(), Some(json!({})))
        }),
        row("PUT /me/avatar", UNBUILT, DISABLED, |_| {
            ("/me/avatar".into(), Some(json!({})))
        }),
        row("POST /unfurl", UNBUILT, DISABLED, |_| {
            ("/unfurl".into(), Some(json!({})))
        }),
        row("GET /events", SIGNED_IN, NONE, |_| ("/events".into(), None)),
        row("GET /live", "401 101 101 101 101 101 101 401", NONE, |_| {
            ("/live".into(), None)
        }),
        row("GET /openapi.json", PUBLIC, NONE, |_| {
            ("/openapi.json".into(), None)
        }),
        row("GET :/up", PUBLIC, NONE, |_| ("/up".into(), None)),
        row("GET :/livez", PUBLIC, NONE, |_| ("/livez".into(), None)),
        row("GET :/readyz", PUBLIC, NONE, |_| ("/readyz".into(), None)),
        row("GET :/metrics", PUBLIC, NONE, |_| ("/metrics".into(), None)),
        row("GET :/", PUBLIC, NONE, |_| ("/".into(), None)),
        row("GET :/rooms/anything", PUBLIC, NONE, |_| {
            ("/rooms/anything".into(), None)
        }),
        row(
            "GET :/api/docs",
            "2xx 2xx 2xx 2xx 2xx 2xx 2xx 2xx",
            NONE,
            |_| ("/api/docs".into(), None),
        ),
    ]
}

/// One command and what each role gets: `401` is no connection at all, `ack` an ack, an event name
/// that event, `quiet` that nothing is refused, else the code of the refusal.
struct Command {
    name: &'static str,
    answers: [&'static str; 8],
    frame: fn(&Scene<'_>) -> Value,
}

fn commands() -> Vec<Command> {
    const HIDDEN: &str = "room.not_found";
    let in_room =
        |answer: &'static str| ["401", HIDDEN, HIDDEN, answer, answer, answer, HIDDEN, "401"];
    let everyone =
        |answer: &'static str| ["401", answer, answer, answer, answer, answer, answer, "401"];
    vec![
        Command {
            name: "hello",
            answers: everyone("welcome"),
            frame: |_| json!({"type": "hello", "protocol": 1}),
        },
        Command {
            name: "post_message",
            answers: in_room("ack"),
            frame: |s| json!({"type": "post_message", "room_id": s.room_id, "client_message_id": fresh_id(), "body": "hello"}),
        },
        Command {
            name: "typing",
            answers: in_room("quiet"),
            frame: |s| json!({"type": "typing", "room_id": s.room_id, "active": true}),
        },
        Command {
            name: "viewing",
            answers: in_room("quiet"),
            frame: |s| json!({"type": "viewing", "room_id": s.room_id}),
        },
        Command {
            name: "read",
            answers: in_room("quiet"),
            frame: |s| json!({"type": "read", "room_id": s.room_id, "seq": 1}),
        },
        Command {
            name: "heartbeat",
            answers: everyone("heartbeat"),
            frame: |_| json!({"type": "heartbeat"}),
        },
    ]
}

/// The people, once; the room and the message, anew for each cell.
struct Cast {
    team: Team,
    outsider: Person,
    ex_member: Person,
    member: Person,
    creator: Person,
    victim: Person,
    spare: Person,
    /// Whom administrators ban and deactivate.
    condemned: Person,
    second_administrator: Client,
    ended: Client,
    banned: Client,
    deactivated: Client,
    join_code: String,
}

/// One cell's room, with everyone in the place their role says.
struct Scene<'a> {
    cast: &'a Cast,
    victim: &'a Person,
    spare: &'a Person,
    condemned: &'a Person,
    join_code: &'a str,
    room_id: String,
    message_id: String,
    boost_id: String,
    client: Client,
    /// A session of the caller, other than the one in use, to end.
    own_session: String,
}

impl Scene<'_> {
    fn room(&self, rest: &str) -> String {
        format!("/rooms/{}{rest}", self.room_id)
    }

    fn message(&self) -> String {
        self.room(&format!("/messages/{}", self.message_id))
    }
}

impl Cast {
    async fn new() -> Self {
        let team = Team::new().await;
        let join_code = team.join_code().await;
        let mut people = Vec::new();
        for name in [
            "Outsider",
            "Ex",
            "Member",
            "Creator",
            "Victim",
            "Spare",
            "Condemned",
            "Ended",
            "Banned",
            "Deactivated",
        ] {
            people.push(team.join(name).await);
        }
        let [
            outsider,
            ex_member,
            member,
            creator,
            victim,
            spare,
            condemned,
            gone,
            banned,
            deactivated,
        ]: [Person; 10] = people.try_into().expect("ten people");
        // Sessions that are over, and clients that still show their cookies.
        let showing = |person: &Person| {
            let cookie = person.client.cookie();
            person.client.with_cookie(cookie.as_deref())
        };
        let [ended, banned_cookie, deactivated_cookie] =
            [&gone, &banned, &deactivated].map(showing);
        gone.client.delete("/session").await.expect(204);
        let ann = &team.ann.client;
        let ban = format!("/users/{}/ban", banned.id);
        ann.call(Method::POST, &ban, None).await.ok();
        ann.delete(&format!("/users/{}", deactivated.id)).await.ok();
        let second_administrator = team.ann.sign_in_again().await;
        Self {
            team,
            outsider,
            ex_member,
            member,
            creator,
            victim,
            spare,
            condemned,
            second_administrator,
            ended,
            banned: banned_cookie,
            deactivated: deactivated_cookie,
            join_code,
        }
    }

    fn person(&self, role: Role) -> Option<&Person> {
        match role {
            Role::Outsider => Some(&self.outsider),
            Role::ExMember => Some(&self.ex_member),
            Role::Member | Role::Token => Some(&self.member),
            Role::Creator => Some(&self.creator),
            Role::Administrator | Role::AdministratorOutside => Some(&self.team.ann),
            Role::Anonymous | Role::Ended | Role::Banned | Role::Deactivated => None,
        }
    }

    /// Gives somebody whose sessions may have been ended a new one, in the clients they have.
    async fn sign_in_again(&self, role: Role) {
        let Some(person) = self.person(role) else {
            return;
        };
        let with = json!({"email": person.email, "password": person.password});
        let mut clients = vec![&person.client];
        if role == Role::Administrator || role == Role::AdministratorOutside {
            clients.push(&self.second_administrator);
        }
        for client in clients {
            client.post("/session", &with).await.expect(201);
        }
    }

    async fn scene(&self, role: Role, ends_sessions: bool) -> Scene<'_> {
        let mut members = vec![&self.ex_member, &self.member, &self.victim];
        if role == Role::Administrator {
            members.push(&self.team.ann);
        }
        let room_id = self.creator.closed_room("Matrix", &members).await;
        let message_id = text(&self.creator.post(&room_id, "a note").await["id"]);
        let boosts = format!("/rooms/{room_id}/messages/{message_id}/boosts");
        let fire = json!({"content": "🔥"});
        let boost = self.creator.client.post(&boosts, &fire).await;
        let boost_id = text(&boost.expect(201)["id"]);
        self.creator.remove(&room_id, &self.ex_member).await;
        let mut own_session = fresh_id();
        let client = match (role, self.person(role)) {
            (Role::Anonymous, _) => self.team.server.client(),
            (Role::Banned, _) => self.banned.clone(),
            (Role::Deactivated, _) => self.deactivated.clone(),
            (Role::Ended, _) | (_, None) => self.ended.clone(),
            // Calls that end sessions get one of their own, so that the others stay.
            (_, Some(person)) if ends_sessions => {
                let other = person.token_client().await;
                let sessions = other.get("/sessions").await.expect(200);
                let ids = crate::each(&sessions["sessions"], "id");
                let client = person.sign_in_again().await;
                let now = client.get("/sessions").await.expect(200);
                let newest = crate::each(&now["sessions"], "id");
                own_session = newest
                    .into_iter()
                    .find(|id| !ids.contains(id))
                    .expect("the session just begun");
                if role == Role::Token { other } else { client }
            }
            (Role::Token, Some(person)) => person.token_client().await,
            (Role::AdministratorOutside, _) => self.second_administrator.clone(),
            (_, Some(person)) => person.client.clone(),
        };
        Scene {
            cast: self,
            victim: &self.victim,
            spare: &self.spare,
            condemned: &self.condemned,
            join_code: &self.join_code,
            room_id,
            message_id,
            boost_id,
            // Cookies set by a call stay in the cell.
            client: client.at(client.base()),
            own_session,
        }
    }
}

/// Makes `{room_id}` and `{id}` the same.
fn shape(route: &str) -> String {
    let mut shape = String::new();
    let mut inside = false;
    for c in route.chars() {
        match c {
            '{' => inside = true,
            '}' => {
                inside = false;
                shape.push_str("{}");
            }
            _ if !inside => shape.push(c),
            _ => {}
        }
    }
    shape
}

/// The routes of the served document, as `METHOD /path`.
fn routes_of(document: &Value) -> BTreeSet<String> {
    let mut routes = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let path = path.strip_prefix("/api/v1").unwrap_or(path);
        for method in item.as_object().expect("methods").keys() {
            let method = method.to_uppercase();
            if ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method.as_str()) {
                routes.insert(shape(&format!("{method} {path}")));
            }
        }
    }
    routes
}

/// The commands of the served document: the `type`s of a client's frames.
fn commands_of(document: &Value) -> BTreeSet<String> {
    let frame = &document["components"]["schemas"]["ClientFrame"];
    let mapping = frame["discriminator"]["mapping"].as_object();
    mapping
        .map(|types| types.keys().cloned().collect())
        .unwrap_or_default()
}

/// Every role with what it gets: a column each, and those who get the same.
fn cells<'a>(columns: &[&'a str]) -> Vec<(Role, &'a str)> {
    assert_eq!(columns.len(), ROLES.len(), "{columns:?}");
    let mut cells: Vec<_> = ROLES.into_iter().zip(columns.iter().copied()).collect();
    for (role, like) in LIKE {
        let (_, same) = cells
            .iter()
            .find(|(known, _)| *known == like)
            .expect("a column");
        cells.push((role, same));
    }
    cells
}

fn statuses(row: &Row) -> Vec<(Role, &str)> {
    cells(&row.statuses.split(' ').collect::<Vec<_>>())
}

/// Everyone who could try, as a line of the printed table.
fn heads() -> String {
    let like = LIKE.map(|(role, like)| format!("({role:?} like {like:?})"));
    let columns = ROLES.map(|role| format!("{role:?}"));
    [columns.join(" "), like.join(" ")].join(" ")
}

/// Says how much was tried, and fails when anything was answered otherwise.
#[track_caller]
fn conclude(what: &str, tried: usize, wrong: &[String]) {
    let roles = ROLES.len() + LIKE.len();
    crate::figures(&format!(
        "{tried} {what} × {roles} roles = {} cells, {} unexpected",
        tried * roles,
        wrong.len()
    ));
    assert!(
        wrong.is_empty(),
        "{} cells are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Compares an answer with its cell and says what is wrong with it.
fn judge(row: &Row, expected: &str, answer: &Answer) -> Option<String> {
    let fits = match expected {
        "2xx" => answer.status.is_success() || answer.status.is_redirection(),
        exact => exact.parse() == Ok(answer.code()),
    };
    if !fits {
        return Some(format!(
            "{} instead of {expected}: {}",
            answer.code(),
            answer.text()
        ));
    }
    let code = match answer.code() {
        401 => "session.required",
        status => row
            .codes
            .iter()
            .find(|(known, _)| *known == status)
            .map_or("", |(_, code)| *code),
    };
    let said = answer.json();
    (!code.is_empty() && said["code"] != code)
        .then(|| format!("{} with {} instead of {code}", answer.code(), said["code"]))
}

#[tokio::test]
async fn every_route_answers_every_role_as_declared() {
    let cast = Cast::new().await;
    let document = cast
        .team
        .server
        .client()
        .get("/openapi.json")
        .await
        .expect(200);
    let table = table();
    let mut wrong = Vec::new();
    println!("{:52} {}", "route", heads());
    for row in &table {
        let (method, path) = row.route.split_once(' ').expect("method and path");
        let method: Method = method.parse().expect("a method");
        let ends_sessions = method == Method::DELETE && path.starts_with("/session");
        for (role, expected) in statuses(row) {
            let scene = cast.scene(role, ends_sessions).await;
            let (target, body) = (row.call)(&scene);
            let answer = if row.route == "GET /live" {
                scene.client.upgrade().await
            } else if path.starts_with(':') {
                scene
                    .client
                    .root(method.clone(), &target, body.as_ref())
                    .await
            } else {
                scene
                    .client
                    .call(method.clone(), &target, body.as_ref())
                    .await
            };
            if ends_sessions {
                cast.sign_in_again(role).await;
            }
            if let Some(why) = judge(row, expected, &answer) {
                wrong.push(format!("{} as {role:?}: {why}", row.route));
            }
        }
        println!("{:52} {}", row.route, row.statuses);
    }
    let declared: BTreeSet<String> = table
        .iter()
        .filter(|row| !row.route.contains(" :"))
        .map(|row| shape(row.route))
        .collect();
    // These two are served beside the document, which does not describe itself or the socket.
    let beside = ["GET /openapi.json".to_owned(), "GET /live".to_owned()];
    let served = routes_of(&document);
    for route in served.difference(&declared) {
        wrong.push(format!("{route} has no row"));
    }
    for route in declared
        .difference(&served)
        .filter(|route| !beside.contains(*route))
    {
        wrong.push(format!("{route} has a row and is not served"));
    }
    conclude("routes", table.len(), &wrong);
    cast.team.server.assert_no_panic();
}

/// What a command got: the type of the frame, the code of a refusal, or `quiet`.
async fn answer_to(scene: &Scene<'_>, command: &Command) -> String {
    let Ok(mut live) = Live::open(&scene.client).await else {
        return text(&json!(scene.client.upgrade().await.code().to_string()));
    };
    if command.name == "hello" {
        live.send(&(command.frame)(scene)).await;
        return text(&live.frame("welcome").await["type"]);
    }
    live.hello(None).await;
    let mut frame = (command.frame)(scene);
    if command.name == "heartbeat" {
        frame["cursor"] = json!(live.cursor);
    }
    live.send(&frame).await;
    if command.name != "heartbeat" {
        // Commands are taken in order: this one's answer is behind the other's refusal.
        live.send(&json!({"type": "heartbeat", "cursor": live.cursor}))
            .await;
    }
    let answer = live
        .take_within(PATIENCE, "an answer", |frame| {
            ["ack", "refused", "heartbeat"]
                .iter()
                .any(|kind| frame["type"] == *kind)
        })
        .await;
    match answer["type"].as_str() {
        Some("refused") => text(&answer["code"]),
        Some("heartbeat") if command.name == "post_message" => {
            // An ack may come after a heartbeat: it waits for a commit.
            let late = live
                .take("ack or refused", |frame| {
                    frame["type"] == "ack" || frame["type"] == "refused"
                })
                .await;
            late["code"].as_str().unwrap_or("ack").to_owned()
        }
        Some("heartbeat") if command.name != "heartbeat" => {
            // A refusal may still be on its way: whatever is committed now comes after it.
            let key = fresh_id();
            live.post(&scene.cast.team.hall, &key, "mark").await;
            let refused = live.unasked().find(|frame| frame["type"] == "refused");
            refused.map_or_else(|| "quiet".to_owned(), |frame| text(&frame["code"]))
        }
        _ => text(&answer["type"]),
    }
}

#[tokio::test]
async fn every_command_answers_every_role_as_declared() {
    let cast = Cast::new().await;
    let document = cast
        .team
        .server
        .client()
        .get("/openapi.json")
        .await
        .expect(200);
    let commands = commands();
    let mut wrong = Vec::new();
    for command in &commands {
        for (role, expected) in cells(&command.answers) {
            let scene = cast.scene(role, false).await;
            let answer = answer_to(&scene, command).await;
            if answer != expected {
                wrong.push(format!(
                    "{} as {role:?}: {answer} instead of {expected}",
                    command.name
                ));
            }
        }
        println!("{:16} {}", command.name, command.answers.join(" "));
    }
    let declared: BTreeSet<String> = commands.iter().map(|one| one.name.to_owned()).collect();
    assert_eq!(
        declared,
        commands_of(&document),
        "commands of the document and of this table"
    );
    conclude("commands", commands.len(), &wrong);
}

#[tokio::test]
async fn a_direct_room_is_no_room_to_administrate() {
    let cast = Cast::new().await;
    let direct = cast.member.direct_room(&[&cast.victim]).await;
    let message = text(&cast.member.post(&direct, "between us").await["id"]);
    // Not even an administrator sees it.
    for (method, rest, body) in [
        (Method::GET, String::new(), None),
        (Method::DELETE, String::new(), None),
        (Method::GET, "/messages".to_owned(), None),
        (Method::GET, "/members".to_owned(), None),
        (Method::GET, format!("/messages/{message}"), None),
        (Method::DELETE, format!("/messages/{message}"), None),
        (
            Method::POST,
            "/members".to_owned(),
            Some(json!({"user_ids": [cast.team.ann.id]})),
        ),
        (Method::PATCH, String::new(), Some(json!({"name": "Ours"}))),
    ] {
        let path = format!("/rooms/{direct}{rest}");
        let answer = cast
            .team
            .ann
            .client
            .call(method, &path, body.as_ref())
            .await;
        answer.refused(404, "room.not_found");
    }
    // Its people cannot change each other's words.
    let path = format!("/rooms/{direct}/messages/{message}");
    cast.victim
        .client
        .patch(&path, &json!({"body": "changed"}))
        .await
        .refused(403, "message.not_yours");
}
