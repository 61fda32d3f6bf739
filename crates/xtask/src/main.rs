//! The chores of this repository. `cargo xtask help` lists them; the Makefile is the short way in.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a program that runs other programs reads files, clocks and the environment, and prints"
)]

mod bench;
mod build;
mod checks;
mod counts;
mod paths;
mod process;
mod setup;
mod tally;
mod test;

use paths::Paths;
use std::path::Path;
use std::process::ExitCode;

/// What a chore answers: an error is a sentence for the person at the keyboard.
type Result<T> = std::result::Result<T, String>;

const HELP: &str = "\
cargo xtask COMMAND

  setup           install what the other commands need: wasm32 target, wasm tools, Chromium,
                  Python environment, npm packages (quick when nothing is missing)
  wasm            build bindings/wasm into js/wasm, optimise it, hold what a page downloads to
                  js/size-budget.json
  size            print what a page downloads against its budget, what npm's other clients weigh
                  (installed into the cache, where there is a network), and the time from
                  connect() to the first answer in Chromium
  js              build the module without its budget, then the npm package around it
  wheel [--dev]   build the Python wheel and install it into the environment
                  (--dev: without optimisation, for quick rounds)
  emulator        build the emulator and print the path of its binary
  test [STAGE..]  run the tests of every language, or only of rust, node, browser, python
  lint            formatting, clippy, the core on wasm32, the wasm module's size, TypeScript,
                  Python, shell scripts
  fmt             format everything
  demo [ARGS..]   build all and run tests/demo/demo.py with ARGS
  bench           build what is shipped and measure it, some of it beside other clients
  clean           remove build output (not the cache of tools)
  env             print export lines that put the tools on a shell's PATH: eval \"$(cargo xtask env)\"

Environment: HUBSPOT_ENGAGEMENTS_CACHE (tools; default ~/.cache/hubspot-engagements),
WASM_TOOLCHAIN=auto|debian|rustup, CHROME_BIN, CHROME_HEADLESS_BIN.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn installed(wheel: &Path) -> Result<()> {
    println!("installed {}", wheel.display());
    Ok(())
}

fn dispatch(args: &[String]) -> Result<()> {
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", args),
    };
    let paths = Paths::find()?;
    // Only these take arguments; a misplaced one elsewhere would be ignored without a word.
    if !matches!(command, "wheel" | "test" | "demo" | "help") && !rest.is_empty() {
        return Err(format!("{command} takes no arguments, but got: {}", rest.join(" ")));
    }
    match command {
        "setup" => setup::run(&paths),
        "wasm" => build::wasm(&paths),
        "size" => build::size(&paths),
        "js" => build::js(&paths),
        "wheel" => match rest {
            [] => installed(&build::wheel(&paths, "wheel")?),
            [flag] if flag == "--dev" => installed(&build::wheel(&paths, "dev")?),
            _ => Err(format!("wheel takes --dev or nothing, but got: {}", rest.join(" "))),
        },
        "emulator" => build::emulator(&paths).map(|()| println!("{}", paths.emulator().display())),
        "test" => test::run(&paths, rest),
        "lint" => checks::lint(&paths),
        "fmt" => checks::fmt(&paths),
        "bench" => bench::bench(&paths),
        "demo" => test::demo(&paths, rest),
        "clean" => build::clean(&paths),
        "env" => setup::print_env(&paths),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("no command `{other}`; `cargo xtask help` lists them")),
    }
}
