//! The types of the Securegate API.
//!
//! Everything here is generated at build from `openapi/securegate.yaml`; the committed snapshot
//! under `tests/snapshots` shows it to readers. Names, order and texts are the document's.
//!
//! The types are tolerant where servers differ from documents: enums keep a value that is not
//! listed, a time without an offset is kept as text, and members that are not described are
//! ignored. What is sent is another matter: types of requests have `validate`, which checks all that
//! the document demands, and `from_value`, which makes one out of JSON that passes the same checks.
//!
//! Many types hold personal data, and their `Debug` shows it: don't log them.
//!
//! ```
//! use securegate_models::{AuthenticationMethod, CountryCode, Invite, UpdateInviteStatusRequest};
//!
//! assert_eq!(AuthenticationMethod::from("QR Code"), AuthenticationMethod::QrCode);
//! assert_eq!(CountryCode::NorthAmerica.as_str(), "1");
//!
//! let later: AuthenticationMethod = serde_json::from_str("\"Iris\"").unwrap();
//! assert!(!later.is_known());
//! assert_eq!(later.as_str(), "Iris");
//! # let _: Option<Invite> = None;
//!
//! let broken = UpdateInviteStatusRequest::from_value(serde_json::json!({"status": "maybe"}));
//! assert_eq!(broken.unwrap_err().to_string(), "/status is none of the values that are listed");
//! ```

#[allow(clippy::doc_markdown, reason = "the texts are the document's")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/models.rs"));
}

pub use generated::*;
