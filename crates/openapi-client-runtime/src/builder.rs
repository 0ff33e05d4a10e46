//! What generated code says of a request beyond its URL.

use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue};
use reqwest::{Body, RequestBuilder};
use serde::Serialize;

use crate::InvalidRequest;
use crate::multipart::{self, Multipart};
use crate::parameter::{self, Style};

/// Parameters and bodies as the document describes them. For generated code.
///
/// Arguments that are `None` are left out of the request.
///
/// # Errors
///
/// Each fails where the value has no such form; no message holds the value.
pub trait RequestBuilderExt: Sized {
    /// Asks for one of these media types.
    #[must_use]
    fn accept(self, media_types: &'static str) -> Self;

    /// Adds a query parameter.
    fn query_parameter<T: Serialize>(
        self,
        name: &str,
        style: Style,
        value: T,
    ) -> Result<Self, InvalidRequest>;

    /// Adds a header.
    fn header_parameter<T: Serialize>(self, name: &str, value: T) -> Result<Self, InvalidRequest>;

    /// Adds a cookie.
    fn cookie_parameter<T: Serialize>(self, name: &str, value: T) -> Result<Self, InvalidRequest>;

    /// Sets the body to the JSON form of `body`.
    fn json_body<T: Serialize>(self, media_type: &str, body: T) -> Result<Self, InvalidRequest>;

    /// Sets the body to the members of `body`, form-encoded. `styles` tells how members are written that
    /// are not in the default style, by name.
    fn form_body<T: Serialize>(self, styles: &[(&str, Style)], body: T) -> Result<Self, InvalidRequest>;

    /// Sets the body to these parts.
    #[must_use]
    fn multipart_body(self, body: Multipart) -> Self;

    /// Sets the body to these bytes.
    fn raw_body<B: Into<Body>>(self, media_type: &str, body: B) -> Result<Self, InvalidRequest>;
}

impl RequestBuilderExt for RequestBuilder {
    fn accept(self, media_types: &'static str) -> Self {
        self.header(ACCEPT, HeaderValue::from_static(media_types))
    }

    fn query_parameter<T: Serialize>(
        self,
        name: &str,
        style: Style,
        value: T,
    ) -> Result<Self, InvalidRequest> {
        let pairs = parameter::pairs(name, style, &value)?;
        Ok(if pairs.is_empty() { self } else { self.query(&pairs) })
    }

    fn header_parameter<T: Serialize>(self, name: &str, value: T) -> Result<Self, InvalidRequest> {
        let Some(text) = parameter::text(&value)? else { return Ok(self) };
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| InvalidRequest::new("a header has a name that none can have"))?;
        Ok(self.header(name, header(&text)?))
    }

    fn cookie_parameter<T: Serialize>(self, name: &str, value: T) -> Result<Self, InvalidRequest> {
        let Some(text) = parameter::text(&value)? else { return Ok(self) };
        // What ends a cookie would let one value set another (RFC 6265, section 4.1.1).
        if text.contains([';', ' ', '"', '\\']) {
            return Err(InvalidRequest::new("a cookie parameter holds characters that no cookie can"));
        }
        Ok(self.header(COOKIE, header(&format!("{name}={text}"))?))
    }

    fn json_body<T: Serialize>(self, media_type: &str, body: T) -> Result<Self, InvalidRequest> {
        let bytes = serde_json::to_vec(&body)
            .map_err(|_| InvalidRequest::new("the body can't be written as JSON"))?;
        self.raw_body(media_type, bytes)
    }

    fn form_body<T: Serialize>(self, styles: &[(&str, Style)], body: T) -> Result<Self, InvalidRequest> {
        let pairs = parameter::form(styles, &body)?;
        let text = serde_urlencoded::to_string(pairs)
            .map_err(|_| InvalidRequest::new("the body can't be written as a form"))?;
        self.raw_body("application/x-www-form-urlencoded", text)
    }

    fn multipart_body(self, body: Multipart) -> Self {
        self.header(CONTENT_TYPE, HeaderValue::from_static(multipart::MEDIA_TYPE)).body(body)
    }

    fn raw_body<B: Into<Body>>(self, media_type: &str, body: B) -> Result<Self, InvalidRequest> {
        let media_type = HeaderValue::from_str(media_type)
            .map_err(|_| InvalidRequest::new("the media type holds characters that no header can"))?;
        Ok(self.header(CONTENT_TYPE, media_type).body(body))
    }
}

fn header(text: &str) -> Result<HeaderValue, InvalidRequest> {
    HeaderValue::from_str(text)
        .map_err(|_| InvalidRequest::new("a header parameter holds characters that no header can"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post() -> RequestBuilder {
        reqwest::Client::new().post("http://h/")
    }

    #[test]
    fn members_become_pairs() {
        let request = post().form_body(&[], serde_json::json!({"a b": "c&d"})).unwrap().build().unwrap();
        assert_eq!(request.body().and_then(Body::as_bytes), Some(&b"a+b=c%26d"[..]));
        assert_eq!(request.headers()[CONTENT_TYPE], "application/x-www-form-urlencoded");
    }

    #[test]
    fn bodies_go_under_the_name_of_their_media_type() {
        let request = post().json_body("application/merge-patch+json", [1]).unwrap().build().unwrap();
        assert_eq!(request.body().and_then(Body::as_bytes), Some(&b"[1]"[..]));
        assert_eq!(request.headers()[CONTENT_TYPE], "application/merge-patch+json");
        assert!(post().raw_body("a\r\nb", "").is_err());
    }

    #[test]
    fn parameters_that_are_none_are_left_out() {
        let request = post().query_parameter("q", Style::Form, None::<&str>).unwrap();
        let request = request.header_parameter("X-A", None::<u8>).unwrap();
        let request = request.cookie_parameter("c", None::<u8>).unwrap().build().unwrap();
        assert_eq!((request.url().query(), request.headers().len()), (None, 0));
    }

    #[test]
    fn parameters_go_where_they_belong() {
        let request = post().query_parameter("q", Style::Comma, ["a b", "c"]).unwrap();
        let request = request.header_parameter("X-A", ["1", "2"]).unwrap();
        let request = request.cookie_parameter("c", 1).unwrap().build().unwrap();
        assert_eq!(request.url().query(), Some("q=a+b%2Cc"));
        assert_eq!(request.headers()["x-a"], "1,2");
        assert_eq!(request.headers()["cookie"], "c=1");
    }

    #[test]
    fn no_value_leaves_its_place_or_is_printed() {
        for error in [
            post().header_parameter("X-A", "secret\r\nx: y").unwrap_err(),
            post().cookie_parameter("c", "secret; d=e").unwrap_err(),
            post().form_body(&[], "secret").unwrap_err(),
        ] {
            assert!(!format!("{error} {error:?}").contains("secret"));
        }
    }
}
