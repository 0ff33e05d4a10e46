//! The secrets of generated clients, whose source is a template that only generated crates hold.

#[expect(unreachable_pub, reason = "the template is part of another crate's interface")]
#[path = "../../openapi-bindgen/src/package/templates/secret.rs"]
mod secret;

mod runtime {
    pub(crate) use openapi_client_runtime::InvalidRequest;
}

use reqwest::{Method, Request, Url};
use secret::Secret;

fn request() -> Request {
    Request::new(Method::GET, Url::parse("http://h/a?b=1").expect("it is a URL"))
}

#[test]
fn basic_credentials_are_those_of_rfc_7617() {
    let mut aladdin = request();
    // The example of section 2.
    Secret::basic("Aladdin", "open sesame").unwrap().add_authorization(&mut aladdin, "Basic").unwrap();
    assert_eq!(aladdin.headers()["authorization"], "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    assert!(aladdin.headers()["authorization"].is_sensitive());
    for (user, text) in [("", "Og=="), ("a", "YTo="), ("ab", "YWI6")] {
        let mut request = request();
        Secret::basic(user, "").unwrap().add_authorization(&mut request, "Basic").unwrap();
        assert_eq!(request.headers()["authorization"], format!("Basic {text}"));
    }
    assert!(Secret::basic("a:b", "").is_err());
    assert!(Secret::basic("a", "\n").is_err());
}

#[test]
fn keys_go_where_they_belong() {
    let mut request = request();
    let key = Secret::key(" k&y\n").unwrap();
    key.add_header(&mut request, "x-key").unwrap();
    key.add_query(&mut request, "key=");
    key.add_cookie(&mut request, "a").unwrap();
    key.add_cookie(&mut request, "b").unwrap();
    assert_eq!(request.headers()["x-key"], "k&y");
    assert_eq!(request.url().query(), Some("b=1&key%3D=k%26y"));
    assert_eq!(request.headers()["cookie"], "a=k&y; b=k&y");
}

#[test]
fn what_can_not_be_sent_is_refused_without_being_printed() {
    for bad in ["", " \n", "sec\nret", "sec ret", "secrét", "sec\u{0}ret"] {
        let Err(error) = Secret::key(bad) else { panic!("{bad:?} is taken") };
        assert!(!format!("{error} {error:?}").contains("sec"));
    }
    assert!(Secret::cookie_key("a;b").is_err());
}
