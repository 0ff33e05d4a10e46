//! Secrets: checked when they are given, put into requests, never printed.
#![allow(dead_code, reason = "no API knows all ways to authenticate")]

use std::fmt;

use reqwest::Request;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue};

use crate::runtime::InvalidRequest;

/// A key, a token, or a name with its password. The text is in no message.
#[derive(Clone)]
pub(crate) struct Secret(String);

/// The text can't be sent as a credential. The text itself is not in the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidCredential(&'static str);

impl fmt::Display for InvalidCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the credential can't be used: {}", self.0)
    }
}

impl std::error::Error for InvalidCredential {}

impl Secret {
    /// A key or a token. White space around it is removed: keys are often read from files with a
    /// line end.
    pub(crate) fn key(text: &str) -> Result<Self, InvalidCredential> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidCredential("it is empty"));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidCredential("it has other than visible ASCII characters"));
        }
        Ok(Self(text.to_owned()))
    }

    /// A key that a cookie can carry (RFC 6265, section 4.1.1).
    pub(crate) fn cookie_key(text: &str) -> Result<Self, InvalidCredential> {
        let secret = Self::key(text)?;
        if secret.0.contains(['"', ',', ';', '\\']) {
            return Err(InvalidCredential("it has characters that no cookie can carry"));
        }
        Ok(secret)
    }

    /// A name and a password as they are sent (RFC 7617, section 2).
    pub(crate) fn basic(user: &str, password: &str) -> Result<Self, InvalidCredential> {
        if user.contains(':') {
            return Err(InvalidCredential("the name holds a colon, which ends it"));
        }
        if user.chars().chain(password.chars()).any(char::is_control) {
            return Err(InvalidCredential("it has control characters"));
        }
        Ok(Self(base64(format!("{user}:{password}").as_bytes())))
    }

    /// Sets a header to it.
    pub(crate) fn add_header(&self, request: &mut Request, name: &'static str) -> Result<(), InvalidRequest> {
        set(request, HeaderName::from_static(name), &self.0)
    }

    /// Sets `authorization` to it, after the name of the scheme.
    pub(crate) fn add_authorization(
        &self,
        request: &mut Request,
        scheme: &str,
    ) -> Result<(), InvalidRequest> {
        set(request, AUTHORIZATION, &format!("{scheme} {}", self.0))
    }

    /// Adds it to the query.
    pub(crate) fn add_query(&self, request: &mut Request, name: &str) {
        request.url_mut().query_pairs_mut().append_pair(name, &self.0);
    }

    /// Adds it to the cookies.
    pub(crate) fn add_cookie(&self, request: &mut Request, name: &str) -> Result<(), InvalidRequest> {
        let others = request.headers().get(COOKIE).and_then(|value| value.to_str().ok());
        let cookies = match others {
            Some(others) => format!("{others}; {name}={}", self.0),
            None => format!("{name}={}", self.0),
        };
        set(request, COOKIE, &cookies)
    }
}

fn set(request: &mut Request, name: HeaderName, text: &str) -> Result<(), InvalidRequest> {
    let mut value =
        HeaderValue::from_str(text).map_err(|_| InvalidRequest::new("no header can carry the credential"))?;
    // Kept out of logs and of header compression.
    value.set_sensitive(true);
    request.headers_mut().insert(name, value);
    Ok(())
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group =
            (0..3).fold(0_usize, |group, at| group << 8 | usize::from(chunk.get(at).copied().unwrap_or(0)));
        for digit in 0..4 {
            let is_padding = digit > chunk.len();
            text.push(if is_padding { '=' } else { char::from(DIGITS[group >> (18 - 6 * digit) & 63]) });
        }
    }
    text
}
