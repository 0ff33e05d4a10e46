//! The client: progenitor's methods on top of `openapi-client-runtime`.
//!
//! Nothing here guesses. What is edited is counted, and a form that this file does not know is an
//! error, so that a new version of progenitor can't slip something past it.

use quote::{ToTokens, quote};
use serde_json::Value;
use syn::visit_mut::VisitMut;
use syn::{File, ImplItem, Item, ItemImpl, ItemStruct, Type, parse_quote};

use super::paths::Shorten;
use super::{client_method, docs};
use crate::adapt::Types;
use crate::{BindgenError, Settings};

/// What the runtime offers to generated code, and whether it is part of the client's interface.
const RUNTIME: [(&str, bool); 8] = [
    ("ByteStream", true),
    ("Error", true),
    ("Hooks", false),
    ("OperationInfo", false),
    ("QueryParam", false),
    ("RequestBuilderExt", false),
    ("ResponseValue", true),
    ("encode_path", false),
];

/// The items of the client crate. `document` is the adapted one, `authored`
/// the one that names the servers.
pub(crate) fn client(
    tokens: &str,
    document: &Value,
    authored: &Value,
    adapted: &Types,
    settings: &Settings,
) -> Result<Vec<Item>, BindgenError> {
    let file: File = syn::parse_str(tokens)?;
    let mut parts = Parts::default();
    for item in file.items {
        parts.take(item)?;
    }
    let Parts { client, methods, left_out, types } = parts;
    let (Some(client), Some(mut methods)) = (client, methods) else {
        return Err(BindgenError::form("the client has no struct or no methods"));
    };
    let client = own_struct(&client, settings)?;
    expect_once("module `types`", types)?;
    expect_once("constructors", left_out.constructors)?;
    expect_once("`ClientInfo`", left_out.info)?;
    expect_once("hook assertion", left_out.hooks)?;
    expect_once("module `prelude`", left_out.prelude)?;

    edit_methods(&mut methods, count_operations(document), adapted)?;
    Shorten::outside(&settings.models_crate).visit_item_impl_mut(&mut methods);

    let models: syn::Ident = syn::parse_str(&settings.models_crate).map_err(|_| BindgenError::Setting {
        setting: "models_crate",
        expected: "a Rust identifier",
        found: settings.models_crate.clone(),
    })?;
    let runtime: syn::Path = syn::parse_str(&settings.runtime)?;
    let mut items: Vec<Item> = imports(&methods, &runtime);
    items.push(parse_quote! {
        /// The types of parameters, bodies and responses.
        pub use #models as types;
    });
    if let Some(url) = default_server(authored) {
        items.push(parse_quote! {
            /// The first server that the document names.
            pub const DEFAULT_BASE_URL: &str = #url;
        });
    }
    items.push(Item::Struct(client));
    items.push(Item::Impl(methods));
    Ok(items)
}

/// Items of progenitor's output.
#[derive(Default)]
struct Parts {
    client: Option<ItemStruct>,
    methods: Option<ItemImpl>,
    types: usize,
    left_out: LeftOut,
}

/// What the runtime or a hand-written part stands in for, counted.
#[derive(Default)]
struct LeftOut {
    constructors: usize,
    info: usize,
    hooks: usize,
    prelude: usize,
}

impl Parts {
    fn take(&mut self, item: Item) -> Result<(), BindgenError> {
        match item {
            Item::Use(_) => {}
            Item::Mod(module) if module.ident == "types" => self.types += 1,
            Item::Mod(module) if module.ident == "prelude" => self.left_out.prelude += 1,
            Item::Const(constant) if constant.ident == "_" => self.left_out.hooks += 1,
            Item::Struct(item) if item.ident == "Client" && self.client.is_none() => {
                self.client = Some(item);
            }
            Item::Impl(item) if item.trait_.is_some() => {
                let of = item.trait_.as_ref().map(|implemented| implemented.0.to_token_stream().to_string());
                match of {
                    Some(name) if name.starts_with("ClientInfo") => self.left_out.info += 1,
                    other => return Err(unknown(&format!("an implementation of {other:?}"))),
                }
            }
            Item::Impl(item) if is_client(&item.self_ty) => {
                if item
                    .items
                    .iter()
                    .any(|item| matches!(item, ImplItem::Fn(f) if f.sig.ident == "new_with_client"))
                {
                    self.left_out.constructors += 1;
                } else if self.methods.is_none() {
                    self.methods = Some(item);
                } else {
                    return Err(unknown("a second block of methods"));
                }
            }
            other => {
                return Err(unknown(
                    &other.to_token_stream().to_string().chars().take(80).collect::<String>(),
                ));
            }
        }
        Ok(())
    }
}

fn unknown(what: &str) -> BindgenError {
    BindgenError::form(format!("the client holds {what}"))
}

