//! Building what is shipped: the wasm module with its npm package, the wheel, the emulator.

use crate::Result;
use crate::paths::Paths;
use crate::process::{project, project_with, quietly, run};
use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// The client's module: its file name without its endings; wasm-pack derives the others from it.
const MODULE: &str = "hubspot_engagements";
/// The emulator's module, which no page downloads that does not ask for it: it has no budget.
const EMULATOR: &str = "hubspot_emulator";

/// Builds the modules and holds what a page downloads to its size budget.
pub(crate) fn wasm(paths: &Paths) -> Result<()> {
    modules(paths)?;
    run(&mut npm(paths, "size"))
}

/// Prints what a page downloads, what npm's other clients weigh, and how soon the first answer is there.
pub(crate) fn size(paths: &Paths) -> Result<()> {
    emulator(paths)?;
    js(paths)?;
    let within = run(&mut npm(paths, "size"));
    let node = |script: &str| {
        let mut node = project(paths, "node");
        node.arg(script).current_dir(paths.js());
        node
    };
    run(node("scripts/size-peers.mjs").arg(paths.cache.join("npm-peers")))?;
    run(&mut node("scripts/first-answer.mjs"))?;
    within
}

fn modules(paths: &Paths) -> Result<()> {
    module(paths, "bindings/wasm", MODULE)?;
    module(paths, "bindings/emulator-wasm", EMULATOR)
}

