//! `securegate.toml`: what a folder of payloads is linted with. The command line wins over it.

mod effective;
mod place;
mod show;

pub(crate) use effective::{Effective, Given, effective};
pub(crate) use show::{schema, show};

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use globset::{GlobBuilder, GlobMatcher};
use openapi_findings::{Place, Severity, Suppress};
use openapi_source::Source;
use schemars::JsonSchema;
use securegate_rules::{Payload, RuleSet};
use serde::Deserialize;
use serde_json::Value;

use crate::cli::DirectionArg;
use crate::lookup::{all_rules, unknown_rule};
use crate::output::Failure;
use crate::reports::ReportFormat;
use place::{Step, complaint, span_of};

/// The name of the file, looked for in a payload's folder and those above it.
pub(crate) const NAME: &str = "securegate.toml";

/// What a file that is no longer than an honest one may take, in bytes.
const LONGEST: u64 = 4 << 20;

/// The settings of the payloads in a folder and below it. Whatever the command line says wins over them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Config {
    /// The OpenAPI document, from this file's folder; default: the built-in one of the Securegate API.
    pub(crate) spec: Option<String>,
    /// Only findings of these rules or groups count; default: all.
    pub(crate) select: Option<Vec<String>>,
    /// Findings of these rules or groups don't count.
    pub(crate) ignore: Option<Vec<String>>,
    /// How much findings of a rule or group matter, in the place of what they would.
    pub(crate) severity: BTreeMap<String, Level>,
    /// Options of rules, a table for each rule.
    pub(crate) rules: BTreeMap<String, BTreeMap<String, Value>>,
    /// What is different for some files. Of several that fit, the last says what is left open by none after it.
    pub(crate) per_file: Vec<PerFile>,
    /// Findings that someone accepts, each with a reason.
    pub(crate) suppress: Vec<Suppress>,
    /// The file of findings that were there when the tool was introduced, from this file's folder.
    pub(crate) baseline: Option<String>,
    /// Files and folders that are left out of folders and patterns.
    pub(crate) exclude: Vec<String>,
    /// How to report on standard output.
    pub(crate) format: Option<ReportFormat>,
    /// Whether warnings fail the run too.
    pub(crate) deny_warnings: Option<bool>,
}

/// What is different for some files.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PerFile {
    /// Which: patterns of paths from this file's folder; a pattern without a slash fits names in any folder.
    #[serde(deserialize_with = "some_files")]
    #[schemars(length(min = 1))]
    pub(crate) files: Vec<String>,
    /// Only findings of these rules or groups count, in the place of what the file says for all.
    #[serde(default)]
    pub(crate) select: Option<Vec<String>>,
    /// Findings of these rules or groups don't count, in the place of what the file says for all.
    #[serde(default)]
    pub(crate) ignore: Option<Vec<String>>,
    /// How much findings of a rule or group matter, beside what the file says for all.
    #[serde(default)]
    pub(crate) severity: BTreeMap<String, Level>,
    /// Check as a body of this operation.
    #[serde(default)]
    pub(crate) op: Option<String>,
    /// Check as a request or as a response.
    #[serde(default)]
    pub(crate) direction: Option<DirectionArg>,
}

fn some_files<'de, D: serde::Deserializer<'de>>(files: D) -> Result<Vec<String>, D::Error> {
    let files = Vec::deserialize(files)?;
    if files.is_empty() { Err(serde::de::Error::custom("`files` names none")) } else { Ok(files) }
}

/// How much findings matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    /// Not at all: as if ignored.
    Off,
    /// Something to know.
    Info,
    /// Fails only where warnings are denied.
    Warning,
    /// Fails.
    Error,
}

impl Level {
    /// `None` for off.
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }

    /// As it is written.
    pub(crate) fn name(self) -> &'static str {
        self.severity().map_or("off", Severity::name)
    }
}

/// A configuration that was read.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// As it is shown: a path.
    pub(crate) name: String,
    /// The folder that it is about.
    folder: PathBuf,
    source: Source,
    pub(crate) config: Config,
    /// The patterns of each of `per_file`.
    patterns: Vec<Vec<Pattern>>,
    excluded: Vec<Pattern>,
}

/// A pattern of files.
#[derive(Debug)]
struct Pattern {
    matcher: GlobMatcher,
    /// Whether it is about the name alone.
    is_of_name: bool,
}

