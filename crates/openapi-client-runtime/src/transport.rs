//! Failures between the client and the server.

use std::error::Error;
use std::fmt;

/// The request got no answer, or its answer broke off. The URL, whose query may hold personal
/// data, is not in it.
#[derive(Debug)]
pub struct TransportError(reqwest::Error);

impl TransportError {
    /// Removes the URL.
    pub(crate) fn new(error: reqwest::Error) -> Self {
        Self(error.without_url())
    }

    /// Whether no connection was made: nothing has been sent.
    pub fn is_connect(&self) -> bool {
        self.0.is_connect()
    }

    /// Whether the time ran out.
    pub fn is_timeout(&self) -> bool {
        self.0.is_timeout()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_timeout() {
            "the time for the request ran out"
        } else if self.is_connect() {
            "no connection to the server"
        } else if self.0.is_body() || self.0.is_decode() {
            "the answer broke off"
        } else {
            "the request got no answer"
        })
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}
