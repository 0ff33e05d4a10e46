//! One payload larger than memory should hold: a list, bare or as a member of an object, judged element by
//! element as it is read.

use std::io::{self, Read};

use openapi_source::Kind;

use super::plan::{Node, ObjectPlan, Op, PAD};
use super::scalar::unescaped;
use super::{Answer, Backend, FastPlan, FastScratch, Reason, Stop};
use crate::guess::Glance;

/// How much is read at once.
const BLOCK: usize = 1 << 20;

/// How far a member's name may be away from what is read.
const IN_SIGHT: usize = 64 << 10;

/// The most that is held of one element, or of what stands around the list. A larger one is left to the full pass.
const MOST: usize = 16 << 20;

/// How far the elements of an array have been judged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Elements {
    /// Where to go on.
    pub(crate) at: usize,
    /// How many there were.
    pub(crate) count: u64,
    /// Whether an element came last, so that a comma or the end must follow.
    pub(crate) after_one: bool,
    pub(crate) depth: u32,
    /// Whether the array is closed; `at` is behind its bracket then.
    pub(crate) is_done: bool,
}

/// What was read and not yet judged, followed by zeros.
struct Window<R> {
    input: R,
    /// How much is read at once.
    block: usize,
    bytes: Vec<u8>,
    /// How many bytes of the input it holds.
    len: usize,
    /// How many bytes were judged and dropped.
    dropped: usize,
    at_end: bool,
}

impl<R: Read> Window<R> {
    fn new(input: R, block: usize) -> Self {
        Self { input, block, bytes: vec![0; PAD], len: 0, dropped: 0, at_end: false }
    }

    /// Drops what was judged, up to `at`, and reads on. False where that was no UTF-8, or too much would have to be
    /// held.
    fn advance(&mut self, at: usize) -> io::Result<bool> {
        if simdutf8::basic::from_utf8(&self.bytes[..at]).is_err() {
            return Ok(false);
        }
        self.bytes.truncate(self.len);
        self.bytes.drain(..at);
        self.dropped += at;
        let held = self.bytes.len();
        if held > MOST {
            return Ok(false);
        }
        let wanted = self.block.max(held);
        (&mut self.input).take(wanted as u64).read_to_end(&mut self.bytes)?;
        self.at_end = self.bytes.len() < held + wanted;
        self.len = self.bytes.len();
        self.bytes.resize(self.len + PAD, 0);
        Ok(true)
    }
}

impl<'r> FastPlan<'r> {
    /// Judges a payload while it is read, in memory that does not grow with it, where the schema's outermost array
    /// stands alone or is a member of the outermost object. Answers as [`FastPlan::judge`] does.
    ///
    /// # Errors
    /// The input can't be read.
    pub fn judge_stream(&self, input: impl Read, scratch: &mut FastScratch<'r>) -> io::Result<Answer> {
        self.judge_blocks(input, BLOCK, scratch)
    }

    fn judge_blocks(
        &self,
        input: impl Read,
        block: usize,
        scratch: &mut FastScratch<'r>,
    ) -> io::Result<Answer> {
        let mut window = Window::new(input, block);
        let done = self.stream(&mut window, scratch)?;
        let dropped = window.dropped;
        Ok(match done {
            Ok(()) => Answer::Clean,
            Err(Stop { at, reason: Reason::Unsure }) => Answer::Unsure { at: dropped + at },
            Err(Stop { at, .. }) => Answer::Broken { at: dropped + at },
        })
    }

    fn stream<R: Read>(
        &self,
        window: &mut Window<R>,
        scratch: &mut FastScratch<'r>,
    ) -> io::Result<Result<(), Stop>> {
        if !window.advance(0)? {
            return Ok(unsure(0));
        }
        let root = self.plan.nodes[0];
        let mut start = space(&window.bytes, 0);
        while start == window.len && !window.at_end {
            if !window.advance(start)? {
                return Ok(unsure(0));
            }
            start = space(&window.bytes, 0);
        }
        let done = match (root.op, window.bytes[start]) {
            (Op::Array, b'[') => self.list(window, root, start + 1, 1, scratch)?,
            (Op::Object, b'{') => self.object(window, root, start + 1, scratch)?,
            _ => Err(Stop { at: start, reason: Reason::Unsure }),
        };
        let mut at = match done {
            Ok(at) => at,
            Err(stop) => return Ok(Err(stop)),
        };
        // Nothing may follow but white space.
        loop {
            at = space(&window.bytes, at);
            if at < window.len {
                return Ok(Err(Stop { at, reason: Reason::Syntax }));
            }
            if window.at_end {
                let is_text = simdutf8::basic::from_utf8(&window.bytes[..window.len]).is_ok();
                return Ok(if is_text { Ok(()) } else { unsure(0) });
            }
            if !window.advance(at)? {
                return Ok(unsure(0));
            }
            at = 0;
        }
    }

