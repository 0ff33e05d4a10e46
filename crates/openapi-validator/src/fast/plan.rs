//! What the fast pass interprets: flat tables, so that running it follows no pointers but indexes.

use std::collections::HashMap;

use openapi_source::Pointer;
use openapi_spec::Resource;

use crate::representation::PositionedJson;
use crate::shape::Shapes;

/// How many bytes of zero follow a padded text: the widest load and a word more.
pub(crate) const PAD: usize = 64;

/// A text followed by zeros. A zero byte is never legal in JSON, so it ends every scan, and no load needs a
/// look at the length.
#[derive(Clone)]
pub struct Padded {
    bytes: Vec<u8>,
    len: usize,
}

impl Padded {
    /// Pads a text. Costs no copy if the vector has room for 64 bytes more.
    pub fn new(mut bytes: Vec<u8>) -> Self {
        let len = bytes.len();
        bytes.resize(len + PAD, 0);
        Self { bytes, len }
    }

    /// The text.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// How many bytes the text has.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) fn padded(&self) -> &[u8] {
        &self.bytes
    }

    /// The vector, with the padding, for another text.
    pub fn into_buffer(self) -> Vec<u8> {
        self.bytes
    }
}

/// What a place demands, by the commonest cases first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    /// Anything.
    Any,
    /// A string.
    String,
    /// A string listed in `enums[arg]`.
    Enum,
    /// An RFC 3339 date-time.
    DateTime,
    /// An object as `objects[arg]` says.
    Object,
    /// An array as `arrays[arg]` says.
    Array,
    /// Whatever `typed[arg]` says for the value's type.
    Typed,
    /// A string with a number of code points as `lengths[arg]` says.
    Length,
    /// A string for `islands[arg]` to judge.
    StringIsland,
    /// A value for `islands[arg]` to judge as a whole.
    Island,
    /// What `nodes[arg]` says: a schema that contains itself.
    Ref,
    /// An object whose text in one member chooses among `dispatches[arg]`.
    Dispatch,
    /// What `conditions[arg]` says.
    Conditions,
    /// Nothing.
    Never,
    /// Only the full pass can tell.
    Unsure,
}

/// What a place demands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) op: Op,
    /// Whether null is allowed too.
    pub(crate) null: bool,
    pub(crate) arg: u32,
}

impl Node {
    pub(crate) const ANY: Self = Self { op: Op::Any, null: true, arg: 0 };
    pub(crate) const NEVER: Self = Self { op: Op::Never, null: false, arg: 0 };
    pub(crate) const UNSURE: Self = Self { op: Op::Unsure, null: false, arg: 0 };

    pub(crate) fn new(op: Op, null: bool, arg: u32) -> Self {
        Self { op, null, arg }
    }
}

/// A member that a schema declares.
#[derive(Clone, Copy)]
#[repr(align(32))]
pub(crate) struct Property {
    /// `"name":` if it fits, else bytes that no text starts with.
    pub(crate) glue: [u8; 32],
    /// A bit for each byte of the glue.
    pub(crate) mask: u32,
    pub(crate) glue_len: u8,
    /// Its bit in the sets of seen and required members; `NO_BIT` for the sentinels.
    pub(crate) bit: u8,
    pub(crate) node: Node,
}

/// The most members that an object's plan tells apart; more make the object an island.
pub(crate) const MAX_PROPERTIES: usize = 252;

/// How many words a set of so many members takes.
pub(crate) const WORDS: usize = MAX_PROPERTIES.div_ceil(64);

/// A set of an object's members, by their bits.
pub(crate) type MemberSet = [u64; WORDS];

/// How many members the prediction looks ahead, so that optional ones may be left out.
pub(crate) const LOOK_AHEAD: usize = 8;

impl Property {
    pub(crate) const SENTINEL: Self =
        Self { glue: [0xFF; 32], mask: u32::MAX, glue_len: 0, bit: 0, node: Node::NEVER };

    pub(crate) fn new(name: &str, bit: u8, node: Node) -> Self {
        let mut property = Self { bit, node, ..Self::SENTINEL };
        let text = format!("\"{name}\":");
        let is_plain = !name.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\');
        if is_plain && text.len() <= 32 {
            property.glue = [0; 32];
            property.glue[..text.len()].copy_from_slice(text.as_bytes());
            property.mask = u32::MAX >> (32 - text.len());
            property.glue_len = u8::try_from(text.len()).unwrap_or(0);
        }
        property
    }
}

