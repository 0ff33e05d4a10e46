//! A reader of YAML 1.2 (core schema) into the same tree as JSON.

mod faults;
mod scalar;

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, Tag};

use crate::decode::{Format, decode};
use crate::fault::{Faults, Stop};
use crate::json::overflow;
use crate::tree::{Content, TreeBuilder};
use crate::{Limits, Parsed, Span};
use scalar::{Plain, Tagged};

/// Reads one YAML 1.2 document with its core schema. The name is what findings show.
///
/// Plain scalars are typed by their text as YAML 1.2.2, section 10.3.2 says: `NO`, `yes` and `on` are
/// strings, `0777` is the integer 777. Keys that are numbers, booleans or null become their text, since
/// member names are strings (`200:` in a map of responses). A merge key `<<` is of YAML 1.1 and is a
/// member like any other here. Aliases share the node of their anchor, within limits.
pub fn parse_yaml(name: &str, bytes: &[u8], limits: &Limits) -> Parsed {
    let decoded = decode(name, bytes, limits, Format::Yaml, crate::Origin::default());
    let source = decoded.source;
    let mut reader = Reader {
        text: source.text(),
        builder: TreeBuilder::new(source.clone()),
        faults: decoded.faults,
        limits,
        anchors: HashMap::new(),
        open: Vec::new(),
        content_end: 0,
        alias_values: 0,
    };
    let outcome = decoded.outcome.and_then(|()| reader.stream());
    let Reader { builder, faults, .. } = reader;
    Parsed { tree: outcome.ok().and_then(|()| builder.finish()), faults: faults.into_sorted(), source }
}

struct Reader<'t> {
    text: &'t str,
    builder: TreeBuilder,
    faults: Faults,
    limits: &'t Limits,
    /// By the parser's number of the anchor.
    anchors: HashMap<usize, Anchor>,
    open: Vec<Open>,
    /// Where the last content that was read ends; block collections end there.
    content_end: u32,
    /// How many values aliases stand for so far.
    alias_values: u64,
}

/// A collection being read.
struct Open {
    cell: u32,
    anchor: usize,
    is_mapping: bool,
    /// Whether a key comes next.
    expects_key: bool,
    /// What is known of the size so far.
    size: Size,
}

/// How large a value is once aliases are followed.
#[derive(Debug, Clone, Copy)]
struct Size {
    /// How many values, itself included; a long text counts for several.
    values: u64,
    /// How many levels of collections.
    height: u32,
}

impl Size {
    /// A scalar, or a key: one value, and one more for every 64 bytes, so that repeating a long text is dear too.
    fn scalar(text_len: u64) -> Self {
        Self { values: 1 + text_len / 64, height: 0 }
    }
}

/// What an anchor names.
#[derive(Debug, Clone, Copy)]
enum Anchor {
    /// A collection not yet closed, so that an alias to it has no end.
    Open { start: u32 },
    /// A collection.
    Collection { cell: u32, size: Size },
    /// A scalar: the cell of its value unless it is a key, and its text and type for where it is used
    /// otherwise than it stands.
    Scalar { cell: Option<u32>, text: Content, typed: Typed, size: Size },
}

/// A scalar with its type.
#[derive(Debug, Clone, Copy)]
enum Typed {
    Null,
    Boolean(bool),
    Number(Content),
    Text(Content),
    Invalid,
}