impl Pattern {
    fn new(pattern: &str) -> Result<Self, String> {
        let is_of_name = !pattern.contains('/');
        let glob =
            GlobBuilder::new(pattern.strip_prefix("./").unwrap_or(pattern)).literal_separator(true).build();
        let glob =
            glob.map_err(|error| format!("the pattern `{pattern}` can't be used: {}", error.kind()))?;
        Ok(Self { matcher: glob.compile_matcher(), is_of_name })
    }

    fn fits(&self, path: &Path) -> bool {
        let name = path.file_name().map(Path::new).filter(|_| self.is_of_name);
        self.matcher.is_match(name.unwrap_or(path))
    }
}

impl Loaded {
    /// Reads one.
    ///
    /// # Errors
    /// It can't be read, or says something that means nothing; with line and column.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let failed = |source| Failure::Read { file: name.clone(), source };
        if fs::metadata(path).map_err(failed)?.len() > LONGEST {
            return Err(Failure::Usage(format!("{name} is longer than {LONGEST} bytes")));
        }
        let text = fs::read_to_string(path).map_err(failed)?;
        let folder = std::path::absolute(path).map_err(failed)?.parent().map(Path::to_owned);
        Self::new(name, folder.unwrap_or_default(), text)
    }

    fn new(name: String, folder: PathBuf, text: String) -> Result<Self, Failure> {
        let source = Source::new(name.as_str(), text);
        let config: Config =
            toml::from_str(source.text()).map_err(|error| place::refusal(&source, &error))?;
        let mut loaded = Self { name, folder, source, config, patterns: Vec::new(), excluded: Vec::new() };
        loaded.check()?;
        Ok(loaded)
    }

    /// Holds what it says against the rules that there are.
    fn check(&mut self) -> Result<(), Failure> {
        let source = self.source.clone();
        let at =
            |path: &[Step<'_>], message: String| complaint(&source, span_of(source.text(), path), &message);
        let rules = all_rules();
        let known = |name: &str| {
            let is_known = rules.iter().any(|rule| rule.name == name || rule.group() == name);
            if is_known { Ok(()) } else { Err(unknown_rule(name)) }
        };
        let list = |names: Option<&Vec<String>>, path: &[Step<'_>]| {
            for (idx, name) in names.into_iter().flatten().enumerate() {
                let path: Vec<Step<'_>> = path.iter().copied().chain([Step::Item(idx)]).collect();
                known(name).map_err(|message| at(&path, message))?;
            }
            Ok::<(), Failure>(())
        };
        let levels = |levels: &BTreeMap<String, Level>, path: &[Step<'_>]| {
            for name in levels.keys() {
                let path: Vec<Step<'_>> = path.iter().copied().chain([Step::Key(name)]).collect();
                known(name).map_err(|message| at(&path, message))?;
            }
            Ok::<(), Failure>(())
        };
        let config = &self.config;
        list(config.select.as_ref(), &[Step::Key("select")])?;
        list(config.ignore.as_ref(), &[Step::Key("ignore")])?;
        levels(&config.severity, &[Step::Key("severity")])?;
        for (rule, options) in &config.rules {
            let path = [Step::Key("rules"), Step::Key(rule)];
            known(rule).map_err(|message| at(&path, message))?;
            let table = Value::Object(options.clone().into_iter().collect());
            RuleSet::new(Payload::Guests, &BTreeMap::from([(rule.clone(), table)]), &|_| false)
                .map_err(|error| at(&path, error.to_string()))?;
        }
        for (idx, part) in config.per_file.iter().enumerate() {
            let key = |key| [Step::Key("per-file"), Step::Item(idx), Step::Key(key)];
            list(part.select.as_ref(), &key("select"))?;
            list(part.ignore.as_ref(), &key("ignore"))?;
            levels(&part.severity, &key("severity"))?;
            let patterns: Result<_, _> = part.files.iter().map(|pattern| Pattern::new(pattern)).collect();
            self.patterns.push(patterns.map_err(|message| at(&key("files"), message))?);
        }
        for (idx, entry) in config.suppress.iter().enumerate() {
            let path = [Step::Key("suppress"), Step::Item(idx), Step::Key("rule")];
            known(&entry.rule).map_err(|message| at(&path, message))?;
        }
        let excluded: Result<_, _> = config.exclude.iter().map(|pattern| Pattern::new(pattern)).collect();
        self.excluded = excluded.map_err(|message| at(&[Step::Key("exclude")], message))?;
        Ok(())
    }

    /// Those of `per-file` that are about a file, the first first, each with its number.
    fn parts(&self, file: &Path) -> impl Iterator<Item = (usize, &PerFile)> {
        let path = self.inner(file);
        let patterns = self.patterns.iter().zip(&self.config.per_file).enumerate();
        patterns
            .filter(move |(_, (patterns, _))| patterns.iter().any(|pattern| pattern.fits(&path)))
            .map(|(idx, (_, part))| (idx, part))
    }

    /// Whether a file that was found in a folder, or by a pattern, is to be left out.
    pub(crate) fn excludes(&self, file: &str) -> bool {
        let path = self.inner(Path::new(file));
        // A folder takes with it what is in it.
        path.ancestors()
            .filter(|path| !path.as_os_str().is_empty())
            .any(|path| self.excluded.iter().any(|pattern| pattern.fits(path)))
    }

    /// The path of a file from the folder that this is about.
    fn inner(&self, file: &Path) -> PathBuf {
        let path = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        path.strip_prefix(&self.folder).map_or_else(|_| path.clone(), Path::to_owned)
    }

    /// What it accepts, each with its place here.
    pub(crate) fn suppressions(&self) -> Vec<(Suppress, Place)> {
        let entries = self.config.suppress.iter().enumerate();
        entries
            .map(|(idx, entry)| {
                let path = [Step::Key("suppress"), Step::Item(idx), Step::Key("rule")];
                (entry.clone(), Place::new(&self.source, span_of(self.source.text(), &path)))
            })
            .collect()
    }

    /// A path that it names, seen from where the program runs.
    fn resolved(&self, path: &str) -> String {
        let inner = self.folder.join(path);
        let here = std::env::current_dir().ok();
        let short = here.and_then(|here| inner.strip_prefix(here).map(Path::to_owned).ok());
        short.unwrap_or(inner).display().to_string()
    }

    /// `FILE:LINE` of a key.
    fn origin(&self, path: &[Step<'_>]) -> String {
        let line = self.source.position(span_of(self.source.text(), path).start).line;
        format!("{}:{line}", self.name)
    }
}

/// Which configuration to use.
#[derive(Debug, Clone)]
pub(crate) enum Lookup {
    /// The one that is nearest above each payload.
    Nearest,
    /// This one for all.
    Named(PathBuf),
    /// None.
    Isolated,
}

/// Finds the configuration of each payload, reading each file once.
#[derive(Debug)]
pub(crate) struct Finder {
    lookup: Lookup,
    /// By folder.
    found: HashMap<PathBuf, Option<Rc<Loaded>>>,
}

impl Finder {
    pub(crate) fn new(lookup: Lookup) -> Self {
        Self { lookup, found: HashMap::new() }
    }

    /// The configuration for a file, or for standard input (`-`), which counts as a file of the folder where the program
    /// runs.
    ///
    /// # Errors
    /// It can't be read, or makes no sense.
    pub(crate) fn find(&mut self, file: &str) -> Result<Option<Rc<Loaded>>, Failure> {
        let path = match &self.lookup {
            Lookup::Isolated => return Ok(None),
            Lookup::Named(path) => {
                let path = path.clone();
                if let Some(found) = self.found.get(&path) {
                    return Ok(found.clone());
                }
                let loaded = Some(Rc::new(Loaded::read(&path)?));
                self.found.insert(path, loaded.clone());
                return Ok(loaded);
            }
            Lookup::Nearest => std::path::absolute(if file == "-" { "x" } else { file }),
        };
        let Some(folder) = path.ok().and_then(|path| path.parent().map(Path::to_owned)) else {
            return Ok(None);
        };
        self.above(&folder)
    }

    fn above(&mut self, folder: &Path) -> Result<Option<Rc<Loaded>>, Failure> {
        let mut passed = Vec::new();
        let mut found = None;
        for folder in folder.ancestors() {
            if let Some(known) = self.found.get(folder) {
                found.clone_from(known);
                break;
            }
            passed.push(folder.to_owned());
            let path = folder.join(NAME);
            if path.is_file() {
                let here = std::env::current_dir().unwrap_or_default();
                let shown = path.strip_prefix(here).map_or(path.as_path(), |inner| inner);
                found = Some(Rc::new(Loaded::read(shown)?));
                break;
            }
        }
        for folder in passed {
            self.found.insert(folder, found.clone());
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
