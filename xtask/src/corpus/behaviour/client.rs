//! What a client that was generated from `document.yaml` sends and makes of answers, over real HTTP. A test
//! of `xtask` puts this file into the generated crate and runs it there.

use covered_client::types::{Filter, GetThingError, GetThingResponse, Order, Thing};
use covered_client::{AddPicturesParts, Client, Credentials, Error, FilePart, Options, Retries};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A request as it arrived: its first line, its headers in lower case, its body.
struct Recorded {
    line: String,
    head: String,
    body: String,
}

impl Recorded {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// A client of a server that gives this answer to one request.
async fn answering(
    credentials: Credentials,
    status: &str,
    media_type: &str,
    body: &str,
) -> (Client, JoinHandle<Recorded>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let media_type =
        if media_type.is_empty() { String::new() } else { format!("content-type: {media_type}\r\n") };
    let answer = format!(
        "HTTP/1.1 {status}\r\n{media_type}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = Vec::new();
        let recorded = loop {
            assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "the request broke off");
            let text = String::from_utf8(bytes.clone()).unwrap();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let (line, headers) = head.split_once("\r\n").unwrap();
            let headers: Vec<String> = headers
                .lines()
                .map(|line| line.split_once(": ").unwrap())
                .map(|(name, value)| format!("{}: {value}", name.to_lowercase()))
                .collect();
            let recorded =
                Recorded { line: line.to_owned(), head: headers.join("\n"), body: body.to_owned() };
            let length = recorded.header("content-length").map_or(0, |length| length.parse().unwrap());
            if body.len() == length {
                break recorded;
            }
        };
        stream.write_all(answer.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        recorded
    });
    // The server answers once.
    let options = Options::new().retries(Retries::OFF);
    (Client::with_options(&base_url, credentials, options).unwrap(), server)
}

async fn empty(credentials: Credentials) -> (Client, JoinHandle<Recorded>) {
    answering(credentials, "204 No Content", "", "").await
}

async fn get_thing(
    status: &str,
    media_type: &str,
    body: &str,
) -> Result<GetThingResponse, Error<GetThingError>> {
    let (client, server) = answering(Credentials::new(), status, media_type, body).await;
    let outcome = client.get_thing("t", 1, None, None, None, None, None, None, None).await;
    server.await.unwrap();
    outcome.map(|response| response.into_inner())
}

