//! Comparing headers with the names of fields as people compare them.

/// A name without what people vary: case, accents, spaces and punctuation. `E-Mail`, `e_mail` and `EMail` are one name, and
/// so are `firstName` and `First Name`; a remark in brackets doesn't count: `Phone (mobile)` is `phone`.
pub(crate) fn folded(name: &str) -> String {
    let outside = without_remark(name);
    let fold = |text: &str| {
        let mut out = String::with_capacity(text.len());
        for c in text.chars().flat_map(char::to_lowercase) {
            match base_letter(c) {
                Some(base) => out.push_str(base),
                None if c.is_alphanumeric() => out.push(c),
                None => {}
            }
        }
        out
    };
    let name_alone = fold(outside);
    if name_alone.is_empty() { fold(name) } else { name_alone }
}

/// The part before a remark in brackets.
fn without_remark(name: &str) -> &str {
    match name.find(['(', '[']) {
        Some(at) if name.trim_end().ends_with([')', ']', '*', ':']) => &name[..at],
        _ => name,
    }
}

/// The letters that a lower-case letter with a mark stands for where marks are left out; combining marks for none.
fn base_letter(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ģ' | 'ĝ' | 'ġ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ł' | 'ļ' | 'ľ' | 'ĺ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'ř' | 'ŕ' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ť' | 'ţ' | 'ț' | 'þ' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        '\u{300}'..='\u{36F}' => "",
        _ => return None,
    })
}

/// How alike two folded names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Likeness {
    /// Too little to mention.
    Unlike,
    /// Enough for a suggestion.
    Near,
    /// A slip of the finger: one letter wrong, missing, too many or swapped in a name of five at least.
    Slip,
}

/// How alike two folded names are, which are not equal.
pub(crate) fn likeness(a: &str, b: &str) -> Likeness {
    let (len_a, len_b) = (a.chars().count(), b.chars().count());
    // Headers are bounded only by the size of a row.
    if len_a.max(len_b) > 64 || len_a.min(len_b) < 3 || len_a.abs_diff(len_b) > 4 {
        return Likeness::Unlike;
    }
    let distance = strsim::osa_distance(a, b);
    let longer = len_a.max(len_b);
    if distance == 1 && longer >= 5 {
        Likeness::Slip
    } else if distance * 3 <= longer {
        Likeness::Near
    } else {
        Likeness::Unlike
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_vary_does_not_count() {
        for same in [
            "first_name",
            "First Name",
            "firstName",
            "FIRST-NAME",
            " first.name: ",
            "First Name*",
            "First name (given)",
        ] {
            assert_eq!(folded(same), "firstname", "{same}");
        }
        assert_eq!(folded("Prénom"), "prenom");
        assert_eq!(folded("Pre\u{301}nom"), "prenom");
        assert_eq!(folded("Straße"), "strasse");
        assert_eq!(folded("Imię"), "imie");
        assert_eq!(folded("姓名"), "姓名");
        assert_eq!(folded("(optional)"), "optional");
    }

    #[test]
    fn slips_are_told_from_other_words() {
        assert_eq!(likeness("fristname", "firstname"), Likeness::Slip);
        assert_eq!(likeness("emial", "email"), Likeness::Slip);
        assert_eq!(likeness("firstnme", "firstname"), Likeness::Slip);
        assert_eq!(likeness("mobilenumbers1", "mobilenumber"), Likeness::Near);
        assert_eq!(likeness("company", "email"), Likeness::Unlike);
        assert_eq!(likeness("id", "is"), Likeness::Unlike);
        assert_eq!(likeness("lastname", "firstname"), Likeness::Near);
    }
}
