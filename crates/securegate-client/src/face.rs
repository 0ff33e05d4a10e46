//! The hand-written part of the client: how it is made, and what it does with each request.

use openapi_client_runtime::{BuildError, Connection, Hooks, InvalidRequest, OperationInfo, Options};
use reqwest::Request;
use reqwest::header::HeaderName;

use crate::{ApiKey, Client};

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

impl Client {
    /// A client with the default [`Options`].
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
        Self::with_options(base_url, key, Options::new())
    }

    /// A client with other timeouts, retries, or an observer.
    ///
    /// # Errors
    ///
    /// As [`Client::new`].
    pub fn with_options(base_url: &str, key: ApiKey, options: Options) -> Result<Self, BuildError> {
        let connection = Connection::new(base_url, options, cfg!(feature = "rustls-tls"))?;
        Ok(Self { connection, inner: key })
    }

    /// A client that sends through `http`, with the timeouts and TLS settings made there.
    ///
    /// Forbid redirects there (`reqwest::redirect::Policy::none`): reqwest would carry the key to
    /// wherever one leads.
    ///
    /// # Errors
    ///
    /// Where the base URL is none.
    pub fn with_http_client(
        base_url: &str,
        key: ApiKey,
        http: reqwest::Client,
        options: Options,
    ) -> Result<Self, BuildError> {
        let connection = Connection::with_http_client(base_url, http, options)?;
        Ok(Self { connection, inner: key })
    }

    /// Where the paths of the document begin; without a slash at its end.
    pub fn base_url(&self) -> &str {
        self.connection.base_url()
    }
}

impl Hooks for Client {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn prepare(&self, request: &mut Request, _: &OperationInfo) -> Result<(), InvalidRequest> {
        request.headers_mut().insert(API_KEY, self.inner.header());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
