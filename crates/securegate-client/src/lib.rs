//! A client of the Securegate API.
//!
//! The operations are generated at build from `openapi/securegate.yaml`; the committed snapshot
//! under `tests/snapshots` shows them to readers. Key and settings are written by hand.
//!
//! ```no_run
//! use securegate_client::types::{AuthenticationMethod, CountryCode, CreateInvitesRequest, InviteCreate};
//! use securegate_client::{ApiKey, Client, DEFAULT_BASE_URL};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let key = ApiKey::new(&std::env::var("SECUREGATE_API_KEY")?)?;
//! let client = Client::new(DEFAULT_BASE_URL, key)?;
//! let guests = CreateInvitesRequest {
//!     invites: vec![InviteCreate {
//!         first_name: "Amara".into(),
//!         last_name: "Lindqvist".into(),
//!         email: "amara@example.com".into(),
//!         country_code: CountryCode::NorthAmerica,
//!         mobile_number: "2025550143".into(),
//!         authentication_method: AuthenticationMethod::QrCode,
//!     }],
//! };
//! // The server decides whether to notify: `None` leaves the parameter out.
//! let created = client.create_invites("event-2041", None, None, &guests).await?;
//! println!("{} invites", created.len());
//! # Ok(())
//! # }
//! ```
//!
//! # Failures
//!
//! [`Error`] keeps the status of every answer, also of one that is not what the document
//! describes, and prints neither bodies nor the key nor URLs. Any success status is accepted if the
//! body is the described one: the document says 200 where the vendor says no number. A success
//! without the body, such as 204, is an [`Error::InvalidResponse`] with that status: the operation
//! was carried out, and what it returns is not known.
//!
//! # Retries
//!
//! Reading, changing and deleting is tried up to three times where the server is busy or gone for a moment,
//! and so is connecting; [`Retries`] tells more, [`Options`] set it, and an [`Observer`] hears of each attempt.
//! Creating events or invites is never sent twice.
//!
//! # Parameters
//!
//! Parameters come in the order: path, required ones, optional ones, each in the order of the document,
//! then the body. One that is `None` is left out of the request. `notify` may be null in the document; a query string can't carry null, and leaving it
//! out is the same.
//!
//! # Privacy
//!
//! `find_invite_by_email` and `identify_person` carry personal data in the URL. This crate logs
//! nothing; see to it that proxies in between don't either. Give `http://` URLs only for servers on
//! the loopback: the key travels in clear.

mod api_key;
mod face;

#[allow(clippy::doc_markdown, reason = "the texts are the document's")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}

pub use api_key::{ApiKey, InvalidApiKey};
pub use generated::*;
pub use openapi_client_runtime::{
    Attempt, BodyFault, BuildError, InvalidRequest, InvalidResponse, Observer, OperationInfo, Options,
    RawBody, RawResponse, Retries, Timeouts, TransportError,
};
