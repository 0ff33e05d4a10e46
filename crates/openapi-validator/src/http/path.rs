//! Which operation a method and a path belong to: templates below the base paths of the servers.

use std::collections::HashMap;

use openapi_source::Span;
use openapi_spec::{Document, Operation};

use super::host::{Base, Host, is_loopback};
use super::template::Segment;
use super::url::{pieces, whole};
use crate::nearest::nearest_word;

/// The operations of a document by method and path.
pub(super) struct Router<'d> {
    operations: &'d [Operation],
    /// The most definite first.
    templates: Vec<Template<'d>>,
    /// The indexes of templates by their number of segments.
    by_length: HashMap<usize, Vec<usize>>,
    /// Paths of which the document does not tell what they are.
    unread: Vec<Vec<Segment>>,
    /// The distinct base paths, as written in the document.
    bases: Vec<String>,
}

struct Template<'d> {
    /// The path below the base, as the document writes it.
    path: &'d str,
    /// All segments, those of the base first.
    segments: Vec<Segment>,
    /// How many segments are of the base.
    n_base: usize,
    methods: Vec<Method<'d>>,
}

/// An operation under a template.
struct Method<'d> {
    name: &'d str,
    /// The index of the operation.
    operation: usize,
    /// Where it is served; `None` where any host may serve it.
    hosts: Option<Vec<Host>>,
}

impl Method<'_> {
    fn is_served_by(&self, authority: Option<&str>) -> bool {
        match (&self.hosts, authority) {
            (Some(hosts), Some(authority)) => {
                is_loopback(authority) || hosts.iter().any(|host| host.is(authority))
            }
            _ => true,
        }
    }
}

/// Where a request leads.
#[derive(Debug)]
pub(super) enum Route<'r> {
    Operation {
        /// The index of the operation.
        operation: usize,
        /// What the variables of its path hold of the path that was sent.
        variables: Vec<(&'r str, Span)>,
        /// Whether a server of the operation has the host.
        is_served: bool,
    },
    /// To a path that has other methods only.
    NoMethod {
        path: &'r str,
        allowed: Vec<&'r str>,
    },
    /// To a path whose description could not be read.
    Unread,
    NoPath,
}

impl<'d> Router<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        let operations = document.operations();
        let mut templates: Vec<Template<'d>> = Vec::new();
        let mut known: HashMap<(String, &'d str), usize> = HashMap::new();
        let mut bases: Vec<String> = Vec::new();
        for (idx, operation) in operations.iter().enumerate() {
            for Base { host, path: base } in document.servers(operation).iter().flat_map(super::host::bases) {
                let key = (base.clone(), operation.path.as_str());
                let at = *known.entry(key).or_insert_with(|| {
                    templates.push(Template::new(&base, &operation.path));
                    templates.len() - 1
                });
                if !bases.contains(&base) {
                    bases.push(base);
                }
                templates[at].serve(&operation.method, idx, host);
            }
        }
        // Sorting is stable: of templates that are equally definite, the first in the document wins.
        templates.sort_by_cached_key(Template::openness);
        let mut by_length: HashMap<usize, Vec<usize>> = HashMap::new();
        for (idx, template) in templates.iter().enumerate() {
            by_length.entry(template.segments.len()).or_default().push(idx);
        }
        let unread = document.unread_paths().iter().map(|path| segments_of(path)).collect();
        Self { operations, templates, by_length, unread, bases }
    }

    /// Finds the operation. Of several templates that fit, the most definite that has the method and is served by the
    /// host wins, else the most definite that has the method. Without a host only the path counts.
    pub(super) fn route(&self, method: &str, authority: Option<&str>, path: &str) -> Route<'_> {
        let mut elsewhere = None;
        let mut fitting: Vec<&Template<'d>> = Vec::new();
        let Some(segments) = segments(path) else { return Route::NoPath };
        for &idx in self.by_length.get(&segments.len()).into_iter().flatten() {
            let template = &self.templates[idx];
            let mut found = Vec::new();
            if !template.holds(path, &segments, &mut found) {
                continue;
            }
            match template.methods.iter().find(|known| known.name.eq_ignore_ascii_case(method)) {
                Some(found_method) if found_method.is_served_by(authority) => {
                    let operation = found_method.operation;
                    return Route::Operation { operation, variables: found, is_served: true };
                }
                Some(found_method) => {
                    elsewhere.get_or_insert((found_method.operation, found));
                }
                None => fitting.push(template),
            }
        }
        if let Some((operation, variables)) = elsewhere {
            return Route::Operation { operation, variables, is_served: false };
        }
        let Some(first) = fitting.first() else {
            return if self.is_unread(path, &segments) { Route::Unread } else { Route::NoPath };
        };
        let mut allowed: Vec<&str> = Vec::new();
        for method in fitting.iter().flat_map(|template| &template.methods) {
            if !allowed.contains(&method.name) {
                allowed.push(method.name);
            }
        }
        Route::NoMethod { path: first.path, allowed }
    }

    /// Whether a path ends like one that could not be read: below which server is not known either.
    fn is_unread(&self, path: &str, sent: &[Span]) -> bool {
        self.unread.iter().any(|template| {
            let Some(n_base) = sent.len().checked_sub(template.len()) else { return false };
            let mut pairs = template.iter().zip(&sent[n_base..]);
            pairs.all(|(segment, at)| segment.holds(path, *at, &mut Vec::new()))
        })
    }

    /// What a path that leads nowhere was probably meant to be, in words.
    pub(super) fn hint(&self, method: &str, path: &str) -> Option<Hint<'_>> {
        let leads = |path: &str| match self.route(method, None, path) {
            Route::Operation { operation: idx, .. } => Some(self.operations[idx].path.as_str()),
            Route::NoMethod { path, .. } => Some(path),
            Route::Unread | Route::NoPath => None,
        };
        let other_end = path.strip_suffix('/').map_or_else(|| format!("{path}/"), ToOwned::to_owned);
        if let Some(found) = leads(&other_end) {
            return Some(Hint::TrailingSlash(found));
        }
        for base in self.bases.iter().filter(|base| !base.is_empty() && !base.contains('{')) {
            if leads(&format!("{base}{path}")).is_some() {
                return Some(Hint::BasePath(base));
            }
        }
        let filled = self.filled(path);
        let alike = nearest_word(path, filled.iter().map(|(filled, _)| filled.as_str()))
            .and_then(|alike| filled.iter().find(|(filled, _)| filled == alike))
            .map(|(_, template)| *template)
            .or_else(|| nearest_word(path, self.templates.iter().map(|template| template.path)));
        alike.map(Hint::Alike)
    }

    /// The templates as long as a path, filled with what stands in the path where they have variables.
    fn filled(&self, path: &str) -> Vec<(String, &str)> {
        let Some(segments) = segments(path) else { return Vec::new() };
        let of_length = self.by_length.get(&segments.len()).into_iter().flatten();
        let filled = |template: &Template<'d>| {
            let raw = segments.iter().map(|at| &path[at.start as usize..at.end as usize]);
            let each = template.segments.iter().zip(raw).map(|(segment, raw)| match segment {
                Segment::Literal(text) => text.as_str(),
                Segment::Variable(_) => raw,
            });
            each.fold(String::new(), |filled, segment| filled + "/" + segment)
        };
        of_length.map(|&idx| (filled(&self.templates[idx]), self.templates[idx].path)).collect()
    }
}

