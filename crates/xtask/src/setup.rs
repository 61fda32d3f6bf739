//! Installing the tools. Each part first looks whether it is there, so that a second run says nothing.

use crate::Result;
use crate::paths::Paths;
use crate::process::{command, quietly, step};
use std::fs;
use std::path::Path;

const WASM_PACK: &str = "0.15.1";

pub(crate) fn run(paths: &Paths) -> Result<()> {
    fs::create_dir_all(&paths.cache).map_err(|e| format!("cannot make {}: {e}", paths.cache.display()))?;
    // Two checkouts share the cache: the second waits for the first instead of installing over it.
    let path = paths.cache.join("setup.lock");
    let lock = fs::File::create(&path).map_err(|e| format!("cannot make {}: {e}", path.display()))?;
    if lock.try_lock().is_err() {
        println!("setup: waiting for another setup that uses {}", paths.cache.display());
        lock.lock().map_err(|e| format!("cannot lock {}: {e}", path.display()))?;
    }
    let python = base_tools()?;
    debian_packages(paths)?;
    wasm_toolchain(paths)?;
    for tool in wasm_tools(paths)? {
        tool.install(paths)?;
    }
    python_environment(paths, &python)?;
    npm_packages(paths)
}

/// Node and Python are the machine's own; says which version is needed. Answers Python's version.
fn base_tools() -> Result<String> {
    let node =
        quietly(command("node").arg("--version")).map_err(|_| "Node 20 or newer is needed, with npm")?;
    let major = node.trim().trim_start_matches('v').split('.').next().and_then(|n| n.parse::<u32>().ok());
    if major.is_none_or(|n| n < 20) {
        return Err(format!("Node 20 or newer is needed, but `node --version` says {}", node.trim()));
    }
    let ask = "import sys; print(sys.version); sys.exit(sys.version_info < (3, 10))";
    quietly(command("python3").args(["-c", ask])).map_err(|e| format!("Python 3.10 or newer is needed: {e}"))
}

fn debian_packages(paths: &Paths) -> Result<()> {
    let mut missing = Vec::new();
    if !paths.chromium().exists() {
        missing.push("chromium");
    }
    // Other distributions have none; the browser itself takes its place there.
    if paths.headless_shell() == paths.chromium() && is_debian() {
        missing.push("chromium-headless-shell");
    }
    if quietly(command("python3").args(["-c", "import ensurepip, venv"])).is_err() {
        missing.push("python3-venv");
    }
    // A command line of the documentation pipes into it.
    if quietly(command("jq").arg("--version")).is_err() {
        missing.push("jq");
    }
    // What a sync is loaded into by the tests.
    if !has_postgresql() {
        missing.push("postgresql");
    }
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err(format!(
            "no apt-get here: install what Debian calls {names}, \
             and set CHROME_BIN if it is not in /usr/bin"
        ));
    }
    step(&format!("setup: installing {names}"), || {
        quietly(apt()?.args(["update", "-qq"]))?;
        quietly(apt()?.args(["install", "-y", "-qq", "--no-install-recommends"]).args(&missing))
    })?;
    Ok(())
}

fn is_debian() -> bool {
    fs::read_to_string("/etc/os-release").is_ok_and(|release| release.lines().any(|line| line == "ID=debian"))
}

/// Debian has the server's programs of each version in a folder of their own, outside of the path.
fn has_postgresql() -> bool {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions.map(|version| version.path().join("bin/initdb")).any(|program| program.exists())
}

fn apt() -> Result<std::process::Command> {
    let root = quietly(command("id").arg("-u"))?.trim() == "0";
    let mut apt = command(if root { "env" } else { "sudo" });
    if !root {
        // No question can be answered here: without a password at hand the error says what to do.
        apt.args(["-n", "env"]);
    }
    apt.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    Ok(apt)
}

fn wasm_toolchain(paths: &Paths) -> Result<()> {
    if quietly(paths.wasm_toolchain().arg("--check")).is_ok() {
        return Ok(());
    }
    step("setup: compiler for wasm32-unknown-unknown", || quietly(&mut paths.wasm_toolchain())).map(|_| ())
}

pub(crate) struct Tool {
    pub(crate) name: &'static str,
    pub(crate) version: String,
    binary: &'static str,
}

