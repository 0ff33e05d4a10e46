//! What the client makes of answers, good and bad, over real HTTP.

mod support;

use std::error::Error as _;
use std::fmt::Write as _;
use std::time::Duration;

use securegate_client::types::{ErrorDetail, InviteStatus};
use securegate_client::{ApiKey, BodyFault, Client, Error, Options, ResponseValue, Timeouts, types};
use support::{KEY, answering, answering_bytes, client, guests, invite};
use tokio::net::TcpListener;

type Outcome = Result<Vec<types::Invite>, Error<types::Error>>;

/// What `get_invites` makes of this answer.
async fn invites(status: &str, body: &str) -> Outcome {
    let (client, server) = answering(status, body).await;
    let outcome = client.get_invites("event-2041", None).await.map(ResponseValue::into_inner);
    server.await.expect("the server ran");
    outcome
}

/// Nothing that an error prints, in any form, is personal or secret. Texts that a payload below
/// holds begin with `secret`.
#[track_caller]
fn assert_discreet(error: &Error<types::Error>) {
    let mut printed = format!("{error} {error:#} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(cause) = source {
        let _ = write!(printed, " {cause} {cause:#} {cause:?} {cause:#?}");
        source = cause.source();
    }
    for private in ["secret", KEY, "k3y", "amara", "Amara", "2025550143", "<html>", "image_url=", "email="] {
        assert!(!printed.contains(private), "`{private}` is in: {printed}");
    }
}

