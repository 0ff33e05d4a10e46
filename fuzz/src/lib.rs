//! What must hold of every text that a reader was given.

mod fast;
mod table;

pub use fast::fast_pass;
pub use table::table;

use openapi_source::{Kind, Parsed};

/// Panics where a parsed text breaks a promise of the library.
pub fn check(parsed: &Parsed) {
    let text = parsed.source.text();
    let fatal = parsed.faults.iter().filter(|fault| fault.fatal).count();
    assert_eq!(fatal, usize::from(parsed.tree.is_none()), "a tree is missing exactly after a fatal fault");
    assert!(fatal == 0 || parsed.faults.last().is_some_and(|fault| fault.fatal), "the fatal fault is last");
    for fault in &parsed.faults {
        assert!(
            text.get(fault.span.start as usize..fault.span.end as usize).is_some(),
            "{fault:?} is in the text"
        );
        let _ = (fault.message.shown(), fault.message.masked(), fault.help.shown());
        let _ = parsed.source.position(fault.span.start);
    }
    let Some(tree) = &parsed.tree else { return };
    let mut invalid = 0;
    let mut left = vec![tree.root()];
    // Aliases can stand for many values; a part of them is enough.
    for _ in 0..100_000 {
        let Some(node) = left.pop() else { break };
        let _ = node.raw();
        invalid += usize::from(node.kind() == Kind::Invalid);
        left.extend(node.elements());
        for member in node.members() {
            assert!(node.get(member.name).is_some(), "{} can be found", member.name);
            left.push(member.value);
        }
    }
    assert!(invalid == 0 || !parsed.faults.is_empty(), "an invalid value has a fault");
}
