//! What administrators decide about people: roles, deactivation, bans.

use crate::{
    SqliteStore, audit, banned, erasure, memberships,
    rows::{self, bytes, number},
    search::recent,
    sessions, transfers, users,
    writer::{Priority, Tx},
};
use async_trait::async_trait;
use campfire_domain::{
    Audience, AuditAction, EventKind, PublicAddress, Role, RoomId, Standing, StoreError, Timestamp,
    User, UserId, policy,
    ports::{Committed, MembershipError, StandingError, StandingRepository},
};
use rusqlite::params;

#[async_trait]
impl StandingRepository for SqliteStore {
    async fn ban(
        &self,
        user_id: UserId,
        addresses: Vec<PublicAddress>,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<User>, StandingError> {
        let by = By { actor_id, at };
        self.writer
            .submit("banning a person", Priority::Critical, None, move |tx| {
                ban(tx, user_id, &addresses, by)
            })
            .await
    }

    async fn unban(
        &self,
        user_id: UserId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<User>, StandingError> {
        let by = By { actor_id, at };
        self.writer
            .submit("lifting a ban", Priority::Important, None, move |tx| {
                unban(tx, user_id, by)
            })
            .await
    }

    async fn deactivate(
        &self,
        user_id: UserId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<User>, StandingError> {
        let by = By { actor_id, at };
        self.writer
            .submit(
                "deactivating a person",
                Priority::Critical,
                None,
                move |tx| deactivate(tx, user_id, by),
            )
            .await
    }

    async fn set_role(
        &self,
        user_id: UserId,
        role: Role,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<User>, StandingError> {
        let by = By { actor_id, at };
        self.writer
            .submit("setting a role", Priority::Critical, None, move |tx| {
                set_role(tx, user_id, role, by)
            })
            .await
    }
}

/// Who does it, and when.
#[derive(Clone, Copy)]
struct By {
    actor_id: UserId,
    at: Timestamp,
}

fn ban(
    tx: &mut Tx<'_>,
    user_id: UserId,
    addresses: &[PublicAddress],
    by: By,
) -> Result<Committed<User>, StandingError> {
    let user = target(tx, user_id, by)?;
    match user.standing {
        Standing::Banned => return Ok(unchanged(tx, user)),
        Standing::Deactivated => return Err(StandingError::Deactivated),
        Standing::Active => {}
    }
    check_keeps_one(tx, &user)?;
    shut_out(tx, user_id, by)?;
    let user = put(
        tx,
        User {
            standing: Standing::Banned,
            ..user
        },
        by,
    )?;
    banned::ban(tx, user_id, addresses, by.actor_id, by.at)?;
    erasure::begin(tx, user_id, by.at)?;
    audit::write(
        tx,
        AuditAction::UserBanned,
        by.actor_id,
        Some(user_id),
        by.at,
    )?;
    let kind = EventKind::MessagesErased { user_id };
    let position = tx.record(by.at, Some(by.actor_id), None, Audience::Account, kind)?;
    Ok(Committed {
        value: user,
        position,
    })
}

fn unban(tx: &mut Tx<'_>, user_id: UserId, by: By) -> Result<Committed<User>, StandingError> {
    let user = target(tx, user_id, by)?;
    match user.standing {
        Standing::Active => return Ok(unchanged(tx, user)),
        Standing::Deactivated => return Err(StandingError::Deactivated),
        Standing::Banned => {}
    }
    banned::lift(tx, user_id, by.actor_id, by.at)?;
    users::enter_open_rooms(tx, user_id)?;
    audit::write(
        tx,
        AuditAction::UserUnbanned,
        by.actor_id,
        Some(user_id),
        by.at,
    )?;
    let user = put(
        tx,
        User {
            standing: Standing::Active,
            ..user
        },
        by,
    )?;
    Ok(unchanged(tx, user))
}

fn deactivate(tx: &mut Tx<'_>, user_id: UserId, by: By) -> Result<Committed<User>, StandingError> {
    let user = target(tx, user_id, by)?;
    if user.standing == Standing::Deactivated {
        return Ok(unchanged(tx, user));
    }
    check_keeps_one(tx, &user)?;
    shut_out(tx, user_id, by)?;
    recent::forget(tx, user_id)?;
    banned::lift(tx, user_id, by.actor_id, by.at)?;
    audit::write(
        tx,
        AuditAction::UserDeactivated,
        by.actor_id,
        Some(user_id),
        by.at,
    )?;
    let user = put(
        tx,
        User {
            standing: Standing::Deactivated,
            email: None,
            ..user
        },
        by,
    )?;
    Ok(unchanged(tx, user))
}

fn set_role(
    tx: &mut Tx<'_>,
    user_id: UserId,
    role: Role,
    by: By,
) -> Result<Committed<User>, StandingError> {
    let user = target(tx, user_id, by)?;
    if user.role == Role::Bot {
        return Err(StandingError::NotFound);
    }
    if user.standing == Standing::Deactivated {
        return Err(StandingError::Deactivated);
    }
    if user.role == role {
        return Ok(unchanged(tx, user));
    }
    let action = if role == Role::Administrator {
        AuditAction::AdministratorMade
    } else {
        check_keeps_one(tx, &user)?;
        AuditAction::AdministratorUnmade
    };
    audit::write(tx, action, by.actor_id, Some(user_id), by.at)?;
    let user = put(tx, User { role, ..user }, by)?;
    Ok(unchanged(tx, user))
}

/// The person, when who asks is an administrator still.
fn target(tx: &mut Tx<'_>, user_id: UserId, by: By) -> Result<User, StandingError> {
    if !users::is_administrator(tx, by.actor_id)? {
        return Err(StandingError::NotAdministrator);
    }
    users::find(tx, user_id)?.ok_or(StandingError::NotFound)
}

fn check_keeps_one(tx: &mut Tx<'_>, user: &User) -> Result<(), StandingError> {
    let sql = "select count(*) from user where role = 'administrator' and standing = 'active'";
    let administrators = tx.find(sql, [], |row| row.get(0))?.map_or(0, number);
    if policy::users::keeps_an_administrator(user, administrators) {
        Ok(())
    } else {
        Err(StandingError::LastAdministrator)
    }
}

/// Writes what changed about a person, and its event.
fn put(tx: &mut Tx<'_>, user: User, by: By) -> Result<User, StoreError> {
    users::update(tx, &user)?;
    users::record_updated(tx, &user, by.actor_id, by.at)?;
    Ok(user)
}

fn unchanged(tx: &Tx<'_>, user: User) -> Committed<User> {
    Committed {
        value: user,
        position: tx.position(),
    }
}

/// Ends the person's sessions and transfer and takes their memberships, but for those of direct rooms.
fn shut_out(tx: &mut Tx<'_>, user_id: UserId, by: By) -> Result<(), StoreError> {
    let user = bytes(user_id.as_uuid());
    transfers::forget(tx, user_id)?;
    let session_ids = sessions::of_user(tx, user_id)?;
    sessions::end(tx, user_id, &session_ids, by.actor_id, by.at)?;
    let closed: Vec<RoomId> = tx.read(|connection| {
        connection
            .prepare_cached(
                "select m.room_id from membership m join room r on r.room_id = m.room_id \
                 where m.user_id = ?1 and r.kind = 'closed' order by m.room_id",
            )?
            .query_map([user], |row| rows::uuid(row, 0).map(RoomId::from_uuid))?
            .collect()
    })?;
    for room_id in closed {
        match memberships::revoke(tx, room_id, user_id, by.actor_id, by.at) {
            Ok(_) | Err(MembershipError::NotAMember) => {}
            Err(MembershipError::Store(error)) => return Err(error),
            Err(_) => return Err(StoreError::Unavailable),
        }
    }
    tx.execute(
        "delete from membership where user_id = ?1 and room_id in (select room_id from room where kind = 'open')",
        params![user],
    )?;
    Ok(())
}
