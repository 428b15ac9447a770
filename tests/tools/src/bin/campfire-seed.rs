//! `campfire-seed`: fills a data folder with people, rooms and messages.

use anyhow::{Context, Result, bail};
use campfire_tools::bench::plan::say;
use campfire_tools::campfire::{ADMIN_EMAIL, PASSWORD};
use campfire_tools::seed::{self, FILE_NAME, Plan};
use campfire_tools::{machine, seed::Seeded};
use clap::Parser;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Fills a new data folder: `campfire serve --data-dir` on it afterwards shows a busy team.
#[derive(Debug, Parser)]
#[command(name = "campfire-seed", version, about)]
struct Arguments {
    /// The server's binary, which makes the store and its first run.
    #[arg(long, env = "CAMPFIRE_BIN", default_value = "target/release/campfire")]
    binary: PathBuf,
    /// The new data folder; it must not hold a store.
    #[arg(long)]
    data_dir: PathBuf,
    /// Messages in all.
    #[arg(long, default_value_t = 1_000_000)]
    messages: u64,
    /// Open rooms in all.
    #[arg(long, default_value_t = 40)]
    rooms: usize,
    /// People besides the administrator.
    #[arg(long, default_value_t = 1_000)]
    users: usize,
    /// Messages of the first room; the others share the rest. Default: an equal share.
    #[arg(long)]
    first_room: Option<u64>,
    /// Where rooms, people and their session tokens are written (mode 0600).
    /// Default: the data folder's name with `.tokens.json` behind it.
    #[arg(long)]
    tokens: Option<PathBuf>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    machine::end_children_when_interrupted()?;
    if arguments.data_dir.join(FILE_NAME).exists() {
        bail!("{} holds a store already", arguments.data_dir.display());
    }
    let rooms = arguments.rooms.max(1) as u64;
    let first = arguments
        .first_room
        .unwrap_or(arguments.messages / rooms)
        .min(arguments.messages);
    let rest = arguments.messages - first;
    // What does not divide evenly goes to the first room, so that the sum is what was asked for.
    let other = if rooms > 1 { rest / (rooms - 1) } else { 0 };
    let plan = Plan {
        users: arguments.users,
        rooms: arguments.rooms.max(1),
        first_room_messages: arguments.messages - other * (rooms - 1),
        other_room_messages: other,
    };
    let began = Instant::now();
    let seeded = seed::make(
        &arguments.binary,
        &arguments.data_dir,
        &plan,
        |done, all| {
            let rate = u128::from(done) * 1_000 / began.elapsed().as_millis().max(1);
            say(&format!("{done} of {all} messages, {rate} a second"));
        },
    )?;
    let tokens = arguments.tokens.unwrap_or_else(|| {
        let mut name = arguments.data_dir.as_os_str().to_owned();
        name.push(".tokens.json");
        PathBuf::from(name)
    });
    write_tokens(&tokens, &seeded)?;
    say(&format!(
        "done in {:.1} s. Sign in as {ADMIN_EMAIL} or person1@example.com with the password \
         {PASSWORD:?}; session tokens are in {}",
        began.elapsed().as_secs_f64(),
        tokens.display()
    ));
    Ok(())
}

fn write_tokens(file: &Path, seeded: &Seeded) -> Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(file)
        .with_context(|| format!("{}", file.display()))?;
    file.write_all(serde_json::to_string(seeded)?.as_bytes())?;
    Ok(())
}
