use super::{Tag, has};
use crate::{
    answers::{Answer, Css, FoundOrSame},
    auth::{SignedIn, Visitor},
    body::Json,
    errors::{Code, Refusal},
    fields::Fields,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use campfire_app::accounts::Change;
use campfire_domain::{self as domain, CustomCss};
use campfire_wire::{Account, AccountChange};
use poem_openapi::{
    OpenApi,
    param::{Header, Query},
};
use sha2::{Digest, Sha256};

/// The account.
pub(crate) struct AccountResource;

#[OpenApi(tag = "Tag::People")]
impl AccountResource {
    /// Describes the account, with the invitation that every member may pass on.
    #[oai(path = "/account", method = "get", operation_id = "get_account")]
    async fn get(&self, caller: SignedIn, visitor: Visitor) -> Result<Answer<Account>, Refusal> {
        let account = caller.app().accounts.find();
        let account = account.ok_or_else(|| Refusal::new(Code::SessionRequired))?;
        Ok(Answer::found(&view(&account, &visitor)))
    }

    /// Changes what is named of the account, all or nothing, as an administrator.
    ///
    /// Everyone learns of it live.
    #[oai(path = "/account", method = "patch", operation_id = "update_account")]
    async fn update(
        &self,
        caller: SignedIn,
        visitor: Visitor,
        body: Json<AccountChange>,
    ) -> Result<Answer<Account>, Refusal> {
        let accounts = &caller.app().accounts;
        let changed = accounts.change(&caller.actor, change(body.0)?).await?;
        Ok(Answer::found(&view(&changed, &visitor)))
    }

    /// Gives the account's own style sheet, as it was written; nothing when there is none.
    #[oai(
        path = "/account/custom.css",
        method = "get",
        operation_id = "get_custom_css"
    )]
    async fn custom_css(
        &self,
        caller: SignedIn,
        /// Which one, for caches: what is given is always the one of now.
        #[oai(name = "version")]
        _version: Query<Option<u64>>,
        /// The `ETag` of the style sheet that the client holds.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<Answer<Css, FoundOrSame>, Refusal> {
        let account = caller.app().accounts.find();
        let css = account.and_then(|account| account.settings.custom_css.clone());
        let css = css.as_ref().map_or("", CustomCss::as_str);
        // Of the text, not of its number: a store that was copied back counts again.
        let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(css)));
        let is_known = if_none_match.0.is_some_and(|names| has(&names, &etag));
        Ok(if is_known {
            Answer::same(&etag)
        } else {
            Answer::css(css, &etag)
        })
    }

    /// Makes a new invitation, as an administrator.
    ///
    /// The link of before opens nothing any more, at once.
    #[oai(
        path = "/account/join_code",
        method = "post",
        operation_id = "replace_join_code"
    )]
    async fn replace_join_code(
        &self,
        caller: SignedIn,
        visitor: Visitor,
    ) -> Result<Answer<Account>, Refusal> {
        let accounts = &caller.app().accounts;
        let replaced = accounts.replace_join_code(&caller.actor).await?;
        Ok(Answer::found(&view(&replaced, &visitor)))
    }
}

/// The account with its invitation as an address of where the visitor is.
fn view(account: &domain::Account, visitor: &Visitor) -> Account {
    let base_url = visitor.client.base_url(&visitor.shared.config);
    let join_url = format!("{base_url}/join/{}", account.join_code.reveal());
    Account::new(account, join_url)
}

fn change(body: AccountChange) -> Result<Change, Refusal> {
    let mut fields = Fields::default();
    let name = body.name.map(|text| fields.name_of_account(&text));
    if !fields.is_empty() {
        return Err(fields.refusal());
    }
    let settings = body.settings;
    let restricts = settings
        .as_ref()
        .and_then(|settings| settings.restrict_room_creation_to_administrators);
    Ok(Change {
        name: name.flatten(),
        restricts_room_creation: restricts,
        custom_css: settings.and_then(|settings| settings.custom_css),
    })
}
