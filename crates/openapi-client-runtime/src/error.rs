//! What an operation can end in.

use std::fmt;

use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;

use crate::body::{self, MAX_ERROR_BODY, MAX_KEPT_BODY};
use crate::{InvalidRequest, InvalidResponse, RawBody, RawResponse, ResponseValue, TransportError, response};

/// What went wrong with an operation whose failures are of the type `E`.
///
/// Neither `Display` nor `Debug` nor the chain of sources shows a body, a header value or a URL.
#[non_exhaustive]
pub enum Error<E> {
    /// The arguments make no request. Nothing was sent.
    InvalidRequest(InvalidRequest),
    /// The request got no answer.
    Transport(TransportError),
    /// The answer broke off after its status.
    Interrupted {
        /// The status.
        status: StatusCode,
        /// Why.
        source: TransportError,
    },
    /// A failure that the document describes.
    ErrorResponse(Box<ResponseValue<E>>),
    /// A status that the document does not describe.
    UnexpectedResponse(Box<RawResponse>),
    /// A status that the document describes, success or failure, with a body that is not what it
    /// describes. After a success the operation may well have been carried out.
    InvalidResponse(Box<InvalidResponse>),
}

impl<E> Error<E> {
    /// The status of the answer; nothing only where no answer came.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::InvalidRequest(_) | Self::Transport(_) => None,
            Self::Interrupted { status, .. } => Some(*status),
            Self::ErrorResponse(response) => Some(response.status()),
            Self::UnexpectedResponse(response) => Some(response.status),
            Self::InvalidResponse(invalid) => Some(invalid.response.status),
        }
    }

    /// The headers of the answer, such as `retry-after`.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::InvalidRequest(_) | Self::Transport(_) | Self::Interrupted { .. } => None,
            Self::ErrorResponse(response) => Some(response.headers()),
            Self::UnexpectedResponse(response) => Some(&response.headers),
            Self::InvalidResponse(invalid) => Some(&invalid.response.headers),
        }
    }

    /// The start of a body that was not read into a type. It may hold personal data.
    pub fn raw_body(&self) -> Option<&RawBody> {
        match self {
            Self::UnexpectedResponse(response) => Some(&response.body),
            Self::InvalidResponse(invalid) => Some(&invalid.response.body),
            _ => None,
        }
    }

    /// The failure that the document describes, if it is one.
    pub fn error_response(&self) -> Option<&E> {
        match self {
            Self::ErrorResponse(response) => Some(response.value()),
            _ => None,
        }
    }

    /// Whether the same request may succeed later: no connection, no time, or one of the statuses
    /// 408, 429, 502, 503 and 504. Whether sending it again does harm is another question.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Transport(error) => error.is_connect() || error.is_timeout(),
            _ => self.status().is_some_and(|status| matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504)),
        }
    }

    /// An answer with a status that the document does not describe. For generated code.
    pub async fn unexpected(mut response: Response) -> Self {
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let body = match body::read(&mut response, MAX_KEPT_BODY).await {
            Ok(read) => RawBody::new(read.bytes, read.complete),
            // The status says more than a body that broke off.
            Err(_) => RawBody::new(Vec::new(), false),
        };
        Self::UnexpectedResponse(Box::new(RawResponse { status, headers, body }))
    }
}

impl<E> Error<E> {
    /// The same error with another type of failures.
    pub fn map<F>(self, change: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Self::InvalidRequest(error) => Error::InvalidRequest(error),
            Self::Transport(error) => Error::Transport(error),
            Self::Interrupted { status, source } => Error::Interrupted { status, source },
            Self::ErrorResponse(response) => Error::ErrorResponse(Box::new(response.map(change))),
            Self::UnexpectedResponse(response) => Error::UnexpectedResponse(response),
            Self::InvalidResponse(response) => Error::InvalidResponse(response),
        }
    }

    fn documented_response(response: Result<ResponseValue<E>, Self>) -> Self {
        response.map_or_else(std::convert::identity, |value| Self::ErrorResponse(Box::new(value)))
    }
}

impl<E: DeserializeOwned> Error<E> {
    /// Reads a described failure. For generated code.
    pub async fn documented(response: Response) -> Self {
        Self::documented_response(response::json(response, MAX_ERROR_BODY).await)
    }
}

impl Error<()> {
    /// A described failure without a body. For generated code.
    pub fn documented_empty(response: Response) -> Self {
        Self::ErrorResponse(Box::new(ResponseValue::empty(response)))
    }
}

impl Error<String> {
    /// Reads a described failure that is a text. For generated code.
    pub async fn documented_text(response: Response) -> Self {
        Self::documented_response(response::text(response, MAX_ERROR_BODY, false).await)
    }

    /// Reads a described failure that is a text, as such or in JSON. For generated code.
    pub async fn documented_text_or_json(response: Response) -> Self {
        Self::documented_response(response::text(response, MAX_ERROR_BODY, true).await)
    }
}

impl Error<Vec<u8>> {
    /// Reads a described failure whose body is of another kind than text and JSON. For generated code.
    pub async fn documented_bytes(response: Response) -> Self {
        Self::documented_response(response::bytes(response, MAX_ERROR_BODY).await)
    }
}

impl<E> From<InvalidRequest> for Error<E> {
    fn from(error: InvalidRequest) -> Self {
        Self::InvalidRequest(error)
    }
}

impl<E> From<reqwest::Error> for Error<E> {
    fn from(error: reqwest::Error) -> Self {
        if error.is_builder() {
            Self::InvalidRequest(InvalidRequest::from_builder(error))
        } else {
            Self::Transport(TransportError::new(error))
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(error) => write!(f, "the request was not sent: {error}"),
            Self::Transport(error) => write!(f, "{error}"),
            Self::Interrupted { status, .. } => write!(f, "the answer {status} broke off"),
            Self::ErrorResponse(response) => write!(f, "the server answered {}", response.status()),
            Self::UnexpectedResponse(response) => {
                write!(f, "the server answered {}, which the document does not describe", response.status)
            }
            Self::InvalidResponse(invalid) => {
                write!(f, "the server answered {}, but {}", invalid.response.status, invalid.fault)
            }
        }
    }
}

impl<E> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(error) => f.debug_tuple("InvalidRequest").field(error).finish(),
            Self::Transport(error) => f.debug_tuple("Transport").field(error).finish(),
            Self::Interrupted { status, source } => {
                f.debug_struct("Interrupted").field("status", status).field("source", source).finish()
            }
            Self::ErrorResponse(response) => f.debug_tuple("ErrorResponse").field(response).finish(),
            Self::UnexpectedResponse(response) => {
                f.debug_tuple("UnexpectedResponse").field(response).finish()
            }
            Self::InvalidResponse(invalid) => f.debug_tuple("InvalidResponse").field(invalid).finish(),
        }
    }
}

impl<E> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::InvalidRequest(error) => error.source(),
            Self::Transport(error) => error.source(),
            Self::Interrupted { source, .. } => Some(source),
            _ => None,
        }
    }
}
