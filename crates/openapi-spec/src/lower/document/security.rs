//! `mutualTLS`: a security scheme that 3.0 does not have.

use serde_json::Value;

use crate::lower::walk::{self, Kind};
use crate::lower::{LossClass, Losses};

pub(in crate::lower) fn mutual_tls(document: &mut Value, losses: &mut Losses<'_>) {
    let Some(schemes) = document.pointer_mut("/components/securitySchemes").and_then(Value::as_object_mut)
    else {
        return;
    };
    let mut gone = Vec::new();
    schemes.retain(|name, scheme| {
        let mutual = scheme.get("type").and_then(Value::as_str) == Some("mutualTLS");
        if mutual {
            gone.push(name.clone());
        }
        !mutual
    });
    for name in &gone {
        let mut pointer = String::from("/components/securitySchemes");
        walk::push(&mut pointer, name);
        losses.record(LossClass::Dropped, &pointer, "dropped: 3.0 has no mutual TLS");
    }
    if gone.is_empty() {
        return;
    }
    walk::nodes(document, &mut |kind, value, _| {
        if matches!(kind, Kind::Document | Kind::Operation)
            && let Some(requirements) = value.get_mut("security").and_then(Value::as_array_mut)
        {
            for requirement in requirements.iter_mut().filter_map(Value::as_object_mut) {
                requirement.retain(|name, _| !gone.contains(name));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;
    use serde_json::json;

    #[test]
    fn the_scheme_and_its_uses_go() {
        check(
            mutual_tls,
            json!({
                "security": [{"m": [], "k": []}],
                "components": {"securitySchemes": {
                    "m": {"type": "mutualTLS"}, "k": {"type": "apiKey"}
                }}
            }),
            &json!({
                "security": [{"k": []}],
                "components": {"securitySchemes": {"k": {"type": "apiKey"}}}
            }),
            &[("/components/securitySchemes/m", LossClass::Dropped)],
        );
    }
}
