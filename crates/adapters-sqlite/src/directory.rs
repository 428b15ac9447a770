//! Everything the directory holds, read once at start.

use crate::{
    SqliteStore,
    cursor::{Checked, Point},
    error,
    rows::{self, AccountRow, RoomRow, UserRow, number},
};
use async_trait::async_trait;
use campfire_domain::{
    Account, Flag, FlagVersion, Flags, Position, PublicAddress, RoomState, Session, SessionId,
    StoreError, Timestamp, User, UserId,
    ports::{DirectoryReader, DirectorySnapshot, Head, SigningKey},
};
use sqlx::{Sqlite, Transaction};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

const DOING: &str = "loading the directory";

#[async_trait]
impl DirectoryReader for SqliteStore {
    async fn load(&self) -> Result<DirectorySnapshot, StoreError> {
        let failed = |failure| error::from_sqlx(DOING, failure);
        let mut tx = self.pool.begin().await.map_err(failed)?;
        let (head, signing_key) = head(&mut tx).await?;
        let snapshot = DirectorySnapshot {
            head,
            account: account(&mut tx).await?,
            users: users(&mut tx).await?,
            rooms: rooms(&mut tx).await?,
            sessions: sessions(&mut tx).await?,
            banned_addresses: banned_addresses(&mut tx).await?,
            flags: flags(&mut tx).await?,
            signing_key,
        };
        tx.rollback().await.map_err(failed)?;
        Ok(snapshot)
    }
}

type Tx<'a> = Transaction<'a, Sqlite>;

fn failed(failure: sqlx::Error) -> StoreError {
    error::from_sqlx(DOING, failure)
}

fn unreadable(failure: rusqlite::Error) -> StoreError {
    error::from_rusqlite(DOING, failure)
}

fn exactly<const N: usize>(bytes: &[u8], column: &'static str) -> Result<[u8; N], StoreError> {
    bytes
        .try_into()
        .map_err(|_| unreadable(error::corrupt_column(column)))
}

