//! How the program is linked, so that starting it costs little: `docs/architecture.md` has the reasons.
//!
//! Each step is taken only where this machine's own linker and loader are known to take it; without them the
//! program is the same, and starts a little later.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is_linux = setting("CARGO_CFG_TARGET_OS") == "linux" && setting("CARGO_CFG_TARGET_ENV") == "gnu";
    if !is_linux || setting("HOST") != setting("TARGET") {
        return;
    }
    // The unwinder is for backtraces alone; as a part of the program it is no library to find and map.
    if has_library("libgcc_eh.a") {
        println!("cargo::rustc-link-lib=static:-bundle,+whole-archive=gcc_eh");
    }
    // 18,000 relative relocations in a few pages instead of a hundred (DT_RELR).
    if glibc_version().is_some_and(|version| version >= (2, 36)) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

fn has_library(name: &str) -> bool {
    let linker = Some(setting("RUSTC_LINKER")).filter(|linker| !linker.is_empty());
    let linker = linker.unwrap_or_else(|| "cc".to_owned());
    // A compiler that does not have it prints the name back.
    let said = Command::new(linker)
        .arg(format!("-print-file-name={name}"))
        .output();
    said.is_ok_and(|said| Path::new(String::from_utf8_lossy(&said.stdout).trim()).is_absolute())
}

fn glibc_version() -> Option<(u32, u32)> {
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let text = String::from_utf8(said.stdout).ok()?;
    let (major, minor) = text.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[expect(
    clippy::disallowed_methods,
    reason = "what cargo tells a build script comes in variables"
)]
fn setting(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}