#[tokio::test]
async fn successes_are_told_apart_by_status() {
    let thing = Thing { name: "a".into(), size: None };
    let found = get_thing("200 OK", "application/json", r#"{"name": "a"}"#).await.unwrap();
    assert_eq!(found, GetThingResponse::Status200(thing));
    let found = get_thing("202 Accepted", "text/plain; charset=utf-8", "ticket ä").await.unwrap();
    assert_eq!(found, GetThingResponse::Status202("ticket ä".into()));
    let found = get_thing("204 No Content", "", "").await.unwrap();
    assert_eq!(found, GetThingResponse::Status204);
    let error = get_thing("201 Created", "", "").await.unwrap_err();
    assert!(matches!(&error, Error::UnexpectedResponse(_)), "{error}");
    assert_eq!(error.status().unwrap().as_u16(), 201);
}

#[tokio::test]
async fn failures_are_told_apart_by_status() {
    let error = get_thing("404 Not Found", "application/json", r#"{"detail": "x"}"#).await.unwrap_err();
    assert!(matches!(error.error_response(), Some(GetThingError::Status404(_))), "{error}");
    let error = get_thing("409 Conflict", "text/plain", "taken").await.unwrap_err();
    assert_eq!(error.error_response(), Some(&GetThingError::Status409("taken".into())));
    let error = get_thing("503 Service Unavailable", "", "").await.unwrap_err();
    assert_eq!(error.error_response(), Some(&GetThingError::Status5xx));
    let error = get_thing("200 OK", "application/json", "[]").await.unwrap_err();
    assert!(matches!(error, Error::InvalidResponse(_)), "{error}");
}

#[tokio::test]
async fn parameters_go_where_they_belong() {
    let (client, server) = empty(Credentials::new()).await;
    let filter = Filter { name: Some("x".into()) };
    let tags = vec!["a".to_owned(), "b".to_owned()];
    client
        .get_thing("a/b", 1, Some("trace"), Some("s"), Some(2), Some(3), Some("q"), Some(&tags), Some(&filter))
        .await
        .unwrap();
    let request = server.await.unwrap();
    assert_eq!(
        request.line,
        "GET /things/a%2Fb?size=1&size%3E=2&size%3C=3&id=q&tags=a%2Cb&filter%5Bname%5D=x HTTP/1.1"
    );
    assert_eq!(request.header("x-trace"), Some("trace"));
    assert_eq!(request.header("cookie"), Some("session=s"));
    assert_eq!(request.header("accept"), Some("application/vnd.thing+json, text/plain"));
}

#[tokio::test]
async fn a_body_goes_under_its_own_name_or_not_at_all() {
    let thing = Thing { name: "a".into(), size: None };
    let (client, server) = empty(Credentials::new()).await;
    client.change_thing("t", Some(&thing)).await.unwrap();
    let request = server.await.unwrap();
    assert_eq!(request.header("content-type"), Some("application/merge-patch+json"));
    assert_eq!(request.body, r#"{"name":"a"}"#);

    let (client, server) = empty(Credentials::new()).await;
    client.change_thing("t", None).await.unwrap();
    let request = server.await.unwrap();
    assert_eq!((request.header("content-type"), request.body.as_str()), (None, ""));

    let (client, server) = empty(Credentials::new()).await;
    client.change_thing_with_content_type("t", "application/json-patch+json", "[]").await.unwrap();
    let request = server.await.unwrap();
    assert_eq!(request.header("content-type"), Some("application/json-patch+json"));
    assert_eq!(request.body, "[]");
}

#[tokio::test]
async fn bytes_have_the_media_type_that_the_caller_names() {
    let (client, server) = answering(Credentials::new(), "200 OK", "image/png", "PNG").await;
    let response = client.put_picture("t", "image/gif", "GIF").await.unwrap();
    assert_eq!(response.content_type(), Some("image/png"));
    assert_eq!(response.into_inner().read(2).await.unwrap(), (b"PN".to_vec(), false));
    let request = server.await.unwrap();
    assert_eq!(request.header("content-type"), Some("image/gif"));
    assert_eq!(request.header("accept"), Some("image/png"));
    assert_eq!(request.body, "GIF");
    let error = client.put_picture("t", "a\r\nb: c", "").await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest(_)), "{error}");
}

#[tokio::test]
async fn optional_bytes_are_sent_or_not() {
    let (client, server) = empty(Credentials::new()).await;
    client.add_note(Some("note".into())).await.unwrap();
    let request = server.await.unwrap();
    assert_eq!((request.header("content-type"), request.body.as_str()), (Some("text/plain"), "note"));

    let (client, server) = empty(Credentials::new()).await;
    client.add_note(None).await.unwrap();
    let request = server.await.unwrap();
    assert_eq!((request.header("content-type"), request.body.as_str()), (None, ""));
}

#[tokio::test]
async fn a_form_holds_arrays_and_objects() {
    let order: Order = Order {
        colours: vec!["red".into(), "blue".into()],
        address: covered_client::types::OrderAddress { town: Some("Å".into()) },
    };
    let (client, server) = answering(Credentials::new(), "201 Created", "text/html", "<p>").await;
    assert_eq!(client.order_thing("t", &order).await.unwrap().into_inner(), "<p>");
    let request = server.await.unwrap();
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.body, "address%5Btown%5D=%C3%85&colours=red&colours=blue");
}

#[tokio::test]
async fn parts_are_files_and_values() {
    let tags = vec!["a".to_owned(), "b".to_owned()];
    let thing = Thing { name: "x".into(), size: None };
    let parts = AddPicturesParts {
        cover: FilePart::new("c.png", "image/png", "PNG"),
        more: vec![FilePart::new("m.txt", "text/plain", "more")],
        tags: &tags,
        about: Some(&thing),
        note: None,
    };
    let (client, server) = empty(Credentials::new()).await;
    client.add_pictures("t", Some(&parts)).await.unwrap();
    let request = server.await.unwrap();
    let media_type = request.header("content-type").unwrap();
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let found: Vec<&str> =
        request.body.split(&format!("--{boundary}")).map(str::trim).filter(|part| !part.is_empty()).collect();
    let part = |head: &str, body: &str| format!("content-disposition: form-data; {head}\r\n\r\n{body}");
    let typed = |head: &str, of: &str, body: &str| {
        format!("content-disposition: form-data; {head}\r\ncontent-type: {of}\r\n\r\n{body}")
    };
    let expected = [
        typed("name=\"cover\"; filename=\"c.png\"", "image/png", "PNG"),
        typed("name=\"more\"; filename=\"m.txt\"", "text/plain", "more"),
        part("name=\"tags\"", "a"),
        part("name=\"tags\"", "b"),
        typed("name=\"about\"", "application/vnd.thing+json", r#"{"name":"x"}"#),
        "--".to_owned(),
    ];
    assert_eq!(found, expected);

    let (client, server) = empty(Credentials::new()).await;
    client.add_pictures("t", None).await.unwrap();
    assert_eq!(server.await.unwrap().header("content-type"), None);
}

#[tokio::test]
async fn an_answer_to_head_has_no_body() {
    let (client, server) = empty(Credentials::new()).await;
    client.has_pictures("t").await.unwrap();
    assert_eq!(server.await.unwrap().line, "HEAD /things/t/pictures HTTP/1.1");
}

#[tokio::test]
async fn a_busy_server_is_asked_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        for answer in ["503 Busy", "204 Done"] {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = Vec::new();
            while !bytes.ends_with(b"\r\n\r\n") {
                assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "the request broke off");
            }
            let answer = format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let client = Client::new(&base_url, Credentials::new()).unwrap();
    assert_eq!(client.open_to_all().await.unwrap().status().as_u16(), 204);
    server.await.unwrap();
}

