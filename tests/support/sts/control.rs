//! Paths under `/_` by which tests in other languages watch and drive the server. JSON in, JSON out, unsigned.
//!
//! | request | does |
//! |---|---|
//! | `GET /_journal` | the journal, one JSON object a line |
//! | `DELETE /_journal` | forgets it |
//! | `GET /_counts` | requests by operation |
//! | `POST /_faults` | adds a fault, or a list of them |
//! | `DELETE /_faults` | takes all faults away |
//! | `POST /_clock` | sets `offset_seconds`, `date_header_offset_seconds` |
//! | `GET /_clock` | says them, and `now` |
//! | `GET /_totp?serial=S` | an MFA code that was neither used nor given out here; waits for one |
//! | `GET /_totp?serial=S&current=1` | the code that the device shows now |
//! | `GET /_world` | the world as JSON |
//! | `PUT /_world` | replaces it: sessions and used codes are forgotten |
//! | `POST /_settings` | changes some of the world's settings |
//! | `POST /_expire` | ends every session issued so far |

use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::sleep;

use super::fault::Fault;
use super::request::Raw;
use super::server::Shared;
use super::world::{Settings, World};

/// The status and the body.
pub(super) async fn answer(shared: &Shared, raw: &Raw) -> (u16, String) {
    let answer = match (raw.method.as_str(), raw.path.as_str()) {
        ("GET", "/_totp") => totp(shared, raw).await,
        ("GET", path) => match look(shared, path) {
            Some(body) => Ok(body),
            None => return not_here("GET", path),
        },
        (method, path) => match change(shared, method, path, &raw.body) {
            Some(done) => done.map(|()| "{}\n".to_owned()),
            None => return not_here(method, path),
        },
    };
    match answer {
        Ok(body) => (200, body),
        Err(why) => (400, error_body(&why)),
    }
}

/// What is only looked at.
fn look(shared: &Shared, path: &str) -> Option<String> {
    match path {
        "/_journal" => Some(shared.journal.read().to_json_lines()),
        "/_counts" => Some(json!(shared.journal.read().counts()).to_string() + "\n"),
        "/_clock" => Some(clock(shared)),
        "/_world" => Some(json!(*shared.world()).to_string() + "\n"),
        _ => None,
    }
}

/// What changes something.
fn change(shared: &Shared, method: &str, path: &str, body: &[u8]) -> Option<Result<(), String>> {
    match (method, path) {
        ("DELETE", "/_journal") => shared.journal.clear(),
        ("DELETE", "/_faults") => shared.faults.clear(),
        ("POST", "/_expire") => shared.world().expire_sessions(),
        ("POST", "/_faults") => return Some(add_faults(shared, body)),
        ("POST", "/_clock") => return Some(set_clock(shared, body)),
        ("POST", "/_settings") => return Some(change_settings(shared, body)),
        ("PUT", "/_world") => return Some(parse::<World>(body).map(|world| *shared.world() = world)),
        _ => return None,
    }
    Some(Ok(()))
}

fn add_faults(shared: &Shared, body: &[u8]) -> Result<(), String> {
    let faults = match parse::<Value>(body)? {
        Value::Array(faults) => faults,
        one => vec![one],
    };
    let faults: Vec<Fault> =
        serde_json::from_value(Value::Array(faults)).map_err(|error| error.to_string())?;
    faults.into_iter().for_each(|fault| shared.faults.add(fault));
    Ok(())
}

fn clock(shared: &Shared) -> String {
    let clock = &shared.clock;
    json!({
        "offset_seconds": clock.offset(),
        "date_header_offset_seconds": clock.date_header_offset(),
        "now": clock.now(),
    })
    .to_string()
        + "\n"
}

fn set_clock(shared: &Shared, body: &[u8]) -> Result<(), String> {
    for (key, value) in parse::<Map<String, Value>>(body)? {
        let seconds = value
            .as_i64()
            .ok_or_else(|| format!("{key} is not a whole number"))?;
        match key.as_str() {
            "offset_seconds" => shared.clock.set_offset(seconds),
            "date_header_offset_seconds" => shared.clock.set_date_header_offset(seconds),
            _ => return Err(format!("{key} is not known")),
        }
    }
    Ok(())
}

fn change_settings(shared: &Shared, body: &[u8]) -> Result<(), String> {
    let mut world = shared.world();
    let mut settings = json!(world.settings);
    for (key, value) in parse::<Map<String, Value>>(body)? {
        settings[key] = value;
    }
    world.settings = serde_json::from_value::<Settings>(settings).map_err(|error| error.to_string())?;
    Ok(())
}

async fn totp(shared: &Shared, raw: &Raw) -> Result<String, String> {
    let parameters = raw.query_parameters();
    let value = |name: &str| {
        parameters
            .iter()
            .find(|(it, _)| it == name)
            .map(|(_, value)| value.as_str())
    };
    let serial = value("serial").ok_or("serial is missing")?;
    if !shared.world().has_device(serial) {
        return Err(format!("no MFA device {serial} in this world"));
    }
    if value("current").is_some() {
        return Ok(shared.world().code(serial, shared.clock.now()) + "\n");
    }
    loop {
        let code = shared.world().unused_code(serial, shared.clock.now());
        match code {
            Some(code) => return Ok(code + "\n"),
            None => sleep(Duration::from_millis(100)).await,
        }
    }
}

fn parse<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

fn not_here(method: &str, path: &str) -> (u16, String) {
    (404, error_body(&format!("there is no {method} {path} here")))
}

fn error_body(why: &str) -> String {
    json!({"error": why}).to_string() + "\n"
}
