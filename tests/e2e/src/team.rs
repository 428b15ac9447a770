//! A server with people in it.

use crate::{Answer, Client, Live, Server, Settings, fresh_id};
use serde_json::{Value, json};

/// Someone with an account and a session.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their client, signed in with a cookie.
    pub client: Client,
    /// Their user id.
    pub id: String,
    /// What they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
}

/// A server after its first run.
#[derive(Debug)]
pub struct Team {
    /// The server.
    pub server: Server,
    /// Who set it up: the administrator.
    pub ann: Person,
    /// The first room, open to everyone.
    pub hall: String,
}

impl Team {
    /// A new server without rate limits, set up by Ann.
    pub async fn new() -> Self {
        Self::with(Settings::new()).await
    }

    /// A new server, set up by Ann.
    ///
    /// # Panics
    /// When the first run is refused.
    pub async fn with(settings: Settings) -> Self {
        Self::on(Server::start_with(settings).await).await
    }

    /// A server that nobody has set up yet, set up by Ann.
    ///
    /// # Panics
    /// When the first run is refused.
    pub async fn on(server: Server) -> Self {
        let client = server.client();
        let (email, password) = ("ann@example.com", "ann keeps the fire");
        let done = client
            .post(
                "/setup",
                &json!({"account_name": "Camp", "name": "Ann", "email": email, "password": password}),
            )
            .await
            .expect(201);
        Self {
            server,
            ann: Person {
                client,
                id: id_of(&done["user"]),
                name: "Ann".to_owned(),
                email: email.to_owned(),
                password: password.to_owned(),
            },
            hall: id_of(&done["room"]),
        }
    }

    /// The code with which people join.
    ///
    /// # Panics
    /// When the account does not tell it.
    pub async fn join_code(&self) -> String {
        let account = self.ann.client.get("/account").await.expect(200);
        account["join_code"]
            .as_str()
            .expect("the account has a join code")
            .to_owned()
    }

    /// Lets somebody join by the link.
    ///
    /// # Panics
    /// When they are refused.
    pub async fn join(&self, name: &str) -> Person {
        let code = self.join_code().await;
        let client = self.server.client();
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let password = format!("{name} likes the woods");
        let joined = client
            .post(
                &format!("/join/{code}"),
                &json!({"name": name, "email": email, "password": password}),
            )
            .await
            .expect(201);
        Person {
            client,
            id: id_of(&joined["user"]),
            name: name.to_owned(),
            email,
            password,
        }
    }

    /// Makes a closed room of Ann's with these people.
    pub async fn closed_room(&self, name: &str, people: &[&Person]) -> String {
        self.ann.closed_room(name, people).await
    }

    /// After the server came up on another port: where everyone finds it now.
    pub fn follow(&self, people: &mut [&mut Person]) {
        for person in people {
            person.client = person.client.at(self.server.url());
        }
    }
}

impl Person {
    /// Signs in once more, as from another device.
    ///
    /// # Panics
    /// When they are refused.
    pub async fn sign_in_again(&self) -> Client {
        let client = Client::new(self.client.base());
        client
            .post(
                "/session",
                &json!({"email": self.email, "password": self.password}),
            )
            .await
            .expect(201);
        client
    }

    /// Gets an access token and a client that uses it.
    ///
    /// # Panics
    /// When they are refused.
    pub async fn token_client(&self) -> Client {
        let client = Client::new(self.client.base());
        let answer = client
            .post(
                "/tokens",
                &json!({"email": self.email, "password": self.password}),
            )
            .await
            .expect(201);
        let token = answer["access_token"].as_str().expect("an access token");
        client.with_bearer(token)
    }

    /// Makes a closed room with these people.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn closed_room(&self, name: &str, people: &[&Person]) -> String {
        let ids: Vec<&str> = people.iter().map(|person| person.id.as_str()).collect();
        let room = self
            .client
            .post(
                "/rooms",
                &json!({"kind": "closed", "name": name, "member_ids": ids}),
            )
            .await
            .expect(201);
        id_of(&room)
    }

    /// Opens the direct room with these people.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn direct_room(&self, people: &[&Person]) -> String {
        let ids: Vec<&str> = people.iter().map(|person| person.id.as_str()).collect();
        id_of(
            &self
                .client
                .post("/rooms/direct", &json!({"user_ids": ids}))
                .await
                .ok(),
        )
    }

    /// Posts a message under a new key.
    pub async fn try_post(&self, room_id: &str, body: &str) -> Answer {
        self.post_as(room_id, &fresh_id(), body).await
    }

    /// Posts a message under this key.
    pub async fn post_as(&self, room_id: &str, client_message_id: &str, body: &str) -> Answer {
        self.client
            .post(
                &format!("/rooms/{room_id}/messages"),
                &json!({"client_message_id": client_message_id, "body": body}),
            )
            .await
    }

    /// Posts a message and gives it back.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn post(&self, room_id: &str, body: &str) -> Value {
        self.try_post(room_id, body).await.expect(201)
    }

    /// Opens a live connection without a cursor.
    pub async fn live(&self) -> Live {
        Live::join(&self.client).await
    }

    /// One of their rooms, as they see it.
    ///
    /// # Panics
    /// When they are no member of it.
    pub async fn room(&self, room_id: &str) -> Value {
        self.client
            .get(&format!("/rooms/{room_id}"))
            .await
            .expect(200)
    }

    /// Removes somebody from a room.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn remove(&self, room_id: &str, person: &Person) {
        self.client
            .delete(&format!("/rooms/{room_id}/members/{}", person.id))
            .await
            .ok();
    }
}

/// The `id` of something.
fn id_of(value: &Value) -> String {
    value["id"]
        .as_str()
        .unwrap_or_else(|| panic!("this has no id: {value}"))
        .to_owned()
}
