//! Where the text leaves the grammar: what is plainly meant is read on, all else stops the reader.

use super::string::is_curly_quote;
use super::{Next, Reader, faults, guess, number, token};
use crate::fault::Stop;
use crate::{Fault, FaultKind, Message, Repair, Span};

impl Reader<'_> {
    /// Reads what stands where a value should and does not begin like one.
    #[cold]
    pub(super) fn odd_value(&mut self) -> Result<Next, Stop> {
        let Some(c) = self.text[self.pos..].chars().next() else {
            return Err(self.truncated());
        };
        let in_object = self.builder.innermost().map(|(_, in_object)| in_object);
        match c {
            '\'' => self.single_quoted()?,
            c if is_curly_quote(c) => self.curly_quoted()?,
            '+' | '.' => self.odd_number()?,
            ',' | '}' | ']' if in_object == Some(true) => {
                self.builder.invalid(Span::from_usize(self.pos, self.pos));
                let message = Message::new("a value is missing before ").code(c);
                self.faults.push(faults::syntax(
                    self.char_span(),
                    message,
                    "write the value, or remove the member",
                ))?;
            }
            ',' if in_object == Some(false) => return self.extra_comma(),
            ',' | '}' | ']' => return Err(self.unexpected("a value")),
            ':' | '=' if in_object == Some(true) => {
                let span = self.char_span();
                self.pos += 1;
                let message = Message::new("").code(c).text(" is one too many");
                let fault = faults::syntax(span, message, "remove it");
                self.faults.push(fault.with_repair(Repair::guess("remove it").edit(span, "")))?;
                return Ok(Next::Value);
            }
            _ => self.bare_value()?,
        }
        Ok(Next::Separator)
    }

    /// Reads a value without quotes.
    fn bare_value(&mut self) -> Result<(), Stop> {
        let start = self.pos;
        let mut end = start + token::bare_len(&self.text[start..]);
        // A quote right after it closes what no quote opened.
        if self.bytes.get(end) == Some(&b'"') {
            end += 1;
        }
        let word = &self.text[start..end];
        let span = Span::from_usize(start, end);
        if end == self.text.len() && self.builder.depth() > 0 {
            return Err(self.truncated());
        }
        if number::is_non_finite(word) {
            self.builder.invalid(span);
            self.pos = end;
            return self.faults.push(number::non_finite(span, word));
        }
        let meant = match word {
            "True" | "TRUE" => "true",
            "False" | "FALSE" => "false",
            "None" | "NONE" | "Null" | "NULL" | "nil" | "undefined" => "null",
            _ if self.builder.depth() == 0 => return Err(self.not_json()),
            _ => "",
        };
        match meant {
            "true" | "false" => self.builder.boolean(span, meant == "true"),
            "null" if word != "undefined" => self.builder.null(span),
            _ => self.builder.invalid(span),
        };
        self.pos = end;
        if self.faults.has_in(FaultKind::InvalidUtf8, span) {
            return Ok(());
        }
        let help = if meant.is_empty() {
            Message::new("put it in double quotes if it is text")
        } else {
            Message::new("write ").code(meant)
        };
        let message = if meant.is_empty() {
            Message::new("").value(word).text(" is not a value in JSON")
        } else {
            Message::new("")
                .code(word)
                .text(" is not JSON, whose words are ")
                .code("true")
                .text(", ")
                .code("false")
                .text(" and ")
                .code("null")
        };
        let repair = if meant.is_empty() {
            // What would have to be escaped is hardly meant as it stands.
            let is_plain = !word.contains(|c: char| c.is_control() || matches!(c, '"' | '\\' | '\'' | '`'));
            let repair = Repair::guess("put it in double quotes");
            is_plain.then(|| repair.edit(Span::at(span.start), "\"").edit(Span::at(span.end), "\""))
        } else {
            let words = Message::new("write ").code(meant);
            let repair = if word == "undefined" { Repair::guess(words) } else { Repair::safe(words) };
            Some(repair.edit(span, meant))
        };
        self.faults.push(faults::syntax(span, message, help).with_repair(repair))
    }

    /// A text that does not begin like JSON.
    pub(super) fn not_json(&mut self) -> Stop {
        let rest = &self.text[self.pos..];
        let len = token::bare_len(rest);
        let message = Message::new("the text begins with ").value(&rest[..len]).text(", which is not JSON");
        let span = Span::from_usize(self.pos, self.pos + len);
        // Comments before it are fine in what it may be instead.
        self.faults.forget_all(FaultKind::Comment);
        self.faults.stop(faults::syntax(span, message, guess::other_format(rest)))
    }

    /// Reads a name that is not in double quotes.
    #[cold]
    pub(super) fn odd_name(&mut self) -> Result<(), Stop> {
        let rest = &self.text[self.pos..];
        let Some(c) = rest.chars().next() else {
            return Err(self.truncated());
        };
        if c == '\'' {
            return self.single_quoted();
        }
        if is_curly_quote(c) {
            return self.curly_quoted();
        }
        let len = token::identifier_len(rest);
        let after = rest[len..].trim_start_matches([' ', '\t']);
        if len > 0 && after.starts_with([':', '=']) {
            let span = self.take(len);
            self.builder.string(span, span);
            return self.faults.push_habit("unquoted names", faults::unquoted_name(span, &rest[..len]));
        }
        if len == rest.len() {
            return Err(self.truncated());
        }
        Err(self.unexpected("a name in double quotes"))
    }

    /// Goes on after a name that no colon follows.
    #[cold]
    pub(super) fn missing_colon(&mut self, name_end: usize) -> Result<Next, Stop> {
        let Some(byte) = self.peek() else {
            return Err(self.truncated());
        };
        if let Some(stop) = self.after_broken_string(name_end) {
            return Err(stop);
        }
        let gap = Span::from_usize(name_end, name_end);
        let message =
            Message::new("expected ").code(":").text(" after the name, as between every name and its value");
        match byte {
            b'=' => {
                let len = 1 + usize::from(self.bytes.get(self.pos + 1) == Some(&b'>'));
                let span = self.take(len);
                let help = Message::new("write ")
                    .code(":")
                    .text(" in place of ")
                    .code(&self.text[self.pos - len..self.pos]);
                let repair = Repair::guess("write a colon").edit(span, ":");
                self.faults.push(faults::syntax(span, message, help).with_repair(repair))?;
                Ok(Next::Value)
            }
            b',' | b'}' => {
                self.builder.invalid(gap);
                self.faults.push(faults::syntax(gap, message, "add a value"))?;
                Ok(Next::Separator)
            }
            // A quote right after the name may as well belong to it.
            _ if self.starts_value() && (self.pos > name_end || !matches!(byte, b'"' | b'\'')) => {
                let fault = faults::syntax(gap, message, Message::new("add ").code(":"));
                self.faults.push(fault.with_repair(Repair::guess("add a colon").edit(gap, ":")))?;
                Ok(Next::Value)
            }
            _ => Err(self.unexpected_after(name_end, "`:` after the name")),
        }
    }

    /// Goes on after a value that neither a comma nor the right closing bracket follows.
    #[cold]
    pub(super) fn missing_comma(&mut self, value_end: usize, in_object: bool) -> Result<Next, Stop> {
        let Some(byte) = self.peek() else {
            return Err(self.truncated());
        };
        if let Some(stop) = self.after_broken_string(value_end) {
            return Err(stop);
        }
        let next = if in_object { Next::Name } else { Next::Value };
        let message = Message::new("expected ").code(",").text(" between this and what follows");
        if byte == b';' {
            let span = self.take(1);
            let help = Message::new("write ").code(",").text(" in place of ").code(";");
            let repair = Repair::guess("write a comma").edit(span, ",");
            self.faults.push(faults::syntax(span, message, help).with_repair(repair))?;
            return Ok(next);
        }
        if self.starts_next(value_end, in_object) {
            let gap = Span::from_usize(value_end, value_end);
            let fault = faults::syntax(gap, message, Message::new("add ").code(","));
            self.faults.push(fault.with_repair(Repair::guess("add a comma").edit(gap, ",")))?;
            return Ok(next);
        }
        let expected = if in_object { "`,` or `}`" } else { "`,` or `]`" };
        Err(self.unexpected_after(value_end, expected))
    }

    /// Whether a value begins here.
    fn starts_value(&self) -> bool {
        matches!(self.peek(), Some(b'"' | b'\'' | b'{' | b'[' | b'-' | b'0'..=b'9'))
            || ["true", "false", "null"].iter().any(|word| self.word(word))
    }

    /// Whether another member, or element, begins here. Right after a string a quote may as well belong
    /// to its text (`"a "b" c"`), so what it opens must then end like a member or an element.
    fn starts_next(&self, value_end: usize, in_object: bool) -> bool {
        let is_adjacent = self.pos == value_end && self.bytes[value_end - 1] == b'"';
        let rest = &self.text[self.pos..];
        if in_object {
            let len = match self.peek() {
                Some(b'"' | b'\'') if !is_adjacent => return true,
                Some(quote @ (b'"' | b'\'')) => rest[1..].find(char::from(quote)).map_or(0, |len| len + 2),
                _ => token::identifier_len(rest),
            };
            return len > 0 && rest[len..].trim_start().starts_with(':');
        }
        if !is_adjacent {
            return self.starts_value();
        }
        let Some(len) = rest.strip_prefix('"').and_then(|inner| inner.find('"')) else {
            return self.starts_value();
        };
        len > 0 && rest[len + 2..].trim_start().starts_with([',', ']'])
    }

    /// If the token that ends here is a string over several lines, then its quote was forgotten.
    fn after_broken_string(&mut self, end: usize) -> Option<Stop> {
        let string = self.broken_string.filter(|string| string.end == end)?;
        Some(self.forgotten_quote(string))
    }

    /// Steps over a comma where a value or a name should stand.
    pub(super) fn extra_comma(&mut self) -> Result<Next, Stop> {
        let span = self.take(1);
        let message = Message::new("there is nothing before this ").code(",");
        let fault = faults::syntax(span, message, "remove it, or add what is missing");
        self.faults.push(fault.with_repair(Repair::guess("remove the comma").edit(span, "")))?;
        Ok(Next::AfterComma(self.pos - 1))
    }

    /// Notes a comma before a closing bracket.
    pub(super) fn trailing_comma(&mut self, comma: usize) -> Result<Next, Stop> {
        let message = Message::new("JSON has no ")
            .code(",")
            .text(" before a closing bracket, and strict readers refuse it");
        let span = Span::from_usize(comma, comma + 1);
        let fault = Fault::new(FaultKind::TrailingComma, span, message).with_help("remove it");
        self.faults.push(fault.with_repair(Repair::safe("remove the comma").edit(span, "")))?;
        Ok(Next::Separator)
    }

    /// What stands here, for a message.
    fn found(&self) -> String {
        self.text[self.pos..].chars().next().map_or_else(String::new, String::from)
    }

    fn unexpected(&mut self, expected: &str) -> Stop {
        self.unexpected_after(usize::MAX, expected)
    }

    /// Stops at a character that the grammar does not allow; `token_end` is where the token before ends.
    fn unexpected_after(&mut self, token_end: usize, expected: &str) -> Stop {
        let found = self.found();
        let is_bracket = matches!(found.as_str(), "}" | "]");
        let message = Message::new(format!("expected {expected}, found "));
        let message = if found.chars().all(|c| c.is_ascii_punctuation()) {
            message.code(&found)
        } else {
            message.value(&found)
        };
        let after_string = token_end == self.pos && self.bytes.get(token_end.wrapping_sub(1)) == Some(&b'"');
        let help = match (found.as_str(), after_string) {
            ("}" | "]", _) if self.builder.depth() == 0 => Message::new(
                "no bracket is open here: remove it, or see whether the beginning of the text is missing",
            ),
            ("}" | "]", _) => {
                Message::new("close the brackets in the order in which they open, the last one first")
            }
            (":", _) => Message::new("put members in an object: `{` before the first, `}` after the last"),
            (_, true) => Message::new("if the quote before it belongs to the text, write ").code("\\\""),
            _ => Message::new("see whether a quote, a comma or a bracket is missing before it"),
        };
        let span = self.char_span();
        let mut fault = faults::syntax(span, message, help);
        if let (true, Some((opened, in_object))) = (is_bracket, self.builder.innermost()) {
            let what = if in_object { "the object opens here" } else { "the array opens here" };
            fault = fault.with_related(Span::new(opened, opened + 1), what);
        }
        self.faults.stop(fault)
    }
}
