//! Invites the people in a file to an event.
//!
//! ```text
//! SECUREGATE_API_KEY=… cargo run -p securegate-client --example create_invites -- \
//!     EVENT_ID GUESTS.json [--base-url URL] [--notify NUMBER] [--onboarding FLOW]
//! ```
//!
//! The file holds the body of Create Invites, `{"invites": [{"first_name": …}, …]}`; it is checked before
//! anything is sent. The key comes
//! from the environment, so that it does not show in lists of processes. Without `--notify` and
//! `--onboarding` the server decides.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::error::Error;
use std::process::ExitCode;

use securegate_client::types::{CreateInvitesRequest, ErrorDetail, OnboardingFlowType};
use securegate_client::{ApiKey, Client, DEFAULT_BASE_URL};

const USAGE: &str =
    "usage: create_invites EVENT_ID GUESTS.json [--base-url URL] [--notify NUMBER] [--onboarding FLOW]";

struct Arguments {
    event_id: String,
    guests: String,
    base_url: String,
    notify: Option<i64>,
    onboarding: Option<OnboardingFlowType>,
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let mut positional = Vec::new();
    let mut base_url = DEFAULT_BASE_URL.to_owned();
    let (mut notify, mut onboarding) = (None, None);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(USAGE);
        match word.as_str() {
            "--base-url" => base_url = value()?,
            "--notify" => notify = Some(value()?.parse().map_err(|_| "--notify takes a whole number")?),
            "--onboarding" => onboarding = Some(OnboardingFlowType::from(value()?)),
            option if option.starts_with("--") => return Err(USAGE.into()),
            _ => positional.push(word),
        }
    }
    let Ok([event_id, guests]) = <[String; 2]>::try_from(positional) else { return Err(USAGE.into()) };
    Ok(Arguments { event_id, guests, base_url, notify, onboarding })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match invite().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut cause = error.source();
            while let Some(inner) = cause {
                eprintln!("  caused by: {inner}");
                cause = inner.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn invite() -> Result<(), Box<dyn Error>> {
    let arguments = arguments()?;
    let key = std::env::var("SECUREGATE_API_KEY")
        .map_err(|_| "set SECUREGATE_API_KEY to the key of the account")?;
    let client = Client::new(&arguments.base_url, ApiKey::new(&key)?)?;
    // What is wrong with a guest is found here, and not by half a batch that was sent.
    let guests = serde_json::from_str(&std::fs::read_to_string(&arguments.guests)?)?;
    let guests = CreateInvitesRequest::from_value(guests)?;

    let outcome = client
        .create_invites(&arguments.event_id, arguments.onboarding.as_ref(), arguments.notify, &guests)
        .await;
    match outcome {
        Ok(created) => {
            for invite in created.into_inner() {
                // Names and addresses stay out of the terminal's history.
                let status =
                    invite.status.map_or_else(|| "no status".to_owned(), |status| status.to_string());
                println!("{}  {status}", invite.id);
            }
            Ok(())
        }
        Err(error) => {
            // What the server refused is for whoever runs this to see; the error alone prints none of it.
            match error.error_response().and_then(|body| body.detail.as_ref()) {
                Some(ErrorDetail::ValidationErrors(refused)) => {
                    for value in refused {
                        let place = serde_json::to_string(&value.loc)?;
                        eprintln!("refused: {place}: {}", value.msg);
                    }
                }
                Some(ErrorDetail::Message(text)) => eprintln!("refused: {text}"),
                None => {}
            }
            Err(error.into())
        }
    }
}
