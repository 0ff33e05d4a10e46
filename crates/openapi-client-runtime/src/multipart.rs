//! Bodies of several parts (RFC 7578).

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::{InvalidRequest, parameter};

/// What stands between the parts. A part that holds it is refused, since it would end there.
const BOUNDARY: &str = "openapi-client-runtime-9f27c1d06be84b53a4d8e1573c60f2ab";

/// The media type, which names the boundary.
pub(crate) const MEDIA_TYPE: &str =
    "multipart/form-data; boundary=openapi-client-runtime-9f27c1d06be84b53a4d8e1573c60f2ab";

/// A body of the media type `multipart/form-data`, for operations that take one.
///
/// Its `Debug` shows no part.
#[derive(Clone, Default)]
pub struct Multipart(Vec<u8>);

impl Multipart {
    /// Without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text.
    ///
    /// # Errors
    ///
    /// Where the text holds what stands between parts.
    pub fn text(self, name: &str, text: &str) -> Result<Self, InvalidRequest> {
        self.part(&format!("form-data; name=\"{}\"", quoted(name)), None, text.as_bytes())
    }

    /// Adds a file of that name and media type, such as `image/png`.
    ///
    /// # Errors
    ///
    /// Where the bytes hold what stands between parts, or the media type other than visible ASCII characters
    /// and spaces.
    pub fn file(
        self,
        name: &str,
        file_name: &str,
        media_type: &str,
        bytes: &[u8],
    ) -> Result<Self, InvalidRequest> {
        let disposition = format!("form-data; name=\"{}\"; filename=\"{}\"", quoted(name), quoted(file_name));
        self.part(&disposition, Some(media_type), bytes)
    }

    /// Adds files. For generated code.
    ///
    /// # Errors
    ///
    /// As [`Multipart::file`].
    pub fn files<'a>(
        self,
        name: &str,
        files: impl IntoIterator<Item = &'a FilePart>,
    ) -> Result<Self, InvalidRequest> {
        let add = |body: Self, file: &FilePart| body.file(name, &file.name, &file.media_type, &file.bytes);
        files.into_iter().try_fold(self, add)
    }

    /// Adds a value: a text as it is, each item of an array as a part of its own, and objects as JSON (OpenAPI
    /// 3.0.3, section 4.7.14.4). Nothing for null. For generated code.
    ///
    /// # Errors
    ///
    /// As [`Multipart::file`], and where the value has no form in JSON.
    pub fn value<T: Serialize>(
        self,
        name: &str,
        media_type: Option<&str>,
        value: T,
    ) -> Result<Self, InvalidRequest> {
        self.json(name, media_type, &parameter::json(&value)?)
    }

    fn json(self, name: &str, media_type: Option<&str>, value: &Value) -> Result<Self, InvalidRequest> {
        let disposition = format!("form-data; name=\"{}\"", quoted(name));
        match value {
            Value::Null => Ok(self),
            Value::String(text) => self.part(&disposition, media_type, text.as_bytes()),
            Value::Array(items) if media_type.is_none() => {
                items.iter().try_fold(self, |body, item| body.json(name, None, item))
            }
            Value::Array(_) | Value::Object(_) => {
                let media_type = media_type.unwrap_or("application/json");
                self.part(&disposition, Some(media_type), value.to_string().as_bytes())
            }
            Value::Bool(_) | Value::Number(_) => {
                self.part(&disposition, media_type, value.to_string().as_bytes())
            }
        }
    }

    fn part(
        mut self,
        disposition: &str,
        media_type: Option<&str>,
        bytes: &[u8],
    ) -> Result<Self, InvalidRequest> {
        let is_plain = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
        if media_type.is_some_and(|media_type| !media_type.bytes().all(is_plain)) {
            return Err(InvalidRequest::new("the media type of a part holds characters that no header can"));
        }
        let holds_boundary = |bytes: &[u8]| bytes.windows(BOUNDARY.len()).any(|at| at == BOUNDARY.as_bytes());
        if holds_boundary(bytes) || holds_boundary(disposition.as_bytes()) {
            return Err(InvalidRequest::new("a part holds what stands between parts"));
        }
        let head = format!("--{BOUNDARY}\r\ncontent-disposition: {disposition}\r\n");
        self.0.extend_from_slice(head.as_bytes());
        if let Some(media_type) = media_type {
            self.0.extend_from_slice(format!("content-type: {media_type}\r\n").as_bytes());
        }
        self.0.extend_from_slice(b"\r\n");
        self.0.extend_from_slice(bytes);
        self.0.extend_from_slice(b"\r\n");
        Ok(self)
    }
}

