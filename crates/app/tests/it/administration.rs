use crate::{password, world, world_with};
use campfire_app::{
    Campfire,
    accounts::{AccountError, Change},
    administration::AdministrationError,
    rooms::RoomError,
    sessions::{Device, SignInError},
};
use campfire_domain::{
    AccountName, Denied, EmailAddress, PageSize, PublicAddress, Role, RoomKind, RoomName, Standing,
    StoreError, ports::MockStandingRepository,
};
use campfire_testkit::let_pass;
use std::{sync::Arc, time::Duration};

#[tokio::test]
async fn only_administrators_decide_about_people() {
    let world = world().await;
    let (bob, carl) = (world.join("Bob").await, world.join("Carl").await);
    let administration = &world.campfire.administration;
    let refused = [
        administration.ban(&bob, carl.user_id).await,
        administration.unban(&bob, carl.user_id).await,
        administration.deactivate(&bob, carl.user_id).await,
        administration
            .set_role(&bob, bob.user_id, Role::Administrator)
            .await,
    ];
    for refused in refused {
        let is_denied = matches!(
            refused,
            Err(AdministrationError::Denied(Denied::NotAdministrator))
        );
        assert!(is_denied, "{refused:?}");
    }
    let audit = administration.audit(&bob, None, PageSize::default()).await;
    assert!(matches!(audit, Err(AdministrationError::Denied(_))));
}

#[tokio::test]
async fn nobody_sends_themselves_away() {
    let world = world().await;
    let administration = &world.campfire.administration;
    let own = world.ann.user_id;
    for refused in [
        administration.ban(&world.ann, own).await,
        administration.deactivate(&world.ann, own).await,
    ] {
        let is_denied = matches!(refused, Err(AdministrationError::Denied(Denied::Oneself)));
        assert!(is_denied, "{refused:?}");
    }
}

#[tokio::test]
async fn who_is_banned_is_nobody_until_the_ban_is_lifted() {
    let world = world().await;
    let bob = world.join("Bob").await;
    let administration = &world.campfire.administration;
    let banned = administration.ban(&world.ann, bob.user_id).await.unwrap();
    assert_eq!(banned.standing, Standing::Banned);
    // Whoever reads the answer knows that the directory judges by it.
    let sessions = &world.campfire.sessions;
    assert_eq!(sessions.still(&bob), None);
    assert!(!world.campfire.directory.is_member(bob.user_id, world.lobby));
    let email = EmailAddress::parse("bob@example.org").unwrap();
    let sign_in = || sessions.sign_in(email.clone(), password("a good password"), "test".into());
    let refused = sign_in().await;
    assert!(matches!(refused, Err(SignInError::WrongCredentials)));
    administration.unban(&world.ann, bob.user_id).await.unwrap();
    assert!(sign_in().await.is_ok());
    assert!(world.campfire.directory.is_member(bob.user_id, world.lobby));
}

#[tokio::test]
async fn a_role_counts_in_sessions_that_began_before() {
    let world = world().await;
    let bob = world.join("Bob").await;
    let administration = &world.campfire.administration;
    let set = administration.set_role(&world.ann, bob.user_id, Role::Administrator);
    set.await.unwrap();
    let bob = world.campfire.sessions.still(&bob).unwrap();
    assert!(bob.is_administrator());
    let ann = administration.set_role(&bob, world.ann.user_id, Role::Member);
    assert_eq!(ann.await.unwrap().role, Role::Member);
    let last = administration
        .set_role(&bob, bob.user_id, Role::Member)
        .await;
    assert!(matches!(last, Err(AdministrationError::LastAdministrator)));
}

#[tokio::test]
async fn a_store_that_is_out_bans_nobody() {
    let world = world_with(|mut ports| {
        let mut standing = MockStandingRepository::new();
        let ban = standing.expect_ban();
        ban.returning(|_, _, _, _| Err(StoreError::Unavailable.into()));
        ports.store.standing = Arc::new(standing);
        ports
    })
    .await;
    let bob = world.join("Bob").await;
    let refused = world
        .campfire
        .administration
        .ban(&world.ann, bob.user_id)
        .await;
    let is_unavailable = matches!(
        refused,
        Err(AdministrationError::Store(StoreError::Unavailable))
    );
    assert!(is_unavailable, "{refused:?}");
    assert!(world.campfire.sessions.still(&bob).is_some());
}

