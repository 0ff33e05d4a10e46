//! How far a long input was read: a bar on standard error, where someone looks at it, and nothing anywhere else.

use std::io::{self, IsTerminal, Read};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};
use openapi_source::escape_controls;

/// Inputs of fewer bytes are read before a bar could be seen.
const LONG: u64 = 8 << 20;

/// An input that shows how far it was read, if it is long and standard error is a terminal. The bar goes when the input
/// was read, or is dropped.
pub(crate) fn shown(input: Box<dyn Read + Send>, name: &str, bytes: u64) -> Box<dyn Read + Send> {
    if bytes < LONG || !io::stderr().is_terminal() {
        return input;
    }
    // No colours, so that there is nothing for `NO_COLOR` to switch off.
    let template = "{msg} {wide_bar} {bytes} of {total_bytes}, {eta} left";
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr())
        .with_style(style)
        .with_message(escape_controls(name).into_owned())
        .with_finish(ProgressFinish::AndClear);
    Box::new(bar.wrap_read(input))
}
