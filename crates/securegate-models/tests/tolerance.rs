//! What the types take that a document alone would refuse, and what they give back.

use securegate_models::{
    AuthenticationMethod, CountryCode, DateTime, Event, EventCreate, EventType, EventsByStatus, InviteStatus,
};
use serde_json::json;

#[test]
fn the_repeated_country_code_is_one_variant_and_all_five_work() {
    let codes: Vec<&str> = CountryCode::KNOWN.iter().map(CountryCode::as_str).collect();
    assert_eq!(codes, ["1", "44", "61", "91", "345"]);
    for code in CountryCode::KNOWN {
        assert!(code.is_known());
        assert_eq!(CountryCode::from(code.as_str()), code);
        assert_eq!(serde_json::from_value::<CountryCode>(json!(code.as_str())).unwrap(), code);
        assert_eq!(serde_json::to_value(&code).unwrap(), json!(code.as_str()));
    }
}

#[test]
fn an_unknown_value_comes_back_as_it_was() {
    let method: AuthenticationMethod = serde_json::from_value(json!("qr code")).unwrap();
    assert_eq!(method, AuthenticationMethod::Unknown("qr code".into()));
    assert!(!method.is_known());
    assert_eq!(serde_json::to_value(&method).unwrap(), json!("qr code"));
    assert_eq!(format!("{method:>9}|"), "  qr code|");
    assert_eq!("sent".parse(), Ok(InviteStatus::Sent));
    assert!(serde_json::from_value::<AuthenticationMethod>(json!(5)).is_err());
}

#[test]
fn events_come_in_groups_of_which_any_may_be_missing() {
    // As on the vendor's page for the list: milliseconds, and times without an offset.
    let events: EventsByStatus = serde_json::from_value(json!({
        "up_coming": [{
            "title": "T", "start_timestamp": 1_683_730_000_000_i64, "end_timestamp": 1_683_816_400_000_i64,
            "id": "evt_abc123def456", "type": "recurring", "location": null,
            "created_at": "2023-01-15T10:30:00.000000", "new": [1]
        }],
        "cancelled": []
    }))
    .unwrap();
    assert!(events.ongoing.is_empty());
    assert_eq!(events.up_coming[0].start_timestamp, 1_683_730_000_000);
    assert_eq!(events.up_coming[0].type_, Some(EventType::Unknown("recurring".into())));
}

#[test]
fn defaults_of_the_document_fill_what_is_missing() {
    let event: Event = serde_json::from_value(json!({
        "title": "T", "start_timestamp": 1, "end_timestamp": 2, "id": "e", "created_at": "2026-06-01T09:15:00Z"
    }))
    .unwrap();
    assert_eq!(event.description.as_deref(), Some(""));
    assert_eq!(event.type_, EventType::Dated);
    assert!(!event.is_deleted);
    let missing = serde_json::from_value::<EventCreate>(json!({"title": "T", "start_timestamp": 1}));
    assert!(missing.is_err(), "a required member has no default");
}

#[test]
fn what_is_not_set_is_not_sent() {
    let create: EventCreate =
        serde_json::from_value(json!({"end_timestamp": 2, "start_timestamp": 1, "title": "T"})).unwrap();
    let text = serde_json::to_string(&create).unwrap();
    assert_eq!(text, r#"{"title":"T","start_timestamp":1,"end_timestamp":2}"#);
}

#[test]
fn a_request_is_written_in_the_order_of_the_document() {
    let text = concat!(
        r#"{"title":"T","description":"","instructions":"","start_timestamp":1,"end_timestamp":2,"#,
        r#""type":"dated","is_deleted":false}"#
    );
    let create: EventCreate = serde_json::from_str(
        r#"{"is_deleted": false, "type": "dated", "end_timestamp": 2, "start_timestamp": 1,
            "instructions": "", "description": "", "title": "T"}"#,
    )
    .unwrap();
    assert_eq!(serde_json::to_string(&create).unwrap(), text);
}

#[test]
fn a_time_is_kept_as_text_and_read_on_demand() {
    let with_offset = DateTime::from("2026-06-04T12:30:00+01:00");
    assert_eq!(with_offset.with_offset().unwrap().timestamp(), 1_780_572_600);
    assert_eq!(with_offset.without_offset(), None);

    let without = DateTime::from("2023-01-15T10:30:00.25");
    assert_eq!(without.with_offset(), None);
    assert_eq!(without.without_offset().unwrap().to_string(), "2023-01-15 10:30:00.250");

    let neither = DateTime::from("soon");
    assert_eq!((neither.with_offset(), neither.without_offset()), (None, None));
    assert_eq!(neither.as_str(), "soon");

    let made = DateTime::from(with_offset.with_offset().unwrap());
    assert_eq!(made.as_str(), "2026-06-04T11:30:00Z");
}
