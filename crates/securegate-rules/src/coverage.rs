//! What became of each rule (R) and oddity (O) that the vendor's pages give reason for: who looks after it, or why
//! nobody can. `docs/rules/README.md` shows it as a table.

/// A rule or an oddity.
#[derive(Debug, Clone, Copy)]
pub struct Coverage {
    /// `R1` to `R18`, `O1` to `O30`.
    pub id: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// The rules that look after it; empty where none does.
    pub rules: &'static [&'static str],
    /// What the rules leave open, or why there is none; may be empty where there are rules.
    pub note: &'static str,
}

macro_rules! coverage {
    ($($id:literal, $about:literal, [$($rule:literal),*], $note:literal;)*) => {
        /// All of them, rules first.
        pub const COVERAGE: &[Coverage] =
            &[$(Coverage { id: $id, about: $about, rules: &[$($rule),*], note: $note },)*];
    };
}

coverage! {
    "R1", "the API key travels in the header `x-api-key`", ["request/missing-credentials"], "";
    "R2", "the list of invites must be there, should not be empty, and should not name a guest twice",
        ["contract/required", "contract/type", "invite/empty-batch", "invite/duplicate-email", "invite/duplicate-phone"], "";
    "R3", "method against level of verification", ["invite/no-verification-level"],
        "no page says that the two depend on each other, so it is an info; the level is no part of the body";
    "R4", "one of two query parameters is needed for an invite with its event", [],
        "about the query of a request, not about a payload: left to the rules about exchanges";
    "R5", "the order of an invite's states", ["contract/enum", "answer/answered-on-creation"],
        "any state may be set by hand, so a single payload shows nothing wrong; moves between two are for the rules about \
         exchanges";
    "R6", "an update moves `updated_at`", ["answer/time-order"],
        "that it moved takes the invite before and after: left to the rules about exchanges";
    "R7", "all invites of an answer have the state and the event that were asked for", ["answer/several-events"],
        "what was asked for is in the request: left to the rules about exchanges";
    "R8", "one invite for each guest, each with an id and a session code of its own",
        ["answer/duplicate-id", "answer/duplicate-session-code", "answer/several-events"],
        "their number takes request and answer: left to the rules about exchanges";
    "R9", "a session code for check-in by QR code", ["answer/empty-session-code"], "";
    "R10", "a deleted event is marked as deleted and leaves the listings", ["event/not-deleted", "event/deleted-in-listing"], "";
    "R11", "an invite by e-mail is that of the address", ["request/missing-parameter"],
        "the address is in the request: left to the rules about exchanges";
    "R12", "the parameters of an identification", ["request/missing-parameter", "request/unexpected-body"],
        "that `image_url` leads somewhere is about the query of a request";
    "R13", "an event ends after it starts, in one unit", ["event/ends-before-start", "event/mixed-units"], "";
    "R14", "groups of events agree with the clock", ["event/wrong-group"],
        "without a clock: what no moment allows is told from the groups alone";
    "R15", "counts of invites add up", ["event/stats-mismatch"],
        "against the invites themselves: left to the rules about exchanges";
    "R16", "times of an invite are in order", ["answer/time-order"], "";
    "R17", "personal data in URLs and answers", [],
        "no fault of a payload: reports for machines mask all values unless they are asked for";
    "R18", "inviting to a deleted event", [],
        "the body does not hold the event: left to the rules about exchanges";
    "O1", "`country_code` lists `1` twice", ["document/duplicate-enum-value"], "";
    "O2", "`345` is an area code", ["invite/invalid-phone"],
        "it is a legal value, so nothing is said where the number fits it; where it does not, the message explains it";
    "O3", "`1` in invites, `+1` in identity records", ["contract/enum", "contract/type", "invite/phone-with-prefix"], "";
    "O4", "values of `notify`", ["request/parameter-style"], "about the query of a request, not about a payload";
    "O5", "`onboarding_flow_type` has no default", ["invite/no-verification-level"], "";
    "O6", "an invite's `status` may be left out", ["answer/missing-status", "contract/type"], "";
    "O7", "four members may be absent or null", [], "both are right: there is nothing to find";
    "O8", "a new invite is pending", ["answer/answered-on-creation"], "";
    "O9", "seconds and milliseconds", ["event/milliseconds", "event/mixed-units", "event/implausible-time"], "";
    "O10", "times without an offset", ["event/naive-time", "contract/format"], "";
    "O11", "`updated_at` of events", [], "the document lets it be there or not: there is nothing to find";
    "O12", "three shapes of an event", ["contract/required", "contract/unknown-property"], "each has a schema of its own";
    "O13", "`up_coming` and `upcoming`", ["contract/unknown-property"], "";
    "O14", "types of events", ["contract/enum"], "a warning, since the list may go on";
    "O15", "`imageUrl` and `zipCode` among other names", ["contract/unknown-property"], "";
    "O16", "an event that is created as deleted", ["event/deleted-on-creation"], "";
    "O17", "deleting returns the event", ["event/not-deleted", "response/undocumented-status"], "";
    "O18", "deleted events in `archived`", ["event/deleted-in-listing"], "";
    "O19", "an invite by e-mail is one object", ["contract/type"], "";
    "O20", "two operations show no generated parameters", [], "about the evidence of the document, which marks them";
    "O21", "one of two optional parameters", [], "as R4";
    "O22", "`event` beside an invite is an open object",
        ["event/ends-before-start", "event/mixed-units"], "its members are looked at where they are those of an event";
    "O23", "a POST without a body", ["request/unexpected-body"], "its answer may be anything";
    "O24", "a PUT that changes one field", [], "a note on the operation: there is nothing to find";
    "O25", "ids have no promised form", ["answer/blank-id"], "";
    "O26", "`email` has no format", ["invite/undeliverable-email", "invite/unusual-email", "invite/email-domain-typo"], "";
    "O27", "the success status is never shown", ["response/undocumented-status"], "";
    "O28", "no error is documented", ["response/undocumented-status"], "";
    "O29", "whether members of an event may be null", ["contract/type"], "a warning in requests, nothing in answers";
    "O30", "pages and operations have different titles", [], "about names: there is nothing to find";
}
