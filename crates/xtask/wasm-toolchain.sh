#!/usr/bin/env bash
# Makes the target wasm32-unknown-unknown usable by an ordinary
#   cargo build --target wasm32-unknown-unknown
# and prints the directory to put first on PATH for it, or nothing when the active toolchain will do.
#
#  1. the active rustc already has the target        -> prints nothing
#  2. rustup can add it                              -> prints nothing
#  3. neither (rustup cannot reach its server here): Debian's rustc-web and rust-web-src; std is compiled
#     once into a private toolchain directory, whose bin/ is printed.
#
# --check                installs nothing: exit 3 when there is something to do
# WASM_TOOLCHAIN_DIR     where 3 puts it
# WASM_TOOLCHAIN=debian  go straight to 3;  =rustup  never do 3;  =auto (default)
set -euo pipefail
T=wasm32-unknown-unknown
tc=${WASM_TOOLCHAIN_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/hubspot-engagements/wasm-toolchain}
mode=${WASM_TOOLCHAIN:-auto}
sysrustc=/usr/bin/rustc
say() { printf 'wasm-toolchain: %s\n' "$*" >&2; }
case $mode in auto | debian | rustup) ;; *) say "WASM_TOOLCHAIN is '$mode'; it may be auto, debian or rustup"; exit 2 ;; esac

has_target() { # "$1" = a rustc
  local d
  d=$("$1" --print target-libdir --target "$T" 2>/dev/null) && compgen -G "$d/libstd-*.rlib" >/dev/null
}
# rustc looks for a linker of its own LLVM's major version.
lld_package() { printf 'lld-%s' "$("$sysrustc" -Vv | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')"; }
installed() { dpkg-query -W -f '${Status}\n' "$@" 2>/dev/null | grep -c '^install ok installed' | grep -qx $#; }
apt() {
  local sudo=
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get "$@" >&2
}
# The stamp names everything the std build depends on: a new script or a Debian upgrade builds again.
stamp_now() {
  sha256sum <"${BASH_SOURCE[0]}"
  "$sysrustc" -Vv
  dpkg-query -W -f '${Package} ${Version}\n' rustc-web rust-web-src "$(lld_package)"
}
cached() {
  [ -x "$sysrustc" ] && [ -f "$tc/stamp" ] && [ "$(cat "$tc/stamp")" = "$(stamp_now 2>/dev/null)" ] &&
    has_target "$tc/bin/rustc"
}

if [ "$mode" != debian ] && command -v rustc >/dev/null && has_target rustc; then exit 0; fi
if [ "$mode" != rustup ] && cached; then echo "$tc/bin"; exit 0; fi
if [ "${1:-}" = --check ]; then exit 3; fi
if [ "$mode" != debian ]; then
  if command -v rustup >/dev/null && timeout 120 rustup target add "$T" >&2 && has_target rustc; then exit 0; fi
  if [ "$mode" = rustup ]; then say "rustup cannot add $T"; exit 1; fi
  say "rustup cannot add $T; falling back to Debian's rustc-web"
fi
command -v apt-get >/dev/null || { say "neither rustup nor apt-get can provide $T: install it for your rustc"; exit 1; }

installed rustc-web cargo-web rust-web-src ||
  { apt update -qq; apt install -y -qq --no-install-recommends rustc-web cargo-web rust-web-src; }
installed "$(lld_package)" || { apt update -qq; apt install -y -qq --no-install-recommends "$(lld_package)"; }
lld=$(dpkg -L "$(lld_package)" | grep -m1 '/lib/llvm-[0-9]*/bin/lld$')

host=$("$sysrustc" -vV | sed -n 's/^host: //p')
say "building std for $T with $("$sysrustc" -V)"
mkdir -p "$(dirname "$tc")"
new=$(mktemp -d "$tc.XXXXXX")
build=$(mktemp -d)
trap 'rm -rf "$new" "$build"' EXIT
mkdir -p "$new/bin" "$new/lib/rustlib/$host/bin" "$new/lib/rustlib/$T/lib" "$build/src"
ln -s /usr/bin/cargo "$new/bin/cargo"
# Wrappers, not symlinks: this rustc takes its sysroot from where librustc_driver lies (/usr).
for b in rustc rustdoc; do
  # shellcheck disable=SC2016 # expands when the wrapper runs
  printf '#!/bin/sh\nexec /usr/bin/%s --sysroot "$(dirname "$(dirname "$0")")" "$@"\n' "$b" >"$new/bin/$b"
  chmod +x "$new/bin/$b"
done
ln -s "/usr/lib/rustlib/$host/lib" "$new/lib/rustlib/$host/lib"
ln -s /usr/lib/rustlib/src "$new/lib/rustlib/src"
# rustc's default wasm linker is `rust-lld -flavor wasm`, looked up here:
ln -s "$lld" "$new/lib/rustlib/$host/bin/rust-lld"
# Built outside the repository, so that its .cargo/config.toml and workspace do not apply.
printf '[workspace]\n[package]\nname = "sysroot"\nversion = "0.0.0"\nedition = "2021"\n[profile.release]\ndebug = false\nstrip = "none"\n' >"$build/Cargo.toml"
: >"$build/src/lib.rs"
(
  cd "$build"
  env -u RUSTFLAGS -u CARGO_ENCODED_RUSTFLAGS -u CARGO_BUILD_RUSTFLAGS -u RUSTC_WRAPPER -u RUSTUP_TOOLCHAIN \
    PATH="/usr/bin:$PATH" RUSTC="$sysrustc" RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$build/target" \
    /usr/bin/cargo build -q --release --target "$T" -Z build-std=std,panic_abort,proc_macro,test
) >&2
for f in "$build/target/$T/release/deps/"lib*.rlib; do # the rlibs hold the metadata too
  case ${f##*/} in libsysroot-*) ;; *) cp "$f" "$new/lib/rustlib/$T/lib/" ;; esac
done
stamp_now >"$new/stamp"
has_target "$new/bin/rustc" || { say "the build left no libstd"; exit 1; }
chmod 755 "$new"
rm -rf "$tc"
mv "$new" "$tc"
echo "$tc/bin"
