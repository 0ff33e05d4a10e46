//! What to do to a folder so that it holds a package: decided here, done by whoever has the files.

use super::{LOCK, Lock, Package, PackageFile};
use crate::digest;

/// What to do to the folder. Nothing where all is as it should be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files to write. The lock is the last.
    pub write: Vec<PackageFile>,
    /// Files of an earlier run that are no longer made.
    pub delete: Vec<String>,
    /// Every file that is not what it would be, with the reasons.
    pub stale: Vec<Stale>,
    /// Those of them that are not as this command left them. What is planned would destroy what
    /// someone else wrote there.
    pub conflicts: Vec<Conflict>,
}

/// A file that is not what it would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// Relative to the folder.
    pub path: String,
    /// At least one.
    pub reasons: Vec<String>,
}

/// A file that this command did not write as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Relative to the folder.
    pub path: String,
    /// What is known about it.
    pub reason: &'static str,
}

const EDITED: &str = "it was edited by hand";
const FOREIGN: &str = "it was not written by this command";

/// Compares the folder with what it should hold. `read` returns the bytes of a file, by its path
/// relative to the folder, or nothing if there is none.
///
/// # Errors
///
/// The first error of `read`.
pub fn plan<E>(
    package: &Package,
    mut read: impl FnMut(&str) -> Result<Option<Vec<u8>>, E>,
) -> Result<Plan, E> {
    let lock_now = read(LOCK)?;
    let earlier = lock_now.as_deref().and_then(Lock::parse);
    let mut changes = match &earlier {
        Some(earlier) => package.lock.changes_since(earlier),
        None => vec![format!("{LOCK} is missing or unreadable")],
    };
    if changes.is_empty() {
        changes.push("the generator changed, its version did not".to_owned());
    }
    let known = |path: &str| earlier.as_ref().and_then(|earlier| earlier.files.get(path));
    let mut plan = Plan::default();
    for file in &package.files {
        let Some(found) = read(&file.path)? else {
            plan.stale(&file.path, vec!["it is missing".to_owned()]);
            plan.write.push(file.clone());
            continue;
        };
        if found == file.text.as_bytes() {
            continue;
        }
        match known(&file.path) {
            Some(digest_then) if *digest_then == digest(&found) => plan.stale(&file.path, changes.clone()),
            Some(_) => plan.conflict(&file.path, EDITED),
            None => plan.conflict(&file.path, FOREIGN),
        }
        plan.write.push(file.clone());
    }
    // A lock may have been written by anyone: what it names is deleted only if it is the file that it
    // says, and below the folder.
    let gone = earlier.iter().flat_map(|earlier| &earlier.files).filter(|(path, _)| {
        is_plain(path) && *path != LOCK && !package.files.iter().any(|file| file.path == **path)
    });
    for (path, digest_then) in gone {
        let Some(found) = read(path)? else { continue };
        if *digest_then == digest(&found) {
            plan.stale(path, vec!["it is no longer made".to_owned()]);
        } else {
            plan.conflict(path, EDITED);
        }
        plan.delete.push(path.clone());
    }
    let text = package.lock.text();
    if lock_now.as_deref() != Some(text.as_bytes()) {
        match (&lock_now, &earlier) {
            (Some(_), None) => plan.conflict(LOCK, FOREIGN),
            (None, _) => plan.stale(LOCK, vec!["it is missing".to_owned()]),
            (Some(_), Some(_)) => plan.stale(LOCK, changes),
        }
        plan.write.push(PackageFile { path: LOCK.to_owned(), text });
    }
    Ok(plan)
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.write.is_empty() && self.delete.is_empty()
    }

    fn stale(&mut self, path: &str, reasons: Vec<String>) {
        self.stale.push(Stale { path: path.to_owned(), reasons });
    }

    fn conflict(&mut self, path: &str, reason: &'static str) {
        self.stale(path, vec![reason.to_owned()]);
        self.conflicts.push(Conflict { path: path.to_owned(), reason });
    }
}

