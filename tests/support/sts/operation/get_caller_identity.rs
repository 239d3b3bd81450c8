//! GetCallerIdentity: needs no permission, and no policy can forbid it.

use super::{Answer, Call};
use crate::sts::xml::Element;

pub(super) fn perform(call: &Call<'_>) -> Answer {
    let caller = call.caller;
    let result = vec![
        Element::Text("Arn", caller.arn.clone()),
        Element::Text("UserId", caller.user_id.clone()),
        Element::Text("Account", caller.account.clone()),
    ];
    Answer { result, issued: None }
}
