//! Rules about people: who looks after them, and that somebody always does.

use crate::{Actor, Denied, Role, User, UserId};

/// An administrator looks after the account and its people.
///
/// # Errors
/// [`Denied::NotAdministrator`] to everyone else.
pub fn may_administrate(actor: &Actor) -> Result<(), Denied> {
    if actor.is_administrator() {
        Ok(())
    } else {
        Err(Denied::NotAdministrator)
    }
}

/// An administrator may send someone away: ban or deactivate them. Nobody sends themselves away, so
/// that a slip does not lock the door from outside.
///
/// # Errors
/// [`Denied::NotAdministrator`], [`Denied::Oneself`].
pub fn may_send_away(actor: &Actor, user_id: UserId) -> Result<(), Denied> {
    may_administrate(actor)?;
    if actor.user_id == user_id {
        return Err(Denied::Oneself);
    }
    Ok(())
}

/// Whether an account with so many active administrators keeps one when this person is none any
/// more. It races, so stores ask it inside the transaction (G12): of two administrators who ban each
/// other one remains.
#[must_use]
pub fn keeps_an_administrator(user: &User, administrators: u64) -> bool {
    let is_one = user.is_active() && user.role == Role::Administrator;
    !is_one || administrators > 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Handle, SessionId, Standing, UserName, time::Timestamp};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn id(n: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(n))
    }

    fn user(role: Role, standing: Standing) -> User {
        User {
            id: id(1),
            name: UserName::parse("Ann").unwrap(),
            handle: Handle::parse("ann").unwrap(),
            email: None,
            role,
            standing,
            bio: String::new(),
            joined_at: Timestamp::from_millis(0),
        }
    }

    proptest! {
        #[test]
        fn only_administrators_send_away_and_nobody_themselves(admin: bool, asking in 0_u128..3, whom in 0_u128..3) {
            let role = if admin { Role::Administrator } else { Role::Member };
            let actor = Actor { user_id: id(asking), session_id: SessionId::from_uuid(Uuid::nil()), role };
            prop_assert_eq!(may_administrate(&actor).is_ok(), admin);
            prop_assert_eq!(may_send_away(&actor, id(whom)).is_ok(), admin && asking != whom);
        }
    }

    #[test]
    fn only_the_last_active_administrator_is_kept() {
        let keeps = |role, standing, n| keeps_an_administrator(&user(role, standing), n);
        assert!(!keeps(Role::Administrator, Standing::Active, 1));
        assert!(keeps(Role::Administrator, Standing::Active, 2));
        assert!(keeps(Role::Member, Standing::Active, 1));
        assert!(keeps(Role::Administrator, Standing::Deactivated, 1));
    }
}
