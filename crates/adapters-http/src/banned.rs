//! Addresses that are banned with somebody may read and not change anything.

use crate::{
    HttpConfig,
    client::Client,
    errors::{Code, Refusal},
};
use campfire_app::Campfire;
use campfire_domain::PublicAddress;
use poem::{Request, http::Method};

/// Refuses what a banned address would change. Whoever is signed in there may still sign out.
pub(crate) fn check(request: &Request, app: &Campfire, config: &HttpConfig) -> Result<(), Refusal> {
    let method = request.method();
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS].contains(method);
    let ends = *method == Method::DELETE && request.uri().path().starts_with("/api/v1/session");
    if reads || ends {
        return Ok(());
    }
    let address = PublicAddress::of(Client::of(request, config).address);
    if address.is_some_and(|address| app.directory.is_banned(address)) {
        return Err(Refusal::new(Code::AddressBanned));
    }
    Ok(())
}
