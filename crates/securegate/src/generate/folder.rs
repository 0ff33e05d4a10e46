//! The folder that generated crates stand in: read, replaced file by file, never left by a link.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use openapi_bindgen::{PackageFile, Plan};

use crate::output::Failure;

pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The bytes of a file, by its path relative to the folder; nothing if there is none.
    pub(super) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        let target = self.target(path)?;
        match fs::read(&target) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(source) => Err(Failure::Read { file: target.display().to_string(), source }),
        }
    }

    /// Writes and deletes what is planned. Each file is replaced in one step, and not before all new texts are
    /// on the disk.
    pub(super) fn follow(&self, plan: &Plan) -> Result<(), Failure> {
        let mut pairs = Vec::new();
        let written = plan.write.iter().try_for_each(|file| {
            let (temporary, target) = self.prepare(file)?;
            pairs.push((temporary, target));
            Ok(())
        });
        let replaced = written.and_then(|()| {
            pairs.iter().try_for_each(|(temporary, target)| {
                fs::rename(temporary, target).map_err(|error| failed("write", target, &error))
            })
        });
        if replaced.is_err() {
            for (temporary, _) in &pairs {
                // Those that were renamed are gone, and the first failure is what counts.
                let _ = fs::remove_file(temporary);
            }
        }
        replaced?;
        plan.delete.iter().try_for_each(|path| self.delete(path))
    }

    /// Writes the text beside the file, from where a rename within the folder replaces it.
    fn prepare(&self, file: &PackageFile) -> Result<(PathBuf, PathBuf), Failure> {
        let target = self.target(&file.path)?;
        let temporary = beside(&target);
        let parent = target.parent().unwrap_or(&self.root);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&temporary, &file.text))
            .map_err(|error| failed("write", &target, &error))?;
        Ok((temporary, target))
    }

    fn delete(&self, path: &str) -> Result<(), Failure> {
        let target = self.target(path)?;
        fs::remove_file(&target).map_err(|error| failed("delete", &target, &error))?;
        // Folders that held nothing else go too; the first that holds something ends it.
        let parents = Path::new(path).ancestors().skip(1).take_while(|parent| !parent.as_os_str().is_empty());
        for parent in parents {
            if fs::remove_dir(self.root.join(parent)).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Where the file is. Links on the way are refused: they may lead out of the folder.
    fn target(&self, path: &str) -> Result<PathBuf, Failure> {
        let mut target = self.root.clone();
        for name in path.split('/') {
            target.push(name);
            if fs::symlink_metadata(&target).is_ok_and(|found| found.file_type().is_symlink()) {
                return Err(Failure::Usage(format!(
                    "{} is a symbolic link; generated files are written to plain files and folders only",
                    target.display()
                )));
            }
        }
        Ok(target)
    }
}

/// A name beside the file that no other run uses.
fn beside(target: &Path) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    name.into()
}

fn failed(action: &str, target: &Path, error: &io::Error) -> Failure {
    Failure::Usage(format!("failed to {action} {}: {error}", target.display()))
}
