//! What the rules cost: nanoseconds for each guest of an honest list, on one thread, all together and each alone.
//!
//! `cargo run --release -p securegate-rules --example cost`

#![expect(clippy::print_stdout, reason = "it is a report")]

use std::collections::BTreeMap;
use std::time::Instant;

use openapi_source::{Origin, Source, Span, Syntax};
use securegate_rules::{At, Found, Guest, Memory, Payload, RULES, RuleSet};

const GUESTS: usize = 100_000;

/// Guests of one block of a stream, as workers see them.
const BLOCK: usize = 5_000;

const FIRST: [&str; 8] = ["Ada", "José", "Jürgen", "Mary Jo", "Łukasz", "Wei", "Chukwuemeka", "Priya"];
const LAST: [&str; 8] =
    ["Okafor", "García Márquez", "Müller", "O'Neill", "Wiśniewski", "Zhang", "van der Berg", "Patel"];
const DOMAINS: [&str; 6] =
    ["gmail.com", "okafor.net", "outlook.com", "uni-koeln.de", "gmx.de", "mail.example-company.co.jp"];

/// A block of comma-separated rows, with the places of the six fields of each.
struct Block {
    source: Source,
    rows: Vec<[Span; 6]>,
}

fn blocks() -> Vec<Block> {
    (0..GUESTS / BLOCK)
        .map(|block| {
            let mut text = String::new();
            let mut rows = Vec::new();
            for number in block * BLOCK..(block + 1) * BLOCK {
                let email = format!("guest.{number}@{}", DOMAINS[number % DOMAINS.len()]);
                let (code, phone) = match number % 3 {
                    0 => ("1", format!("212{:07}", 2_000_000 + number * 13 % 5_000_000)),
                    1 => ("44", format!("7400{:06}", number * 7 % 1_000_000)),
                    _ => ("91", format!("81234{number:05}")),
                };
                let method = if number % 2 == 0 { "QR Code" } else { "Both" };
                let (first, last) = (FIRST[number % FIRST.len()], LAST[number / 8 % LAST.len()]);
                rows.push([first, last, &email, code, &phone, method].map(|field| {
                    let start = u32::try_from(text.len()).expect("a block is small");
                    text.push_str(field);
                    text.push(',');
                    Span::new(start, start + u32::try_from(field.len()).expect("a field is small"))
                }));
                text.push('\n');
            }
            let syntax = Syntax::Delimited { delimiter: ',' };
            Block { source: Source::piece("guests.csv", text, Origin::default(), syntax), rows }
        })
        .collect()
}

/// How often everything is done. Of each block the fastest time counts, so that other work of the machine does not.
const TIMES: usize = 9;

/// Nanoseconds a guest to look, and to admit what was claimed.
fn cost(set: &RuleSet, blocks: &[Block]) -> (f64, f64, usize) {
    let mut fastest = vec![(f64::INFINITY, f64::INFINITY); blocks.len()];
    let mut findings = 0;
    for _ in 0..TIMES {
        findings = 0;
        let mut memory = Memory::new();
        for (block, fastest) in blocks.iter().zip(&mut fastest) {
            let start = Instant::now();
            let mut found = Found::new();
            for (number, row) in block.rows.iter().enumerate() {
                let at = At { record: Some(number as u64 + 1), ..At::whole(&block.source) };
                let text = block.source.text();
                let field = |span: &Span| Some((&text[span.start as usize..span.end as usize], *span));
                let guest = Guest::of_row(std::array::from_fn(|of| field(&row[of])), at);
                set.look_at_guest(&guest, &mut found);
            }
            fastest.0 = fastest.0.min(start.elapsed().as_secs_f64());
            let start = Instant::now();
            memory.admit(&mut found);
            fastest.1 = fastest.1.min(start.elapsed().as_secs_f64());
            findings += found.findings.len();
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "the count is small")]
    let each = |seconds: f64| seconds * 1e9 / GUESTS as f64;
    (each(fastest.iter().map(|it| it.0).sum()), each(fastest.iter().map(|it| it.1).sum()), findings)
}

fn main() {
    let blocks = blocks();
    let set = |keeps: &dyn Fn(&str) -> bool| {
        RuleSet::new(Payload::Guests, &BTreeMap::new(), keeps).expect("no options")
    };
    let (nothing, ..) = cost(&set(&|_| false), &blocks);
    let (all, admit, findings) = cost(&set(&|_| true), &blocks);
    println!("{GUESTS} guests, one thread, {findings} findings");
    println!("{all:7.1} ns  to look at a guest with all rules, {nothing:.1} of them to make the guest");
    println!("{admit:7.1} ns  to admit what was claimed of a guest, on one thread for all\n");
    let mut each: Vec<(f64, f64, &str)> = RULES
        .iter()
        .filter(|rule| rule.group() == "invite")
        .map(|rule| {
            let (look, admit, _) = cost(&set(&|name| name == rule.name), &blocks);
            ((look - nothing).max(0.0), admit, rule.name)
        })
        .collect();
    each.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (look, admit, name) in each {
        println!(
            "{look:7.1} ns  {name}{}",
            if admit > 1.0 { format!(", and {admit:.1} to admit") } else { String::new() }
        );
    }
}
