//! What the tests of each language counted, side by side: runners hide what passing tests print.

use std::collections::BTreeMap;

use crate::Result;
use crate::paths::Paths;

/// Tests append `what<TAB>language<TAB>count` lines to the file that this variable names.
pub(crate) const VARIABLE: &str = "HUBSPOT_TEST_COUNTS";

/// Empties the file.
pub(crate) fn begin(paths: &Paths) -> Result<()> {
    let file = paths.counts();
    std::fs::write(&file, "").map_err(|e| format!("{}: {e}", file.display()))
}

/// Prints the table and refuses counts that differ between the languages.
pub(crate) fn end(paths: &Paths) -> Result<()> {
    let file = paths.counts();
    let text = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
    let mut table: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for line in text.lines() {
        if let [what, language, count] = line.split('\t').collect::<Vec<_>>()[..] {
            table.entry(what).or_default().insert(language, count);
        }
    }
    let mut different = Vec::new();
    println!();
    for (what, counts) in &table {
        let shown: Vec<String> =
            counts.iter().map(|(language, count)| format!("{language} {count}")).collect();
        println!("{what}: {}", shown.join(", "));
        if counts.values().any(|count| Some(count) != counts.values().next()) {
            different.push(format!("{what} differ between the languages"));
        }
    }
    if different.is_empty() { Ok(()) } else { Err(different.join("\n")) }
}
