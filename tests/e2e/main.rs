//! All end-to-end tests through the real binary.

mod accepted;
mod agreement;
mod bytes;
mod commands;
mod configuration;
mod convert;
mod document;
mod exit_codes;
mod files;
mod fixing;
mod fixtures;
mod formats;
mod help;
mod readme;
mod records;
mod reports;
mod specs;
mod tables;
mod terminal;
mod watching;
mod workbooks;
mod workflows;
