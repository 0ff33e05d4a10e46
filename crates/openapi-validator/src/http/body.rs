//! The body of a request or response: which media type describes it, and how it is read.

use openapi_findings::Severity;
use openapi_source::{Message, Pointer, Source};
use openapi_spec::MediaType;

use super::carried::Carried;
use super::form::FormReader;
use super::media::{Form, Media, choose};
use super::multipart;
use super::report::{Report, Words};
use super::side::{Side, TextFormat};
use super::url::whole;
use super::wants::Wants;
use crate::guess::Direction;
use crate::shape::Shapes;

/// A body as it was sent.
pub(super) struct Body<'b> {
    /// What findings call it.
    pub(super) name: String,
    pub(super) bytes: &'b [u8],
    pub(super) headers: &'b [(&'b str, &'b str)],
}

impl<'b> Body<'b> {
    fn header(&self, wanted: &str) -> Option<&'b str> {
        self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
    }
}

/// The names of the rules about bodies, by direction.
struct Rules {
    missing_type: &'static str,
    unknown_type: &'static str,
}

const REQUEST: Rules =
    Rules { missing_type: "request/missing-content-type", unknown_type: "request/unknown-content-type" };
const RESPONSE: Rules =
    Rules { missing_type: "response/missing-content-type", unknown_type: "response/unknown-content-type" };

/// Judges a body that is there. `holder` is the object of the document with the `content` that describes it.
pub(super) fn check<'d>(
    side: &Side<'d>,
    body: &Body<'_>,
    content: &[MediaType],
    holder: &Pointer,
    report: &mut Report<'d>,
) {
    let mut check = Check { side, body, holder, report };
    let Some((media, actual)) = check.describe(content) else { return };
    if check.is_encoded() {
        return;
    }
    check.read(&media, &actual);
}

struct Check<'c, 'd> {
    side: &'c Side<'d>,
    body: &'c Body<'c>,
    holder: &'c Pointer,
    report: &'c mut Report<'d>,
}