/// The command line of wasm-bindgen must be of exactly the version the workspace is built with.
pub(crate) fn wasm_tools(paths: &Paths) -> Result<Vec<Tool>> {
    let path = paths.root.join("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    let mut tools = vec![Tool { name: "wasm-pack", version: WASM_PACK.to_owned(), binary: "wasm-pack" }];
    if let Some(version) = locked_version(&lock, "wasm-bindgen") {
        tools.push(Tool { name: "wasm-bindgen-cli", version, binary: "wasm-bindgen" });
    }
    Ok(tools)
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let heading = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != heading);
    let version = lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

impl Tool {
    fn install(&self, paths: &Paths) -> Result<()> {
        let dir = paths.tool_dir(self.name, &self.version);
        if dir.join("bin").join(self.binary).exists() {
            return Ok(());
        }
        let Self { name, version, .. } = self;
        step(&format!("setup: building {name} {version} (takes minutes, once)"), || {
            let new = dir.with_file_name(format!(".{name}-{version}.new"));
            let build = new.with_extension("build");
            // These tools run on this machine: none of the project's flags or targets apply to them,
            // and cargo looks for a project's configuration from the working directory upwards.
            let installed = quietly(
                command("cargo")
                    .args(["install", "--quiet", "--locked", name, "--version", version, "--root"])
                    .arg(&new)
                    .current_dir(&paths.cache)
                    .env("CARGO_TARGET_DIR", &build)
                    .env_remove("RUSTFLAGS")
                    .env_remove("CARGO_ENCODED_RUSTFLAGS")
                    .env_remove("CARGO_BUILD_TARGET"),
            );
            let _ = fs::remove_dir_all(&build);
            installed?;
            let _ = fs::remove_dir_all(&dir);
            fs::rename(&new, &dir).map_err(|e| format!("cannot move {} into place: {e}", new.display()))
        })
    }
}

fn python_environment(paths: &Paths, python: &str) -> Result<()> {
    let requirements = paths.python().join("requirements-dev.txt");
    environment(&paths.venv(), &requirements, python, "setup: Python environment")
}

/// The environment of the clients that ours is measured beside; only a benchmark needs it.
pub(crate) fn peers(paths: &Paths) -> Result<()> {
    let requirements = paths.root.join("tests/bench/requirements.txt");
    environment(&paths.peers(), &requirements, &base_tools()?, "bench: clients to be measured beside")
}

/// A virtual environment with the requirements, made anew for another Python.
fn environment(venv: &Path, requirements: &Path, python: &str, what: &str) -> Result<()> {
    let wanted = fs::read_to_string(requirements)
        .map_err(|e| format!("cannot read {}: {e}", requirements.display()))?;
    let stamp = venv.join("stamp");
    let now = format!("{python}{wanted}");
    let its_python = venv.join("bin/python");
    let works = quietly(command(&its_python).args(["-c", "import pip"])).is_ok();
    let before = fs::read_to_string(&stamp).unwrap_or_default();
    if works && before == now {
        return Ok(());
    }
    step(what, || {
        // Another Python needs another environment; other requirements are installed into this one.
        if !works || !before.starts_with(python) {
            quietly(command("python3").args(["-m", "venv", "--clear"]).arg(venv))?;
        }
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
        quietly(command(&its_python).args(pip).arg(requirements))?;
        fs::write(&stamp, &now).map_err(|e| format!("cannot write {}: {e}", stamp.display()))
    })
}

fn npm_packages(paths: &Paths) -> Result<()> {
    let js = paths.js();
    if !js.join("package.json").exists() {
        return Ok(());
    }
    let path = js.join("package-lock.json");
    let lock = fs::read_to_string(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    let stamp = js.join("node_modules/.installed-lock");
    if fs::read_to_string(&stamp).is_ok_and(|before| before == lock) {
        return Ok(());
    }
    step("setup: npm packages", || {
        quietly(command("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&js))?;
        fs::write(&stamp, &lock).map_err(|e| format!("cannot write {}: {e}", stamp.display()))
    })
}

/// Lines for `eval "$(cargo xtask env)"`.
pub(crate) fn print_env(paths: &Paths) -> Result<()> {
    let mut dirs = paths.wasm_path()?;
    dirs.push(paths.venv().join("bin"));
    let dirs: Vec<String> = dirs.iter().map(|d| quoted(d)).collect();
    println!("export PATH={}:\"$PATH\"", dirs.join(":"));
    for (name, value) in paths.variables() {
        println!("export {name}={}", quoted(&value));
    }
    // For `cargo test --target wasm32-unknown-unknown`.
    println!("export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner");
    Ok(())
}

fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_version_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.129"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }

    #[test]
    fn quotes_for_a_shell() {
        assert_eq!(quoted(Path::new("/a b/it's")), r"'/a b/it'\''s'");
    }
}
