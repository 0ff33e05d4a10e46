//! The word that was probably meant.

/// How near two words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearness {
    /// Some typing mistakes apart.
    Alike,
    /// The same letters and digits; only case, spaces and punctuation differ.
    SameLetters,
}

/// The longest word that is compared, in bytes. A hostile one is compared with every declared name.
pub(crate) const LONGEST: usize = 512;

/// How near two different words are; `None` if they have little to do with each other.
pub(crate) fn nearness(written: &str, meant: &str) -> Option<Nearness> {
    if written == meant || written.len().max(meant.len()) > LONGEST {
        return None;
    }
    let (a, b) = (letters(written), letters(meant));
    if !a.is_empty() && a == b {
        return Some(Nearness::SameLetters);
    }
    let longest = a.chars().count().max(b.chars().count());
    // One mistake in a word of four letters, two in one of seven, three from ten on.
    let allowed = match longest {
        0..=3 => return None,
        4..=6 => 1,
        7..=9 => 2,
        _ => 3,
    };
    // Without this bound two long hostile words cost their product in time.
    if longest > 64 || a.len().abs_diff(b.len()) > 4 * allowed {
        return None;
    }
    // A whole word more is another name, not a typing mistake: `event` and `event_id`.
    let (of_written, of_meant) = (words(written), words(meant));
    if of_written.len() != of_meant.len()
        && (of_written.starts_with(&of_meant) || of_meant.starts_with(&of_written))
    {
        return None;
    }
    (strsim::damerau_levenshtein(&a, &b) <= allowed).then_some(Nearness::Alike)
}

/// The nearest of some words, with how near it is; the first of several equally near.
pub(crate) fn nearest<'w>(
    written: &str,
    words: impl IntoIterator<Item = &'w str>,
) -> Option<(&'w str, Nearness)> {
    let mut best: Option<(&str, Nearness, usize)> = None;
    for word in words {
        let Some(near) = nearness(written, word) else {
            continue;
        };
        let distance = strsim::damerau_levenshtein(&letters(written), &letters(word));
        let is_better = best.is_none_or(|(_, best_near, best_distance)| {
            near > best_near || (near == best_near && distance < best_distance)
        });
        if is_better {
            best = Some((word, near, distance));
        }
    }
    best.map(|(word, near, _)| (word, near))
}

/// The word that was probably meant, for a name that is not among them: an operation's, a rule's.
pub fn nearest_word<'w>(written: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    nearest(written, words).map(|(word, _)| word)
}

fn letters(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The words of a name, in lower case: `created_at`, `createdAt` and `created-at` have the same two.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_small = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (after_small && c.is_uppercase()) {
            words.push(String::new());
        }
        after_small = c.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, words: &[&str], expected: Option<&str>) {
        assert_eq!(nearest(written, words.iter().copied()).map(|(word, _)| word), expected);
    }

    #[test]
    fn finds_what_was_meant_and_nothing_else() {
        check("authentcation_method", &["email", "authentication_method"], Some("authentication_method"));
        check("qr code", &["QR Code", "Biometric", "Both"], Some("QR Code"));
        check("+1", &["1", "44"], Some("1"));
        check("firstName", &["first_name", "last_name"], Some("first_name"));
        check("emial", &["email", "id"], Some("email"));
        check("phone", &["email", "status"], None);
        check("event_id", &["event"], None);
        check("event", &["eventId"], None);
        check("invites", &["invite"], Some("invite"));
        check("create_at", &["created_at"], Some("created_at"));
        check("45", &["44", "91"], None);
        check("", &["44"], None);
        check(&"x".repeat(100_000), &[&"x".repeat(99_999)], None);
    }
}