#[tokio::test]
async fn a_list_is_read() {
    let invites = invites("200 OK", &format!("[{}]", invite(r#", "status": "pending""#))).await.unwrap();
    assert_eq!(invites.len(), 1);
    assert_eq!(invites[0].email, "amara.lindqvist@example.com");
    assert_eq!(invites[0].status, Some(InviteStatus::Pending));
    assert_eq!(invites[0].created_at.with_offset().unwrap().timestamp(), 1_780_473_600);
}

#[tokio::test]
async fn one_unknown_enum_value_fails_nothing() {
    let body = format!("[{}, {}]", invite(r#", "status": "on hold""#), invite(r#", "status": "sent""#));
    let invites = invites("200 OK", &body).await.unwrap();
    assert_eq!(invites[0].status, Some(InviteStatus::Unknown("on hold".into())));
    assert_eq!(invites[1].status, Some(InviteStatus::Sent));
    assert_eq!(serde_json::to_value(&invites[0]).unwrap()["status"], "on hold");
}

#[tokio::test]
async fn an_unknown_member_fails_nothing() {
    let body = format!("[{}]", invite(r#", "loyalty": {"tier": [1]}"#));
    assert_eq!(invites("200 OK", &body).await.unwrap().len(), 1);
}

#[tokio::test]
async fn optional_members_may_be_absent_null_or_there() {
    let body = format!(
        "[{}, {}, {}]",
        invite(""),
        invite(r#", "image": null, "last_seen": null"#),
        invite(r#", "image": "https://example.com/a.jpg", "last_seen": "2026-06-04T12:30:00+01:00""#)
    );
    let invites = invites("200 OK", &body).await.unwrap();
    let images: Vec<Option<&str>> = invites.iter().map(|invite| invite.image.as_deref()).collect();
    assert_eq!(images, [None, None, Some("https://example.com/a.jpg")]);
    assert_eq!(invites[2].last_seen.as_ref().unwrap().as_str(), "2026-06-04T12:30:00+01:00");
}

#[tokio::test]
async fn a_time_without_an_offset_fails_nothing() {
    let body = format!("[{}]", invite(r#", "last_seen": "2023-01-15T10:30:00.000000""#));
    let invites = invites("200 OK", &body).await.unwrap();
    let last_seen = invites[0].last_seen.as_ref().unwrap();
    assert_eq!(last_seen.with_offset(), None);
    assert_eq!(last_seen.without_offset().unwrap().to_string(), "2023-01-15 10:30:00");
}

#[tokio::test]
async fn another_success_with_the_described_body_is_one() {
    let (client, _server) = answering("201 Created", "[]").await;
    let response = client.create_invites("event-2041", None, None, &guests()).await.unwrap();
    assert_eq!(response.status().as_u16(), 201);
    assert!(response.is_empty());
    assert_eq!(response.headers()["content-type"], "application/json");
}

#[tokio::test]
async fn a_success_without_a_body_keeps_its_status() {
    let (client, _server) =
        answering_bytes("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".into()).await;
    let error = client.delete_event("event-2041").await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 204);
    let Error::InvalidResponse(invalid) = &error else { panic!("{error}") };
    assert_eq!(invalid.fault(), BodyFault::Empty);
    assert_discreet(&error);
}

#[tokio::test]
async fn both_shapes_of_a_refusal_are_typed() {
    let body = r#"{"detail": [{"loc": ["body", "invites", 0, "email"], "msg": "secret message", "type": "missing",
        "input": {"first_name": "Amara"}, "ctx": {"secret": 1}}]}"#;
    let error = invites("422 Unprocessable Entity", body).await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 422);
    let Some(ErrorDetail::ValidationErrors(refused)) = &error.error_response().unwrap().detail else {
        panic!("{error}")
    };
    assert_eq!(refused[0].type_, "missing");
    assert_eq!(
        serde_json::to_value(&refused[0].loc).unwrap(),
        serde_json::json!(["body", "invites", 0, "email"])
    );
    assert_discreet(&error);

    let error = invites("422 Unprocessable Entity", r#"{"detail": "secret text"}"#).await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 422);
    assert_eq!(error.error_response().unwrap().detail, Some(ErrorDetail::Message("secret text".into())));
    assert_discreet(&error);
}

#[tokio::test]
async fn a_refusal_of_an_unknown_shape_keeps_its_status() {
    let error = invites("422 Unprocessable Entity", r#"{"detail": {"secret": "amara"}}"#).await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 422);
    let Error::InvalidResponse(invalid) = &error else { panic!("{error}") };
    assert!(matches!(invalid.fault(), BodyFault::OtherShape { line: 1, .. }));
    assert_eq!(error.raw_body().unwrap().to_text(), r#"{"detail": {"secret": "amara"}}"#);
    assert_discreet(&error);
}

#[tokio::test]
async fn a_failure_that_is_not_json_keeps_its_status() {
    for (status, transient) in [
        ("401 Unauthorized", false),
        ("403 Forbidden", false),
        ("404 Not Found", false),
        ("429 Too Many Requests", true),
        ("500 Internal Server Error", false),
        ("503 Service Unavailable", true),
    ] {
        let error = invites(status, "secret oops").await.unwrap_err();
        assert_eq!(error.status().unwrap().as_str(), &status[..3]);
        assert_eq!(error.is_transient(), transient, "{status}");
        assert_eq!(error.raw_body().unwrap().as_bytes(), b"secret oops");
        assert!(error.to_string().contains(&status[..3]), "{error}");
        assert_discreet(&error);
    }
}

#[tokio::test]
async fn an_undescribed_failure_in_json_is_typed() {
    let error = invites("401 Unauthorized", r#"{"detail": "secret: Not authenticated"}"#).await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert!(matches!(&error.error_response().unwrap().detail, Some(ErrorDetail::Message(_))));
    assert_discreet(&error);
}

#[tokio::test]
async fn a_success_that_is_no_json_keeps_its_status() {
    for (body, fault) in [
        ("<html>secret</html>", BodyFault::NotJson { line: 1, column: 1 }),
        ("", BodyFault::Empty),
        ("[{\"secret\":", BodyFault::Truncated),
        ("[\n{\"first_name\": 5}]", BodyFault::OtherShape { line: 2, column: 16 }),
        ("\"secret\"", BodyFault::OtherShape { line: 1, column: 8 }),
    ] {
        let error = invites("200 OK", body).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 200);
        let Error::InvalidResponse(invalid) = &error else { panic!("{error}") };
        assert_eq!(invalid.fault(), fault, "{body}");
        assert_eq!(invalid.response().headers()["content-type"], "application/json");
        assert_discreet(&error);
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_keeps_its_status() {
    for status in ["200 OK", "503 Service Unavailable"] {
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 100\r\n\r\n[\"secret");
        let (client, _server) = answering_bytes(answer).await;
        let error = client.get_events().await.unwrap_err();
        assert_eq!(error.status().unwrap().as_str(), &status[..3]);
        assert!(matches!(error, Error::Interrupted { .. }), "{error}");
        assert_discreet(&error);
    }
}

#[tokio::test]
async fn a_long_failure_is_kept_up_to_a_limit() {
    let body = format!("{{\"detail\": \"secret{}\"}}", "x".repeat(2 * 1024 * 1024));
    let (client, _server) = answering("503 Service Unavailable", &body).await;
    let error = client.get_events().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 503);
    let kept = error.raw_body().unwrap();
    assert_eq!((kept.as_bytes().len(), kept.is_complete()), (64 * 1024, false));
    assert_discreet(&error);
}

#[tokio::test]
async fn a_refused_connection_is_an_error_without_a_status() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().port()
    };
    let client = client(&format!("http://127.0.0.1:{port}"));
    let error = client.find_invite_by_email("amara@example.com", None).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(transport) if transport.is_connect()), "{error}");
    assert_eq!(error.status(), None);
    assert!(error.is_transient());
    assert_discreet(&error);
    let error = client.identify_person("event-2041", "https://example.com/secret.jpg").await.unwrap_err();
    assert_discreet(&error);
}

#[tokio::test]
async fn an_answer_that_does_not_come_ends_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let timeouts = Timeouts { total: Duration::from_millis(100), ..Timeouts::default() };
    let client =
        Client::with_options(&base_url, ApiKey::new(KEY).unwrap(), Options::new().timeouts(timeouts))
            .unwrap();
    let error = client.find_invite_by_email("amara@example.com", None).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(transport) if transport.is_timeout()), "{error}");
    assert_discreet(&error);
}

#[tokio::test]
async fn the_key_does_not_follow_a_redirect() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let elsewhere = listener.local_addr().unwrap();
    let answer = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://{elsewhere}/\r\ncontent-length: 0\r\n\r\n"
    );
    let (client, _server) = answering_bytes(answer).await;
    let error = client.get_events().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 307);
    let visited = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
    assert!(visited.is_err(), "the redirect was followed");
    assert_discreet(&error);
}

#[tokio::test]
async fn a_value_with_its_status_prints_no_payload() {
    let (client, _server) = answering("200 OK", &invite("")).await;
    let response = client.get_invite("invite-7001").await.unwrap();
    assert!(!format!("{response:?}").contains("Amara"));
    assert_eq!(response.value().first_name, "Amara");
}
