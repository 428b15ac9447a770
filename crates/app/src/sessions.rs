//! Signing in and out, and who a request comes from.

use crate::{
    Ports,
    directory::Directory,
    tokens::{Claimed, Tokens},
    unknown_refusal,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use campfire_domain::{
    Actor, EmailAddress, Password, PublicAddress, Session, SessionId, SessionKind, SessionToken,
    StoreError, Timestamp, TokenHash, User, UserId,
    ports::{
        Clock, CredentialReader, HashingError, IdSource, PasswordHasher, SessionRepository,
        StartSessionError,
    },
    session::TOKEN_LIFETIME,
};
use sha2::{Digest, Sha256};
use std::{
    sync::{Arc, Weak},
    time::Duration,
};

/// The use of a session is saved when it is this much newer than what is saved: an hour, as the
/// original does, so that reading costs no writes. Another address is saved with the next look.
const SAVE_USE_AFTER: Duration = Duration::from_hours(1);
/// How often it is looked for uses to save.
const SAVE_USE_EVERY: Duration = Duration::from_mins(1);
/// Uses saved in one operation.
const SAVE_USE_AT_ONCE: usize = 500;
/// Longest description of a device that is kept, in characters.
const DEVICE_MAX_CHARS: usize = 255;

/// The use cases of sessions.
pub struct Sessions {
    repository: Arc<dyn SessionRepository>,
    credentials: Arc<dyn CredentialReader>,
    passwords: Arc<dyn PasswordHasher>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    directory: Arc<Directory>,
    tokens: Tokens,
}

/// What someone signs in with.
#[derive(Clone, Default, Debug)]
pub struct Device {
    /// What it says of itself; the first 255 characters are kept.
    pub name: String,
    /// The public address that it comes from, if it does.
    pub address: Option<PublicAddress>,
}

impl From<&str> for Device {
    /// A device that comes from nowhere in particular.
    fn from(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            address: None,
        }
    }
}

/// Someone who proved who they are.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub user: Arc<User>,
    /// Their new session.
    pub session_id: SessionId,
    /// Its secret.
    pub token: SessionToken,
}

/// An access token for an API client.
#[derive(Clone, Debug)]
pub struct IssuedToken {
    /// Whose.
    pub user: Arc<User>,
    /// The session it lives and dies with.
    pub session_id: SessionId,
    /// The token.
    pub access_token: String,
    /// How long it is good.
    pub expires_in: Duration,
}