/// What happens to a member that is not declared.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Undeclared {
    /// It is judged by a node; `Node::ANY` where anything goes.
    Judge(Node),
    /// The schema forbids it.
    Forbidden,
    /// The schema is silent, which the full pass has a warning for.
    Reported,
    /// Its name decides, as `patterns[arg]` says.
    Patterns(u32),
}

/// What becomes of members by their names.
pub(crate) struct PatternPlan {
    /// Where the island takes the name, the node judges the value. Which node is for a name that two take, only the
    /// full pass can tell.
    pub(crate) by_pattern: Vec<(u32, Node)>,
    /// An island that must take every name.
    pub(crate) name_island: Option<u32>,
    /// What judges a value whose name no pattern takes.
    pub(crate) rest: Node,
}

/// What an object demands of the names in it.
pub(crate) struct Names<'n> {
    pub(crate) required: &'n [&'n str],
    /// What a member that is there requires.
    pub(crate) dependents: &'n [(&'n str, Vec<&'n str>)],
    pub(crate) least: u64,
    pub(crate) most: u64,
}

pub(crate) struct ObjectPlan {
    /// In the order of the document, then `LOOK_AHEAD` sentinels.
    pub(crate) properties: Vec<Property>,
    /// The names, by property.
    names: Vec<Box<[u8]>>,
    /// Properties by the hash of their name, each at the first free place from there on; `FREE` elsewhere. At
    /// most a quarter is taken, so that a search ends soon.
    table: Vec<u8>,
    pub(crate) required: MemberSet,
    pub(crate) undeclared: Undeclared,
    /// Where in `Plan::order` its part begins.
    pub(crate) order: usize,
    /// Whether a set of its members takes more than one word.
    pub(crate) is_wide: bool,
    /// What else is demanded of the names; nearly always nothing.
    pub(crate) more: Option<Box<MoreNames>>,
}

/// What an object's plan demands of the names in it, beyond those that are required.
pub(crate) struct MoreNames {
    pub(crate) least: u64,
    pub(crate) most: u64,
    /// A member, and those that it requires.
    pub(crate) dependents: Vec<(u8, MemberSet)>,
}

/// An empty place in a table of names; above every property's index.
const FREE: u8 = u8::MAX;

impl ObjectPlan {
    /// A plan for these properties, at most `MAX_PROPERTIES`, in order.
    pub(crate) fn new(
        properties: Vec<(&str, Node)>,
        demands: &Names<'_>,
        undeclared: Undeclared,
        order: &mut Vec<u8>,
    ) -> Self {
        let mut plan = Self {
            properties: Vec::with_capacity(properties.len() + LOOK_AHEAD),
            names: Vec::with_capacity(properties.len()),
            table: vec![FREE; (4 * properties.len().max(1)).next_power_of_two()],
            required: MemberSet::default(),
            undeclared,
            order: order.len(),
            is_wide: properties.len() > 64,
            more: None,
        };
        order.extend(0..=u8::try_from(properties.len()).unwrap_or(u8::MAX));
        for (bit, (name, node)) in (0..).zip(properties) {
            plan.properties.push(Property::new(name, bit, node));
            plan.names.push(name.as_bytes().into());
            let mut place = plan.place(name.as_bytes());
            while plan.table[place] != FREE {
                place = (place + 1) % plan.table.len();
            }
            plan.table[place] = bit;
        }
        plan.required = plan.set(demands.required);
        let Names { dependents, least, most, .. } = demands;
        if !dependents.is_empty() || *least > 0 || *most < u64::MAX {
            let dependents = dependents
                .iter()
                .filter_map(|(name, others)| Some((plan.bit(name)?, plan.set(others))))
                .collect();
            plan.more = Some(Box::new(MoreNames { least: *least, most: *most, dependents }));
        }
        plan.properties.extend([Property::SENTINEL; LOOK_AHEAD]);
        plan
    }

    fn bit(&self, name: &str) -> Option<u8> {
        self.find(name.as_bytes()).map(|idx| self.properties[idx].bit)
    }

