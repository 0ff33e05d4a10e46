//! Requests that are not sent.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

/// The request can't be made out of its arguments. Nothing has been sent, and the message holds
/// none of the arguments.
#[derive(Debug)]
pub struct InvalidRequest {
    message: Cow<'static, str>,
    source: Option<Box<reqwest::Error>>,
}

impl InvalidRequest {
    /// A reason. It must not hold a value of the request: values may be personal data.
    pub fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self { message: message.into(), source: None }
    }

    pub(crate) fn from_builder(error: reqwest::Error) -> Self {
        Self {
            message: Cow::Borrowed("the request can't be built"),
            source: Some(Box::new(error.without_url())),
        }
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for InvalidRequest {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().and_then(Error::source)
    }
}