/// What is probably wrong with a path that leads nowhere.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Hint<'r> {
    /// With a slash more or less at its end it would be this template.
    TrailingSlash(&'r str),
    /// It lacks this base path.
    BasePath(&'r str),
    /// It is like this template.
    Alike(&'r str),
}

impl<'d> Template<'d> {
    fn new(base: &str, path: &'d str) -> Self {
        let mut all: Vec<Segment> = base.split('/').skip(1).map(Segment::parse).collect();
        let n_base = all.len();
        all.extend(segments_of(path));
        Self { path, segments: all, n_base, methods: Vec::new() }
    }

    /// Adds an operation with one more host, or with any.
    fn serve(&mut self, name: &'d str, operation: usize, host: Option<Host>) {
        match self.methods.iter_mut().find(|known| known.name == name) {
            // Another operation of the same path and method can't be told apart and comes too late.
            Some(known) if known.operation == operation => match (&mut known.hosts, host) {
                (Some(hosts), Some(host)) => hosts.push(host),
                (hosts, _) => *hosts = None,
            },
            Some(_) => {}
            None => self.methods.push(Method { name, operation, hosts: host.map(|host| vec![host]) }),
        }
    }

    /// The fewer variables the better, then the later they come (OpenAPI 3.1.1, "Paths Object": concrete paths
    /// are matched before templated ones).
    fn openness(&self) -> (usize, Vec<u8>) {
        let each: Vec<u8> = self.segments.iter().map(Segment::openness).collect();
        (each.iter().filter(|openness| **openness > 0).count(), each)
    }

    fn holds<'t>(&'t self, path: &str, segments: &[Span], found: &mut Vec<(&'t str, Span)>) -> bool {
        let mut of_base = Vec::new();
        segments.iter().zip(&self.segments).enumerate().all(|(idx, (at, segment))| {
            // What stands for a variable of a server is no parameter.
            let found = if idx < self.n_base { &mut of_base } else { &mut *found };
            segment.holds(path, *at, found)
        })
    }
}

/// The segments of a template.
fn segments_of(path: &str) -> Vec<Segment> {
    // Some documents tell operations apart by a query or a fragment in the template. Neither is in a path.
    let plain = path.split(['?', '#']).next().unwrap_or_default();
    plain.strip_prefix('/').unwrap_or(plain).split('/').map(Segment::parse).collect()
}

/// The segments of a path; `None` for what does not start with a slash.
fn segments(path: &str) -> Option<Vec<Span>> {
    path.starts_with('/').then(|| pieces(path, whole(path), "/").split_off(1))
}

#[cfg(test)]
mod tests;
