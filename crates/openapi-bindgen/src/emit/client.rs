//! The client: a method for each operation, on top of `openapi-client-runtime`.
//!
//! progenitor is asked for the types of arguments and answers; the code that sends and reads is written
//! here out of the calls. A form of progenitor's output that this file does not know is an error, so that
//! a new version can't slip something past it.

use std::collections::{BTreeMap, BTreeSet};

use openapi_spec::lower::walk::{self, METHODS};
use openapi_spec::lower::{Loss, LossClass};
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use serde_json::Value;
use syn::visit_mut::{self, VisitMut};
use syn::{
    File, FnArg, GenericArgument, ImplItem, Item, ItemImpl, ItemStruct, Pat, PathArguments, ReturnType,
    Signature, Type, TypeReference, parse_quote,
};

use super::docs;
use super::method::{self, Operation};
use super::paths::Shorten;
use crate::adapt::Types;
use crate::{BindgenError, Settings};

/// What the runtime offers to generated code, and whether it is part of the client's interface.
const RUNTIME: [(&str, bool); 12] = [
    ("ByteStream", true),
    ("Connection", false),
    ("Error", true),
    ("FilePart", true),
    ("Hooks", false),
    ("InvalidRequest", false),
    ("Multipart", true),
    ("OperationInfo", false),
    ("RequestBuilderExt", false),
    ("ResponseValue", true),
    ("Style", false),
    ("encode_path", false),
];

/// The items of the client crate. `document` is the adapted one, `authored`
/// the one that names the servers.
pub(crate) fn client(
    tokens: &str,
    document: &Value,
    authored: &Value,
    adapted: &Types,
    losses: &[Loss],
    settings: &Settings,
) -> Result<(Vec<Item>, BTreeMap<String, String>), BindgenError> {
    let mut file: File = syn::parse_str(tokens)?;
    Shorten::outside(&settings.models_crate).visit_file_mut(&mut file);
    let signatures = signatures(file)?;
    let mut methods: ItemImpl = parse_quote!(impl Client {});
    let mut of = BTreeMap::new();
    let mut parts: Vec<Item> = Vec::new();
    let operations = operations(document);
    let mut names: BTreeSet<String> = operations.iter().map(|(_, _, id)| (*id).to_owned()).collect();
    names.extend(crate::adapt::TAKEN_METHODS.map(str::to_owned));
    for (path, method, id) in operations {
        let call = adapted.calls.get(id).ok_or_else(|| unknown(&format!("nothing on the call `{id}`")))?;
        let signature =
            signatures.get(id).ok_or_else(|| BindgenError::form(format!("there is no method `{id}`")))?;
        let Some(members) = document["paths"][path][method].as_object() else { continue };
        let lacks = lacks(path, method, authored, losses);
        let operation = Operation { id, path, method, members, call, lacks };
        for item in method::parts(&operation, signature)? {
            if let Item::Struct(item) = &item {
                of.insert(item.ident.to_string(), id.to_owned());
            }
            parts.push(item);
        }
        for function in method::methods(&operation, signature, &mut names)? {
            of.insert(function.sig.ident.to_string(), id.to_owned());
            methods.items.push(ImplItem::Fn(function));
        }
    }

    let models: syn::Ident = syn::parse_str(&settings.models_crate).map_err(|_| BindgenError::Setting {
        setting: "models_crate",
        expected: "a Rust identifier",
        found: settings.models_crate.clone(),
    })?;
    let runtime: syn::Path = syn::parse_str(&settings.runtime)?;
    let written = quote!(#methods #(#parts)*);
    let mut items: Vec<Item> = imports(written, &runtime);
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
    items.push(Item::Struct(client_struct(document, settings)?));
    items.push(Item::Impl(methods));
    items.extend(parts);
    Ok((items, of))
}

fn unknown(what: &str) -> BindgenError {
    BindgenError::form(format!("the client holds {what}"))
}

/// The operations with their path and method, in the order of the document.
fn operations(document: &Value) -> Vec<(&str, &str, &str)> {
    let paths = document.get("paths").and_then(Value::as_object);
    let mut operations = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if METHODS.contains(&method.as_str())
                && let Some(id) = operation.get("operationId").and_then(Value::as_str)
            {
                operations.push((path.as_str(), method.as_str(), id));
            }
        }
    }
    operations
}

