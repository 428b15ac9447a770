use super::Tag;
use crate::{
    answers::Answer,
    auth::{SignedIn, Visitor},
    errors::{Code, Refusal},
};
use campfire_wire::Account;
use poem_openapi::OpenApi;

/// The account.
pub(crate) struct AccountResource;

#[OpenApi(tag = "Tag::People")]
impl AccountResource {
    /// Describes the account, with the invitation that every member may pass on.
    #[oai(path = "/account", method = "get", operation_id = "get_account")]
    async fn get(&self, caller: SignedIn, visitor: Visitor) -> Result<Answer<Account>, Refusal> {
        let account = caller.app().accounts.find();
        let account = account.ok_or_else(|| Refusal::new(Code::SessionRequired))?;
        let base_url = visitor.client.base_url(&visitor.shared.config);
        let join_url = format!("{base_url}/join/{}", account.join_code.reveal());
        Ok(Answer::found(&Account::new(&account, join_url)))
    }
}
