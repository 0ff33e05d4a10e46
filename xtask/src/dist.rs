//! `cargo xtask dist`: `securegate-models` and `securegate-client` as people get them who want no generator
//! among their dependencies: what their build scripts make stands in them as a source, and so does what the
//! client stands on.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use openapi_bindgen::{Settings, embedded_runtime, generate, loss_table};
use openapi_spec::Document;

use crate::corpus::check_crates;
use crate::settings::{self, DOCUMENT};
use crate::workspace::{read, root, say, with_causes};

/// Below the root. The workspace leaves `target` out, so that cargo takes what is in there for itself.
const FOLDER: &str = "target/dist";

/// Writes both crates and checks that they build as they are.
///
/// # Errors
/// Nothing can be generated or written, or the crates don't compile.
pub(crate) fn run() -> Result<(), String> {
    let folder = root().join(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("failed to empty {FOLDER}: {error}"))?;
    }
    for (path, text) in files()? {
        put(&folder, &path, &text)?;
    }
    say(&format!("wrote {FOLDER}/securegate-models and {FOLDER}/securegate-client"));
    check(&folder)?;
    say("both compile, without a generator among their dependencies");
    Ok(())
}

/// Every file with its path below the folder.
fn files() -> Result<Vec<(String, String)>, String> {
    let builder = settings::builder(&root()).command("cargo xtask dist");
    let settings: Settings = builder.settings().clone().runtime("crate::runtime");
    let (document, _) = Document::load(DOCUMENT, read(DOCUMENT)?.as_bytes());
    let document = document.ok_or_else(|| format!("failed to load {DOCUMENT}"))?;
    let bindings = generate(&document, &settings).map_err(|error| with_causes(&error))?;
    let losses =
        loss_table(&format!("What `cargo xtask dist` lost of {DOCUMENT}."), &bindings.losses, &document);

    let mut files = Vec::new();
    let mut add = |path: &str, text: String| files.push((path.to_owned(), text));
    for name in ["securegate-models", "securegate-client"] {
        let manifest = read(&format!("crates/{name}/Cargo.toml"))?;
        add(&format!("{name}/Cargo.toml"), publishable(&manifest, &read("Cargo.toml")?)?);
        add(&format!("{name}/LICENSE-MIT"), read("LICENSE-MIT")?);
        add(&format!("{name}/LICENSE-APACHE"), read("LICENSE-APACHE")?);
        add(&format!("{name}/losses.txt"), losses.clone());
        add(&format!("{name}/README.md"), readme(name));
    }
    add("securegate-models/src/lib.rs", source("securegate-models", "lib.rs", "models")?);
    add("securegate-models/src/generated.rs", bindings.models);
    let root_of_client = source("securegate-client", "lib.rs", "client")?;
    add("securegate-client/src/lib.rs", format!("{root_of_client}\npub mod runtime;\n"));
    add("securegate-client/src/api_key.rs", source("securegate-client", "api_key.rs", "client")?);
    add("securegate-client/src/face.rs", source("securegate-client", "face.rs", "client")?);
    add("securegate-client/src/generated.rs", bindings.client);
    for (name, text) in embedded_runtime() {
        add(&format!("securegate-client/src/runtime/{name}"), text);
    }
    Ok(files)
}

/// A hand-written source with what stood for generated code and for the runtime replaced.
fn source(package: &str, file: &str, generated: &str) -> Result<String, String> {
    let text = read(&format!("crates/{package}/src/{file}"))?;
    let text = text.replace("openapi_client_runtime", "crate::runtime");
    if file != "lib.rs" {
        return Ok(text);
    }
    let module =
        format!("mod generated {{\n    include!(concat!(env!(\"OUT_DIR\"), \"/{generated}.rs\"));\n}}\n");
    match text.matches(&module).count() {
        1 => Ok(text.replace(&module, "mod generated;\n")),
        found => {
            Err(format!("crates/{package}/src/lib.rs includes {generated}.rs {found} times instead of once"))
        }
    }
}

