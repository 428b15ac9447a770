use super::{IdText, Tag, malformed_parameter, people_size};
use crate::{
    answers::{Answer, Done, Nothing},
    auth::{SignedIn, Visitor},
    body::Json,
    errors::{Code, Refusal},
    fields::Fields,
    rate_limit::Kind,
};
use campfire_app::profiles::{OwnChange as Change, OwnChangeError, OwnPassword};
use campfire_domain::{Password, RoomId, UserId};
use campfire_wire::{Me, OwnChange, User, UserChange, UserPage};
use poem_openapi::{
    Enum, OpenApi,
    param::{Path, Query},
};

/// Whom the list of people shows.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum ListedStanding {
    /// Those who take part.
    Active,
    /// Those who are banned, to administrators.
    Banned,
}

/// People.
pub(crate) struct UserResource;

#[OpenApi(tag = "Tag::People")]
impl UserResource {
    /// Says who one is.
    #[oai(path = "/me", method = "get", operation_id = "get_me")]
    async fn me(&self, caller: SignedIn) -> Result<Answer<Me>, Refusal> {
        let me = caller.app().users.find(caller.actor.user_id);
        let me = me.ok_or_else(|| Refusal::new(Code::SessionRequired))?;
        Ok(Answer::found(&caller.shared.me(&me)))
    }

    /// Changes what is named about oneself, all or nothing.
    ///
    /// Everyone learns of it live. A new password asks for the one of now and ends every other
    /// session; wrong ones count like failed tries of signing in.
    #[oai(path = "/me", method = "patch", operation_id = "update_me")]
    async fn update_me(
        &self,
        caller: SignedIn,
        visitor: Visitor,
        body: Json<OwnChange>,
    ) -> Result<Answer<Me>, Refusal> {
        let change = own_change(&body.0)?;
        let (limit, address) = (&caller.shared.rate_limit, visitor.client.address);
        let own_id = caller.actor.user_id.to_string();
        let asks = change.password.is_some();
        let tried = asks.then(|| limit.begin(Kind::SignIn, address, Some(&own_id)));
        let tried = tried.transpose()?;
        let changed = caller.app().profiles.change(&caller.actor, change).await;
        if let Some(tried) = tried
            && !matches!(changed, Err(OwnChangeError::WrongPassword))
        {
            limit.give_back(tried);
        }
        Ok(Answer::found(&caller.shared.me(&*changed?)))
    }

    /// Lists people, administrators first and then by name, a page at a time: those who take part, or
    /// to administrators those who are banned.
    ///
    /// `query` is looked for in names and handles; case and accents do not matter.
    #[oai(path = "/users", method = "get", operation_id = "list_users")]
    async fn list(
        &self,
        caller: SignedIn,
        /// What their name or handle contains.
        query: Query<Option<String>>,
        /// Only the members of this room; not together with `standing=banned`.
        room_id: Query<Option<IdText>>,
        /// Those who take part unless told.
        standing: Query<Option<ListedStanding>>,
        /// `next` of the page before.
        after: Query<Option<IdText>>,
        /// How many people at most, 1 to 100; 100 unless told.
        limit: Query<Option<i64>>,
    ) -> Result<Answer<UserPage>, Refusal> {
        let room_id = room_id.0.map(|id| id.parameter("room_id", RoomId::parse));
        let after = after.0.map(|id| id.parameter("after", UserId::parse));
        let (room_id, after) = (room_id.transpose()?, after.transpose()?);
        let query = query.0.unwrap_or_default();
        let size = people_size(limit.0)?;
        let (app, actor) = (caller.app(), &caller.actor);
        let people = if standing.0 == Some(ListedStanding::Banned) {
            if room_id.is_some() {
                return Err(malformed_parameter("standing"));
            }
            app.administration.banned(actor, &query, after, size)?
        } else {
            let people = app.users.list(actor, &query, room_id, after, size);
            people.ok_or_else(|| Refusal::new(Code::RoomNotFound))?
        };
        let users = people.users.iter().map(|user| User::from(&**user));
        Ok(Answer::found(&UserPage {
            users: users.collect(),
            next: people.next.map(UserId::as_uuid),
        }))
    }

    /// Finds anyone of the account, also who left.
    #[oai(path = "/users/:user_id", method = "get", operation_id = "get_user")]
    async fn get(&self, caller: SignedIn, user_id: Path<IdText>) -> Result<Answer<User>, Refusal> {
        let user = caller.app().users.find(user_id.user()?);
        let user = user.ok_or_else(|| Refusal::new(Code::UserNotFound))?;
        Ok(Answer::found(&User::from(&*user)))
    }

    /// Makes someone an administrator or a member, as an administrator.
    ///
    /// The last administrator stays one.
    #[oai(
        path = "/users/:user_id",
        method = "patch",
        operation_id = "update_user"
    )]
    async fn update(
        &self,
        caller: SignedIn,
        user_id: Path<IdText>,
        body: Json<UserChange>,
    ) -> Result<Answer<User>, Refusal> {
        let administration = &caller.app().administration;
        let role = body.0.role.into();
        let user = administration.set_role(&caller.actor, user_id.user()?, role);
        Ok(Answer::found(&User::from(&*user.await?)))
    }

    /// Deactivates someone, as an administrator.
    ///
    /// They are signed out everywhere, leave their closed rooms, and their e-mail address is free
    /// again. What they wrote stays. There is no way back. Doing it again changes nothing.
    #[oai(
        path = "/users/:user_id",
        method = "delete",
        operation_id = "deactivate_user"
    )]
    async fn deactivate(
        &self,
        caller: SignedIn,
        user_id: Path<IdText>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        let administration = &caller.app().administration;
        let left = administration.deactivate(&caller.actor, user_id.user()?);
        left.await?;
        Ok(Answer::done())
    }
}

/// The fields that are named; a new password comes with the one of now.
fn own_change(body: &OwnChange) -> Result<Change, Refusal> {
    let mut fields = Fields::default();
    let name = body.name.as_deref().and_then(|text| fields.user_name(text));
    let handle = body.handle.as_deref().and_then(|text| fields.handle(text));
    let email = body.email.as_deref().and_then(|text| fields.email(text));
    let bio = body.bio.as_deref().and_then(|text| fields.bio(text));
    let new = body.password.as_deref();
    let new = new.and_then(|text| fields.password(text));
    let current = body.current_password.as_deref();
    let current = current.and_then(|text| Password::parse(text).ok());
    if !fields.is_empty() {
        return Err(fields.refusal());
    }
    Ok(Change {
        name,
        handle,
        email,
        bio,
        password: new.map(|new| OwnPassword { current, new }),
    })
}
