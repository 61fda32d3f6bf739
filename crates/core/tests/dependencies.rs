//! The core stays free of I/O and small in wasm only while nothing creeps in below it.
#![allow(missing_docs, reason = "a test")]
#![allow(clippy::panic, reason = "how a test fails")]

use std::collections::BTreeSet;
use std::process::Command;

const CRATE: &str = env!("CARGO_PKG_NAME");

/// Every crate that a build of the core may contain, with who asks for it.
const ALLOWED: [&str; 7] = [
    "proc-macro2",    // thiserror-impl: while compiling only
    "quote",          // the same
    "simdutf8",       // the core
    "syn",            // thiserror-impl: while compiling only
    "thiserror",      // the core
    "thiserror-impl", // thiserror
    "unicode-ident",  // proc-macro2
];

#[test]
fn the_core_depends_on_nothing_else() {
    let found = dependencies();
    let allowed = BTreeSet::from(ALLOWED.map(str::to_owned));

    let strangers: Vec<_> = found.difference(&allowed).collect();
    assert!(
        strangers.is_empty(),
        "{CRATE} now depends on {strangers:?}. The core does no I/O and is downloaded by every page that uses \
         it: do the work in an adapter (crates/client, bindings/*), write the few lines by hand, or, if the \
         crate is worth its bytes, add it to ALLOWED in {} and say why in the change. \
         `cargo tree -p {CRATE} -e normal -i NAME` shows who brings it in.",
        file!(),
    );

    let gone: Vec<_> = allowed.difference(&found).collect();
    assert!(gone.is_empty(), "{CRATE} no longer depends on {gone:?}: remove it from ALLOWED in {}", file!());
}

/// What is linked into the core on any platform, read from cargo's own resolution.
fn dependencies() -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--package", CRATE, "--edges", "normal", "--target", "all"])
        .args(["--prefix", "none", "--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap_or_else(|e| panic!("cargo tree cannot run: {e}"));
    assert!(output.status.success(), "cargo tree failed:\n{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let names = text.lines().filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != CRATE).map(str::to_owned).collect()
}
