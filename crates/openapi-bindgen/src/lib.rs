//! An OpenAPI document in, Rust sources of a models and a client crate out.
//!
//! The document is lowered to 3.0.3 ([`openapi_spec::lower`]), fitted to what progenitor and typify
//! can take, and given to them once for both crates. The types are theirs, edited: enums stay open, every
//! item is documented, and every text of the document is a literal or a comment, whatever it holds. The
//! code that sends requests and reads answers is written here, out of what the document says of each.
//!
//! [`Builder`] serves build scripts, [`package`] makes whole crates, [`generate`] serves everything
//! else. The same input gives the same
//! bytes.

mod adapt;
mod builder;
mod emit;
mod error;
mod guarded;
mod names;
mod package;
mod report;
mod salvage;
mod settings;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use emit::Models;
use openapi_spec::Document;
use openapi_spec::lower;
use serde_json::Value;
use syn::Item;

pub use builder::Builder;
pub use error::BindgenError;
pub use guarded::progenitor_alone;
pub use openapi_spec::lower::{Loss, LossClass};
pub use package::{
    Conflict, LOCK, Lock, Package, PackageFile, PackageSettings, Plan, Stale, embedded_runtime, package, plan,
};
pub use report::loss_table;
pub use settings::Settings;

/// The generated sources and what was lost on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Bindings {
    /// Source of the models crate. It needs `serde` with `derive`, `serde_json` where a schema
    /// allows anything, and `chrono` where there are dates and times.
    pub models: String,
    /// Source of the client crate. It needs the models, `openapi-client-runtime` and `reqwest`.
    pub client: String,
    /// The document as OpenAPI 3.0.3, for other tools.
    pub lowered: Value,
    /// Every rewriting of the document, first those of the lowering, then those for progenitor.
    pub losses: Vec<Loss>,
    /// The files that were read, the document first: a build script is to run again when one of them changes.
    /// From [`generate`] the paths of the other files, relative to the folder of the document; from a [`Builder`]
    /// all, as it reads them.
    pub inputs: Vec<PathBuf>,
}

/// Versions that the output depends on, for telling why it is stale.
pub fn generator_version() -> String {
    format!("openapi-bindgen {}, progenitor {}", env!("CARGO_PKG_VERSION"), guarded::PROGENITOR_VERSION)
}

/// Digest of a text, as it stands in the first line of generated files: SHA-256 in hexadecimal.
pub fn digest(text: &[u8]) -> String {
    emit::sha256(text)
}

/// Digest of a document with all files that it refers to.
fn document_digest(document: &Document) -> String {
    let own = digest(document.tree().source().text().as_bytes());
    if document.other_files().next().is_none() {
        return own;
    }
    let mut list = own;
    for (path, tree) in document.other_files() {
        // Writing to a string does not fail.
        let _ = write!(list, "\n{} {path}", digest(tree.source().text().as_bytes()));
    }
    digest(list.as_bytes())
}

/// Generates the bindings of a document.
///
/// # Errors
///
/// Where progenitor does not get along with an operation or a schema even after the work-arounds of
/// this crate, that one is left out and reported. [`BindgenError::Generator`] and
/// [`BindgenError::Unreadable`] are left for where none is to blame; other variants say what they
/// stand for.
pub fn generate(document: &Document, settings: &Settings) -> Result<Bindings, BindgenError> {
    let items = items(document, settings)?;
    let header = emit::header(settings, &document_digest(document));
    Ok(Bindings {
        models: format!("{header}\n{}", emit::format(&items.models)),
        client: format!("{header}\n{}", emit::format(&items.client)),
        lowered: items.lowered,
        losses: items.losses,
        inputs: document.other_files().map(|(path, _)| path.as_str().into()).collect(),
    })
}

/// The bindings before they are texts.
struct Items {
    models: Vec<Item>,
    client: Vec<Item>,
    /// Operations by the methods that call them.
    methods: BTreeMap<String, String>,
    lowered: Value,
    losses: Vec<Loss>,
    types: adapt::Types,
}

fn items(document: &Document, settings: &Settings) -> Result<Items, BindgenError> {
    check(settings)?;
    let lowered = lower::lower(document.value());
    let mut reserved = BTreeSet::new();
    let (adapted, generated, models, unchecked) = loop {
        let mut adapted = adapt::adapt(&lowered, &reserved);
        let generated = salvage::generate(&mut adapted, settings)?;
        match emit::models(&generated.models, &adapted, document, settings)? {
            Models::Items(models, unchecked) => break (adapted, generated, models, unchecked),
            // typify named a type of its own like one of ours. Only typify knows its names, and
            // only afterwards: ours give way, in as many rounds as there are new clashes.
            Models::NamesTwice(names) => {
                let known = reserved.len();
                let name = names.first().cloned().unwrap_or_default();
                reserved.extend(names);
                if reserved.len() == known {
                    return Err(BindgenError::NameTwice { name });
                }
            }
        }
    };
    let mut losses = lowered.losses;
    losses.extend(adapted.losses);
    losses.extend(unchecked);
    let types = adapted.types;
    let (client, methods) =
        emit::client(&generated.client, &adapted.document, document.value(), &types, &losses, settings)?;
    Ok(Items { models, client, methods, lowered: lowered.document, losses, types })
}

fn check(settings: &Settings) -> Result<(), BindgenError> {
    if !names::is_identifier(&settings.models_crate) {
        return Err(BindgenError::Setting {
            setting: "models_crate",
            expected: "a Rust identifier",
            found: settings.models_crate.clone(),
        });
    }
    let paths = [
        ("client_inner", "a path to a type", &settings.client_inner),
        ("runtime", "a path to a crate or module", &settings.runtime),
    ];
    for (setting, expected, path) in paths {
        if syn::parse_str::<syn::Path>(path).is_err() {
            return Err(BindgenError::Setting { setting, expected, found: path.clone() });
        }
    }
    Ok(())
}
