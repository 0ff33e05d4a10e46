//! Requests and responses against documents: tables of small cases.

mod bodies;
mod directions;
mod forms;
mod headers;
mod hostile;
mod parameters;
mod securegate;
mod security;
mod styles;
mod support;
