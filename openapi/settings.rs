//! How the Securegate crates are generated from the document: one place for their build scripts, which have to
//! make the same, and for the chores that renew and publish what these make.

use std::path::Path;

use openapi_bindgen::Builder;

/// The document that everything is made of, below the root of the repository.
pub(crate) const DOCUMENT: &str = "openapi/securegate.yaml";

/// The settings, for who knows where the root of the repository is.
pub(crate) fn builder(root: &Path) -> Builder {
    Builder::new(root.join(DOCUMENT))
        .input(DOCUMENT)
        .command("cargo xtask codegen")
        .models_crate("securegate_models")
        .client_inner("crate::ApiKey")
}
