//! Where a client comes between the generated code and the network.

use std::future::Future;

use reqwest::{Request, Response};

use crate::{Connection, Error, InvalidRequest};

/// The operation that a request belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The name of the generated method.
    pub operation_id: &'static str,
    /// The path as the document writes it, with the names of parameters in braces.
    pub path: &'static str,
}

impl OperationInfo {
    /// The operation of that name and path.
    pub const fn new(operation_id: &'static str, path: &'static str) -> Self {
        Self { operation_id, path }
    }
}

/// What a generated client does with each request. The part of a client that no document describes
/// implements it.
pub trait Hooks: Sync {
    /// What sends the requests.
    fn connection(&self) -> &Connection;

    /// Adds what every request carries, such as credentials. By default nothing.
    ///
    /// # Errors
    ///
    /// Where the request must not be sent.
    fn prepare(&self, _request: &mut Request, _operation: &OperationInfo) -> Result<(), InvalidRequest> {
        Ok(())
    }

    /// Prepares and sends a request. For generated code.
    ///
    /// # Errors
    ///
    /// As [`Hooks::prepare`] and [`Connection::execute`].
    fn send<E>(
        &self,
        mut request: Request,
        operation: &OperationInfo,
    ) -> impl Future<Output = Result<Response, Error<E>>> + Send
    where
        E: Send,
    {
        async move {
            self.prepare(&mut request, operation)?;
            self.connection().execute(request, operation).await.map_err(Error::Transport)
        }
    }
}
