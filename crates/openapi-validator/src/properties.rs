//! The declared members of an object, for who brings records that are not JSON: the columns of a table.

use openapi_source::Pointer;
use openapi_spec::Resource;

use crate::shape::Shapes;

/// A declared member of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// The JSON Schema types that its value may have; empty where the schema does not say.
    pub types: Vec<String>,
    /// Whether some schema that applies requires it.
    pub is_required: bool,
}

/// The members that a schema declares, in the order of the document, references and combinators followed; none where it
/// describes no object.
pub fn properties(resource: &Resource, schema: &Pointer) -> Vec<Property> {
    let mut shapes = Shapes::new(resource);
    let Some(object) = shapes.of(schema) else { return Vec::new() };
    let declared: Vec<(String, Vec<Pointer>, bool)> = {
        let shape = shapes.get(object);
        let of_one = |(name, schemas): &(&str, Vec<(Pointer, &serde_json::Value)>)| {
            let schemas = schemas.iter().map(|(at, _)| at.clone()).collect();
            ((*name).to_owned(), schemas, shape.required.contains(name))
        };
        shape.properties.iter().map(of_one).collect()
    };
    let mut out = Vec::with_capacity(declared.len());
    for (name, schemas, is_required) in declared {
        let shape = shapes.of_all(&schemas);
        let types = shape.map_or(&[][..], |shape| &shapes.get(shape).types);
        out.push(Property { name, types: types.iter().map(|one| (*one).to_owned()).collect(), is_required });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_members_are_found_through_references() {
        let text =
            br##"{"$defs": {"base": {"properties": {"id": {"$ref": "#/$defs/id"}}, "required": ["id"]},
            "id": {"type": ["integer", "null"]}},
            "allOf": [{"$ref": "#/$defs/base"}], "properties": {"name": {"type": "string"}, "any": {}}}"##;
        let (resource, _) = Resource::load("t.json", text);
        let found = properties(&resource.expect("a schema"), &Pointer::root());
        let mut shown: Vec<String> =
            found.iter().map(|one| format!("{} {:?} {}", one.name, one.types, one.is_required)).collect();
        shown.sort();
        assert_eq!(shown, ["any [] false", "id [\"integer\", \"null\"] true", "name [\"string\"] false",]);
    }
}
