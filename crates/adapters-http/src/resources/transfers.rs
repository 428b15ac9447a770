use super::{IdText, Tag};
use crate::{
    answers::{Answer, MadeOnce, MadeWithSession},
    auth::{SignedIn as Caller, Visitor, set_cookie},
    body::Json,
    errors::{Code, Refusal},
    rate_limit::Kind,
};
use campfire_app::transfers::{Made, TransferError};
use campfire_domain as domain;
use campfire_wire::{SignedIn, Transfer, TransferCode, TransferOffer};
use poem::http::header::SET_COOKIE;
use poem_openapi::{OpenApi, param::Path};

/// Signing in on another device.
pub(crate) struct TransferResource;

#[OpenApi(tag = "Tag::Sessions")]
impl TransferResource {
    /// Makes a link that signs one's other device in.
    ///
    /// It can be used once, within 10 minutes. It ends before when another one is made, when the
    /// session that made it ends, and with a new password.
    #[oai(path = "/transfers", method = "post", operation_id = "create_transfer")]
    async fn create(
        &self,
        caller: Caller,
        visitor: Visitor,
    ) -> Result<Answer<Transfer, MadeOnce>, Refusal> {
        let made = caller.app().transfers.make(&caller.actor).await?;
        Ok(Answer::made(&view(&made, &visitor)))
    }

    /// Makes a link that signs somebody else in who cannot sign in any more, as an administrator.
    ///
    /// It can be used once, within 10 minutes, and is noted in the audit log.
    #[oai(
        path = "/users/:user_id/transfers",
        method = "post",
        operation_id = "create_transfer_for_user"
    )]
    async fn create_for(
        &self,
        caller: Caller,
        visitor: Visitor,
        user_id: Path<IdText>,
    ) -> Result<Answer<Transfer, MadeOnce>, Refusal> {
        let transfers = &caller.app().transfers;
        let made = transfers.make_for(&caller.actor, user_id.user()?).await?;
        Ok(Answer::made(&view(&made, &visitor)))
    }

    /// Says whom a link signs in. It is not used up.
    ///
    /// The code comes in the body, so that it stands in no log of a proxy. Wrong codes count like
    /// failed tries of signing in: 100 in 3 minutes from one network.
    #[oai(
        path = "/transfers/look",
        method = "post",
        operation_id = "look_at_transfer"
    )]
    async fn look(
        &self,
        visitor: Visitor,
        body: Json<TransferCode>,
    ) -> Result<Answer<TransferOffer>, Refusal> {
        let app = &visitor.shared.app;
        let offered = limited(&visitor, &body.0, async |code| {
            app.transfers.look(&code).await
        });
        let offered = offered.await?;
        let account = app.accounts.find();
        let account = account.ok_or_else(|| Refusal::new(Code::TransferUnknown))?;
        Ok(Answer::found(&TransferOffer {
            account_name: account.name.as_str().to_owned(),
            user_name: offered.user.name.as_str().to_owned(),
            expires_in: offered.remaining.as_secs(),
        }))
    }

    /// Signs a browser in by a link, and uses the link up.
    ///
    /// Of racing requests one is signed in. Wrong codes count like failed tries of signing in.
    #[oai(
        path = "/transfers/use",
        method = "post",
        operation_id = "use_transfer"
    )]
    async fn use_up(
        &self,
        visitor: Visitor,
        body: Json<TransferCode>,
    ) -> Result<Answer<SignedIn, MadeWithSession>, Refusal> {
        let transfers = &visitor.shared.app.transfers;
        let signed_in = limited(&visitor, &body.0, async |code| {
            transfers.use_up(&code, visitor.device.clone()).await
        });
        let signed_in = signed_in.await?;
        let user = visitor.shared.me(&signed_in.user);
        let cookie = set_cookie(&signed_in.token, visitor.client.https);
        Ok(Answer::made(&SignedIn { user })
            .at(&format!("/sessions/{}", signed_in.session_id))
            .with(SET_COOKIE, cookie))
    }
}

fn view(made: &Made, visitor: &Visitor) -> Transfer {
    let base_url = visitor.client.base_url(&visitor.shared.config);
    let code = made.code.reveal();
    Transfer {
        code: code.to_owned(),
        url: format!("{base_url}/session/transfer#{code}"),
        expires_at: made.ends_at.into(),
        expires_in: domain::transfer::TRANSFER_LIFETIME.as_secs(),
    }
}

/// Tries a code within the limit. What cannot be a code is a wrong one.
async fn limited<T>(
    visitor: &Visitor,
    body: &TransferCode,
    attempt: impl AsyncFnOnce(domain::TransferCode) -> Result<T, TransferError>,
) -> Result<T, Refusal> {
    let limit = &visitor.shared.rate_limit;
    let tried = limit.begin(Kind::SignIn, visitor.client.address, None)?;
    let code = domain::TransferCode::parse(&body.code);
    let code = code.map_err(|_| Refusal::new(Code::TransferUnknown))?;
    let result = attempt(code).await;
    if !matches!(result, Err(TransferError::Unknown)) {
        limit.give_back(tried);
    }
    Ok(result?)
}
