//! Bodies in the form of HTML forms.

use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

use crate::InvalidRequest;

/// Adds bodies that reqwest, with the features that this crate asks for, does not.
pub trait RequestBuilderExt: Sized {
    /// Sets the body to the members of `body`, form-encoded.
    ///
    /// # Errors
    ///
    /// Where a member is itself an object or an array.
    fn form_urlencoded<T: Serialize + ?Sized>(self, body: &T) -> Result<Self, InvalidRequest>;
}

impl RequestBuilderExt for RequestBuilder {
    fn form_urlencoded<T: Serialize + ?Sized>(self, body: &T) -> Result<Self, InvalidRequest> {
        let text = serde_urlencoded::to_string(body)
            .map_err(|_| InvalidRequest::new("the body can't be written as a form"))?;
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        Ok(self.header(CONTENT_TYPE, form).body(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_become_pairs() {
        let request = reqwest::Client::new().post("http://h/");
        let request = request.form_urlencoded(&[("a b", "c&d")]).unwrap().build().unwrap();
        assert_eq!(request.body().and_then(reqwest::Body::as_bytes), Some(&b"a+b=c%26d"[..]));
        assert_eq!(request.headers()[CONTENT_TYPE], "application/x-www-form-urlencoded");
    }

    #[test]
    fn nested_members_are_refused_without_their_values() {
        let request = reqwest::Client::new().post("http://h/");
        let error = request.form_urlencoded(&[("a", vec!["secret"])]).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
}
