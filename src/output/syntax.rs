//! The statements that set and unset variables, in each shell and in files of variables.
//!
//! Which variables they are is `handout`'s to say, how a value is spelled `quote`'s. Statements of shells whose
//! users evaluate a program's output without quotes around it end in `;`: line breaks become spaces there.

use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::quote;
use crate::handout::Variables;

/// Who reads the statements.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Syntax {
    /// POSIX shells, bash, zsh.
    Env,
    /// A file of variables, as `docker run --env-file` reads it.
    EnvNoExport,
    Fish,
    Powershell,
    /// `cmd.exe`.
    WindowsCmd,
    /// A record for `load-env`.
    Nushell,
    Elvish,
    Xonsh,
    Tcsh,
}

/// A variable whose value has something that the syntax has no spelling for.
#[derive(Debug, Eq, PartialEq)]
pub struct Refused {
    pub variable: &'static str,
    /// As `a line break`.
    pub what: &'static str,
}

/// Sets, then unsets, one a line; Nushell's record is one line.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where credentials are handed out"
)]
pub fn statements(syntax: Syntax, variables: &Variables) -> Result<Zeroizing<String>, Refused> {
    let mut out = Zeroizing::new(String::with_capacity(room_for(variables)));
    if syntax == Syntax::Nushell {
        out.push('{');
    }
    for (variable, value) in variables.to_set() {
        set(&mut out, syntax, variable, value.expose_secret()).map_err(|what| Refused { variable, what })?;
    }
    for name in variables.to_unset() {
        unset(&mut out, syntax, name);
    }
    if syntax == Syntax::Nushell {
        let length = out.trim_end_matches(", ").len();
        out.truncate(length);
        out.push_str("}\n");
    }
    Ok(out)
}

fn set(out: &mut String, syntax: Syntax, name: &str, value: &str) -> Result<(), &'static str> {
    let (before, between, after) = match syntax {
        Syntax::Env => ("export ", "=", ";\n"),
        Syntax::EnvNoExport => ("", "=", "\n"),
        Syntax::Fish => ("set -gx ", " ", ";\n"),
        Syntax::Powershell => ("$Env:", " = ", "\n"),
        Syntax::WindowsCmd => ("set \"", "=", "\"\n"),
        Syntax::Nushell => ("\"", "\": ", ", "),
        Syntax::Elvish => ("set-env ", " ", "\n"),
        Syntax::Xonsh => ("$", " = ", "\n"),
        Syntax::Tcsh => ("setenv ", " ", ";\n"),
    };
    for part in [before, name, between] {
        out.push_str(part);
    }
    match syntax {
        Syntax::Env => quote::posix(out, value),
        Syntax::EnvNoExport => quote::line(out, value)?,
        Syntax::Fish => quote::fish(out, value),
        Syntax::Powershell => quote::powershell(out, value),
        Syntax::WindowsCmd => quote::windows_cmd(out, value)?,
        Syntax::Nushell => quote::nushell(out, value),
        Syntax::Elvish => quote::elvish(out, value),
        Syntax::Xonsh => quote::xonsh(out, value),
        Syntax::Tcsh => quote::tcsh(out, value)?,
    }
    out.push_str(after);
    Ok(())
}

fn unset(out: &mut String, syntax: Syntax, name: &str) {
    let (before, after) = match syntax {
        Syntax::Env => ("unset ", ";\n"),
        // A file of variables can only set; an empty `AWS_PROFILE` would be a profile without a name.
        Syntax::EnvNoExport => return,
        // Global, not universal: those are kept on disk and belong to every fish of the user.
        Syntax::Fish => ("set -eg ", ";\n"),
        Syntax::Powershell => ("Remove-Item -ErrorAction Ignore Env:", "\n"),
        Syntax::WindowsCmd => ("set \"", "=\"\n"),
        // `load-env` of a null hides the variable from programs.
        Syntax::Nushell => ("\"", "\": null, "),
        Syntax::Elvish => ("unset-env ", "\n"),
        Syntax::Xonsh => ("${...}.pop('", "', None)\n"),
        Syntax::Tcsh => ("unsetenv ", ";\n"),
    };
    for part in [before, name, after] {
        out.push_str(part);
    }
}

/// Security: a buffer that grew would leave its old copy in memory.
#[expect(clippy::disallowed_methods, reason = "lengths alone")]
fn room_for(variables: &Variables) -> usize {
    let values = variables.to_set().iter();
    let values = values.map(|(_, value)| quote::LONGEST_ESCAPE * value.expose_secret().len());
    let lines = variables.to_set().len() + variables.to_unset().len();
    values.sum::<usize>() + lines * (quote::LONGEST_QUOTES + LONGEST_STATEMENT)
}

