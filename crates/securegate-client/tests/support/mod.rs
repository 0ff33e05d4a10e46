//! A server on the loopback that answers one request and tells what it was asked.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "test support: each test file uses a part of it"
)]

use securegate_client::types::{AuthenticationMethod, CountryCode, CreateInvitesRequest, InviteCreate};
use securegate_client::{ApiKey, Client, Options, Retries};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The key of the clients here.
pub const KEY: &str = "k3y-of-the-account";

/// A request as it arrived.
#[derive(Debug)]
pub struct Recorded {
    pub line: String,
    /// Names in lower case, sorted.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Recorded {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A client of a server that gives this answer to one request.
pub async fn answering(status: &str, body: &str) -> (Client, JoinHandle<Recorded>) {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nx-trace: secret-header\r\ncontent-length: {}\r\n",
        body.len()
    );
    answering_bytes(format!("{head}connection: close\r\n\r\n{body}")).await
}

/// A client of a server that writes these bytes after one request.
pub async fn answering_bytes(answer: String) -> (Client, JoinHandle<Recorded>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let recorded = record(&mut stream).await;
        // The client may hang up as soon as it has read enough.
        let _ = stream.write_all(answer.as_bytes()).await;
        let _ = stream.shutdown().await;
        recorded
    });
    (client(&format!("http://{address}")), server)
}

pub fn client(base_url: &str) -> Client {
    // The servers here answer once.
    let options = Options::new().retries(Retries::OFF);
    Client::with_options(base_url, ApiKey::new(KEY).unwrap(), options).unwrap()
}

async fn record(stream: &mut TcpStream) -> Recorded {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "the head broke off");
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let line = lines.next().unwrap().to_owned();
    let mut headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    headers.sort();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap());
    while bytes.len() < head_end + 4 + length {
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "the body broke off");
    }
    let body = String::from_utf8(bytes[head_end + 4..].to_vec()).unwrap();
    Recorded { line, headers, body }
}

/// One guest.
pub fn guests() -> CreateInvitesRequest {
    CreateInvitesRequest {
        invites: vec![InviteCreate {
            first_name: "Amara".into(),
            last_name: "Lindqvist".into(),
            email: "amara.lindqvist@example.com".into(),
            country_code: CountryCode::NorthAmerica,
            mobile_number: "2025550143".into(),
            authentication_method: AuthenticationMethod::QrCode,
        }],
    }
}

/// The invite that the server makes of her, with further members.
pub fn invite(more: &str) -> String {
    format!(
        r#"{{"first_name": "Amara", "last_name": "Lindqvist", "email": "amara.lindqvist@example.com",
            "country_code": "1", "mobile_number": "2025550143", "authentication_method": "QR Code",
            "id": "invite-7001", "event_id": "event-2041", "session_code": "H4KQ7M", "session_id": "session-9001",
            "created_at": "2026-06-03T08:00:00Z", "updated_at": "2026-06-03T08:00:00Z"{more}}}"#
    )
}
