use super::{IdText, Tag};
use crate::{
    answers::{Answer, Done, MadeOrThere, Nothing},
    auth::SignedIn,
    body::Json,
    errors::Refusal,
    fields::Fields,
};
use campfire_wire::{Boost, NewBoost};
use poem_openapi::{OpenApi, param::Path};

/// Boosts of messages.
pub(crate) struct BoostResource;

#[OpenApi(tag = "Tag::Messages")]
impl BoostResource {
    /// Boosts a message: a short cheer that everyone in the room sees.
    ///
    /// Giving the same boost again changes nothing and answers 200 with the one that is there. A
    /// message has at most 100 boosts.
    #[oai(
        path = "/rooms/:room_id/messages/:message_id/boosts",
        method = "post",
        operation_id = "create_boost"
    )]
    async fn create(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
        message_id: Path<IdText>,
        body: Json<NewBoost>,
    ) -> Result<Answer<Boost, MadeOrThere>, Refusal> {
        let (room_id, message_id) = (room_id.room()?, message_id.message()?);
        let mut fields = Fields::default();
        let Some(content) = fields.boost_content(&body.0.content) else {
            return Err(fields.refusal());
        };
        let boosts = &caller.app().boosts;
        let given = boosts.add(&caller.actor, room_id, message_id, content);
        let given = given.await?;
        let boost = Boost::new(&given.boost, &given.creator);
        Ok(if given.is_new {
            let path = format!("/rooms/{room_id}/messages/{message_id}");
            Answer::made(&boost).at(&path)
        } else {
            Answer::found(&boost)
        })
    }

    /// Takes one's own boost back. Doing it again changes nothing.
    #[oai(
        path = "/rooms/:room_id/messages/:message_id/boosts/:boost_id",
        method = "delete",
        operation_id = "delete_boost"
    )]
    async fn delete(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
        message_id: Path<IdText>,
        boost_id: Path<IdText>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        let (room_id, message_id) = (room_id.room()?, message_id.message()?);
        let boost_id = boost_id.boost()?;
        let boosts = &caller.app().boosts;
        boosts
            .remove(&caller.actor, room_id, message_id, boost_id)
            .await?;
        Ok(Answer::done())
    }
}