/// Why someone could not sign in.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// E-mail address or password are wrong, or the user does not take part any more.
    #[error("the e-mail address or the password is wrong")]
    WrongCredentials,
    /// The password could not be compared.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Sessions {
    pub(crate) fn new(ports: &Ports, directory: &Arc<Directory>, tokens: Tokens) -> Self {
        Self {
            repository: Arc::clone(&ports.store.sessions),
            credentials: Arc::clone(&ports.store.credentials),
            passwords: Arc::clone(&ports.passwords),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
            directory: Arc::clone(directory),
            tokens,
        }
    }

    /// Signs a browser in. Unknown address and wrong password cost the same time and look the same.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn sign_in(
        &self,
        email: EmailAddress,
        password: Password,
        device: Device,
    ) -> Result<SignedIn, SignInError> {
        let user = self.check(email, password).await?;
        let (session, token) = new_browser_session(&*self.ids, user.id, device, self.clock.now());
        let session_id = session.id;
        self.start(session).await?;
        Ok(SignedIn {
            user,
            session_id,
            token,
        })
    }

    /// Makes an access token for an API client, with a session of its own.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn issue_token(
        &self,
        email: EmailAddress,
        password: Password,
        device: Device,
    ) -> Result<IssuedToken, SignInError> {
        let user = self.check(email, password).await?;
        let now = self.clock.now();
        let kind = SessionKind::Token;
        let session = new_session(&*self.ids, user.id, kind, device, now);
        let access_token = self.tokens.sign(&session).ok_or(HashingError::Failed)?;
        let session_id = session.id;
        self.start(session).await?;
        Ok(IssuedToken {
            user,
            session_id,
            access_token,
            expires_in: TOKEN_LIFETIME,
        })
    }

    async fn check(
        &self,
        email: EmailAddress,
        password: Password,
    ) -> Result<Arc<User>, SignInError> {
        let known = self.credentials.find_by_email(email).await?;
        let hash = known.as_ref().map(|known| known.password_hash.clone());
        let good = self.passwords.verify(password, hash).await?;
        let user = known
            .filter(|_| good)
            .and_then(|known| self.directory.user(known.user_id));
        user.filter(|user| user.is_active())
            .ok_or(SignInError::WrongCredentials)
    }

    async fn start(&self, session: Session) -> Result<(), SignInError> {
        let committed = self
            .repository
            .start(session)
            .await
            .map_err(|error| match error {
                StartSessionError::Store(error) => SignInError::Store(error),
                StartSessionError::NotActive => SignInError::WrongCredentials,
                _ => SignInError::Store(unknown_refusal()),
            })?;
        self.directory.reached(committed).await;
        Ok(())
    }

    /// Who a browser's token stands for, if its session lives. Notes the use and where it comes from.
    #[must_use]
    pub fn actor_by_token(
        &self,
        token: &SessionToken,
        from: Option<PublicAddress>,
    ) -> Option<Actor> {
        self.directory
            .actor_by_token(hash_token(token), self.clock.now(), from)
    }

    /// Who an access token stands for, if it is good and its session lives. Notes the use and where
    /// it comes from.
    #[must_use]
    pub fn actor_by_access_token(&self, token: &str, from: Option<PublicAddress>) -> Option<Actor> {
        let now = self.clock.now();
        let Claimed {
            user_id,
            session_id,
            ..
        } = self.tokens.read(token, now)?;
        let actor = self.directory.actor_by_session(session_id, now, from)?;
        (actor.user_id == user_id).then_some(actor)
    }

    /// The actor as they are now, if the session still lives: role changes count at once. Notes the
    /// use; a live socket asks on every renewal.
    #[must_use]
    pub fn still(&self, actor: &Actor) -> Option<Actor> {
        self.directory
            .actor_by_session(actor.session_id, self.clock.now(), None)
    }

    /// How much longer a session can live at most, whatever happens; zero when it has ended.
    #[must_use]
    pub fn remaining(&self, session_id: SessionId) -> Duration {
        let session = self.directory.session(session_id);
        session.map_or(Duration::ZERO, |session| {
            session.ends_at().since(self.clock.now())
        })
    }

    /// The actor's own sessions, latest use first.
    #[must_use]
    pub fn list(&self, actor: &Actor) -> Vec<Session> {
        self.directory.sessions_of(actor.user_id, self.clock.now())
    }

    /// Ends one of the actor's own sessions; says whether there was such a one.
    ///
    /// # Errors
    /// When the store could not.
    pub async fn end(&self, actor: &Actor, session_id: SessionId) -> Result<bool, StoreError> {
        let mine = self.directory.session(session_id);
        if mine.is_none_or(|session| session.user_id != actor.user_id) {
            return Ok(false);
        }
        self.end_all(actor, vec![session_id]).await?;
        Ok(true)
    }

    /// Ends all of the actor's sessions but the one they act through.
    ///
    /// # Errors
    /// When the store could not.
    pub async fn end_others(&self, actor: &Actor) -> Result<(), StoreError> {
        let mine = self.list(actor).into_iter().map(|session| session.id);
        self.end_all(actor, mine.filter(|id| *id != actor.session_id).collect())
            .await
    }

    async fn end_all(&self, actor: &Actor, session_ids: Vec<SessionId>) -> Result<(), StoreError> {
        if session_ids.is_empty() {
            return Ok(());
        }
        let committed = self
            .repository
            .end(actor.user_id, session_ids, self.clock.now())
            .await?;
        self.directory.reached(committed).await;
        Ok(())
    }

    async fn save_use(&self) {
        let used = self.directory.take_used_sessions(SAVE_USE_AFTER);
        for some in used.chunks(SAVE_USE_AT_ONCE) {
            if let Err(error) = self.repository.touch(some.to_vec()).await {
                tracing::warn!(error = %error, "session.use_not_saved");
            }
        }
    }
}

/// Saves the use of sessions now and then, until they are gone.
pub(crate) async fn keep_books(sessions: Weak<Sessions>) {
    let mut ticks = tokio::time::interval(SAVE_USE_EVERY);
    loop {
        ticks.tick().await;
        let Some(sessions) = sessions.upgrade() else {
            return;
        };
        sessions.save_use().await;
    }
}

/// A new browser session and its secret.
pub(crate) fn new_browser_session(
    ids: &dyn IdSource,
    user_id: UserId,
    device: Device,
    now: Timestamp,
) -> (Session, SessionToken) {
    let token = new_secret(ids);
    let kind = SessionKind::Browser(hash_token(&token));
    (new_session(ids, user_id, kind, device, now), token)
}

fn new_session(
    ids: &dyn IdSource,
    user_id: UserId,
    kind: SessionKind,
    device: Device,
    now: Timestamp,
) -> Session {
    let Device { mut name, address } = device;
    if let Some((end, _)) = name.char_indices().nth(DEVICE_MAX_CHARS) {
        name.truncate(end);
    }
    Session {
        id: SessionId::from_uuid(ids.next()),
        user_id,
        kind,
        started_at: now,
        last_seen_at: now,
        device: name,
        address,
    }
}

/// 256 bits that nobody knows.
pub(crate) fn new_secret(ids: &dyn IdSource) -> SessionToken {
    loop {
        let mut secret = [0; 32];
        ids.fill_secret(&mut secret);
        // 32 bytes are always 43 characters of the right alphabet.
        if let Ok(token) = SessionToken::parse(&URL_SAFE_NO_PAD.encode(secret)) {
            return token;
        }
    }
}

/// What the store keeps of a token.
#[must_use]
pub fn hash_token(token: &SessionToken) -> TokenHash {
    hash_secret(token.reveal())
}

/// What the store keeps of a secret of 256 random bits: its SHA-256. They need no salt or stretching.
pub(crate) fn hash_secret(secret: &str) -> TokenHash {
    TokenHash(Sha256::digest(secret.as_bytes()).into())
}
