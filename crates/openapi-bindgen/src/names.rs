//! Rust names out of names from a document, which may hold anything.

use std::collections::BTreeSet;

use heck::{ToPascalCase, ToShoutySnakeCase, ToSnakeCase};

/// A type name: Pascal case, a valid identifier.
pub(crate) fn type_name(text: &str) -> String {
    let name = plain(text).to_pascal_case();
    complete(name, "X")
}

/// A function name: snake case, a valid identifier.
pub(crate) fn function_name(text: &str) -> String {
    let name = plain(text).to_snake_case();
    complete(name, "x")
}

/// The name of a constant: upper case, a valid identifier.
pub(crate) fn constant_name(text: &str) -> String {
    complete(plain(text).to_shouty_snake_case(), "X")
}

/// A variant name that still tells the values apart: signs are spelt out where letters and digits
/// alone would say too little.
pub(crate) fn variant_name(value: &str) -> String {
    if value.is_empty() {
        return "Empty".to_owned();
    }
    let has_letters = value.chars().any(char::is_alphanumeric);
    let mut spelt = String::new();
    for (position, character) in value.chars().enumerate() {
        match sign(character) {
            // A sign in front of a number, or where there is nothing else to name the value by.
            Some(name) if !has_letters || (position == 0 && matches!(character, '+' | '-')) => {
                spelt.push(' ');
                spelt.push_str(name);
                spelt.push(' ');
            }
            _ => spelt.push(character),
        }
    }
    complete(plain(&spelt).to_pascal_case(), "Value")
}

/// A text with its signs in words, but for those that only part words.
pub(crate) fn spelt_out(text: &str) -> String {
    let mut spelt = String::new();
    for character in text.chars() {
        match sign(character) {
            Some(name) if !matches!(character, '-' | '_' | ' ' | '.') => {
                spelt.push(' ');
                spelt.push_str(name);
                spelt.push(' ');
            }
            _ => spelt.push(character),
        }
    }
    spelt
}

/// A name that someone chose, as it is if it has the form of a type name, else in that form.
pub(crate) fn camel_case(name: &str) -> String {
    let is_camel = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
        && !(name.len() > 1 && name.chars().all(|c| c.is_ascii_uppercase()));
    if is_camel { name.to_owned() } else { type_name(name) }
}

/// `name`, or `name` with a number, so that it is not in `taken`; it is added there.
pub(crate) fn unique(name: String, taken: &mut BTreeSet<String>) -> String {
    if taken.insert(name.clone()) {
        return name;
    }
    let mut number = 2_u64;
    loop {
        // A digit in front of the number would make another number of it.
        let separator = if name.ends_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
        let numbered = format!("{name}{separator}{number}");
        if taken.insert(numbered.clone()) {
            return numbered;
        }
        number += 1;
    }
}

/// As [`unique`], for type names: the outcome is in the form that [`type_name`] returns, so that
/// typify does not change it once more.
pub(crate) fn unique_type(text: &str, taken: &mut BTreeSet<String>) -> String {
    let name = type_name(text);
    if taken.insert(name.clone()) {
        return name;
    }
    let mut number = 2_u64;
    loop {
        let numbered = type_name(&format!("{name}{number}"));
        if taken.insert(numbered.clone()) {
            return numbered;
        }
        number += 1;
    }
}

/// Whether the text can stand as an identifier as it is. `gen` is a keyword since edition 2024.
pub(crate) fn is_identifier(text: &str) -> bool {
    text != "gen" && syn::parse_str::<syn::Ident>(text).is_ok()
}

/// Only what heck makes words of; an apostrophe ends no word.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| *c != '\'')
        .map(|c| if c.is_alphanumeric() || c == '_' { c } else { ' ' })
        .collect()
}

fn complete(mut name: String, prefix: &str) -> String {
    if !name.starts_with(|c: char| c.is_alphabetic()) {
        name.insert_str(0, prefix);
    }
    if !is_identifier(&name) {
        name.push('_');
    }
    // Letters that Rust does not take (superscripts, circled letters) leave nothing to save.
    if !is_identifier(&name) {
        name = name.chars().filter(char::is_ascii_alphanumeric).collect();
        name.insert_str(0, prefix);
    }
    name
}

fn sign(character: char) -> Option<&'static str> {
    Some(match character {
        '+' => "Plus",
        '-' => "Minus",
        '*' => "Star",
        '/' => "Slash",
        '\\' => "Backslash",
        '%' => "Percent",
        '#' => "Hash",
        '@' => "At",
        '&' => "And",
        '|' => "Or",
        '<' => "Less",
        '>' => "Greater",
        '=' => "Equal",
        '!' => "Not",
        '?' => "Question",
        '.' => "Dot",
        ',' => "Comma",
        ':' => "Colon",
        ';' => "Semicolon",
        '$' => "Dollar",
        '^' => "Caret",
        '~' => "Tilde",
        '_' => "Underscore",
        ' ' => "Space",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_names_are_pascal_case_identifiers() {
        for (text, name) in [
            ("EventCreate", "EventCreate"),
            ("invite_status", "InviteStatus"),
            ("io.k8s.api.v1", "IoK8sApiV1"),
            ("3d", "X3d"),
            ("", "X"),
            ("self", "Self_"),
            ("d'accord", "Daccord"),
            ("²", "XX"),
            ("ⓐ", "X"),
        ] {
            assert_eq!(type_name(text), name);
            assert!(is_identifier(name));
        }
    }

    #[test]
    fn function_names_are_snake_case_identifiers() {
        for (text, name) in [
            ("create_invites", "create_invites"),
            ("getUserByID", "get_user_by_id"),
            ("type", "type_"),
            ("gen", "gen_"),
            ("1st", "x1st"),
        ] {
            assert_eq!(function_name(text), name);
            assert!(is_identifier(name));
        }
    }

    #[test]
    fn variant_names_tell_values_apart() {
        for (value, name) in [
            ("QR Code", "QrCode"),
            ("only_auth", "OnlyAuth"),
            ("44", "Value44"),
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            ("a-b", "AB"),
            ("", "Empty"),
            (" ", "Space"),
            ("<=", "LessEqual"),
            ("self", "Self_"),
        ] {
            assert_eq!(variant_name(value), name);
            assert!(is_identifier(name));
        }
    }

    #[test]
    fn chosen_names_keep_their_form_where_it_is_one() {
        for (given, name) in
            [("QRCode", "QRCode"), ("A", "A"), ("SEVEN_DAYS", "SevenDays"), ("NO", "No"), ("fn", "Fn")]
        {
            assert_eq!(camel_case(given), name);
        }
    }

    #[test]
    fn taken_names_get_numbers() {
        let mut taken = BTreeSet::new();
        assert_eq!(unique("Asc".into(), &mut taken), "Asc");
        assert_eq!(unique("Asc".into(), &mut taken), "Asc2");
        assert_eq!(unique("Asc".into(), &mut taken), "Asc3");
        assert_eq!(unique("V1".into(), &mut taken), "V1");
        assert_eq!(unique("V1".into(), &mut taken), "V1_2");
        assert_eq!(unique_type("V1", &mut taken), "V12");
        assert_eq!(unique_type("v1", &mut taken), "V13");
        assert_eq!(type_name("V13"), "V13");
    }
}