async fn head(tx: &mut Tx<'_>) -> Result<(Head, SigningKey), StoreError> {
    let store = sqlx::query!("select epoch, signing_key, pruned_to from store")
        .fetch_one(&mut **tx)
        .await
        .map_err(failed)?;
    let epoch = exactly(&store.epoch, "store.epoch")?;
    let newest = sqlx::query!(
        r#"select position as "position!", kind, room_id, rev, message_id, user_id, actor_id, at
           from event order by position desc limit 1"#
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(failed)?;
    let point = match newest {
        Some(row) => {
            let position = Position::new(number(row.position));
            let checked = Checked {
                position,
                kind: &row.kind,
                room_id: row.room_id.as_deref(),
                rev: row.rev.map(number),
                message_id: row.message_id.as_deref(),
                user_id: row.user_id.as_deref(),
                actor_id: row.actor_id.as_deref(),
                at: row.at,
            };
            Point {
                epoch,
                position,
                check: checked.check(),
            }
        }
        None => Point {
            position: Position::new(number(store.pruned_to)),
            ..Point::start(epoch)
        },
    };
    let head = Head {
        position: point.position,
        cursor: point.encode()?,
    };
    Ok((
        head,
        SigningKey(exactly(&store.signing_key, "store.signing_key")?),
    ))
}

async fn account(tx: &mut Tx<'_>) -> Result<Option<Account>, StoreError> {
    let row = sqlx::query_as!(
        AccountRow,
        r#"select account_id as "account_id!: Uuid", name, join_code,
           restricts_room_creation as "restricts_room_creation: bool", custom_css, custom_css_version
           from account"#
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(failed)?;
    row.map(|row| row.parse().map_err(unreadable)).transpose()
}

async fn users(tx: &mut Tx<'_>) -> Result<Vec<User>, StoreError> {
    let rows = sqlx::query_as!(
        UserRow,
        r#"select user_id as "user_id!: Uuid", name, handle, email, role, standing, bio, joined_at from user"#
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(failed)?;
    rows.into_iter()
        .map(|row| row.parse().map_err(unreadable))
        .collect()
}

async fn rooms(tx: &mut Tx<'_>) -> Result<Vec<RoomState>, StoreError> {
    let rows = sqlx::query_as!(
        RoomRow,
        r#"select room_id as "room_id!: Uuid", kind, name, creator_id as "creator_id!: Uuid", last_seq, rev,
           last_message_at, created_at from room"#
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(failed)?;
    let members = sqlx::query!(
        r#"select m.room_id as "room_id!: Uuid", m.user_id as "user_id!: Uuid"
           from membership m join room r on r.room_id = m.room_id
           where r.kind <> 'open' order by m.room_id, m.user_id"#
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(failed)?;
    let mut members_of: HashMap<Uuid, Vec<UserId>> = HashMap::new();
    for row in members {
        members_of
            .entry(row.room_id)
            .or_default()
            .push(UserId::from_uuid(row.user_id));
    }
    rows.into_iter()
        .map(|row| {
            let member_ids = members_of.remove(&row.room_id).unwrap_or_default();
            Ok(RoomState {
                room: row.parse().map_err(unreadable)?,
                member_ids,
            })
        })
        .collect()
}

async fn sessions(tx: &mut Tx<'_>) -> Result<Vec<Session>, StoreError> {
    let rows = sqlx::query!(
        r#"select session_id as "session_id!: Uuid", user_id as "user_id!: Uuid", token_hash, device, started_at,
           last_seen_at, address from session"#
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(failed)?;
    rows.into_iter()
        .map(|row| {
            let token_hash = row
                .token_hash
                .map(|hash| exactly(&hash, "session.token_hash"))
                .transpose()?;
            Ok(Session {
                id: SessionId::from_uuid(row.session_id),
                user_id: UserId::from_uuid(row.user_id),
                kind: rows::session_kind(token_hash),
                device: row.device,
                started_at: Timestamp::from_millis(row.started_at),
                last_seen_at: Timestamp::from_millis(row.last_seen_at),
                address: rows::parse_address(row.address.as_deref()).map_err(unreadable)?,
            })
        })
        .collect()
}

async fn banned_addresses(
    tx: &mut Tx<'_>,
) -> Result<Vec<(UserId, Vec<PublicAddress>)>, StoreError> {
    let rows = sqlx::query!(r#"select user_id as "user_id!: Uuid", address from banned_address"#)
        .fetch_all(&mut **tx)
        .await
        .map_err(failed)?;
    let mut of_users: BTreeMap<UserId, Vec<PublicAddress>> = BTreeMap::new();
    for row in rows {
        let address = rows::parse_address(Some(&row.address)).map_err(unreadable)?;
        let of_user = of_users.entry(UserId::from_uuid(row.user_id)).or_default();
        of_user.extend(address);
        // As the log tells them, whatever the order of their texts is.
        of_user.sort_unstable();
    }
    Ok(of_users.into_iter().collect())
}

async fn flags(tx: &mut Tx<'_>) -> Result<Flags, StoreError> {
    let newest =
        sqlx::query!(r#"select coalesce(max(version), 0) as "version!: i64" from flag_version"#)
            .fetch_one(&mut **tx)
            .await
            .map_err(failed)?;
    let states = sqlx::query!(
        r#"select flag, is_on as "is_on: bool" from flag_state where version = ?"#,
        newest.version
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(failed)?;
    let mut flags = Flags {
        version: FlagVersion::new(number(newest.version)),
        ..Flags::default()
    };
    for state in states {
        // A flag of a newer Campfire is none of ours.
        if let Some(flag) = Flag::find(&state.flag) {
            flags.set = flags.set.with(flag, state.is_on);
        }
    }
    Ok(flags)
}
