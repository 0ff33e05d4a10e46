// The interpreter, compiled once for each backend: this file is included by `avx2.rs` and `portable.rs`, which
// define the macro `simd!` and the functions `special`, `not_space` and `equal` over 32 bytes.

use super::outline::CleanElements;
use super::plan::{Node, NumberPlan, ObjectPlan, Op, Plan, Property, Scratch, Undeclared, LOOK_AHEAD};
use super::scalar::{
    date_time, island_takes_number, island_takes_string, island_takes_value, literal, number, stop, string_end,
    unescaped,
};
use super::stream::Elements;
use super::{Reason, Stop};
use crate::guess::{LOOKED_AT, NAMES};
use openapi_source::Kind;

/// The deepest nesting, as the reader has it.
const MAX_DEPTH: u32 = 256;

/// Objects of an undeclared kind with more members than this are left to the full pass, which has the means
/// to find a duplicate among many.
const MAX_STRANGERS: usize = 48;

#[inline]
fn chunk(text: &[u8], i: usize) -> &[u8; 32] {
    match text[i..].first_chunk() {
        Some(chunk) => chunk,
        // Every index is at most the length of the text, which 64 zeros follow.
        None => &[0; 32],
    }
}

simd! {
    /// One value between white space, and nothing else, in `start..end`.
    fn run(plan: &Plan, text: &[u8], start: usize, end: usize, scratch: &mut Scratch<'_>) -> Result<(), Stop> {
        let i = skip_space(text, start);
        let i = value(plan, text, plan.nodes[0], i, 0, scratch)?;
        if i > end {
            // It went on behind the line that should hold it.
            return stop(end, Reason::Syntax);
        }
        if skip_space(text, i) < end { stop(i, Reason::Syntax) } else { Ok(()) }
    }

    /// The index of the first byte from `i` on that is no white space.
    #[inline]
    fn skip_space(text: &[u8], i: usize) -> usize {
        if text[i] > b' ' { i } else { skip_more_space(text, i) }
    }

    fn skip_more_space(text: &[u8], mut i: usize) -> usize {
        loop {
            let rest = not_space(chunk(text, i));
            if rest != 0 {
                return i + rest.trailing_zeros() as usize;
            }
            i += 32;
        }
    }

    /// From behind an opening quote to the index of the closing one.
    #[inline]
    fn string(text: &[u8], start: usize) -> Result<usize, Stop> {
        let mut i = start;
        loop {
            let found = special(chunk(text, i));
            if found != 0 {
                i += found.trailing_zeros() as usize;
                return if text[i] == b'"' { Ok(i) } else { string_end(text, i) };
            }
            i += 32;
        }
    }

    /// A value of a node; returns the index behind it.
    #[inline]
    fn value(plan: &Plan, text: &[u8], node: Node, i: usize, depth: u32, scratch: &mut Scratch<'_>) -> Result<usize, Stop> {
        let first = text[i];
        match (node.op, first) {
            (Op::String | Op::Any, b'"') => Ok(string(text, i + 1)? + 1),
            (Op::Enum, b'"') => enumeration(plan, text, node.arg, i + 1),
            (Op::DateTime, b'"') => date_time(text, i + 1),
            (Op::Object, b'{') => object(plan, text, node.arg, i, depth, scratch),
            (Op::Array, b'[') => array(plan, text, node.arg, i, depth, scratch),
            (Op::Any, _) => any(text, i, depth),
            (_, b'n') if node.null && node.op != Op::Island => literal(text, i, b"null"),
            _ => rarer_value(plan, text, node, i, depth, scratch),
        }
    }

    fn rarer_value(plan: &Plan, text: &[u8], node: Node, i: usize, depth: u32, scratch: &mut Scratch<'_>) -> Result<usize, Stop> {
        match node.op {
            Op::Typed => {
                let typed = &plan.typed[node.arg as usize];
                match text[i] {
                    b'"' => value(plan, text, typed.string, i, depth, scratch),
                    b'{' => value(plan, text, typed.object, i, depth, scratch),
                    b'[' => value(plan, text, typed.array, i, depth, scratch),
                    b't' if typed.r#true => literal(text, i, b"true"),
                    b'f' if typed.r#false => literal(text, i, b"false"),
                    b'n' if typed.null => literal(text, i, b"null"),
                    b'-' | b'0'..=b'9' => {
                        let (end, is_plain) = number(text, i)?;
                        let fits = match typed.number {
                            NumberPlan::Any => true,
                            NumberPlan::Never => false,
                            NumberPlan::Integer(_) if is_plain => true,
                            NumberPlan::Integer(island) | NumberPlan::Island(island) => {
                                island_takes_number(plan, island, &text[i..end])
                            }
                        };
                        if fits { Ok(end) } else { stop(i, Reason::Schema) }
                    }
                    _ => stop(i, Reason::Schema),
                }
            }
            Op::StringIsland if text[i] == b'"' => {
                let end = string(text, i + 1)?;
                if island_takes_string(plan, node.arg, &text[i + 1..end]) { Ok(end + 1) } else { stop(i, Reason::Schema) }
            }
            Op::Island => {
                let end = any(text, i, depth)?;
                island_takes_value(plan, node.arg, text, i, end, scratch)?;
                Ok(end)
            }
            Op::Ref => value(plan, text, plan.nodes[node.arg as usize], i, depth, scratch),
            _ => stop(i, Reason::Schema),
        }
    }

    /// A string from behind its opening quote that must be one of a list.
    #[inline]
    fn enumeration(plan: &Plan, text: &[u8], list: u32, i: usize) -> Result<usize, Stop> {
        let list = &plan.enums[list as usize];
        let here = chunk(text, i);
        for (bytes, mask, len) in &list.short {
            if equal(here, bytes) & mask == *mask {
                return Ok(i + len);
            }
        }
        let end = string(text, i)?;
        let content = unescaped(&text[i..end]);
        if list.lists(&content) { Ok(end + 1) } else { stop(i - 1, Reason::Schema) }
    }

    fn array(plan: &Plan, text: &[u8], id: u32, start: usize, depth: u32, scratch: &mut Scratch<'_>) -> Result<usize, Stop> {
        if depth >= MAX_DEPTH {
            return stop(start, Reason::Unsure);
        }
        let array = &plan.arrays[id as usize];
        let mut i = skip_space(text, start + 1);
        let mut count = 0;
        if text[i] != b']' {
            loop {
                i = value(plan, text, array.items, i, depth + 1, scratch)?;
                count += 1;
                i = skip_space(text, i);
                match text[i] {
                    b',' => i = skip_space(text, i + 1),
                    b']' => break,
                    _ => return stop(i, Reason::Syntax),
                }
            }
        }
        if (array.min..=array.max).contains(&count) { Ok(i + 1) } else { stop(start, Reason::Schema) }
    }

    /// As many elements of an array as are whole in `text[..end]`, from where `state` says. A value that reaches
    /// `end` may go on behind it, unless the input ends there.
    fn elements(plan: &Plan, text: &[u8], items: Node, end: usize, is_last: bool, state: Elements, scratch: &mut Scratch<'_>) -> Result<Elements, Stop> {
        let Elements { mut at, mut count, mut after_one, depth, .. } = state;
        loop {
            let i = skip_space(text, at);
            if after_one || (count == 0 && text[i] == b']') {
                match text[i] {
                    b',' if after_one => at = skip_space(text, i + 1),
                    b']' => return Ok(Elements { at: i + 1, count, after_one, depth, is_done: true }),
                    _ if i >= end && !is_last => return Ok(Elements { at, count, after_one, depth, is_done: false }),
                    _ => return stop(i, Reason::Syntax),
                }
                after_one = false;
                continue;
            }
            match value(plan, text, items, i, depth, scratch) {
                Ok(behind) if behind < end || is_last => at = behind,
                // It may go on in what was not read yet. Where it is whole, it is at fault.
                Err(stopped) if is_last || any(text, i, depth).is_ok_and(|behind| behind < end) => return Err(stopped),
                _ => return Ok(Elements { at, count, after_one, depth, is_done: false }),
            }
            count += 1;
            after_one = true;
        }
    }

    /// Notes which elements of the outermost list, or of the lists that are members of the outermost object, are
    /// clean. Stops where the text leaves the grammar.
    fn outline(plan: &Plan, text: &[u8], clean: &mut CleanElements, scratch: &mut Scratch<'_>) -> Result<(), Stop> {
        let i = skip_space(text, 0);
        let node = list_or_object(plan, plan.nodes[0], text[i]);
        match (node.op, text[i]) {
            (Op::Array, b'[') => {
                outline_list(plan, text, plan.arrays[node.arg as usize].items, i, 1, clean, scratch)?;
            }
            (Op::Object, b'{') => outline_members(plan, text, &plan.objects[node.arg as usize], i, clean, scratch)?,
            _ => {}
        }
        Ok(())
    }

    fn outline_members(plan: &Plan, text: &[u8], object: &ObjectPlan, start: usize, clean: &mut CleanElements, scratch: &mut Scratch<'_>) -> Result<(), Stop> {
        let mut i = skip_space(text, start + 1);
        let mut seen = 0u64;
        while text[i] != b'}' {
            let (end, behind) = name(text, i)?;
            let known = object.find(&unescaped(&text[i + 1..end])).map(|idx| &object.properties[idx]);
            let list = known.map_or(Node::NEVER, |property| list_or_object(plan, property.node, b'['));
            if let Some(property) = known {
                if seen >> property.bit & 1 == 1 {
                    // Which of two lists a pointer leads to is no longer plain.
                    clean.forget();
                    return stop(i, Reason::Syntax);
                }
                seen |= 1 << property.bit;
            }
            i = if list.op == Op::Array && text[behind] == b'[' {
                outline_list(plan, text, plan.arrays[list.arg as usize].items, behind, 2, clean, scratch)?
            } else {
                skip::<false>(text, behind, 1)?
            };
            i = skip_space(text, i);
            match text[i] {
                b',' => i = skip_space(text, i + 1),
                b'}' => {}
                _ => return stop(i, Reason::Syntax),
            }
        }
        Ok(())
    }

    /// Notes the clean elements of a list; returns the index behind it.
    fn outline_list(plan: &Plan, text: &[u8], items: Node, start: usize, depth: u32, clean: &mut CleanElements, scratch: &mut Scratch<'_>) -> Result<usize, Stop> {
        let mut i = skip_space(text, start + 1);
        if text[i] == b']' {
            return Ok(i + 1);
        }
        clean.begin();
        loop {
            let judged = value(plan, text, items, i, depth, scratch);
            let end = match judged {
                Ok(end) => end,
                Err(_) => skip::<false>(text, i, depth)?,
            };
            let next = skip_space(text, end);
            if !matches!(text[next], b',' | b']') {
                // What looked like a whole value may be the start of something else.
                return stop(next, Reason::Syntax);
            }
            if judged.is_ok() {
                clean.add(i, end);
            } else if !clean.pass() {
                return stop(i, Reason::Unsure);
            }
            if text[next] == b']' {
                return Ok(next + 1);
            }
            i = skip_space(text, next + 1);
        }
    }

    #[inline]
    fn is_at(here: &[u8; 32], property: &Property) -> bool {
        equal(here, &property.glue) & property.mask == property.mask
    }

    fn object(plan: &Plan, text: &[u8], id: u32, start: usize, depth: u32, scratch: &mut Scratch<'_>) -> Result<usize, Stop> {
        if depth >= MAX_DEPTH {
            return stop(start, Reason::Unsure);
        }
        let object = &plan.objects[id as usize];
        let properties = &object.properties[..];
        let mut strangers = Strangers::new();
        let mut seen = 0u64;
        // The member that is predicted next, and how far ahead it is worth looking: not far where the last
        // prediction failed, since members in no order would be compared in vain.
        let mut next = 0;
        let mut look_ahead = LOOK_AHEAD;
        let mut i = skip_space(text, start + 1);
        if text[i] == b'}' {
            return if object.required == 0 { Ok(i + 1) } else { stop(start, Reason::Schema) };
        }
        loop {
            let name_at = i;
            let here = chunk(text, i);
            let mut found = None;
            if is_at(here, &properties[next]) {
                found = Some(next);
            } else {
                for ahead in 1..look_ahead {
                    if is_at(here, &properties[next + ahead]) {
                        found = Some(next + ahead);
                        break;
                    }
                }
            }
            let property = if let Some(idx) = found {
                i = skip_space(text, i + properties[idx].glue_len as usize);
                next = idx + 1;
                look_ahead = LOOK_AHEAD;
                &properties[idx]
            } else {
                look_ahead = 1;
                let (end, behind) = name(text, i)?;
                i = behind;
                let raw = &text[name_at + 1..end];
                if let Some(idx) = object.find(&unescaped(raw)) {
                    next = idx + 1;
                    &properties[idx]
                } else {
                    let node = match object.undeclared {
                        Undeclared::Judge(node) => node,
                        Undeclared::Forbidden => return stop(name_at, Reason::Schema),
                        Undeclared::Reported => return stop(name_at, Reason::Unsure),
                    };
                    strangers.add(text, name_at + 1, end)?;
                    i = value(plan, text, node, i, depth + 1, scratch)?;
                    i = skip_space(text, i);
                    match text[i] {
                        b',' => i = skip_space(text, i + 1),
                        b'}' => break,
                        _ => return stop(i, Reason::Syntax),
                    }
                    continue;
                }
            };
            let bit = 1u64 << property.bit;
            if seen & bit != 0 {
                return stop(name_at, Reason::Syntax);
            }
            seen |= bit;
            i = value(plan, text, property.node, i, depth + 1, scratch)?;
            i = skip_space(text, i);
            match text[i] {
                b',' => i = skip_space(text, i + 1),
                b'}' => break,
                _ => return stop(i, Reason::Syntax),
            }
        }
        if seen & object.required == object.required { Ok(i + 1) } else { stop(start, Reason::Schema) }
    }

    /// A member's name with its colon: the index of the closing quote, and that of the value.
    fn name(text: &[u8], i: usize) -> Result<(usize, usize), Stop> {
        if text[i] != b'"' {
            return stop(i, Reason::Syntax);
        }
        let end = string(text, i + 1)?;
        let colon = skip_space(text, end + 1);
        if text[colon] != b':' {
            return stop(colon, Reason::Syntax);
        }
        Ok((end, skip_space(text, colon + 1)))
    }

    /// The kind of the value at `start`, and the names that tell what it is, as `Glance::of` gathers them. Reads
    /// no further than it must: what it did not read may be anything.
    fn look(text: &[u8], start: usize, names: &mut Vec<String>) -> Result<Kind, Stop> {
        let start = skip_space(text, start);
        Ok(match text[start] {
            b'{' => {
                look_at_members(text, start, names)?;
                Kind::Object
            }
            b'[' => {
                let mut i = skip_space(text, start + 1);
                let mut count = 0;
                while text[i] != b']' && count < LOOKED_AT {
                    i = if text[i] == b'{' {
                        look_at_members(text, i, names)?
                    } else {
                        skip::<false>(text, i, 1)?
                    };
                    i = skip_space(text, i);
                    count += 1;
                    match text[i] {
                        b',' => i = skip_space(text, i + 1),
                        b']' => {}
                        _ => return stop(i, Reason::Syntax),
                    }
                }
                Kind::Array
            }
            b'"' => Kind::String,
            b't' | b'f' => Kind::Boolean,
            b'n' => Kind::Null,
            b'-' | b'0'..=b'9' => Kind::Number,
            _ => return stop(start, Reason::Syntax),
        })
    }

    /// The names of an object's first members; returns the index behind the object, or behind the last member
    /// looked at.
    fn look_at_members(text: &[u8], start: usize, names: &mut Vec<String>) -> Result<usize, Stop> {
        let mut i = skip_space(text, start + 1);
        let mut count = 0;
        while text[i] != b'}' {
            let (end, behind) = name(text, i)?;
            if count < NAMES {
                let content = unescaped(&text[i + 1..end]);
                names.push(String::from_utf8_lossy(&content).into_owned());
                count += 1;
            }
            i = skip_space(text, skip::<false>(text, behind, 1)?);
            match text[i] {
                b',' => i = skip_space(text, i + 1),
                b'}' => {}
                _ => return stop(i, Reason::Syntax),
            }
        }
        Ok(i + 1)
    }

    /// Any value, as strict as the reader; returns the index behind it.
    fn any(text: &[u8], start: usize, depth: u32) -> Result<usize, Stop> {
        skip::<true>(text, start, depth)
    }

    /// Any value; returns the index behind it. Unless `STRICT`, names that stand twice are no fault.
    fn skip<const STRICT: bool>(text: &[u8], start: usize, depth: u32) -> Result<usize, Stop> {
        match text[start] {
            b'"' => Ok(string(text, start + 1)? + 1),
            b'{' | b'[' if depth >= MAX_DEPTH => stop(start, Reason::Unsure),
            b'{' => {
                let mut strangers = Strangers::new();
                let mut i = skip_space(text, start + 1);
                if text[i] == b'}' {
                    return Ok(i + 1);
                }
                loop {
                    let (end, behind) = name(text, i)?;
                    if STRICT {
                        strangers.add(text, i + 1, end)?;
                    }
                    i = skip_space(text, skip::<STRICT>(text, behind, depth + 1)?);
                    match text[i] {
                        b',' => i = skip_space(text, i + 1),
                        b'}' => return Ok(i + 1),
                        _ => return stop(i, Reason::Syntax),
                    }
                }
            }
            b'[' => {
                let mut i = skip_space(text, start + 1);
                if text[i] == b']' {
                    return Ok(i + 1);
                }
                loop {
                    i = skip_space(text, skip::<STRICT>(text, i, depth + 1)?);
                    match text[i] {
                        b',' => i = skip_space(text, i + 1),
                        b']' => return Ok(i + 1),
                        _ => return stop(i, Reason::Syntax),
                    }
                }
            }
            b't' => literal(text, start, b"true"),
            b'f' => literal(text, start, b"false"),
            b'n' => literal(text, start, b"null"),
            b'-' | b'0'..=b'9' => Ok(number(text, start)?.0),
            _ => stop(start, Reason::Syntax),
        }
    }
}

