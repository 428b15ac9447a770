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

/// An administrator may help someone back in with a transfer link. For oneself there is a way that
/// needs no administrator.
///
/// # Errors
/// [`Denied::NotAdministrator`], [`Denied::Oneself`].
pub fn may_transfer_for(actor: &Actor, user_id: UserId) -> Result<(), Denied> {
    may_send_away(actor, user_id)
}

/// Whether someone may sign a person in by a link, as both are now: the person themselves, or an
/// administrator who helps them. Bots do not sign in. It races, so stores ask it inside the
/// transaction that uses the link.
#[must_use]
pub fn may_be_transferred(user: &User, made_by: &User) -> bool {
    let may_make = made_by.id == user.id || made_by.role == Role::Administrator;
    user.is_active() && user.role != Role::Bot && made_by.is_active() && may_make
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
    fn oneself_and_an_administrator_of_now_open_a_way_in() {
        let ann = user(Role::Administrator, Standing::Active);
        let other = |role, standing| User {
            id: id(2),
            ..user(role, standing)
        };
        let bob = other(Role::Member, Standing::Active);
        assert!(may_be_transferred(&bob, &ann) && may_be_transferred(&bob, &bob));
        assert!(!may_be_transferred(&ann, &bob));
        assert!(!may_be_transferred(
            &other(Role::Bot, Standing::Active),
            &ann
        ));
        assert!(!may_be_transferred(
            &other(Role::Member, Standing::Banned),
            &ann
        ));
        let gone = other(Role::Administrator, Standing::Deactivated);
        assert!(!may_be_transferred(&ann, &gone));
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
