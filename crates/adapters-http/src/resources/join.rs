use super::Tag;
use crate::{
    answers::{Answer, MadeWithSession},
    auth::{Visitor, set_cookie},
    body::Json,
    errors::{Code, Refusal},
    fields::Fields,
    rate_limit::Kind,
};
use campfire_app::{
    sessions::Device,
    users::{Joining, JoiningError},
};
use campfire_domain::JoinCode;
use campfire_wire::{JoinPage, NewMember, SignedIn};
use poem::http::header::SET_COOKIE;
use poem_openapi::{OpenApi, param::Path};

/// Joining.
pub(crate) struct JoinResource;

#[OpenApi(tag = "Tag::Sessions")]
impl JoinResource {
    /// Says what an invitation leads to.
    ///
    /// Wrong codes are limited to 100 in 3 minutes from one network.
    #[oai(path = "/join/:code", method = "get", operation_id = "get_join")]
    async fn get(&self, visitor: Visitor, code: Path<String>) -> Result<Answer<JoinPage>, Refusal> {
        let limit = &visitor.shared.rate_limit;
        let tried = limit.begin(Kind::Join, visitor.client.address, None)?;
        let users = &visitor.shared.app.users;
        let code = JoinCode::parse(&code).ok();
        let account = code.and_then(|code| users.invited_to(&code));
        let account = account.ok_or_else(|| Refusal::new(Code::JoinCodeUnknown))?;
        limit.give_back(tried);
        let account_name = account.name.as_str().to_owned();
        Ok(Answer::found(&JoinPage { account_name }))
    }

    /// Joins, and signs in.
    ///
    /// Wrong codes and taken addresses are limited to 100 in 3 minutes from one network.
    #[oai(path = "/join/:code", method = "post", operation_id = "join_account")]
    async fn join(
        &self,
        visitor: Visitor,
        code: Path<String>,
        body: Json<NewMember>,
    ) -> Result<Answer<SignedIn, MadeWithSession>, Refusal> {
        let limit = &visitor.shared.rate_limit;
        let tried = limit.begin(Kind::Join, visitor.client.address, None)?;
        let users = &visitor.shared.app.users;
        let code = JoinCode::parse(&code).ok();
        let code = code.filter(|code| users.invited_to(code).is_some());
        let code = code.ok_or_else(|| Refusal::new(Code::JoinCodeUnknown))?;
        let joining = parse(&body.0, code, visitor.device.clone());
        let result = match joining {
            Ok(joining) => users.join(joining).await,
            Err(refusal) => {
                limit.give_back(tried);
                return Err(refusal);
            }
        };
        let counts = |error: &JoiningError| {
            matches!(error, JoiningError::UnknownCode | JoiningError::EmailTaken)
        };
        if !result.as_ref().is_err_and(counts) {
            limit.give_back(tried);
        }
        let (user, token) = result?;
        let cookie = set_cookie(&token, visitor.client.https);
        let signed_in = SignedIn {
            user: visitor.shared.me(&user),
        };
        Ok(Answer::made(&signed_in)
            .at(&format!("/users/{}", user.id))
            .with(SET_COOKIE, cookie))
    }
}

fn parse(body: &NewMember, join_code: JoinCode, device: Device) -> Result<Joining, Refusal> {
    let mut fields = Fields::default();
    let name = fields.user_name(&body.name);
    let email = fields.email(&body.email);
    let password = fields.password(&body.password);
    match (name, email, password) {
        (Some(name), Some(email), Some(password)) => Ok(Joining {
            join_code,
            name,
            email,
            password,
            device,
        }),
        _ => Err(fields.refusal()),
    }
}
