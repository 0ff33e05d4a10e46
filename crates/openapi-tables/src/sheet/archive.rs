//! A look at the archive that a workbook is, before anything in it is trusted: how much it holds, and what is hidden.

use std::io::{Cursor, Read};

use super::SheetError;

/// The most parts of a workbook.
const MAX_PARTS: usize = 10_000;

/// What other kind of file this is, by its first bytes.
pub(super) fn other_format(bytes: &[u8]) -> Option<SheetError> {
    if bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    // A workbook that is encrypted lies in a container of the old kind, under this name in UTF-16.
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if !bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Some(SheetError::OtherFormat("no workbook"));
    }
    let is_encrypted = memchr::memmem::find(bytes, &name).is_some();
    Some(if is_encrypted {
        SheetError::Encrypted
    } else {
        SheetError::OtherFormat("a workbook of the old format XLS")
    })
}

/// Unpacks all parts once, forgetting them, so that no more than `most` bytes are unpacked later. Returns how many rows and
/// columns of sheets are hidden.
pub(super) fn look(bytes: &[u8], most: u64) -> Result<usize, SheetError> {
    let damaged = |error: &dyn std::fmt::Display| SheetError::Damaged(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > MAX_PARTS {
        return Err(SheetError::TooLarge("10,000 parts"));
    }
    if archive.index_for_name("content.xml").is_some() {
        return Err(SheetError::OtherFormat("an OpenDocument file"));
    }
    if archive.index_for_name("xl/workbook.bin").is_some() {
        return Err(SheetError::OtherFormat("a binary workbook (XLSB)"));
    }
    let (mut left, mut hidden) = (most, 0);
    let mut piece = vec![0; 256 << 10];
    for idx in 0..archive.len() {
        let mut part = archive.by_index(idx).map_err(|error| damaged(&error))?;
        let is_sheet = part.name().is_ok_and(|name| name.to_ascii_lowercase().starts_with("xl/worksheets/"));
        let mut kept = 0;
        loop {
            let read = part.read(&mut piece[kept..]).map_err(|error| damaged(&error))?;
            if read == 0 {
                break;
            }
            left = left.checked_sub(read as u64).ok_or(SheetError::TooLarge("1 GiB when it is unpacked"))?;
            if is_sheet {
                let held = kept + read;
                let (found, rest) = count_hidden(&piece[..held]);
                hidden += found;
                piece.copy_within(rest..held, 0);
                kept = held - rest;
            }
        }
    }
    Ok(hidden)
}

/// The attribute of a hidden row or column.
const HIDDEN: [&[u8]; 2] = [b" hidden=\"1\"", b" hidden=\"true\""];

/// How often a row or a column is said to be hidden, and from where on the bytes must be seen again with those that follow.
fn count_hidden(bytes: &[u8]) -> (usize, usize) {
    let count: usize = HIDDEN.iter().map(|word| memchr::memmem::find_iter(bytes, word).count()).sum();
    // So few that none which was counted is whole in them.
    let ends = HIDDEN.iter().filter_map(|word| memchr::memmem::rfind(bytes, word).map(|at| at + word.len()));
    let rest = bytes.len().saturating_sub(HIDDEN[1].len() - 1).max(ends.max().unwrap_or(0));
    (count, rest)
}

#[cfg(test)]
mod tests {
    use super::count_hidden;

    #[test]
    fn what_is_torn_is_counted_once() {
        let text =
            br#"<row r="1" hidden="1"><c/></row><row hidden="true"/><row hidden="0"/><col hidden="1"/>"#;
        for at in 0..text.len() {
            let (first, rest) = count_hidden(&text[..at]);
            let (second, _) = count_hidden(&text[rest..]);
            assert_eq!(first + second, 3, "torn at {at}");
        }
    }
}
