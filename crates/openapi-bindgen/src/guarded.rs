//! Runs progenitor where neither its panics nor its appetite for stack reach the user.
//!
//! progenitor and typify stop at many documents with `panic!`, `todo!` or a failed assertion. They
//! run on a thread of their own; a panic there is an error here.

use std::panic;
use std::sync::Once;
use std::thread;

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypeImpl};
use serde_json::Value;

use crate::adapt::Types;
use crate::{BindgenError, Settings};

/// The version that [`crate`] is built with; `Cargo.toml` pins it.
pub(crate) const PROGENITOR_VERSION: &str = "0.15.1";

/// typify recurses once per level of nested schemas, with large frames. Memory is taken only as
/// far as it is used.
const STACK: usize = 512 * 1024 * 1024;

const THREAD: &str = "openapi-bindgen";

/// The two outputs, as text: tokens can't leave the thread that made them.
pub(crate) struct Generated {
    pub(crate) client: String,
    pub(crate) models: String,
}

/// Why there is no output.
pub(crate) enum Failure {
    Unreadable(serde_json::Error),
    Refused(String),
    Thread(std::io::Error),
    Setting(BindgenError),
}

/// Generates both crates in one run: the client adds types of its parameters and bodies.
pub(crate) fn run(document: &Value, types: &Types, settings: &Settings) -> Result<Generated, Failure> {
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
        .chain(types.sums().map(|(_, name, ..)| name))
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

/// What progenitor makes of a document as it is, with its own settings and without any of the work
/// of this crate: the source of its one crate, or what it says or panics with. For comparisons.
///
/// # Errors
///
/// What progenitor says.
pub fn progenitor_alone(document: &Value) -> Result<String, String> {
    let api: openapiv3::OpenAPI =
        serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
    keep_quiet();
    let work = move || {
        let mut generator = Generator::new(&GenerationSettings::default());
        let tokens = generator.generate_tokens(&api).map_err(|error| error.to_string())?;
        let file: syn::File = syn::parse2(tokens).map_err(|error| error.to_string())?;
        Ok(prettyplease::unparse(&file))
    };
    let thread = thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK).spawn(work);
    thread
        .map_err(|error| error.to_string())?
        .join()
        .unwrap_or_else(|panic| Err(panic_message(panic.as_ref())))
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
