//! Requests that fail at first, over real HTTP.

#![allow(clippy::unwrap_used, reason = "a test that can't be set up has failed")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use openapi_client_runtime::{
    Attempt, Connection, Error, Hooks, Observer, OperationInfo, Options, Retries, Timeouts,
};
use reqwest::{Method, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const OPERATION: OperationInfo = OperationInfo::new("get_thing", "/things/{id}");

/// Gives each request the next of the answers; one that is empty closes the connection instead. Returns how
/// many requests came.
async fn serve(answers: &'static [&'static str]) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut requests = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = Vec::new();
            while !bytes.ends_with(b"!") && !bytes.ends_with(b"\r\n\r\n") {
                assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "the request broke off");
            }
            requests.push(String::from_utf8(bytes).unwrap());
            if !answer.is_empty() {
                let answer = format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        }
        requests
    });
    (base_url, server)
}

/// What an observer heard: attempt, status or 0, whether another follows.
type Heard = Arc<Mutex<Vec<(u32, u16, bool)>>>;

struct Ear(Heard);

impl Observer for Ear {
    fn attempted(&self, attempt: &Attempt<'_>) {
        assert_eq!((attempt.operation, attempt.duration < Duration::from_secs(60)), (&OPERATION, true));
        assert!(!format!("{attempt:?}").contains("secret"), "{attempt:?}");
        let status = attempt.outcome.map_or(0, |status| status.as_u16());
        self.0.lock().unwrap().push((attempt.number, status, attempt.retry_in.is_some()));
    }
}

struct Client(Connection);

impl Hooks for Client {
    fn connection(&self) -> &Connection {
        &self.0
    }
}

const QUICK: Retries = Retries {
    attempts: 2,
    pause: Duration::from_millis(2),
    max_pause: Duration::from_millis(4),
    total: Duration::from_secs(5),
};

async fn send(
    base_url: &str,
    method: Method,
    retries: Retries,
) -> (Result<Response, Error<()>>, Vec<(u32, u16, bool)>) {
    let heard = Heard::default();
    let options = Options::new().retries(retries).observer(Ear(Arc::clone(&heard)));
    let client = Client(Connection::new(base_url, options, false).unwrap());
    let request = client.0.http().request(method, format!("{base_url}/things/secret?a=secret"));
    let outcome = client.send(request.body("secret!").build().unwrap(), &OPERATION).await;
    let heard = heard.lock().unwrap().clone();
    (outcome, heard)
}

#[tokio::test]
async fn what_can_do_no_harm_twice_is_sent_again_until_it_works() {
    for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::PUT, Method::DELETE] {
        let (base_url, server) = serve(&["503 Unavailable", "429 Too Many Requests", "204 No Content"]).await;
        let (outcome, heard) = send(&base_url, method, QUICK).await;
        assert_eq!(outcome.unwrap().status().as_u16(), 204);
        assert_eq!(heard, [(1, 503, true), (2, 429, true), (3, 204, false)]);
        let requests = server.await.unwrap();
        assert!(requests.iter().all(|request| request.ends_with("secret!") && *request == requests[0]));
    }
}

#[tokio::test]
async fn attempts_are_counted() {
    let (base_url, server) = serve(&["502 Bad", "504 Late", "408 Slow"]).await;
    let (outcome, heard) = send(&base_url, Method::GET, QUICK).await;
    assert_eq!(outcome.unwrap().status().as_u16(), 408);
    assert_eq!(heard, [(1, 502, true), (2, 504, true), (3, 408, false)]);
    assert_eq!(server.await.unwrap().len(), 3);
}

#[tokio::test]
async fn what_may_do_harm_twice_and_what_would_fail_again_is_sent_once() {
    let cases: [(Method, &[&str], u16); 4] = [
        (Method::POST, &["503 Unavailable"], 503),
        (Method::PATCH, &["429 Too Many Requests"], 429),
        (Method::GET, &["500 Broken"], 500),
        (Method::GET, &["404 Not Found"], 404),
    ];
    for (method, answers, status) in cases {
        let (base_url, _server) = serve(answers).await;
        let (outcome, heard) = send(&base_url, method, QUICK).await;
        assert_eq!(outcome.unwrap().status().as_u16(), status);
        assert_eq!(heard, [(1, status, false)]);
    }
    let (base_url, _server) = serve(&["503 Unavailable"]).await;
    let (_, heard) = send(&base_url, Method::GET, Retries::OFF).await;
    assert_eq!(heard, [(1, 503, false)]);
}

#[tokio::test]
async fn a_broken_connection_is_made_again_where_that_does_no_harm() {
    let (base_url, server) = serve(&["", "204 No Content"]).await;
    let (outcome, heard) = send(&base_url, Method::PUT, QUICK).await;
    assert_eq!(outcome.unwrap().status().as_u16(), 204);
    assert_eq!(heard, [(1, 0, true), (2, 204, false)]);
    assert_eq!(server.await.unwrap().len(), 2);

    let (base_url, _server) = serve(&[""]).await;
    let (outcome, heard) = send(&base_url, Method::POST, QUICK).await;
    assert!(matches!(outcome, Err(Error::Transport(_))));
    assert_eq!(heard, [(1, 0, false)]);
}

#[tokio::test]
async fn where_nothing_was_sent_any_method_is_tried_again() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let (outcome, heard) = send(&format!("http://127.0.0.1:{port}"), Method::POST, QUICK).await;
    assert!(matches!(outcome, Err(Error::Transport(error)) if error.is_connect()));
    assert_eq!(heard, [(1, 0, true), (2, 0, true), (3, 0, false)]);
}

#[tokio::test]
async fn the_server_says_how_long_to_wait() {
    let (base_url, server) = serve(&["503 Unavailable\r\nretry-after: 1", "204 No Content"]).await;
    let start = Instant::now();
    let (outcome, _) = send(&base_url, Method::GET, QUICK).await;
    assert_eq!(outcome.unwrap().status().as_u16(), 204);
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.await.unwrap().len(), 2);

    // Longer than the caller wants to wait: the answer is returned at once.
    let (base_url, _server) = serve(&["429 Too Many Requests\r\nretry-after: 3600"]).await;
    let (outcome, heard) = send(&base_url, Method::GET, QUICK).await;
    assert_eq!(outcome.unwrap().status().as_u16(), 429);
    assert_eq!(heard, [(1, 429, false)]);
}

#[tokio::test]
async fn a_request_that_ran_out_of_time_is_not_sent_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let timeouts = Timeouts { total: Duration::from_millis(50), ..Timeouts::default() };
    let heard = Heard::default();
    let options = Options::new().retries(QUICK).timeouts(timeouts).observer(Ear(Arc::clone(&heard)));
    let client = Client(Connection::new(&base_url, options, false).unwrap());
    let request = client.0.http().get(&base_url).build().unwrap();
    let outcome: Result<Response, Error<()>> = client.send(request, &OPERATION).await;
    assert!(matches!(outcome, Err(Error::Transport(error)) if error.is_timeout()));
    assert_eq!(*heard.lock().unwrap(), [(1, 0, false)]);
}
