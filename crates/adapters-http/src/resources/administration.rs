use super::{IdText, Tag, page_size};
use crate::{answers::Answer, auth::SignedIn, errors::Refusal};
use campfire_domain::AuditNumber;
use campfire_wire::{AuditLine, AuditLog, User};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};

/// What administrators decide about people.
pub(crate) struct AdministrationResource;

#[OpenApi(tag = "Tag::People")]
impl AdministrationResource {
    /// Bans someone, as an administrator.
    ///
    /// They are signed out everywhere and cannot sign in again, leave their closed rooms, and every
    /// message of theirs is its tombstone at once. Doing it again changes nothing.
    #[oai(
        path = "/users/:user_id/ban",
        method = "post",
        operation_id = "ban_user"
    )]
    async fn ban(&self, caller: SignedIn, user_id: Path<IdText>) -> Result<Answer<User>, Refusal> {
        let administration = &caller.app().administration;
        let user = administration.ban(&caller.actor, user_id.user()?);
        Ok(Answer::found(&User::from(&*user.await?)))
    }

    /// Lifts a ban, as an administrator.
    ///
    /// They may sign in again and are in every open room. Their messages are not restored. Doing it
    /// again changes nothing.
    #[oai(
        path = "/users/:user_id/ban",
        method = "delete",
        operation_id = "unban_user"
    )]
    async fn unban(
        &self,
        caller: SignedIn,
        user_id: Path<IdText>,
    ) -> Result<Answer<User>, Refusal> {
        let administration = &caller.app().administration;
        let user = administration.unban(&caller.actor, user_id.user()?);
        Ok(Answer::found(&User::from(&*user.await?)))
    }

    /// Lists what was done to the account and its people, newest first, to administrators.
    #[oai(
        path = "/account/audit",
        method = "get",
        operation_id = "list_audit_lines"
    )]
    async fn audit(
        &self,
        caller: SignedIn,
        /// `next` of the page before.
        before: Query<Option<u64>>,
        /// How many lines at most, 1 to 100; 50 unless told.
        limit: Query<Option<i64>>,
    ) -> Result<Answer<AuditLog>, Refusal> {
        let (before, size) = (before.0.map(AuditNumber::new), page_size(limit.0)?);
        let administration = &caller.app().administration;
        let page = administration.audit(&caller.actor, before, size).await?;
        let lines = page.lines.iter();
        let lines = lines.map(|view| AuditLine::new(&view.line, &view.actor, view.user.as_deref()));
        Ok(Answer::found(&AuditLog {
            lines: lines.collect(),
            next: page.next.map(AuditNumber::get),
        }))
    }
}
