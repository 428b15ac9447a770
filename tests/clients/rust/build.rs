//! Generates the client from the committed document.

use std::{env, error::Error, fs, path::Path};

/// Seen from this folder.
const DOCUMENT: &str = "../../../openapi/campfire-v1.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={DOCUMENT}");
    // The generator gives types to bodies of `application/json` only; a problem body is JSON too.
    let document =
        fs::read_to_string(DOCUMENT)?.replace("application/problem+json", "application/json");
    let document = serde_json::from_str(&document)?;
    let tokens = progenitor::Generator::default().generate_tokens(&document)?;
    let code = prettyplease::unparse(&syn::parse2(tokens)?);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("client.rs"), code)?;
    Ok(())
}