/// The plan of a list or an object where a value of either is expected, by its first byte.
fn list_or_object(plan: &Plan, node: Node, first: u8) -> Node {
    let node = if node.op == Op::Ref { plan.nodes[node.arg as usize] } else { node };
    match (node.op, first) {
        (Op::Typed, b'[') => plan.typed[node.arg as usize].array,
        (Op::Typed, b'{') => plan.typed[node.arg as usize].object,
        _ => node,
    }
}

/// The names of an object that no plan tells apart, to find one that stands twice.
struct Strangers {
    count: usize,
    names: [(u32, u32); MAX_STRANGERS],
}

impl Strangers {
    #[inline]
    fn new() -> Self {
        Self { count: 0, names: [(0, 0); MAX_STRANGERS] }
    }

    /// Adds the name at `start..end`. Stops at a second one that is equal; and is unsure of names with
    /// escapes, which may be equal and look different, and of very many.
    fn add(&mut self, text: &[u8], start: usize, end: usize) -> Result<(), Stop> {
        let name = &text[start..end];
        let (Ok(from), Ok(to)) = (u32::try_from(start), u32::try_from(end)) else {
            return stop(start, Reason::Unsure);
        };
        if self.count == MAX_STRANGERS || name.contains(&b'\\') {
            return stop(start, Reason::Unsure);
        }
        for &(from, to) in &self.names[..self.count] {
            if to - from == u32::try_from(name.len()).unwrap_or(u32::MAX)
                && text[from as usize..to as usize] == *name
            {
                return stop(start, Reason::Syntax);
            }
        }
        self.names[self.count] = (from, to);
        self.count += 1;
        Ok(())
    }
}
