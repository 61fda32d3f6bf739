//! The tests of every language, and the demo.

use crate::paths::Paths;
use crate::process::{project, run as run_command, stage, watch};
use crate::tally::{self, Reader, Tally};
use crate::{Result, build, counts};
use std::process::Command;
use std::time::Instant;

struct Stage {
    name: &'static str,
    language: &'static str,
    needs: &'static [Build],
    command: fn(&Paths) -> Command,
    reader: Reader,
}

#[derive(Clone, Copy, PartialEq)]
enum Build {
    Emulator,
    Js,
    Wheel,
}

const STAGES: [Stage; 4] = [
    Stage { name: "rust", language: "Rust", needs: &[Build::Emulator], command: rust, reader: tally::cargo },
    Stage {
        name: "node",
        language: "JavaScript in Node",
        needs: &[Build::Emulator, Build::Js],
        command: |paths| build::npm(paths, "test"),
        reader: tally::node,
    },
    Stage {
        name: "browser",
        language: "JavaScript in Chromium",
        needs: &[Build::Emulator, Build::Js],
        command: |paths| build::npm(paths, "test:browser"),
        reader: tally::node,
    },
    Stage {
        name: "python",
        language: "Python",
        // tests/e2e, which goes through all languages, runs along.
        needs: &[Build::Emulator, Build::Js, Build::Wheel],
        command: python,
        reader: tally::pytest,
    },
];

/// Tokens that the tests use: nothing that a test, a log or an error prints may hold one.
const TOKENS: [&str; 2] = ["canary-token", "pat-na1-very-secret"];

fn rust(paths: &Paths) -> Command {
    let mut cargo = project(paths, "cargo");
    cargo.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    cargo
}

fn python(paths: &Paths) -> Command {
    // Not `python -m pytest`: that would import the sources in the working directory, not the installed wheel.
    let mut pytest = project(paths, paths.venv_bin("pytest"));
    // Half as many more processes than there are processors, for many a test waits for something.
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let processes = format!("--numprocesses={}", processors + processors / 2);
    // A file's tests stay together: some count what the others went through.
    pytest.args(["--config-file=pyproject.toml", &processes, "--dist=loadfile"]);
    // The longest first, so that no process waits for another in the end.
    pytest.args(["--no-loadscope-reorder", "../tests/e2e", "tests"]);
    pytest.current_dir(paths.python());
    pytest
}

/// Runs the named stages, or all of them.
pub(crate) fn run(paths: &Paths, names: &[String]) -> Result<()> {
    if let Some(name) = names.iter().find(|name| STAGES.iter().all(|stage| stage.name != *name)) {
        let known: Vec<_> = STAGES.iter().map(|stage| stage.name).collect();
        return Err(format!("no test stage `{name}`; there are: {}", known.join(", ")));
    }
    let chosen = |stage: &&Stage| names.is_empty() || names.iter().any(|name| name == stage.name);
    let stages: Vec<&Stage> = STAGES.iter().filter(chosen).collect();
    for build in [Build::Emulator, Build::Js, Build::Wheel] {
        if stages.iter().any(|stage| stage.needs.contains(&build)) {
            make(paths, build)?;
        }
    }
    counts::begin(paths)?;
    let mut rows = Vec::new();
    let mut failures = Vec::new();
    for stage in stages {
        let tally = one(paths, stage, &mut failures);
        rows.push((stage.language, tally));
    }
    failures.extend(counts::end(paths).err());
    print_table(&rows);
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}

fn make(paths: &Paths, what: Build) -> Result<()> {
    match what {
        Build::Emulator => stage("building the emulator", || build::emulator(paths)),
        Build::Js => stage("building the npm package", || build::js(paths)),
        Build::Wheel => stage("building the wheel", || build::wheel(paths, "wheel").map(drop)),
    }
}

/// Runs one stage to its end and says how many tests it ran.
fn one(paths: &Paths, stage: &Stage, failures: &mut Vec<String>) -> Tally {
    println!("== {} tests", stage.language);
    let start = Instant::now();
    let mut tally = Tally::default();
    let mut leaks = 0;
    let ended = watch(&mut (stage.command)(paths), |line| {
        tally += (stage.reader)(&tally::plain(line));
        leaks += usize::from(TOKENS.iter().any(|token| line.contains(token)));
    });
    println!("== {}: {} tests ran ({:.1} s)", stage.language, tally.ran(), start.elapsed().as_secs_f64());
    if let Err(message) = ended {
        // A runner that crashed counted nothing: the table must not read as if all had passed.
        tally.failed = tally.failed.max(1);
        failures.push(message);
    } else if tally.failed > 0 {
        failures.push(format!("{}: {} tests failed", stage.language, tally.failed));
    } else if tally.ran() == 0 {
        // A runner that finds no test exits 0: without this a wrong path would look like success.
        failures.push(format!("{}: no test ran", stage.language));
    }
    if leaks > 0 {
        failures
            .push(format!("{}: a token stands in {leaks} lines of what the tests printed", stage.language));
    }
    tally
}

fn print_table(rows: &[(&str, Tally)]) {
    let mut sum = Tally::default();
    println!("\n{:<22} | {:>6} | {:>6} | {:>7}", "language", "passed", "failed", "skipped");
    for (language, tally) in rows {
        println!("{language:<22} | {:>6} | {:>6} | {:>7}", tally.passed, tally.failed, tally.skipped);
        sum += *tally;
    }
    println!("\n{} passed, {} failed, {} skipped", sum.passed, sum.failed, sum.skipped);
}

/// Builds what the demo shows and runs it.
pub(crate) fn demo(paths: &Paths, args: &[String]) -> Result<()> {
    for build in [Build::Emulator, Build::Js, Build::Wheel] {
        make(paths, build)?;
    }
    run_command(project(paths, paths.venv_bin("python")).arg("tests/demo/demo.py").args(args))
}
