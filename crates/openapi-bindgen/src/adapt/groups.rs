//! Which operations belong together: those of a tag, or of one part of the paths where nothing is tagged.

use openapi_spec::lower::Losses;
use serde_json::{Map, Value};

use super::{Types, operations};

/// Features that the generated crates have anyway.
const RESERVED: [&str; 3] = ["default", "full", "rustls-tls"];

/// Notes the groups of each operation by its id. The document stays as it is.
pub(super) fn run(document: &mut Value, _: &mut Losses<'_>, types: &mut Types) {
    operations::each(document, |operation, _, path| {
        let mut groups = tags(operation);
        if groups.is_empty() {
            groups.push(name(first_noun(path)));
        }
        groups.sort();
        groups.dedup();
        types.groups.insert(operations::id(operation).to_owned(), groups);
    });
}

fn tags(operation: &Map<String, Value>) -> Vec<String> {
    let tags = operation.get("tags").and_then(Value::as_array);
    tags.into_iter().flatten().filter_map(Value::as_str).map(name).collect()
}

/// The first segment that is a name of something: no parameter, no version, not `api`.
fn first_noun(path: &str) -> &str {
    let is_noun = |segment: &&str| {
        let version = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
        let is_version = version.starts_with(|c: char| c.is_ascii_digit());
        !(segment.is_empty() || segment.contains('{') || is_version || segment.eq_ignore_ascii_case("api"))
    };
    let segment = path.split('/').find(is_noun).unwrap_or_default();
    segment.split('.').next().unwrap_or_default()
}

/// A feature name: lower-case ASCII letters, digits and single hyphens.
fn name(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    match name.as_str() {
        "" => "other".to_owned(),
        taken if RESERVED.contains(&taken) => format!("{taken}-operations"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;
    use serde_json::json;

    #[test]
    fn operations_belong_to_their_tags_or_to_a_part_of_the_paths() {
        let document = json!({"paths": {
            "/a": {"get": {"operationId": "tagged", "tags": ["Card / Payments", "card payments", "Default"]}},
            "/api/v1/{tenant}/Pets.json": {"get": {"operationId": "pets", "tags": []}},
            "/2010-04-01/{id}": {"get": {"operationId": "nothing"}}
        }});
        let types = check(run, document.clone(), &document, &[]);
        assert_eq!(types.groups["tagged"], ["card-payments", "default-operations"]);
        assert_eq!(types.groups["pets"], ["pets"]);
        assert_eq!(types.groups["nothing"], ["other"]);
    }
}
