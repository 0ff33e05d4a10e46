//! The peers, each as one function over the bytes of a payload.

use openapi_spec::Document;
use serde_json::Value;

/// An invite as typed serde reads it.
#[derive(serde::Deserialize)]
#[expect(dead_code, reason = "reading is what is measured")]
pub struct Invite {
    first_name: String,
    last_name: String,
    email: String,
    country_code: CountryCode,
    mobile_number: String,
    authentication_method: Method,
    id: String,
    event_id: String,
    session_code: String,
    image: Option<String>,
    session_id: String,
    created_at: String,
    updated_at: String,
    last_seen: Option<String>,
    onyxplus_id: Option<String>,
    ticket_id: Option<String>,
    status: Option<Status>,
}

#[derive(serde::Deserialize)]
enum CountryCode {
    #[serde(rename = "1")]
    A,
    #[serde(rename = "44")]
    B,
    #[serde(rename = "61")]
    C,
    #[serde(rename = "91")]
    D,
    #[serde(rename = "345")]
    E,
}

#[derive(serde::Deserialize)]
enum Method {
    #[serde(rename = "QR Code")]
    QrCode,
    Biometric,
    Both,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Pending,
    Sent,
    Accepted,
    Rejected,
}

/// The schema at a pointer as one self-contained JSON Schema.
pub fn schema(document: &Document, pointer: &str) -> Value {
    let components = document.adapted()["components"].clone();
    let mut schema = serde_json::json!({"$schema": "https://json-schema.org/draft/2020-12/schema"});
    let target = document.adapted().pointer(pointer).cloned().unwrap_or_default();
    if let (Value::Object(schema), Value::Object(target)) = (&mut schema, target) {
        schema.extend(target);
        schema.insert(
            "components".to_owned(),
            serde_json::json!({"schemas": without_examples(&components["schemas"])}),
        );
    }
    schema
}

/// Some peers take examples for schemas.
fn without_examples(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .filter(|(name, _)| {
                !name.starts_with("x-") && name.as_str() != "example" && name.as_str() != "examples"
            })
            .map(|(name, value)| (name.clone(), without_examples(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(without_examples).collect(),
        other => other.clone(),
    }
}
