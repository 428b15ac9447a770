//! Access tokens: the seeds' JWT. It names a user and a session; both are looked up on every use,
//! and nothing else in it is believed.

use campfire_domain::{
    Session, SessionId, Timestamp, UserId, ports::SigningKey, session::TOKEN_LIFETIME,
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

/// Who made it and for whom (RFC 7519, 4.1.1 and 4.1.3).
const ISSUER: &str = "campfire";
/// What it is good for: a token made for another purpose is none here.
const PURPOSE: &str = "access";
/// Longest token looked at, in bytes; ours have about 330.
const MAX_BYTES: usize = 1024;

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    purpose: String,
    sub: String,
    sid: String,
    iat: i64,
    exp: i64,
}

/// What a good token says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Claimed {
    /// Whose it is.
    pub user_id: UserId,
    /// The session it lives and dies with.
    pub session_id: SessionId,
    /// When it ends (`exp`, RFC 7519, 4.1.4).
    pub expires_at: Timestamp,
}

/// Signs and reads access tokens: HS256 and nothing else.
pub struct Tokens {
    signing: EncodingKey,
    reading: DecodingKey,
    rules: Validation,
}

impl Tokens {
    /// Tokens signed with this key.
    #[must_use]
    pub fn new(key: &SigningKey) -> Self {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[ISSUER]);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The time is judged by our own clock port.
        rules.validate_exp = false;
        Self {
            signing: EncodingKey::from_secret(&key.0),
            reading: DecodingKey::from_secret(&key.0),
            rules,
        }
    }

    /// Signs a token for a session. `None` when it cannot be signed, which does not happen with HS256.
    #[must_use]
    pub fn sign(&self, session: &Session) -> Option<String> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: ISSUER.to_owned(),
            purpose: PURPOSE.to_owned(),
            sub: session.user_id.to_string(),
            sid: session.id.to_string(),
            iat: session.started_at.as_millis().div_euclid(1000),
            exp: session
                .started_at
                .plus(TOKEN_LIFETIME)
                .as_millis()
                .div_euclid(1000),
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.signing).ok()
    }

    /// Reads a token that is good at `now`.
    #[must_use]
    pub fn read(&self, token: &str, now: Timestamp) -> Option<Claimed> {
        if token.len() > MAX_BYTES {
            return None;
        }
        let claims = decode::<Claims>(token, &self.reading, &self.rules)
            .ok()?
            .claims;
        let expires_at = Timestamp::from_millis(claims.exp.checked_mul(1000)?);
        if claims.purpose != PURPOSE || expires_at <= now {
            return None;
        }
        Some(Claimed {
            user_id: UserId::parse(&claims.sub).ok()?,
            session_id: SessionId::parse(&claims.sid).ok()?,
            expires_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use campfire_domain::SessionKind;
    use uuid::Uuid;

    fn session() -> Session {
        Session {
            id: SessionId::from_uuid(Uuid::from_u128(1)),
            user_id: UserId::from_uuid(Uuid::from_u128(2)),
            kind: SessionKind::Token,
            started_at: Timestamp::from_millis(1_000_000),
            last_seen_at: Timestamp::from_millis(1_000_000),
            device: String::new(),
            address: None,
        }
    }

    #[test]
    fn a_token_is_good_for_a_day() {
        let tokens = Tokens::new(&SigningKey([1; 32]));
        let token = tokens.sign(&session()).unwrap();
        let claimed = tokens
            .read(&token, Timestamp::from_millis(1_000_000))
            .unwrap();
        assert_eq!(
            (claimed.user_id, claimed.session_id),
            (session().user_id, session().id)
        );
        assert_eq!(tokens.read(&token, claimed.expires_at), None);
    }

    #[test]
    fn tokens_of_other_keys_algorithms_and_purposes_are_none() {
        let tokens = Tokens::new(&SigningKey([1; 32]));
        let now = Timestamp::from_millis(1_000_000);
        let foreign = Tokens::new(&SigningKey([2; 32])).sign(&session()).unwrap();
        let good = tokens.sign(&session()).unwrap();
        let (_, rest) = good.split_once('.').unwrap();
        // {"alg":"none","typ":"JWT"} and the same claims, without and with the signature.
        let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{rest}");
        let (body, _) = unsigned.rsplit_once('.').unwrap();
        for token in [
            foreign.as_str(),
            &unsigned,
            &format!("{body}."),
            "",
            "a.b.c",
            &"x".repeat(5000),
        ] {
            assert_eq!(tokens.read(token, now), None, "{token}");
        }
        let claims = Claims {
            iss: ISSUER.into(),
            aud: ISSUER.into(),
            purpose: "transfer".into(),
            sub: session().user_id.to_string(),
            sid: session().id.to_string(),
            iat: 0,
            exp: 1 << 40,
        };
        for algorithm in [Algorithm::HS256, Algorithm::HS512] {
            let token = encode(&Header::new(algorithm), &claims, &tokens.signing).unwrap();
            assert_eq!(tokens.read(&token, now), None);
        }
    }
}
