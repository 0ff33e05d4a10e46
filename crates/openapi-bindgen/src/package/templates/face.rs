//! How a client is made, and what it does with each request.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Request, Url};

use crate::runtime::{Hooks, InvalidRequest, OperationInfo};
use crate::{Client, Credentials};

/// How long a request may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until there is a connection; 10 seconds by default.
    pub connect: Duration,
    /// From the start of a request to the last byte of its answer; one minute by default.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), total: Duration::from_secs(60) }
    }
}

/// Why there is no client.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL can't be used.
    BaseUrl(&'static str),
    /// The base URL begins with `https`, and this crate was built without TLS.
    NoTls,
    /// The HTTP client can't be set up.
    Http(reqwest::Error),
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BaseUrl(why) => write!(f, "the base URL can't be used: {why}"),
            Self::NoTls => f.write_str("HTTPS takes the feature `rustls-tls`, or an HTTP client of your own"),
            Self::Http(_) => f.write_str("the HTTP client can't be set up"),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Http(source) => Some(source),
            Self::BaseUrl(_) | Self::NoTls => None,
        }
    }
}

impl Client {
    /// A client with the default [`Timeouts`].
    ///
    /// `base_url` is where the paths of the document begin: an `http` or `https` URL, with or
    /// without a slash at its end.
    ///
    /// # Errors
    ///
    /// Where the base URL is none, or no HTTP client can be set up.
    pub fn new(base_url: &str, credentials: Credentials) -> Result<Self, BuildError> {
        Self::with_timeouts(base_url, credentials, Timeouts::default())
    }

    /// A client with other timeouts.
    ///
    /// # Errors
    ///
    /// As [`Client::new`].
    pub fn with_timeouts(
        base_url: &str,
        credentials: Credentials,
        timeouts: Timeouts,
    ) -> Result<Self, BuildError> {
        if !cfg!(feature = "rustls-tls") && base_url.trim_start().to_lowercase().starts_with("https") {
            return Err(BuildError::NoTls);
        }
        let http = reqwest::Client::builder()
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.total)
            // A redirect would carry the credentials to wherever it leads.
            .redirect(Policy::none())
            .build()
            .map_err(BuildError::Http)?;
        Self::with_http_client(base_url, credentials, http)
    }

    /// A client that sends through `http`, with the timeouts and TLS settings made there.
    ///
    /// Forbid redirects there ([`Policy::none`]): reqwest would carry keys to wherever one leads.
    ///
    /// # Errors
    ///
    /// Where the base URL is none.
    pub fn with_http_client(
        base_url: &str,
        credentials: Credentials,
        http: reqwest::Client,
    ) -> Result<Self, BuildError> {
        Ok(Self { base_url: check_base_url(base_url)?, http, inner: credentials })
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

    async fn prepare(&self, request: &mut Request, operation: &OperationInfo) -> Result<(), InvalidRequest> {
        self.inner.apply(request, operation)
    }
}
