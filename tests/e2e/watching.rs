//! `--watch`: linted again when something changes, ended by an interruption.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use securegate_tests::{binary, run};

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(120);

struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(dir: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(binary())
            .args(["lint", "--watch"])
            .args(arguments)
            .current_dir(dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let (sender, lines) = channel();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().expect("piped")), Box::new(child.stderr.take().expect("piped"))];
        for stream in streams {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        Self { child, lines }
    }

    /// Waits for a line with this in it, and for the end of that run; the two come by streams of their own.
    #[track_caller]
    fn until(&self, expected: &str) {
        let mut seen = String::new();
        let (mut is_there, mut is_done) = (false, false);
        while !(is_there && is_done) {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    is_there |= line.contains(expected);
                    is_done |= line.contains("watching for changes");
                    seen += &(line + "\n");
                }
                Err(error) => panic!("no `{expected}` ({error}) in\n{seen}"),
            }
        }
    }

    #[cfg(unix)]
    fn interrupt(mut self) -> Option<i32> {
        let interrupt = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        assert!(interrupt.expect("kill starts").success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn changes_of_inputs_and_configuration_are_seen() {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("written");
    write("a.json", "[1,]");
    let watch = Watch::start(dir.path(), &["a.json", "--select=json"]);
    watch.until("1 error in 1 file");
    write("a.json", "[1]");
    watch.until("no findings in 1 file");
    // An editor that saves by renaming.
    write("new", "[1,,2]");
    fs::rename(dir.path().join("new"), dir.path().join("a.json")).expect("renamed");
    watch.until("1 error in 1 file");
    fs::remove_file(dir.path().join("a.json")).expect("removed");
    watch.until("failed to read a.json");
    write("a.json", "[1,,2]");
    watch.until("1 error in 1 file");
    write("securegate.toml", "severity = { json = 'warning' }\n");
    watch.until("1 warning in 1 file");
    write("securegate.toml", "severity = { json = 'warn' }\n");
    watch.until("there is no word `warn` here");
    write("securegate.toml", "");
    watch.until("1 error in 1 file");
    assert_eq!(watch.interrupt(), Some(1), "the exit code of the last time");
}

#[test]
fn standard_input_can_not_be_watched() {
    let refused = run(Path::new("."), ["lint", "-", "--watch"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("standard input can't be watched"), "{}", refused.shown());
}
