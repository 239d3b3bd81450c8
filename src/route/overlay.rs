//! The command line's options laid over the last hop, and what only both together can break.

use std::collections::BTreeMap;

use crate::route::limits::{self, LimitError, StsOperation};
use crate::route::{AssumeFederation, AssumeRole, Hop, Operation, Options, RouteError};

/// Lays the options over the last hop: a tag goes over the tag of that key, the others replace.
///
/// # Errors
/// An option that the last hop's operation does not take, or a limit that is broken only now.
pub fn lay_over(hop: Option<&mut Hop>, options: &Options, route: &str) -> Result<(), RouteError> {
    let operation = hop.map(|hop| &mut hop.operation);
    refuse_others(operation.as_deref(), options, route)?;
    let Some(operation) = operation else { return Ok(()) };
    match operation {
        Operation::AssumeRole(role)
        | Operation::AssumeRoleWithWebIdentity(role)
        | Operation::AssumeRoleWithSaml(role) => lay_over_role(role, options),
        Operation::GetFederationToken(call) => lay_over_federation(call, options),
        Operation::GetSessionToken(_) => {}
    }
    within_limits(operation).map_err(|source| RouteError::Limit {
        route: route.to_owned(),
        source,
    })
}

/// What was asked of calls that the finished route does not make.
///
/// # Errors
/// `--duration` where nothing is called, `--mfa-serial` where no call takes a code.
pub fn refuse_unused(hops: &[Hop], options: &Options, route: &str) -> Result<(), RouteError> {
    let unused = |option, wants| {
        Err(RouteError::OptionUnused {
            option,
            wants,
            route: route.to_owned(),
        })
    };
    if options.duration.is_some() && hops.is_empty() {
        return unused("--duration", "an STS call");
    }
    if options.mfa_serial.is_some() && hops.iter().all(|hop| hop.operation.mfa().is_none()) {
        return unused("--mfa-serial", "a call that takes an MFA code");
    }
    Ok(())
}

fn refuse_others(operation: Option<&Operation>, options: &Options, route: &str) -> Result<(), RouteError> {
    let taken: &[&str] = match operation {
        None | Some(Operation::GetSessionToken(_)) => &[],
        Some(Operation::AssumeRole(_)) => return Ok(()),
        Some(Operation::AssumeRoleWithWebIdentity(_)) => &["--session-name", "--policy", "--policy-arn"],
        Some(Operation::AssumeRoleWithSaml(_)) => &["--policy", "--policy-arn"],
        Some(Operation::GetFederationToken(_)) => &["--tag", "--policy", "--policy-arn"],
    };
    let Some(option) = options.of_a_role().find(|option| !taken.contains(option)) else {
        return Ok(());
    };
    let route = route.to_owned();
    Err(match operation {
        Some(operation) => RouteError::OptionNotTaken {
            option,
            operation: operation.name(),
            route,
        },
        None => RouteError::OptionNeedsRole { option, route },
    })
}

fn lay_over_role(role: &mut AssumeRole, options: &Options) {
    replace(&mut role.role_session_name, options.session_name.as_ref());
    replace(&mut role.duration, options.duration.as_ref());
    replace_optional(&mut role.external_id, &options.external_id);
    replace_optional(&mut role.policy, &options.policy);
    replace_optional(&mut role.source_identity, &options.source_identity);
    replace_list(&mut role.transitive_tags, &options.transitive_tags);
    replace_list(&mut role.policy_arns, &options.policy_arns);
    lay_over_tags(&mut role.tags, options);
}

fn lay_over_federation(call: &mut AssumeFederation, options: &Options) {
    replace(&mut call.duration, options.duration.as_ref());
    replace_optional(&mut call.policy, &options.policy);
    replace_list(&mut call.policy_arns, &options.policy_arns);
    lay_over_tags(&mut call.tags, options);
}

fn lay_over_tags(tags: &mut BTreeMap<String, String>, options: &Options) {
    for (key, value) in &options.tags {
        // STS does not tell keys apart by their case.
        tags.retain(|known, _| known.to_lowercase() != key.to_lowercase());
        tags.insert(key.clone(), value.clone());
    }
}

fn replace<T: Clone>(old: &mut T, new: Option<&T>) {
    if let Some(new) = new {
        old.clone_from(new);
    }
}

fn replace_optional(old: &mut Option<String>, new: &Option<String>) {
    if new.is_some() {
        old.clone_from(new);
    }
}

fn replace_list(old: &mut Vec<String>, new: &[String]) {
    if !new.is_empty() {
        old.clear();
        old.extend_from_slice(new);
    }
}

/// Each value alone was checked where it was read.
fn within_limits(operation: &Operation) -> Result<(), LimitError> {
    match operation {
        Operation::AssumeRole(role) => {
            let keys = role.tags.keys().map(String::as_str);
            limits::tags(pairs(&role.tags))?;
            limits::transitive_tags(&role.transitive_tags, keys)?;
            limits::policy_arns(&role.policy_arns, Some(&role.role_arn))?;
            limits::duration(StsOperation::AssumeRole, role.duration)
        }
        Operation::AssumeRoleWithWebIdentity(role) => {
            of_token_role(StsOperation::AssumeRoleWithWebIdentity, role)
        }
        Operation::AssumeRoleWithSaml(role) => of_token_role(StsOperation::AssumeRoleWithSaml, role),
        Operation::GetFederationToken(call) => {
            limits::tags(pairs(&call.tags))?;
            of_policy(StsOperation::GetFederationToken, call.policy.as_deref())?;
            limits::duration(StsOperation::GetFederationToken, call.duration)
        }
        Operation::GetSessionToken(_) => Ok(()),
    }
}

fn of_token_role(operation: StsOperation, role: &AssumeRole) -> Result<(), LimitError> {
    of_policy(operation, role.policy.as_deref())?;
    limits::policy_arns(&role.policy_arns, Some(&role.role_arn))?;
    limits::duration(operation, role.duration)
}

fn of_policy(operation: StsOperation, policy: Option<&str>) -> Result<(), LimitError> {
    policy.map_or(Ok(()), |text| limits::policy(operation, text))
}

fn pairs(tags: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    tags.iter().map(|(key, value)| (key.as_str(), value.as_str()))
}
