//! Long lists: an honest one of guests from many places has nothing to be told, and a dirty one breaks every rule.

mod support;

use std::collections::BTreeSet;

use securegate_rules::{Payload, RULES};
use serde_json::{Value, json};
use support::{defaults, look, shown};

/// Names as people of these places have and write them: first names, last names.
const NAMES: &[(&[&str], &[&str])] = &[
    (
        &[
            "James", "Mary", "Robert", "Patricia", "John", "Jennifer", "Mary Jo", "J.R.", "DeShawn",
            "LaToya", "AJ", "D'Angelo",
        ],
        &[
            "Smith",
            "Johnson",
            "O'Neill",
            "McDonald",
            "MacArthur",
            "St. John",
            "Smith-Jones",
            "Fitzgerald III",
            "Null",
            "Young Jr.",
            "Lee",
            "Ng",
        ],
    ),
    (
        &["Jürgen", "Hans-Peter", "Käthe", "Björn", "Anneliese", "Uwe", "Lieselotte", "Jörg"],
        &["Müller", "Weiß", "Groß", "von der Leyen", "zu Guttenberg", "Schmidt-Rottluff", "Öztürk", "Kühn"],
    ),
    (
        &["François", "Anaïs", "Jean-Luc", "Zoé", "Aurélie", "Loïc", "Marie-Hélène"],
        &["LEFÈVRE", "DUPONT", "de La Fontaine", "d'Estaing", "Lemaître", "L'Hermitte", "DU PONT", "Hervé"],
    ),
    (
        &["Łukasz", "Małgorzata", "Zbigniew", "Żaneta", "Grzegorz", "Wojciech", "Ś"],
        &["Wiśniewski", "Wójcik", "Kowalczyk", "Zieliński", "Szczęsny", "Brzęczyszczykiewicz", "Łoś"],
    ),
    (
        &["José", "María José", "Íñigo", "Begoña", "Juan Carlos", "Ñuflo", "João", "Conceição", "Luís"],
        &[
            "García Márquez",
            "Núñez",
            "de la Cruz",
            "Peña",
            "Gonçalves",
            "da Silva",
            "dos Santos",
            "y Gasset",
            "Ibáñez",
        ],
    ),
    (
        &["伟", "秀英", "Wei", "Xiaoming", "Li Na", "太郎", "花子", "Yuki", "민준", "Ji-woo", "志明"],
        &["王", "李", "Zhang", "Wang", "Ou-Yang", "山田", "Satō", "Suzuki", "김", "Kim", "陳"],
    ),
    (
        &["Nguyễn Văn", "Thị Hồng", "Phương", "Đặng", "Sơn", "สมชาย", "မောင်", "Suharto", "Sri"],
        &["Trần", "Lê", "Phạm", "Huỳnh", "Võ", "ใจดี", "Suharto", "Win", "Phan"],
    ),
    (
        &["Priya", "Rajesh", "अनिल", "Lakshmi", "Mohammed", "S.", "Venkata", "கார்த்திக்", "Gurpreet", "R. K."],
        &["Patel", "Krishnamurthy", "शर्मा", "Iyer", "Khan", "Reddy", "Singh", "முருகன்", "Chatterjee", "K"],
    ),
    (
        &["Мария", "Дмитрий", "Олександр", "Пётр", "Γιώργος", "Ελένη", "Vuk", "Đorđe", "István"],
        &[
            "Иванова",
            "Петров",
            "Шевченко",
            "Щербаков",
            "Παπαδόπουλος",
            "Οικονόμου",
            "Karadžić",
            "Đinđić",
            "Nagy",
        ],
    ),
    (
        &["محمد", "فاطمة", "علی‌رضا", "Abd al-Rahman", "Noor", "יוסף", "שרה", "Ayşe", "İbrahim"],
        &["الهاشمي", "بن علي", "احمدی", "al-Rashid", "El Amrani", "כהן", "בן דוד", "Çelik", "Güneş"],
    ),
    (
        &["Chukwuemeka", "Ngozi", "Oluwaseun", "Thandiwe", "Kwame", "Mpho", "Tsegaye", "Amina", "N'Golo"],
        &["Okafor", "Adebayo", "Nkosi", "van Wyk", "Mensah", "Traoré", "Haile Selassie", "Kanté", "Diop"],
    ),
    (
        &["Åsa", "Søren", "Þóra", "Björk", "Jari", "Øyvind", "Æsa", "Sinéad", "Siân"],
        &[
            "Öberg",
            "Ångström",
            "Ødegård",
            "Guðmundsdóttir",
            "Mäkinen",
            "Næss",
            "Ó Briain",
            "ap Rhys",
            "Færøy",
        ],
    ),
    (
        &["Kealoha", "Kaʻiulani", "Aroha", "Tama", "Malia", "Sione", "Wiremu"],
        &["Kamakawiwoʻole", "Ngata", "Te Kanawa", "Fa'asavalu", "Ihimaera", "Tuilagi", "Tāwhiri"],
    ),
];

