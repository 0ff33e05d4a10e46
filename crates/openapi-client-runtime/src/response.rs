//! Answers: a typed value with its status and headers, or what came instead.

use std::fmt;
use std::ops::Deref;

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;

use crate::body::{self, MAX_SUCCESS_BODY};
use crate::{BodyFault, ByteStream, Error, RawBody};

/// A value with the status and the headers it came with.
///
/// Its `Debug` shows the status and the type, not the value: the value may be personal data.
#[derive(Clone)]
pub struct ResponseValue<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
}

impl<T> ResponseValue<T> {
    /// A value as if it had come from a server; for tests of what uses a client.
    pub fn new(value: T, status: StatusCode, headers: HeaderMap) -> Self {
        Self { value, status, headers }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value, taken out.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Another value with the same status and headers.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> ResponseValue<U> {
        ResponseValue { value: change(self.value), status: self.status, headers: self.headers }
    }

    /// What the header `content-type` says, if it is there.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok())
    }
}

impl<T: DeserializeOwned> ResponseValue<T> {
    /// Reads the value of a success out of the body. For generated code.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidResponse`] where the body is not of the type, [`Error::Interrupted`] where
    /// it breaks off.
    pub async fn from_response<E>(response: Response) -> Result<Self, Error<E>> {
        json(response, MAX_SUCCESS_BODY).await
    }
}

impl ResponseValue<String> {
    /// Reads a text. For generated code.
    ///
    /// # Errors
    ///
    /// As [`ResponseValue::from_response`].
    pub async fn text<E>(response: Response) -> Result<Self, Error<E>> {
        text(response, MAX_SUCCESS_BODY, false).await
    }

    /// Reads a text, as such or in JSON. For generated code.
    ///
    /// # Errors
    ///
    /// As [`ResponseValue::from_response`].
    pub async fn text_or_json<E>(response: Response) -> Result<Self, Error<E>> {
        text(response, MAX_SUCCESS_BODY, true).await
    }
}

impl ResponseValue<Vec<u8>> {
    /// Reads the bytes of a body. For generated code.
    ///
    /// # Errors
    ///
    /// As [`ResponseValue::from_response`].
    pub async fn bytes<E>(response: Response) -> Result<Self, Error<E>> {
        bytes(response, MAX_SUCCESS_BODY).await
    }
}

pub(crate) async fn json<T: DeserializeOwned, E>(
    response: Response,
    limit: usize,
) -> Result<ResponseValue<T>, Error<E>> {
    read(response, limit, |read, _| body::parse(read, limit)).await
}

pub(crate) async fn text<E>(
    response: Response,
    limit: usize,
    or_json: bool,
) -> Result<ResponseValue<String>, Error<E>> {
    read(response, limit, |read, headers| body::text(read, limit, headers, or_json)).await
}

pub(crate) async fn bytes<E>(response: Response, limit: usize) -> Result<ResponseValue<Vec<u8>>, Error<E>> {
    read(response, limit, |read, _| body::whole(read, limit)).await
}

async fn read<T, E>(
    mut response: Response,
    limit: usize,
    value: impl FnOnce(&mut body::Read, &HeaderMap) -> Result<T, BodyFault>,
) -> Result<ResponseValue<T>, Error<E>> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let mut read = match body::read(&mut response, limit).await {
        Ok(read) => read,
        Err(source) => return Err(Error::Interrupted { status, source }),
    };
    match value(&mut read, &headers) {
        Ok(value) => Ok(ResponseValue { value, status, headers }),
        Err(fault) => {
            let body = RawBody::new(read.bytes, read.complete);
            let response = RawResponse { status, headers, body };
            Err(Error::InvalidResponse(Box::new(InvalidResponse { response, fault })))
        }
    }
}

impl ResponseValue<()> {
    /// An answer without a body. For generated code.
    pub fn empty(mut response: Response) -> Self {
        let headers = std::mem::take(response.headers_mut());
        Self { value: (), status: response.status(), headers }
    }
}

impl ResponseValue<ByteStream> {
    /// An answer whose body is read by the caller. For generated code.
    pub fn stream(mut response: Response) -> Self {
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let value = ByteStream::new(response);
        Self { value, status, headers }
    }
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> AsRef<T> for ResponseValue<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

impl<T> fmt::Debug for ResponseValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResponseValue<{}>({})", std::any::type_name::<T>(), self.status)
    }
}

/// An answer that was not read into a type.
#[derive(Clone, PartialEq, Eq)]
pub struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: RawBody,
}

impl RawResponse {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The start of the body.
    pub fn body(&self) -> &RawBody {
        &self.body
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawResponse({}, {:?})", self.status, self.body)
    }
}

/// An answer whose status the document describes and whose body is something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidResponse {
    pub(crate) response: RawResponse,
    pub(crate) fault: BodyFault,
}

impl InvalidResponse {
    /// The answer.
    pub fn response(&self) -> &RawResponse {
        &self.response
    }

    /// What is wrong with its body.
    pub fn fault(&self) -> BodyFault {
        self.fault
    }
}
