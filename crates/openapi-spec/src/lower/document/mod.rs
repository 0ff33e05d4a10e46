//! The passes over the whole document.

pub(super) mod path_items;
pub(super) mod references;
pub(super) mod responses;
pub(super) mod security;
pub(super) mod top_level;

/// Runs one pass on `before` and compares the outcome with `after` and the hits with pairs of
/// pointer and class.
#[cfg(test)]
#[track_caller]
fn check(
    run: fn(&mut serde_json::Value, &mut super::Losses<'_>),
    mut before: serde_json::Value,
    after: &serde_json::Value,
    hits: &[(&str, super::LossClass)],
) {
    let mut losses = Vec::new();
    let mut origins = super::Origins::default();
    run(&mut before, &mut super::Losses::new("pass", &mut losses, &mut origins));
    assert_eq!(&before, after);
    let found: Vec<_> = losses.iter().map(|loss| (loss.pointer.as_str(), loss.class)).collect();
    assert_eq!(found, hits);
}
