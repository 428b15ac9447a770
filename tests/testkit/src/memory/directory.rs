use super::{MemoryStore, State};
use async_trait::async_trait;
use campfire_domain::{
    StoreError,
    ports::{DirectoryReader, DirectorySnapshot, SigningKey},
};

#[async_trait]
impl DirectoryReader for MemoryStore {
    async fn load(&self) -> Result<DirectorySnapshot, StoreError> {
        self.read(|state: &State| DirectorySnapshot {
            head: state.head(),
            account: state.account.clone(),
            users: state.users.values().cloned().collect(),
            rooms: state
                .rooms
                .keys()
                .filter_map(|id| state.room_state(*id))
                .collect(),
            sessions: state.sessions.values().cloned().collect(),
            banned_addresses: state.banned_addresses.clone().into_iter().collect(),
            flags: state.flags(),
            // Nobody attacks a store that lives as long as a test.
            signing_key: SigningKey([7; 32]),
        })
    }
}
