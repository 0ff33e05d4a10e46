//! One method of the client: an operation's arguments, request and answers.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Map, Value};
use syn::{ImplItemFn, Item, Type};

use super::{answers, docs, parts};
use crate::BindgenError;
use crate::adapt::call::{Body, BodyForm, Call, Parameter, Place, Style};

/// The types that progenitor made for an operation.
pub(super) struct Signature {
    /// By argument; those of the path in the order of the path.
    pub(super) arguments: Vec<(String, Type)>,
    pub(super) success: Type,
    pub(super) failure: Type,
}

impl Signature {
    /// The type of the argument of that name; the last one, since one of the path may be called the same.
    pub(super) fn of(&self, argument: &str) -> Option<&Type> {
        self.arguments.iter().rfind(|(name, _)| name == argument).map(|(_, of)| of)
    }
}

/// An operation as the document has it.
pub(super) struct Operation<'a> {
    pub(super) id: &'a str,
    pub(super) path: &'a str,
    pub(super) method: &'a str,
    pub(super) members: &'a Map<String, Value>,
    pub(super) call: &'a Call,
    /// What the method does not do that the document describes.
    pub(super) lacks: Vec<&'a str>,
}

/// What is sent as the body.
#[derive(Clone, Copy)]
enum Sent<'a> {
    Nothing,
    /// A value of this type.
    Typed(&'a Body, &'a Type),
    /// Bytes of the media type that the document lists.
    Raw(&'a Body),
    /// Bytes of a media type that the caller names.
    Named(&'a Body),
}

/// The struct of the parts of a body, if the document describes one.
pub(super) fn parts(operation: &Operation<'_>, signature: &Signature) -> Result<Vec<Item>, BindgenError> {
    let Some(Body { form: BodyForm::Multipart(Some(parts)), .. }) = &operation.call.body else {
        return Ok(Vec::new());
    };
    parts::items(parts, operation.id, signature)
}

/// The method of an operation, and a second one where a body of another media type can be sent.
pub(super) fn methods(
    operation: &Operation<'_>,
    signature: &Signature,
    names: &mut BTreeSet<String>,
) -> Result<Vec<ImplItemFn>, BindgenError> {
    let sent = match (&operation.call.body, signature.of("body")) {
        (None, _) => Sent::Nothing,
        (Some(body), Some(of)) if matches!(body.form, BodyForm::Json | BodyForm::Form(_)) => {
            Sent::Typed(body, of)
        }
        (Some(body), _) if body.media_type.is_some() => Sent::Raw(body),
        (Some(body), _) => Sent::Named(body),
    };
    let mut methods = vec![method(operation, signature, operation.id, sent)?];
    if let Some(body) = &operation.call.body
        && body.listed.len() > 1
        && !matches!(sent, Sent::Named(_))
    {
        let name = crate::names::unique(format!("{}_with_content_type", operation.id), names);
        methods.push(method(operation, signature, &name, Sent::Named(body))?);
    }
    Ok(methods)
}

fn method(
    operation: &Operation<'_>,
    signature: &Signature,
    name: &str,
    sent: Sent<'_>,
) -> Result<ImplItemFn, BindgenError> {
    let call = operation.call;
    let types = argument_types(operation, signature)?;
    let ordered = ordered(&call.parameters, operation.path);
    let arguments = ordered.iter().map(|parameter| {
        let (name, of) = (format_ident!("{}", parameter.argument), &types[parameter.argument.as_str()]);
        quote!(#name: #of,)
    });
    let (generics, body_arguments) = body_arguments(sent, signature);
    let success = answers::value_type(&call.success, &signature.success, true);
    let failure = answers::value_type(&call.failure, &signature.failure, false);
    let taken: BTreeSet<&str> = ordered.iter().map(|parameter| parameter.argument.as_str()).collect();
    let local = |name: &str| {
        let mut name = name.to_owned();
        while taken.contains(name.as_str()) {
            name.push('_');
        }
        format_ident!("{name}")
    };
    let (url, request, response) = (local("url"), local("request"), local("response"));
    let make_url = make_url(operation, &ordered, &url);
    let begun = begin(operation.method, &url);
    let accept = call.accept.iter().map(|accept| quote!(.accept(#accept)));
    let added = ordered.iter().filter_map(|parameter| add(parameter));
    let send_body = send_body(sent, &request);
    let (id, path) = (operation.id, operation.path);
    let arms = answers::arms(&call.success, &call.failure, &response);
    let docs = docs::tokens(&text(operation, &ordered, sent));
    let name = format_ident!("{name}");
    Ok(syn::parse2(quote! {
        #docs
        pub async fn #name #generics(
            &self,
            #(#arguments)*
            #body_arguments
        ) -> Result<ResponseValue<#success>, Error<#failure>> {
            #make_url
            let #request = #begun #(#accept)* #(#added)* #send_body;
            let #response = self.send(#request, &OperationInfo::new(#id, #path)).await?;
            match #response.status().as_u16() {
                #arms
            }
        }
    })?)
}

/// The type of each argument. progenitor knows those of the path by their order there, others by name.
fn argument_types<'a>(
    operation: &Operation<'a>,
    signature: &'a Signature,
) -> Result<BTreeMap<&'a str, &'a Type>, BindgenError> {
    let of_path = in_path(&operation.call.parameters, operation.path);
    let mut types = BTreeMap::new();
    for (parameter, (_, of)) in of_path.iter().zip(&signature.arguments) {
        types.insert(parameter.argument.as_str(), of);
    }
    for parameter in operation.call.parameters.iter().filter(|parameter| parameter.place != Place::Path) {
        let given = signature.arguments.iter().skip(of_path.len());
        let of = given.into_iter().find(|(name, _)| *name == parameter.argument);
        let Some((_, of)) = of else {
            let what = format!("`{}` has no argument `{}`", operation.id, parameter.argument);
            return Err(BindgenError::form(what));
        };
        types.insert(parameter.argument.as_str(), of);
    }
    if types.len() != operation.call.parameters.len() {
        return Err(BindgenError::form(format!("`{}` has other arguments than parameters", operation.id)));
    }
    Ok(types)
}

/// The parameters of the path, in its order.
fn in_path<'a>(parameters: &'a [Parameter], path: &str) -> Vec<&'a Parameter> {
    let mut found: Vec<&Parameter> = Vec::new();
    for (name, _) in placeholders(path) {
        let parameter =
            parameters.iter().find(|parameter| parameter.place == Place::Path && parameter.name == name);
        if let Some(parameter) = parameter
            && !found.iter().any(|known| known.name == name)
        {
            found.push(parameter);
        }
    }
    found
}

