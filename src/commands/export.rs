//! `export`: prints the credentials as a shell, a file or a job takes them.

use std::ffi::OsStr;

use clap::ValueEnum;

use crate::cli;
use crate::commands::credentials::{self, For};
use crate::error::Error;
use crate::invocation::Invocation;
use crate::output::export::{self, Format};
use crate::output::github::{self, Job};

/// Prints the variables, or what takes them away again.
pub fn run(invocation: &Invocation, arguments: &cli::Export) -> Result<(), Error> {
    let format = format(arguments.format)?;
    if arguments.unset {
        let region_was_said = arguments.route.source.region.is_some();
        return Ok(export::write_unset(format, region_was_said)?);
    }
    let job = Job {
        actions: invocation.environment.github_actions.as_deref().map(OsStr::new),
        env_file: invocation
            .environment
            .github_env
            .as_ref()
            .map(|path| path.as_os_str()),
    };
    if format == Format::Github {
        github::check(job)?;
    }
    let route = invocation.route(&arguments.route)?;
    let got = credentials::obtain(invocation, &route, &arguments.route, For::Person)?;
    let section = route.last_profile().unwrap_or("default").to_owned();
    Ok(export::write(format, &got.handout(&route), &section, job)?)
}

fn format(format: cli::Format) -> Result<Format, Error> {
    let value = format.to_possible_value();
    let name = value.as_ref().map_or("env", |value| value.get_name());
    Format::from_name(name).ok_or_else(|| Error::NotBuilt {
        what: format!("the format `{name}`"),
    })
}
