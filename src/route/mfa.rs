//! Where a route's one MFA code goes (contract, promise 4).

use crate::duration::SessionDuration;
use crate::profile::{Profile, Setting};
use crate::route::call::HALF_A_DAY;
use crate::route::{GetSessionToken, Hop, Mfa, Operation, Options, Source};

/// The profiles that may say something of MFA; the first of them that does wins.
#[derive(Clone, Copy)]
pub struct SaidBy<'a> {
    /// Where the source comes from.
    pub source: Option<&'a Profile>,
    /// Whose role is the first.
    pub role: Option<&'a Profile>,
    pub defaults: &'a Profile,
}

/// Puts the code where it belongs: a GetSessionToken hop at the start, or the first role's own call.
///
/// A route that is its source alone gets a GetSessionToken session too, where the source's keys are long-term.
pub fn place(hops: &mut Vec<Hop>, source: &Source, said_by: SaidBy<'_>, options: &Options) {
    let mfa = said_by.device(options);
    let session = said_by.session();
    match hops.first_mut().map(|hop| &mut hop.operation) {
        None if source.is_long_term() && !options.long_term => {
            let of_profile = said_by
                .source
                .and_then(|profile| profile.duration_seconds.as_ref());
            let asked = options.duration.or(of_profile.map(|setting| setting.value));
            let duration = asked.or(session).unwrap_or(HALF_A_DAY);
            hops.push(session_token(source, mfa, duration, said_by));
        }
        Some(Operation::AssumeRole(role)) => match (session, mfa) {
            (Some(duration), Some(mfa)) if source.is_long_term() && is_short(role.duration) => {
                role.mfa = None;
                hops.insert(0, session_token(source, Some(mfa), duration, said_by));
            }
            (_, mfa) => role.mfa = mfa,
        },
        None | Some(_) => {}
    }
}

impl<'a> SaidBy<'a> {
    /// A device is the caller's; the SDKs have it written into the role's profile.
    fn device(self, options: &Options) -> Option<Mfa> {
        let profiles = [self.role, self.source, Some(self.defaults)];
        let serial = options
            .mfa_serial
            .as_ref()
            .or_else(|| first(profiles, |profile| profile.mfa_serial.as_ref()))?;
        // A program prints the codes of the device that its own profile names.
        let of_device = |profile: &&Profile| {
            let named = profile.mfa_serial.as_ref();
            named.is_none_or(|named| named.value == *serial)
        };
        let process = first(profiles.map(|profile| profile.filter(of_device)), |profile| {
            profile.mfa_process.as_ref()
        });
        Some(Mfa {
            serial: serial.clone(),
            process: process.cloned(),
        })
    }

    /// How long an MFA session is; none where `mfa_session` is off. A session belongs to the keys that it is made from.
    fn session(self) -> Option<SessionDuration> {
        let of = |profile: &'a Profile| profile.mfa_session.as_ref();
        let is_off_for_role = self
            .role
            .and_then(of)
            .is_some_and(|setting| setting.value.is_none());
        if is_off_for_role {
            return None;
        }
        let profiles = [self.source, self.role, Some(self.defaults)];
        first(profiles, of).copied().unwrap_or(Some(HALF_A_DAY))
    }

    /// `mfa_max_age`: the role knows how old a code may be.
    fn max_age(self) -> Option<u32> {
        let profiles = [self.role, self.source, Some(self.defaults)];
        match first(profiles, |profile| profile.mfa_max_age.as_ref())? {
            SessionDuration::Seconds(seconds) => Some(*seconds),
            SessionDuration::Max => None,
        }
    }
}

fn first<'a, T>(
    profiles: [Option<&'a Profile>; 3],
    setting: impl Fn(&'a Profile) -> Option<&'a Setting<T>>,
) -> Option<&'a T> {
    profiles
        .into_iter()
        .flatten()
        .find_map(setting)
        .map(|setting| &setting.value)
}

/// Longer roles take their code directly: it is not sure that STS grants more than an hour from an MFA session.
const fn is_short(duration: SessionDuration) -> bool {
    matches!(duration, SessionDuration::Seconds(seconds) if seconds <= 3600)
}

fn session_token(source: &Source, mfa: Option<Mfa>, duration: SessionDuration, said_by: SaidBy<'_>) -> Hop {
    let duration = match duration {
        SessionDuration::Max => SessionDuration::Seconds(LONGEST),
        seconds => seconds,
    };
    Hop {
        profile: source.profile().map(str::to_owned),
        operation: Operation::GetSessionToken(GetSessionToken {
            max_age: said_by.max_age().filter(|_| mfa.is_some()),
            mfa,
            duration,
        }),
        notes: Vec::new(),
    }
}

/// The longest session that GetSessionToken gives, in seconds: 36 hours (STS API Reference).
const LONGEST: u32 = 129_600;