    /// The elements of an array from behind its bracket; returns the place behind the closing one.
    fn list<R: Read>(
        &self,
        window: &mut Window<R>,
        node: Node,
        at: usize,
        depth: u32,
        scratch: &mut FastScratch<'r>,
    ) -> io::Result<Result<usize, Stop>> {
        let array = &self.plan.arrays[node.arg as usize];
        if array.unique.is_some() {
            return Ok(unsure(at).map(|()| 0));
        }
        let mut state = Elements { at, count: 0, after_one: false, depth, is_done: false };
        loop {
            let here = (window.len, window.at_end);
            let judged = match self.backend {
                #[cfg(target_arch = "x86_64")]
                Backend::Avx2 => {
                    let judge = super::avx2::whole_elements;
                    judge(&self.plan, &window.bytes, array.items, here, state, &mut scratch.0)
                }
                Backend::Portable => {
                    let judge = super::portable::whole_elements;
                    judge(&self.plan, &window.bytes, array.items, here, state, &mut scratch.0)
                }
            };
            state = match judged {
                Ok(state) => state,
                Err(stop) => return Ok(Err(stop)),
            };
            if state.is_done {
                let fits = (array.min..=array.max).contains(&state.count);
                return Ok(if fits {
                    Ok(state.at)
                } else {
                    Err(Stop { at: state.at, reason: Reason::Schema })
                });
            }
            if !window.advance(state.at)? {
                return Ok(unsure(state.at).map(|()| 0));
            }
            state.at = 0;
        }
    }

    /// The members of the outermost object from behind its bracket. Those that are no lists must lie whole in what
    /// is held.
    fn object<R: Read>(
        &self,
        window: &mut Window<R>,
        node: Node,
        mut at: usize,
        scratch: &mut FastScratch<'r>,
    ) -> io::Result<Result<usize, Stop>> {
        let object: &ObjectPlan = &self.plan.objects[node.arg as usize];
        if object.is_wide || object.more.is_some() {
            return Ok(unsure(at).map(|()| 0));
        }
        let mut seen = 0u64;
        let mut is_first = true;
        loop {
            // A name and the start of its value are short: with this much in sight they are there.
            while !window.at_end && window.len - at < IN_SIGHT {
                if !window.advance(at)? {
                    return Ok(unsure(at).map(|()| 0));
                }
                at = 0;
            }
            let text = &window.bytes;
            let mut i = space(text, at);
            match text[i] {
                b'}' => {
                    let has_all = seen & object.required[0] == object.required[0];
                    let reason = Reason::Schema;
                    return Ok(if has_all { Ok(i + 1) } else { Err(Stop { at: i, reason }) });
                }
                b',' if !is_first => i = space(text, i + 1),
                b'"' if is_first => {}
                _ => return Ok(unsure(i).map(|()| 0)),
            }
            if text[i] != b'"' {
                return Ok(unsure(i).map(|()| 0));
            }
            let Some(end) = text[i + 1..window.len].iter().position(|byte| matches!(byte, b'"' | b'\\'))
            else {
                return Ok(unsure(i).map(|()| 0));
            };
            let name = &text[i + 1..i + 1 + end];
            let colon = space(text, i + 2 + end);
            let property =
                object.find(&unescaped(name)).filter(|_| text[i + 1 + end] == b'"' && text[colon] == b':');
            let Some(property) = property.map(|idx| object.properties[idx]) else {
                return Ok(unsure(i).map(|()| 0));
            };
            if seen >> property.bit & 1 == 1 {
                return Ok(unsure(i).map(|()| 0));
            }
            seen |= 1 << property.bit;
            is_first = false;
            let start = space(text, colon + 1);
            let done = if property.node.op == Op::Array && text[start] == b'[' {
                self.list(window, property.node, start + 1, 2, scratch)?
            } else {
                // Only lists are judged while they are read.
                unsure(start).map(|()| 0)
            };
            match done {
                Ok(behind) => at = behind,
                Err(stop) => return Ok(Err(stop)),
            }
        }
    }
}

fn unsure(at: usize) -> Result<(), Stop> {
    Err(Stop { at, reason: Reason::Unsure })
}

fn space(text: &[u8], mut at: usize) -> usize {
    while matches!(text[at], b' ' | b'\n' | b'\r' | b'\t') {
        at += 1;
    }
    at
}

