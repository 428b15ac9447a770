use super::Tag;
use crate::{
    answers::{Answer, MadeWithSession},
    auth::{Visitor, set_cookie},
    body::Json,
    errors::{Code, Refusal},
    fields::Fields,
    rate_limit::Kind,
};
use campfire_app::{accounts::FirstRun as Run, sessions::Device};
use campfire_wire::{Account, FirstRun, NewAccount, Room, Setup};
use poem::http::header::SET_COOKIE;
use poem_openapi::OpenApi;

/// What an account is called unless told.
const DEFAULT_NAME: &str = "Campfire";

/// The first run.
pub(crate) struct SetupResource;

#[OpenApi(tag = "Tag::Sessions")]
impl SetupResource {
    /// Says whether the first run is still to be done.
    #[oai(path = "/setup", method = "get", operation_id = "get_setup")]
    async fn get(&self, visitor: Visitor) -> Answer<Setup> {
        let account = visitor.shared.app.accounts.find();
        let name = account.as_ref().map_or(DEFAULT_NAME, |a| a.name.as_str());
        Answer::found(&Setup {
            needed: account.is_none(),
            account_name: name.to_owned(),
        })
    }

    /// Carries out the first run.
    ///
    /// Makes the account, its administrator, who is signed in, and the first room. Of any number of
    /// racing calls one wins.
    #[oai(path = "/setup", method = "post", operation_id = "create_account")]
    async fn create(
        &self,
        visitor: Visitor,
        body: Json<NewAccount>,
    ) -> Result<Answer<FirstRun, MadeWithSession>, Refusal> {
        let run = parse(&body.0, visitor.device.clone())?;
        let shared = &visitor.shared;
        let tried = shared
            .rate_limit
            .begin(Kind::SetUp, visitor.client.address, None)?;
        let done = shared.app.accounts.set_up(run).await?;
        shared.rate_limit.give_back(tried);
        let cookie = set_cookie(&done.token, visitor.client.https);
        let code = done.account.join_code.reveal();
        let join_url = format!("{}/join/{code}", visitor.client.base_url(&shared.config));
        let actor = shared.app.sessions.actor_by_token(&done.token, None);
        let actor = actor.ok_or_else(|| Refusal::new(Code::Internal))?;
        let room = shared.app.rooms.get(&actor, done.room.id).await?;
        let made = Answer::made(&FirstRun {
            account: Account::new(&done.account, join_url),
            user: visitor.shared.me(&done.user),
            room: Room::new(&room.mine, None),
        });
        Ok(made.at("/account").with(SET_COOKIE, cookie))
    }
}

fn parse(body: &NewAccount, device: Device) -> Result<Run, Refusal> {
    let mut fields = Fields::default();
    let account_name = fields.account_name(body.account_name.as_deref().unwrap_or(DEFAULT_NAME));
    let name = fields.user_name(&body.name);
    let email = fields.email(&body.email);
    let password = fields.password(&body.password);
    match (account_name, name, email, password) {
        (Some(account_name), Some(name), Some(email), Some(password)) => Ok(Run {
            account_name,
            name,
            email,
            password,
            device,
        }),
        _ => Err(fields.refusal()),
    }
}
