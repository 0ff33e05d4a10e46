//! The positioned tree: one flat array of cells in the order of the text, so that a payload of 100,000
//! records costs a few allocations and no recursion.

use std::collections::HashMap;

mod gaps;

use gaps::Gaps;
use serde_json::{Map, Number, Value};

use crate::{Source, Span};

/// The type of a value (JSON Schema 2020-12 Core, section 4.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names of JSON's types say it")]
pub enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
    /// A value that the text spoils, such as `NaN`: there, but without a type. The fault says why.
    Invalid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Null,
    False,
    True,
    /// `next..next + len` is the literal in the text.
    Number,
    /// `len` is the index of the literal in `texts`.
    OwnedNumber,
    /// `next..next + len` is the content in the text.
    String,
    /// `len` is the index of the content in `texts`.
    OwnedString,
    /// `len` is how many children, `next` the cell after the last of them.
    Array,
    /// `len` is how many members, each a name cell and a value; `next` as for an array.
    Object,
    /// A YAML alias: `len` is the cell it stands for.
    Alias,
    Invalid,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    tag: Tag,
    start: u32,
    end: u32,
    next: u32,
    len: u32,
}

/// Objects with more members than this get a sorted index of their names.
const INDEXED_FROM: u32 = 16;

/// A whole text as a tree of values with their places.
#[derive(Debug)]
pub struct Tree {
    source: Source,
    cells: Vec<Cell>,
    texts: Vec<Box<str>>,
    /// For each large object its name cells, sorted by name, then by place.
    indexes: HashMap<u32, Box<[u32]>>,
    /// For each array that lacks elements, where.
    gaps: HashMap<u32, Gaps>,
}

impl Tree {
    /// The outermost value.
    pub fn root(&self) -> Node<'_> {
        Node { tree: self, cell: 0 }
    }

    /// The text it was read from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The value that a JSON Pointer names, if there is one.
    pub fn at(&self, pointer: &crate::Pointer) -> Option<Node<'_>> {
        let mut node = self.root();
        for segment in pointer.segments() {
            node = match node.kind() {
                Kind::Object => node.get(&segment)?,
                Kind::Array => node.elements().nth(node.rank_of(array_index(&segment)?)?)?,
                _ => return None,
            };
        }
        Some(node)
    }

    /// Whether elements were left out of it: see [`parse_json_without`](crate::parse_json_without).
    pub fn has_gaps(&self) -> bool {
        !self.gaps.is_empty()
    }

    fn slice(&self, cell: &Cell) -> &str {
        &self.source.text()[cell.next as usize..(cell.next + cell.len) as usize]
    }

    fn string(&self, cell: u32) -> &str {
        let cell = &self.cells[cell as usize];
        match cell.tag {
            Tag::String | Tag::Number => self.slice(cell),
            Tag::OwnedString | Tag::OwnedNumber => &self.texts[cell.len as usize],
            _ => "",
        }
    }

    /// The cell after a value and all that is in it.
    fn after(&self, cell: u32) -> u32 {
        let value = &self.cells[cell as usize];
        match value.tag {
            Tag::Array | Tag::Object => value.next,
            _ => cell + 1,
        }
    }

    fn span(&self, cell: u32) -> Span {
        let cell = &self.cells[cell as usize];
        Span::new(cell.start, cell.end)
    }

    /// Whether two of these few names are equal.
    fn repeats(&self, keys: &[u32]) -> bool {
        keys.iter().enumerate().any(|(idx, &key)| {
            let name = self.string(key);
            keys[..idx].iter().any(|&before| self.string(before) == name)
        })
    }

    fn followed(&self, cell: u32) -> u32 {
        let value = &self.cells[cell as usize];
        if value.tag == Tag::Alias { value.len } else { cell }
    }
}

/// An array index as RFC 6901 writes it: digits without a leading zero.
pub(crate) fn array_index(segment: &str) -> Option<usize> {
    let canonical =
        segment == "0" || (!segment.starts_with('0') && segment.bytes().all(|byte| byte.is_ascii_digit()));
    if canonical { segment.parse().ok() } else { None }
}

/// One value of a [`Tree`]. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree,
    cell: u32,
}

/// One member of an object.
#[derive(Debug, Clone, Copy)]
pub struct Member<'t> {
    /// The unescaped name.
    pub name: &'t str,
    /// Where the name stands, quotes included.
    pub name_span: Span,
    /// The value.
    pub value: Node<'t>,
}

