//! One method of the client: no invented header, one call that sends, errors from the runtime.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use quote::{ToTokens, format_ident};
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Arm, Block, Expr, ExprCall, ExprField, ExprMatch, ExprMethodCall, FnArg, GenericParam, ImplItemFn, Lit,
    Local, Member, Pat, Signature, Stmt, Token, TypeReference, parse_quote,
};

use super::failures;
use crate::BindgenError;
use crate::adapt::Failures;

/// Edits one of progenitor's methods in place. A body of bytes is sent as `sent_as`, if that is given, and
/// the failures are of the types that `failures` tells.
pub(super) fn edit(
    method: &mut ImplItemFn,
    sent_as: Option<&str>,
    failures: Option<&Failures>,
) -> Result<(), BindgenError> {
    let name = method.sig.ident.to_string();
    if method.sig.asyncness.is_none() {
        return Err(BindgenError::form(format!("`{name}` is not async")));
    }
    elide_lifetime(method);
    let body = edit_body(&method.block, &texts(&method.sig), failures)
        .map_err(|what| BindgenError::form(format!("`{name}`: {what}")))?;
    method.block = body;
    if let Some(media_type) = sent_as {
        let mut edit = MediaType { media_type, edited: 0 };
        edit.visit_block_mut(&mut method.block);
        if edit.edited != 1 {
            let what =
                format!("`{name}` names the media type of bytes {} times instead of once", edit.edited);
            return Err(BindgenError::form(what));
        }
    }
    OwnFields.visit_block_mut(&mut method.block);
    Ok(())
}

/// The arguments that are texts already.
fn texts(signature: &Signature) -> BTreeSet<String> {
    let text = |argument: &FnArg| match argument {
        FnArg::Typed(argument) if tokens(&argument.ty) == "& str" => Some(tokens(&argument.pat)),
        _ => None,
    };
    signature.inputs.iter().filter_map(text).collect()
}

/// Borrows need no name where nothing borrowed is returned.
fn elide_lifetime(method: &mut ImplItemFn) {
    method.sig.generics.params = std::mem::take(&mut method.sig.generics.params)
        .into_iter()
        .filter(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
        .collect();
    if method.sig.generics.params.is_empty() {
        method.sig.generics = syn::Generics::default();
    }
    ElideLifetime.visit_signature_mut(&mut method.sig);
}

struct ElideLifetime;

impl VisitMut for ElideLifetime {
    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        reference.lifetime = None;
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_receiver_mut(&mut self, receiver: &mut syn::Receiver) {
        *receiver = parse_quote!(&self);
    }
}

/// The fields as the struct of the client calls them.
struct OwnFields;

impl VisitMut for OwnFields {
    fn visit_expr_field_mut(&mut self, field: &mut ExprField) {
        visit_mut::visit_expr_field_mut(self, field);
        if let Member::Named(name) = &mut field.member
            && tokens(&field.base) == "self"
        {
            let own = match name.to_string().as_str() {
                "baseurl" => "base_url",
                "client" => "http",
                _ => return,
            };
            *name = Ident::new(own, name.span());
        }
    }
}

/// The media type in place of the one for bytes of no known kind.
struct MediaType<'a> {
    media_type: &'a str,
    edited: usize,
}

impl VisitMut for MediaType<'_> {
    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        if literal.value() == "application/octet-stream" {
            *literal = syn::LitStr::new(self.media_type, literal.span());
            self.edited += 1;
        }
    }
}

type Edited<T> = Result<T, String>;

