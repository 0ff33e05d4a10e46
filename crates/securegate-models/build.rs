//! Generates the models out of the document. `cargo xtask codegen` holds them equal to the
//! committed snapshot, with the same settings.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

const DOCUMENT: &str = "openapi/securegate.yaml";

fn main() -> Result<(), Box<dyn Error>> {
    let document = Path::new("../..").join(DOCUMENT);
    println!("cargo::rerun-if-changed={}", document.display());
    println!("cargo::rerun-if-changed=build.rs");
    let bindings = openapi_bindgen::Builder::new(document)
        .input(DOCUMENT)
        .command("cargo xtask codegen")
        .models_crate("securegate_models")
        .client_inner("crate::ApiKey")
        .generate()?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("models.rs"), bindings.models)?;
    Ok(())
}
