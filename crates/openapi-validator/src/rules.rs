//! What the rules of the contract mean: one rule for each thing that a schema can demand.

/// A clause of JSON Schema.
macro_rules! schema {
    ($clause:literal) => {
        concat!("JSON Schema 2020-12, ", $clause)
    };
}

openapi_findings::rules! {
    /// The rules that hold a payload against a schema.
    pub const CONTRACT_RULES;

    "contract/type", Error, schema!("Validation, section 6.1.1"),
    "A value of another type than the schema demands.",
    "The server refuses it, or reads something else into it.",
    r#"{"country_code": 1}"#, r#"{"country_code": "1"}"#, fix Unsafe;

    "contract/enum", Error, schema!("Validation, section 6.1.2"),
    "A value that is not one of those listed.",
    "Case and spaces count: `qr code` is not `QR Code`.",
    r#"{"authentication_method": "qr code"}"#, r#"{"authentication_method": "QR Code"}"#, fix Unsafe;

    "contract/const", Error, schema!("Validation, section 6.1.3"),
    "A value other than the only one allowed.",
    "The schema leaves no choice here.",
    r#"{"version": 2}  (the schema says const: 1)"#, r#"{"version": 1}"#, fix Unsafe;

    "contract/required", Error, schema!("Validation, section 6.5.3"),
    "A property that must be there is missing.",
    "The server refuses the whole request; a reader of the response fails on it.",
    r#"{"first_name": "Jane"}"#, r#"{"first_name": "Jane", "last_name": "Doe"}"#;

    "contract/unknown-property", Error, schema!("Core, sections 10.3.2.3 and 11.3"),
    "A property that the schema does not know.",
    "Open objects allow it, and then it is dropped silently: mostly a misspelt name. A warning where the \
     schema allows it; an error where the schema forbids it, or where the property that was meant is \
     required and so is missing.",
    r#"{"authentcation_method": "QR Code"}"#, r#"{"authentication_method": "QR Code"}"#, fix Unsafe;

    "contract/format", Error, schema!("Validation, section 7"),
    "A string that is not in the format that the schema names.",
    "Formats are assertions here, also where JSON Schema leaves them open.",
    r#"{"created_at": "yesterday"}"#, r#"{"created_at": "2023-03-01T09:30:00Z"}"#, fix Unsafe;

    "contract/pattern", Error, schema!("Validation, section 6.3.3"),
    "A string that does not match the pattern.",
    "Patterns are ECMA-262 regular expressions and match anywhere unless anchored.",
    r#""12a"  (pattern: ^[0-9]+$)"#, r#""123""#, fix Safe;

    "contract/min-length", Error, schema!("Validation, section 6.3.2"),
    "A string shorter than allowed.",
    "Length is counted in Unicode code points.",
    r#"""  (minLength: 1)"#, r#""a""#;

    "contract/max-length", Error, schema!("Validation, section 6.3.1"),
    "A string longer than allowed.",
    "Length is counted in Unicode code points.",
    r#""abcd"  (maxLength: 3)"#, r#""abc""#, fix Safe;

    "contract/minimum", Error, schema!("Validation, section 6.2.4"),
    "A number below the least allowed.",
    "The bound itself is allowed.",
    "-1  (minimum: 0)", "0";

    "contract/maximum", Error, schema!("Validation, section 6.2.2"),
    "A number above the greatest allowed.",
    "The bound itself is allowed.",
    "101  (maximum: 100)", "100";

    "contract/exclusive-minimum", Error, schema!("Validation, section 6.2.5"),
    "A number not above the bound.",
    "The bound itself is not allowed.",
    "0  (exclusiveMinimum: 0)", "0.5";

    "contract/exclusive-maximum", Error, schema!("Validation, section 6.2.3"),
    "A number not below the bound.",
    "The bound itself is not allowed.",
    "100  (exclusiveMaximum: 100)", "99";

    "contract/multiple-of", Error, schema!("Validation, section 6.2.1"),
    "A number that is no multiple of the one given.",
    "Division must leave no rest.",
    "7  (multipleOf: 5)", "10";

    "contract/min-items", Error, schema!("Validation, section 6.4.2"),
    "An array with fewer elements than allowed.",
    "Something is left out.",
    "[]  (minItems: 1)", "[1]";

    "contract/max-items", Error, schema!("Validation, section 6.4.1"),
    "An array with more elements than allowed.",
    "Split it into several.",
    "[1, 2, 3]  (maxItems: 2)", "[1, 2]";

    "contract/additional-items", Error, schema!("Core, section 10.3.1"),
    "An array element beyond those that the schema describes.",
    "The schema allows no more.",
    "[1, 2]  (prefixItems: [..], items: false)", "[1]";

    "contract/unique-items", Error, schema!("Validation, section 6.4.3"),
    "An array with two equal elements.",
    "Numbers are equal by value, objects whatever the order of their members.",
    "[1, 1]  (uniqueItems: true)", "[1]";

    "contract/contains", Error, schema!("Core, section 10.3.1.3"),
    "An array in which too few or too many elements match `contains`.",
    "At least one must, or as many as `minContains` and `maxContains` say.",
    "[1]  (contains: {type: string})", r#"[1, "a"]"#;

    "contract/min-properties", Error, schema!("Validation, section 6.5.2"),
    "An object with fewer properties than allowed.",
    "Something is left out.",
    "{}  (minProperties: 1)", r#"{"a": 1}"#;

    "contract/max-properties", Error, schema!("Validation, section 6.5.1"),
    "An object with more properties than allowed.",
    "Something is too much.",
    r#"{"a": 1, "b": 2}  (maxProperties: 1)"#, r#"{"a": 1}"#;

    "contract/property-names", Error, schema!("Core, section 10.3.2.4"),
    "A property whose name the schema does not allow.",
    "Names are held against a schema of their own.",
    r#"{"A": 1}  (propertyNames: {pattern: ^[a-z]$})"#, r#"{"a": 1}"#;

    "contract/any-of", Error, schema!("Core, section 10.2.1.2"),
    "A value that matches none of several alternatives.",
    "At least one must match.",
    "1.5  (anyOf: string or integer)", "1";

    "contract/one-of", Error, schema!("Core, section 10.2.1.3"),
    "A value that matches none of several alternatives, or more than one.",
    "Exactly one must match.",
    "5  (oneOf: multiple of 5, or multiple of 1)", "4";

    "contract/not", Error, schema!("Core, section 10.2.1.4"),
    "A value that matches what it must not match.",
    "The schema names what is forbidden.",
    "1  (not: {type: integer})", "1.5";

    "contract/forbidden", Error, schema!("Core, section 4.3.2"),
    "A value where the schema `false` allows none.",
    "Nothing may stand here.",
    r#"{"a": 1}  (properties: {a: false})"#, "{}";

    "contract/content", Error, schema!("Validation, section 8, and draft 7 Validation, section 8"),
    "A string whose content is not what the schema says.",
    "In schemas of drafts 6 and 7 `contentEncoding` and `contentMediaType` are demands; later drafts only tell \
     with them what a string holds, and so nothing is found there.",
    r#""%%%"  (draft 7, contentEncoding: base64)"#, r#""YQ==""#;

    "contract/custom", Error, schema!("Core, section 6.5"),
    "A value that breaks a keyword which is not of JSON Schema itself.",
    "The message comes from the keyword.",
    "(depends on the keyword)", "(depends on the keyword)";
}
