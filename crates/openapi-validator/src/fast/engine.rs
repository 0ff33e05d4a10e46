// The interpreter, compiled once for each backend: this file is included by `avx2.rs` and `portable.rs`, which
// define the macro `simd!` and the functions `special`, `not_space` and `equal` over 32 bytes.

use super::plan::{
    Condition, MemberSet, MoreNames, Node, NumberPlan, ObjectPlan, Op, PatternPlan, Plan, Property, Scratch, Undeclared,
    LOOK_AHEAD, WORDS,
};
use super::scalar::{
    are_unique, date_time, has_length, is_between, island_takes_number, island_takes_string, island_takes_value, literal, number, stop, string_end,
    unescaped,
};
use super::strangers::Strangers;
use super::{Reason, Stop};

/// The deepest nesting, as the reader has it.
const MAX_DEPTH: u32 = 256;

/// How far into an object the member may be that chooses among alternatives.
const IN_SIGHT: usize = 1 << 14;

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
        scratch.begin(plan, end - start);
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
            (Op::Object, b'{') => {
                let object = &plan.objects[node.arg as usize];
                if object.is_wide {
                    members::<WORDS>(plan, text, object, i, depth, scratch)
                } else {
                    members::<1>(plan, text, object, i, depth, scratch)
                }
            }
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
                            NumberPlan::Between(range) => {
                                let range = &plan.ranges[range as usize];
                                (is_plain && is_between(range, &text[i..end]))
                                    || island_takes_number(plan, range.island, &text[i..end])
                            }
                            NumberPlan::Integer(island) | NumberPlan::Island(island) => {
                                island_takes_number(plan, island, &text[i..end])
                            }
                        };
                        if fits { Ok(end) } else { stop(i, Reason::Schema) }
                    }
                    _ => stop(i, Reason::Schema),
                }
            }
            Op::Length if text[i] == b'"' => {
                let end = string(text, i + 1)?;
                let (least, most) = plan.lengths[node.arg as usize];
                if has_length(&text[i + 1..end], least, most) { Ok(end + 1) } else { stop(i, Reason::Schema) }
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
            Op::Dispatch => {
                if text[i] != b'{' {
                    // Which of the alternatives for other types may be meant is not told apart here.
                    return stop(i, Reason::Unsure);
                }
                let dispatch = &plan.dispatches[node.arg as usize];
                let at = find_member(text, i, &dispatch.property, depth, scratch)?;
                let chosen = if text[at] == b'"' {
                    let end = string(text, at + 1)?;
                    dispatch.table.get(&*unescaped(&text[at + 1..end]))
                } else {
                    None
                };
                match chosen {
                    Some(&node) => value(plan, text, node, i, depth, scratch),
                    None => stop(at, Reason::Schema),
                }
            }
            Op::Conditions => {
                if depth >= MAX_DEPTH {
                    // Also where conditions lead to themselves.
                    return stop(i, Reason::Unsure);
                }
                let conditions = &plan.conditions[node.arg as usize];
                if let ([Condition::AnyOf(nodes, id)], Op::Any) = (&conditions.list[..], conditions.base.op) {
                    return any_of(plan, text, nodes, *id, i, depth + 1, scratch);
                }
                let end = value(plan, text, conditions.base, i, depth, scratch)?;
                for one in &conditions.list {
                    if !holds(plan, text, one, (i, end), depth + 1, scratch)? {
                        return stop(i, Reason::Schema);
                    }
                }
                Ok(end)
            }
            Op::Unsure => stop(i, Reason::Unsure),
            _ => stop(i, Reason::Schema),
        }
    }

    /// A value that must fit one of some nodes and nothing else. The one that held last is tried first: where it holds,
    /// nothing is looked at twice.
    fn any_of(plan: &Plan, text: &[u8], nodes: &[Node], id: usize, i: usize, depth: u32, scratch: &mut Scratch<'_>) -> Result<usize, Stop> {
        let likely = scratch.held(id);
        let Some(&node) = nodes.get(likely) else {
            return stop(i, Reason::Unsure);
        };
        let mut is_sure = match value(plan, text, node, i, depth, scratch) {
            Ok(end) => return Ok(end),
            Err(stopped) => stopped.reason == Reason::Schema,
        };
        let end = any(text, i, depth)?;
        for (idx, &node) in nodes.iter().enumerate().filter(|(idx, _)| *idx != likely) {
            match fits(plan, text, node, (i, end), depth, scratch) {
                Ok(true) => {
                    scratch.note_held(id, idx);
                    return Ok(end);
                }
                fit => is_sure &= fit.is_ok(),
            }
        }
        stop(i, if is_sure { Reason::Schema } else { Reason::Unsure })
    }

    /// Whether a condition holds of a whole value, whose grammar was checked.
    fn holds(plan: &Plan, text: &[u8], one: &Condition, value: (usize, usize), depth: u32, scratch: &mut Scratch<'_>) -> Result<bool, Stop> {
        match one {
            Condition::AnyOf(nodes, _) => {
                let mut unsure = None;
                for &node in nodes {
                    match fits(plan, text, node, value, depth, scratch) {
                        Ok(true) => return Ok(true),
                        Ok(false) => {}
                        Err(stopped) => unsure = Some(stopped),
                    }
                }
                unsure.map_or(Ok(false), Err)
            }
            Condition::OneOf(nodes) => {
                let mut found = false;
                for &node in nodes {
                    if fits(plan, text, node, value, depth, scratch)? {
                        if found {
                            return Ok(false);
                        }
                        found = true;
                    }
                }
                Ok(found)
            }
            Condition::Not(node) => Ok(!fits(plan, text, *node, value, depth, scratch)?),
            Condition::If(condition, then, otherwise) => {
                let node = if fits(plan, text, *condition, value, depth, scratch)? { *then } else { *otherwise };
                fits(plan, text, node, value, depth, scratch)
            }
        }
    }

    /// Whether a whole value fits a node; stops where that is not certain.
    fn fits(plan: &Plan, text: &[u8], node: Node, (start, end): (usize, usize), depth: u32, scratch: &mut Scratch<'_>) -> Result<bool, Stop> {
        if !scratch.look_again(end - start) {
            return stop(start, Reason::Unsure);
        }
        match value(plan, text, node, start, depth, scratch) {
            Ok(_) => Ok(true),
            Err(Stop { reason: Reason::Schema, .. }) => Ok(false),
            Err(Stop { at, .. }) => stop(at, Reason::Unsure),
        }
    }

    /// The value of an object's member, if that is near.
    fn find_member(text: &[u8], start: usize, wanted: &[u8], depth: u32, scratch: &mut Scratch<'_>) -> Result<usize, Stop> {
        let mut i = skip_space(text, start + 1);
        while text[i] != b'}' && i < start + IN_SIGHT {
            let (end, behind) = name(text, i)?;
            if *unescaped(&text[i + 1..end]) == *wanted {
                return Ok(behind);
            }
            i = skip_space(text, skip::<false>(text, behind, depth + 1)?);
            if !scratch.look_again(i - behind) {
                break;
            }
            match text[i] {
                b',' => i = skip_space(text, i + 1),
                b'}' => {}
                _ => return stop(i, Reason::Syntax),
            }
        }
        stop(start, Reason::Unsure)
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
        let mut elements = Vec::new();
        let mut i = skip_space(text, start + 1);
        let mut count = 0;
        if text[i] != b']' {
            loop {
                let from = i;
                i = value(plan, text, array.items, i, depth + 1, scratch)?;
                count += 1;
                if array.unique.is_some() {
                    elements.push((from, i));
                }
                i = skip_space(text, i);
                match text[i] {
                    b',' => i = skip_space(text, i + 1),
                    b']' => break,
                    _ => return stop(i, Reason::Syntax),
                }
            }
        }
        let fits = (array.min..=array.max).contains(&count);
        let is_unique = match array.unique {
            Some(island) if count > 1 && fits => are_unique(plan, island, text, &mut elements, scratch)?,
            _ => true,
        };
        if fits && is_unique { Ok(i + 1) } else { stop(start, Reason::Schema) }
    }

    #[inline]
    fn is_at(here: &[u8; 32], property: &Property) -> bool {
        equal(here, &property.glue) & property.mask == property.mask
    }

    /// An object, whose sets of members take so many words.
    fn members<const N: usize>(plan: &Plan, text: &[u8], object: &ObjectPlan, start: usize, depth: u32, scratch: &mut Scratch<'_>) -> Result<usize, Stop> {
        if depth >= MAX_DEPTH {
            return stop(start, Reason::Unsure);
        }
        let properties = &object.properties[..];
        let mut strangers = Strangers::new();
        let mut seen = [0u64; N];
        // Where the prediction of the next member stands, and how far ahead of it looking is worth it: not far where
        // the last prediction failed, since members in no order would be compared in vain.
        let mut place = object.order;
        let known = properties.len() - LOOK_AHEAD;
        let mut look_ahead = LOOK_AHEAD;
        let mut i = skip_space(text, start + 1);
        if text[i] == b'}' {
            return if has_all(object, &seen, 0) { Ok(i + 1) } else { stop(start, Reason::Schema) };
        }
        loop {
            let name_at = i;
            let here = chunk(text, i);
            let mut found = None;
            // Of another plan it would be any number.
            let next = usize::from(scratch.order[place]).min(known);
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
                place = object.order + idx + 1;
                look_ahead = LOOK_AHEAD;
                &properties[idx]
            } else {
                look_ahead = 1;
                let (end, behind) = name(text, i)?;
                i = behind;
                let raw = &text[name_at + 1..end];
                if let Some(idx) = object.find(&unescaped(raw)) {
                    // Expected here the next time. One ahead is not: then those between were left out.
                    scratch.order[place] = properties[idx].bit;
                    place = object.order + idx + 1;
                    &properties[idx]
                } else {
                    let node = match object.undeclared {
                        Undeclared::Judge(node) => node,
                        Undeclared::Forbidden => return stop(name_at, Reason::Schema),
                        Undeclared::Reported => return stop(name_at, Reason::Unsure),
                        Undeclared::Patterns(id) => by_name(plan, &plan.patterns[id as usize], raw, name_at)?,
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
            let word = if N == 1 { 0 } else { usize::from(property.bit >> 6) };
            let bit = 1u64 << (property.bit & 63);
            if seen[word] & bit != 0 {
                return stop(name_at, Reason::Syntax);
            }
            seen[word] |= bit;
            i = value(plan, text, property.node, i, depth + 1, scratch)?;
            i = skip_space(text, i);
            match text[i] {
                b',' => i = skip_space(text, i + 1),
                b'}' => break,
                _ => return stop(i, Reason::Syntax),
            }
        }
        if has_all(object, &seen, strangers.len()) { Ok(i + 1) } else { stop(start, Reason::Schema) }
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

/// Whether an object has the members that it must have, with so many that are not told apart.
#[inline]
fn has_all<const N: usize>(object: &ObjectPlan, seen: &[u64; N], strangers: usize) -> bool {
    let has = |set: &MemberSet| seen.iter().zip(set).all(|(seen, set)| seen & set == *set);
    let has_more = |more: &MoreNames| {
        let count = strangers as u64 + seen.iter().map(|word| u64::from(word.count_ones())).sum::<u64>();
        let is_there = |bit: u8| seen[usize::from(bit >> 6)] >> (bit & 63) & 1 == 1;
        (more.least..=more.most).contains(&count)
            && more.dependents.iter().all(|(bit, others)| !is_there(*bit) || has(others))
    };
    has(&object.required) && object.more.as_deref().is_none_or(has_more)
}

/// The node for the value of a member that only its name, given as written, tells from others.
#[cold]
fn by_name(plan: &Plan, patterns: &PatternPlan, raw: &[u8], at: usize) -> Result<Node, Stop> {
    if patterns.name_island.is_some_and(|island| !island_takes_string(plan, island, raw)) {
        return stop(at, Reason::Schema);
    }
    let mut takers = patterns.by_pattern.iter().filter(|(island, _)| island_takes_string(plan, *island, raw));
    match (takers.next(), takers.next()) {
        (None, _) => Ok(patterns.rest),
        (Some((_, node)), None) => Ok(*node),
        _ => stop(at, Reason::Unsure),
    }
}
