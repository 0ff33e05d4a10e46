//! The JSON-Schema-Test-Suite, every draft from 4 on: every case through the full pass, the fast pass and the
//! plain `jsonschema` crate. The scores are a snapshot, failures by name, so that a change in either direction
//! shows. The suite is fetched, never committed: `cargo xtask corpus --fetch`; without it nothing is checked here.

mod cases;
mod judge;
mod scores;

use cases::Suite;
use judge::Judge;
use scores::Scores;

#[test]
fn scores_are_as_recorded() {
    let suite = match Suite::find() {
        Ok(suite) => suite,
        Err(reason) => {
            eprintln!("SKIPPED, nothing was checked: {reason}");
            return;
        }
    };
    let judge = Judge::new(&suite);
    let mut scores = Scores::default();
    for case in suite.cases() {
        scores.add(&case, &judge.judge(&case));
    }
    assert!(
        scores.unsound.is_empty(),
        "the fast pass says clean, the full pass does not: {:#?}",
        scores.unsound
    );
    // One snapshot for each edition of the suite: its cases change from one to the next.
    let name = format!("scores_{}", suite.edition());
    insta::assert_snapshot!(name, scores.to_string());
}