/// A manifest that needs no workspace, no build script and nothing unpublished: fields and dependencies of
/// the workspace are written out.
fn publishable(manifest: &str, workspace: &str) -> Result<String, String> {
    let mut text = String::new();
    let mut section = String::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            line.clone_into(&mut section);
        }
        if matches!(section.as_str(), "[lints]" | "[build-dependencies]" | "[dev-dependencies]") {
            continue;
        }
        let inherited = line.strip_suffix(".workspace = true");
        match inherited {
            Some("openapi-client-runtime") => text.push_str(RUNTIME_DEPENDENCIES),
            Some(name) if section == "[dependencies]" && name.starts_with("securegate-") => {
                let version = value(workspace, "[workspace.package]", "version")?;
                // Writing to a string does not fail, here and below.
                let _ = writeln!(text, "{name} = {{ path = \"../{name}\", version = {version} }}");
            }
            Some(name) => {
                let table = if section == "[dependencies]" {
                    "[workspace.dependencies]"
                } else {
                    "[workspace.package]"
                };
                let _ = writeln!(text, "{name} = {}", value(workspace, table, name)?);
            }
            // The runtime's own lines say more of these.
            None if line.starts_with("reqwest = ") => {}
            None => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    Ok(format!("{}\n", text.trim_end()))
}

/// What the runtime needs, as its manifest says; the test below compares.
const RUNTIME_DEPENDENCIES: &str = "bytes = \"1\"
percent-encoding = \"2.3\"
reqwest = { version = \"0.13\", default-features = false, features = [\"query\"] }
serde = { version = \"1\", features = [\"derive\"] }
serde_json = \"1\"
serde_urlencoded = \"0.7\"
tokio = { version = \"1\", default-features = false, features = [\"time\"] }
";

/// The right side of `name = …` in a section of a manifest.
fn value<'a>(manifest: &'a str, section: &str, name: &str) -> Result<&'a str, String> {
    let after = manifest.lines().skip_while(|line| *line != section).skip(1);
    let mut own = after.take_while(|line| !line.starts_with('['));
    own.find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix('=').map(str::trim))
        .ok_or_else(|| format!("Cargo.toml: {section} has no `{name}`"))
}

fn readme(name: &str) -> String {
    format!(
        "# {name}\n\nGenerated from an OpenAPI description of the Securegate API; the documentation of the crate tells \
         more. `losses.txt`\nnames what the code does not say of what the description says.\n"
    )
}

fn put(folder: &Path, path: &str, text: &str) -> Result<(), String> {
    let target = folder.join(path);
    let parent = target.parent().unwrap_or(folder);
    fs::create_dir_all(parent)
        .and_then(|()| fs::write(&target, text))
        .map_err(|error| format!("failed to write {path}: {error}"))
}

/// Checks the client, and with it the models, and that no generator is among their dependencies.
fn check(folder: &Path) -> Result<(), String> {
    let client = folder.join("securegate-client");
    check_crates(&client)?;
    let lock = client.join("Cargo.lock");
    let text =
        fs::read_to_string(&lock).map_err(|error| format!("failed to read {}: {error}", lock.display()))?;
    // It is not part of what is published.
    fs::remove_file(&lock).map_err(|error| format!("failed to remove {}: {error}", lock.display()))?;
    for generator in ["progenitor-impl", "typify", "openapi-bindgen", "openapi-spec"] {
        if text.lines().any(|line| line == format!("name = \"{generator}\"")) {
            return Err(format!("{generator} is among the dependencies of what was written"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crates_compile_without_a_generator() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files().unwrap() {
            assert!(!text.contains("OUT_DIR") && !text.contains("openapi_client_runtime"), "{path}");
            put(folder.path(), &path, &text).unwrap();
        }
        check(folder.path()).unwrap();
    }

    #[test]
    fn manifests_inherit_nothing() {
        for (path, text) in files().unwrap() {
            if path.ends_with("Cargo.toml") {
                assert!(!text.contains("workspace") && !text.contains("openapi-"), "{text}");
                assert!(
                    text.contains("license = \"MIT OR Apache-2.0\"") && text.contains("edition = \"2024\""),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn the_dependencies_of_the_runtime_are_those_of_its_manifest() {
        let manifest = read("crates/openapi-client-runtime/Cargo.toml").unwrap();
        let names = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|line| line.contains('=') && !line.starts_with('#'));
            lines.map(|line| line.split(['.', ' ']).next().unwrap_or_default().to_owned()).collect()
        };
        let own = manifest.split("[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
        assert_eq!(names(own), names(RUNTIME_DEPENDENCIES));
    }
}
