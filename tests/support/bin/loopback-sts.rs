//! The loopback STS as a program, for tests and benchmarks in other languages.
//!
//! The first line on stdout is the URL, the second a JSON object with the CA file (`--tls`) and the world. It runs
//! until stdin closes (with `--keep-running`: until it is killed). `/_journal`, `/_faults`, `/_clock`, `/_totp` and the
//! others of `sts/control.rs` drive it.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use rolehop_test_support::sts::{Sts, World};
use serde_json::json;

const USAGE: &str = "usage: loopback-sts [--tls] [--port N] [--keep-running] [WORLD.json]";

struct Arguments {
    tls: bool,
    port: u16,
    keep_running: bool,
    world: World,
}

fn main() -> ExitCode {
    match parse().and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}\n{USAGE}");
            ExitCode::FAILURE
        }
    }
}

fn parse() -> Result<Arguments, String> {
    let mut arguments = Arguments {
        tls: false,
        port: 0,
        keep_running: false,
        world: World::demo(),
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--tls" => arguments.tls = true,
            "--keep-running" => arguments.keep_running = true,
            "--port" => {
                let port = words.next().ok_or("--port wants a number")?;
                arguments.port = port.parse().map_err(|_| format!("`{port}` is no port"))?;
            }
            option if option.starts_with('-') => return Err(format!("`{option}` is not known")),
            file => arguments.world = read_world(file)?,
        }
    }
    Ok(arguments)
}

fn read_world(file: &str) -> Result<World, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("cannot read `{file}`: {error}"))?;
    World::from_json(&text).map_err(|error| format!("`{file}` is no world: {error}"))
}

fn run(arguments: Arguments) -> Result<(), String> {
    let sts = Sts::start_on(arguments.world, arguments.port, arguments.tls)
        .map_err(|error| format!("cannot listen on port {}: {error}", arguments.port))?;
    let start = json!({"ca_bundle": sts.ca_bundle(), "world": *sts.world()});
    let mut stdout = io::stdout();
    writeln!(stdout, "{}\n{start}", sts.url())
        .and_then(|()| stdout.flush())
        .map_err(|error| error.to_string())?;
    if arguments.keep_running {
        loop {
            std::thread::park();
        }
    }
    // Whatever is read or fails: when nobody holds the other end any more, nobody needs this server.
    let _ = io::stdin().read_to_end(&mut Vec::new());
    Ok(())
}