/// What the loss report says of an operation that its users should know: of the operation itself, and of the
/// parameters and the body that it refers to.
fn lacks<'a>(path: &str, method: &str, authored: &Value, losses: &'a [Loss]) -> Vec<&'a str> {
    let mut pointer = String::from("/paths");
    walk::push(&mut pointer, path);
    let item = authored.pointer(&pointer);
    walk::push(&mut pointer, method);
    let operation = item.and_then(|item| item.get(method));
    let parameters =
        [item, operation].into_iter().filter_map(|at| at?.get("parameters")?.as_array()).flatten();
    let body = operation.and_then(|operation| operation.get("requestBody"));
    let references = parameters.chain(body).filter_map(|at| at.get("$ref")?.as_str()?.strip_prefix('#'));
    let places: Vec<&str> = references.chain([pointer.as_str()]).collect();
    let is_here = |loss: &&Loss| {
        let is_at = |place: &&str| {
            loss.pointer.strip_prefix(*place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        loss.class >= LossClass::Type && places.iter().any(is_at)
    };
    let mut notes: Vec<&str> = Vec::new();
    for loss in losses.iter().filter(is_here) {
        // What several operations refer to is reported once for each.
        if !notes.contains(&loss.note.as_str()) {
            notes.push(&loss.note);
        }
    }
    notes
}

/// The types in progenitor's methods.
fn signatures(file: File) -> Result<BTreeMap<String, method::Signature>, BindgenError> {
    let mut signatures = BTreeMap::new();
    for item in file.items {
        let Item::Impl(item) = item else { continue };
        let is_client = matches!(item.self_ty.as_ref(), Type::Path(path) if path.path.is_ident("Client"));
        if item.trait_.is_some() || !is_client {
            continue;
        }
        for item in item.items {
            if let ImplItem::Fn(mut method) = item
                && method.sig.asyncness.is_some()
            {
                ElideLifetime.visit_signature_mut(&mut method.sig);
                let name = method.sig.ident.to_string();
                signatures.insert(name, signature(&method.sig)?);
            }
        }
    }
    Ok(signatures)
}

fn signature(signature: &Signature) -> Result<method::Signature, BindgenError> {
    let form = |what: &str| BindgenError::form(format!("`{}` {what}", signature.ident));
    let mut arguments = Vec::new();
    for input in signature.inputs.iter().skip(1) {
        let FnArg::Typed(argument) = input else { return Err(form("has an argument without a type")) };
        let Pat::Ident(name) = argument.pat.as_ref() else {
            return Err(form("has an argument without a name"));
        };
        arguments.push((name.ident.to_string(), argument.ty.as_ref().clone()));
    }
    let ReturnType::Type(_, returned) = &signature.output else { return Err(form("returns nothing")) };
    // `Result<ResponseValue<success>, Error<failure>>`
    let [success, failure] = inner(returned)[..] else { return Err(form("returns no `Result`")) };
    let ([success], [failure]) = (&inner(success)[..], &inner(failure)[..]) else {
        return Err(form("returns other than a value or an error"));
    };
    Ok(method::Signature { arguments, success: (*success).clone(), failure: (*failure).clone() })
}

/// The type arguments of a type.
fn inner(of: &Type) -> Vec<&Type> {
    let Type::Path(path) = of else { return Vec::new() };
    let Some(PathArguments::AngleBracketed(arguments)) =
        path.path.segments.last().map(|last| &last.arguments)
    else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(of) => Some(of),
        _ => None,
    });
    types.collect()
}

/// Borrows need no name where nothing borrowed is returned.
struct ElideLifetime;

impl VisitMut for ElideLifetime {
    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        reference.lifetime = None;
        visit_mut::visit_type_reference_mut(self, reference);
    }
}

/// The struct, with what the document says of itself.
fn client_struct(document: &Value, settings: &Settings) -> Result<ItemStruct, BindgenError> {
    let info = |key: &str| {
        document.get("info").and_then(|info| info.get(key)).and_then(Value::as_str).unwrap_or_default().trim()
    };
    let parts = [
        format!("A client of {}", info("title")),
        info("description").to_owned(),
        format!("Version: {}", info("version")),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let docs = docs::tokens(&parts.join("\n\n"));
    let inner: syn::Path = syn::parse_str(&settings.client_inner)?;
    Ok(parse_quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct Client {
            /// Where the requests go, and how.
            pub(crate) connection: Connection,
            /// What the hooks need.
            pub(crate) inner: #inner,
        }
    })
}

/// Imports of what the code uses, and of nothing else.
fn imports(code: TokenStream, runtime: &syn::Path) -> Vec<Item> {
    let mut words = BTreeSet::new();
    collect_words(code, &mut words);
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

/// The identifiers. What texts of the document say is none of them.
fn collect_words(code: TokenStream, words: &mut BTreeSet<String>) {
    for token in code {
        match token {
            TokenTree::Group(group) => collect_words(group.stream(), words),
            TokenTree::Ident(word) => {
                words.insert(word.to_string());
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The methods of `RequestBuilderExt`.
const EXTENSION: [&str; 8] = [
    "accept",
    "cookie_parameter",
    "form_body",
    "header_parameter",
    "json_body",
    "multipart_body",
    "query_parameter",
    "raw_body",
];

/// Traits are used through their methods.
fn uses(words: &BTreeSet<String>, name: &str) -> bool {
    match name {
        "Connection" => true,
        "Hooks" => words.contains("send"),
        "RequestBuilderExt" => EXTENSION.iter().any(|method| words.contains(*method)),
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
    fn users_learn_what_is_lacking_where_it_matters() {
        let loss = |class, pointer: &str, note: &str| Loss {
            pass: "pass",
            pointer: pointer.to_owned(),
            class,
            note: note.to_owned(),
        };
        let losses = [
            loss(LossClass::Type, "/paths/~1a/get/responses", "own"),
            loss(LossClass::Type, "/components/parameters/P/style", "referred to"),
            loss(LossClass::Type, "/components/parameters/P/style", "referred to"),
            loss(LossClass::Dropped, "/components/requestBodies/B", "of the body"),
            loss(LossClass::Docs, "/paths/~1a/get", "no matter"),
            loss(LossClass::Type, "/paths/~1a/get2", "another"),
            loss(LossClass::Type, "/components/parameters/P2", "not referred to"),
        ];
        let document = json!({"paths": {"/a": {
            "parameters": [{"$ref": "#/components/parameters/P"}],
            "get": {"requestBody": {"$ref": "#/components/requestBodies/B"}}
        }}});
        assert_eq!(lacks("/a", "get", &document, &losses), ["own", "referred to", "of the body"]);
        assert_eq!(lacks("/b", "get", &document, &losses), Vec::<&str>::new());
    }

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
