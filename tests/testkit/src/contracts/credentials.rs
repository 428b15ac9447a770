//! What every [`CredentialReader`](campfire_domain::ports::CredentialReader) must do.

use crate::{
    Scene, Stores,
    builders::{email, password_hash},
};

/// Of those who joined and of the administrator of the first run.
pub async fn the_hash_is_found_by_the_address(stores: Stores) {
    let s = Scene::set_up(stores).await;
    for user in [&s.ann, &s.bob] {
        let address = user.email.clone().expect("they have one");
        let found = s
            .stores
            .credentials
            .find_by_email(address)
            .await
            .expect("the store reads");
        let found = found.expect("the address is known");
        assert_eq!(
            (found.user_id, found.password_hash),
            (user.id, password_hash())
        );
    }
}

/// An address that nobody has.
pub async fn an_unknown_address_has_none(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let found = s
        .stores
        .credentials
        .find_by_email(email("eve@example.org"))
        .await;
    assert!(found.expect("the store reads").is_none());
}