const DOMAINS: &[&str] = &[
    "gmail.com",
    "gmx.de",
    "web.de",
    "mail.com",
    "ymail.com",
    "hotmail.de",
    "outlook.com",
    "icloud.com",
    "okafor.net",
    "wp.pl",
    "orange.fr",
    "qq.com",
    "163.com",
    "yandex.ru",
    "proton.me",
    "uni-koeln.de",
    "city.gov.uk",
    "müller.de",
    "xn--mller-kva.de",
    "mail.example-company.co.jp",
    "naver.com",
    "t-online.de",
    "a1.net",
    "me.com",
    "live.com.au",
];

/// Beginnings of numbers that are assigned, with how many digits follow.
const NUMBERS: &[(&str, &str, usize)] = &[
    ("1", "212", 7),
    ("1", "416", 7),
    ("1", "787", 7),
    ("1", "876210", 4),
    ("1", "345916", 4),
    ("1", "808", 7),
    ("44", "7400", 6),
    ("44", "7851", 6),
    ("44", "7520", 6),
    ("61", "412", 6),
    ("61", "431", 6),
    ("91", "98451", 5),
    ("91", "81234", 5),
    ("91", "70123", 5),
    ("345", "916", 4),
    ("345", "345323", 4),
];

fn honest(count: usize) -> Value {
    let mut guests = Vec::new();
    for number in 0..count {
        let (first, last) = NAMES[number % NAMES.len()];
        let turn = number / NAMES.len();
        let (first, last) = (first[turn % first.len()], last[(turn * 7 + number) % last.len()]);
        let (code, start, digits) = NUMBERS[(number * 5) % NUMBERS.len()];
        // Exchanges in North America begin with 2 to 9, and 555 is not among ours.
        let rest = 2_000_000 + number * 1237 % 5_000_000;
        let rest = format!("{rest:07}");
        let rest = &rest[7 - digits..];
        let local = match number % 4 {
            0 => format!("guest.{number}"),
            1 => format!("g_{number}+party"),
            2 => format!("o'guest-{number}"),
            _ => format!("{number}"),
        };
        guests.push(json!({
            "first_name": first, "last_name": last,
            "email": format!("{local}@{}", DOMAINS[number % DOMAINS.len()]),
            "country_code": code, "mobile_number": format!("{start}{rest}"),
            "authentication_method": "QR Code",
        }));
    }
    json!(guests)
}

#[test]
fn an_honest_list_of_many_cultures_has_nothing_to_be_told() {
    let set = defaults(Payload::Guests);
    let mut findings = Vec::new();
    let guests = honest(2000);
    let guests = guests.as_array().expect("a list");
    for batch in guests.chunks(500) {
        findings.extend(look(&set, &json!({"invites": batch}).to_string()));
    }
    assert!(
        findings.is_empty(),
        "{} findings:\n{}",
        findings.len(),
        shown(&findings[..findings.len().min(40)])
    );
}

#[test]
fn a_dirty_list_breaks_every_rule_about_guests() {
    let mut guests = Vec::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/invite");
    for rule in std::fs::read_dir(folder).expect("fixtures") {
        for file in std::fs::read_dir(rule.expect("an entry").path()).expect("fixtures") {
            let path = file.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let text = std::fs::read_to_string(path).expect("a fixture");
                let value: Value = serde_json::from_str(&text).expect("JSON");
                match value.get("invites").and_then(Value::as_array) {
                    Some(list) => guests.extend(list.iter().cloned()),
                    None => guests.push(value),
                }
            }
        }
    }
    guests.extend(honest(1000).as_array().expect("a list").iter().cloned());
    let findings = look(&defaults(Payload::Guests), &json!({"invites": guests}).to_string());
    let fired: BTreeSet<&str> = findings.iter().map(|finding| finding.rule).collect();
    let silent: Vec<&str> = RULES
        .iter()
        .filter(|rule| rule.group() == "invite" && !fired.contains(rule.name))
        .map(|rule| rule.name)
        .collect();
    // The one looks at empty lists, the other is off.
    assert_eq!(silent, ["invite/same-name", "invite/empty-batch"]);
    let records: Vec<Option<u64>> = findings.iter().map(|finding| finding.place.record).collect();
    assert!(records.is_sorted(), "findings come in the order of the records");
}
