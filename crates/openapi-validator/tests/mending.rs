//! What must hold of fixing, whatever a payload has wrong: it ends, a second time changes nothing, and nothing gets worse.

use openapi_findings::fix::{apply, is_allowed, mend};
use openapi_findings::{Finding, Safety, Severity};
use openapi_source::{Limits, Parsed, Pointer, parse_json, parse_yaml};
use openapi_spec::Resource;
use openapi_validator::{Checker, Validator};
use proptest::prelude::*;

const SCHEMA: &str = "
type: object
required: [invites]
additionalProperties: false
properties:
  invites:
    type: array
    minItems: 1
    items:
      type: object
      required: [email, method]
      properties:
        email: {type: string, pattern: '^[a-z]+@[a-z]+$'}
        method: {type: string, enum: [QR Code, Biometric, Both]}
        country_code: {type: string, enum: ['1', '44']}
        notify: {type: integer, maximum: 2}
        vip: {type: boolean}
        note: {type: string, maxLength: 3}
      if: {properties: {method: {const: Both}}}
      then: {required: [note]}
";

/// Names and values, right ones and wrong ones.
const NAMES: &[&str] = &[
    "email",
    "Email",
    "e_mail",
    "method",
    "methd",
    "country_code",
    "countryCode",
    "notify",
    "vip",
    "note",
    "x",
];
const VALUES: &[&str] = &[
    "\"a@b\"",
    "\" a@b\"",
    "\"a\"",
    "\"QR Code\"",
    "\"qr-code\"",
    "\"both\"",
    "\"Biometrc\"",
    "1",
    "\"+1\"",
    "\"044\"",
    "2",
    "\"2\"",
    "3.0",
    "null",
    "true",
    "\"True\"",
    "[\"1\"]",
    "{}",
    "[]",
    "\"[1]\"",
    "'a@b'",
    "None",
    "01",
];

fn payloads() -> impl Strategy<Value = String> {
    let member = (prop::sample::select(NAMES), prop::sample::select(VALUES));
    let member = member.prop_map(|(name, value)| format!("\"{name}\": {value}"));
    let guest = prop::collection::vec(member, 0..7);
    let guest = (guest, prop::sample::select(&["", ",", " /* x */"][..]));
    let guest = guest.prop_map(|(members, end)| format!("{{{}{end}}}", members.join(", ")));
    let guests =
        prop::collection::vec(guest, 0..4).prop_map(|guests| format!("[{}]", guests.join(",\r\n  ")));
    (guests, 0..4).prop_map(|(guests, form)| match form {
        0 => guests,
        1 => format!("{{\"Invites\": {guests}}}\n"),
        _ => format!("\u{feff}{{\"invites\": {guests}}}"),
    })
}

fn look(checker: &Checker<'_>, bytes: &[u8], parse: fn(&str, &[u8], &Limits) -> Parsed) -> Vec<Finding> {
    let parsed = parse("t", bytes, &Limits::default());
    let faults = parsed.faults.into_iter().map(|fault| Finding::from_fault(fault, &parsed.source));
    let found = parsed.tree.iter().flat_map(|tree| checker.check(tree).findings);
    faults.chain(found).collect()
}

fn errors(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.severity == Severity::Error).count()
}

fn check(payload: &str, parse: fn(&str, &[u8], &Limits) -> Parsed) {
    let (resource, _) = Resource::load("s.yaml", SCHEMA.as_bytes());
    let resource = resource.expect("it loads");
    let validator = Validator::new(&resource).expect("it compiles");
    let checker = validator.schema(&Pointer::root()).expect("it compiles");
    let before = look(&checker, payload.as_bytes(), parse);
    for allowed in [Safety::Safe, Safety::Unsafe] {
        let again = |bytes: &[u8]| Ok::<_, ()>(look(&checker, bytes, parse));
        let once = mend(payload.as_bytes().to_vec(), allowed, again).expect("it looks");
        let shown = String::from_utf8_lossy(&once.bytes);
        let twice = mend(once.bytes.clone(), allowed, again).expect("it looks");
        assert_eq!(twice.bytes, once.bytes, "{payload} became {shown}, and that something else");
        if once.stopped.is_none() {
            // Each of those left can't be applied, since what it replaces is not text.
            assert_eq!(apply(&once.bytes, &once.left, allowed).bytes, once.bytes);
            let fixable =
                |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| is_allowed(fix, allowed));
            assert_eq!(once.left.iter().filter(fixable).count(), 0, "{shown}");
        }
        // What can't be read is not judged, nor is what stands under a wrong name.
        let hides = |rule: &str| !rule.starts_with("contract/") || rule == "contract/unknown-property";
        if !before.iter().any(|finding| hides(finding.rule)) {
            assert!(errors(&once.left) <= errors(&before), "{payload} became {shown}");
        }
        if before.iter().all(|finding| finding.fix.is_none()) {
            assert_eq!(once.bytes, payload.as_bytes());
        }
        if allowed == Safety::Safe {
            assert_eq!(once.stopped, None, "{payload} became {shown}");
        }
    }
}

proptest! {
    #[test]
    fn fixing_ends_and_makes_nothing_worse(payload in payloads()) {
        check(&payload, parse_json);
    }

    #[test]
    fn yaml_too(payload in payloads()) {
        check(&payload, parse_yaml);
    }
}
