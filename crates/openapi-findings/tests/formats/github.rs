//! Workflow commands, read as the runner of GitHub Actions reads them.

use openapi_source::escape_controls;

use crate::sample::Formats;

/// A command: its name, its properties and its message, unescaped.
struct Command {
    name: String,
    properties: Vec<(String, String)>,
    message: String,
}

#[track_caller]
fn read(line: &str) -> Command {
    let rest = line.strip_prefix("::").expect("a line is a command");
    let (head, message) = rest.split_once("::").expect("the head ends");
    let (name, properties) = head.split_once(' ').expect("it has properties");
    let unescape = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",");
        text.replace("%25", "%")
    };
    let properties = properties
        .split(',')
        .map(|property| property.split_once('=').expect("name and value"))
        .map(|(name, value)| (name.to_owned(), unescape(value)))
        .collect();
    Command { name: name.to_owned(), properties, message: unescape(message) }
}

pub(crate) fn check(formats: &Formats, text: &str) {
    let commands: Vec<Command> = formats.github.split_terminator('\n').map(read).collect();
    let names: Vec<&str> = commands.iter().map(|command| command.name.as_str()).collect();
    assert_eq!(names, ["error", "error", "warning", "notice", "notice"]);
    let found = &commands[1];
    let names: Vec<&str> = found.properties.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.first().zip(names.last()), Some((&"file", &"title")));
    assert!(names.iter().all(|name| ["file", "line", "col", "endLine", "endColumn", "title"].contains(name)));
    assert_eq!(found.properties[0].1, escape_controls(text));
    assert!(found.message.starts_with("prose "), "{}", found.message);
    assert_eq!(found.message.matches('\n').count(), 1, "message and help");
}
