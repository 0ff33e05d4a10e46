//! The smallest table of an automaton over ten digits (Moore's algorithm).

use std::collections::HashMap;
use std::hash::Hash;

/// Walks all states from the first, and merges those that no number tells apart. State 0 is the start.
pub(super) fn minimal<S: Copy + Eq + Hash>(
    start: S,
    next: impl Fn(S, u8) -> S,
    verdict: impl Fn(S) -> u8,
) -> (Vec<[u16; 10]>, Vec<u8>) {
    let mut numbers = HashMap::from([(start, 0_usize)]);
    let mut states = vec![start];
    let mut rows: Vec<[usize; 10]> = Vec::new();
    while rows.len() < states.len() {
        let state = states[rows.len()];
        rows.push(std::array::from_fn(|digit| {
            let to = next(state, u8::try_from(digit).expect("a digit"));
            *numbers.entry(to).or_insert_with(|| {
                states.push(to);
                states.len() - 1
            })
        }));
    }
    let ends: Vec<u8> = states.iter().map(|state| verdict(*state)).collect();
    let mut class: Vec<usize> = ends.iter().map(|end| usize::from(*end)).collect();
    let mut count = 0;
    loop {
        // In the order of the walk, so that the start is in class 0.
        let mut classes = HashMap::new();
        let refined: Vec<usize> = (0..rows.len())
            .map(|state| {
                let known = classes.len();
                *classes.entry((class[state], rows[state].map(|to| class[to]))).or_insert(known)
            })
            .collect();
        class = refined;
        if classes.len() == count {
            break;
        }
        count = classes.len();
    }
    let mut table = vec![[0; 10]; count];
    let mut merged = vec![0; count];
    for state in 0..rows.len() {
        table[class[state]] = rows[state].map(|to| u16::try_from(class[to]).expect("few states"));
        merged[class[state]] = ends[state];
    }
    (table, merged)
}
