//! Runs progenitor where neither its panics nor its appetite for stack reach the user.
//!
//! progenitor and typify stop at many documents with `panic!`, `todo!` or a failed assertion. They
//! run on a thread of their own; a panic there is an error here, and smaller runs tell which
//! operation it is about.

use std::panic;
use std::sync::Once;
use std::thread;

use openapi_spec::lower::Origins;
use openapi_spec::lower::walk::{self, METHODS};
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypeImpl};
use serde_json::{Value, json};

use crate::adapt::{Adapted, Types};
use crate::{BindgenError, Settings};

/// The version that [`crate`] is built with; `Cargo.toml` pins it.
pub(crate) const PROGENITOR_VERSION: &str = "0.15.1";

/// typify recurses once per level of nested schemas, with large frames. Memory is taken only as
/// far as it is used.
const STACK: usize = 512 * 1024 * 1024;

const THREAD: &str = "openapi-bindgen";

/// Runs that look for the guilty operation; a document with more operations gets no pointer.
const MAX_PROBES: usize = 500;

/// The two outputs, as text: tokens can't leave the thread that made them.
pub(crate) struct Generated {
    pub(crate) client: String,
    pub(crate) models: String,
}

/// Generates both crates in one run: the client adds types of its parameters and bodies.
pub(crate) fn generate(adapted: &Adapted, settings: &Settings) -> Result<Generated, BindgenError> {
    run(&adapted.document, &adapted.types, settings).map_err(|failure| match failure {
        Failure::Unreadable(source) => {
            BindgenError::Unreadable { pointer: culprit(adapted, settings), source }
        }
        Failure::Refused(message) => BindgenError::Generator { pointer: culprit(adapted, settings), message },
        Failure::Thread(source) => BindgenError::Thread(source),
        Failure::Setting(error) => error,
    })
}

enum Failure {
    Unreadable(serde_json::Error),
    Refused(String),
    Thread(std::io::Error),
    Setting(BindgenError),
}

fn run(document: &Value, types: &Types, settings: &Settings) -> Result<Generated, Failure> {
    let api: openapiv3::OpenAPI = serde_json::from_value(document.clone()).map_err(Failure::Unreadable)?;
    let inner: TokenStream = settings.client_inner.parse().map_err(|_| {
        Failure::Setting(BindgenError::Setting {
            setting: "client_inner",
            expected: "a path to a type",
            found: settings.client_inner.clone(),
        })
    })?;
    // Tokens are not `Send`.
    let inner = inner.to_string();
    let ours: Vec<(String, String)> = types
        .open_enums
        .iter()
        .map(|open| &open.name)
        .chain(&types.date_time)
        .map(|name| (name.clone(), format!("::{}::{name}", settings.models_crate)))
        .collect();
    keep_quiet();
    let thread = thread::Builder::new()
        .name(THREAD.to_owned())
        .stack_size(STACK)
        .spawn(move || progenitor(&api, &inner, &ours))
        .map_err(Failure::Thread)?;
    match thread.join() {
        Ok(outcome) => outcome.map_err(Failure::Refused),
        Err(panic) => Err(Failure::Refused(panic_message(panic.as_ref()))),
    }
}

fn progenitor(api: &openapiv3::OpenAPI, inner: &str, ours: &[(String, String)]) -> Result<Generated, String> {
    let mut settings = GenerationSettings::default();
    settings
        // A missing argument is a compile error; builders would make it one at run time.
        .with_interface(InterfaceStyle::Positional)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(inner.parse().map_err(|error| format!("{error}"))?)
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq");
    for (name, path) in ours {
        settings.with_replacement(name, path, [TypeImpl::Display, TypeImpl::FromStr].into_iter());
    }
    let mut generator = Generator::new(&settings);
    let client = generator.generate_tokens(api).map_err(|error| error.to_string())?;
    let models = generator.get_type_space().to_stream();
    Ok(Generated { client: client.to_string(), models: models.to_string() })
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("it panicked")
        .to_owned()
}

/// Keeps the panic hook from writing about panics that become errors. Other threads keep theirs.
fn keep_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some(THREAD) {
                previous(info);
            }
        }));
    });
}

/// The place in the document as written that makes progenitor fail, if one alone does: the
/// components, or an operation.
fn culprit(adapted: &Adapted, settings: &Settings) -> Option<String> {
    let fails = |document: &Value| run(document, &adapted.types, settings).is_err();
    let mut probe = adapted.document.clone();
    let paths = probe.get_mut("paths").map(Value::take).unwrap_or_default();
    probe["paths"] = json!({});
    if fails(&probe) {
        return culprit_schema(adapted, settings);
    }
    let mut probes = 0;
    for (path, item) in paths.as_object()? {
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            probes += 1;
            if probes > MAX_PROBES {
                return None;
            }
            probe["paths"] = json!({path: {method: operation}});
            if fails(&probe) {
                let mut pointer = String::from("/paths");
                walk::push(&mut pointer, path);
                walk::push(&mut pointer, method);
                return Some(original(&adapted.origins, &pointer));
            }
        }
    }
    None
}

/// The first schema that fails together with nothing but stand-ins for the others.
fn culprit_schema(adapted: &Adapted, settings: &Settings) -> Option<String> {
    let schemas = adapted.document.pointer("/components/schemas")?.as_object()?;
    let mut probe = adapted.document.clone();
    probe["paths"] = json!({});
    for (name, schema) in schemas.iter().take(MAX_PROBES) {
        let mut alone: serde_json::Map<String, Value> =
            schemas.keys().map(|name| (name.clone(), json!({"type": "object"}))).collect();
        alone.insert(name.clone(), schema.clone());
        probe["components"]["schemas"] = Value::Object(alone);
        if run(&probe, &adapted.types, settings).is_err() {
            let mut pointer = String::from("/components/schemas");
            walk::push(&mut pointer, name);
            return Some(original(&adapted.origins, &pointer));
        }
    }
    None
}

fn original(origins: &Origins, pointer: &str) -> String {
    origins.original(pointer)
}
