use super::MemoryStore;
use async_trait::async_trait;
use campfire_domain::{
    MessageId,
    ports::{JournalError, NewMessage, PostJournal},
};
use std::sync::Arc;

#[async_trait]
impl PostJournal for MemoryStore {
    async fn write(&self, posts: Vec<Arc<NewMessage>>) -> Result<(), JournalError> {
        let mut journal = self.journal.lock();
        if let Some(fault) = &journal.fault {
            return Err(fault.clone());
        }
        journal.pending.extend(posts);
        Ok(())
    }

    async fn pending(&self) -> Result<Vec<Arc<NewMessage>>, JournalError> {
        Ok(self.journal.lock().pending.clone())
    }

    async fn forget(&self, message_id: MessageId) -> Result<(), JournalError> {
        self.journal
            .lock()
            .pending
            .retain(|new| new.id != message_id);
        Ok(())
    }
}
