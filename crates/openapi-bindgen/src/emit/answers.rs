//! Answers: the sum types with a variant for each status, and the code that reads them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Type;

use super::docs;
use crate::adapt::call::{Answer, AnswerForm, Answers};

/// A sum type. It is read by status, so it has no form in JSON of its own.
pub(super) fn sum(name: &str, answers: &Answers, operation: &str, success: bool) -> TokenStream {
    let name = format_ident!("{name}");
    let when = if success { "" } else { " when it fails" };
    let docs =
        docs::tokens(&format!("What {} answers{when}; the status tells which.", docs::code(operation)));
    let variants = answers.all.iter().map(|answer| {
        let variant = format_ident!("{}", answer.variant);
        let what = match answer.status.as_str() {
            "default" => "Any other status.".to_owned(),
            status => format!("The status {status}."),
        };
        let docs = docs::tokens(format!("{what}\n\n{}", answer.description).trim());
        match &answer.form {
            AnswerForm::Json(component) => {
                let component = component.as_ref().map(|component| format_ident!("{component}"));
                quote!(#docs #variant(#component))
            }
            AnswerForm::Text | AnswerForm::TextOrJson => quote!(#docs #variant(String)),
            AnswerForm::Bytes => quote!(#docs #variant(Vec<u8>)),
            AnswerForm::Empty => quote!(#docs #variant),
        }
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name {
            #(#variants),*
        }
    }
}

/// The type that a group of answers is read into. `json` is what progenitor gives it.
pub(super) fn value_type(answers: &Answers, json: &Type, success: bool) -> TokenStream {
    if let Some(sum) = &answers.sum {
        let sum = format_ident!("{sum}");
        return quote!(types::#sum);
    }
    match answers.all.first().map(|answer| &answer.form) {
        Some(AnswerForm::Json(_)) => quote!(#json),
        Some(AnswerForm::Text | AnswerForm::TextOrJson) => quote!(String),
        // A success may be large, so it is read by the caller. Nothing is known of an undescribed one.
        Some(AnswerForm::Bytes) | None if success => quote!(ByteStream),
        Some(AnswerForm::Bytes) => quote!(Vec<u8>),
        Some(AnswerForm::Empty) | None => quote!(()),
    }
}

/// The arms of a match on the status.
pub(super) fn arms(success: &Answers, failure: &Answers, response: &syn::Ident) -> TokenStream {
    let mut arms = Vec::new();
    // The more exact ones go first.
    for answer in sorted(success) {
        if let (Some(sum), Some(pattern)) = (&success.sum, pattern(&answer.status)) {
            let value = success_of(answer, Some(sum), response);
            arms.push(quote!(#pattern => #value,));
        }
    }
    let default = |answers: &Answers| answers.all.iter().position(|answer| answer.status == "default");
    match (&success.sum, default(success)) {
        // A server that answers 201 where 200 is described, with the body that is described, has done what
        // was asked.
        (None, _) => {
            let value = success.all.first().map_or_else(
                || quote!(Ok(ResponseValue::stream(#response))),
                |answer| success_of(answer, None, response),
            );
            arms.push(quote!(200..=299 => #value,));
        }
        (Some(sum), Some(index)) => {
            let value = success_of(&success.all[index], Some(sum), response);
            arms.push(quote!(200..=299 => #value,));
        }
        (Some(_), None) => {}
    }
    if failure.sum.is_some() {
        for answer in sorted(failure) {
            if let Some(pattern) = pattern(&answer.status) {
                let value = failure_of(answer, failure.sum.as_ref(), response);
                arms.push(quote!(#pattern => #value,));
            }
        }
    } else if default(failure).is_none()
        && let Some(answer) = failure.all.first()
    {
        let value = failure_of(answer, None, response);
        let patterns = sorted(failure).into_iter().filter_map(|answer| pattern(&answer.status));
        arms.push(quote!(#(#patterns)|* => #value,));
    }
    let rest = default(failure).map_or_else(
        || quote!(Err(Error::unexpected(#response).await)),
        |index| failure_of(&failure.all[index], failure.sum.as_ref(), response),
    );
    quote!(#(#arms)* _ => #rest,)
}

/// Codes before ranges, both in the order of the document.
fn sorted(answers: &Answers) -> Vec<&Answer> {
    let mut sorted: Vec<&Answer> = answers.all.iter().collect();
    sorted.sort_by_key(|answer| answer.status.ends_with("XX"));
    sorted
}

/// The pattern of a status; nothing for `default`.
fn pattern(status: &str) -> Option<TokenStream> {
    let number = |text: &str| text.parse::<u16>().ok().map(proc_macro2::Literal::u16_unsuffixed);
    if let Some(class) = status.strip_suffix("XX") {
        let (first, last) = (number(&format!("{class}00"))?, number(&format!("{class}99"))?);
        return Some(quote!(#first..=#last));
    }
    let code = number(status)?;
    Some(quote!(#code))
}

fn success_of(answer: &Answer, sum: Option<&String>, response: &syn::Ident) -> TokenStream {
    let into = into(answer, sum);
    let of = component_type(answer);
    let read = match answer.form {
        AnswerForm::Json(_) => quote!(ResponseValue #of::from_response(#response).await),
        AnswerForm::Text => quote!(ResponseValue::text(#response).await),
        AnswerForm::TextOrJson => quote!(ResponseValue::text_or_json(#response).await),
        AnswerForm::Bytes if sum.is_some() => quote!(ResponseValue::bytes(#response).await),
        AnswerForm::Bytes => return quote!(Ok(ResponseValue::stream(#response))),
        AnswerForm::Empty => return quote!(Ok(ResponseValue::empty(#response)#into)),
    };
    match sum {
        Some(_) => quote!(Ok(#read?#into)),
        None => read,
    }
}

fn failure_of(answer: &Answer, sum: Option<&String>, response: &syn::Ident) -> TokenStream {
    let into = into(answer, sum);
    let of = component_type(answer);
    match answer.form {
        AnswerForm::Json(_) => quote!(Err(Error #of::documented(#response).await #into)),
        AnswerForm::Text => quote!(Err(Error::documented_text(#response).await #into)),
        AnswerForm::TextOrJson => quote!(Err(Error::documented_text_or_json(#response).await #into)),
        AnswerForm::Bytes => quote!(Err(Error::documented_bytes(#response).await #into)),
        AnswerForm::Empty => quote!(Err(Error::documented_empty(#response)#into)),
    }
}

/// The type of JSON in a sum, where nothing else tells it.
fn component_type(answer: &Answer) -> TokenStream {
    let AnswerForm::Json(Some(component)) = &answer.form else { return TokenStream::new() };
    let component = format_ident!("{component}");
    quote!(::<types::#component>)
}

/// The step from what was read to the sum type.
fn into(answer: &Answer, sum: Option<&String>) -> TokenStream {
    let Some(sum) = sum else { return TokenStream::new() };
    let (sum, variant) = (format_ident!("{sum}"), format_ident!("{}", answer.variant));
    let value = (answer.form == AnswerForm::Empty).then(|| quote!(|()|));
    quote!(.map(#value types::#sum::#variant))
}
