//! JSON Pointers (RFC 6901), built while walking and split when read.

use std::borrow::Cow;
use std::fmt::{self, Write};

/// A JSON Pointer in its string form: empty for the root, else `/`-separated escaped segments.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Pointer(String);

impl Pointer {
    /// The root.
    pub fn root() -> Self {
        Self::default()
    }

    /// Takes a pointer already written in the string form of RFC 6901, section 5.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The pointer in string form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the URI fragment form (RFC 6901, section 6), without its `#`. `None` for what is no pointer, such
    /// as an anchor, or no encoding of UTF-8.
    pub fn from_fragment(fragment: &str) -> Option<Self> {
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return None;
        }
        percent_decode(fragment).map(Self)
    }

    /// The URI fragment form, without its `#`: what a fragment can't hold is percent-encoded (RFC 3986,
    /// section 3.5).
    pub fn to_fragment(&self) -> String {
        let mut out = String::with_capacity(self.0.len());
        for byte in self.0.bytes() {
            if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@?".contains(&byte) {
                out.push(char::from(byte));
            } else {
                let _ = write!(out, "%{byte:02X}");
            }
        }
        out
    }

    /// This pointer with one more member name, escaped.
    #[must_use]
    pub fn member(&self, name: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + name.len() + 1);
        text.push_str(&self.0);
        text.push('/');
        for c in name.chars() {
            match c {
                '~' => text.push_str("~0"),
                '/' => text.push_str("~1"),
                c => text.push(c),
            }
        }
        Self(text)
    }

    /// This pointer with one more array index, 0-based.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The pointer without its last segment, and that segment unescaped; `None` for the root.
    pub fn split_last(&self) -> Option<(Self, Cow<'_, str>)> {
        let (parent, last) = self.0.rsplit_once('/')?;
        Some((Self(parent.to_owned()), unescape(last)))
    }

    /// The unescaped segments, from the root down.
    pub fn segments(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(unescape)
    }

    /// The pointer for a report that hides personal data: a segment that is neither an index nor written
    /// like an identifier is replaced, since a map may be keyed by an e-mail address.
    #[must_use]
    pub fn masked(&self) -> Self {
        let mut out = Self::root();
        for segment in self.segments() {
            let is_index = segment.len() < 10 && segment.bytes().all(|b| b.is_ascii_digit());
            out = if is_index || crate::message::is_identifier(&segment) {
                out.member(&segment)
            } else {
                out.member("[hidden]")
            };
        }
        out
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(segment)
    }
}

/// Undoes percent-encoding (RFC 3986, section 2.1). `None` where a `%` has no two digits behind it, and where the outcome
/// is not UTF-8.
pub fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            let code = digit()? * 16 + digit()?;
            bytes.push(u8::try_from(code).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn segments_undo_what_member_did() {
        let pointer = Pointer::root().member("a/b").member("~1").item(3).member("");
        assert_eq!(pointer.as_str(), "/a~1b/~01/3/");
        assert_eq!(pointer.segments().collect::<Vec<_>>(), ["a/b", "~1", "3", ""]);
        assert_eq!(Pointer::root().segments().count(), 0);
    }

    #[test]
    fn fragments_and_pointers_are_inverse() {
        let pointer = Pointer::root().member("/events/{id}").member("naïve \"x\"%");
        let fragment = pointer.to_fragment();
        assert_eq!(fragment, "/~1events~1%7Bid%7D/na%C3%AFve%20%22x%22%25");
        assert_eq!(Pointer::from_fragment(&fragment), Some(pointer));
        for bad in ["anchor", "/%", "/%4", "/%zz", "/%ff"] {
            assert_eq!(Pointer::from_fragment(bad), None, "{bad}");
        }
    }

    #[test]
    fn masked_keeps_structure_and_hides_odd_keys() {
        let pointer = Pointer::root().member("invites").item(2).member("jane@example.com");
        assert_eq!(pointer.masked().as_str(), "/invites/2/[hidden]");
        assert_eq!(Pointer::root().member("15551234567").masked().as_str(), "/[hidden]");
    }
}