/// Those of the path first, then required ones, then others, each in the order of the document.
fn ordered<'a>(parameters: &'a [Parameter], path: &str) -> Vec<&'a Parameter> {
    let mut ordered = in_path(parameters, path);
    for required in [true, false] {
        let of = |parameter: &&Parameter| parameter.place != Place::Path && parameter.required == required;
        ordered.extend(parameters.iter().filter(of));
    }
    ordered
}

/// The names in braces, each with what stands between it and the one before.
fn placeholders(path: &str) -> Vec<(&str, &str)> {
    let mut rest = path;
    let mut found = Vec::new();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        found.push((name, before));
        rest = after;
    }
    found
}

/// The URL, and before it a statement for each parameter of the path: one that would change which resource
/// is meant ends the method.
fn make_url(operation: &Operation<'_>, ordered: &[&Parameter], url: &Ident) -> TokenStream {
    let mut template = String::from("{}");
    let mut statements = Vec::new();
    let mut values = Vec::new();
    let mut encoded = BTreeSet::new();
    let mut end = operation.path;
    for (name, before) in placeholders(operation.path) {
        let Some(parameter) =
            ordered.iter().find(|parameter| parameter.place == Place::Path && parameter.name == name)
        else {
            continue;
        };
        let argument = format_ident!("{}", parameter.argument);
        template.push_str(&literal(before));
        template.push_str("{}");
        if encoded.insert(name) {
            statements.push(quote!(let #argument = encode_path(#argument)?;));
        }
        values.push(argument);
        end = end.split_once('}').map_or("", |(_, after)| after);
    }
    template.push_str(&literal(end));
    quote!(#(#statements)* let #url = format!(#template, self.connection.base_url() #(, #values)*);)
}

/// A part of a path, in a format string.
fn literal(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

fn begin(method: &str, url: &Ident) -> TokenStream {
    let method = Ident::new(method, proc_macro2::Span::call_site());
    // reqwest has no functions for these two.
    if method == "options" || method == "trace" {
        let method = format_ident!("{}", method.to_string().to_uppercase());
        return quote!(self.connection.http().request(::reqwest::Method::#method, #url));
    }
    quote!(self.connection.http().#method(#url))
}

/// Adds a parameter to the request.
fn add(parameter: &Parameter) -> Option<TokenStream> {
    let (name, argument) = (&parameter.name, format_ident!("{}", parameter.argument));
    Some(match parameter.place {
        Place::Path => return None,
        Place::Query => {
            let style = style(parameter.style);
            quote!(.query_parameter(#name, #style, #argument)?)
        }
        Place::Header => quote!(.header_parameter(#name, #argument)?),
        Place::Cookie => quote!(.cookie_parameter(#name, #argument)?),
    })
}

fn style(style: Style) -> TokenStream {
    let name = format_ident!("{style:?}");
    quote!(Style::#name)
}

fn body_arguments(sent: Sent<'_>, signature: &Signature) -> (TokenStream, TokenStream) {
    let bytes = quote!(<B: Into<reqwest::Body>>);
    let optional = |body: &Body, of: TokenStream| if body.required { of } else { quote!(Option<#of>) };
    match sent {
        Sent::Nothing => (TokenStream::new(), TokenStream::new()),
        Sent::Typed(body, of) => {
            let of = optional(body, quote!(#of));
            (TokenStream::new(), quote!(body: #of))
        }
        Sent::Raw(body @ Body { form: BodyForm::Multipart(parts), .. }) => {
            let any = || quote!(Multipart);
            let of = parts.as_ref().map_or_else(any, |parts| parts::argument(parts, signature));
            let of = optional(body, of);
            (TokenStream::new(), quote!(body: #of))
        }
        Sent::Raw(body) if body.required => (bytes, quote!(body: B)),
        // `None` alone would not say what there is none of.
        Sent::Raw(_) => (TokenStream::new(), quote!(body: Option<reqwest::Body>)),
        Sent::Named(_) => (bytes, quote!(content_type: &str, body: B)),
    }
}

/// The end of the request: with its body. One that is not given is not sent, and neither is its media type.
fn send_body(sent: Sent<'_>, request: &Ident) -> TokenStream {
    let (body, call) = match sent {
        Sent::Nothing => return quote!(.build()?),
        Sent::Named(_) => return quote!(.raw_body(content_type, body)?.build()?),
        Sent::Typed(body, _) => {
            let media_type = &body.media_type;
            let call = if let BodyForm::Form(styles) = &body.form {
                let styles = styles.iter().map(|(name, of)| {
                    let of = style(*of);
                    quote!((#name, #of))
                });
                quote!(form_body(&[#(#styles),*], body)?)
            } else {
                quote!(json_body(#media_type, body)?)
            };
            (body, call)
        }
        Sent::Raw(body) => {
            let media_type = &body.media_type;
            let call = match &body.form {
                BodyForm::Multipart(Some(_)) => quote!(multipart_body(body.body()?)),
                BodyForm::Multipart(None) => quote!(multipart_body(body)),
                _ => quote!(raw_body(#media_type, body)?),
            };
            (body, call)
        }
    };
    if body.required {
        return quote!(.#call.build()?);
    }
    quote! {
        ;
        let #request = match body {
            Some(body) => #request.#call,
            None => #request,
        }
        .build()?
    }
}

/// The documentation: what the document says of the operation, its arguments, and what is lacking.
fn text(operation: &Operation<'_>, ordered: &[&Parameter], sent: Sent<'_>) -> String {
    let of = |key: &str| operation.members.get(key).and_then(Value::as_str).unwrap_or_default().trim();
    let mut parts = vec![of("summary").trim_end_matches(['.', ',']).to_owned(), of("description").to_owned()];
    let request = format!("{} {}", operation.method.to_uppercase(), operation.path);
    parts.push(format!("Sends {}.", docs::code(&request)));
    let mut arguments: Vec<String> = ordered
        .iter()
        .filter(|parameter| !parameter.description.is_empty() || parameter.argument != parameter.name)
        .map(|parameter| {
            let name = if parameter.argument == parameter.name {
                String::new()
            } else {
                format!(" ({})", docs::code(&parameter.name))
            };
            line(&format!("{}{name}", docs::code(&parameter.argument)), &parameter.description)
        })
        .collect();
    match sent {
        Sent::Nothing => {}
        Sent::Typed(body, _) if body.description.is_empty() => {}
        Sent::Typed(body, _) => arguments.push(line("`body`", &body.description)),
        Sent::Raw(body) => {
            let what = match &body.form {
                BodyForm::Multipart(Some(_)) => "The parts.".to_owned(),
                BodyForm::Multipart(None) => "The parts that the document describes.".to_owned(),
                _ => format!("Sent as {}.", docs::code(body.media_type.as_deref().unwrap_or_default())),
            };
            arguments.push(line("`body`", format!("{what} {}", body.description).trim()));
        }
        Sent::Named(body) => {
            let listed: Vec<String> = body.listed.iter().map(|name| docs::code(name)).collect();
            let what = format!("What the bytes of `body` are. The document lists {}.", listed.join(", "));
            arguments.push(line("`content_type`", &what));
            if !body.description.is_empty() {
                arguments.push(line("`body`", &body.description));
            }
        }
    }
    if !arguments.is_empty() {
        parts.push(format!("Arguments:\n{}", arguments.join("\n")));
    }
    if !operation.lacks.is_empty() {
        let lacks: Vec<String> = operation.lacks.iter().map(|note| format!("- {note}")).collect();
        parts.push(format!("Other than the document describes:\n{}", lacks.join("\n")));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

/// An item of a list.
fn line(name: &str, description: &str) -> String {
    if description.is_empty() { format!("- {name}") } else { format!("- {name}: {description}") }
}