impl Check<'_, '_> {
    fn rules(&self) -> &'static Rules {
        match self.side.direction {
            Direction::Request => &REQUEST,
            Direction::Response => &RESPONSE,
        }
    }

    /// The entry of `content` that describes the body, and the media type of the body.
    fn describe(&mut self, content: &[MediaType]) -> Option<(MediaType, Media)> {
        if content.is_empty() {
            self.report.not_checked(&self.body.name, "the document describes no media type for it");
            return None;
        }
        let Some(sent) = self.body.header("content-type").filter(|sent| !sent.is_empty()) else {
            return self.assume(content);
        };
        let actual = Media::parse(sent);
        if let Some(actual) = actual
            && let Some(media) = choose(content, &actual)
        {
            return Some((media.clone(), actual));
        }
        let names = listed(content);
        let source = Source::new(format!("{}: header \"Content-Type\"", self.body.name), sent);
        let words = Words {
            rule: self.rules().unknown_type,
            severity: Severity::Error,
            message: Message::new("the body is sent as ")
                .value(sent)
                .text(", but the document describes only ")
                .message(names.clone()),
            help: match self.side.direction {
                Direction::Request => Message::new("send ").message(names),
                Direction::Response => Message::new("the server should answer in a type that is described"),
            },
        };
        self.report.add_whole(words, &source, Some(&self.holder.member("content")));
        self.report.not_checked(&self.body.name, "the document does not describe a body of its media type");
        None
    }

    /// Without a `Content-Type`, the recipient may look at the data (RFC 9110, section 8.3): the only media type that
    /// is described, or JSON if it is among them and the body starts like it.
    fn assume(&mut self, content: &[MediaType]) -> Option<(MediaType, Media)> {
        let first = self.body.bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        let looks_like_json = first.is_some_and(|byte| b"{[\"-0123456789tfn".contains(byte));
        let json = || content.iter().find(|media| media.is_json()).filter(|_| looks_like_json);
        let assumed = match content {
            [only] if !only.name.contains('*') => Some(only),
            _ => json(),
        };
        let source = Source::new(format!("{}: headers", self.body.name), "");
        let words = Words {
            rule: self.rules().missing_type,
            severity: Severity::Warning,
            message: Message::new("there is a body, but no ")
                .code("Content-Type")
                .text(" header tells what it is (RFC 9110, section 8.3)"),
            help: Message::new("send ").code("Content-Type").text(" with ").message(listed(content)),
        };
        self.report.add_whole(words, &source, Some(&self.holder.member("content")));
        let Some(media) = assumed else {
            self.report.not_checked(&self.body.name, "nothing tells its media type");
            return None;
        };
        let name = if media.name.contains('*') { "application/json" } else { media.name.as_str() };
        Some((media.clone(), Media::parse(name)?))
    }

    /// Whether the body is compressed. What recorded it may have decompressed it and kept the header, and then it is
    /// text; compressed data never is.
    fn is_encoded(&mut self) -> bool {
        let encoding = self.body.header("content-encoding").unwrap_or_default();
        let is_plain = encoding.split(',').all(|one| {
            let one = one.trim();
            one.is_empty() || one.eq_ignore_ascii_case("identity")
        });
        if is_plain || is_text(self.body.bytes) {
            return false;
        }
        let reason = Message::new("it is encoded as ").value(encoding).text(", which is not undone here");
        self.report.not_checked(&self.body.name, reason);
        true
    }

    fn read(&mut self, media: &MediaType, actual: &Media) {
        let name = self.body.name.as_str();
        if self.body.bytes.len() > self.side.limits.bytes {
            return self.report.not_checked(name, "it is larger than the limit");
        }
        match actual.form() {
            Form::Json => self.tree(media, TextFormat::Json),
            Form::Yaml => self.tree(media, TextFormat::Yaml),
            Form::Opaque => {
                let reason = Message::new("a body of the type ")
                    .value(actual.essence.as_str())
                    .text(" is not looked into");
                self.report.not_checked(name, reason);
            }
            form => {
                let Some(schema) = &media.schema else { return self.no_schema() };
                let text = match form {
                    Form::Multipart => Ok(multipart::text_of(self.body.bytes)),
                    _ => decoded(self.body.bytes, actual.parameter("charset")),
                };
                let source = match text {
                    Ok(text) => Source::new(name, text),
                    Err(reason) => return self.report.not_checked(name, reason),
                };
                match (form, actual.parameter("boundary")) {
                    (Form::Multipart, Some(boundary)) if !boundary.is_empty() => {
                        FormReader::new(self.side, media, schema, &source, self.report).multipart(boundary);
                    }
                    (Form::Multipart, _) => self.no_boundary(&source),
                    (Form::UrlEncoded, _) => {
                        FormReader::new(self.side, media, schema, &source, self.report).url_encoded();
                    }
                    _ if !self.takes_text(schema) => {
                        let reason = Message::new("a text of the type ")
                            .value(actual.essence.as_str())
                            .text(" is not taken apart, as its schema would need");
                        self.report.not_checked(name, reason);
                    }
                    _ => {
                        let text = source.text();
                        let value = Carried::Text { text: text.to_owned(), at: whole(text) };
                        let found = self.side.judge_carried(schema, &[value], &source, &Pointer::root());
                        self.report.extend(found);
                    }
                }
            }
        }
    }

    /// Whether a schema has room for what a text as a whole can be.
    fn takes_text(&self, schema: &Pointer) -> bool {
        let mut shapes = Shapes::new(self.side.document.resource());
        let shape = shapes.of(schema);
        Wants::of(&shapes, shape).has_scalar()
    }

    fn tree(&mut self, media: &MediaType, format: TextFormat) {
        if let Some(schema) = &media.schema
            && format == TextFormat::Json
            && self.side.is_clean(schema, self.body.bytes)
        {
            return;
        }
        let (tree, found) = self.side.read(&self.body.name, self.body.bytes, format);
        self.report.extend(found);
        match (tree, &media.schema) {
            (Some(tree), Some(schema)) => {
                self.report.extend(self.side.judge(schema, &tree, &Pointer::root()));
            }
            (Some(_), None) => self.no_schema(),
            (None, _) => {}
        }
    }

    fn no_schema(&mut self) {
        self.report.not_checked(&self.body.name, "the document describes no schema for it");
    }

    fn no_boundary(&mut self, source: &Source) {
        let rule = match self.side.direction {
            Direction::Request => "request/malformed-form",
            Direction::Response => "response/malformed-form",
        };
        let words = Words {
            rule,
            severity: Severity::Error,
            message: Message::new("the type ")
                .code("multipart/form-data")
                .text(" has no ")
                .code("boundary")
                .text(", so the parts can't be told apart (RFC 2046, section 5.1.1)"),
            help: Message::new("let the HTTP library set the header together with the body"),
        };
        self.report.add(words, source, openapi_source::Span::at(0), None);
    }
}

fn listed(content: &[MediaType]) -> Message {
    let mut out = Message::default();
    for media in content.iter().take(8) {
        if !out.is_empty() {
            out = out.text(", ");
        }
        out = out.code(media.name.as_str());
    }
    out
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes)
        .is_ok_and(|text| !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')))
}

/// The text of a body by its charset, UTF-8 where none is named.
fn decoded(bytes: &[u8], charset: Option<&str>) -> Result<String, &'static str> {
    match charset.map(str::to_ascii_lowercase).as_deref() {
        None | Some("utf-8" | "utf8" | "us-ascii" | "ascii") => {
            String::from_utf8(bytes.to_vec()).map_err(|_| "it is not UTF-8")
        }
        // Latin-1 is the first 256 code points.
        Some("iso-8859-1" | "latin1") => Ok(bytes.iter().copied().map(char::from).collect()),
        Some(_) => Err("its charset is not one that is read here"),
    }
}
