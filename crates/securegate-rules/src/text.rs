//! What several rules ask of a text.

use openapi_source::{Node, Span};

/// Whether a character can't be seen and is no white space: a control, or one that only steers how others are shown.
pub(crate) fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c,
            '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// A member that is a text, and where it stands.
pub(crate) fn member<'t>(node: Node<'t>, name: &str) -> Option<(&'t str, Span)> {
    let value = node.get(name)?;
    Some((value.as_str()?, value.span()))
}

/// Whether two texts are equal but for case.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!a.is_ascii() && a.to_lowercase() == b.to_lowercase())
}

/// A text with the first letter of each word in capitals and the others small, particles left small.
pub(crate) fn capitalised(text: &str) -> String {
    const PARTICLES: [&str; 22] = [
        "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "el",
        "al", "bin", "ibn", "zu", "zur", "ter", "und",
    ];
    let lower = text.to_lowercase();
    let mut out = String::with_capacity(text.len());
    for (number, word) in lower.split(' ').enumerate() {
        if number > 0 {
            out.push(' ');
        }
        if PARTICLES.contains(&word) && lower.contains(' ') {
            out.push_str(word);
            continue;
        }
        let mut starts = true;
        for c in word.chars() {
            if starts {
                out.extend(c.to_uppercase());
            } else {
                out.push(c);
            }
            starts = matches!(c, '-' | '\'' | '\u{2019}' | '.');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_stand_where_words_and_their_parts_begin() {
        assert_eq!(capitalised("ANNA-MARIA"), "Anna-Maria");
        assert_eq!(capitalised("o'neill"), "O'Neill");
        assert_eq!(capitalised("VAN DER BERG"), "van der Berg");
        assert_eq!(capitalised("ŁUKASZ"), "Łukasz");
        assert_eq!(capitalised("j.r. smith"), "J.R. Smith");
    }
}
