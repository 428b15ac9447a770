//! The file and its tables.

use campfire_adapters_sqlite::{OpenError, SqliteConfig, SqliteStore};
use campfire_testkit::NullSink;
use std::{fs, os::unix::fs::PermissionsExt, sync::Arc};

#[tokio::test]
async fn opening_makes_folder_and_file_for_their_owner_only() {
    let parent = tempfile::tempdir().unwrap();
    let config = SqliteConfig::new(parent.path().join("data"));
    let store = SqliteStore::open(config.clone(), Arc::new(NullSink))
        .await
        .unwrap();
    store.probe().await.unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&config.data_dir), 0o700);
    for name in ["campfire.db", "campfire.db-wal", "campfire.db-shm"] {
        assert_eq!(mode(&config.data_dir.join(name)), 0o600, "{name}");
    }
    store.close().await;
}

#[tokio::test]
async fn migrating_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let config = SqliteConfig::new(folder.path());
    SqliteStore::migrate(&config).await.unwrap();
    let schema = || {
        let file = rusqlite::Connection::open(config.file()).unwrap();
        file.query_row(
            "select group_concat(sql, ';') from sqlite_schema",
            [],
            |row| row.get::<_, String>(0),
        )
        .unwrap()
    };
    let before = schema();
    SqliteStore::migrate(&config).await.unwrap();
    assert_eq!(schema(), before);
}

#[tokio::test]
async fn the_store_of_a_newer_campfire_is_refused_in_clear_words() {
    let folder = tempfile::tempdir().unwrap();
    let config = SqliteConfig::new(folder.path());
    SqliteStore::migrate(&config).await.unwrap();
    let file = rusqlite::Connection::open(config.file()).unwrap();
    file.execute(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
         values (9999, 'of the future', 1, x'00', 0)",
        [],
    )
    .unwrap();
    drop(file);
    let error = SqliteStore::open(config, Arc::new(NullSink))
        .await
        .unwrap_err();
    assert!(
        matches!(error, OpenError::NewerSchema { found: 9999, .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains("newer Campfire"));
}

#[tokio::test]
async fn every_table_of_ours_is_strict() {
    let folder = tempfile::tempdir().unwrap();
    let config = SqliteConfig::new(folder.path());
    SqliteStore::migrate(&config).await.unwrap();
    let file = rusqlite::Connection::open(config.file()).unwrap();
    let sql = "select name from pragma_table_list where type = 'table' and schema = 'main' and not strict \
               and name not like 'sqlite_%' and name <> '_sqlx_migrations' order by name";
    let loose: Vec<String> = file
        .prepare(sql)
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(loose, Vec::<String>::new());
}
