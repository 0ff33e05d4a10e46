//! Generates the models out of the document. `cargo xtask codegen` holds them equal to the committed snapshot.

#[path = "../../openapi/settings.rs"]
mod settings;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new("../..");
    println!("cargo::rerun-if-changed={}", root.join(settings::DOCUMENT).display());
    println!("cargo::rerun-if-changed={}", root.join("openapi/settings.rs").display());
    println!("cargo::rerun-if-changed=build.rs");
    let bindings = settings::builder(root).generate()?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("models.rs"), bindings.models)?;
    Ok(())
}