impl Reader<'_> {
    fn stream(&mut self) -> Result<(), Stop> {
        let nesting = self.limits.depth as usize + 1;
        let mut options = granit_parser::options! {
            flow_nesting_limit: nesting,
            block_nesting_limit: nesting,
            emit_unresolved_aliases: true,
        };
        options.set_emit_comments(false);
        let mut documents = 0;
        for next in Parser::new_from_str_with_options(self.text, options) {
            let (event, place) = match next {
                Ok(next) => next,
                Err(error) => {
                    return Err(self.faults.stop(faults::scan_error(&error, self.text, self.limits)));
                }
            };
            let span =
                place.byte_range().map_or(Span::at(0), |range| Span::from_usize(range.start, range.end));
            match event {
                Event::DocumentStart(..) => {
                    documents += 1;
                    if documents > 1 {
                        return self.faults.push(faults::second_document(span));
                    }
                }
                Event::Scalar(text, style, anchor, tag) => {
                    let tag = tag.as_deref().map(|tag| (tag, tag_span(&place, span)));
                    self.scalar(&text, style, anchor, tag, span)?;
                }
                Event::SequenceStart(_, anchor, tag) => {
                    self.check_collection_tag(tag.as_deref(), "seq", tag_span(&place, span))?;
                    self.start(span, anchor, false)?;
                }
                Event::MappingStart(_, anchor, tag) => {
                    self.check_collection_tag(tag.as_deref(), "map", tag_span(&place, span))?;
                    self.start(span, anchor, true)?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.end(span)?,
                Event::Alias(anchor) => self.alias(span, anchor)?,
                Event::UnresolvedAlias(_) => self.unknown_alias(span)?,
                _ => {}
            }
        }
        if documents == 0 {
            return Err(self.faults.stop(faults::empty()));
        }
        Ok(())
    }

    /// Notes that a node was read, and returns whether it is a key.
    fn take_turn(&mut self) -> bool {
        match self.open.last_mut() {
            Some(open) if open.is_mapping => {
                let is_key = open.expects_key;
                open.expects_key = !is_key;
                is_key
            }
            _ => false,
        }
    }

    /// Adds a value to the size of the collection that it is in.
    fn grow(&mut self, size: Size) {
        if let Some(open) = self.open.last_mut() {
            open.size.values = open.size.values.saturating_add(size.values);
            open.size.height = open.size.height.max(size.height + 1);
        }
    }

    fn start(&mut self, span: Span, anchor: usize, is_mapping: bool) -> Result<(), Stop> {
        if self.take_turn() {
            return Err(self.faults.stop(faults::key(span)));
        }
        if self.open.len() >= self.limits.depth as usize {
            return Err(self.faults.stop(faults::depth(span, self.limits.depth)));
        }
        let cell = if is_mapping {
            self.builder.open_object(span.start)
        } else {
            self.builder.open_array(span.start)
        };
        if anchor != 0 {
            self.anchors.insert(anchor, Anchor::Open { start: span.start });
        }
        self.content_end = self.content_end.max(span.end);
        self.open.push(Open {
            cell,
            anchor,
            is_mapping,
            expects_key: true,
            size: Size { values: 1, height: 1 },
        });
        Ok(())
    }

    fn end(&mut self, span: Span) -> Result<(), Stop> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        // A block collection has no bracket at its end: the event stands where the next token does.
        if span.end > span.start {
            self.content_end = span.end;
        }
        if open.anchor != 0 {
            let closed = Anchor::Collection { cell: open.cell, size: open.size };
            self.anchors.insert(open.anchor, closed);
        }
        self.grow(open.size);
        for repeated in self.builder.close(self.content_end) {
            self.faults.push(faults::duplicate_key(repeated, self.text))?;
        }
        Ok(())
    }

    fn alias(&mut self, span: Span, anchor: usize) -> Result<(), Stop> {
        let is_key = self.take_turn();
        self.content_end = span.end;
        match self.anchors.get(&anchor).copied() {
            Some(Anchor::Scalar { text, size, .. }) if is_key => {
                self.count_alias(span, size)?;
                self.builder.string_of(span, text);
            }
            _ if is_key => return Err(self.faults.stop(faults::key(span))),
            Some(Anchor::Open { start }) => {
                let alias = self.slice(span);
                return Err(self.faults.stop(faults::endless_alias(span, alias, start)));
            }
            Some(Anchor::Scalar { cell, typed, size, .. }) => {
                self.count_alias(span, size)?;
                match cell {
                    Some(cell) => self.builder.alias(span, cell),
                    None => self.put(span, typed),
                };
            }
            Some(Anchor::Collection { cell, size }) => {
                self.count_alias(span, size)?;
                self.builder.alias(span, cell);
            }
            None => self.unknown(span, false)?,
        }
        Ok(())
    }

    /// Adds what an alias stands for, if limits allow it.
    fn count_alias(&mut self, span: Span, size: Size) -> Result<(), Stop> {
        self.alias_values = self.alias_values.saturating_add(size.values);
        if self.alias_values > self.limits.expanded_nodes {
            return Err(self.faults.stop(faults::alias_bomb(span, self.limits.expanded_nodes)));
        }
        if self.open.len() + size.height as usize > self.limits.depth as usize {
            return Err(self.faults.stop(faults::depth(span, self.limits.depth)));
        }
        self.grow(size);
        Ok(())
    }

    fn unknown_alias(&mut self, span: Span) -> Result<(), Stop> {
        let is_key = self.take_turn();
        self.content_end = span.end;
        self.unknown(span, is_key)
    }

    fn unknown(&mut self, span: Span, is_key: bool) -> Result<(), Stop> {
        if is_key {
            self.builder.string(span, span);
        } else {
            self.builder.invalid(span);
            self.grow(Size::scalar(0));
        }
        self.faults.push(faults::unknown_alias(span, self.slice(span)))
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<(&Tag, Span)>,
        span: Span,
    ) -> Result<(), Stop> {
        let is_key = self.take_turn();
        let span = self.trimmed(span);
        self.content_end = self.content_end.max(span.end);
        // The parser stands `~` in for a value that is not there.
        let text = if style == ScalarStyle::Plain && span.start == span.end { "" } else { text };
        let content = self.content(text, style, span);
        let size = Size::scalar(text.len() as u64);
        self.grow(size);
        if is_key {
            self.builder.string_of(span, content);
        }
        if is_key && anchor == 0 {
            return Ok(());
        }
        let typed = self.typed(text, content, style, tag, span)?;
        let cell = (!is_key).then(|| self.put(span, typed));
        if anchor != 0 {
            let scalar = Anchor::Scalar { cell, text: content, typed, size };
            self.anchors.insert(anchor, scalar);
        }
        Ok(())
    }

    fn put(&mut self, span: Span, typed: Typed) -> u32 {
        match typed {
            Typed::Null => self.builder.null(span),
            Typed::Boolean(value) => self.builder.boolean(span, value),
            Typed::Number(literal) => self.builder.number_of(span, literal),
            Typed::Text(content) => self.builder.string_of(span, content),
            Typed::Invalid => self.builder.invalid(span),
        }
    }

    /// Where the content of a scalar stands in the text as it is; else it is kept beside the text.
    fn content(&mut self, text: &str, style: ScalarStyle, span: Span) -> Content {
        let quotes = match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => 1,
            _ => 0,
        };
        let inner = Span::new(span.start + quotes, span.end.saturating_sub(quotes).max(span.start + quotes));
        if self.slice(inner) == text {
            Content::Slice(inner)
        } else {
            Content::Kept(self.builder.keep(text.to_owned()))
        }
    }

    /// The type of a scalar by its tag, or else by its text.
    fn typed(
        &mut self,
        text: &str,
        content: Content,
        style: ScalarStyle,
        tag: Option<(&Tag, Span)>,
        span: Span,
    ) -> Result<Typed, Stop> {
        let untagged = match style {
            ScalarStyle::Plain => scalar::plain(text),
            _ => Plain::Text,
        };
        let meaning = match tag {
            None => untagged,
            Some((tag, tag_span)) => match scalar::tagged(tag, text) {
                Tagged::As(meaning) => meaning,
                Tagged::Wrong => {
                    self.faults.push(faults::wrong_tag(tag_span, &tag.original()))?;
                    untagged
                }
                Tagged::Unknown => {
                    self.faults.push(faults::unknown_tag(tag_span, &tag.original()))?;
                    untagged
                }
            },
        };
        Ok(match meaning {
            Plain::Null => Typed::Null,
            Plain::Boolean(value) => Typed::Boolean(value),
            Plain::Text => Typed::Text(content),
            Plain::Integer(Cow::Borrowed(_)) | Plain::Float(Cow::Borrowed(_)) => Typed::Number(content),
            Plain::Integer(Cow::Owned(literal)) | Plain::Float(Cow::Owned(literal)) => {
                Typed::Number(Content::Kept(self.builder.keep(literal)))
            }
            Plain::NonFinite => {
                self.faults.push(faults::non_finite(span, text))?;
                Typed::Invalid
            }
            Plain::Overflow => {
                self.faults.push(overflow(span, text))?;
                Typed::Invalid
            }
        })
    }

    fn check_collection_tag(&mut self, tag: Option<&Tag>, expected: &str, span: Span) -> Result<(), Stop> {
        match tag {
            None => Ok(()),
            Some(tag) if tag.original() == "!" || tag.core_suffix() == Some(expected) => Ok(()),
            Some(tag) if tag.core_suffix().is_some() => {
                self.faults.push(faults::wrong_tag(span, &tag.original()))
            }
            Some(tag) => self.faults.push(faults::unknown_tag(span, &tag.original())),
        }
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// The span without the whitespace that a block scalar ends with.
    fn trimmed(&self, span: Span) -> Span {
        let len = self.slice(span).trim_end_matches([' ', '\t', '\r', '\n']).len();
        Span::new(span.start, span.start + u32::try_from(len).unwrap_or(0))
    }
}

/// Where the tag of a node stands, or else the node.
fn tag_span(place: &granit_parser::Span, node: Span) -> Span {
    place
        .tag_span()
        .and_then(|span| span.byte_range())
        .map_or(node, |range| Span::from_usize(range.start, range.end))
}
