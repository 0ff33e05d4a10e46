//! `invite/placeholder-value`: a value that only stands for one.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Classes, Field, Guest, GuestField, quoted};
use crate::options::options;
use crate::phone;
use openapi_source::Message;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PlaceholderValue {}

impl Definition for PlaceholderValue {
    const RULE: Rule = Rule {
        name: "invite/placeholder-value",
        severity: Severity::Warning,
        summary: "A value that only holds the place of one: `string`, `n/a`, `{{first_name}}`, `test@example.com`, `5555555555`.",
        why: "It comes from an example, a template that was not filled, or a form that somebody wanted to \
              get past. Nobody can be reached there. Domains such as `example.com` and numbers such as \
              555-0100 are set aside for examples, so that they never belong to anybody.",
        bad: r#"{"email": "test@example.com"}"#,
        good: r#"{"email": "ada@okafor.net"}"#,
        source: "RFC 2606 and RFC 6761 (domains); the number plans of NANPA, Ofcom and ACMA (numbers for fiction); else a likely mistake",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for PlaceholderValue {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        for of in GuestField::TEXTS {
            let Some(field) = guest.field(of) else { continue };
            let text = field.trimmed();
            let message = if is_word(text) || is_template(&field, text) {
                Some("a placeholder, and no value")
            } else {
                match of {
                    GuestField::Email => {
                        is_example_address(text).then_some("an address in a domain for examples")
                    }
                    GuestField::MobileNumber => number(guest, &field),
                    _ => None,
                }
            };
            if let Some(message) = message {
                guest.settle(of);
                let message = Message::new(message).text(": ").value(quoted(text));
                found.about(&Self::RULE, guest, &field, message).help =
                    "put the guest's own in its place".into();
            }
        }
        let name = |of| guest.field(of).map_or("", |field| field.trimmed());
        if is_nobody(name(GuestField::FirstName), name(GuestField::LastName))
            && let Some(field) = guest.field(GuestField::FirstName)
        {
            let finding =
                found.about(&Self::RULE, guest, &field, "a name that stands for anybody in examples");
            finding.severity = Severity::Info;
            finding.help = "make sure that there is such a guest".into();
        }
    }
}

/// What people and programs write where they have nothing to write, and headers in the place of values.
const WORDS: &[&str] = &[
    "*",
    "-",
    ".",
    "0",
    "?",
    "_",
    "--",
    "..",
    "??",
    "xx",
    "***",
    "---",
    "...",
    "???",
    "bar",
    "foo",
    "n/a",
    "tba",
    "tbc",
    "tbd",
    "xxx",
    "asdf",
    "n.a.",
    "test",
    "todo",
    "xxxx",
    "dummy",
    "email",
    "guest",
    "phone",
    "xxxxx",
    "(none)",
    "e-mail",
    "mobile",
    "qwerty",
    "string",
    "xxxxxx",
    "(blank)",
    "(empty)",
    "example",
    "surname",
    "telefon",
    "testing",
    "unknown",
    "vorname",
    "<string>",
    "lastname",
    "nachname",
    "firstname",
    "last name",
    "last_name",
    "undefined",
    "first name",
    "first_name",
    "given name",
    "family name",
    "placeholder",
    "phone number",
    "email address",
    "mobile number",
    "mobile_number",
    "[object object]",
];

/// `Null` and `Na` are names of people, so these count only as programs write them.
const WORDS_OF_PROGRAMS: &[&str] = &["null", "NULL", "none", "NONE", "NaN", "nan", "nil", "NIL", "NA", "na"];

const LONGEST: usize = 15;

/// For each length the first letters that words of it have, so that nearly all names are told from them at once.
const FIRST_LETTERS: [u32; LONGEST + 1] = {
    let mut masks = [0; LONGEST + 1];
    let lists = [WORDS, WORDS_OF_PROGRAMS];
    let mut at = 0;
    while at < WORDS.len() + WORDS_OF_PROGRAMS.len() {
        let word = if at < WORDS.len() { lists[0][at] } else { lists[1][at - WORDS.len()] };
        masks[word.len()] |= 1 << (word.as_bytes()[0] & 31);
        at += 1;
    }
    masks
};

fn is_word(text: &str) -> bool {
    let (Some(first), Some(mask)) = (text.bytes().next(), FIRST_LETTERS.get(text.len())) else {
        return false;
    };
    mask >> (first & 31) & 1 == 1
        && (WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)) || WORDS_OF_PROGRAMS.contains(&text))
}

