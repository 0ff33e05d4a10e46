//! Whole processes, from start to exit: our command line against the least that a user would write, and against
//! tools that happen to be installed.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use openapi_spec::Document;

use crate::data::{self, Style};
use crate::peers;

/// Adds the tables, that of other tools only if asked to.
pub fn whole(
    document: &Document,
    with_others: bool,
    out: &mut String,
) -> Result<(), Box<dyn std::error::Error>> {
    let Some(ours) = std::env::var_os("SECUREGATE_BINARY").map(PathBuf::from) else {
        let _ =
            writeln!(out, "\nWhole processes were not run: `cargo xtask bench` builds the binary for it.");
        return Ok(());
    };
    let minimal = std::env::current_exe()?.with_file_name("minimal");
    let dir = std::env::temp_dir().join(format!("securegate-bench-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    let write = |name: &str, bytes: &[u8]| -> std::io::Result<String> {
        let path = dir.join(name);
        std::fs::write(&path, bytes)?;
        Ok(path.to_string_lossy().into_owned())
    };
    let list_schema = write("list.json", &serde_json::to_vec(&peers::schema(document, crate::LIST))?)?;
    let invite_schema = write("invite.json", &serde_json::to_vec(&peers::schema(document, crate::INVITE))?)?;
    let small = write("small.payload.json", &data::list(2, Style::Compact, 0))?;
    let fewer = write("fewer.ndjson", &data::lines(FEWER, 0))?;
    let lines = write("million.ndjson", &data::lines(1_000_000, 0))?;
    let list = write("million.payload.json", &data::list(1_000_000, Style::Compact, 0))?;
    let response = |op: &str| {
        vec![
            "--op".to_owned(),
            op.to_owned(),
            "--direction".to_owned(),
            "response".to_owned(),
            "--status".to_owned(),
            "200".to_owned(),
        ]
    };
    let _ = writeln!(
        out,
        "\n### Whole processes, start to exit\n\n| work | ours, s | ours, MB | minimal program, s | its MB | ours is faster by |\n|---|--:|--:|--:|--:|--:|"
    );
    for (name, schema, file, op, by_line) in [
        ("one small response", &list_schema, &small, "get_invites", false),
        ("1,000,000 invites, one a line", &invite_schema, &lines, "get_invite", true),
        ("1,000,000 invites in one list", &list_schema, &list, "get_invites", false),
    ] {
        let mut arguments = vec!["lint".to_owned(), file.clone()];
        arguments.extend(response(op));
        let mut peer = vec![schema.clone(), file.clone()];
        if by_line {
            peer.push("--lines".to_owned());
        }
        let (mut mine, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..3 {
            mine.push(run(&ours, &arguments)?);
            theirs.push(run(&minimal, &peer)?);
        }
        let (mine, theirs) = (median(&mut mine), median(&mut theirs));
        let _ = writeln!(
            out,
            "| {name} | {:.3} | {} | {:.3} | {} | {:.1} |",
            mine.0,
            megabytes(mine.1),
            theirs.0,
            megabytes(theirs.1),
            theirs.0 / mine.0
        );
    }
    let mut arguments = vec!["lint".to_owned(), fewer.clone()];
    arguments.extend(response("get_invite"));
    let others =
        Others { ours: &ours, arguments: &arguments, schema: &invite_schema, lines: &fewer, dir: &dir };
    if with_others {
        others.run(out)?;
    }
    std::fs::remove_dir_all(&dir)?;
    Ok(())
}

/// How many lines slower tools get.
const FEWER: u64 = 100_000;

/// Reads a schema and lines, and says how many are invalid.
const AJV: &str = "
const [schema, lines] = process.argv.slice(-2), fs = require('fs');
let Ajv; try { Ajv = require('ajv/dist/2020') } catch { Ajv = require('ajv') }
const ajv = new (Ajv.default || Ajv)({ strict: false });
try { const formats = require('ajv-formats'); (formats.default || formats)(ajv) } catch {}
const validate = ajv.compile(JSON.parse(fs.readFileSync(schema)));
let invalid = 0;
for (const line of fs.readFileSync(lines, 'utf8').split('\\n'))
  if (line) { let ok = false; try { ok = validate(JSON.parse(line)) } catch {} if (!ok) invalid++ }
console.log(invalid + ' invalid');
";

/// As `AJV`; `fastjsonschema` knows drafts up to 7 only.
const FASTJSONSCHEMA: &str = "
import json, sys, fastjsonschema
schema = json.load(open(sys.argv[-2]))
schema['$schema'] = 'http://json-schema.org/draft-07/schema#'
validate = fastjsonschema.compile(schema)
invalid = 0
for line in open(sys.argv[-1], encoding='utf-8'):
    try: validate(json.loads(line))
    except Exception: invalid += 1
print(invalid, 'invalid')
";

/// As `AJV`; a `Struct` holds what the schema demands of types and of listed values.
const MSGSPEC: &str = "
import sys, datetime, msgspec
from typing import Literal, Optional
class Invite(msgspec.Struct, forbid_unknown_fields=True):
    first_name: str
    last_name: str
    email: str
    country_code: Literal['1', '44', '61', '91', '345']
    mobile_number: str
    authentication_method: Literal['QR Code', 'Biometric', 'Both']
    id: str
    event_id: str
    session_code: str
    session_id: str
    created_at: datetime.datetime
    updated_at: datetime.datetime
    image: Optional[str] = None
    last_seen: Optional[datetime.datetime] = None
    onyxplus_id: Optional[str] = None
    ticket_id: Optional[str] = None
    status: Optional[Literal['pending', 'sent', 'accepted', 'rejected']] = None
decoder = msgspec.json.Decoder(Invite)
invalid = 0
for line in open(sys.argv[-1], 'rb'):
    try: decoder.decode(line)
    except Exception: invalid += 1
print(invalid, 'invalid')
";

/// Tools that happen to be installed, on the same lines.
struct Others<'o> {
    ours: &'o Path,
    arguments: &'o [String],
    schema: &'o str,
    lines: &'o str,
    dir: &'o Path,
}

impl Others<'_> {
    fn run(&self, out: &mut String) -> Result<(), Box<dyn std::error::Error>> {
        let _ = writeln!(
            out,
            "\n### Other tools, start to exit, on {FEWER} invites, one a line\n\n| tool | s | ours, s | ours is faster by |\n|---|--:|--:|--:|"
        );
        let mut skipped = Vec::new();
        let script = |name: &str, text: &str| -> std::io::Result<String> {
            let path = self.dir.join(name);
            std::fs::write(&path, text)?;
            Ok(path.to_string_lossy().into_owned())
        };
        let data = [self.schema.to_owned(), self.lines.to_owned()];
        let with = |first: String| std::iter::once(first).chain(data.clone()).collect::<Vec<_>>();
        let ajv_version = "console.log(require('ajv/package.json').version)";
        let python =
            |module: &str| format!("import importlib.metadata as m, {module}; print(m.version('{module}'))");
        let tools = [
            ("ajv", "node", vec!["-e".to_owned(), ajv_version.to_owned()], with(script("ajv.cjs", AJV)?)),
            (
                "fastjsonschema",
                "python3",
                vec!["-c".to_owned(), python("fastjsonschema")],
                with(script("fastjsonschema_lines.py", FASTJSONSCHEMA)?),
            ),
            (
                "msgspec, which checks less",
                "python3",
                vec!["-c".to_owned(), python("msgspec")],
                with(script("msgspec_lines.py", MSGSPEC)?),
            ),
            (
                "sourcemeta `jsonschema validate --fast`",
                "jsonschema",
                // Another tool of the same name knows no such command.
                vec!["version".to_owned()],
                vec!["validate".to_owned(), data[0].clone(), data[1].clone(), "--fast".to_owned()],
            ),
        ];
        for (name, program, ask, arguments) in tools {
            let Some(version) = answer(program, &ask, self.dir) else {
                skipped.push(format!("{name} (`{program}` with it is not on PATH)"));
                continue;
            };
            let (mut mine, mut theirs) = (Vec::new(), Vec::new());
            for _ in 0..3 {
                mine.push(run(self.ours, self.arguments)?);
                match run(Path::new(program), &arguments) {
                    Ok(one) => theirs.push(one),
                    Err(reason) => {
                        skipped.push(format!("{name} {version} ({reason})"));
                        break;
                    }
                }
            }
            if theirs.len() < 3 {
                continue;
            }
            let (mine, theirs) = (median(&mut mine).0, median(&mut theirs).0);
            let _ = writeln!(out, "| {name} {version} | {theirs:.3} | {mine:.3} | {:.1} |", theirs / mine);
        }
        if !skipped.is_empty() {
            let _ = writeln!(out, "\nSkipped: {}.", skipped.join(", "));
        }
        Ok(())
    }
}

