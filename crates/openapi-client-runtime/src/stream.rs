//! Bodies that the caller reads.

use std::fmt;

use bytes::Bytes;
use reqwest::Response;

use crate::TransportError;
use crate::body;

/// The body of an answer, read as it comes. It may be of any length.
///
/// Its `Debug` shows nothing of it.
pub struct ByteStream(Response);

impl ByteStream {
    /// The body of an answer. For generated code.
    pub fn new(response: Response) -> Self {
        Self(response)
    }

    /// The next bytes; nothing at the end.
    ///
    /// # Errors
    ///
    /// Where the body breaks off.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        self.0.chunk().await.map_err(TransportError::new)
    }

    /// The first `limit` bytes, or all if there are fewer, and whether it is all.
    ///
    /// # Errors
    ///
    /// Where the body breaks off.
    pub async fn read(mut self, limit: usize) -> Result<(Vec<u8>, bool), TransportError> {
        let read = body::read(&mut self.0, limit).await?;
        Ok((read.bytes, read.complete))
    }

    /// What reqwest made of the answer, for its own ways to read a body. Its errors show the URL.
    pub fn into_inner(self) -> Response {
        self.0
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByteStream")
    }
}
