use super::Tag;
use crate::{
    answers::{Answer, Done, Nothing},
    auth::SignedIn,
    body::Json,
    errors::Refusal,
    fields::Fields,
};
use campfire_domain::ClientError;
use campfire_wire::ClientError as Told;
use poem_openapi::OpenApi;

/// What goes wrong in clients.
pub(crate) struct ClientErrorResource;

#[OpenApi(tag = "Tag::Live")]
impl ClientErrorResource {
    /// Tells the operator of an error in the client itself.
    ///
    /// It becomes one line of the log, without what may be somebody's, and is counted. A session may
    /// tell 10 at once and then 6 a minute.
    #[oai(
        path = "/client-errors",
        method = "post",
        operation_id = "tell_client_error"
    )]
    async fn tell(
        &self,
        caller: SignedIn,
        body: Json<Told>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        let mut fields = Fields::default();
        let message = fields.error_words("/message", &body.0.message);
        let place = fields.error_words("/where", &body.0.r#where);
        let build = fields.error_words("/build", &body.0.build);
        let (Some(message), Some(place), Some(build)) = (message, place, build) else {
            return Err(fields.refusal());
        };
        caller.shared.told_pace.take(caller.actor.session_id)?;
        let error = ClientError {
            message,
            place,
            build,
        };
        caller.app().client_errors.tell(&error);
        Ok(Answer::done())
    }
}
