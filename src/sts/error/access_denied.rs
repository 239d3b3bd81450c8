//! One text for five causes: what an AccessDenied says, and which cause is the likely one.

use super::policies::{identity_policy, role_of, trust_policy};
use crate::arn::account_of;
use crate::duration::in_words;
use crate::sts::call::{Call, CallerKind, MfaSent};

/// An AccessDenied, taken apart.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Denial {
    /// The caller, as the service knows it.
    pub caller: Option<String>,
    /// As `sts:TagSession`.
    pub action: Option<String>,
    pub resource: Option<String>,
    /// Which kind of policy decided, where the service tells.
    pub denier: Option<Denier>,
    /// Whether a statement denies, rather than none allows.
    pub explicit: bool,
}

/// Which kind of policy decided (IAM User Guide, «Troubleshoot access denied error messages»).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Denier {
    Identity,
    Resource,
    ServiceControl,
    ResourceControl,
    Boundary,
    Session,
}

impl Denial {
    /// Reads `User: X is not authorized to perform: A on resource: Y`, and what may follow.
    pub(super) fn parse(message: &str) -> Self {
        let between = |from: &str, to: &str| {
            let (_, rest) = message.split_once(from)?;
            let end = rest.find(to).unwrap_or(rest.len());
            Some(rest[..end].trim_end_matches('.').to_owned()).filter(|text| !text.is_empty())
        };
        Self {
            caller: between("User: ", " is not authorized").filter(|caller| caller.starts_with("arn:")),
            action: between("perform: ", " "),
            resource: between("on resource: ", " "),
            denier: Denier::parse(message),
            explicit: message.contains("explicit deny"),
        }
    }

    pub(super) fn help(&self, call: &Call) -> String {
        if call.operation != "AssumeRole" {
            return format!(
                "a policy of the caller, of its boundary or of its organization denies `{}`",
                self.action.as_deref().unwrap_or(call.operation)
            );
        }
        let mut lines = match (self.action.as_deref(), self.denier) {
            (Some(action @ ("sts:TagSession" | "sts:SetSourceIdentity")), _) => {
                vec![both_sides(action), sent(call)]
            }
            (_, Some(denier)) => vec![denier.told(self.explicit).to_owned(), sent(call)],
            _ => {
                let mut lines = vec![
                    sent(call),
                    "STS says the same for five causes, here the likely ones first:".to_owned(),
                ];
                let causes = causes(call);
                lines.extend(
                    causes
                        .iter()
                        .enumerate()
                        .map(|(index, cause)| format!("{}. {cause}", index + 1)),
                );
                lines
            }
        };
        lines.extend(policies(call));
        lines.join("\n")
    }
}

impl Denier {
    fn parse(message: &str) -> Option<Self> {
        [
            ("identity-based policy", Self::Identity),
            ("resource-based policy", Self::Resource),
            ("service control policy", Self::ServiceControl),
            ("resource control policy", Self::ResourceControl),
            ("permissions boundary", Self::Boundary),
            ("session policy", Self::Session),
        ]
        .into_iter()
        .find_map(|(text, denier)| message.contains(text).then_some(denier))
    }

    fn told(self, explicit: bool) -> &'static str {
        match (self, explicit) {
            (Self::Identity, true) => {
                "STS names the cause: a statement of the caller's identity policy denies it"
            }
            (Self::Identity, false) => "STS names the cause: no identity policy of the caller allows it",
            (Self::Resource, true) => "STS names the cause: a statement of the role's trust policy denies it",
            (Self::Resource, false) => "STS names the cause: the role's trust policy does not allow it",
            (Self::ServiceControl, _) => {
                "STS names the cause: a service control policy of the caller's organization"
            }
            (Self::ResourceControl, _) => {
                "STS names the cause: a resource control policy of the role's organization"
            }
            (Self::Boundary, _) => "STS names the cause: the permissions boundary of the caller",
            (Self::Session, _) => "STS names the cause: the session policy that an earlier hop set",
        }
    }
}

fn both_sides(action: &str) -> String {
    format!("the role's trust policy and the caller's identity policy must both allow `{action}` too")
}

fn sent(call: &Call) -> String {
    let yes_no = |yes: bool| if yes { "yes" } else { "no" };
    let sent = &call.sent;
    let mfa = match &sent.mfa {
        MfaSent::No => "no".to_owned(),
        MfaSent::Code { .. } => "yes, a code in this call".to_owned(),
        MfaSent::Session { age_seconds } => format!("yes, {} ago", in_words(*age_seconds)),
    };
    let tags = match sent.tags {
        0 => "no".to_owned(),
        count => count.to_string(),
    };
    format!(
        "sent: caller {}, external ID: {}, MFA: {mfa}, tags: {tags}, source identity: {}, session policy: {}",
        call.signer(),
        yes_no(sent.external_id),
        yes_no(sent.source_identity),
        yes_no(sent.policy_length.is_some() || sent.policy_arns > 0),
    )
}

/// What may be wrong, likely ones first: a thing that was not sent before one that was, a policy of one side before
/// those of the organization.
fn causes(call: &Call) -> Vec<String> {
    let mut ranked = vec![
        (
            1,
            "there is no such role, or its trust policy does not name the caller".to_owned(),
        ),
        (
            if is_one_account(call) { 5 } else { 2 },
            "the caller's identity policy does not allow it".to_owned(),
        ),
        (
            9,
            "a service control policy or a permissions boundary denies it".to_owned(),
        ),
    ];
    ranked.push(match call.sent.external_id {
        false if is_one_account(call) => (
            8,
            "the role asks for an external ID; none was sent (`external_id`)".to_owned(),
        ),
        false => (
            3,
            "the role asks for an external ID; none was sent (`external_id`)".to_owned(),
        ),
        true => (
            6,
            "the role asks for another external ID than the one that was sent".to_owned(),
        ),
    });
    ranked.push(match (&call.sent.mfa, call.caller_kind) {
        (_, CallerKind::RoleSession) => (
            7,
            "the role asks for MFA, which the session of a role never carries: only the first role of a route can ask for it".to_owned(),
        ),
        (MfaSent::No, _) => (4, "the role asks for MFA; none was sent (`mfa_serial`)".to_owned()),
        (MfaSent::Session { .. }, _) => (
            7,
            "the role asks for MFA more recent than that (`mfa_max_age`)".to_owned(),
        ),
        (MfaSent::Code { .. }, _) => (
            8,
            "the role asks for MFA in another way than by this code".to_owned(),
        ),
    });
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, cause)| cause).collect()
}

fn is_one_account(call: &Call) -> bool {
    let role = call.role_arn.as_ref().map(|role| role.account_id());
    role.is_some() && role == call.caller_arn.as_deref().and_then(account_of)
}

fn policies(call: &Call) -> Vec<String> {
    let path_note = match (&call.caller_role, call.caller_arn.as_deref().and_then(role_of)) {
        (None, Some(_)) => " (with the path of the caller's role, where it has one)",
        _ => "",
    };
    let which = match is_one_account(call) {
        true => "one account: the trust policy alone suffices when it names the caller",
        false => "two accounts: both policies are needed",
    };
    vec![
        which.to_owned(),
        format!("identity policy of the caller: {}", identity_policy(call)),
        format!("trust policy of the role{path_note}: {}", trust_policy(call)),
    ]
}
