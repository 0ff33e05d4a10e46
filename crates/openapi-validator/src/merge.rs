//! One fault, one finding: of several demands that one mistake breaks, the one that names it.

use std::collections::{HashMap, HashSet};

use openapi_source::Pointer;

use crate::translate::{Broken, Demand};

/// How directly a broken demand names the mistake; the least of those about one value is kept.
fn rank(demand: &Demand) -> Option<u8> {
    Some(match demand {
        Demand::Type(_) => 0,
        Demand::Const(_) => 1,
        Demand::Enum(_) => 2,
        Demand::Format(_) => 3,
        Demand::Pattern(_) => 4,
        Demand::Bound(rule, ..) if matches!(*rule, "contract/min-length" | "contract/max-length") => 5,
        Demand::Bound(rule, ..) if is_about_size(rule) => return None,
        Demand::Bound(..) => 6,
        Demand::Not => 7,
        // Each of these is a mistake of its own.
        _ => return None,
    })
}

fn is_about_size(rule: &str) -> bool {
    rule.ends_with("-items") || rule.ends_with("-properties")
}

/// Drops what another demand about the same value says better, and what is said twice.
pub(crate) fn one_per_fault(broken: Vec<Broken>) -> Vec<Broken> {
    let mut best: HashMap<Pointer, u8> = HashMap::new();
    let mut mistyped: HashSet<Pointer> = HashSet::new();
    for one in &broken {
        if let Some(rank) = rank(&one.demand) {
            let least = best.entry(one.instance.clone()).or_insert(rank);
            *least = rank.min(*least);
        }
        if matches!(one.demand, Demand::Type(_)) {
            mistyped.insert(one.instance.clone());
        }
    }
    let mut said = HashSet::new();
    broken
        .into_iter()
        .filter(|one| match rank(&one.demand) {
            Some(rank) => best.get(&one.instance) == Some(&rank),
            None => !mistyped.contains(&one.instance),
        })
        .filter(|one| {
            let what = match &one.demand {
                Demand::Required(name) | Demand::Foreign(name) | Demand::PropertyName(name) => name.clone(),
                other => rank(other).map_or_else(|| one.keyword.to_string(), |rank| rank.to_string()),
            };
            said.insert((one.instance.clone(), std::mem::discriminant(&one.demand), what))
        })
        .collect()
}
