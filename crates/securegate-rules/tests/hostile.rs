//! Whatever a payload holds, the rules come to an end, and what they report can be shown and applied.

mod support;

use openapi_source::Message;
use securegate_rules::{Payload, RULES, RuleSet};
use serde_json::{Value, json};
use support::{defaults, fixed, guest, look};

/// Pieces of what rules look for, and of what trips those who cut texts.
const PIECES: &[&str] = &[
    "a",
    "Z",
    "7",
    "@",
    ".",
    "-",
    "+",
    "<",
    ">",
    "&amp;",
    "&#x",
    ";",
    "=",
    "\"",
    "'",
    " ",
    "\u{a0}",
    "\u{3000}",
    "\n",
    "\t",
    "é",
    "Ã",
    "©",
    "â€™",
    "\u{200b}",
    "\u{202e}",
    "\u{fffd}",
    "ü",
    "😀",
    "e\u{301}",
    "İ",
    "ß",
    "،",
    "٣",
    "mailto:",
    "gmial.com",
    "example",
    "00",
    "44",
    "E+",
    "{{",
    "}}",
    "van",
    "Dr. ",
    ",",
    "|",
    "(",
    ")",
    "ext",
    "string",
    "#REF!",
    "\u{e0001}",
    "[",
    "]",
];

struct Random(u64);

impl Random {
    fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below as u64).expect("small")
    }

    fn text(&mut self, pieces: usize) -> String {
        (0..self.below(pieces + 1)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}

/// Everything that a report does with findings.
fn use_all(set: &RuleSet, text: &str) {
    for finding in look(set, text) {
        let related = finding.related.iter().map(|related| &related.message);
        let fix = finding.fix.as_ref().map(|fix| &fix.message);
        let messages = [&finding.message, &finding.help].into_iter().chain(related).chain(fix);
        messages.for_each(|message: &Message| assert!(message.shown().len() + message.masked().len() < 2000));
        let (start, end) = (finding.place.start(), finding.place.end());
        assert!(start <= end && start.line > 0);
        if let Some(fix) = &finding.fix {
            serde_json::from_str::<Value>(&fixed(text, fix)).expect("what is fixed is JSON");
        }
    }
}

#[test]
fn any_text_may_stand_anywhere() {
    let set = defaults(Payload::Guests);
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for _ in 0..3000 {
        let code = ["1", "44", "61", "91", "345", "49", ""][random.below(7)];
        let guests: Vec<Value> = (0..2)
            .map(|_| {
                guest(&json!({
                    "first_name": random.text(6), "last_name": random.text(6), "email": random.text(8),
                    "mobile_number": random.text(8), "country_code": code,
                }))
            })
            .collect();
        use_all(&set, &json!({"invites": guests}).to_string());
    }
}

#[test]
fn a_long_text_of_anything_is_no_trap() {
    let set = defaults(Payload::Guests);
    for piece in PIECES {
        let long = piece.repeat(200_000 / piece.len());
        let around = format!("7{long}@x.net");
        let changes =
            json!({"first_name": long, "last_name": around, "email": around, "mobile_number": long});
        use_all(&set, &json!([guest(&changes)]).to_string());
    }
}

#[test]
fn values_of_any_type_may_stand_anywhere() {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!("x"),
        json!([]),
        json!([[1]]),
        json!({"a": 1}),
    ];
    let members = [
        "id",
        "event_id",
        "session_code",
        "session_id",
        "status",
        "created_at",
        "updated_at",
        "last_seen",
        "title",
        "type",
        "start_timestamp",
        "end_timestamp",
        "is_deleted",
        "invite_stats",
        "ongoing",
        "ended",
        "up_coming",
        "archived",
        "invite",
        "event",
        "invites",
        "authentication_method",
        "first_name",
    ];
    let payloads = [
        Payload::Guests,
        Payload::NewInvites,
        Payload::Invites,
        Payload::InviteWithEvent,
        Payload::NewEvent,
        Payload::Event,
        Payload::DeletedEvent,
        Payload::EventWithStats,
        Payload::EventsByStatus,
    ];
    for payload in payloads {
        let set = defaults(payload);
        for value in &values {
            let object: Value = members.iter().map(|name| ((*name).to_owned(), value.clone())).collect();
            for text in [
                value.clone(),
                json!([value]),
                object.clone(),
                json!([object]),
                json!({"ongoing": [object], "event": object}),
            ] {
                use_all(&set, &text.to_string());
            }
        }
    }
}

#[test]
fn no_rule_speaks_of_what_the_contract_says() {
    // Each member alone of a wrong type, or a value that is not of its enum: the rules leave it to the contract.
    for name in ["first_name", "last_name", "email", "country_code", "mobile_number", "authentication_method"]
    {
        for value in [json!(null), json!(7), json!(["x"])] {
            let findings =
                look(&defaults(Payload::Guests), &json!([guest(&json!({name: value}))]).to_string());
            assert!(
                findings.is_empty(),
                "{name}: {:?}",
                findings.iter().map(|it| it.rule).collect::<Vec<_>>()
            );
        }
    }
    for (name, value) in
        [("country_code", "+44"), ("country_code", " 44"), ("authentication_method", "qr code")]
    {
        let findings = look(&defaults(Payload::Guests), &json!([guest(&json!({name: value}))]).to_string());
        assert!(
            findings.is_empty(),
            "{name} {value}: {:?}",
            findings.iter().map(|it| it.rule).collect::<Vec<_>>()
        );
    }
    assert!(RULES.len() > 40);
}