    fn set(&self, names: &[&str]) -> MemberSet {
        let mut set = MemberSet::default();
        for bit in names.iter().filter_map(|name| self.bit(name)) {
            set[usize::from(bit >> 6)] |= 1 << (bit & 63);
        }
        set
    }

    /// The index of the property of that name.
    pub(crate) fn find(&self, name: &[u8]) -> Option<usize> {
        let mut place = self.place(name);
        while self.table[place] != FREE {
            let property = self.table[place] as usize;
            if *self.names[property] == *name {
                return Some(property);
            }
            place = (place + 1) % self.table.len();
        }
        None
    }

    /// Where the search for a name begins: by its length and its first and last bytes, which tell the names of
    /// one object apart. Names of hostile documents may all meet; there are at most `MAX_PROPERTIES` of them.
    fn place(&self, name: &[u8]) -> usize {
        let end = |bytes: &[u8]| {
            let mut word = [0; 8];
            word[..bytes.len()].copy_from_slice(bytes);
            u64::from_le_bytes(word)
        };
        let (first, last) = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => (end(name), 0),
        };
        let hash = (first ^ last.rotate_left(17) ^ name.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        usize::try_from(hash >> 40).unwrap_or(0) & (self.table.len() - 1)
    }
}

pub(crate) struct ArrayPlan {
    pub(crate) items: Node,
    pub(crate) min: u64,
    pub(crate) max: u64,
    /// If no two may be equal, the island that can tell in all cases.
    pub(crate) unique: Option<u32>,
}

/// Alternatives for an object, by the text of one member.
pub(crate) struct DispatchPlan {
    pub(crate) property: Box<[u8]>,
    pub(crate) table: HashMap<Box<[u8]>, Node>,
}

/// What a value must be, and what must hold of it besides.
pub(crate) struct Conditions {
    pub(crate) base: Node,
    pub(crate) list: Vec<Condition>,
}

pub(crate) enum Condition {
    /// With its number among all of the plan, by which the alternative that held last is tried first.
    AnyOf(Vec<Node>, usize),
    OneOf(Vec<Node>),
    Not(Node),
    /// Where the first holds, the second must, else the third.
    If(Node, Node, Node),
}

pub(crate) struct EnumPlan {
    /// Values shorter than 32 bytes, each with its closing quote, as a glue: bytes, mask, length.
    pub(crate) short: Vec<([u8; 32], u32, usize)>,
    /// All values, sorted, for those that are longer or written with escapes.
    pub(crate) all: Vec<Box<[u8]>>,
}

impl EnumPlan {
    /// A plan for some texts.
    pub(crate) fn new(texts: &[&str]) -> Self {
        let mut all: Vec<Box<[u8]>> = texts.iter().map(|text| text.as_bytes().into()).collect();
        all.sort_unstable();
        all.dedup();
        let mut short: Vec<([u8; 32], u32, usize)> = Vec::new();
        // In the order of the document, where the commonest are likely to come first.
        for bytes in texts.iter().map(|text| text.as_bytes()) {
            let is_plain = !bytes.iter().any(|byte| *byte < 0x20 || matches!(byte, b'"' | b'\\'));
            if is_plain && bytes.len() < 32 && short.len() < 16 {
                let mut glue = [0; 32];
                glue[..bytes.len()].copy_from_slice(bytes);
                glue[bytes.len()] = b'"';
                if !short.iter().any(|(known, ..)| *known == glue) {
                    short.push((glue, u32::MAX >> (31 - bytes.len()), bytes.len() + 1));
                }
            }
        }
        Self { short, all }
    }

    /// Whether a text, without escapes, is listed.
    pub(crate) fn lists(&self, text: &[u8]) -> bool {
        self.all.binary_search_by(|known| (**known).cmp(text)).is_ok()
    }
}

/// What a place demands of each type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TypedPlan {
    pub(crate) null: bool,
    pub(crate) r#false: bool,
    pub(crate) r#true: bool,
    pub(crate) number: NumberPlan,
    pub(crate) string: Node,
    pub(crate) array: Node,
    pub(crate) object: Node,
}

