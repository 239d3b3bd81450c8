//! Where there is no kernel keyring: a type without values, so that the rest needs no `cfg`.

use std::time::Duration;

use crate::store::backend::Written;
use crate::store::codec::SecretBytes;
use crate::store::error::PlatformFault;
use crate::store::{Refusal, StoreError};

#[derive(Clone, Copy, Debug)]
pub(super) enum Kernel {}

impl Kernel {
    pub(super) fn open(_named: bool) -> Result<Self, Refusal> {
        Err(Refusal::NoKernelKeyring(PlatformFault(
            "only Linux has one".to_owned(),
        )))
    }

    pub(super) fn read(&self, _description: &str) -> Result<Option<SecretBytes>, StoreError> {
        match *self {}
    }

    pub(super) fn write(
        &self,
        _description: &str,
        _content: &[u8],
        _lifetime: Option<Duration>,
    ) -> Result<Written, StoreError> {
        match *self {}
    }

    pub(super) fn remove(&self, _description: &str) -> Result<bool, StoreError> {
        match *self {}
    }

    pub(super) fn names(&self, _prefix: &str) -> Option<Vec<String>> {
        match *self {}
    }
}

pub(super) const PREFIX: &str = "rolehop:";
