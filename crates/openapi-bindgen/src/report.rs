//! The losses as a table for people.

use std::fmt::Write as _;

use openapi_spec::Document;

use crate::{Loss, LossClass};

/// How each class is explained in the table.
fn meaning(class: LossClass) -> &'static str {
    match class {
        LossClass::None => "said in another way",
        LossClass::Docs => "texts or examples for readers are gone",
        LossClass::Validation => "the types accept what the document refuses",
        LossClass::Type => "the types are wider or other",
        LossClass::Dropped => "not in the output",
    }
}

/// A table of the losses, below a line that says where it comes from: how many there are of each class, and
/// a line for each, worst class first, in the order of the document within a class.
pub fn loss_table(origin: &str, losses: &[Loss], document: &Document) -> String {
    let mut text = format!("{origin}\n\n");
    text.push_str("What changed on the way from the document to generated code.\n\n");
    for class in LossClass::ALL.into_iter().rev() {
        let hits = losses.iter().filter(|loss| loss.class == class).count();
        // Writing to a string does not fail, here and below.
        let _ = writeln!(text, "{class:<11}{hits:>5}  {}", meaning(class));
    }
    let mut rows: Vec<(&Loss, u32)> =
        losses.iter().map(|loss| (loss, line(document, &loss.pointer))).collect();
    rows.sort_by_key(|(loss, line)| (std::cmp::Reverse(loss.class), *line));
    let pass_width = losses.iter().map(|loss| loss.pass.len()).max().unwrap_or(0);
    let pointer_width = losses.iter().map(|loss| loss.pointer.chars().count()).max().unwrap_or(0);
    let _ =
        writeln!(text, "\n line  class       {:<pass_width$}  {:<pointer_width$}  note", "pass", "pointer");
    for (loss, line) in rows {
        let _ = writeln!(
            text,
            "{line:>5}  {:<10}  {:<pass_width$}  {:<pointer_width$}  {}",
            loss.class,
            loss.pass,
            loss.pointer,
            loss.note.replace(char::is_control, " "),
        );
    }
    text
}

/// The 1-based line of a place, or of the nearest place around it that is there.
fn line(document: &Document, pointer: &str) -> u32 {
    let mut pointer = pointer;
    loop {
        if let Some(position) = document.position(pointer) {
            return position.line;
        }
        match pointer.rfind('/') {
            Some(slash) => pointer = &pointer[..slash],
            None => return 1,
        }
    }
}
