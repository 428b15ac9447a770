//! The process: how it starts, what it says, how it ends.

use campfire_e2e::{Heard, Live, Server, Settings, Team, run};
use hyper::Method;
use std::time::{Duration, Instant};

/// A server that was asked to end has ended within this.
const DRAIN: Duration = Duration::from_secs(25);
/// Exit code of a process that finds its folder taken (`EX_CANTCREAT` of sysexits).
const TAKEN: i32 = 73;
/// A command that is refused says so within this.
const SAYS_NO: Duration = Duration::from_secs(10);

#[tokio::test]
async fn port_zero_works_and_the_url_is_printed() {
    let server = Server::start().await;
    assert!(
        server.url().starts_with("http://127.0.0.1:"),
        "{}",
        server.url()
    );
    assert!(!server.url().ends_with(":0"));
    let up = server.client().root(Method::GET, "/up", None).await;
    assert_eq!(up.code(), 200);
}

#[tokio::test]
async fn it_tells_how_it_is() {
    let team = Team::new().await;
    let anybody = team.server.client();
    for path in ["/up", "/livez", "/readyz"] {
        let answer = anybody.root(Method::GET, path, None).await;
        assert_eq!(answer.code(), 200, "{path}: {}", answer.text());
    }
    let metrics = anybody.root(Method::GET, "/metrics", None).await;
    assert_eq!(metrics.code(), 200);
    assert!(metrics.text().contains("# TYPE"), "Prometheus text");
}

#[tokio::test]
async fn metrics_are_not_for_those_behind_a_proxy() {
    let team = Team::new().await;
    for header in [
        "forwarded",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
    ] {
        let value = if header == "forwarded" {
            "for=192.0.2.1"
        } else {
            "192.0.2.1"
        };
        let answer = team
            .server
            .client()
            .with_header(header, value)
            .root(Method::GET, "/metrics", None)
            .await;
        assert!(
            matches!(answer.code(), 403 | 404),
            "{header}: {}",
            answer.code()
        );
    }
}

#[tokio::test]
async fn unknown_paths_show_the_web_client() {
    let team = Team::new().await;
    let anybody = team.server.client();
    let home = anybody.root(Method::GET, "/", None).await;
    assert_eq!(home.code(), 200);
    assert!(home.header("content-type").starts_with("text/html"));
    let deep = anybody.root(Method::GET, "/rooms/anything", None).await;
    assert_eq!(deep.code(), 200);
    assert_eq!(deep.body, home.body, "the shell");
}

#[tokio::test]
async fn the_api_document_and_its_pages_are_served() {
    let team = Team::new().await;
    let document = team.server.client().get("/openapi.json").await.expect(200);
    assert!(document["openapi"].is_string());
    assert!(
        document["paths"]
            .as_object()
            .is_some_and(|paths| paths.len() > 10)
    );
    let pages = team
        .server
        .client()
        .root(Method::GET, "/api/docs", None)
        .await;
    assert!(
        pages.status.is_success() || pages.status.is_redirection(),
        "{}",
        pages.status
    );
}

#[tokio::test]
async fn a_second_process_on_the_folder_is_refused_in_clear_words() {
    let team = Team::new().await;
    let folder = team
        .server
        .folder()
        .to_str()
        .expect("a plain path")
        .to_owned();
    for args in [
        vec!["serve", "--listen", "127.0.0.1:0", "--data-dir", &folder],
        vec!["migrate", "--data-dir", &folder],
    ] {
        let (code, said) = run(&args, &[], SAYS_NO).await;
        assert_eq!(code, Some(TAKEN), "{args:?}: {said}");
        assert!(said.contains(&folder), "it names the folder: {said}");
        assert!(
            !said.contains("panicked") && !said.contains("SQLITE"),
            "{said}"
        );
        assert!(said.lines().count() <= 5, "clear words are few: {said}");
    }
    team.ann.post(&team.hall, "undisturbed").await;
}