#[tokio::test]
async fn the_account_is_changed_by_administrators_and_judged_by_at_once() {
    let world = world().await;
    let bob = world.join("Bob").await;
    let (accounts, rooms) = (&world.campfire.accounts, &world.campfire.rooms);
    let change = Change {
        name: Some(AccountName::parse("Hearth").unwrap()),
        restricts_room_creation: Some(true),
        custom_css: None,
    };
    let refused = [
        accounts.change(&bob, change.clone()).await,
        accounts.replace_join_code(&bob).await,
    ];
    for refused in refused {
        let is_denied = matches!(refused, Err(AccountError::Denied(Denied::NotAdministrator)));
        assert!(is_denied, "{refused:?}");
    }
    let changed = accounts.change(&world.ann, change).await.unwrap();
    // Whoever reads the answer knows that the directory judges by it.
    assert_eq!(accounts.find(), Some(changed));
    let create = async |actor| {
        let name = RoomName::parse("Kitchen").unwrap();
        rooms.create(actor, RoomKind::Closed, name, vec![]).await
    };
    let refused = create(&bob).await;
    let is_denied = matches!(refused, Err(RoomError::Denied(Denied::NotAdministrator)));
    assert!(is_denied, "{refused:?}");
    assert!(create(&world.ann).await.is_ok());
    // What people say among themselves is no room of the account.
    let direct = rooms.open_direct(&bob, vec![world.ann.user_id]).await;
    assert!(direct.is_ok(), "{direct:?}");
}

#[tokio::test]
async fn a_replaced_join_code_opens_nothing_any_more() {
    let world = world().await;
    let (accounts, users) = (&world.campfire.accounts, &world.campfire.users);
    let old = accounts.find().unwrap().join_code.clone();
    let new = accounts.replace_join_code(&world.ann).await.unwrap();
    assert!(!new.join_code.matches(&old));
    assert!(users.invited_to(&old).is_none());
    assert!(users.invited_to(&new.join_code).is_some());
    world.join("Bob").await;
}

#[tokio::test]
async fn a_ban_takes_the_addresses_of_the_sessions_but_for_what_administrators_use() {
    let world = world().await;
    let (bob, carl) = (world.join("Bob").await, world.join("Carl").await);
    let Campfire {
        administration,
        directory,
        sessions,
        ..
    } = &world.campfire;
    let made = administration.set_role(&world.ann, carl.user_id, Role::Administrator);
    made.await.unwrap();
    let address = |text: &str| PublicAddress::parse(text).unwrap();
    let [theirs, shared] = ["203.0.113.9", "198.51.100.7"].map(address);
    let sign_in = async |email: &str, from: PublicAddress| {
        let device = Device {
            name: "test".to_owned(),
            address: Some(from),
        };
        let email = EmailAddress::parse(email).unwrap();
        let signed_in = sessions.sign_in(email, password("a good password"), device);
        signed_in.await.unwrap()
    };
    let first = sign_in("bob@example.org", address("203.0.113.8")).await;
    sign_in("bob@example.org", shared).await;
    sign_in("carl@example.org", shared).await;
    // The last use counts, saved or not.
    sessions.actor_by_token(&first.token, Some(theirs)).unwrap();
    administration.ban(&world.ann, bob.user_id).await.unwrap();
    assert!(directory.is_banned(theirs));
    assert!(!directory.is_banned(shared));
    assert!(!directory.is_banned(address("203.0.113.8")));
    administration.unban(&world.ann, bob.user_id).await.unwrap();
    assert!(!directory.is_banned(theirs));
}

#[tokio::test(start_paused = true)]
async fn where_a_session_is_used_from_is_saved_within_a_minute() {
    let world = world().await;
    let address = PublicAddress::parse("203.0.113.9").unwrap();
    let directory = &world.campfire.directory;
    let now = world.ports.clock.now();
    let used = directory.actor_by_session(world.ann.session_id, now, Some(address));
    assert!(used.is_some());
    let_pass(Duration::from_secs(61)).await;
    let saved = world.ports.store.directory.load().await.unwrap().sessions;
    let saved = saved
        .iter()
        .find(|session| session.id == world.ann.session_id);
    assert_eq!(saved.unwrap().address, Some(address));
}
