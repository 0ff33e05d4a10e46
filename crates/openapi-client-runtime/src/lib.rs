//! What generated clients stand on, in place of progenitor's own runtime.
//!
//! The two differ in what a client of a service that holds personal data must not do:
//!
//! - An error that came from a response keeps its status, also where the body is not what the
//!   document describes ([`Error::status`]).
//! - No error prints a body, a header or the query string of a URL, neither with `{}` nor with
//!   `{:?}`, nor along its chain of sources. A body is reached through [`Error::raw_body`] only.
//! - Bodies are read up to a limit.
//! - A path parameter that would change which resource is meant is refused.
//!
//! - What is sent again by itself can do no harm twice ([`Retries`]), and who watches ([`Observer`]) learns
//!   nothing of what was sent.
//!
//! [`Hooks`] is where a client adds its key.

mod body;
mod builder;
mod connection;
mod error;
mod hooks;
mod multipart;
mod observe;
mod parameter;
mod path;
mod request;
mod response;
mod retry;
mod stream;
mod transport;

pub use body::{BodyFault, MAX_ERROR_BODY, MAX_KEPT_BODY, MAX_SUCCESS_BODY, RawBody};
pub use builder::RequestBuilderExt;
pub use connection::{BuildError, Connection, Options, Timeouts};
pub use error::Error;
pub use hooks::{Hooks, OperationInfo};
pub use multipart::{FilePart, Multipart};
pub use observe::{Attempt, Observer};
pub use parameter::Style;
pub use path::encode_path;
pub use request::InvalidRequest;
pub use response::{InvalidResponse, RawResponse, ResponseValue};
pub use retry::Retries;
pub use stream::ByteStream;
pub use transport::TransportError;

// Generated code and the interface name their types.
#[doc(no_inline)]
pub use {bytes, reqwest};
