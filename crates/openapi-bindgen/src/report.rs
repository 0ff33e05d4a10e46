//! The losses as a table for people.

use std::fmt::Write as _;

use openapi_source::Pointer;
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
    let mut rows: Vec<(&Loss, usize, u32, String)> = losses
        .iter()
        .map(|loss| {
            let (file, line) = place(document, &loss.pointer);
            (loss, file, line, shown(document, file, line))
        })
        .collect();
    rows.sort_by_key(|(loss, file, line, _)| (std::cmp::Reverse(loss.class), *file, *line));
    let line_width = rows.iter().map(|(_, _, _, shown)| shown.chars().count()).fold(5, usize::max);
    let pass_width = losses.iter().map(|loss| loss.pass.len()).max().unwrap_or(0);
    let pointer_width = losses.iter().map(|loss| loss.pointer.chars().count()).max().unwrap_or(0);
    let _ = writeln!(
        text,
        "\n{:>line_width$}  class       {:<pass_width$}  {:<pointer_width$}  note",
        "line", "pass", "pointer"
    );
    for (loss, _, _, line) in rows {
        let _ = writeln!(
            text,
            "{line:>line_width$}  {:<10}  {:<pass_width$}  {:<pointer_width$}  {}",
            loss.class,
            loss.pass,
            loss.pointer,
            loss.note.replace(char::is_control, " "),
        );
    }
    text
}

/// The file (0 is the document itself) and the 1-based line of a place, or of the nearest place around it that is
/// there.
fn place(document: &Document, pointer: &str) -> (usize, u32) {
    let mut pointer = pointer;
    loop {
        if let Some(position) = document.position(pointer) {
            let file = document.file_of(&Pointer::from_text(pointer));
            let file = file.and_then(|file| document.other_files().position(|(path, _)| path == file));
            return (file.map_or(0, |other| other + 1), position.line);
        }
        match pointer.rfind('/') {
            Some(slash) => pointer = &pointer[..slash],
            None => return (0, 1),
        }
    }
}

/// A line of the document itself as a number, one of another file with its path.
fn shown(document: &Document, file: usize, line: u32) -> String {
    match file.checked_sub(1).and_then(|other| document.other_files().nth(other)) {
        Some((path, _)) => format!("{path}:{line}"),
        None => line.to_string(),
    }
}
