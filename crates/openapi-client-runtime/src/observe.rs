//! What can be told of a request without telling anything of its contents.

use std::time::Duration;

use reqwest::{Method, StatusCode};

use crate::{OperationInfo, TransportError};

/// Hears of each attempt to send a request, for logs, metrics and traces.
pub trait Observer: Send + Sync {
    /// An attempt has ended: with the head of an answer, or without one. It must not block.
    fn attempted(&self, attempt: &Attempt<'_>);
}

/// One attempt. It holds neither URL nor headers nor bodies: those may be personal data or credentials.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// Name and path of the operation, the path with the names of its parameters.
    pub operation: &'a OperationInfo,
    /// The method.
    pub method: &'a Method,
    /// 1 for the first attempt.
    pub number: u32,
    /// The status, or why there is none.
    pub outcome: Result<StatusCode, &'a TransportError>,
    /// From the start of the attempt to the head of the answer or the failure.
    pub duration: Duration,
    /// After how long the request is sent again; nothing if it is not.
    pub retry_in: Option<Duration>,
}
