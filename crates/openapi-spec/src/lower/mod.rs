//! Lowers an OpenAPI 3.1 document to 3.0.3 and lists what that cost.
//!
//! Readers that know only 3.0 (progenitor among them) get a document that means the same wherever
//! 3.0.3 can say it. Each rewriting is a small named pass; [`BEFORE`], [`SCHEMA`] and [`AFTER`]
//! show all of them in the order in which they run. Every hit is a [`Loss`], also the harmless
//! ones: whoever wonders why the output differs from the input finds the reason.
//!
//! A 3.0 document stays as it is but for references to places that have no name, and for forms of 3.1 that real
//! documents have all the same.

mod document;
mod loss;
mod schema;
pub mod target;
pub mod walk;

#[cfg(test)]
mod tests;

use serde_json::Value;

pub use loss::{Hits, Loss, LossClass, Losses, Origins};

/// What [`lower`] returns.
#[derive(Debug, Clone, PartialEq)]
pub struct Lowered {
    /// The document, now OpenAPI 3.0.3.
    pub document: Value,
    /// Every rewriting, in the order in which it was made.
    pub losses: Vec<Loss>,
    /// Where the parts that were moved came from.
    pub origins: Origins,
}

/// A pass over the whole document.
pub struct DocumentPass {
    /// Kebab-case, as it stands in the loss report.
    pub name: &'static str,
    /// The rewriting. It records each hit with the pointer of the place.
    pub run: fn(&mut Value, &mut Losses<'_>),
}

/// A pass over one schema whose subschemas have been lowered already.
pub struct SchemaPass {
    /// Kebab-case, as it stands in the loss report.
    pub name: &'static str,
    /// The rewriting. `Hits` knows the pass and the place.
    pub run: fn(&mut Value, &mut Hits<'_>),
}

/// Passes that need the document as it was written.
pub const BEFORE: &[DocumentPass] = &[
    DocumentPass { name: "path-item-reference", run: document::path_items::inline },
    DocumentPass { name: "reference-target", run: document::references::hoist },
];

/// Passes over each schema: children first, then this order. Null unions come after everything
/// that can produce or remove a null branch; siblings of `$ref` come last, since the passes before
/// may add or remove siblings.
pub const SCHEMA: &[SchemaPass] = &[
    SchemaPass { name: "boolean-schema", run: schema::boolean::run },
    SchemaPass { name: "unevaluated-properties", run: schema::unevaluated::run },
    SchemaPass { name: "prefix-items", run: schema::prefix_items::run },
    SchemaPass { name: "pattern-properties", run: schema::pattern_properties::run },
    SchemaPass { name: "content-keywords", run: schema::content::run },
    SchemaPass { name: "unknown-keyword", run: schema::unknown::run },
    SchemaPass { name: "const", run: schema::const_value::run },
    SchemaPass { name: "examples", run: schema::examples::run },
    SchemaPass { name: "exclusive-bounds", run: schema::exclusive_bounds::run },
    SchemaPass { name: "type-array", run: schema::type_array::run },
    SchemaPass { name: "null-type", run: schema::null::only_type },
    SchemaPass { name: "null-in-enum", run: schema::null::in_enum },
    SchemaPass { name: "null-union", run: schema::null::in_union },
    SchemaPass { name: "null-default", run: schema::null::as_default },
    SchemaPass { name: "reference-siblings", run: schema::siblings::run },
    SchemaPass { name: "array-items", run: schema::array_items::run },
];

/// Of [`SCHEMA`], what 3.0 documents need that use forms of 3.1 by mistake. The others would change what 3.0 says:
/// what stands beside a `$ref`, for one, has no meaning there.
pub const SCHEMA_OF_3_0: &[SchemaPass] = &[
    SchemaPass { name: "exclusive-bounds", run: schema::exclusive_bounds::run },
    SchemaPass { name: "type-array", run: schema::type_array::run },
    SchemaPass { name: "null-type", run: schema::null::only_type },
    SchemaPass { name: "null-union", run: schema::null::in_union },
];

/// Passes that remove what 3.0 has no place for.
pub const AFTER: &[DocumentPass] = &[
    DocumentPass { name: "reference-object-siblings", run: document::references::strip_siblings },
    DocumentPass { name: "component-path-items", run: document::path_items::remove },
    DocumentPass { name: "webhooks", run: document::top_level::webhooks },
    DocumentPass { name: "schema-dialect", run: document::top_level::schema_dialect },
    DocumentPass { name: "info", run: document::top_level::info },
    DocumentPass { name: "mutual-tls", run: document::security::mutual_tls },
    DocumentPass { name: "paths", run: document::top_level::paths },
    DocumentPass { name: "responses", run: document::responses::run },
    DocumentPass { name: "version", run: document::top_level::version },
];

/// Lowers `document` to OpenAPI 3.0.3.
///
/// Pointers in the losses name places of `document` as it was given. Only the structure is
/// rewritten: nothing is validated, and a part that is not what OpenAPI asks for (an array where
/// an object belongs) is left alone.
///
/// The recursion is as deep as the document; the loaders of this crate bound that depth.
///
/// Source: OpenAPI 3.0.3, section 4.7.24 "Schema Object"; OpenAPI 3.1.0, section 4.8.24;
/// JSON Schema 2020-12.
pub fn lower(document: &Value) -> Lowered {
    let mut lowered = document.clone();
    let mut losses = Vec::new();
    let mut origins = Origins::default();
    run_document_passes(BEFORE, &mut lowered, &mut losses, &mut origins);
    if is_3_1(document) {
        run_schema_passes(SCHEMA, &mut lowered, &mut losses, &origins);
        run_document_passes(AFTER, &mut lowered, &mut losses, &mut origins);
    } else {
        run_schema_passes(SCHEMA_OF_3_0, &mut lowered, &mut losses, &origins);
    }
    Lowered { document: lowered, losses, origins }
}

/// Runs document passes in order; a reader with needs of its own can bring its own table.
pub fn run_document_passes(
    passes: &[DocumentPass],
    document: &mut Value,
    losses: &mut Vec<Loss>,
    origins: &mut Origins,
) {
    for pass in passes {
        (pass.run)(document, &mut Losses::new(pass.name, losses, origins));
    }
}

/// Runs all schema passes on each schema, subschemas before the schema that holds them.
///
/// Because a pass rewrites only the schema it is given, the pointer of a schema that has not been
/// reached yet is still the pointer in the document as written.
pub fn run_schema_passes(
    passes: &[SchemaPass],
    document: &mut Value,
    losses: &mut Vec<Loss>,
    origins: &Origins,
) {
    walk::schemas(document, &mut |schema, pointer| {
        if is_left_to_the_parent(schema, pointer) {
            return;
        }
        for pass in passes {
            (pass.run)(schema, &mut Hits::new(pass.name, origins.original(pointer), losses));
        }
    });
}

/// `additionalProperties` may stay a boolean in 3.0, and a null branch disappears from its union.
fn is_left_to_the_parent(schema: &Value, pointer: &str) -> bool {
    let mut segments = pointer.rsplit('/');
    match (segments.next(), segments.next()) {
        (Some("additionalProperties" | "unevaluatedProperties" | "unevaluatedItems"), _) => {
            schema.is_boolean()
        }
        (_, Some("anyOf" | "oneOf")) => schema::null::is_null(schema),
        _ => false,
    }
}

fn is_3_1(document: &Value) -> bool {
    let version = document.get("openapi").and_then(Value::as_str).unwrap_or_default();
    version == "3.1" || version.starts_with("3.1.")
}