/// A variable of a template that nothing was put in for.
fn is_template(field: &Field<'_>, text: &str) -> bool {
    if !field.classes.any(Classes::OTHER.and(Classes::MARKUP)) {
        return false;
    }
    [
        ("{{", "}}"),
        ("${", "}"),
        ("<%", "%>"),
        ("*|", "|*"),
        ("%%", "%%"),
        ("[[", "]]"),
        ("<", ">"),
        ("\u{ab}", "\u{bb}"),
    ]
    .into_iter()
    .any(|(open, close)| {
        text.len() > open.len() + close.len()
            && text.starts_with(open)
            && text.ends_with(close)
            && !text[open.len()..text.len() - close.len()].contains(['@', '<', '>'])
    })
}

fn is_example_address(text: &str) -> bool {
    // From the end, label by label: nearly all addresses are done after the first.
    let mut labels = text.as_bytes().rsplitn(3, |byte| matches!(byte, b'.' | b'@'));
    let (Some(top), Some(before)) = (labels.next(), labels.next()) else { return false };
    let is = |label: &[u8], word: &str| label.eq_ignore_ascii_case(word.as_bytes());
    match top.len() {
        3 => is(before, "example") && ["com", "org", "net", "edu"].iter().any(|word| is(top, word)),
        4 => is(top, "test"),
        7 => is(top, "example") || is(top, "invalid"),
        9 => is(top, "localhost"),
        _ => false,
    }
}

fn number(guest: &Guest<'_>, field: &Field<'_>) -> Option<&'static str> {
    let code = guest.any_field(GuestField::CountryCode)?.trimmed();
    let written;
    let number = if field.classes.only(Classes::DIGIT) {
        field.text
    } else {
        written = phone::written(field.text)?;
        written.digits.as_str()
    };
    // With their code, or with the zero that is dialled at home, they are the same numbers.
    let number =
        number.strip_prefix(phone::calling_code(code)).filter(|rest| rest.len() >= 9).unwrap_or(number);
    let number = number.strip_prefix('0').filter(|rest| code != "1" && rest.len() >= 9).unwrap_or(number);
    let bytes = number.as_bytes();
    let first = bytes.first()?;
    if bytes.len() >= 6 && bytes.iter().all(|byte| byte == first) {
        return Some("one digit over and over");
    }
    let counts = |step: u8| bytes.windows(2).all(|pair| (pair[0] - b'0' + step) % 10 == pair[1] - b'0');
    if bytes.len() >= 6 && (counts(1) || counts(9)) {
        return Some("digits in the order of counting");
    }
    let is_fiction = match code {
        "1" => bytes.len() == 10 && (&bytes[..3] == b"555" || &bytes[3..8] == b"55501"),
        "44" => ["7700900", "1632960", "2079460"]
            .iter()
            .any(|start| bytes.len() == 10 && number.starts_with(start)),
        "61" => matches!(
            number,
            "491570006"
                | "491570156"
                | "491570157"
                | "491570158"
                | "491570159"
                | "491570110"
                | "491570313"
                | "491570737"
                | "491571266"
                | "491571491"
                | "491571804"
                | "491572549"
                | "491572665"
                | "491572983"
                | "491573770"
                | "491573087"
                | "491574118"
                | "491574632"
                | "491575254"
                | "491575789"
                | "491576398"
                | "491576801"
                | "491577426"
                | "491577644"
                | "491578957"
                | "491578148"
                | "491578888"
                | "491579212"
                | "491579760"
                | "491579455"
        ),
        _ => false,
    };
    is_fiction.then_some("a number set aside for fiction")
}

fn is_nobody(first: &str, last: &str) -> bool {
    let is = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
    ((is(first, "john") || is(first, "jane")) && is(last, "doe"))
        || ((is(first, "max") || is(first, "erika")) && is(last, "mustermann"))
        || (is(first, "joe") && is(last, "bloggs"))
}
