//! Which files the arguments name: files, folders with all payloads in them, and glob patterns.

use std::fs;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::format::InputFormat;
use crate::output::Failure;

/// Folders inside of each other beyond this are not entered.
const MAX_DEPTH: usize = 64;

/// The most files that are taken.
const MAX_FILES: usize = 100_000;

/// What to leave out of folders and patterns; what is named itself is always taken.
pub(crate) struct Excluded(GlobSet);

impl Excluded {
    /// Patterns against paths as they are found, or against the name of a file or folder alone.
    ///
    /// # Errors
    /// A pattern that is none.
    pub(crate) fn new(patterns: &[String]) -> Result<Self, Failure> {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            set.add(glob(pattern)?);
        }
        set.build().map(Self).map_err(|error| Failure::Usage(error.to_string()))
    }

    fn excludes(&self, path: &Path) -> bool {
        let name = path.file_name().map(Path::new);
        self.0.is_match(path) || name.is_some_and(|name| self.0.is_match(name))
    }
}

/// The inputs that the arguments name, in their order, those of a folder or pattern sorted by name; none twice.
///
/// # Errors
/// A folder that can't be read, a pattern that is none or that nothing fits.
pub(crate) fn expand(arguments: &[String], excluded: &Excluded) -> Result<Vec<String>, Failure> {
    let mut inputs: Vec<String> = Vec::new();
    for argument in arguments {
        let path = Path::new(argument);
        let found = if argument == "-" || path.is_file() {
            vec![argument.clone()]
        } else if path.is_dir() {
            let files = walk(path, excluded, &|file| {
                file.to_str().is_some_and(|name| InputFormat::of_name(name).is_some())
            })?;
            if files.is_empty() {
                let hint = "it holds no file named like a payload (json, ndjson, csv, tsv, yaml, xlsx)";
                return Err(Failure::Usage(format!("nothing to lint in {argument}: {hint}")));
            }
            files
        } else if argument.contains(['*', '?', '[', '{']) && !path.exists() {
            let matcher = glob(argument)?.compile_matcher();
            let files = walk(&base(argument), excluded, &|file| matcher.is_match(file))?;
            if files.is_empty() {
                return Err(Failure::Usage(format!("no file fits the pattern {argument}")));
            }
            files
        } else {
            // Reading it will say what is wrong with it.
            vec![argument.clone()]
        };
        for input in found {
            if !inputs.contains(&input) || input == "-" {
                inputs.push(input);
            }
        }
    }
    if inputs.iter().filter(|input| *input == "-").count() > 1 {
        return Err(Failure::Usage("standard input (`-`) can be read only once".to_owned()));
    }
    Ok(inputs)
}

fn glob(pattern: &str) -> Result<Glob, Failure> {
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .map_err(|error| Failure::Usage(format!("the pattern {pattern} can't be used: {}", error.kind())))
}

/// The folder in which everything lies that a pattern can fit.
fn base(pattern: &str) -> PathBuf {
    let is_plain =
        |part: &std::path::Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']);
    let plain: PathBuf = Path::new(pattern).components().take_while(is_plain).collect();
    if plain.as_os_str().is_empty() { PathBuf::from(".") } else { plain }
}

/// The files below a folder that are wanted, sorted. Hidden files and folders are passed over; links to folders are not
/// followed, so that there is no way in a circle.
fn walk(folder: &Path, excluded: &Excluded, wanted: &dyn Fn(&Path) -> bool) -> Result<Vec<String>, Failure> {
    let unreadable = |path: &Path, source| Failure::Read { file: path.display().to_string(), source };
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|source| unreadable(&folder, source))? {
            let entry = entry.map_err(|source| unreadable(&folder, source))?;
            let path = entry.path();
            let path = path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
            if entry.file_name().as_encoded_bytes().starts_with(b".") || excluded.excludes(&path) {
                continue;
            }
            let kind = entry.file_type().map_err(|source| unreadable(&path, source))?;
            if kind.is_dir() && depth < MAX_DEPTH {
                folders.push((path, depth + 1));
            } else if !kind.is_dir() && path.is_file() && wanted(&path) {
                let Ok(name) = path.clone().into_os_string().into_string() else {
                    let hint =
                        "its name is not Unicode; name it by a pattern of its folder after renaming it";
                    return Err(Failure::Usage(format!("{} can't be linted: {hint}", path.display())));
                };
                found.push(name);
            }
        }
        if found.len() > MAX_FILES {
            let folder = folder.display();
            return Err(Failure::Usage(format!("more than {MAX_FILES} files, up to {folder}; name fewer")));
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        for file in ["b/y.csv", "b/x.json", "b/.git/z.json", "b/notes.txt", "a.ndjson", "b/c/d.yaml"] {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::write(path, "").expect("written");
        }
        dir
    }

    fn expanded(dir: &Path, arguments: &[&str], excluded: &[&str]) -> Vec<String> {
        let root = dir.to_str().expect("text");
        let arguments: Vec<String> = arguments.iter().map(|it| format!("{root}/{it}")).collect();
        let excluded: Vec<String> = excluded.iter().map(|it| (*it).to_owned()).collect();
        let excluded = Excluded::new(&excluded).expect("patterns");
        let found = expand(&arguments, &excluded).expect("they expand");
        found.iter().map(|it| it.strip_prefix(&format!("{root}/")).unwrap_or(it).to_owned()).collect()
    }

    #[test]
    fn folders_and_patterns_become_files() {
        let dir = tree();
        assert_eq!(expanded(dir.path(), &["b"], &[]), ["b/c/d.yaml", "b/x.json", "b/y.csv"]);
        assert_eq!(expanded(dir.path(), &["b"], &["*.csv", "c"]), ["b/x.json"]);
        assert_eq!(expanded(dir.path(), &["b/*.json", "**/*.csv"], &[]), ["b/x.json", "b/y.csv"]);
        assert_eq!(expanded(dir.path(), &["b/x.json", "b"], &[]), ["b/x.json", "b/c/d.yaml", "b/y.csv"]);
        // What is named itself is taken whatever it is called.
        assert_eq!(expanded(dir.path(), &["b/notes.txt"], &["*.txt"]), ["b/notes.txt"]);
    }

    #[test]
    fn what_fits_nothing_is_said() {
        let dir = tree();
        let argument = format!("{}/*.xml", dir.path().display());
        let error = expand(&[argument], &Excluded::new(&[]).expect("none")).expect_err("nothing fits");
        assert!(error.to_string().starts_with("no file fits the pattern "), "{error}");
        assert!(Excluded::new(&["[".to_owned()]).is_err());
    }
}
