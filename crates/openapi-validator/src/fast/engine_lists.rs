// The part of the interpreter that judges lists in pieces, and looks at a payload without judging it. Included beside
// `engine.rs`, once for each backend.

use super::outline::CleanElements;
use super::stream::Elements;
use crate::guess::{LOOKED_AT, NAMES};
use openapi_source::Kind;

simd! {
    /// As many elements of an array as are whole in `text[..end]`, from where `state` says. A value that reaches
    /// `end` may go on behind it, unless the input ends there.
    fn elements(plan: &Plan, text: &[u8], items: Node, end: usize, is_last: bool, state: Elements, scratch: &mut Scratch<'_>) -> Result<Elements, Stop> {
        let Elements { mut at, mut count, mut after_one, depth, .. } = state;
        scratch.begin(plan, end);
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
        scratch.begin(plan, text.len());
        let i = skip_space(text, 0);
        let node = list_or_object(plan, plan.nodes[0], text[i]);
        match (node.op, text[i]) {
            (Op::Array, b'[') if is_outlined(plan, node) => {
                outline_list(plan, text, plan.arrays[node.arg as usize].items, i, 1, clean, scratch)?;
            }
            (Op::Object, b'{') => outline_members(plan, text, &plan.objects[node.arg as usize], i, clean, scratch)?,
            _ => {}
        }
        Ok(())
    }

    fn outline_members(plan: &Plan, text: &[u8], object: &ObjectPlan, start: usize, clean: &mut CleanElements, scratch: &mut Scratch<'_>) -> Result<(), Stop> {
        let mut i = skip_space(text, start + 1);
        while text[i] != b'}' {
            let (end, behind) = name(text, i)?;
            let known = object.find(&unescaped(&text[i + 1..end])).map(|idx| &object.properties[idx]);
            let list = known.map_or(Node::NEVER, |property| list_or_object(plan, property.node, b'['));
            i = if is_outlined(plan, list) && text[behind] == b'[' {
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

/// Whether each element of a list is judged on its own.
fn is_outlined(plan: &Plan, list: Node) -> bool {
    list.op == Op::Array && plan.arrays[list.arg as usize].unique.is_none()
}
