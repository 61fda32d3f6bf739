//! The size of what a page downloads, and the most it may be.

use crate::Result;
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::Path;

/// The module's file name without its endings; wasm-pack derives the others from it.
pub(crate) const MODULE: &str = "hubspot_engagements";

/// The budget, in bytes. Raise it only in a change that says what the bytes buy.
const MAX_RAW: usize = 440_000;
const MAX_GZIP: usize = 190_000;

/// Prints the table; an error when the module is over its budget.
pub(crate) fn report(dir: &Path) -> Result<()> {
    let (raw, gzip) = sizes(&dir.join(format!("{MODULE}_bg.wasm")))?;
    let (glue_raw, glue_gzip) = sizes(&dir.join(format!("{MODULE}.js")))?;
    println!("{:<14}{:>10}{:>10}", "bytes", "raw", "gzip");
    println!("{:<14}{raw:>10}{gzip:>10}", "wasm module");
    println!("{:<14}{MAX_RAW:>10}{MAX_GZIP:>10}", "  its budget");
    println!("{:<14}{glue_raw:>10}{glue_gzip:>10}", "JS glue");
    if raw > MAX_RAW || gzip > MAX_GZIP {
        return Err(format!(
            "the wasm module is over its budget: {raw} raw of {MAX_RAW}, {gzip} gzip of {MAX_GZIP}"
        ));
    }
    Ok(())
}

fn sizes(path: &Path) -> Result<(usize, usize)> {
    let bytes = fs::read(path)
        .map_err(|e| format!("cannot read {} ({e}); `cargo xtask wasm` builds it", path.display()))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    let packed = gzip.write_all(&bytes).and_then(|()| gzip.finish());
    let packed = packed.map_err(|e| format!("gzip of {}: {e}", path.display()))?;
    Ok((bytes.len(), packed.len()))
}