fn expect_once(what: &str, found: usize) -> Result<(), BindgenError> {
    if found == 1 { Ok(()) } else { Err(BindgenError::form(format!("{found} times {what} instead of once"))) }
}

fn is_client(of: &Type) -> bool {
    matches!(of, Type::Path(path) if path.path.is_ident("Client"))
}

/// The struct with the text that progenitor gave it and fields of our own names.
fn own_struct(client: &ItemStruct, settings: &Settings) -> Result<ItemStruct, BindgenError> {
    let docs = docs::tokens(&docs::text(&client.attrs).unwrap_or_default());
    let inner: syn::Path = syn::parse_str(&settings.client_inner)?;
    Ok(parse_quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct Client {
            /// Where the paths of the document begin; without a slash at its end.
            pub(crate) base_url: String,
            /// What sends the requests.
            pub(crate) http: reqwest::Client,
            /// What the hooks need.
            pub(crate) inner: #inner,
        }
    })
}

fn edit_methods(methods: &mut ItemImpl, operations: usize, types: &Types) -> Result<(), BindgenError> {
    // progenitor silences clippy as a whole.
    methods.attrs.clear();
    let mut edited = 0;
    for item in &mut methods.items {
        let ImplItem::Fn(method) = item else { return Err(unknown("something that is not a method")) };
        let name = method.sig.ident.to_string();
        let mut text = docs::text(&method.attrs).unwrap_or_default();
        if let Some(media_type) = types.sent_as.get(&name) {
            text.push_str("\n\n");
            text.push_str(&body_text(media_type));
        }
        docs::set(&mut method.attrs, &text);
        client_method::edit(method, types.sent_as.get(&name).map(String::as_str), types.failures.get(&name))?;
        edited += 1;
    }
    if edited == operations {
        Ok(())
    } else {
        Err(BindgenError::form(format!("{edited} methods for {operations} operations")))
    }
}

/// What to give as the body.
fn body_text(media_type: &str) -> String {
    if media_type.starts_with("multipart/") {
        "The body is a `Multipart` of the runtime, with the parts that the document describes.".to_owned()
    } else {
        format!("The bytes of the body are sent as {}.", docs::code(media_type))
    }
}

fn count_operations(document: &Value) -> usize {
    let paths = document.get("paths").and_then(Value::as_object);
    paths
        .into_iter()
        .flat_map(|paths| paths.values())
        .filter_map(Value::as_object)
        .map(|item| {
            item.keys().filter(|key| openapi_spec::lower::walk::METHODS.contains(&key.as_str())).count()
        })
        .sum()
}

/// Imports of what the methods use, and of nothing else.
fn imports(methods: &ItemImpl, runtime: &syn::Path) -> Vec<Item> {
    let text = methods.to_token_stream().to_string();
    let words: std::collections::BTreeSet<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let used = |public: bool| {
        let names = RUNTIME.iter().filter(|(name, shown)| *shown == public && uses(&words, name));
        names.map(|(name, _)| quote::format_ident!("{name}")).collect::<Vec<_>>()
    };
    let mut items = Vec::new();
    for public in [true, false] {
        let names = used(public);
        if names.is_empty() {
            continue;
        }
        let visibility = if public { quote!(pub) } else { quote!() };
        items.push(parse_quote!(#visibility use #runtime::{#(#names),*};));
    }
    items
}

/// Traits are used through their methods.
fn uses(words: &std::collections::BTreeSet<&str>, name: &str) -> bool {
    match name {
        "Hooks" => words.contains("send"),
        "RequestBuilderExt" => words.contains("form_urlencoded"),
        name => words.contains(name),
    }
}

/// The URL of the first server if it is absolute, with the defaults of its variables.
fn default_server(document: &Value) -> Option<String> {
    let server = document.get("servers")?.get(0)?;
    let mut url = server.get("url")?.as_str()?.to_owned();
    for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten() {
        let default = variable.get("default").and_then(Value::as_str)?;
        url = url.replace(&format!("{{{name}}}"), default);
    }
    let absolute = url.starts_with("https://") || url.starts_with("http://");
    (absolute && !url.contains('{')).then(|| url.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_default_server_is_absolute() {
        let server = |server: Value| default_server(&json!({"servers": [server]}));
        assert_eq!(server(json!({"url": "https://a.example/v1/"})).as_deref(), Some("https://a.example/v1"));
        assert_eq!(server(json!({"url": "/v1"})), None);
        assert_eq!(server(json!({"url": "https://{region}.a.example"})), None);
        assert_eq!(
            server(json!({"url": "https://{r}.a", "variables": {"r": {"default": "eu"}}})).as_deref(),
            Some("https://eu.a")
        );
        assert_eq!(default_server(&json!({})), None);
    }
}
