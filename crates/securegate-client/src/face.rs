//! The hand-written part of the client: how it is made, and what it does with each request.

use std::time::Duration;

use openapi_client_runtime::{Hooks, InvalidRequest, OperationInfo};
use reqwest::header::HeaderName;
use reqwest::redirect::Policy;
use reqwest::{Request, Url};

use crate::{ApiKey, Client};

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// How long a request may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until there is a connection; 10 seconds by default.
    pub connect: Duration,
    /// From the start of a request to the last byte of its answer; one minute by default, since a
    /// batch of invites is one request.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), total: Duration::from_secs(60) }
    }
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL can't be used.
    #[error("the base URL can't be used: {0}")]
    BaseUrl(&'static str),
    /// The base URL begins with `https`, and this crate was built without TLS.
    #[error("HTTPS takes the feature `rustls-tls` of securegate-client, or an HTTP client of your own")]
    NoTls,
    /// The HTTP client can't be set up.
    #[error("the HTTP client can't be set up")]
    Http(#[source] reqwest::Error),
}

impl Client {
    /// A client with the default [`Timeouts`].
    ///
    /// `base_url` is where the paths of the document begin: [`DEFAULT_BASE_URL`] or another
    /// `http` or `https` URL, with or without a slash at its end.
    ///
    /// # Errors
    ///
    /// Where the base URL is none, or no HTTP client can be set up.
    ///
    /// [`DEFAULT_BASE_URL`]: crate::DEFAULT_BASE_URL
    pub fn new(base_url: &str, key: ApiKey) -> Result<Self, BuildError> {
        Self::with_timeouts(base_url, key, Timeouts::default())
    }

    /// A client with other timeouts.
    ///
    /// # Errors
    ///
    /// As [`Client::new`].
    pub fn with_timeouts(base_url: &str, key: ApiKey, timeouts: Timeouts) -> Result<Self, BuildError> {
        if !cfg!(feature = "rustls-tls") && base_url.trim_start().to_lowercase().starts_with("https") {
            return Err(BuildError::NoTls);
        }
        let http = reqwest::Client::builder()
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.total)
            // A redirect would carry the key to wherever it leads.
            .redirect(Policy::none())
            .build()
            .map_err(BuildError::Http)?;
        Self::with_http_client(base_url, key, http)
    }

    /// A client that sends through `http`, with the timeouts and TLS settings made there.
    ///
    /// Forbid redirects there ([`Policy::none`]): reqwest would carry the key to wherever one leads.
    ///
    /// # Errors
    ///
    /// Where the base URL is none.
    pub fn with_http_client(base_url: &str, key: ApiKey, http: reqwest::Client) -> Result<Self, BuildError> {
        Ok(Self { base_url: check_base_url(base_url)?, http, inner: key })
    }

    /// Where the paths of the document begin; without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }
}

/// The base URL without a slash at its end.
fn check_base_url(text: &str) -> Result<String, BuildError> {
    let url = Url::parse(text).map_err(|_| BuildError::BaseUrl("it is no absolute URL"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(BuildError::BaseUrl("it begins with neither `https` nor `http`"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BuildError::BaseUrl("it holds a user name or a password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(BuildError::BaseUrl("it holds a query or a fragment"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

impl Hooks for Client {
    fn http(&self) -> &reqwest::Client {
        &self.http
    }

    async fn prepare(&self, request: &mut Request, _: &OperationInfo) -> Result<(), InvalidRequest> {
        request.headers_mut().insert(API_KEY, self.inner.header());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_checked_and_loses_its_slash() {
        assert_eq!(check_base_url("https://a.example/v1/").unwrap(), "https://a.example/v1");
        assert_eq!(check_base_url("http://127.0.0.1:8080").unwrap(), "http://127.0.0.1:8080");
        for bad in [
            "",
            "a.example",
            "/v1",
            "ftp://a.example",
            "https://u:p@a.example",
            "https://a.example?x=1",
            "https://a.example#x",
        ] {
            assert!(check_base_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_key_is_not_in_the_debug_output() {
        let client = Client::new("http://127.0.0.1:8080", ApiKey::new("k3y-secret").unwrap()).unwrap();
        let debug = format!("{client:?} {client:#?}");
        assert!(!debug.contains("k3y"));
        assert!(debug.contains("127.0.0.1:8080"));
    }

    #[test]
    fn https_works_or_says_what_it_takes() {
        let client = Client::new(crate::DEFAULT_BASE_URL, ApiKey::new("k3y-secret").unwrap());
        if cfg!(feature = "rustls-tls") {
            assert_eq!(client.unwrap().base_url(), "https://api.securegate.ai");
        } else {
            assert!(matches!(client, Err(BuildError::NoTls)));
        }
    }
}
