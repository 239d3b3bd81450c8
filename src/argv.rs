//! A look at the arguments by hand, for the call that runs thousands of times a day.
//!
//! It knows `credential-process` with plain words and the options that a configuration line may hold; everything
//! else, and every mistake, is left to clap. Both give the same value: a table of arguments proves it.

use std::ffi::{OsStr, OsString};

use crate::cli::{Cli, Command, Global, Route};

/// The parsed command line, when it is one of those that are known here.
pub fn credential_process(arguments: &[OsString]) -> Option<Cli> {
    let mut rest = arguments.iter().skip(1);
    if rest.next()? != OsStr::new("credential-process") {
        return None;
    }
    let mut global = Global::default();
    let mut route = Route::default();
    while let Some(argument) = rest.next() {
        let text = argument.to_str()?;
        let (name, value) = match text.split_once('=') {
            Some((name, value)) if text.starts_with("--") => (name, Some(value.to_owned())),
            _ => (text, None),
        };
        let mut value = || value.clone().or_else(|| plain(rest.next()?));
        match name {
            "--profile" if route.profile.is_none() => route.profile = Some(value()?),
            "--region" if route.source.region.is_none() => route.source.region = Some(value()?),
            "--config" if global.config.is_none() => global.config = Some(value()?.into()),
            "--store" if global.store.is_none() => global.store = Some(value()?),
            "--no-input" if text == name && !global.no_input => global.no_input = true,
            word if word.starts_with('-') || text.is_empty() => return None,
            _ => route.words.push(text.to_owned()),
        }
    }
    Some(Cli {
        global,
        command: Command::CredentialProcess(route),
    })
}

/// An option's value that cannot be an option itself.
fn plain(argument: &OsString) -> Option<String> {
    argument
        .to_str()
        .filter(|text| !text.starts_with('-') && !text.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[test]
    fn gives_what_clap_gives() {
        for line in [
            "rolehop credential-process prod",
            "rolehop credential-process corp 222222222222:Hub 333333333333:Deep",
            "rolehop credential-process --profile prod",
            "rolehop credential-process --profile=prod",
            "rolehop credential-process prod --region eu-west-1 --store kernel",
            "rolehop credential-process --no-input prod",
            "rolehop credential-process --config /c.toml prod",
            "rolehop credential-process --config=/c=d.toml prod",
            "rolehop credential-process a=b",
            "rolehop credential-process",
        ] {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let by_hand = credential_process(&arguments).unwrap();
            let by_clap = Cli::try_parse_from(&arguments).unwrap();
            assert_eq!(format!("{by_hand:?}"), format!("{by_clap:?}"), "{line}");
        }
    }

    #[test]
    fn leaves_the_rest_to_clap() {
        for line in [
            "rolehop",
            "rolehop exec prod",
            "rolehop --no-input credential-process prod",
            "rolehop credential-process prod --duration 1h",
            "rolehop credential-process prod --help",
            "rolehop credential-process prod -v",
            "rolehop credential-process --profile",
            "rolehop credential-process --profile --region",
            "rolehop credential-process --profile a --profile b",
            "rolehop credential-process --no-input=true prod",
            "rolehop credential-process -- prod",
            "rolehop credential-process --no-input --no-input prod",
        ] {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert!(credential_process(&arguments).is_none(), "{line}");
        }
    }
}
