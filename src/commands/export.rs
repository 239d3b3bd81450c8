//! `export`: prints the credentials as a shell, a file or a job takes them.

use std::ffi::OsStr;

use clap::ValueEnum;

use crate::cli;
use crate::commands::credentials::{self, For};
use crate::error::Error;
use crate::invocation::Invocation;
use crate::output::export::{self, Format};
use crate::output::github::Job;

/// Prints the variables, or what takes them away again.
pub fn run(invocation: &Invocation, arguments: &cli::Export) -> Result<(), Error> {
    let format = format(arguments.format)?;
    if arguments.unset {
        return unset(invocation, arguments, format);
    }
    let job = Job {
        actions: invocation.environment.github_actions.as_deref().map(OsStr::new),
        env_file: invocation
            .environment
            .github_env
            .as_ref()
            .map(|path| path.as_os_str()),
    };
    export::check(format, job)?;
    let route = invocation.route(&arguments.route)?;
    let got = credentials::obtain(invocation, &route, &arguments.route, For::Person)?;
    let section = route.last_profile().unwrap_or("default").to_owned();
    Ok(export::write(format, &got.handout(&route), &section, job)?)
}

/// A region is taken away where it was set: where the route that is named, if one is, says a region.
fn unset(invocation: &Invocation, arguments: &cli::Export, format: Format) -> Result<(), Error> {
    let is_named = !arguments.route.words.is_empty() || arguments.route.profile.is_some();
    let region_was_said = match is_named {
        true => invocation.route(&arguments.route)?.said_region.is_some(),
        false => arguments.route.source.region.is_some(),
    };
    Ok(export::write_unset(format, region_was_said)?)
}

fn format(format: cli::Format) -> Result<Format, Error> {
    let value = format.to_possible_value();
    let name = value.as_ref().map_or("env", |value| value.get_name());
    Format::from_name(name).ok_or_else(|| Error::NotBuilt {
        what: format!("the format `{name}`"),
    })
}
