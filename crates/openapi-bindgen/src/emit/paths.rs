//! Paths in generated code: as short as they can be.

use syn::visit_mut::{self, VisitMut};
use syn::{Field, ItemMod, Meta, Path, PathSegment, parse_quote};

/// Shortens paths: names of the prelude stand alone, and types of the models crate are reached
/// from where the code stands.
pub(super) struct Shorten<'a> {
    models_crate: &'a str,
    place: Place,
}

enum Place {
    /// In the models crate, with this many modules around.
    Models(usize),
    /// In the client crate, where the models are called `types`.
    Client,
}

/// The names in the prelude whose long paths progenitor and typify write. Pass `component-name`
/// keeps the document from taking them.
const PRELUDE: [[&str; 2]; 7] = [
    ["boxed", "Box"],
    ["convert", "From"],
    ["default", "Default"],
    ["option", "Option"],
    ["result", "Result"],
    ["string", "String"],
    ["vec", "Vec"],
];

impl<'a> Shorten<'a> {
    /// For code of the models crate.
    pub(super) fn inside(models_crate: &'a str) -> Self {
        Self { models_crate, place: Place::Models(0) }
    }

    /// For code of the client crate.
    pub(super) fn outside(models_crate: &'a str) -> Self {
        Self { models_crate, place: Place::Client }
    }

    fn shorten(&self, path: &mut Path) {
        if path.leading_colon.is_none() {
            return;
        }
        let names: Vec<String> =
            path.segments.iter().take(3).map(|segment| segment.ident.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (skipped, instead): (usize, Vec<PathSegment>) = match names.as_slice() {
            [first, ..] if *first == self.models_crate => (
                1,
                match self.place {
                    Place::Models(depth) => (0..depth).map(|_| parse_quote!(super)).collect(),
                    Place::Client => vec![parse_quote!(types)],
                },
            ),
            ["std", module, name] if PRELUDE.contains(&[module, name]) => (2, Vec::new()),
            _ => return,
        };
        path.segments = instead.into_iter().chain(path.segments.iter().skip(skipped).cloned()).collect();
        path.leading_colon = None;
        // The variants of an option are in the prelude as well.
        if path.segments.len() == 2 && path.segments[0].ident == "Option" {
            path.segments = path.segments.iter().skip(1).cloned().collect();
        }
    }
}

impl VisitMut for Shorten<'_> {
    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        if let Place::Models(depth) = &mut self.place {
            *depth += 1;
        }
        visit_mut::visit_item_mod_mut(self, module);
        if let Place::Models(depth) = &mut self.place {
            *depth -= 1;
        }
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        self.shorten(path);
    }

    fn visit_field_mut(&mut self, field: &mut Field) {
        visit_mut::visit_field_mut(self, field);
        for attribute in &mut field.attrs {
            // serde takes paths as text. A name of the document can't look like this: the
            // quotation marks in it are escaped.
            if attribute.path().is_ident("serde")
                && let Meta::List(list) = &mut attribute.meta
                && let Ok(shorter) = list
                    .tokens
                    .to_string()
                    .replace(
                        "skip_serializing_if = \"::std::option::Option::is_none\"",
                        "skip_serializing_if = \"Option::is_none\"",
                    )
                    .replace(
                        "skip_serializing_if = \"::std::vec::Vec::is_empty\"",
                        "skip_serializing_if = \"Vec::is_empty\"",
                    )
                    .parse()
            {
                list.tokens = shorter;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens;

    #[track_caller]
    fn check(mut visitor: Shorten<'_>, before: &str, after: &str) {
        let mut file: syn::File = syn::parse_str(before).unwrap();
        visitor.visit_file_mut(&mut file);
        let expected: syn::File = syn::parse_str(after).unwrap();
        assert_eq!(file.to_token_stream().to_string(), expected.to_token_stream().to_string());
    }

    #[test]
    fn models_are_reached_from_where_the_code_stands() {
        let before = "fn a(b: ::m::C, d: ::std::vec::Vec<::m::C>) {} mod n { fn e() -> ::m::C {} }";
        check(Shorten::inside("m"), before, "fn a(b: C, d: Vec<C>) {} mod n { fn e() -> super::C {} }");
        check(
            Shorten::outside("m"),
            before,
            "fn a(b: types::C, d: Vec<types::C>) {} mod n { fn e() -> types::C {} }",
        );
    }

    #[test]
    fn variants_of_an_option_stand_alone() {
        check(
            Shorten::inside("m"),
            "const A: ::std::option::Option<u8> = ::std::option::Option::Some(1);",
            "const A: Option<u8> = Some(1);",
        );
    }

    #[test]
    fn other_paths_stay() {
        let code = "fn a(b: ::std::collections::BTreeMap<u8, m::C>, d: ::serde_json::Value) {}";
        check(Shorten::inside("m"), code, code);
    }

    #[test]
    fn paths_in_serde_attributes_are_shortened_and_names_are_not() {
        check(
            Shorten::inside("m"),
            "struct A { #[serde(rename = \"::std::option::Option::is_none\", skip_serializing_if = \"::std::option::Option::is_none\")] b: u8 }",
            "struct A { #[serde(rename = \"::std::option::Option::is_none\", skip_serializing_if = \"Option::is_none\")] b: u8 }",
        );
    }
}
