use super::{By, MemoryStore, State};
use async_trait::async_trait;
use campfire_domain::{
    AuditAction, AuditLine, AuditNumber, StoreError, UserId, ports::AuditReader,
};

#[async_trait]
impl AuditReader for MemoryStore {
    async fn lines(
        &self,
        before: Option<AuditNumber>,
        limit: u32,
    ) -> Result<Vec<AuditLine>, StoreError> {
        self.read(|state| {
            let is_before = |line: &&AuditLine| before.is_none_or(|before| line.number < before);
            let newest_first = state.audit.iter().rev().filter(is_before);
            newest_first.take(limit as usize).copied().collect()
        })
    }
}

impl State {
    pub(super) fn note(&mut self, action: AuditAction, by: By, user_id: Option<UserId>) {
        let number = AuditNumber::new(self.audit.len() as u64).next();
        self.audit.push(AuditLine {
            number,
            at: by.1,
            actor_id: by.0,
            action,
            user_id,
        });
    }
}
