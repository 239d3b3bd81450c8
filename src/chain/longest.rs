//! `duration_seconds = "max"`: the longest session that a role allows, found by asking and remembered.
//!
//! STS tells a role's MaxSessionDuration only by refusing what is longer. The steps are tried without a code in
//! the call, since each code is good once; the call with a code then asks for what was found.

use std::path::PathBuf;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::{Chain, Signer};
use crate::arn::RoleArn;
use crate::error::Error;
use crate::route::AssumeRole;
use crate::store::{Durability, make_private_folder, replace_file};
use crate::sts::Answer;
use crate::sts::error::RefusalKind;
use crate::whole_file;

/// Seconds: the round numbers that role owners set, from STS's maximum down to its default.
const STEPS: [u32; 4] = [43_200, 28_800, 14_400, 7_200];
/// Seconds: every role allows this much, and a chained one no more.
const SHORTEST: u32 = 3_600;

impl Chain<'_> {
    pub(super) fn longest(
        &mut self,
        index: usize,
        role: &AssumeRole,
        signer: &Signer,
    ) -> Result<Answer, Error> {
        let known = self.recall(&role.role_arn);
        let mut was_refused = false;
        for duration in STEPS
            .into_iter()
            .filter(|step| known.is_none_or(|known| *step <= known))
        {
            let answer = match role.mfa {
                Some(_) if known.is_none() || was_refused => {
                    self.probe_then_assume(index, role, signer, duration)
                }
                _ => self.assume(index, role, signer, duration),
            };
            match answer {
                Err(Error::Sts(error)) if error.refusal() == Some(&RefusalKind::DurationExceedsRole) => {
                    // Known now, so that no later call spends a code on it even if this one comes no further.
                    let shorter = STEPS.into_iter().find(|step| *step < duration);
                    self.remember(&role.role_arn, shorter.unwrap_or(SHORTEST));
                    was_refused = true;
                }
                Err(Error::Sts(error)) if error.refusal() == Some(&RefusalKind::DurationExceedsChaining) => {
                    // Says nothing of the role, which another caller may hold for longer.
                    return self.assume(index, role, signer, SHORTEST);
                }
                Ok(answer) => {
                    self.remember(&role.role_arn, duration);
                    return Ok(answer);
                }
                Err(error) => return Err(error),
            }
        }
        let answer = self.assume(index, role, signer, SHORTEST)?;
        self.remember(&role.role_arn, SHORTEST);
        Ok(answer)
    }

    /// Asks without the code first; only where that is refused for another reason is the code spent.
    fn probe_then_assume(
        &mut self,
        index: usize,
        role: &AssumeRole,
        signer: &Signer,
        duration: u32,
    ) -> Result<Answer, Error> {
        match self.assume_without_code(index, role, signer, duration) {
            Err(Error::Sts(error)) if matches!(error.refusal(), Some(RefusalKind::AccessDenied(_))) => {
                self.assume(index, role, signer, duration)
            }
            other => other,
        }
    }

    fn recall(&self, role: &RoleArn) -> Option<u32> {
        let text = whole_file::regular(&self.remembered(role)?, 32).ok()?;
        let text = str::from_utf8(&text).ok()?;
        let known = text.trim().parse().ok();
        known.filter(|seconds| *seconds == SHORTEST || STEPS.contains(seconds))
    }

    /// Not remembering costs a few refused calls next time, so a failure is passed by.
    fn remember(&self, role: &RoleArn, seconds: u32) {
        if self.recall(role) == Some(seconds) {
            return;
        }
        let Some(path) = self.remembered(role) else {
            return;
        };
        let folder = path.parent().map_or(Ok(()), make_private_folder);
        let written =
            folder.and_then(|()| replace_file(&path, seconds.to_string().as_bytes(), Durability::Disposable));
        if let Err(error) = written {
            tracing::info!("the role's longest session is not remembered: {error}");
        }
    }

    /// Named by the hash of its ARN, which may be longer than a file's name.
    fn remembered(&self, role: &RoleArn) -> Option<PathBuf> {
        let name = HEXLOWER.encode(&Sha256::digest(role.as_str())[..16]);
        Some(self.means.state_folder?.join("longest-sessions").join(name))
    }
}
