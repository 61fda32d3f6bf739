//! Where things are: the repository, the cache of tools, the build output.

use crate::Result;
use crate::process::{command, quietly};
use std::env;
use std::path::{Path, PathBuf};

pub(crate) struct Paths {
    pub(crate) root: PathBuf,
    pub(crate) cache: PathBuf,
    pub(crate) target: PathBuf,
}

impl Paths {
    pub(crate) fn find() -> Result<Self> {
        // Asked at run time: a target directory that several checkouts share keeps one xtask for all of them.
        let here = env::var_os("CARGO_MANIFEST_DIR").ok_or("run it as `cargo xtask`")?;
        let root = Path::new(&here).ancestors().nth(2).ok_or("crates/xtask has moved")?.to_path_buf();
        // This program lies at <target>/<profile>/xtask, whichever way the target directory was chosen.
        let exe = env::current_exe().map_err(|e| format!("cannot tell where xtask lies: {e}"))?;
        let target = exe.ancestors().nth(2).ok_or("xtask does not lie in a target directory")?.to_path_buf();
        Ok(Self { root, cache: cache_dir()?, target })
    }

    pub(crate) fn js(&self) -> PathBuf {
        self.root.join("js")
    }

    pub(crate) fn python(&self) -> PathBuf {
        self.root.join("python")
    }

    /// The module as the npm package ships it.
    pub(crate) fn wasm_out(&self) -> PathBuf {
        self.js().join("wasm")
    }

    pub(crate) fn venv(&self) -> PathBuf {
        self.cache.join("venv")
    }

    /// The environment of the clients that ours is measured beside.
    pub(crate) fn peers(&self) -> PathBuf {
        self.cache.join("peers")
    }

    /// A program of the Python environment.
    pub(crate) fn venv_bin(&self, name: &str) -> PathBuf {
        self.venv().join("bin").join(name)
    }

    pub(crate) fn tool_dir(&self, name: &str, version: &str) -> PathBuf {
        self.cache.join("tools").join(format!("{name}-{version}"))
    }

    pub(crate) fn emulator(&self) -> PathBuf {
        self.target.join("debug").join(format!("hubspot-emulator{}", env::consts::EXE_SUFFIX))
    }

    /// The directories that hold the tools for wasm, first the compiler where it is not the active one.
    pub(crate) fn wasm_path(&self) -> Result<Vec<PathBuf>> {
        let mut check = self.wasm_toolchain();
        let found = quietly(check.arg("--check"))
            .map_err(|_| "no compiler for wasm32-unknown-unknown: run `cargo xtask setup`")?;
        let mut dirs: Vec<PathBuf> = found.lines().map(PathBuf::from).collect();
        for tool in crate::setup::wasm_tools(self)? {
            dirs.push(self.tool_dir(tool.name, &tool.version).join("bin"));
        }
        Ok(dirs)
    }

    pub(crate) fn wasm_toolchain(&self) -> std::process::Command {
        let mut script = command(self.root.join("crates/xtask/wasm-toolchain.sh"));
        script.env("WASM_TOOLCHAIN_DIR", self.cache.join("wasm-toolchain"));
        script
    }

    /// The browser under test: an override, or where Debian's packages put it.
    pub(crate) fn chromium(&self) -> PathBuf {
        env::var_os("CHROME_BIN").map_or_else(|| "/usr/bin/chromium".into(), PathBuf::from)
    }

    /// The browser for pages: where it is installed the build without windows, which needs half the time. It has no
    /// extensions.
    pub(crate) fn headless_shell(&self) -> PathBuf {
        let debians = PathBuf::from("/usr/bin/chromium-headless-shell");
        let installed = || Some(debians).filter(|shell| shell.exists());
        env::var_os("CHROME_HEADLESS_BIN").map(PathBuf::from).or_else(installed).unwrap_or(self.chromium())
    }

    /// Where tests write what they counted.
    pub(crate) fn counts(&self) -> PathBuf {
        self.target.join("test-counts.txt")
    }

    /// What every child is told, so that all of them use the same tools.
    pub(crate) fn variables(&self) -> [(&'static str, PathBuf); 7] {
        [
            ("CARGO_TARGET_DIR", self.target.clone()),
            ("CHROME_BIN", self.chromium()),
            ("CHROME_HEADLESS_BIN", self.headless_shell()),
            ("HUBSPOT_EMULATOR_BIN", self.emulator()),
            // One interpreter for every cargo call, else pyo3 is configured and built anew at each change.
            ("PYO3_PYTHON", self.venv_bin("python")),
            ("VIRTUAL_ENV", self.venv()),
            (crate::counts::VARIABLE, self.counts()),
        ]
    }
}

fn cache_dir() -> Result<PathBuf> {
    if let Some(dir) = env::var_os("HUBSPOT_ENGAGEMENTS_CACHE").filter(|d| !d.is_empty()) {
        return std::path::absolute(&dir).map_err(|e| format!("HUBSPOT_ENGAGEMENTS_CACHE is {dir:?}: {e}"));
    }
    let base = match env::var_os("XDG_CACHE_HOME").filter(|d| !d.is_empty()) {
        Some(dir) => PathBuf::from(dir),
        None => env::home_dir().ok_or("no home directory; set HUBSPOT_ENGAGEMENTS_CACHE")?.join(".cache"),
    };
    Ok(base.join("hubspot-engagements"))
}
