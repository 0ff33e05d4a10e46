//! The tables of phone numbers are what the patterns of the `phonenumber` crate make of them, and agree with that
//! crate's own verdicts.
//!
//! After an update of the crate, `PHONES=write cargo test -p securegate-rules --test phones` writes the tables anew.

use std::fmt::Write;
use std::path::Path;

use phonenumber::metadata::DATABASE;
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::{Anchored, nfa::thompson, util::start};
use securegate_rules::phone::{CODES, NumberKind};

#[path = "phones/minimal.rs"]
mod minimal;

/// A pattern, and what it makes of a number together with the general pattern of its region.
struct Pattern {
    region: usize,
    text: String,
    makes: Makes,
}

#[derive(PartialEq)]
enum Makes {
    Possible,
    NotMobile,
    Mobile,
}

fn patterns(code: u16) -> Vec<Pattern> {
    let mut out = Vec::new();
    for (region, metadata) in DATABASE.by_code(&code).expect("a known code").into_iter().enumerate() {
        let kinds = metadata.descriptors();
        let general = Some(kinds.general());
        let others = [
            kinds.fixed_line(),
            kinds.toll_free(),
            kinds.premium_rate(),
            kinds.shared_cost(),
            kinds.personal_number(),
            kinds.voip(),
            kinds.pager(),
            kinds.uan(),
            kinds.voicemail(),
        ];
        let all = [(general, Makes::Possible), (kinds.mobile(), Makes::Mobile)].into_iter();
        for (descriptor, makes) in all.chain(others.map(|kind| (kind, Makes::NotMobile))) {
            if let Some(descriptor) = descriptor {
                // The crate writes its patterns over several lines.
                let text = descriptor.national_number().as_str().split_whitespace().collect();
                out.push(Pattern { region, text, makes });
            }
        }
    }
    out
}

/// The table of a code: for each state its ten next ones, and what a number that ends there is.
fn table(code: u16) -> (Vec<[u16; 10]>, Vec<u8>) {
    let patterns = patterns(code);
    let texts: Vec<String> = patterns.iter().map(|pattern| format!("(?:{})$", pattern.text)).collect();
    let dfa = dense::Builder::new()
        .configure(
            dense::Config::new().start_kind(StartKind::Anchored).match_kind(regex_automata::MatchKind::All),
        )
        .thompson(thompson::Config::new())
        .build_many(&texts)
        .expect("patterns that compile");
    let start = dfa.start_state(&start::Config::new().anchored(Anchored::Yes)).expect("a start");
    let verdict = |state| {
        let end = dfa.next_eoi_state(state);
        if !dfa.is_match_state(end) {
            return 0;
        }
        let matched: Vec<&Pattern> =
            (0..dfa.match_len(end)).map(|at| &patterns[dfa.match_pattern(end, at).as_usize()]).collect();
        let is_possible =
            |region| matched.iter().any(|it| it.region == region && it.makes == Makes::Possible);
        let best = matched.iter().filter(|it| is_possible(it.region)).map(|it| match it.makes {
            Makes::Possible => 0,
            Makes::NotMobile => 1,
            Makes::Mobile => 2,
        });
        best.max().unwrap_or(0)
    };
    minimal::minimal(start, |state, digit| dfa.next_state(state, b'0' + digit), verdict)
}

fn rust() -> String {
    let mut out = String::from(
        "//! Which digits lead where: made by `tests/phones.rs` of the patterns in the `phonenumber` crate. Do not edit.\n\n\
         use super::Table;\n",
    );
    for code in &CODES {
        let (next, ends) = table(code.text.parse().expect("digits"));
        let next = next.concat();
        let _ = writeln!(
            out,
            "\npub(super) const CODE_{}: Table = Table {{ next: &{next:?}, ends: &{ends:?} }};",
            code.text
        );
    }
    out
}

#[test]
fn the_tables_are_what_the_crate_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/phone/tables.rs");
    let made = rust();
    if std::env::var("PHONES").is_ok_and(|word| word == "write") {
        std::fs::write(&path, &made).expect("the tables can be written");
    }
    let words =
        |text: &str| text.split_whitespace().collect::<String>().replace(",]", "]").replace(",}", "}");
    let written = std::fs::read_to_string(&path).expect("the tables are there");
    assert!(
        words(&written) == words(&made),
        "run `PHONES=write cargo test -p securegate-rules --test phones`"
    );
}

/// Numbers that look like numbers: examples of each region with some digits changed.
#[test]
fn the_tables_agree_with_the_crate() {
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    for code in &CODES {
        let calling: u16 = code.text.parse().expect("digits");
        let mut examples = Vec::new();
        for metadata in DATABASE.by_code(&calling).expect("a known code") {
            let kinds = metadata.descriptors();
            let all =
                [Some(kinds.general()), kinds.fixed_line(), kinds.mobile(), kinds.toll_free(), kinds.voip()];
            examples.extend(all.into_iter().flatten().filter_map(|kind| kind.example().map(str::to_owned)));
        }
        let (mut valid, mut tried, mut only_theirs) = (0, 0, 0);
        for _ in 0..800 {
            let mut digits =
                examples[usize::try_from(next(examples.len() as u64)).expect("small")].clone().into_bytes();
            for _ in 0..next(4) {
                let at = usize::try_from(next(digits.len() as u64)).expect("small");
                digits[at] = b'0' + u8::try_from(next(10)).expect("a digit");
            }
            match next(20) {
                0 => drop(digits.pop()),
                1 => digits.push(b'5'),
                _ => {}
            }
            let national = String::from_utf8(digits).expect("digits");
            // The crate takes a leading trunk prefix or code off before it judges; our numbers are judged as they are.
            if national.starts_with('0') || national.starts_with(code.text) {
                continue;
            }
            let Ok(number) = phonenumber::parse(None, format!("+{calling}{national}")) else { continue };
            if number.national().to_string() != national {
                continue;
            }
            let theirs = phonenumber::is_valid(&number);
            let ours = code.kind(&national) != NumberKind::Invalid;
            assert!(theirs || !ours, "+{calling} {national} is ours alone");
            only_theirs += usize::from(theirs && !ours);
            tried += 1;
            valid += usize::from(theirs);
        }
        assert!(tried > 300 && valid > 100 && valid < tried, "{calling}: {valid} of {tried}");
        // The crate also takes numbers that only begin as a pattern says, if some other pattern has their length.
        assert!(only_theirs * 50 < tried, "{calling}: {only_theirs} of {tried} are theirs alone");
    }
}