impl<'t> Node<'t> {
    fn cell(self) -> &'t Cell {
        &self.tree.cells[self.cell as usize]
    }

    /// The tree it belongs to.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// A number that tells this value from all others of its tree. Values behind one YAML anchor share it.
    pub fn id(self) -> u32 {
        self.cell
    }

    /// Its type.
    pub fn kind(self) -> Kind {
        match self.cell().tag {
            Tag::Null => Kind::Null,
            Tag::True | Tag::False => Kind::Boolean,
            Tag::Number | Tag::OwnedNumber => Kind::Number,
            Tag::String | Tag::OwnedString => Kind::String,
            Tag::Array => Kind::Array,
            Tag::Object => Kind::Object,
            Tag::Alias | Tag::Invalid => Kind::Invalid,
        }
    }

    /// Where it stands, brackets and quotes included.
    pub fn span(self) -> Span {
        let cell = self.cell();
        Span::new(cell.start, cell.end)
    }

    /// The text of the value as it was written.
    pub fn raw(self) -> &'t str {
        let span = self.span();
        &self.tree.source.text()[span.start as usize..span.end as usize]
    }

    /// The value of a boolean.
    pub fn as_bool(self) -> Option<bool> {
        match self.cell().tag {
            Tag::True => Some(true),
            Tag::False => Some(false),
            _ => None,
        }
    }

    /// The unescaped content of a string.
    pub fn as_str(self) -> Option<&'t str> {
        (self.kind() == Kind::String).then(|| self.tree.string(self.cell))
    }

    /// The literal of a number, in JSON's grammar also where YAML wrote it otherwise.
    pub fn as_number(self) -> Option<&'t str> {
        (self.kind() == Kind::Number).then(|| self.tree.string(self.cell))
    }

    /// How many elements, with those that were left out, or members; 0 for anything else.
    pub fn len(self) -> usize {
        match self.cell().tag {
            Tag::Array | Tag::Object => self.cell().len as usize + self.gaps().map_or(0, Gaps::left_out),
            _ => 0,
        }
    }

    /// Whether it has no elements or members.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The elements of an array, without those that were left out; none for anything else.
    pub fn elements(self) -> Elements<'t> {
        let left = if self.kind() == Kind::Array { self.cell().len } else { 0 };
        Elements { tree: self.tree, cell: self.cell + 1, left }
    }

    /// The members of an object in the order of the text, duplicates included; none for anything else.
    pub fn members(self) -> Members<'t> {
        let left = if self.kind() == Kind::Object { self.cell().len } else { 0 };
        Members { tree: self.tree, cell: self.cell + 1, left }
    }

    /// The member of that name; of several, the last, as most readers take it.
    pub fn member(self, name: &str) -> Option<Member<'t>> {
        let tree = self.tree;
        let Some(index) = tree.indexes.get(&self.cell) else {
            return self.members().filter(|member| member.name == name).last();
        };
        let after = index.partition_point(|&key| tree.string(key) <= name);
        let key = *index.get(after.checked_sub(1)?)?;
        (tree.string(key) == name).then(|| tree.member_at(key))
    }

    /// The value of the member of that name; of several, the last.
    pub fn get(self, name: &str) -> Option<Node<'t>> {
        self.member(name).map(|member| member.value)
    }

    /// The value as a `serde_json` tree. Of duplicate members the last counts; an invalid value becomes
    /// null; a number beyond `f64` too. Aliases are copied, so the caller bounds them when parsing.
    pub fn to_value(self) -> Value {
        match self.kind() {
            Kind::Null | Kind::Invalid => Value::Null,
            Kind::Boolean => Value::Bool(self.as_bool() == Some(true)),
            Kind::String => Value::String(self.tree.string(self.cell).to_owned()),
            Kind::Number => parse_number(self.tree.string(self.cell)).map_or(Value::Null, Value::Number),
            Kind::Array => self.elements().map(Node::to_value).collect(),
            Kind::Object => {
                let mut map = Map::with_capacity(self.len());
                for member in self.members() {
                    map.insert(member.name.to_owned(), member.value.to_value());
                }
                Value::Object(map)
            }
        }
    }
}

/// A number literal as `serde_json` holds it: an integer where it fits 64 bits, else the nearest double;
/// `None` beyond the range of a double.
fn parse_number(literal: &str) -> Option<Number> {
    if literal == "-0" {
        // No integer can hold the sign.
        return Number::from_f64(-0.0);
    }
    literal
        .parse::<u64>()
        .map(Number::from)
        .or_else(|_| literal.parse::<i64>().map(Number::from))
        .ok()
        .or_else(|| Number::from_f64(literal.parse().ok()?))
}

impl Tree {
    fn member_at(&self, key: u32) -> Member<'_> {
        let cell = &self.cells[key as usize];
        Member {
            name: self.string(key),
            name_span: Span::new(cell.start, cell.end),
            value: Node { tree: self, cell: self.followed(key + 1) },
        }
    }
}

