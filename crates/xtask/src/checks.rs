//! Formatting and static checks of every language.

use crate::paths::Paths;
use crate::process::{project, project_with, run, stage};
use crate::{Result, build};
use std::process::Command;

/// Runs every check even when one fails, so that one round shows all there is to mend.
pub(crate) fn lint(paths: &Paths) -> Result<()> {
    let mut failed = Vec::new();
    let mut check = |name: &'static str, work: &dyn Fn() -> Result<()>| {
        if let Err(message) = stage(name, work) {
            eprintln!("{message}");
            failed.push(name);
        }
    };
    check("rustfmt", &|| run(cargo(paths, "fmt").args(["--all", "--check"])));
    check("clippy", &|| {
        let mut clippy = cargo(paths, "clippy");
        clippy.args(["--quiet", "--locked", "--workspace", "--all-targets"]);
        run(clippy.args(["--", "--deny", "warnings"]))
    });
    check("core on wasm32", &|| {
        let mut cargo = project_with(paths, "cargo", paths.wasm_path()?);
        cargo.args(["check", "--quiet", "--locked", "--target", "wasm32-unknown-unknown"]);
        run(cargo.args(["--package", "hubspot-engagements-core"]))
    });
    // The TypeScript imports the types that wasm-bindgen writes.
    check("wasm module, sizes", &|| build::wasm(paths));
    check("npm run lint", &|| run(&mut build::npm(paths, "lint")));
    check("ruff check", &|| run(ruff(paths, "check").args(PYTHON_DIRS)));
    check("ruff format", &|| run(ruff(paths, "format").arg("--check").args(PYTHON_DIRS)));
    check("mypy", &|| {
        let mut mypy = project(paths, paths.venv_bin("mypy"));
        run(mypy.arg("--cache-dir").arg(paths.cache.join("mypy")).current_dir(paths.python()))
    });
    check("pyright", &|| {
        let mut pyright = project(paths, paths.venv_bin("pyright"));
        pyright.args(["--project", ".", "--level", "error", "--pythonpath"]).arg(paths.venv_bin("python"));
        run(pyright.current_dir(paths.python()))
    });
    check("shellcheck", &|| match Command::new("shellcheck").arg("--version").output() {
        Ok(_) => run(project(paths, "shellcheck").args([".ci/run", "crates/xtask/wasm-toolchain.sh"])),
        Err(_) => {
            println!("not installed: skipped");
            Ok(())
        }
    });
    if failed.is_empty() { Ok(()) } else { Err(format!("these checks failed: {}", failed.join(", "))) }
}

pub(crate) fn fmt(paths: &Paths) -> Result<()> {
    run(cargo(paths, "fmt").arg("--all"))?;
    run(&mut build::npm(paths, "format"))?;
    run(ruff(paths, "format").args(PYTHON_DIRS))?;
    // Import order is a lint to ruff, not a format.
    run(ruff(paths, "check").args(["--select", "I", "--fix"]).args(PYTHON_DIRS))
}

/// Seen from python/, whose pyproject.toml holds the settings for both.
const PYTHON_DIRS: [&str; 2] = [".", "../tests"];

fn cargo(paths: &Paths, command: &str) -> Command {
    let mut cargo = project(paths, "cargo");
    cargo.arg(command);
    cargo
}

fn ruff(paths: &Paths, command: &str) -> Command {
    let mut ruff = project(paths, paths.venv_bin("ruff"));
    ruff.arg(command).current_dir(paths.python());
    ruff
}