#[tokio::test]
async fn branches_of_one_shape_are_told_apart_by_their_tag() {
    let body = r#"[{"kind":"file","at":"a"},{"kind":"address","at":"b"},{"kind":"copy","at":"c"}]"#;
    let (client, _server) = answering(Credentials::new(), "200 OK", "application/json", body).await;
    let sources = client.get_sources().await.unwrap().into_inner();
    let kinds: std::collections::HashSet<_> = sources.iter().map(std::mem::discriminant).collect();
    assert_eq!(kinds.len(), 3, "{sources:?}");
    assert_eq!(serde_json::to_string(&sources).unwrap().len(), body.len());
}

/// All of them.
fn credentials() -> Credentials {
    let all = Credentials::new().key("k3y").unwrap().session("s1d").unwrap().query("qu&ry").unwrap();
    all.token("t0ken").unwrap().login("user", "pass").unwrap()
}

#[tokio::test]
async fn an_operation_gets_the_credentials_that_it_asks_for_and_no_others() {
    let (client, server) = empty(credentials()).await;
    client.by_default().await.unwrap();
    let request = server.await.unwrap();
    assert_eq!((request.header("x-key"), request.header("cookie")), (Some("k3y"), None));
    assert_eq!((request.header("authorization"), request.line.contains('?')), (None, false));

    let (client, server) = empty(credentials()).await;
    client.in_query().await.unwrap();
    let request = server.await.unwrap();
    assert_eq!(request.line, "POST /any?key=qu%26ry HTTP/1.1");
    assert_eq!(request.header("x-key"), None);

    let (client, server) = empty(credentials()).await;
    client.open_to_all().await.unwrap();
    let request = server.await.unwrap();
    for name in ["x-key", "cookie", "authorization"] {
        assert_eq!(request.header(name), None, "{name}");
    }
    assert_eq!(request.line, "DELETE /any HTTP/1.1");
}

#[tokio::test]
async fn of_alternatives_the_first_that_is_there_as_a_whole_is_sent() {
    let (client, server) = empty(credentials()).await;
    client.any_of_two().await.unwrap();
    let request = server.await.unwrap();
    assert_eq!(request.header("authorization"), Some("Bearer t0ken"));
    assert_eq!(request.header("cookie"), Some("sid=s1d"));

    // The token alone is not enough.
    let some = Credentials::new().token("t0ken").unwrap().login("user", "pass").unwrap();
    let (client, server) = empty(some).await;
    client.any_of_two().await.unwrap();
    let request = server.await.unwrap();
    assert_eq!(request.header("authorization"), Some("Basic dXNlcjpwYXNz"));
    assert_eq!(request.header("cookie"), None);

    let (client, server) = empty(Credentials::new()).await;
    client.any_of_two().await.unwrap();
    assert_eq!(server.await.unwrap().header("authorization"), None);
}

#[tokio::test]
async fn the_key_of_a_cookie_joins_other_cookies() {
    let (client, server) = empty(Credentials::new().key("k3y").unwrap()).await;
    client.get_thing("t", 1, None, Some("s"), None, None, None, None, None).await.unwrap();
    let request = server.await.unwrap();
    assert_eq!((request.header("cookie"), request.header("x-key")), (Some("session=s"), Some("k3y")));
}