/// Iterates over the elements of an array.
#[derive(Debug, Clone)]
pub struct Elements<'t> {
    tree: &'t Tree,
    cell: u32,
    left: u32,
}

impl<'t> Iterator for Elements<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        self.left = self.left.checked_sub(1)?;
        let cell = self.cell;
        self.cell = self.tree.after(cell);
        Some(Node { tree: self.tree, cell: self.tree.followed(cell) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

/// Iterates over the members of an object.
#[derive(Debug, Clone)]
pub struct Members<'t> {
    tree: &'t Tree,
    cell: u32,
    left: u32,
}

impl<'t> Iterator for Members<'t> {
    type Item = Member<'t>;

    fn next(&mut self) -> Option<Member<'t>> {
        self.left = self.left.checked_sub(1)?;
        let key = self.cell;
        self.cell = self.tree.after(key + 1);
        Some(self.tree.member_at(key))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

/// The content of a string, or the literal of a number.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Content {
    /// It stands in the text as it is.
    Slice(Span),
    /// It was kept beside the text, under this index.
    Kept(u32),
}

/// Builds a [`Tree`] from a reader's events, in the order of the text.
#[derive(Debug)]
pub(crate) struct TreeBuilder {
    tree: Tree,
    /// The containers still open.
    open: Vec<u32>,
    /// Room for the name cells of the object being closed.
    keys: Vec<u32>,
    /// The gaps of arrays still open: the array, the cell that follows the gap, and how many elements it stands for.
    gaps: Vec<(u32, u32, u32)>,
}

impl TreeBuilder {
    pub(crate) fn new(source: Source) -> Self {
        let bytes = source.text().len();
        Self::with_room(source, bytes)
    }

    /// A builder for a text of which about so many bytes will be read.
    pub(crate) fn with_room(source: Source, bytes: usize) -> Self {
        // Compact JSON has about one value every eight bytes; growing from a fair guess saves copies.
        let guess = (bytes / 16).min(1 << 22);
        Self {
            tree: Tree {
                source,
                cells: Vec::with_capacity(guess),
                texts: Vec::new(),
                indexes: HashMap::new(),
                gaps: HashMap::new(),
            },
            open: Vec::new(),
            keys: Vec::new(),
            gaps: Vec::new(),
        }
    }

    /// How many containers are open.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    fn push(&mut self, tag: Tag, span: Span, next: u32, len: u32) -> u32 {
        let id = self.next_id();
        self.tree.cells.push(Cell { tag, start: span.start, end: span.end, next, len });
        id
    }

    /// The id that the next value will get.
    pub(crate) fn next_id(&self) -> u32 {
        // Every cell stands for at least one byte of a text shorter than 4 GiB.
        u32::try_from(self.tree.cells.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn null(&mut self, span: Span) -> u32 {
        self.push(Tag::Null, span, 0, 0)
    }

    pub(crate) fn boolean(&mut self, span: Span, value: bool) -> u32 {
        self.push(if value { Tag::True } else { Tag::False }, span, 0, 0)
    }

    pub(crate) fn invalid(&mut self, span: Span) -> u32 {
        self.push(Tag::Invalid, span, 0, 0)
    }

    /// A number whose literal stands in the text at `content`.
    pub(crate) fn number(&mut self, span: Span, content: Span) -> u32 {
        self.push(Tag::Number, span, content.start, content.end - content.start)
    }

    /// A string (or a member name) whose content stands unescaped in the text at `content`.
    pub(crate) fn string(&mut self, span: Span, content: Span) -> u32 {
        self.push(Tag::String, span, content.start, content.end - content.start)
    }

    pub(crate) fn owned_string(&mut self, span: Span, content: String) -> u32 {
        let len = self.keep(content);
        self.push(Tag::OwnedString, span, 0, len)
    }

    pub(crate) fn owned_number(&mut self, span: Span, literal: String) -> u32 {
        let idx = self.keep(literal);
        self.push(Tag::OwnedNumber, span, 0, idx)
    }

    /// A value that stands for one already closed. The target is never an alias itself.
    pub(crate) fn alias(&mut self, span: Span, target: u32) -> u32 {
        let target = self.tree.followed(target);
        self.push(Tag::Alias, span, 0, target)
    }

    /// A string or member name with content noted before.
    pub(crate) fn string_of(&mut self, span: Span, content: Content) -> u32 {
        match content {
            Content::Slice(slice) => self.string(span, slice),
            Content::Kept(idx) => self.push(Tag::OwnedString, span, 0, idx),
        }
    }

    /// A number with a literal noted before.
    pub(crate) fn number_of(&mut self, span: Span, literal: Content) -> u32 {
        match literal {
            Content::Slice(slice) => self.number(span, slice),
            Content::Kept(idx) => self.push(Tag::OwnedNumber, span, 0, idx),
        }
    }

    /// Keeps a text beside the source, for any number of values.
    pub(crate) fn keep(&mut self, text: String) -> u32 {
        self.tree.texts.push(text.into_boxed_str());
        u32::try_from(self.tree.texts.len() - 1).unwrap_or(u32::MAX)
    }

    pub(crate) fn open_array(&mut self, start: u32) -> u32 {
        let id = self.push(Tag::Array, Span::at(start), 0, 0);
        self.open.push(id);
        id
    }

    pub(crate) fn open_object(&mut self, start: u32) -> u32 {
        let id = self.push(Tag::Object, Span::at(start), 0, 0);
        self.open.push(id);
        id
    }

    /// Leaves the next so many elements out of the innermost container, which is an array.
    pub(crate) fn leave_out(&mut self, count: u32) {
        if let Some(&array) = self.open.last() {
            self.gaps.push((array, self.next_id(), count));
        }
    }

    /// Where the innermost open container starts, and whether it is an object.
    pub(crate) fn innermost(&self) -> Option<(u32, bool)> {
        let cell = &self.tree.cells[*self.open.last()? as usize];
        Some((cell.start, cell.tag == Tag::Object))
    }

    /// Closes the innermost container and returns the pairs of equal member names in it: the span of each
    /// repeated name with the span of the one before, and the name.
    pub(crate) fn close(&mut self, end: u32) -> Vec<Repeated> {
        let Some(id) = self.open.pop() else {
            return Vec::new();
        };
        let next = self.next_id();
        let is_object = self.tree.cells[id as usize].tag == Tag::Object;
        let mut count = 0;
        let mut keys = std::mem::take(&mut self.keys);
        keys.clear();
        let mut child = id + 1;
        let first_gap = self.gaps.partition_point(|(array, ..)| *array < id);
        let mut gaps = self.gaps.drain(first_gap..).peekable();
        let mut noted = Gaps::default();
        while child < next {
            while let Some((.., left_out)) = gaps.next_if(|(_, before, _)| *before <= child) {
                noted.add(count, left_out);
            }
            if is_object {
                keys.push(child);
                child += 1;
            }
            count += 1;
            child = self.tree.after_open(child, next);
        }
        gaps.for_each(|(.., left_out)| noted.add(count, left_out));
        if noted.left_out() > 0 {
            self.tree.gaps.insert(id, noted);
        }
        let cell = &mut self.tree.cells[id as usize];
        cell.end = end;
        cell.next = next;
        cell.len = count;
        if !is_object {
            return Vec::new();
        }
        let tree = &self.tree;
        if count <= INDEXED_FROM && !tree.repeats(&keys) {
            self.keys = keys;
            return Vec::new();
        }
        keys.sort_by(|&a, &b| tree.string(a).cmp(tree.string(b)));
        let repeated = keys
            .windows(2)
            .filter(|pair| tree.string(pair[0]) == tree.string(pair[1]))
            .map(|pair| Repeated {
                name: tree.string(pair[1]).to_owned(),
                first: tree.span(pair[0]),
                second: tree.span(pair[1]),
                values: [tree.span(pair[0] + 1), tree.span(pair[1] + 1)],
            })
            .collect();
        if count > INDEXED_FROM {
            self.tree.indexes.insert(id, keys.as_slice().into());
        }
        self.keys = keys;
        repeated
    }

    pub(crate) fn finish(mut self) -> Option<Tree> {
        if self.tree.cells.is_empty() || !self.open.is_empty() {
            return None;
        }
        self.tree.cells.shrink_to_fit();
        Some(self.tree)
    }

    /// The tree of a row, which was opened and closed as one object.
    pub(crate) fn finish_row(self) -> Tree {
        debug_assert!(self.open.is_empty() && !self.tree.cells.is_empty(), "a row is one object");
        self.tree
    }
}

impl Tree {
    /// As `after`, bounded, so that a reader which left a container half filled cannot send us astray.
    fn after_open(&self, cell: u32, limit: u32) -> u32 {
        if cell >= limit { limit } else { self.after(cell) }
    }
}

/// Two equal member names in one object.
#[derive(Debug)]
pub(crate) struct Repeated {
    pub(crate) name: String,
    pub(crate) first: Span,
    pub(crate) second: Span,
    /// Where the values of the two stand.
    pub(crate) values: [Span; 2],
}

#[cfg(test)]
mod tests;