/// More than a statement takes with the longest name, without a value.
const LONGEST_STATEMENT: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::Credentials;
    use crate::handout::Handout;
    use crate::handout::tests::{FOUR_O_CLOCK, long_term, temporary};
    use secrecy::SecretString;

    fn printed(syntax: Syntax) -> String {
        let credentials = temporary();
        let words = ["corp".to_owned(), "it's".to_owned()];
        let handout = Handout {
            credentials: &credentials,
            expiration: Some(FOUR_O_CLOCK),
            account_id: None,
            words: &words,
            region: None,
        };
        statements(syntax, &Variables::of(&handout)).unwrap().to_string()
    }

    #[test]
    fn every_syntax_states_a_session() {
        for (syntax, expected) in [
            (
                Syntax::Env,
                "export AWS_ACCESS_KEY_ID='ASIAEXAMPLE';\nexport AWS_SECRET_ACCESS_KEY='secret/+=';\n\
                 export AWS_SESSION_TOKEN='token/+=';\n\
                 export AWS_CREDENTIAL_EXPIRATION='2026-11-22T16:00:00Z';\n\
                 export ROLEHOP_PROFILE='corp it'\\''s';\nunset AWS_PROFILE;\nunset AWS_DEFAULT_PROFILE;\n\
                 unset AWS_SECURITY_TOKEN;\n",
            ),
            (
                Syntax::EnvNoExport,
                "AWS_ACCESS_KEY_ID=ASIAEXAMPLE\nAWS_SECRET_ACCESS_KEY=secret/+=\nAWS_SESSION_TOKEN=token/+=\n\
                 AWS_CREDENTIAL_EXPIRATION=2026-11-22T16:00:00Z\nROLEHOP_PROFILE=corp it's\n",
            ),
            (
                Syntax::Fish,
                "set -gx AWS_ACCESS_KEY_ID 'ASIAEXAMPLE';\nset -gx AWS_SECRET_ACCESS_KEY 'secret/+=';\n\
                 set -gx AWS_SESSION_TOKEN 'token/+=';\n\
                 set -gx AWS_CREDENTIAL_EXPIRATION '2026-11-22T16:00:00Z';\n\
                 set -gx ROLEHOP_PROFILE 'corp it\\'s';\nset -eg AWS_PROFILE;\nset -eg AWS_DEFAULT_PROFILE;\n\
                 set -eg AWS_SECURITY_TOKEN;\n",
            ),
            (
                Syntax::Powershell,
                "$Env:AWS_ACCESS_KEY_ID = 'ASIAEXAMPLE'\n$Env:AWS_SECRET_ACCESS_KEY = 'secret/+='\n\
                 $Env:AWS_SESSION_TOKEN = 'token/+='\n\
                 $Env:AWS_CREDENTIAL_EXPIRATION = '2026-11-22T16:00:00Z'\n\
                 $Env:ROLEHOP_PROFILE = 'corp it''s'\n\
                 Remove-Item -ErrorAction Ignore Env:AWS_PROFILE\n\
                 Remove-Item -ErrorAction Ignore Env:AWS_DEFAULT_PROFILE\n\
                 Remove-Item -ErrorAction Ignore Env:AWS_SECURITY_TOKEN\n",
            ),
            (
                Syntax::WindowsCmd,
                "set \"AWS_ACCESS_KEY_ID=ASIAEXAMPLE\"\nset \"AWS_SECRET_ACCESS_KEY=secret/+=\"\n\
                 set \"AWS_SESSION_TOKEN=token/+=\"\n\
                 set \"AWS_CREDENTIAL_EXPIRATION=2026-11-22T16:00:00Z\"\n\
                 set \"ROLEHOP_PROFILE=corp it's\"\nset \"AWS_PROFILE=\"\nset \"AWS_DEFAULT_PROFILE=\"\n\
                 set \"AWS_SECURITY_TOKEN=\"\n",
            ),
            (
                Syntax::Nushell,
                "{\"AWS_ACCESS_KEY_ID\": \"ASIAEXAMPLE\", \"AWS_SECRET_ACCESS_KEY\": \"secret/+=\", \
                 \"AWS_SESSION_TOKEN\": \"token/+=\", \
                 \"AWS_CREDENTIAL_EXPIRATION\": \"2026-11-22T16:00:00Z\", \
                 \"ROLEHOP_PROFILE\": \"corp it's\", \"AWS_PROFILE\": null, \
                 \"AWS_DEFAULT_PROFILE\": null, \"AWS_SECURITY_TOKEN\": null}\n",
            ),
            (
                Syntax::Elvish,
                "set-env AWS_ACCESS_KEY_ID 'ASIAEXAMPLE'\nset-env AWS_SECRET_ACCESS_KEY 'secret/+='\n\
                 set-env AWS_SESSION_TOKEN 'token/+='\n\
                 set-env AWS_CREDENTIAL_EXPIRATION '2026-11-22T16:00:00Z'\n\
                 set-env ROLEHOP_PROFILE 'corp it''s'\nunset-env AWS_PROFILE\n\
                 unset-env AWS_DEFAULT_PROFILE\nunset-env AWS_SECURITY_TOKEN\n",
            ),
            (
                Syntax::Xonsh,
                "$AWS_ACCESS_KEY_ID = 'ASIAEXAMPLE'\n$AWS_SECRET_ACCESS_KEY = 'secret/+='\n\
                 $AWS_SESSION_TOKEN = 'token/+='\n$AWS_CREDENTIAL_EXPIRATION = '2026-11-22T16:00:00Z'\n\
                 $ROLEHOP_PROFILE = 'corp it\\'s'\n${...}.pop('AWS_PROFILE', None)\n\
                 ${...}.pop('AWS_DEFAULT_PROFILE', None)\n${...}.pop('AWS_SECURITY_TOKEN', None)\n",
            ),
            (
                Syntax::Tcsh,
                "setenv AWS_ACCESS_KEY_ID 'ASIAEXAMPLE';\nsetenv AWS_SECRET_ACCESS_KEY 'secret/+=';\n\
                 setenv AWS_SESSION_TOKEN 'token/+=';\n\
                 setenv AWS_CREDENTIAL_EXPIRATION '2026-11-22T16:00:00Z';\n\
                 setenv ROLEHOP_PROFILE 'corp it'\\''s';\nunsetenv AWS_PROFILE;\n\
                 unsetenv AWS_DEFAULT_PROFILE;\nunsetenv AWS_SECURITY_TOKEN;\n",
            ),
        ] {
            assert_eq!(printed(syntax), expected, "{syntax:?}");
        }
    }

    #[test]
    fn what_was_set_is_taken_away_in_every_shell() {
        for (syntax, expected) in [
            (
                Syntax::Env,
                "unset ROLEHOP_PROFILE;\nunset AWS_REGION;\nunset AWS_DEFAULT_REGION;\n",
            ),
            (
                Syntax::Fish,
                "set -eg ROLEHOP_PROFILE;\nset -eg AWS_REGION;\nset -eg AWS_DEFAULT_REGION;\n",
            ),
            (
                Syntax::WindowsCmd,
                "set \"ROLEHOP_PROFILE=\"\nset \"AWS_REGION=\"\nset \"AWS_DEFAULT_REGION=\"\n",
            ),
            (
                Syntax::Nushell,
                "\"ROLEHOP_PROFILE\": null, \"AWS_REGION\": null, \"AWS_DEFAULT_REGION\": null}\n",
            ),
        ] {
            let text = statements(syntax, &Variables::taken_away(true)).unwrap();
            assert!(text.ends_with(expected), "{text:?}", text = text.as_str());
        }
        assert_eq!(
            statements(Syntax::Tcsh, &Variables::taken_away(false))
                .unwrap()
                .as_str(),
            "unsetenv AWS_ACCESS_KEY_ID;\nunsetenv AWS_SECRET_ACCESS_KEY;\nunsetenv AWS_SESSION_TOKEN;\n\
             unsetenv AWS_CREDENTIAL_EXPIRATION;\nunsetenv ROLEHOP_PROFILE;\n"
        );
    }

    #[test]
    fn long_term_keys_take_an_older_token_away() {
        let handout = Handout {
            credentials: &long_term(),
            expiration: None,
            account_id: None,
            words: &["corp".to_owned()],
            region: Some("eu-west-1"),
        };
        assert_eq!(
            statements(Syntax::Env, &Variables::of(&handout))
                .unwrap()
                .as_str(),
            "export AWS_ACCESS_KEY_ID='AKIAEXAMPLE';\nexport AWS_SECRET_ACCESS_KEY='secret/+=';\n\
             export ROLEHOP_PROFILE='corp';\nexport AWS_REGION='eu-west-1';\n\
             export AWS_DEFAULT_REGION='eu-west-1';\nunset AWS_SESSION_TOKEN;\n\
             unset AWS_CREDENTIAL_EXPIRATION;\nunset AWS_PROFILE;\nunset AWS_DEFAULT_PROFILE;\n\
             unset AWS_SECURITY_TOKEN;\n"
        );
    }

    #[test]
    fn the_buffer_never_grows() {
        let long = "\u{1}".repeat(4000);
        let credentials = Credentials {
            access_key_id: long.clone(),
            secret_access_key: SecretString::from(long.as_str()),
            session_token: Some(SecretString::from(long.as_str())),
        };
        let words = [long];
        let handout = Handout {
            credentials: &credentials,
            expiration: Some(FOUR_O_CLOCK),
            account_id: None,
            words: &words,
            region: Some("eu-west-1"),
        };
        let variables = Variables::of(&handout);
        let room = room_for(&variables);
        for syntax in [
            Syntax::Env,
            Syntax::EnvNoExport,
            Syntax::Fish,
            Syntax::Powershell,
            Syntax::WindowsCmd,
            Syntax::Nushell,
            Syntax::Elvish,
            Syntax::Xonsh,
            Syntax::Tcsh,
        ] {
            let text = statements(syntax, &variables).unwrap();
            assert_eq!(text.capacity(), room, "{syntax:?}");
        }
    }
}
