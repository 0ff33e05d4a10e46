//! OpenAPI 3.0 and 3.1 documents with positions: loading, local references, operations, the adaptation of
//! OpenAPI 3.0 schemas to JSON Schema 2020-12, and the lowering of 3.1 to 3.0.3 for tools that know no more.

mod adapt;
mod compose;
mod document;
mod encoding;
mod evidence;
mod files;
pub mod lower;
mod operation;
mod parameter;
mod reference;
mod resource;
mod rules;
mod security;
mod server;

pub use document::{Document, Version};
pub use encoding::Encoding;
pub use evidence::Evidence;
pub use files::{FileLimits, FilePath, FileReader};
pub use operation::{MediaType, Operation, RequestBody, Response};
pub use parameter::{Parameter, ParameterLocation, Parameters, Style};
pub use resource::{Dialect, Resource};
pub use rules::DOCUMENT_RULES;
pub use security::{SecurityKind, SecurityRequirement, SecurityScheme};
pub use server::{Server, ServerVariable};
