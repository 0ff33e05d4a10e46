//! Seeded data: the same bytes in every run.

use std::fmt::Write;

/// A small generator (xorshift64*).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[usize::try_from(self.below(all.len() as u64)).unwrap_or(0)]
    }
}

/// How invites are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Compact,
    Pretty,
    /// Members in another order than the document's, the same in each invite.
    Reordered,
    /// Members in another order in each invite, which no server does.
    Shuffled,
}

/// One invite as the API returns it, as members in order.
fn members(random: &mut Random, idx: u64) -> Vec<(&'static str, String)> {
    let first = random.pick(&["Amara", "Jonas", "Priya", "Tomás", "Mei", "Zoë", "Luca", "Ingrid"]);
    let last = random.pick(&["Okafor", "Lindqvist", "Raman", "Vieira", "Tan", "Muñoz", "Rossi", "Berg"]);
    let text = |text: &str| format!("\"{text}\"");
    let nullable = |random: &mut Random, value: String| {
        if random.below(3) == 0 { "null".to_owned() } else { text(&value) }
    };
    vec![
        ("first_name", text(first)),
        ("last_name", text(last)),
        ("email", format!("\"guest{idx}@example.com\"")),
        ("country_code", text(random.pick(&["1", "44", "61", "91", "345"]))),
        ("mobile_number", format!("\"{}\"", 2_000_000_000 + random.below(999_999_999))),
        ("authentication_method", text(random.pick(&["QR Code", "Biometric", "Both"]))),
        ("id", format!("\"invite-{idx}\"")),
        ("event_id", text("event-456")),
        ("session_code", format!("\"S{:06X}\"", random.below(1 << 24))),
        ("image", nullable(random, format!("https://example.com/photos/{idx}.jpg"))),
        ("session_id", format!("\"session-{idx}\"")),
        ("created_at", text("2023-02-28T12:00:00Z")),
        ("updated_at", format!("\"2023-03-{:02}T09:{:02}:00Z\"", 1 + random.below(28), random.below(60))),
        ("last_seen", nullable(random, "2023-03-01T10:15:00.250+00:00".to_owned())),
        ("onyxplus_id", nullable(random, format!("onyx-{idx}"))),
        ("ticket_id", nullable(random, format!("ticket-{idx}"))),
        ("status", text(random.pick(&["pending", "sent", "accepted", "rejected"]))),
    ]
}

/// Breaks one member: ten kinds of fault.
fn spoil(random: &mut Random, idx: u64, members: &mut Vec<(&'static str, String)>) {
    let set = |members: &mut Vec<(&'static str, String)>, name: &str, value: &str| {
        if let Some((_, old)) = members.iter_mut().find(|(known, _)| *known == name) {
            *old = value.to_owned();
        }
    };
    match idx / 100 % 10 {
        0 => set(members, "country_code", "1"),
        1 => set(members, "authentication_method", "\"qr code\""),
        2 => members.retain(|(name, _)| *name != "email"),
        3 => set(members, "created_at", "\"yesterday\""),
        4 => set(members, "first_name", "null"),
        5 => set(members, "status", "\"Sent\""),
        6 => set(members, "id", "17"),
        7 => members.push(("email", "\"twice@example.com\"".to_owned())),
        8 => members[usize::try_from(random.below(6)).unwrap_or(0)].0 = "misspelt",
        _ => set(members, "session_code", "[]"),
    }
}

/// One invite as text.
pub fn invite(random: &mut Random, idx: u64, style: Style, is_bad: bool) -> String {
    let mut members = members(random, idx);
    if is_bad {
        spoil(random, idx, &mut members);
    }
    if style == Style::Reordered {
        members.sort_unstable();
    }
    if style == Style::Shuffled {
        for at in (1..members.len()).rev() {
            let other = usize::try_from(random.below(at as u64 + 1)).unwrap_or(0);
            members.swap(at, other);
        }
    }
    let (open, between, colon, close) = match style {
        Style::Pretty => ("{\n    ", ",\n    ", ": ", "\n  }"),
        _ => ("{", ",", ":", "}"),
    };
    let mut out = String::from(open);
    for (at, (name, value)) in members.iter().enumerate() {
        let _ = write!(out, "{}\"{name}\"{colon}{value}", if at > 0 { between } else { "" });
    }
    out + close
}

/// A list of invites.
pub fn list(count: u64, style: Style, bad_each: u64) -> Vec<u8> {
    let mut random = Random::new(7);
    let mut out = String::from(if style == Style::Pretty { "[\n  " } else { "[" });
    for idx in 0..count {
        if idx > 0 {
            out.push_str(if style == Style::Pretty { ",\n  " } else { "," });
        }
        out.push_str(&invite(&mut random, idx, style, bad_each > 0 && idx % bad_each == bad_each - 1));
    }
    out.push_str(if style == Style::Pretty { "\n]\n" } else { "]" });
    out.into_bytes()
}

/// Invites, one a line.
pub fn lines(count: u64, bad_each: u64) -> Vec<u8> {
    let mut random = Random::new(7);
    let mut out = String::new();
    for idx in 0..count {
        out.push_str(&invite(
            &mut random,
            idx,
            Style::Compact,
            bad_each > 0 && idx % bad_each == bad_each - 1,
        ));
        out.push('\n');
    }
    out.into_bytes()
}