#[tokio::test]
async fn after_a_crash_the_folder_is_free() {
    let mut team = Team::new().await;
    team.server.kill().await;
    team.server.start_again().await;
}

#[tokio::test]
async fn bad_settings_end_it_with_a_message() {
    let home = tempfile::tempdir().expect("a folder");
    let data = home
        .path()
        .join("data")
        .to_str()
        .expect("a plain path")
        .to_owned();
    let file = home.path().join("file");
    std::fs::write(&file, "not a folder").expect("a file");
    let file = file.to_str().expect("a plain path").to_owned();
    let base = ["serve", "--data-dir", &data];
    let with = |more: &[&'static str]| [&base[..], more].concat();
    for (args, about) in [
        (with(&["--listen", "nonsense"]), "nonsense"),
        (with(&["--listen", "127.0.0.1:99999"]), "99999"),
        (
            with(&["--listen", "127.0.0.1:0", "--public-url", "not a url"]),
            "not a url",
        ),
        (
            with(&["--listen", "127.0.0.1:0", "--durability", "hopeful"]),
            "hopeful",
        ),
        (
            with(&["--listen", "127.0.0.1:0", "--rate-limits", "maybe"]),
            "maybe",
        ),
        (
            with(&["--listen", "127.0.0.1:0", "--no-such-flag"]),
            "no-such-flag",
        ),
        (
            vec!["serve", "--listen", "127.0.0.1:0", "--data-dir", &file],
            file.as_str(),
        ),
        (vec!["dance"], "dance"),
    ] {
        let (code, said) = run(&args, &[], SAYS_NO).await;
        assert!(
            code.is_some_and(|code| code != 0),
            "{args:?} ended with {code:?}: {said}"
        );
        assert!(
            said.contains(about),
            "{args:?} does not name {about:?}: {said}"
        );
        assert!(!said.contains("panicked"), "{said}");
    }
    let (code, said) = run(
        &with(&["--listen", "127.0.0.1:0"]),
        &[("CAMPFIRE_DURABILITY", "hopeful")],
        SAYS_NO,
    )
    .await;
    assert!(code.is_some_and(|code| code != 0), "{said}");
    assert!(said.contains("hopeful"), "{said}");
}

#[tokio::test]
async fn the_environment_is_as_good_as_the_command_line() {
    let home = tempfile::tempdir().expect("a folder");
    let data = home.path().join("elsewhere");
    // The command line wins over the environment.
    let settings = Settings::new()
        .env(
            "CAMPFIRE_DATA_DIR",
            home.path().join("ignored").display().to_string(),
        )
        .env("CAMPFIRE_DURABILITY", "normal");
    let mut server = Server::start_on(&data, settings).await;
    assert!(data.join("campfire.db").is_file());
    assert!(!home.path().join("ignored").exists());
    server.stop(DRAIN).await;
}

#[tokio::test]
async fn asked_to_end_it_tells_its_sockets_and_ends_well() {
    let mut team = Team::new().await;
    let bo = team.join("Bo").await;
    let (mut anns, mut bos) = (team.ann.live().await, bo.live().await);
    let polling = {
        let client = bo.client.clone();
        let cursor = bos.cursor.clone();
        tokio::spawn(async move {
            let path = format!("/api/v1/events?cursor={cursor}&wait=55");
            client
                .try_root(Method::GET, &path, None)
                .await
                .map(|answer| answer.code())
        })
    };
    team.ann.post(&team.hall, "last words").await;
    let began = Instant::now();
    team.server.ask_to_stop();
    for live in [&mut anns, &mut bos] {
        live.posted("last words").await;
        assert_eq!(live.closed(DRAIN).await, 1012);
    }
    let stopped = team.server.ended(DRAIN).await;
    assert_eq!(stopped.code, Some(0), "{}", team.server.log_text());
    assert!(began.elapsed() <= DRAIN, "it took {:?}", began.elapsed());
    let polled = polling.await.expect("the poll ends");
    assert!(
        polled.as_ref().is_ok_and(|code| matches!(code, 200 | 503)) || polled.is_err(),
        "{polled:?}"
    );
    team.server.assert_no_panic();
}

#[tokio::test]
async fn asked_to_end_while_people_post_it_loses_nothing() {
    let mut team = Team::new().await;
    let posting: Vec<_> = (0..8)
        .map(|n| {
            let (ann, hall) = (team.ann.clone(), team.hall.clone());
            tokio::spawn(async move {
                let mut stored = Vec::new();
                for m in 0.. {
                    let body = serde_json::json!({
                        "client_message_id": campfire_e2e::fresh_id(), "body": format!("{n} {m}")
                    });
                    let path = format!("/api/v1/rooms/{hall}/messages");
                    match ann.client.try_root(Method::POST, &path, Some(&body)).await {
                        Ok(answer) if answer.code() == 201 => {
                            stored.push(crate::text(&answer.json()["id"]));
                        }
                        Ok(answer) => {
                            assert_eq!(answer.code(), 503, "{}", answer.text());
                            break;
                        }
                        Err(_) => break,
                    }
                }
                stored
            })
        })
        .collect();
    let mut live = team.ann.live().await;
    for _ in 0..100 {
        live.event("message_posted").await;
    }
    assert_eq!(team.server.stop(DRAIN).await.code, Some(0));
    let audit = campfire_e2e::audit::Audit::open(&team.server.data_file());
    audit.assert_dense();
    audit.assert_integrity();
    let there: std::collections::BTreeSet<String> = audit
        .messages()
        .into_values()
        .map(|row| row.message_id)
        .collect();
    for poster in posting {
        for id in poster.await.expect("a poster ends well") {
            assert!(there.contains(&id), "acknowledged and lost: {id}");
        }
    }
}

#[tokio::test]
async fn clients_find_one_another_again_after_a_restart() {
    let mut team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = bo.live().await;
    team.ann.post(&team.hall, "before").await;
    live.posted("before").await;
    let cursor = live.cursor.clone();
    team.server.ask_to_stop();
    assert_eq!(live.closed(DRAIN).await, 1012);
    team.server.ended(DRAIN).await;
    team.server.start_again().await;
    let (mut ann, mut bo) = (team.ann.clone(), bo);
    team.follow(&mut [&mut ann, &mut bo]);
    let mut back = Live::resume(&bo.client, &cursor).await;
    ann.post(&team.hall, "after").await;
    back.posted("after").await;
    assert!(matches!(
        back.next(Duration::ZERO).await,
        Heard::Frame(_) | Heard::Silence
    ));
}

/// G17: what an older Campfire finds after an upgrade was undone without its copy.
#[tokio::test]
async fn the_store_of_a_newer_campfire_is_refused_in_clear_words_and_left_alone() {
    let mut team = Team::new().await;
    team.server.stop(DRAIN).await;
    let file = team.server.data_file();
    let audit = campfire_e2e::audit::Audit::open(&file);
    audit.execute(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
         values (9999, 'of the future', 1, x'00', 0)",
    );
    let before = audit.counts();
    let folder = team.server.folder().display().to_string();
    for args in [
        &["serve", "--listen", "127.0.0.1:0", "--data-dir", &folder][..],
        &["migrate", "--data-dir", &folder][..],
    ] {
        let (code, said) = run(args, &[], SAYS_NO).await;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("newer Campfire"), "{said}");
        assert!(!said.contains("panicked"), "{said}");
    }
    assert_eq!(audit.counts(), before);
    // The newer one finds everything as it was.
    audit.execute("delete from _sqlx_migrations where version = 9999");
    team.server.start_again().await;
}

#[tokio::test]
async fn data_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let team = Team::new().await;
    for entry in std::fs::read_dir(team.server.folder()).expect("the folder can be read") {
        let entry = entry.expect("the folder can be read");
        let mode = entry.metadata().expect("its mode").permissions().mode();
        assert_eq!(
            mode & 0o077,
            0,
            "{} has mode {mode:o}",
            entry.path().display()
        );
    }
}
