//! Running other programs.

use crate::Result;
use crate::paths::Paths;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

/// A command without what `cargo run` told xtask about its own package.
///
/// Some build scripts (ring's) ask to run again when one of these variables changes: with them, each change
/// between `cargo xtask test` and `cargo test` would build half the workspace again.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name == "CARGO" || name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
    command.stdin(Stdio::null());
    command
}

/// A command that runs in the repository and finds the Python environment's programs first.
pub(crate) fn project(paths: &Paths, program: impl AsRef<OsStr>) -> Command {
    project_with(paths, program, Vec::new())
}

/// The same with more directories in front of PATH.
pub(crate) fn project_with(paths: &Paths, program: impl AsRef<OsStr>, mut dirs: Vec<PathBuf>) -> Command {
    dirs.push(paths.venv().join("bin"));
    let old = std::env::var_os("PATH").unwrap_or_default();
    dirs.extend(std::env::split_paths(&old));
    let path = std::env::join_paths(&dirs).unwrap_or(old);
    // The program is looked up in the child's PATH, as the PATH is set on the command.
    let mut command = command(program);
    command.current_dir(&paths.root).envs(paths.variables()).env("PATH", path);
    command
}

/// Runs to the end with the output shown.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|e| cannot_run(command, &e))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed: {status}", show(command))) }
}

/// Runs to the end, answers its output; what it said is shown only when it fails.
pub(crate) fn quietly(command: &mut Command) -> Result<String> {
    let output = command.output().map_err(|e| cannot_run(command, &e))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let said = format!("{stdout}{}", String::from_utf8_lossy(&output.stderr));
    Err(format!("{} failed: {}\n{}", show(command), output.status, shortened(said.trim_end())))
}

/// Both ends of a long text: some programs begin with the cause and go on with their manual.
fn shortened(text: &str) -> String {
    const END: usize = 20;
    let lines: Vec<&str> = text.lines().collect();
    match lines.len().checked_sub(2 * END) {
        None | Some(0) => text.to_owned(),
        Some(left_out) => {
            let (head, tail) = (&lines[..END], &lines[lines.len() - END..]);
            format!("{}\n[... {left_out} lines ...]\n{}", head.join("\n"), tail.join("\n"))
        }
    }
}

/// Runs to the end, passes its output on line by line and shows each line to `look` too.
pub(crate) fn watch(command: &mut Command, mut look: impl FnMut(&str)) -> Result<()> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|e| cannot_run(command, &e))?;
    let mut lines = BufReader::new(child.stdout.take().ok_or("a child without standard output")?);
    let mut out = std::io::stdout().lock();
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).map_err(|e| format!("{}: {e}", show(command)))? > 0 {
        // A reader that has gone (`| head`) is no reason to leave the child's output unread.
        let _ = out.write_all(&line).and_then(|()| out.flush());
        look(String::from_utf8_lossy(&line).trim_end());
        line.clear();
    }
    let status = child.wait().map_err(|e| format!("{}: {e}", show(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed: {status}", show(command))) }
}

/// Announces a step, does it, and ends the line with the time it took.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    print!("{what} ... ");
    let _ = std::io::stdout().flush();
    let result = work();
    let end = if result.is_ok() { "done" } else { "FAILED" };
    println!("{end} ({:.1} s)", start.elapsed().as_secs_f64());
    result
}

/// The same for work that prints: a headline before, the time after.
pub(crate) fn stage<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    println!("== {what}");
    let result = work();
    let end = if result.is_ok() { "ok" } else { "FAILED" };
    println!("== {what}: {end} ({:.1} s)", start.elapsed().as_secs_f64());
    result
}

fn cannot_run(command: &Command, e: &std::io::Error) -> String {
    format!("cannot run {} ({e}); `cargo xtask setup` installs the tools", show(command))
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|w| w.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