impl TypedPlan {
    pub(crate) const NEVER: Self = Self {
        null: false,
        r#false: false,
        r#true: false,
        number: NumberPlan::Never,
        string: Node::NEVER,
        array: Node::NEVER,
        object: Node::NEVER,
    };

    /// Adds what another takes of all types but objects, which it takes where this does not.
    pub(crate) fn add(&mut self, other: Self) {
        self.null |= other.null;
        self.r#false |= other.r#false;
        self.r#true |= other.r#true;
        if other.number != NumberPlan::Never {
            self.number = other.number;
        }
        for (into, from) in [(&mut self.string, other.string), (&mut self.array, other.array)] {
            if from.op != Op::Never {
                *into = from;
            }
        }
    }
}

/// What a place demands of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberPlan {
    Never,
    Any,
    /// Written without fraction and exponent it passes; else the island decides.
    Integer(u32),
    /// Written so and within the limits of `ranges[arg]` it passes; else the island there decides.
    Between(u32),
    Island(u32),
}

/// Whole numbers with which nothing is wrong.
pub(crate) struct RangePlan {
    pub(crate) least: i64,
    pub(crate) most: i64,
    /// Judges all others.
    pub(crate) island: u32,
}

/// A part of the schema that the `jsonschema` crate judges.
pub(crate) struct Island {
    pub(crate) validator: jsonschema::Validator<PositionedJson>,
    /// The schemas whose members are declared there; `None` where nobody looks for others.
    pub(crate) shape: Option<Vec<Pointer>>,
}

#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) schema: Pointer,
    pub(crate) nodes: Vec<Node>,
    pub(crate) objects: Vec<ObjectPlan>,
    /// For each object which property to expect first, and which behind each property, before any was seen: that of
    /// the document.
    pub(crate) order: Vec<u8>,
    pub(crate) arrays: Vec<ArrayPlan>,
    pub(crate) enums: Vec<EnumPlan>,
    pub(crate) typed: Vec<TypedPlan>,
    /// The least and the most code points.
    pub(crate) lengths: Vec<(u64, u64)>,
    pub(crate) ranges: Vec<RangePlan>,
    pub(crate) dispatches: Vec<DispatchPlan>,
    pub(crate) conditions: Vec<Conditions>,
    /// How many conditions of the kind `AnyOf` there are.
    pub(crate) any_ofs: usize,
    pub(crate) patterns: Vec<PatternPlan>,
    pub(crate) islands: Vec<Island>,
    /// How many schemas the islands lead to in all.
    pub(crate) reached: usize,
}

/// What one thread keeps while it runs plans.
pub(crate) struct Scratch<'r> {
    pub(crate) shapes: Shapes<'r>,
    /// How many bytes may still be looked at more than once.
    again: u64,
    /// As `Plan::order`, as it was seen last.
    pub(crate) order: Vec<u8>,
    /// Of each condition of the kind `AnyOf` the alternative that held last.
    held: Vec<usize>,
}

/// How many bytes may be looked at again, to choose among alternatives: at least, and for each byte.
const AGAIN: [u64; 2] = [1 << 20, 32];

impl<'r> Scratch<'r> {
    pub(crate) fn new(resource: &'r Resource) -> Self {
        Self { shapes: Shapes::new(resource), again: 0, order: Vec::new(), held: Vec::new() }
    }

    /// Begins a run of a plan over so many bytes.
    pub(crate) fn begin(&mut self, plan: &Plan, bytes: usize) {
        if self.order.len() != plan.order.len() {
            self.order.clone_from(&plan.order);
        }
        self.again = AGAIN[0] + AGAIN[1] * bytes as u64;
    }

    /// The alternative that held last.
    pub(crate) fn held(&self, any_of: usize) -> usize {
        self.held.get(any_of).copied().unwrap_or(0)
    }

    /// Notes the alternative that held.
    pub(crate) fn note_held(&mut self, any_of: usize, alternative: usize) {
        if self.held.len() <= any_of {
            self.held.resize(any_of + 1, 0);
        }
        self.held[any_of] = alternative;
    }

    /// Takes so many bytes of those that may be looked at again; false where there are not as many.
    pub(crate) fn look_again(&mut self, bytes: usize) -> bool {
        let left = self.again.checked_sub(bytes.max(1) as u64);
        self.again = left.unwrap_or(0);
        left.is_some()
    }
}
