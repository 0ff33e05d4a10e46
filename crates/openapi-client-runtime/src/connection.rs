//! What sends requests: a base URL, an HTTP client, and how often to try.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::redirect::Policy;
use reqwest::{Request, Response, Url};

use crate::{Attempt, Observer, OperationInfo, Retries, TransportError};

/// How long a request may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until there is a connection; 10 seconds by default.
    pub connect: Duration,
    /// From the start of an attempt to the last byte of its answer; one minute by default.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), total: Duration::from_secs(60) }
    }
}

/// What a user decides about how requests are sent.
#[derive(Clone, Default)]
pub struct Options {
    timeouts: Timeouts,
    retries: Retries,
    observer: Option<Arc<dyn Observer>>,
}

impl Options {
    /// The defaults: see [`Timeouts`] and [`Retries`]; nobody observes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how long requests may take.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets how often requests are sent again.
    #[must_use]
    pub fn retries(mut self, retries: Retries) -> Self {
        self.retries = retries;
        self
    }

    /// Sets who hears of each attempt.
    #[must_use]
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("timeouts", &self.timeouts)
            .field("retries", &self.retries)
            .field("observer", &self.observer.is_some())
            .finish()
    }
}

/// Why there is no client.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL can't be used.
    BaseUrl(&'static str),
    /// The base URL begins with `https`, and the client was built without TLS.
    NoTls,
    /// The HTTP client can't be set up.
    Http(reqwest::Error),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BaseUrl(why) => write!(f, "the base URL can't be used: {why}"),
            Self::NoTls => f.write_str(
                "HTTPS takes the feature `rustls-tls` of the client, or an HTTP client of your own",
            ),
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

/// Where requests go, and how.
#[derive(Debug, Clone)]
pub struct Connection {
    base_url: String,
    http: reqwest::Client,
    options: Options,
}

impl Connection {
    /// A connection with an HTTP client of its own, which follows no redirects: they would carry credentials
    /// to wherever they lead. `has_tls` is whether it can speak HTTPS.
    ///
    /// # Errors
    ///
    /// Where the base URL is none, or no HTTP client can be set up.
    pub fn new(base_url: &str, options: Options, has_tls: bool) -> Result<Self, BuildError> {
        if !has_tls && base_url.trim_start().to_lowercase().starts_with("https") {
            return Err(BuildError::NoTls);
        }
        let http = reqwest::Client::builder()
            .connect_timeout(options.timeouts.connect)
            .timeout(options.timeouts.total)
            .redirect(Policy::none())
            .build()
            .map_err(BuildError::Http)?;
        Self::with_http_client(base_url, http, options)
    }

    /// A connection that sends through `http`, with the timeouts made there.
    ///
    /// # Errors
    ///
    /// Where the base URL is none.
    pub fn with_http_client(
        base_url: &str,
        http: reqwest::Client,
        options: Options,
    ) -> Result<Self, BuildError> {
        Ok(Self { base_url: check_base_url(base_url)?, http, options })
    }

    /// Where the paths of the document begin; without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// What sends the requests.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Sends a request, and again as [`Retries`] say.
    ///
    /// # Errors
    ///
    /// Where the last attempt gets no answer.
    pub async fn execute(
        &self,
        request: Request,
        operation: &OperationInfo,
    ) -> Result<Response, TransportError> {
        let Options { retries, observer, .. } = &self.options;
        let method = request.method().clone();
        let begin = Instant::now();
        let mut request = request;
        let mut number = 0;
        loop {
            number += 1;
            // For the next attempt. A stream has no copy.
            let copy = if number <= retries.attempts { request.try_clone() } else { None };
            let start = Instant::now();
            let outcome = self.http.execute(request).await;
            let duration = start.elapsed();
            let again = copy.and_then(|copy| {
                let pause = retries.pause_after(outcome.as_ref(), &method, number, begin.elapsed())?;
                Some((copy, pause))
            });
            let outcome = outcome.map_err(TransportError::new);
            if let Some(observer) = observer {
                let outcome = outcome.as_ref().map(Response::status);
                let retry_in = again.as_ref().map(|(_, pause)| *pause);
                observer.attempted(&Attempt {
                    operation,
                    method: &method,
                    number,
                    outcome,
                    duration,
                    retry_in,
                });
            }
            let Some((copy, pause)) = again else { return outcome };
            // The connection is free for the next attempt.
            drop(outcome);
            tokio::time::sleep(pause).await;
            request = copy;
        }
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
    fn https_takes_tls() {
        let connect = |url, has_tls| Connection::new(url, Options::new(), has_tls);
        assert!(matches!(connect(" HTTPS://a.example", false), Err(BuildError::NoTls)));
        assert!(connect("http://a.example", false).is_ok());
    }
}
