use crate::{password, world, world_with};
use campfire_app::{administration::AdministrationError, sessions::SignInError};
use campfire_domain::{
    Denied, EmailAddress, PageSize, Role, Standing, StoreError, ports::MockStandingRepository,
};
use std::sync::Arc;

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
    let sign_in = || sessions.sign_in(email.clone(), password("a good password"), "test");
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
        ban.returning(|_, _, _| Err(StoreError::Unavailable.into()));
        ports.standing = Arc::new(standing);
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
