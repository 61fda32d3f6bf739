//! The cases of `tests/vectors`, and a runner that holds the core against them.
//!
//! `tests/vectors/README.md` says what a case is.

mod case;
mod compare;
mod run;

use std::io::Write;
use std::path::{Path, PathBuf};

pub use case::{Case, Expectation, Reply, Turn};
pub use run::{error_for, run};

/// The folder of the vectors.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors")
}

/// Every case, in the order of its file's name.
///
/// # Errors
/// A sentence that names the file which cannot be read, or the id that stands twice.
#[expect(clippy::disallowed_methods, reason = "vectors are files")]
pub fn load(folder: &Path) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    for kind in ["request", "response", "dialogue"] {
        let entries = std::fs::read_dir(folder.join(kind)).map_err(|error| format!("{kind}: {error}"))?;
        let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.sort();
        for file in files {
            let text =
                std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            let read: Result<Vec<Case>, _> = serde_json::from_str(&text);
            cases.extend(read.map_err(|error| format!("{}: {error}", file.display()))?);
        }
    }
    for (index, case) in cases.iter().enumerate() {
        if cases.iter().take(index).any(|earlier| earlier.id == case.id) {
            return Err(format!("the id {} stands twice", case.id));
        }
    }
    Ok(cases)
}

/// Tells how many of something a test went through, beside the other languages; `cargo xtask test` shows and compares.
#[expect(clippy::disallowed_methods, reason = "a test's report is a file")]
pub fn counted(what: &str, count: usize) {
    let Some(path) = std::env::var_os("HUBSPOT_TEST_COUNTS") else { return };
    let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
    // In one piece: other tests write at the same time.
    let _ = file.and_then(|mut file| file.write_all(format!("{what}\tRust\t{count}\n").as_bytes()));
}

/// How many cases the manifest says there are.
///
/// # Errors
/// A sentence where the manifest cannot be read.
#[expect(clippy::disallowed_methods, reason = "vectors are files")]
pub fn manifest_count(folder: &Path) -> Result<usize, String> {
    let text = std::fs::read_to_string(folder.join("manifest.json")).map_err(|error| error.to_string())?;
    let manifest: serde_json::Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let count = manifest.get("count").and_then(serde_json::Value::as_u64);
    count.and_then(|count| usize::try_from(count).ok()).ok_or_else(|| "manifest.json has no count".to_owned())
}
