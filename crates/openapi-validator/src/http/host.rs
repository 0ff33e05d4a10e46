//! Hosts of servers: whether the host of a request is one that a server has.

use openapi_spec::Server;

use super::template::Segment;
use super::url::whole;

/// The most URLs that the enumerated variables of one server stand for.
const MAX_URLS: usize = 64;

/// Where a server may be: a host and a path below which the paths of the document stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Base {
    /// As a template; `None` where the server's URL is relative, so that any host may serve it.
    pub(super) host: Option<Host>,
    /// A template too, without a slash at its end.
    pub(super) path: String,
}

/// The host of a server, perhaps with variables, and its port where it is not that of the scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Host(Segment);

impl Host {
    fn parse(authority: &str) -> Self {
        let authority = authority.rsplit('@').next().unwrap_or_default();
        Self(Segment::parse(&plain(authority)))
    }

    /// Whether it is the host and port of a request.
    pub(super) fn is(&self, authority: &str) -> bool {
        let authority = plain(authority);
        self.0.holds(&authority, whole(&authority), &mut Vec::new())
    }
}

/// In lower case, and without the port of HTTP or HTTPS: proxies that end TLS change one for the other.
fn plain(authority: &str) -> String {
    let lower = authority.to_ascii_lowercase();
    let host = lower.strip_suffix(":443").or_else(|| lower.strip_suffix(":80")).unwrap_or(&lower);
    host.trim_end_matches('.').to_owned()
}

/// Whether it is the machine of the client itself, where any API may be tried out.
pub(super) fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let host = host.to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost") || host == "::1" || host.starts_with("127.")
}

/// Where a server can be: one base for each value of its variables; where a variable can have any value, its default
/// and a variable.
pub(super) fn bases(server: &Server) -> Vec<Base> {
    let mut urls = vec![server.url.clone()];
    for variable in &server.variables {
        let place = format!("{{{}}}", variable.name);
        let mut values: Vec<&str> = variable.values.iter().map(String::as_str).collect();
        if values.is_empty() {
            values.extend(variable.default.as_deref());
            // One that stands for a scheme and host is no part of a path.
            if !variable.default.as_deref().is_some_and(|default| default.contains("://")) {
                values.push(&place);
            }
        }
        let filled = |url: &String| -> Vec<String> {
            if !url.contains(&place) {
                return vec![url.clone()];
            }
            values.iter().map(|value| url.replace(&place, value)).collect()
        };
        urls = urls.iter().flat_map(filled).take(MAX_URLS).collect();
    }
    let mut out: Vec<Base> = Vec::new();
    for url in urls {
        let base = base(&url);
        if !out.contains(&base) {
            out.push(base);
        }
    }
    out
}

fn base(url: &str) -> Base {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let absolute = url.split_once("://").map(|(_, rest)| rest).or_else(|| url.strip_prefix("//"));
    let (host, path) = match absolute {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (Some(Host::parse(authority)), path.to_owned())
        }
        // Relative to where the document is served, which is not known: taken from the root.
        None => (None, format!("/{}", url.trim_start_matches("./").trim_start_matches('/'))),
    };
    Base { host, path: path.trim_end_matches('/').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_compared_as_names_are() {
        let check = |server: &str, sent: &str, expected| {
            assert_eq!(Host::parse(server).is(sent), expected, "{server} {sent}");
        };
        check("api.example.com", "API.example.com", true);
        check("api.example.com", "api.example.com:443", true);
        check("api.example.com:80", "api.example.com.", true);
        check("api.example.com", "api.example.com:8443", false);
        check("api.example.com:8443", "api.example.com:8443", true);
        check("api.example.com", "example.com", false);
        check("{tenant}.example.com", "a.b.example.com", true);
        check("{tenant}.example.com", ".example.com", false);
        check("{host}:{port}", "h:1", true);
        check("me@api.example.com", "api.example.com", true);
    }

    #[test]
    fn loopback_hosts_are_known() {
        for host in ["localhost", "LOCALHOST:3000", "127.0.0.1:80", "[::1]:80", "api.localhost"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["example.com", "localhost.example.com", "[::2]", "12.7.0.1", ""] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