fn module(paths: &Paths, source: &str, name: &str) -> Result<()> {
    // wasm-pack writes beside the target directory's other output; only what is shipped is copied to js/.
    let built = paths.target.join("wasm-pack").join(name);
    let wasm_pack = ["--mode", "no-install", "--no-opt", "--target", "web"];
    run(project_with(paths, "wasm-pack", paths.wasm_path()?)
        .args(["build", source])
        .args(wasm_pack)
        .args(["--profile", "wasm-release", "--out-name", name, "--out-dir"])
        .arg(&built)
        .args(["--", "--locked"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", wasm_flags()))?;

    let module = format!("{name}_bg.wasm");
    let optimised = optimise(paths, &built.join(&module))?;
    let out = paths.wasm_out();
    fs::create_dir_all(&out).map_err(|e| format!("cannot make {}: {e}", out.display()))?;
    copy(&optimised, &out.join(&module))?;
    copy(&optimised.with_extension(NAMES), &out.join(format!("{name}.{NAMES}")))?;
    for ending in [".js", ".d.ts"] {
        let name = format!("{name}{ending}");
        copy(&built.join(&name), &out.join(&name))?;
    }
    Ok(())
}

/// The ending of the file that says which names of the module became which; js/scripts/wrap-glue.mjs reads it.
const NAMES: &str = "names.json";

/// Runs wasm-opt unless this very module has been optimised before; answers where the result lies, its names beside it.
fn optimise(paths: &Paths, module: &Path) -> Result<PathBuf> {
    // What is downloaded is compressed, and compresses best where functions of one kind lie together and where few of
    // them were put into others: plain `-Oz` gives fewer bytes, and more of them after gzip than it was given.
    // Names of imports and exports are a quarter of the glue. The first KB of memory is the end of the stack.
    const PASSES: [&str; 10] = [
        "-Oz",
        "--low-memory-unused",
        "--one-caller-inline-max-function-size=20",
        "--skip-pass=local-cse",
        "--skip-pass=memory-packing",
        "--skip-pass=simplify-locals",
        "--reorder-functions-by-name",
        "--minify-imports-and-exports-and-modules",
        "--strip-producers",
        "--strip-target-features",
    ];
    // Never a wasm-opt from PATH: Debian 12's (108) moves a table, and what it writes does not start.
    let binaryen = paths.js().join("node_modules/binaryen/package.json");
    let version: serde_json::Value = serde_json::from_slice(&read(&binaryen)?)
        .map_err(|e| format!("{} is not JSON: {e}", binaryen.display()))?;

    let mut hash = DefaultHasher::new();
    (read(module)?, PASSES, version["version"].as_str()).hash(&mut hash);
    let now = format!("{:016x}", hash.finish());
    let output = module.with_extension("optimised");
    let names = output.with_extension(NAMES);
    let stamp = module.with_extension("stamp");
    if output.exists() && names.exists() && fs::read_to_string(&stamp).is_ok_and(|before| before == now) {
        return Ok(output);
    }
    let mut wasm_opt = project(paths, paths.js().join("node_modules/.bin/wasm-opt"));
    let renamed = quietly(wasm_opt.args(PASSES).arg(module).arg("-o").arg(&output))?;
    fs::write(&names, renamed).map_err(|e| format!("cannot write {}: {e}", names.display()))?;
    fs::write(&stamp, now).map_err(|e| format!("cannot write {}: {e}", stamp.display()))?;
    Ok(output)
}

/// Both wasm modules, then the TypeScript around them. One over its budget works all the same: that is for lint.
pub(crate) fn js(paths: &Paths) -> Result<()> {
    modules(paths)?;
    run(&mut npm(paths, "build"))
}

pub(crate) fn npm(paths: &Paths, script: &str) -> std::process::Command {
    let mut npm = project(paths, "npm");
    npm.args(["run", "--silent", script]).current_dir(paths.js());
    npm
}

/// Builds the wheel and puts it into the environment, as a user's `pip install` would.
pub(crate) fn wheel(paths: &Paths, profile: &str) -> Result<PathBuf> {
    let wheels = paths.target.join("wheels");
    let _ = fs::remove_dir_all(&wheels);
    let mut flags = std::env::var_os("RUSTFLAGS").unwrap_or_default();
    flags.push(" ");
    flags.push(nameless_paths());
    // It talks of each step, `--quiet` or not.
    quietly(
        project(paths, paths.venv_bin("maturin"))
            .args(["build", "--quiet", "--locked", "--profile", profile, "--interpreter"])
            .arg(paths.venv_bin("python"))
            .arg("--out")
            .arg(&wheels)
            .env("RUSTFLAGS", flags)
            .current_dir(paths.python()),
    )?;
    let mut built: Vec<PathBuf> = fs::read_dir(&wheels)
        .map_err(|e| format!("cannot read {}: {e}", wheels.display()))?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "whl"))
        .collect();
    let wheel = match (built.pop(), built.pop()) {
        (Some(wheel), None) => wheel,
        _ => return Err(format!("maturin was to leave one wheel in {}", wheels.display())),
    };
    install(paths, &paths.venv_bin("python"), &wheel)?;
    Ok(wheel)
}

/// Puts a wheel into an environment, whose pinned dependencies `--no-deps` keeps as they are.
fn install(paths: &Paths, python: &Path, wheel: &Path) -> Result<()> {
    let pip = ["-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps"];
    quietly(project(paths, python).args(pip).arg(wheel)).map(drop)
}

/// What benchmarks measure: everything as it is shipped.
pub(crate) fn bench(paths: &Paths) -> Result<()> {
    let wheel = wheel(paths, "wheel")?;
    install(paths, &paths.peers().join("bin/python"), &wheel)?;
    let emulator = ["build", "--quiet", "--locked", "--release", "-p", "hubspot-engagements-emulator"];
    run(project(paths, "cargo").args(emulator))
}

pub(crate) fn emulator(paths: &Paths) -> Result<()> {
    // `--workspace` gives the dependencies the features that the tests build them with: one build serves both.
    run(project(paths, "cargo").args([
        "build",
        "--quiet",
        "--locked",
        "--workspace",
        "--bin",
        "hubspot-emulator",
    ]))
}

pub(crate) fn clean(paths: &Paths) -> Result<()> {
    for dir in ["js/dist", "js/wasm", "dist"] {
        let _ = fs::remove_dir_all(paths.root.join(dir));
    }
    // Last: it removes this very program.
    run(project(paths, "cargo").arg("clean"))
}

/// A stack of 256 KB where 1 MB is usual: nothing here recurses deeply, every instance takes less memory, and each of
/// the many addresses of what lies behind the stack is a byte shorter.
fn wasm_flags() -> OsString {
    let mut flags = nameless_paths();
    flags.push("-Clink-arg=-zstack-size=262144");
    flags
}

/// Messages of panics name source files: without this they would ship the builder's home directory.
fn nameless_paths() -> OsString {
    let cargo = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
        .unwrap_or_default();
    let mut flags = OsString::new();
    // The workspace's own files are named relative to its root already. Each registry has a directory
    // named after its host: a private mirror's name is nobody's business either.
    if let Ok(registries) = fs::read_dir(cargo.join("registry/src")) {
        for registry in registries.filter_map(|entry| entry.ok().map(|e| e.path())) {
            // Flags are split at spaces: a path with one in it stays as it is.
            if !registry.to_string_lossy().contains(' ') {
                flags.push("--remap-path-prefix=");
                flags.push(registry);
                flags.push("=registry ");
            }
        }
    }
    flags
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|e| format!("cannot read {}: {e}", path.display()))
}

/// Copies unless the contents are the same already, so that watchers see only real changes.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let bytes = read(from)?;
    if fs::read(to).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    fs::write(to, bytes).map_err(|e| format!("cannot write {}: {e}", to.display()))
}
