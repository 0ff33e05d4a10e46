//! Which operation a method and a path belong to: templates below the base paths of the servers.

use std::collections::HashMap;

use openapi_source::Span;
use openapi_spec::{Document, Operation, Server};

use super::template::Segment;
use super::url::{pieces, whole};
use crate::nearest::nearest_word;

/// The most base paths that the enumerated variables of one server stand for.
const MAX_BASES: usize = 64;

/// The operations of a document by method and path.
pub(super) struct Router<'d> {
    operations: &'d [Operation],
    /// The most definite first.
    templates: Vec<Template<'d>>,
    /// The indexes of templates by their number of segments.
    by_length: HashMap<usize, Vec<usize>>,
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
    /// Methods with the indexes of their operations.
    methods: Vec<(&'d str, usize)>,
}

/// Where a request leads.
#[derive(Debug)]
pub(super) enum Route<'r> {
    /// To the operation of this index, with what the variables of its path hold of the path that was sent.
    Operation(usize, Vec<(&'r str, Span)>),
    /// To a path that has other methods only.
    NoMethod {
        path: &'r str,
        allowed: Vec<&'r str>,
    },
    NoPath,
}

impl<'d> Router<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        let operations = document.operations();
        let mut templates: Vec<Template<'d>> = Vec::new();
        let mut known: HashMap<(String, &'d str), usize> = HashMap::new();
        let mut bases: Vec<String> = Vec::new();
        for (idx, operation) in operations.iter().enumerate() {
            for base in document.servers(operation).iter().flat_map(base_paths) {
                let key = (base.clone(), operation.path.as_str());
                let at = *known.entry(key).or_insert_with(|| {
                    templates.push(Template::new(&base, &operation.path));
                    templates.len() - 1
                });
                if !bases.contains(&base) {
                    bases.push(base);
                }
                let methods = &mut templates[at].methods;
                if !methods.iter().any(|(method, _)| *method == operation.method) {
                    methods.push((&operation.method, idx));
                }
            }
        }
        // Sorting is stable: of templates that are equally definite, the first in the document wins.
        templates.sort_by_cached_key(Template::openness);
        let mut by_length: HashMap<usize, Vec<usize>> = HashMap::new();
        for (idx, template) in templates.iter().enumerate() {
            by_length.entry(template.segments.len()).or_default().push(idx);
        }
        Self { operations, templates, by_length, bases }
    }

    /// Finds the operation. Of several templates that fit, the most definite that has the method wins.
    pub(super) fn route(&self, method: &str, path: &str) -> Route<'_> {
        let mut fitting: Vec<&Template<'d>> = Vec::new();
        let Some(segments) = segments(path) else { return Route::NoPath };
        for &idx in self.by_length.get(&segments.len()).into_iter().flatten() {
            let template = &self.templates[idx];
            let mut found = Vec::new();
            if !template.holds(path, &segments, &mut found) {
                continue;
            }
            let operation = template.methods.iter().find(|(known, _)| known.eq_ignore_ascii_case(method));
            if let Some(&(_, operation)) = operation {
                return Route::Operation(operation, found);
            }
            fitting.push(template);
        }
        let Some(first) = fitting.first() else { return Route::NoPath };
        let mut allowed: Vec<&str> = Vec::new();
        for (method, _) in fitting.iter().flat_map(|template| &template.methods) {
            if !allowed.contains(method) {
                allowed.push(method);
            }
        }
        Route::NoMethod { path: first.path, allowed }
    }

    /// What a path that leads nowhere was probably meant to be, in words.
    pub(super) fn hint(&self, method: &str, path: &str) -> Option<Hint<'_>> {
        let leads = |path: &str| match self.route(method, path) {
            Route::Operation(idx, _) => Some(self.operations[idx].path.as_str()),
            Route::NoMethod { path, .. } => Some(path),
            Route::NoPath => None,
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
        // Some documents tell operations apart by a query or a fragment in the template. Neither is in a path.
        let plain = path.split(['?', '#']).next().unwrap_or_default();
        let mut all: Vec<Segment> = base.split('/').skip(1).map(Segment::parse).collect();
        let n_base = all.len();
        all.extend(plain.strip_prefix('/').unwrap_or(plain).split('/').map(Segment::parse));
        Self { path, segments: all, n_base, methods: Vec::new() }
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

/// The segments of a path; `None` for what does not start with a slash.
fn segments(path: &str) -> Option<Vec<Span>> {
    path.starts_with('/').then(|| pieces(path, whole(path), "/").split_off(1))
}

/// The base paths that the URL of a server can have, as templates without a slash at the end: one for each value
/// of its variables; where a variable can have any value, its default and a variable.
fn base_paths(server: &Server) -> Vec<String> {
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
        urls = urls.iter().flat_map(filled).take(MAX_BASES).collect();
    }
    let mut out: Vec<String> = Vec::new();
    for url in urls {
        let base = base_path(&url);
        if !out.contains(&base) {
            out.push(base);
        }
    }
    out
}

fn base_path(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let after_host = |rest: &str| rest.find('/').map_or_else(String::new, |start| rest[start..].to_owned());
    let path = match url.split_once("://") {
        Some((_, rest)) => after_host(rest),
        None => match url.strip_prefix("//") {
            Some(rest) => after_host(rest),
            // Relative to where the document is served, which is not known: taken from the root.
            None => format!("/{}", url.trim_start_matches("./").trim_start_matches('/')),
        },
    };
    path.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests;
