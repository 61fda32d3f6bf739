//! Benchmarks: what this library takes, beside others.

use std::io::{IsTerminal, stdout};

use crate::paths::Paths;
use crate::process::{project, run, stage};
use crate::{Result, build, setup};

/// Each program, and the environment that it runs in.
pub(crate) fn bench(paths: &Paths) -> Result<()> {
    setup::peers(paths)?;
    on_terminal("building what is measured", || build::bench(paths))?;
    let peers = paths.peers().join("bin/python");
    let programs = [(peers, "columns.py"), (paths.venv_bin("python"), "sync.py")];
    for (python, name) in programs {
        on_terminal(name, || {
            let mut program = project(paths, &python);
            program.env("HUBSPOT_EMULATOR_BIN", paths.target.join("release/hubspot-emulator"));
            run(program.arg(paths.root.join("tests/bench").join(name)))
        })?;
    }
    Ok(())
}

/// A stage with its headlines; in a file the tables stand alone.
fn on_terminal(what: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    if stdout().is_terminal() { stage(what, work) } else { work() }
}
