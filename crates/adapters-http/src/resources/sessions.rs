use super::{IdText, Tag};
use crate::{
    answers::{Answer, Done, DoneWithoutSession, Made, MadeWithSession, Nothing},
    auth::{SignedIn as Caller, Visitor, clear_cookie, set_cookie},
    body::Json,
    errors::{Code, Refusal},
    rate_limit::Kind,
};
use campfire_app::sessions::SignInError;
use campfire_domain::{EmailAddress, Password};
use campfire_wire::{Credentials, IssuedToken, Session, Sessions, SignedIn};
use poem::http::header::SET_COOKIE;
use poem_openapi::{OpenApi, param::Path};

/// Signing in and out.
pub(crate) struct SessionResource;

#[OpenApi(tag = "Tag::Sessions")]
impl SessionResource {
    /// Signs a browser in.
    ///
    /// The session ends after 30 days without use, at the latest after 180. Failed tries are limited
    /// to 10 in 3 minutes for an e-mail address from one network, and 100 for a network.
    #[oai(path = "/session", method = "post", operation_id = "create_session")]
    async fn create(
        &self,
        visitor: Visitor,
        body: Json<Credentials>,
    ) -> Result<Answer<SignedIn, MadeWithSession>, Refusal> {
        let sessions = &visitor.shared.app.sessions;
        let device = visitor.device.clone();
        let signed_in = limited(&visitor, &body.0, async |email, password| {
            sessions.sign_in(email, password, device).await
        })
        .await?;
        let user = visitor.shared.me(&signed_in.user);
        let cookie = set_cookie(&signed_in.token, visitor.client.https);
        Ok(Answer::made(&SignedIn { user })
            .at(&format!("/sessions/{}", signed_in.session_id))
            .with(SET_COOKIE, cookie))
    }

    /// Makes an access token for a program.
    ///
    /// It is good for 24 hours and has a session of its own: ending that ends the token at once.
    /// Failed tries count like those of signing in.
    #[oai(path = "/tokens", method = "post", operation_id = "create_token")]
    async fn create_token(
        &self,
        visitor: Visitor,
        body: Json<Credentials>,
    ) -> Result<Answer<IssuedToken, Made>, Refusal> {
        let sessions = &visitor.shared.app.sessions;
        let device = visitor.device.clone();
        let issued = limited(&visitor, &body.0, async |email, password| {
            sessions.issue_token(email, password, device).await
        })
        .await?;
        let token = IssuedToken {
            access_token: issued.access_token,
            token_type: "Bearer".to_owned(),
            expires_in: issued.expires_in.as_secs(),
            session_id: issued.session_id.as_uuid(),
            user: visitor.shared.me(&issued.user),
        };
        Ok(Answer::made(&token).at(&format!("/sessions/{}", issued.session_id)))
    }

    /// Signs out.
    ///
    /// The session ends at once, its open sockets too.
    #[oai(path = "/session", method = "delete", operation_id = "delete_session")]
    async fn delete(
        &self,
        caller: Caller,
        visitor: Visitor,
    ) -> Result<Answer<Nothing, DoneWithoutSession>, Refusal> {
        let own = caller.actor.session_id;
        caller.app().sessions.end(&caller.actor, own).await?;
        Ok(Answer::done().with(SET_COOKIE, clear_cookie(visitor.client.https)))
    }

    /// Lists one's own sessions, latest use first.
    #[oai(path = "/sessions", method = "get", operation_id = "list_sessions")]
    async fn list(&self, caller: Caller) -> Result<Answer<Sessions>, Refusal> {
        let mine = caller.app().sessions.list(&caller.actor);
        let view = |session| Session::new(session, caller.actor.session_id);
        let sessions = mine.iter().map(view).collect();
        Ok(Answer::found(&Sessions { sessions }))
    }

    /// Ends one of one's own sessions.
    #[oai(
        path = "/sessions/:session_id",
        method = "delete",
        operation_id = "end_session"
    )]
    async fn end(
        &self,
        caller: Caller,
        session_id: Path<IdText>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        let session_id = session_id.session()?;
        if caller.app().sessions.end(&caller.actor, session_id).await? {
            Ok(Answer::done())
        } else {
            Err(Refusal::new(Code::SessionNotFound))
        }
    }

    /// Ends all of one's own sessions but the one that asks.
    #[oai(
        path = "/sessions",
        method = "delete",
        operation_id = "end_other_sessions"
    )]
    async fn end_others(&self, caller: Caller) -> Result<Answer<Nothing, Done>, Refusal> {
        caller.app().sessions.end_others(&caller.actor).await?;
        Ok(Answer::done())
    }
}

/// Signs someone in within the limits. What cannot be an address or a password is a wrong one: the
/// answer does not tell what nobody can have.
async fn limited<T>(
    visitor: &Visitor,
    credentials: &Credentials,
    sign_in: impl AsyncFnOnce(EmailAddress, Password) -> Result<T, SignInError>,
) -> Result<T, Refusal> {
    let limit = &visitor.shared.rate_limit;
    let email = EmailAddress::parse(&credentials.email).ok();
    let account = email.as_ref().map(EmailAddress::as_str);
    let tried = limit.begin(Kind::SignIn, visitor.client.address, account)?;
    let password = Password::parse(&credentials.password).ok();
    let (Some(email), Some(password)) = (email, password) else {
        return Err(Refusal::new(Code::SessionWrongCredentials));
    };
    let result = sign_in(email, password).await;
    if !matches!(result, Err(SignInError::WrongCredentials)) {
        limit.give_back(tried);
    }
    Ok(result?)
}
