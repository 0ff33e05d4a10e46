//! What the client sends, byte by byte, over real HTTP.

mod support;

use securegate_client::types::{InviteStatus, OnboardingFlowType, UpdateInviteStatusRequest};
use securegate_client::{Error, types};
use support::{KEY, answering, client, guests, invite};

#[tokio::test]
async fn create_invites_sends_what_the_document_describes_and_nothing_else() {
    let (client, server) = answering("200 OK", "[]").await;
    client.create_invites("a/b c", Some(&OnboardingFlowType::Kyc), Some(2), &guests()).await.unwrap();
    let request = server.await.unwrap();

    assert_eq!(request.line, "POST /events/a%2Fb%20c/invites?onboarding_flow_type=kyc&notify=2 HTTP/1.1");
    let names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["accept", "content-length", "content-type", "host", "x-api-key"]);
    assert_eq!(request.header("x-api-key"), Some(KEY));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    // In the order of the document.
    assert_eq!(
        request.body,
        concat!(
            r#"{"invites":[{"first_name":"Amara","last_name":"Lindqvist","email":"amara.lindqvist@example.com","#,
            r#""country_code":"1","mobile_number":"2025550143","authentication_method":"QR Code"}]}"#
        )
    );
}

#[tokio::test]
async fn what_is_none_is_left_to_the_server() {
    let (client, server) = answering("200 OK", "[]").await;
    client.create_invites("event-2041", None, None, &guests()).await.unwrap();
    assert_eq!(server.await.unwrap().line, "POST /events/event-2041/invites HTTP/1.1");

    let (client, server) = answering("200 OK", "[]").await;
    client.create_invites("event-2041", None, Some(0), &guests()).await.unwrap();
    assert_eq!(server.await.unwrap().line, "POST /events/event-2041/invites?notify=0 HTTP/1.1");
}

#[tokio::test]
async fn a_value_that_nobody_listed_can_be_sent() {
    let (client, server) = answering("200 OK", "[]").await;
    client.get_invites("event-2041", Some(&InviteStatus::from("on hold"))).await.unwrap();
    assert_eq!(server.await.unwrap().line, "GET /events/event-2041/invites?status=on+hold HTTP/1.1");
}

#[tokio::test]
async fn a_query_is_encoded() {
    let (client, server) = answering("200 OK", &invite("")).await;
    client.find_invite_by_email("a+b@example.com", Some("event & co")).await.unwrap();
    let request = server.await.unwrap();
    assert_eq!(request.line, "GET /invites?email=a%2Bb%40example.com&event_id=event+%26+co HTTP/1.1");
    assert_eq!(request.body, "");
}

#[tokio::test]
async fn a_post_without_a_body_has_none() {
    let (client, server) = answering("200 OK", "{}").await;
    client.identify_person("event-2041", "https://example.com/door.jpg?x=1").await.unwrap();
    let request = server.await.unwrap();
    assert_eq!(
        request.line,
        "POST /identity?event_id=event-2041&image_url=https%3A%2F%2Fexample.com%2Fdoor.jpg%3Fx%3D1 HTTP/1.1"
    );
    assert_eq!(request.header("content-type"), None);
    assert_eq!(request.body, "");
}

#[tokio::test]
async fn every_operation_goes_to_its_path_with_the_key() {
    macro_rules! check {
        ($answer:expr, $line:literal, |$client:ident| $call:expr) => {
            let ($client, server) = answering("200 OK", $answer).await;
            $call.await.unwrap();
            let request = server.await.unwrap();
            assert_eq!(request.line, $line);
            assert_eq!(request.header("x-api-key"), Some(KEY));
            assert_eq!(request.header("api-version"), None);
        };
    }
    let event = r#"{"title": "T", "start_timestamp": 1, "end_timestamp": 2, "id": "e", "created_at": "2026-06-01T09:15:00Z"}"#;
    let stats = r#"{"id": "e", "title": "T", "status": "upcoming", "start_timestamp": 1, "end_timestamp": 2,
        "invite_stats": {"sent": 1, "accepted": 2, "pending": 1, "rejected": 0, "total": 4}}"#;
    let both = format!(r#"{{"invite": {}, "event": {{"id": "e"}}}}"#, invite(""));
    let create: types::EventCreate =
        serde_json::from_str(r#"{"title": "T", "start_timestamp": 1, "end_timestamp": 2}"#).unwrap();
    let accept = UpdateInviteStatusRequest { status: InviteStatus::Accepted };

    check!(event, "POST /events HTTP/1.1", |c| c.create_event(&create));
    check!("{}", "GET /events HTTP/1.1", |c| c.get_events());
    check!(stats, "GET /events/e HTTP/1.1", |c| c.get_event("e"));
    check!(event, "DELETE /events/e HTTP/1.1", |c| c.delete_event("e"));
    check!("[]", "POST /events/e/invites HTTP/1.1", |c| c.create_invites("e", None, None, &guests()));
    check!("[]", "GET /events/e/invites HTTP/1.1", |c| c.get_invites("e", None));
    check!(&invite(""), "PUT /events/e/invites/i HTTP/1.1", |c| c.update_invite_status("e", "i", &accept));
    check!(&invite(""), "GET /invites/i HTTP/1.1", |c| c.get_invite("i"));
    check!(&invite(""), "GET /invites?email=a HTTP/1.1", |c| c.find_invite_by_email("a", None));
    check!(&both, "GET /invites-with-event?session_id=s HTTP/1.1", |c| c
        .get_invite_with_event(Some("s"), None));
    check!("{}", "POST /identity?event_id=e&image_url=u HTTP/1.1", |c| c.identify_person("e", "u"));
}

#[tokio::test]
async fn a_base_url_may_have_a_path_and_a_slash() {
    let (at_root, server) = answering("200 OK", "{}").await;
    client(&format!("{}/stem/", at_root.base_url())).get_events().await.unwrap();
    assert_eq!(server.await.unwrap().line, "GET /stem/events HTTP/1.1");
}

#[tokio::test]
async fn a_path_parameter_that_means_another_resource_is_refused() {
    // Nobody listens there: a request that was sent would fail otherwise.
    let client = client("http://127.0.0.1:9");
    for id in ["", ".", ".."] {
        let error = client.delete_event(id).await.unwrap_err();
        assert!(matches!(error, Error::InvalidRequest(_)), "{error}");
        assert_eq!(error.status(), None);
    }
}

#[test]
fn calls_can_be_spawned() {
    fn sendable<T: Send>(_: T) {}
    let client = client("http://127.0.0.1:9");
    let guests = guests();
    sendable(client.create_invites("e", None, None, &guests));
    sendable(client.get_events());
}
