//! HTML, read as a browser reads it.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use serde_json::Value;

use crate::sample::{Formats, report};

/// Elements with their depth, attributes and those values that name something; code is left out, which texts may set
/// apart more or less of.
#[derive(Default)]
struct Page {
    structure: Vec<String>,
    comments: usize,
    scripts: Vec<String>,
}

impl Page {
    fn read(html: &str) -> Self {
        let dom = parse_document(RcDom::default(), ParseOpts::default())
            .from_utf8()
            .read_from(&mut html.as_bytes())
            .expect("bytes are read");
        let mut page = Self::default();
        page.walk(&dom.document, 0);
        page
    }

    fn walk(&mut self, node: &Handle, depth: usize) {
        match &node.data {
            NodeData::Element { name, attrs, .. } if &*name.local != "code" => {
                let mut attributes: Vec<String> = attrs
                    .borrow()
                    .iter()
                    .map(|attribute| match &*attribute.name.local {
                        name @ ("id" | "class" | "content" | "type") => format!("{name}={}", attribute.value),
                        name => name.to_owned(),
                    })
                    .collect();
                attributes.sort();
                self.structure.push(format!("{depth} {} {}", name.local, attributes.join(" ")));
                if &*name.local == "script" {
                    self.scripts.push(text(node));
                }
            }
            NodeData::Comment { .. } => self.comments += 1,
            _ => {}
        }
        for child in node.children.borrow().iter() {
            self.walk(child, depth + 1);
        }
    }
}

fn text(node: &Handle) -> String {
    let children = node.children.borrow();
    children
        .iter()
        .map(|child| match &child.data {
            NodeData::Text { contents } => contents.borrow().to_string(),
            _ => String::new(),
        })
        .collect()
}

pub(crate) fn check(formats: &Formats) {
    let harmless = Page::read(&Formats::new(&report("harmless"), false).html);
    let page = Page::read(&formats.html);
    assert_eq!(page.structure, harmless.structure, "{}", formats.html);
    assert_eq!(page.comments, 0);
    let [data, script] = &page.scripts[..] else { panic!("{} scripts", page.scripts.len()) };
    assert_eq!(Some(script), harmless.scripts.get(1), "the script is ours");
    let data: Value = serde_json::from_str(data).expect("data is JSON");
    assert_eq!(data["findings"].as_array().map(Vec::len), Some(3));
}
