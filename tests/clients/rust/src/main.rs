//! The journey of a program that knows Campfire by its OpenAPI document only.

use anyhow::{Context as _, Result, ensure};
use campfire_client_journey::{Client, types};
use reqwest::header::{AUTHORIZATION, HeaderMap};
use std::num::NonZeroU64;
use uuid::Uuid;

const EMAIL: &str = "ann@example.org";
const PASSWORD: &str = "correct horse battery";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let url = format!("{}/api/v1", std::env::var("CAMPFIRE_URL")?);
    let ann = sign_in(&url).await?;
    let room = types::NewRoom {
        kind: types::NewRoomKind::Open,
        name: "Launch".parse()?,
        member_ids: None,
    };
    let room = ann.create_room(&room).await?.into_inner();
    let message = post_twice(&ann, &room.id).await?;
    change(&ann, &room.id, &message).await?;
    println!("Rust client: 10 calls, the journey is complete");
    Ok(())
}

/// Sets the account up and signs in for a token.
async fn sign_in(url: &str) -> Result<Client> {
    let stranger = Client::new(url);
    let account = types::NewAccount {
        account_name: Some("Acme".parse()?),
        name: "Ann".parse()?,
        email: EMAIL.parse()?,
        password: PASSWORD.parse()?,
    };
    stranger.create_account(&account).await?;
    let credentials = types::Credentials {
        email: EMAIL.to_owned(),
        password: PASSWORD.to_owned(),
    };
    let issued = stranger.create_token(&credentials).await?.into_inner();
    let bearer = format!("Bearer {}", issued.access_token);
    let headers = HeaderMap::from_iter([(AUTHORIZATION, bearer.parse()?)]);
    let http = reqwest::Client::builder()
        .default_headers(headers)
        .build()?;
    Ok(Client::new_with_client(url, http))
}

/// The same post twice is the same message.
async fn post_twice(ann: &Client, room: &Uuid) -> Result<Uuid> {
    let new = types::NewMessage {
        client_message_id: Uuid::new_v4(),
        body: "Hello, **world**!".parse()?,
        format: None,
    };
    let posted = ann.post_message(room, &new).await?;
    ensure!(posted.status() == 201 && !posted.duplicate && posted.seq == Some(1));
    let again = ann.post_message(room, &new).await?;
    ensure!(again.status() == 200 && again.duplicate && again.id == posted.id);
    Ok(posted.id)
}

/// Reads, edits and deletes it, and is refused when it is gone.
async fn change(ann: &Client, room: &Uuid, message: &Uuid) -> Result<()> {
    let page = ann
        .list_messages(room, None, None, None, NonZeroU64::new(10), None)
        .await?;
    let texts: Vec<_> = page
        .messages
        .iter()
        .map(|one| one.plain_text.as_str())
        .collect();
    ensure!(texts == ["Hello, world!"], "{texts:?}");
    let edit = |text: &str| -> Result<types::MessageEdit> {
        Ok(types::MessageEdit {
            body: text.parse()?,
            format: None,
        })
    };
    let edited = ann
        .edit_message(room, message, &edit("Hello, *moon*!")?)
        .await?;
    ensure!(edited.plain_text == "Hello, moon!");
    ann.delete_message(room, message).await?;
    ensure!(ann.get_message(room, message).await?.deleted);
    let refused = ann.edit_message(room, message, &edit("Too late")?).await;
    let progenitor_client::Error::ErrorResponse(refused) = refused.err().context("refused")? else {
        anyhow::bail!("another error than a refusal");
    };
    ensure!(refused.status() == 409 && refused.code == "message.deleted");
    Ok(())
}
