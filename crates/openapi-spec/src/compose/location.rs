//! What a reference names: a file of the document's folder, or a URI (RFC 3986, sections 4 and 5).

use openapi_source::percent_decode;

use crate::FilePath;

use super::Refusal;

/// A place that references are resolved against, and what they resolve to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Location {
    File(FilePath),
    /// With a scheme, without a fragment.
    Uri(String),
}

impl Location {
    /// What a reference without its fragment names, seen from here.
    ///
    /// # Errors
    /// It is no file of the folder, and no URI either.
    pub(super) fn resolve(&self, reference: &str) -> Result<Self, Refusal> {
        if reference.is_empty() {
            return Ok(self.clone());
        }
        if let Some(scheme) = scheme(reference) {
            return match scheme.to_ascii_lowercase().as_str() {
                "file" => {
                    Err(Refusal::Path("is a `file:` URL; only files of the document's folder are read"))
                }
                one_letter if one_letter.len() == 1 => {
                    Err(Refusal::Path("starts with the letter of a drive"))
                }
                _ => Ok(Self::Uri(without_dots(reference))),
            };
        }
        match self {
            Self::File(base) => relative_file(base, reference).map(Self::File),
            Self::Uri(base) => Ok(Self::Uri(relative_uri(base, reference))),
        }
    }
}

/// The scheme of a URI (RFC 3986, section 3.1).
pub(super) fn scheme(reference: &str) -> Option<&str> {
    let end = reference.find([':', '/', '?', '#'])?;
    let scheme = &reference[..end];
    let is_one = reference[end..].starts_with(':')
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    is_one.then_some(scheme)
}

fn relative_file(base: &FilePath, reference: &str) -> Result<FilePath, Refusal> {
    if reference.starts_with("//") {
        return Err(Refusal::Url);
    }
    if reference.starts_with('/') {
        return Err(Refusal::Path("is an absolute path; only files of the document's folder are read"));
    }
    if reference.contains('?') {
        return Err(Refusal::Path("has a query, which no file has"));
    }
    let names: Vec<&str> = base.names().collect();
    let mut names: Vec<String> = names[..names.len() - 1].iter().map(|name| (*name).to_owned()).collect();
    for segment in reference.split('/') {
        let name = percent_decode(segment).ok_or(Refusal::Path("is not percent-encoded rightly"))?;
        match name.as_str() {
            "" | "." => {}
            ".." => {
                names.pop().ok_or(Refusal::Path("leads out of the document's folder"))?;
            }
            _ => names.push(name),
        }
    }
    FilePath::from_names(names.iter().map(String::as_str)).map_err(Refusal::Path)
}

/// A relative reference against a URI (RFC 3986, section 5.2.2).
fn relative_uri(base: &str, reference: &str) -> String {
    let (scheme, rest) = base.split_once(':').unwrap_or((base, ""));
    if reference.starts_with("//") {
        return without_dots(&format!("{scheme}:{reference}"));
    }
    let rest = rest.split('?').next().unwrap_or_default();
    let path_start = match rest.strip_prefix("//") {
        Some(authority) => 2 + authority.find('/').unwrap_or(authority.len()),
        None => 0,
    };
    let (authority, path) = rest.split_at(path_start);
    if reference.starts_with('?') {
        return format!("{scheme}:{rest}{reference}");
    }
    let folder =
        if reference.starts_with('/') { "" } else { path.rsplit_once('/').map_or("", |(dir, _)| dir) };
    let slash =
        if reference.starts_with('/') || (path.is_empty() && authority.is_empty()) { "" } else { "/" };
    without_dots(&format!("{scheme}:{authority}{folder}{slash}{reference}"))
}

/// A URI without `.` and `..` in its path (RFC 3986, section 5.2.4).
fn without_dots(uri: &str) -> String {
    let path_start = match uri.find("://") {
        Some(at) => at + 3 + uri[at + 3..].find(['/', '?']).unwrap_or(uri.len() - at - 3),
        None => return uri.to_owned(),
    };
    let (head, path) = uri.split_at(path_start);
    let (path, query) = path.find('?').map_or((path, ""), |at| path.split_at(at));
    let mut out: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    out.pop();
                }
                if is_last {
                    out.push("");
                }
            }
            _ => out.push(segment),
        }
    }
    let slash = if path.is_empty() { "" } else { "/" };
    format!("{head}{slash}{}{query}", out.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn file(base: &str, reference: &str) -> Result<String, Refusal> {
        let base = Location::File(FilePath::new(base).unwrap());
        base.resolve(reference).map(|location| match location {
            Location::File(path) => path.to_string(),
            Location::Uri(uri) => uri,
        })
    }

    #[test]
    fn files_are_found_from_the_file_that_refers() {
        for (base, reference, expected) in [
            ("api.yaml", "./schemas/pet.yaml", "schemas/pet.yaml"),
            ("paths/pets.yaml", "../schemas/My%20Pet.yaml", "schemas/My Pet.yaml"),
            ("a/b/c.yaml", "../../d.yaml", "d.yaml"),
            ("a.yaml", "x/../y/./z.yaml", "y/z.yaml"),
            ("a.yaml", "%61.yaml", "a.yaml"),
            ("a/b.yaml", "", "a/b.yaml"),
            ("a.yaml", "https://example.com/x/../y.yaml", "https://example.com/y.yaml"),
            ("a.yaml", "urn:example:pet", "urn:example:pet"),
        ] {
            assert_eq!(file(base, reference).as_deref(), Ok(expected), "{reference} from {base}");
        }
    }

    #[test]
    fn what_is_no_file_of_the_folder_is_refused() {
        for reference in [
            "../x.yaml",
            "a/../../x.yaml",
            "%2e%2e/x.yaml",
            "..%2fx.yaml",
            "a%5cx.yaml",
            r"..\x.yaml",
            "/etc/passwd",
            "file:///etc/passwd",
            "FILE:x",
            "C:/x.yaml",
            "c:x.yaml",
            "a%00.yaml",
            "a.yaml?x",
            "%zz",
            "%ff",
            ".",
        ] {
            assert!(matches!(file("api.yaml", reference), Err(Refusal::Path(_))), "{reference}");
        }
        assert_eq!(file("api.yaml", "//host/x.yaml"), Err(Refusal::Url));
    }

    #[test]
    fn uris_are_resolved_as_the_examples_of_the_rfc() {
        // RFC 3986, section 5.4.
        let base = Location::Uri("http://a/b/c/d;p?q".to_owned());
        for (reference, expected) in [
            ("gg:h", "gg:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../../../g", "http://a/g"),
            ("g;x=1/../y", "http://a/b/c/y"),
        ] {
            assert_eq!(base.resolve(reference), Ok(Location::Uri(expected.to_owned())), "{reference}");
        }
    }
}
