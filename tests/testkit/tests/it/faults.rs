//! The in-memory store can be made to fail.

use campfire_domain::{
    StoreError,
    ports::{AppendError, EventReader, MessageRepository, StorePorts},
};
use campfire_testkit::{MemoryStore, RecordingSink, Scene, Stores, a_message};
use std::sync::Arc;

#[tokio::test]
async fn a_store_that_is_out_refuses_everything_until_it_is_back() {
    let sink = RecordingSink::new();
    let store = Arc::new(MemoryStore::new(sink.clone()));
    let s = Scene::set_up(Stores::of(StorePorts::of(&store), sink, ())).await;
    let before = s.head().await;
    store.fail_with(Some(StoreError::Unavailable));

    let message = a_message(s.lobby, s.bob.id);
    let posted = store.append(message.clone().build()).await;
    assert!(matches!(
        posted,
        Err(AppendError::Store(StoreError::Unavailable))
    ));
    assert!(matches!(store.head().await, Err(StoreError::Unavailable)));
    assert_eq!(s.stores.sink.after(before), []);

    store.fail_with(None);
    assert_eq!(message.post_in(&*store).await.seq.get(), 1);
}