/// Whether the path consists of names of the alphabet that packages use, and of nothing else.
pub(super) fn is_plain(path: &str) -> bool {
    path.split('/').all(|name| {
        !name.is_empty()
            && !name.starts_with('.')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::convert::Infallible;

    use serde_json::json;

    use super::*;

    type Folder = BTreeMap<String, Vec<u8>>;

    fn package(document: &str, files: &[(&str, &str)]) -> Package {
        let files: Vec<PackageFile> = files
            .iter()
            .map(|(path, text)| PackageFile { path: (*path).to_owned(), text: (*text).to_owned() })
            .collect();
        Package::new(files, document.to_owned(), json!({"name": "shop"}), Vec::new())
    }

    fn compare(package: &Package, folder: &Folder) -> Plan {
        let Ok(plan) = plan(package, |path| Ok::<_, Infallible>(folder.get(path).cloned()));
        plan
    }

    fn follow(plan: Plan, folder: &mut Folder) {
        for path in plan.delete {
            folder.remove(&path);
        }
        folder.extend(plan.write.into_iter().map(|file| (file.path, file.text.into_bytes())));
    }

    fn written(package: &Package) -> Folder {
        let mut folder = Folder::new();
        follow(compare(package, &folder), &mut folder);
        folder
    }

    #[test]
    fn what_is_written_needs_nothing() {
        let package = package("d1", &[("a.rs", "1"), ("b/c.rs", "2")]);
        let folder = written(&package);
        assert_eq!(folder.keys().collect::<Vec<_>>(), ["a.rs", "b/c.rs", LOCK]);
        assert_eq!(compare(&package, &folder), Plan::default());
    }

    #[test]
    fn another_document_rewrites_what_it_changes_and_deletes_what_is_gone() {
        let mut folder = written(&package("d1", &[("a.rs", "1"), ("b.rs", "2"), ("c.rs", "3")]));
        folder.insert("mine.rs".into(), b"4".to_vec());
        let next = package("d2", &[("a.rs", "1"), ("b.rs", "two")]);
        let plan = compare(&next, &folder);
        assert_eq!(plan.conflicts, []);
        assert_eq!(plan.write.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["b.rs", LOCK]);
        assert_eq!(plan.delete, ["c.rs"]);
        assert_eq!(plan.stale[0].reasons, ["the document changed"]);
        follow(plan, &mut folder);
        assert!(compare(&next, &folder).is_empty());
        assert_eq!(folder.keys().collect::<Vec<_>>(), ["a.rs", "b.rs", "mine.rs", LOCK]);
    }

    #[test]
    fn what_others_wrote_is_a_conflict() {
        let first = package("d1", &[("a.rs", "1"), ("b.rs", "2")]);
        let mut folder = written(&first);
        folder.insert("a.rs".into(), b"by hand".to_vec());
        folder.insert("b.rs".into(), b"by hand".to_vec());
        folder.insert("new.rs".into(), b"theirs".to_vec());
        let plan = compare(&package("d2", &[("a.rs", "1"), ("new.rs", "ours")]), &folder);
        let conflicts: Vec<_> =
            plan.conflicts.iter().map(|found| (found.path.as_str(), found.reason)).collect();
        assert_eq!(conflicts, [("a.rs", EDITED), ("new.rs", FOREIGN), ("b.rs", EDITED)]);
    }

    #[test]
    fn an_unreadable_lock_makes_everything_foreign() {
        let first = package("d1", &[("a.rs", "1")]);
        let mut folder = written(&first);
        folder.insert(LOCK.into(), b"{".to_vec());
        assert_eq!(compare(&first, &folder).conflicts.len(), 1);
        assert_eq!(compare(&package("d2", &[("a.rs", "2")]), &folder).conflicts.len(), 2);
    }

    #[test]
    fn a_lock_can_not_delete_outside_of_the_folder() {
        let mut evil = package("d1", &[]);
        for path in ["../x", "/etc/x", "a/../../x", ".git/config", "", "a//b", "c:\\x"] {
            evil.lock.files.insert(path.to_owned(), digest(b"1"));
        }
        let folder = Folder::from([(LOCK.to_owned(), evil.lock.text().into_bytes())]);
        let plan = plan(&package("d1", &[]), |path| {
            assert_eq!(path, LOCK);
            Ok::<_, Infallible>(folder.get(path).cloned())
        });
        let Ok(plan) = plan;
        assert_eq!(plan.delete, [] as [&str; 0]);
    }

    #[test]
    fn another_generator_and_other_settings_are_reasons() {
        let first = package("d1", &[("a.rs", "1")]);
        let mut other = first.clone();
        other.lock.generator = "progenitor 0".into();
        other.lock.settings = json!({});
        let plan = compare(&first, &written(&other));
        assert_eq!(plan.stale.len(), 1);
        assert!(plan.stale[0].reasons[0].starts_with("the generator changed from progenitor 0 to "));
        assert_eq!(plan.stale[0].reasons[1], "the settings changed");
    }
}