/// A file among the parts of a body. Its `Debug` shows neither its name nor its bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct FilePart {
    /// Name of the file, without folders.
    pub name: String,
    /// Media type, such as `image/png`.
    pub media_type: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl FilePart {
    /// A file of that name and media type.
    pub fn new(name: impl Into<String>, media_type: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), media_type: media_type.into(), bytes: bytes.into() }
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FilePart({} bytes)", self.bytes.len())
    }
}

/// A name in quotes, as the HTML standard escapes it ("multipart/form-data encoding algorithm").
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

impl From<Multipart> for reqwest::Body {
    fn from(Multipart(mut bytes): Multipart) -> Self {
        bytes.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        bytes.into()
    }
}

impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Multipart({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(body: Multipart) -> String {
        let body = reqwest::Body::from(body);
        String::from_utf8_lossy(body.as_bytes().expect("it is in memory")).replace(BOUNDARY, "B")
    }

    #[test]
    fn parts_stand_between_boundaries() {
        let body = Multipart::new().text("a", "1").unwrap();
        let body = body.file("f", "x.png", "image/png", b"\x89P").unwrap();
        assert_eq!(
            text(body),
            "--B\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n1\r\n\
             --B\r\ncontent-disposition: form-data; name=\"f\"; filename=\"x.png\"\r\n\
             content-type: image/png\r\n\r\n\u{fffd}P\r\n--B--\r\n"
        );
        assert_eq!(text(Multipart::new()), "--B--\r\n");
    }

    #[test]
    fn no_value_leaves_its_part() {
        let body = Multipart::new().text("a\"\r\nx: y", "1").unwrap();
        assert!(text(body).contains("name=\"a%22%0D%0Ax: y\"\r\n\r\n1"));
        assert!(Multipart::new().text("a", &format!("x\r\n--{BOUNDARY}")).is_err());
        assert!(Multipart::new().text(BOUNDARY, "1").is_err());
        assert!(Multipart::new().file("a", "b", "text/plain\r\nx: y", b"").is_err());
    }

    #[test]
    fn values_are_texts_parts_and_json() {
        let value = serde_json::json!({"a": 1});
        let body =
            Multipart::new().value("t", None, Some("x")).unwrap().value("n", None, None::<u8>).unwrap();
        let body = body.value("l", None, [1, 2]).unwrap().value("o", None, &value).unwrap();
        let body = body.value("j", Some("application/a+json"), [1, 2]).unwrap();
        let head = |name: &str| format!("--B\r\ncontent-disposition: form-data; name=\"{name}\"\r\n");
        assert_eq!(
            text(body),
            [
                &head("t"),
                "\r\nx\r\n",
                &head("l"),
                "\r\n1\r\n",
                &head("l"),
                "\r\n2\r\n",
                &head("o"),
                "content-type: application/json\r\n\r\n{\"a\":1}\r\n",
                &head("j"),
                "content-type: application/a+json\r\n\r\n[1,2]\r\n--B--\r\n",
            ]
            .concat()
        );
    }

    #[test]
    fn files_have_a_name_and_a_media_type() {
        let file = FilePart::new("secret.txt", "text/plain", "secret");
        assert!(!format!("{file:?}").contains("secret"));
        let files = [file.clone(), file];
        assert_eq!(
            text(Multipart::new().files("f", &files).unwrap()).matches("filename=\"secret.txt\"").count(),
            2
        );
        assert_eq!(text(Multipart::new().files("f", &None::<FilePart>).unwrap()), "--B--\r\n");
    }

    #[test]
    fn the_media_type_names_the_boundary() {
        assert!(MEDIA_TYPE.ends_with(&format!("boundary={BOUNDARY}")));
    }

    #[test]
    fn parts_are_not_printed() {
        let body = Multipart::new().text("name", "secret").unwrap();
        assert!(!format!("{body:?}").contains("secret"));
    }
}