/// progenitor's body is: the URL, the headers, the request, six statements that send it and hand
/// it to hooks, and a match on the status.
fn edit_body(block: &Block, texts: &BTreeSet<String>, failures: Option<&Failures>) -> Edited<Block> {
    let build = block
        .stmts
        .iter()
        .position(|statement| {
            local(statement).is_some_and(|local| tokens(local).replace(' ', "").ends_with(".build()?;"))
        })
        .ok_or("no request is built")?;
    let (before, after) = block.stmts.split_at(build);
    let [request, info, pre, exec, post, response, end] = after else {
        return Err(format!("{} statements after the request", after.len()));
    };
    expect_start(pre, "self.pre(")?;
    expect_start(post, "self.post(")?;
    let result = named(exec, "self.exec(")?;
    let operation = operation_id(info)?;
    let Stmt::Expr(Expr::Match(end), None) = end else { return Err("no match at its end".to_owned()) };

    let mut statements = Vec::new();
    let mut has_headers = false;
    let mut api_version = 0;
    for statement in before {
        if is_api_version(statement) {
            api_version += 1;
        } else if let Some(capacity) = header_capacity(statement) {
            // One of them was for the header that goes.
            has_headers = capacity > 1;
            if has_headers {
                let capacity = capacity - 1;
                statements.push(parse_quote! {
                    let mut header_map = ::reqwest::header::HeaderMap::with_capacity(#capacity);
                });
            }
        } else if name_and_value(statement).is_some() {
            statements.extend(url(statement, texts)?);
        } else {
            statements.push(statement.clone());
        }
    }
    if api_version != 1 {
        return Err(format!("{api_version} times the header `api-version` instead of once"));
    }

    let (request, mut building) = name_and_value(request).ok_or("the request has no name")?;
    let mut edit = Request { keep_headers: has_headers, removed: 0 };
    edit.visit_expr_mut(&mut building);
    if edit.removed != usize::from(!has_headers) {
        return Err("the headers are not set once".to_owned());
    }
    let (response, received) = name_and_value(response).ok_or("the response has no name")?;
    if tokens(&received).replace(' ', "") != format!("{result}?") {
        return Err("the response is not the result".to_owned());
    }
    statements.push(parse_quote!(let #request = #building;));
    statements.push(parse_quote! {
        let #response = self.send(#request, &OperationInfo::new(#operation)).await?;
    });
    statements.push(Stmt::Expr(Expr::Match(edit_match(end, &response, failures)?), None));
    Ok(Block { brace_token: block.brace_token, stmts: statements })
}

fn tokens(part: &impl ToTokens) -> String {
    part.to_token_stream().to_string()
}

fn local(statement: &Stmt) -> Option<&Local> {
    match statement {
        Stmt::Local(local) => Some(local),
        _ => None,
    }
}

/// Name and value of a `let`.
fn name_and_value(statement: &Stmt) -> Option<(Ident, Expr)> {
    let local = local(statement)?;
    let Pat::Ident(name) = &local.pat else { return None };
    Some((name.ident.clone(), local.init.as_ref()?.expr.as_ref().clone()))
}

fn expect_start(part: &impl ToTokens, start: &str) -> Edited<()> {
    let found = tokens(part).replace(' ', "");
    if found.starts_with(start) { Ok(()) } else { Err(format!("expected `{start}…`, found `{found}`")) }
}

/// The name that is given to a value that starts so.
fn named(statement: &Stmt, start: &str) -> Edited<Ident> {
    let (name, value) = name_and_value(statement).ok_or("a `let` was expected")?;
    expect_start(&value, start)?;
    Ok(name)
}

fn operation_id(statement: &Stmt) -> Edited<String> {
    let (_, value) = name_and_value(statement).ok_or("no operation is named")?;
    let Expr::Struct(value) = value else { return Err("no operation is named".to_owned()) };
    match value.fields.first().map(|field| &field.expr) {
        Some(Expr::Lit(literal)) if value.path.is_ident("OperationInfo") => match &literal.lit {
            Lit::Str(id) => Ok(id.value()),
            _ => Err("the operation's name is no text".to_owned()),
        },
        _ => Err("no operation is named".to_owned()),
    }
}

/// `header_map.append(HeaderName::from_static("api-version"), …)`
fn is_api_version(statement: &Stmt) -> bool {
    let Stmt::Expr(Expr::MethodCall(call), _) = statement else { return false };
    call.method == "append"
        && call.args.first().is_some_and(|name| {
            matches!(name, Expr::Call(call) if matches!(
                call.args.first(),
                Some(Expr::Lit(literal)) if matches!(&literal.lit, Lit::Str(text) if text.value() == "api-version")
            ))
        })
}

/// How many headers the map is made for.
fn header_capacity(statement: &Stmt) -> Option<usize> {
    let (_, value) = name_and_value(statement)?;
    let Expr::Call(ExprCall { func, args, .. }) = value else { return None };
    if !tokens(&func).replace(' ', "").ends_with("HeaderMap::with_capacity") {
        return None;
    }
    let Some(Expr::Lit(literal)) = args.first() else { return None };
    match &literal.lit {
        Lit::Int(number) => number.base10_parse().ok(),
        _ => None,
    }
}

/// The URL, with the path parameters as variables of their own, and a statement for each that
/// encodes it: one that would change which resource is meant ends the method.
fn url(statement: &Stmt, texts: &BTreeSet<String>) -> Edited<Vec<Stmt>> {
    let (url, value) = name_and_value(statement).ok_or("the URL has no name")?;
    let Expr::Macro(value) = value else { return Err("the URL is not formatted".to_owned()) };
    let arguments = value
        .mac
        .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        .map_err(|error| format!("the URL's format can't be read: {error}"))?;
    let mut statements = Vec::new();
    let mut plain: Vec<Expr> = Vec::new();
    for mut argument in arguments {
        // What stands in a macro is not visited with the rest.
        OwnFields.visit_expr_mut(&mut argument);
        match path_parameter(&argument) {
            Some(name) => {
                statements.push(if texts.contains(&name.to_string()) {
                    parse_quote!(let #name = encode_path(#name)?;)
                } else {
                    parse_quote!(let #name = encode_path(&#name.to_string())?;)
                });
                plain.push(parse_quote!(#name));
            }
            None => plain.push(argument),
        }
    }
    statements.push(parse_quote!(let #url = format!(#(#plain),*);));
    Ok(statements)
}

/// The name in `encode_path(&name.to_string())`.
fn path_parameter(argument: &Expr) -> Option<Ident> {
    let Expr::Call(call) = argument else { return None };
    let Some(Expr::Reference(value)) = call.args.first() else { return None };
    let Expr::MethodCall(text) = value.expr.as_ref() else { return None };
    let Expr::Path(name) = text.receiver.as_ref() else { return None };
    (tokens(&call.func) == "encode_path" && text.method == "to_string")
        .then(|| name.path.get_ident().cloned())
        .flatten()
}

/// The request without an empty map of headers, and with the runtime's query parameters.
struct Request {
    keep_headers: bool,
    removed: usize,
}

impl VisitMut for Request {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        if let Expr::MethodCall(ExprMethodCall { receiver, method, args, .. }) = expression
            && method == "headers"
            && !self.keep_headers
            && args.first().is_some_and(|argument| tokens(argument) == "header_map")
        {
            self.removed += 1;
            *expression = receiver.as_ref().clone();
            return;
        }
        // reqwest has no functions for these two.
        if let Expr::MethodCall(ExprMethodCall { receiver, method, args, .. }) = expression
            && tokens(receiver).replace(' ', "") == "self.client"
            && (method == "options" || method == "trace")
        {
            let method = Ident::new(&method.to_string().to_uppercase(), method.span());
            *expression = parse_quote!(#receiver.request(::reqwest::Method::#method, #args));
        }
    }

    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if path.segments.first().is_some_and(|segment| segment.ident == "progenitor_client") {
            path.segments = path.segments.iter().skip(1).cloned().collect();
        }
    }
}

/// Errors come from the runtime; arms that say the same are one, and none comes after `_`.
fn edit_match(end: &ExprMatch, response: &Ident, failures: Option<&Failures>) -> Edited<ExprMatch> {
    let mut end = end.clone();
    let mut arms: Vec<Arm> = Vec::new();
    for mut arm in end.arms {
        arm.body = Box::new(edit_arm(&arm.body, response)?);
        if let Some(failures) = failures {
            by_status(&mut arm, response, failures)?;
        }
        arm.comma = Some(<Token![,]>::default());
        let is_rest = matches!(arm.pat, Pat::Wild(_));
        arms.push(arm);
        if is_rest {
            break;
        }
    }
    let Some(rest) = arms.last().filter(|arm| matches!(arm.pat, Pat::Wild(_))).map(|arm| tokens(&arm.body))
    else {
        return Err("the match does not cover every status".to_owned());
    };
    let last = arms.len() - 1;
    end.arms = arms
        .into_iter()
        .enumerate()
        .filter(|(index, arm)| *index == last || tokens(&arm.body) != rest)
        .map(|(_, arm)| arm)
        .collect();
    Ok(end)
}

/// Makes an arm that reads a described failure read the one of its status.
fn by_status(arm: &mut Arm, response: &Ident, failures: &Failures) -> Edited<()> {
    let read: Expr = parse_quote!(Err(Error::documented(#response).await));
    if tokens(&arm.body) != tokens(&read) {
        return Ok(());
    }
    let pattern = tokens(&arm.pat).replace(' ', "");
    let variant = failures.variants.iter().find(|variant| failures::pattern(&variant.status) == pattern);
    let variant = variant.ok_or_else(|| format!("the failure `{pattern}` has no variant"))?;
    let (name, variant) = (format_ident!("{}", failures.name), format_ident!("{}", variant.name));
    *arm.body = parse_quote!(Err(Error::documented_as(#response, types::#name::#variant).await));
    Ok(())
}

fn edit_arm(body: &Expr, response: &Ident) -> Edited<Expr> {
    let value = match body {
        Expr::Block(block) => match block.block.stmts.as_slice() {
            [Stmt::Expr(value, None)] => value,
            _ => return Err("an arm is not one expression".to_owned()),
        },
        value => value,
    };
    let text = tokens(value).replace(' ', "");
    let forms: [(String, Expr); 7] = [
        (
            format!("Err(Error::ErrorResponse(ResponseValue::from_response({response}).await?))"),
            parse_quote!(Err(Error::documented(#response).await)),
        ),
        (
            format!("Err(Error::ErrorResponse(ResponseValue::empty({response})))"),
            parse_quote!(Err(Error::documented_empty(#response))),
        ),
        (
            format!("Err(Error::ErrorResponse(ResponseValue::stream({response})))"),
            parse_quote!(Err(Error::documented_stream(#response))),
        ),
        (
            format!("Err(Error::UnexpectedResponse({response}))"),
            parse_quote!(Err(Error::unexpected(#response).await)),
        ),
        (
            format!("ResponseValue::from_response({response}).await"),
            parse_quote!(ResponseValue::from_response(#response).await),
        ),
        (format!("Ok(ResponseValue::empty({response}))"), parse_quote!(Ok(ResponseValue::empty(#response)))),
        (
            format!("Ok(ResponseValue::stream({response}))"),
            parse_quote!(Ok(ResponseValue::stream(#response))),
        ),
    ];
    forms
        .into_iter()
        .find(|(form, _)| *form == text)
        .map(|(_, edited)| edited)
        .ok_or_else(|| format!("an arm of unknown form: `{text}`"))
}
