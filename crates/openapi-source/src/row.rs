//! A row of a table as the tree that a JSON object gives.

use crate::tree::TreeBuilder;
use crate::{Source, Span, Tree};

/// One field of a row that has a value.
#[derive(Debug, Clone, Copy)]
pub struct RowField<'f> {
    /// The member name that its column stands for.
    pub name: &'f str,
    /// Where it stands, quotes included.
    pub span: Span,
    /// Its value.
    pub value: RowValue<'f>,
}

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowValue<'f> {
    /// A string.
    String(&'f str),
    /// A number, by its literal in JSON's grammar.
    Number(&'f str),
    /// A boolean.
    Boolean(bool),
    /// Null.
    Null,
}

impl Tree {
    /// An object that stands at `span` in a text and whose members are the fields of a row. The place of a name is that
    /// of its value, since the name itself stands in the table's header.
    pub fn of_row<'f>(source: &Source, span: Span, fields: impl IntoIterator<Item = RowField<'f>>) -> Tree {
        let mut builder = TreeBuilder::with_room(source.clone(), (span.end - span.start) as usize);
        builder.open_object(span.start);
        for RowField { name, span, value } in fields {
            builder.owned_string(span, name.to_owned());
            match value {
                RowValue::String(text) => builder.owned_string(span, text.to_owned()),
                RowValue::Number(literal) => builder.owned_number(span, literal.to_owned()),
                RowValue::Boolean(value) => builder.boolean(span, value),
                RowValue::Null => builder.null(span),
            };
        }
        builder.close(span.end);
        builder.finish_row()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_row_is_an_object_with_places() {
        let source = Source::new("guests.csv", "Jane;1;;x\n");
        let field = |name, start, end, value| RowField { name, span: Span::new(start, end), value };
        let fields = [
            field("first_name", 0, 4, RowValue::String("Jane")),
            field("notify", 5, 6, RowValue::Number("1")),
            field("image", 7, 7, RowValue::Null),
            field("ok", 8, 9, RowValue::Boolean(true)),
        ];
        let tree = Tree::of_row(&source, Span::new(0, 9), fields);
        assert_eq!(
            tree.root().to_value(),
            json!({"first_name": "Jane", "notify": 1, "image": null, "ok": true})
        );
        assert_eq!(tree.root().span(), Span::new(0, 9));
        assert_eq!(tree.root().get("notify").map(crate::Node::raw), Some("1"));
    }

    #[test]
    fn a_row_may_be_empty() {
        let tree = Tree::of_row(&Source::new("t", ""), Span::at(0), []);
        assert_eq!(tree.root().to_value(), json!({}));
    }
}
