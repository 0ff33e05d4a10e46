//! What the fast pass interprets: flat tables, so that running it follows no pointers but indexes.

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
    /// A string for `islands[arg]` to judge.
    StringIsland,
    /// A value for `islands[arg]` to judge as a whole.
    Island,
    /// What `nodes[arg]` says: a schema that contains itself.
    Ref,
    /// Nothing.
    Never,
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
pub(crate) const MAX_PROPERTIES: usize = 64;

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
}

pub(crate) struct ObjectPlan {
    /// In the order of the document, then `LOOK_AHEAD` sentinels.
    pub(crate) properties: Vec<Property>,
    /// The names, by property.
    names: Vec<Box<[u8]>>,
    /// Properties by the hash of their name, each at the first free place from there on; `FREE` elsewhere. At
    /// most a quarter is taken, so that a search ends soon.
    table: Vec<u8>,
    pub(crate) required: u64,
    pub(crate) undeclared: Undeclared,
}

/// An empty place in a table of names; above every property's index.
const FREE: u8 = u8::MAX;

impl ObjectPlan {
    /// A plan for these properties, at most `MAX_PROPERTIES`, in order.
    pub(crate) fn new(
        properties: Vec<(&str, Node)>,
        required: impl Fn(&str) -> bool,
        undeclared: Undeclared,
    ) -> Self {
        let mut plan = Self {
            properties: Vec::with_capacity(properties.len() + LOOK_AHEAD),
            names: Vec::with_capacity(properties.len()),
            table: vec![FREE; (4 * properties.len().max(1)).next_power_of_two()],
            required: 0,
            undeclared,
        };
        for (bit, (name, node)) in (0..).zip(properties) {
            plan.properties.push(Property::new(name, bit, node));
            plan.names.push(name.as_bytes().into());
            if required(name) {
                plan.required |= 1 << bit;
            }
            let mut place = plan.place(name.as_bytes());
            while plan.table[place] != FREE {
                place = (place + 1) % plan.table.len();
            }
            plan.table[place] = bit;
        }
        plan.properties.extend([Property::SENTINEL; LOOK_AHEAD]);
        plan
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

/// What a place demands of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberPlan {
    Never,
    Any,
    /// Written without fraction and exponent it passes; else the island decides.
    Integer(u32),
    Island(u32),
}

/// A part of the schema that the `jsonschema` crate judges.
pub(crate) struct Island {
    pub(crate) validator: jsonschema::Validator<PositionedJson>,
    /// The schemas whose members are declared there; empty where only scalars are judged.
    pub(crate) schemas: Vec<Pointer>,
}

#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) schema: Pointer,
    pub(crate) nodes: Vec<Node>,
    pub(crate) objects: Vec<ObjectPlan>,
    pub(crate) arrays: Vec<ArrayPlan>,
    pub(crate) enums: Vec<EnumPlan>,
    pub(crate) typed: Vec<TypedPlan>,
    pub(crate) islands: Vec<Island>,
}

/// What one thread keeps while it runs plans.
pub(crate) struct Scratch<'r> {
    pub(crate) shapes: Shapes<'r>,
}

impl<'r> Scratch<'r> {
    pub(crate) fn new(resource: &'r Resource) -> Self {
        Self { shapes: Shapes::new(resource) }
    }
}
