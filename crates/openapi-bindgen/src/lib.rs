//! An OpenAPI document in, Rust sources of a models and a client crate out.
//!
//! The document is lowered to 3.0.3 ([`openapi_spec::lower`]), fitted to what progenitor and typify
//! can take, given to them once for both crates, and what they wrote is edited: enums stay open,
//! nothing is sent that the document does not describe, every item is documented, and every text
//! of the document is a literal or a comment, whatever it holds.
//!
//! [`Builder`] serves build scripts, [`generate`] everything else. The same input gives the same
//! bytes.

mod adapt;
mod builder;
mod emit;
mod error;
mod guarded;
mod names;
mod settings;

use std::collections::BTreeSet;

use emit::Models;
use openapi_spec::Document;
use openapi_spec::lower;
use serde_json::Value;

pub use builder::Builder;
pub use error::BindgenError;
pub use openapi_spec::lower::{Loss, LossClass};
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
}

/// Versions that the output depends on, for telling why it is stale.
pub fn generator_version() -> String {
    format!("openapi-bindgen {}, progenitor {}", env!("CARGO_PKG_VERSION"), guarded::PROGENITOR_VERSION)
}

/// Digest of a text, as it stands in the first line of generated files: SHA-256 in hexadecimal.
pub fn digest(text: &[u8]) -> String {
    emit::sha256(text)
}

/// Generates the bindings of a document.
///
/// # Errors
///
/// [`BindgenError::Generator`] where progenitor does not get along with the document even after
/// the work-arounds of this crate, with the place if one alone is to blame; other variants say
/// what they stand for.
pub fn generate(document: &Document, settings: &Settings) -> Result<Bindings, BindgenError> {
    check(settings)?;
    let lowered = lower::lower(document.value());
    let mut reserved = BTreeSet::new();
    let (adapted, generated, models) = loop {
        let adapted = adapt::adapt(&lowered, &reserved);
        let generated = guarded::generate(&adapted, settings)?;
        match emit::models(&generated.models, &adapted.document, &adapted.types, settings)? {
            Models::Text(models) => break (adapted, generated, models),
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
    let header = emit::header(settings, &digest(document.tree().source().text().as_bytes()));
    let client = emit::client(&generated.client, &adapted.document, document.value(), settings)?;
    let mut losses = lowered.losses;
    losses.extend(adapted.losses);
    Ok(Bindings {
        models: format!("{header}\n{models}"),
        client: format!("{header}\n{client}"),
        lowered: lowered.document,
        losses,
    })
}

fn check(settings: &Settings) -> Result<(), BindgenError> {
    if !names::is_identifier(&settings.models_crate) {
        return Err(BindgenError::Setting {
            setting: "models_crate",
            expected: "a Rust identifier",
            found: settings.models_crate.clone(),
        });
    }
    if syn::parse_str::<syn::Path>(&settings.client_inner).is_err() {
        return Err(BindgenError::Setting {
            setting: "client_inner",
            expected: "a path to a type",
            found: settings.client_inner.clone(),
        });
    }
    Ok(())
}