/// The first line that a program answers, if it is there and succeeds.
fn answer(program: &str, arguments: &[String], dir: &Path) -> Option<String> {
    let output =
        Command::new(program).args(arguments).current_dir(dir).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let first = text.lines().next()?.trim().to_owned();
    (output.status.success() && first.starts_with(|c: char| c.is_ascii_digit())).then_some(first)
}

fn megabytes(bytes: Option<u64>) -> String {
    bytes.map_or_else(|| "?".to_owned(), |bytes| (bytes / 1_000_000).to_string())
}

fn median(runs: &mut [(f64, Option<u64>)]) -> (f64, Option<u64>) {
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    runs[runs.len() / 2]
}

/// Runs a program; its seconds and, where the system tells, its peak memory in bytes.
fn run(program: &Path, arguments: &[String]) -> Result<(f64, Option<u64>), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let mut child =
        Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::inherit()).spawn()?;
    let mut peak = None;
    loop {
        // Linux keeps the high-water mark of a process for as long as it lives.
        if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", child.id())) {
            let kilobytes = status
                .lines()
                .find_map(|line| line.strip_prefix("VmHWM:"))
                .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok());
            peak = kilobytes.map(|kilobytes| kilobytes * 1024).or(peak);
        }
        if let Some(status) = child.try_wait()? {
            let seconds = start.elapsed().as_secs_f64();
            if !status.success() {
                return Err(format!("{} failed with {status}", program.display()).into());
            }
            return Ok((seconds, peak));
        }
        std::thread::sleep(std::time::Duration::from_micros(500));
    }
}
