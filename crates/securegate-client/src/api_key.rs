//! The key of an account.

use std::fmt;

use reqwest::header::HeaderValue;

/// The API key, sent as `x-api-key` with each request.
///
/// It is never printed, and HTTP libraries are told to keep it out of logs and header compression.
#[derive(Clone)]
pub struct ApiKey(HeaderValue);

impl ApiKey {
    /// A key. White space around it is removed: keys are often read from files with a line end.
    ///
    /// # Errors
    ///
    /// Where no header can carry it: it is empty or has other than visible ASCII characters.
    pub fn new(key: &str) -> Result<Self, InvalidApiKey> {
        let key = key.trim();
        if key.is_empty() {
            return Err(InvalidApiKey("it is empty"));
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidApiKey("it has other than visible ASCII characters"));
        }
        let mut value = HeaderValue::from_str(key).map_err(|_| InvalidApiKey("no header can carry it"))?;
        value.set_sensitive(true);
        Ok(Self(value))
    }

    pub(crate) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(***)")
    }
}

/// The text is no API key. The text itself is not in the message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the API key can't be used: {0}")]
pub struct InvalidApiKey(&'static str);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_trimmed_and_not_printed() {
        let key = ApiKey::new(" k3y-secret\n").unwrap();
        assert_eq!(key.header(), "k3y-secret");
        assert!(key.header().is_sensitive());
        assert_eq!(format!("{key:?}"), "ApiKey(***)");
    }

    #[test]
    fn what_no_header_carries_is_refused_without_being_printed() {
        for bad in ["", " \n", "sec\nret", "sec ret", "secrét", "sec\u{0}ret"] {
            let error = ApiKey::new(bad).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("sec"));
        }
    }
}
