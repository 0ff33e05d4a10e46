//! What the readers' rules mean: everything that can be wrong with a text before a schema is asked.

const RFC: &str = "RFC 8259 (JSON)";
const YAML: &str = "YAML 1.2.2";

crate::rules! {
    /// The rules of the JSON and YAML readers.
    pub const READER_RULES;

    "json/syntax", Error, RFC,
    "A character where JSON's grammar allows none.",
    "A server refuses the whole body, so nobody on the list is invited.",
    r#"{"first_name": "Jane" "last_name": "Doe"}"#, r#"{"first_name": "Jane", "last_name": "Doe"}"#, fix Unsafe;

    "json/truncated", Error, RFC,
    "The text ends inside a value.",
    "The file was cut, by a broken download or a full disk; what is missing can't be known.",
    r#"{"invites": [{"first_name": "Ja"#, r#"{"invites": [{"first_name": "Jane"}]}"#;

    "json/empty", Error, RFC,
    "There is no value at all.",
    "An empty body is not JSON; an empty list is `[]`.",
    "(an empty file)", "[]";

    "json/trailing-content", Error, RFC,
    "Something follows the value.",
    "Readers disagree: some refuse the text, others ignore the rest, and so lose guests.",
    "{\"a\": 1}\n{\"a\": 2}", r#"[{"a": 1}, {"a": 2}]"#;

    "json/trailing-comma", Error, RFC,
    "A comma before a closing bracket.",
    "JavaScript allows it, JSON does not; a server refuses the body.",
    r#"{"notify": 2,}"#, r#"{"notify": 2}"#, fix Safe;

    "json/comment", Error, RFC,
    "A comment.",
    "JSON has none; a server refuses the body.",
    "[1, // the first\n 2]", "[1, 2]", fix Unsafe;

    "json/duplicate-key", Error, "RFC 8259, section 4",
    "One name twice in the same object.",
    "Most readers silently keep one of the two values; which one is chance.",
    r#"{"email": "jane@example.com", "email": "joe@example.com"}"#, r#"{"email": "jane@example.com"}"#, fix Safe;

    "json/invalid-utf8", Error, "RFC 8259, section 8.1",
    "Bytes that are not UTF-8.",
    "Mostly a file saved as Windows-1252 or Latin-1; names with accents arrive broken or not at all.",
    r"the byte E9 for é", r"the bytes C3 A9 for é";

    "json/wide-encoding", Error, "RFC 8259, section 8.1",
    "The text is UTF-16 or UTF-32.",
    "JSON that is exchanged between systems must be UTF-8.",
    "a file saved as Unicode by a Windows program", "the same file saved as UTF-8", fix Safe;

    "json/byte-order-mark", Error, "RFC 8259, section 8.1",
    "The text starts with a byte order mark.",
    "It must not be added to JSON that is sent; some readers refuse the body for it.",
    "the bytes EF BB BF, then {}", "{}", fix Safe;

    "json/lone-surrogate", Error, "RFC 8259, section 8.2",
    "Half of a surrogate pair.",
    "It stands for no character; readers refuse it or put a replacement in its place.",
    r#""\ud83d""#, r#""\ud83d\ude00""#;

    "json/non-finite-number", Error, "RFC 8259, section 6",
    "`NaN`, `Infinity` or `-Infinity`.",
    "JSON has no such numbers; Python and JavaScript print them all the same.",
    r#"{"notify": NaN}"#, r#"{"notify": null}"#;

    "json/number-overflow", Error, "RFC 8259, section 6",
    "A number too large for a double.",
    "Readers turn it into infinity, null or an error.",
    "1e999", "1e99";

    "json/invalid-number", Error, "RFC 8259, section 6",
    "A number in a form that JSON lacks.",
    "Leading zeros and signs, hexadecimal and a bare point are refused; a phone number is a string.",
    r#"{"mobile_number": 0551234567}"#, r#"{"mobile_number": "0551234567"}"#, fix Unsafe;

    "json/control-character", Error, "RFC 8259, section 7",
    "A raw control character in a string.",
    "A line break or tab inside a string must be written `\\n` or `\\t`.",
    "\"two\nlines\"", r#""two\nlines""#, fix Safe;

    "json/invalid-escape", Error, "RFC 8259, section 7",
    "A backslash before something that is not an escape.",
    "A backslash itself is written twice.",
    r#""C:\data""#, r#""C:\\data""#, fix Unsafe;

    "json/quotes", Error, "RFC 8259, section 7",
    "Single quotes, or a name without quotes.",
    "Strings and names stand in double quotes; this looks like JavaScript or Python.",
    "{'status': 'sent'}", r#"{"status": "sent"}"#, fix Unsafe;

    "json/depth", Error, "RFC 8259, section 9",
    "Arrays and objects nested deeper than the limit.",
    "Nobody writes such a text on purpose; it is made to exhaust a reader.",
    "[[[[ ... ]]]]", "[]";

    "json/too-large", Error, "RFC 8259, section 9",
    "A text larger than the limit.",
    "Reading it could exhaust memory; split it.",
    "a file of many gigabytes", "several smaller files";

    "yaml/syntax", Error, YAML,
    "Text that is not YAML.",
    "Nothing in the document can be relied on until it reads.",
    "a: [1", "a: [1]";

    "yaml/duplicate-key", Error, "YAML 1.2.2, section 3.2.1.3",
    "One key twice in the same mapping.",
    "Readers keep one of the two silently.",
    "get: {}\nget: {}", "get: {}\nput: {}", fix Safe;

    "yaml/alias", Error, YAML,
    "Aliases that stand for too much, or for themselves.",
    "A few lines can stand for gigabytes.",
    "a: &a [*a]", "a: []";

    "yaml/key", Error, YAML,
    "A mapping key that is a list or a mapping.",
    "JSON, and so OpenAPI, only has strings as names.",
    "? [1, 2]\n: x", "\"1,2\": x";

    "yaml/non-finite-number", Error, YAML,
    "`.nan` or `.inf`.",
    "JSON, and so OpenAPI, has no such numbers.",
    "maximum: .inf", "(no maximum)";

    "yaml/tag", Warning, YAML,
    "A tag that this tool does not know.",
    "The value is read as if the tag were not there.",
    "a: !color red", "a: red";
}

#[cfg(test)]
mod tests {
    use super::*;
    use openapi_source::FaultKind;

    #[test]
    fn every_fault_kind_has_its_rule_and_no_rule_is_left_over() {
        let mut kinds: Vec<&str> = FaultKind::ALL.iter().map(|kind| kind.rule()).collect();
        let mut rules: Vec<&str> = READER_RULES.iter().map(|rule| rule.name).collect();
        kinds.sort_unstable();
        rules.sort_unstable();
        assert_eq!(kinds, rules);
    }
}
