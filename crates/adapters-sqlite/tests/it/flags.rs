//! Flags that another Campfire on the same store knows.

use campfire_adapters_sqlite::{SqliteConfig, SqliteStore};
use campfire_domain::{
    Flag, FlagSet, FlagVersion,
    ports::{DirectoryReader, FlagRepository, StorePorts},
};
use campfire_testkit::{NullSink, RecordingSink, Scene, Stores, builders::START};
use std::sync::Arc;

#[tokio::test]
async fn flags_of_a_newer_campfire_are_left_out_and_carried_over() {
    let folder = tempfile::tempdir().unwrap();
    let config = SqliteConfig::new(folder.path());
    let open = async || {
        let store = SqliteStore::open(config.clone(), Arc::new(NullSink)).await;
        Arc::new(store.unwrap())
    };
    let store = open().await;
    let s = Scene::set_up(Stores::of(StorePorts::of(&store), RecordingSink::new(), ())).await;
    let on = vec![(Flag::FilesEnabled, true)];
    store.change(on, s.ann.id, START).await.unwrap();
    store.close().await;

    let file = rusqlite::Connection::open(config.file()).unwrap();
    file.execute_batch("insert into flag_state values (1, 'voice_enabled', 1)")
        .unwrap();
    let store = open().await;
    let expected = FlagSet::default().with(Flag::FilesEnabled, true);
    assert_eq!(store.load().await.unwrap().flags.set, expected);
    let on = vec![(Flag::AvatarsEnabled, true)];
    store.change(on, s.ann.id, START).await.unwrap();
    let back = store.roll_back(FlagVersion::new(1), s.ann.id, START);
    let back = back.await.unwrap().value;
    assert_eq!((back.version.get(), back.set), (3, expected));
    store.close().await;

    let sql =
        "select group_concat(version || ' ' || is_on) from flag_state where flag = 'voice_enabled'";
    let kept: String = file.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(kept, "1 1,2 1,3 1");
}