impl Glance {
    /// What the first bytes of a payload show that goes on behind them; `None` where they are no JSON.
    pub fn of_start(bytes: &[u8]) -> Option<Self> {
        let text = super::Padded::new(bytes.to_vec());
        let mut names = Vec::new();
        let kind = match Backend::detect() {
            #[cfg(target_arch = "x86_64")]
            Backend::Avx2 => super::avx2::kind_and_names(text.padded(), &mut names),
            Backend::Portable => super::portable::kind_and_names(text.padded(), &mut names),
        };
        let first = text.padded()[space(text.padded(), 0)];
        let kind = kind.ok().or(match first {
            b'{' => Some(Kind::Object),
            b'[' => Some(Kind::Array),
            _ => None,
        })?;
        Some(Self::new(kind, names))
    }
}

#[cfg(test)]
mod tests {
    use openapi_source::Pointer;
    use openapi_spec::Resource;

    use super::super::Padded;
    use super::*;
    use crate::checker::Validator;

    const ITEM: &str = r#"{"type": "object", "required": ["n"], "additionalProperties": false,
        "properties": {"n": {"type": ["integer", "string", "null"]}, "l": {"type": "array", "maxItems": 2}}}"#;

    const TEXTS: &[&str] = &[
        "[]",
        " [ ] \n",
        r#"[{"n":1}]"#,
        r#"[{"n":1},{"n":"é😀"} , {"n":null,"l":[1,[2,{"x":"]}"}]]}]   "#,
        r#"[{"n":12345678901234567}]"#,
        r#"[{"n":1},]"#,
        r#"[{"n":1}{"n":2}]"#,
        r#"[,{"n":1}]"#,
        r#"[{"n":1},{"m":2}]"#,
        r#"[{"n":1},{"n":1.5}]"#,
        r#"[{"n":1},{"n":1,"n":2}]"#,
        r#"[{"n":1}"#,
        r#"[{"n":1}] x"#,
        r#"[{"n":"\ud83d\ude00"}]"#,
        "[{\"n\":\"\u{0}\"}]",
        "",
        "[",
        "12",
    ];

    fn check(schema: &str, wrap: impl Fn(&str) -> String) {
        let (resource, findings) = Resource::load("s.json", schema.as_bytes());
        assert!(findings.is_empty());
        let resource = resource.unwrap();
        let validator = Validator::new(&resource).unwrap();
        let plan = || validator.fast_plan(&Pointer::root()).unwrap().unwrap();
        let mut clean = 0;
        for plan in [plan(), plan().without_simd()] {
            let mut scratch = plan.scratch();
            for text in TEXTS.iter().map(|text| wrap(text)) {
                let whole = plan.judge(&Padded::new(text.clone().into()), &mut scratch);
                for block in [1, 2, 3, 5, 8, 13, 1000] {
                    let streamed = plan.judge_blocks(text.as_bytes(), block, &mut scratch).unwrap();
                    assert_eq!(streamed == Answer::Clean, whole == Answer::Clean, "{text:?} by {block}");
                }
                clean += usize::from(whole == Answer::Clean);
            }
        }
        assert!(clean >= 10, "{clean}");
    }

    #[test]
    fn a_list_read_in_pieces_is_what_it_is_whole() {
        check(&format!(r#"{{"type": "array", "items": {ITEM}}}"#), ToOwned::to_owned);
    }

    #[test]
    fn a_list_in_an_object_too() {
        let schema = format!(
            r#"{{"type": "object", "required": ["list"],
                "properties": {{"list": {{"type": "array", "items": {ITEM}}}, "more": {{"type": "array", "items": {{}}}}}}}}"#
        );
        check(&schema, |text| format!(r#" {{"list" : {text}, "more": []}} "#));
        check(&schema, |text| format!(r#"{{"more":[],"list":{text}}}"#));
    }

    #[test]
    fn bytes_that_are_no_text_are_not_clean() {
        let schema = format!(r#"{{"type": "array", "items": {ITEM}}}"#);
        let resource = Resource::load("s.json", schema.as_bytes()).0.unwrap();
        let validator = Validator::new(&resource).unwrap();
        let plan = validator.fast_plan(&Pointer::root()).unwrap().unwrap();
        for block in [1, 4, 1000] {
            let bytes = b"[{\"n\":\"\xE9\"}]";
            let answer = plan.judge_blocks(&bytes[..], block, &mut plan.scratch()).unwrap();
            assert_ne!(answer, Answer::Clean);
        }
    }
}
