//! Where a route's one MFA code goes (contract, promise 4).

use crate::duration::SessionDuration;
use crate::profile::{Profile, Setting};
use crate::route::{GetSessionToken, Hop, Mfa, Operation, Options, Source};

/// Twelve hours, STS's own default for GetSessionToken.
const MFA_SESSION: SessionDuration = SessionDuration::Seconds(43_200);

/// The profiles that may say something of MFA, the first of them that does wins.
#[derive(Clone, Copy)]
pub struct SaidBy<'a> {
    /// Where the source comes from.
    pub source: Option<&'a Profile>,
    /// Whose role is the first.
    pub role: Option<&'a Profile>,
    pub defaults: &'a Profile,
}

impl<'a> SaidBy<'a> {
    /// A device is the caller's; the SDKs write it into the role's profile.
    fn of_role<T: Clone + 'a>(self, setting: impl Fn(&'a Profile) -> Option<&'a Setting<T>>) -> Option<T> {
        let profiles = [self.role, self.source, Some(self.defaults)];
        profiles
            .into_iter()
            .flatten()
            .find_map(setting)
            .map(|setting| setting.value.clone())
    }

    /// A session belongs to the keys that it is made from.
    fn of_source<T: Clone + 'a>(self, setting: impl Fn(&'a Profile) -> Option<&'a Setting<T>>) -> Option<T> {
        let profiles = [self.source, self.role, Some(self.defaults)];
        profiles
            .into_iter()
            .flatten()
            .find_map(setting)
            .map(|setting| setting.value.clone())
    }
}

/// Puts the code where it belongs: a GetSessionToken hop at the start, or the first role's own call.
pub fn place(hops: &mut Vec<Hop>, source: &Source, said_by: SaidBy<'_>, options: &Options) {
    let mfa = device(said_by, options);
    drop_serials_of_later_hops(hops);
    let setting = said_by
        .of_source(|profile| profile.mfa_session.as_ref())
        .unwrap_or(Some(MFA_SESSION));
    let max_age = said_by
        .of_role(|profile| profile.mfa_max_age.as_ref())
        .and_then(seconds);

    if hops.is_empty() {
        if source.is_long_term() && !options.long_term {
            let duration = options.duration.or(setting).unwrap_or(MFA_SESSION);
            let profile = source.profile().map(str::to_owned);
            hops.push(session_token(profile, mfa, duration, max_age));
        }
        return;
    }
    let Some(first) = hops.first_mut() else { return };
    let Operation::AssumeRole(role) = &mut first.operation else {
        return;
    };
    let short = seconds(role.duration).is_some_and(|seconds| seconds <= 3600);
    match (setting, mfa) {
        (Some(duration), Some(mfa)) if source.is_long_term() && short => {
            role.mfa = None;
            let profile = source.profile().map(str::to_owned);
            hops.insert(0, session_token(profile, Some(mfa), duration, max_age));
        }
        (_, mfa) => role.mfa = mfa,
    }
}

fn device(said_by: SaidBy<'_>, options: &Options) -> Option<Mfa> {
    let of_profile = said_by.of_role(|profile| profile.mfa_serial.as_ref());
    let serial = options.mfa_serial.clone().or(of_profile)?;
    Some(Mfa {
        serial,
        process: said_by.of_role(|profile| profile.mfa_process.as_ref()),
    })
}

fn drop_serials_of_later_hops(hops: &mut [Hop]) {
    for hop in hops.iter_mut().skip(1) {
        if let Operation::AssumeRole(role) = &mut hop.operation
            && role.mfa.take().is_some()
        {
            hop.notes
                .push("mfa_serial is not sent: a session that AssumeRole returned carries no MFA".into());
        }
    }
}

fn session_token(
    profile: Option<String>,
    mfa: Option<Mfa>,
    duration: SessionDuration,
    max_age: Option<u32>,
) -> Hop {
    let operation = Operation::GetSessionToken(GetSessionToken {
        mfa,
        duration,
        max_age,
    });
    Hop {
        profile,
        operation,
        notes: Vec::new(),
    }
}

const fn seconds(duration: SessionDuration) -> Option<u32> {
    match duration {
        SessionDuration::Seconds(seconds) => Some(seconds),
        SessionDuration::Max => None,
    }
}
