use crate::Timestamp;
use campfire_domain as domain;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A line of the audit log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AuditLine {
    /// Its number; later lines have greater ones.
    pub number: u64,
    /// When it was done.
    pub at: Timestamp,
    /// Who did it.
    pub actor_id: Uuid,
    /// What they are called now.
    pub actor_name: String,
    /// What was done, such as `user_banned`. Later versions add words.
    pub action: String,
    /// To whom, where it concerns one person.
    pub user_id: Option<Uuid>,
    /// What they are called now.
    pub user_name: Option<String>,
}

impl AuditLine {
    /// The line with the people it names.
    #[must_use]
    pub fn new(
        line: &domain::AuditLine,
        actor: &domain::User,
        user: Option<&domain::User>,
    ) -> Self {
        let name = |user: &domain::User| user.name.as_str().to_owned();
        Self {
            number: line.number.get(),
            at: line.at.into(),
            actor_id: line.actor_id.as_uuid(),
            actor_name: name(actor),
            action: line.action.name().to_owned(),
            user_id: line.user_id.map(domain::UserId::as_uuid),
            user_name: user.map(name),
        }
    }
}
