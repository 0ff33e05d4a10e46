//! Generates the models of the keywords fixture, as any build script would with the builder.

#[path = "agreement/posts.rs"]
mod posts;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use openapi_spec::Document;

const FIXTURE: &str = "fixtures/agreement/keywords.yaml";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FIXTURE}");
    println!("cargo::rerun-if-changed=agreement/posts.rs");
    println!("cargo::rerun-if-changed=build.rs");
    let (document, findings) = Document::load(FIXTURE, &fs::read(FIXTURE)?);
    let document = document.ok_or_else(|| format!("{findings:?}"))?;
    let folder = env::var("OUT_DIR")?;
    let out = Path::new(&folder);
    // Only what a request body reaches gets checks.
    let with_posts = out.join("keywords.json");
    fs::write(&with_posts, posts::with_posts(document.value(), &[]).to_string())?;
    let bindings = openapi_bindgen::Builder::new(with_posts)
        .command("cargo build")
        .models_crate("keywords")
        .generate()?;
    fs::write(out.join("keywords.rs"), bindings.models)?;
    let unchecked = bindings.losses.iter().filter(|loss| loss.pass == "check");
    let unchecked: Vec<&str> = unchecked.map(|loss| loss.pointer.as_str()).collect();
    fs::write(out.join("unchecked.txt"), unchecked.join("\n"))?;
    Ok(())
}
