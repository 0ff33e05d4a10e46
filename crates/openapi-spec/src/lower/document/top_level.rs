//! Fields at the top of the document and in `info`.

use serde_json::{Value, json};

use crate::lower::{LossClass, Losses};

/// The version that the output follows.
pub(super) const VERSION: &str = "3.0.3";

/// `webhooks`: 3.0 cannot describe requests that the server sends on its own.
pub(in crate::lower) fn webhooks(document: &mut Value, losses: &mut Losses<'_>) {
    let Some(root) = document.as_object_mut() else {
        return;
    };
    let Some(webhooks) = root.shift_remove("webhooks") else {
        return;
    };
    let class = match webhooks.as_object() {
        Some(webhooks) if webhooks.is_empty() => LossClass::None,
        _ => LossClass::Dropped,
    };
    losses.record(class, "/webhooks", "dropped: 3.0 has no webhooks");
}

/// `jsonSchemaDialect`: 3.0 has one dialect.
pub(in crate::lower) fn schema_dialect(document: &mut Value, losses: &mut Losses<'_>) {
    let Some(root) = document.as_object_mut() else {
        return;
    };
    if root.shift_remove("jsonSchemaDialect").is_some() {
        losses.record(LossClass::None, "/jsonSchemaDialect", "dropped: 3.0 has one dialect");
    }
}

/// `info.summary` and `info.license.identifier`.
pub(in crate::lower) fn info(document: &mut Value, losses: &mut Losses<'_>) {
    let Some(info) = document.get_mut("info").and_then(Value::as_object_mut) else {
        return;
    };
    if let Some(summary) = info.shift_remove("summary") {
        if info.contains_key("description") {
            losses.record(LossClass::Docs, "/info/summary", "dropped beside the description");
        } else {
            info.insert("description".to_owned(), summary);
            losses.record(LossClass::None, "/info/summary", "became the description");
        }
    }
    if let Some(license) = info.get_mut("license").and_then(Value::as_object_mut)
        && license.shift_remove("identifier").is_some()
    {
        losses.record(LossClass::Docs, "/info/license/identifier", "dropped: the name stays");
    }
}

/// `paths` is optional in 3.1 and required in 3.0.
pub(in crate::lower) fn paths(document: &mut Value, losses: &mut Losses<'_>) {
    let Some(root) = document.as_object_mut() else {
        return;
    };
    if !root.contains_key("paths") {
        root.insert("paths".to_owned(), json!({}));
        losses.record(LossClass::None, "", "an empty `paths` was added");
    }
}

/// The version itself.
pub(in crate::lower) fn version(document: &mut Value, losses: &mut Losses<'_>) {
    let Some(root) = document.as_object_mut() else {
        return;
    };
    root.insert("openapi".to_owned(), json!(VERSION));
    losses.record(LossClass::None, "/openapi", format!("the output follows {VERSION}"));
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn webhooks_are_dropped() {
        check(webhooks, json!({"webhooks": {"a": {}}}), &json!({}), &[("/webhooks", LossClass::Dropped)]);
        check(webhooks, json!({"webhooks": {}}), &json!({}), &[("/webhooks", LossClass::None)]);
    }

    #[test]
    fn the_dialect_is_dropped() {
        check(
            schema_dialect,
            json!({"jsonSchemaDialect": "x"}),
            &json!({}),
            &[("/jsonSchemaDialect", LossClass::None)],
        );
    }

    #[test]
    fn the_summary_of_the_document_is_kept_where_there_is_room() {
        check(
            info,
            json!({"info": {"summary": "s", "license": {"name": "n", "identifier": "i"}}}),
            &json!({"info": {"license": {"name": "n"}, "description": "s"}}),
            &[("/info/summary", LossClass::None), ("/info/license/identifier", LossClass::Docs)],
        );
        check(
            info,
            json!({"info": {"summary": "s", "description": "d"}}),
            &json!({"info": {"description": "d"}}),
            &[("/info/summary", LossClass::Docs)],
        );
    }

    #[test]
    fn paths_and_version_are_what_3_0_asks_for() {
        check(paths, json!({}), &json!({"paths": {}}), &[("", LossClass::None)]);
        check(paths, json!({"paths": {}}), &json!({"paths": {}}), &[]);
        check(
            version,
            json!({"openapi": "3.1.0"}),
            &json!({"openapi": "3.0.3"}),
            &[("/openapi", LossClass::None)],
        );
    }
}
