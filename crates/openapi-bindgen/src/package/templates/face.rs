//! How a client is made, and what it does with each request.

use reqwest::Request;

use crate::runtime::{BuildError, Connection, Hooks, InvalidRequest, OperationInfo, Options};
use crate::{Client, Credentials};

impl Client {
    /// A client with the default [`Options`].
    ///
    /// `base_url` is where the paths of the document begin: an `http` or `https` URL, with or
    /// without a slash at its end.
    ///
    /// # Errors
    ///
    /// Where the base URL is none, or no HTTP client can be set up.
    pub fn new(base_url: &str, credentials: Credentials) -> Result<Self, BuildError> {
        Self::with_options(base_url, credentials, Options::new())
    }

    /// A client with other timeouts, retries, or an observer.
    ///
    /// # Errors
    ///
    /// As [`Client::new`].
    pub fn with_options(
        base_url: &str,
        credentials: Credentials,
        options: Options,
    ) -> Result<Self, BuildError> {
        let connection = Connection::new(base_url, options, cfg!(feature = "rustls-tls"))?;
        Ok(Self { connection, inner: credentials })
    }

    /// A client that sends through `http`, with the timeouts and TLS settings made there.
    ///
    /// Forbid redirects there (`reqwest::redirect::Policy::none`): reqwest would carry keys to wherever
    /// one leads.
    ///
    /// # Errors
    ///
    /// Where the base URL is none.
    pub fn with_http_client(
        base_url: &str,
        credentials: Credentials,
        http: reqwest::Client,
        options: Options,
    ) -> Result<Self, BuildError> {
        let connection = Connection::with_http_client(base_url, http, options)?;
        Ok(Self { connection, inner: credentials })
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

    fn prepare(&self, request: &mut Request, operation: &OperationInfo) -> Result<(), InvalidRequest> {
        self.inner.apply(request, operation)
    }
}
