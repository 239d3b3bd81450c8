//! One statement of a policy, matched against one action.

use super::condition::Condition;
use super::pattern::{matches, substitute};
use super::{Grant, Keys, Principal, Verdict};

#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub effect: Effect,
    pub principals: Option<Principals>,
    pub actions: Actions,
    pub resources: Option<Resources>,
    pub conditions: Vec<Condition>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Effect {
    Allow,
    Deny,
}

/// The `AWS` principals; services and federated ones never match a caller who signs.
#[derive(Clone, Debug)]
pub(super) struct Principals {
    pub aws: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) enum Actions {
    These(Vec<String>),
    AllBut(Vec<String>),
}

#[derive(Clone, Debug)]
pub(super) enum Resources {
    These(Vec<String>),
    AllBut(Vec<String>),
}

impl Statement {
    pub(super) fn names_principal(&self) -> bool {
        self.principals.is_some()
    }

    pub(super) fn names_resource(&self) -> bool {
        self.resources.is_some()
    }

    pub(super) fn identity(&self, action: &str, resource: &str, keys: &Keys) -> Verdict {
        let fits = |patterns: &[String]| {
            patterns
                .iter()
                .any(|pattern| substitute(pattern, keys).is_some_and(|it| matches(&it, resource)))
        };
        let on_resource = match &self.resources {
            None => false,
            Some(Resources::These(patterns)) => fits(patterns),
            Some(Resources::AllBut(patterns)) => !fits(patterns),
        };
        if on_resource {
            self.judge(action, Grant::Principal, keys)
        } else {
            Verdict::Silent
        }
    }

    pub(super) fn trust(&self, action: &str, principal: &Principal<'_>, keys: &Keys) -> Verdict {
        match self
            .principals
            .as_ref()
            .and_then(|principals| principals.grant(principal))
        {
            Some(grant) => self.judge(action, grant, keys),
            None => Verdict::Silent,
        }
    }

    fn judge(&self, action: &str, grant: Grant, keys: &Keys) -> Verdict {
        if !self.actions.include(action) || !self.conditions.iter().all(|condition| condition.holds(keys)) {
            return Verdict::Silent;
        }
        match self.effect {
            Effect::Allow => Verdict::Allowed(grant),
            Effect::Deny => Verdict::Denied,
        }
    }
}

impl Principals {
    /// The strongest way in which this list names the caller.
    fn grant(&self, principal: &Principal<'_>) -> Option<Grant> {
        let root = format!("arn:{}:iam::{}:root", principal.partition, principal.account);
        let one = |name: &String| {
            if name == principal.arn && name.contains(":assumed-role/") {
                Some(Grant::Session)
            } else if name == principal.arn || name == principal.role_or_user_arn || name == "*" {
                Some(Grant::Principal)
            } else if *name == root || name == principal.account {
                Some(Grant::Account)
            } else {
                None
            }
        };
        self.aws.iter().filter_map(one).max()
    }
}

impl Actions {
    /// Actions are compared without case.
    fn include(&self, action: &str) -> bool {
        let action = action.to_ascii_lowercase();
        let fits = |patterns: &[String]| {
            patterns
                .iter()
                .any(|it| matches(&it.to_ascii_lowercase(), &action))
        };
        match self {
            Self::These(patterns) => fits(patterns),
            Self::AllBut(patterns) => !fits(patterns),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sts::policy::Policy;

    const HUB: &str = "arn:aws:iam::222222222222:role/Hub";

    fn principal() -> Principal<'static> {
        Principal {
            arn: "arn:aws:sts::222222222222:assumed-role/Hub/alice",
            role_or_user_arn: HUB,
            account: "222222222222",
            partition: "aws",
        }
    }

    #[test]
    fn names_a_caller_by_account_role_or_session() {
        for (name, grant) in [
            ("222222222222", Verdict::Allowed(Grant::Account)),
            ("arn:aws:iam::222222222222:root", Verdict::Allowed(Grant::Account)),
            (HUB, Verdict::Allowed(Grant::Principal)),
            ("*", Verdict::Allowed(Grant::Principal)),
            (
                "arn:aws:sts::222222222222:assumed-role/Hub/alice",
                Verdict::Allowed(Grant::Session),
            ),
            ("arn:aws:sts::222222222222:assumed-role/Hub/bob", Verdict::Silent),
            ("arn:aws:iam::222222222222:role/*", Verdict::Silent),
            ("333333333333", Verdict::Silent),
        ] {
            let trust = Policy::new(json!({"Statement": {
                "Effect": "Allow", "Principal": {"AWS": name}, "Action": "sts:AssumeRole"}}));
            assert_eq!(
                trust.trust("sts:AssumeRole", &principal(), &Keys::new()),
                grant,
                "{name}"
            );
        }
    }

    #[test]
    fn matches_actions_and_resources() {
        for (action, resource, verdict) in [
            ("sts:AssumeRole", "*", Verdict::Allowed(Grant::Principal)),
            (
                "STS:assume*",
                "arn:aws:iam::*:role/Hub",
                Verdict::Allowed(Grant::Principal),
            ),
            (
                "*",
                "arn:aws:iam::222222222222:role/${aws:username}",
                Verdict::Silent,
            ),
            ("sts:TagSession", "*", Verdict::Silent),
            (
                "sts:AssumeRole",
                "arn:aws:iam::333333333333:role/*",
                Verdict::Silent,
            ),
        ] {
            let policy = Policy::new(json!({"Statement": [
                {"Effect": "Allow", "Action": action, "Resource": resource}]}));
            assert_eq!(
                policy.identity("sts:AssumeRole", HUB, &Keys::new()),
                verdict,
                "{action} {resource}"
            );
        }
    }

    #[test]
    fn a_denial_wins() {
        let policy = Policy::new(json!({"Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "NotAction": "sts:Get*", "NotResource": "arn:aws:iam::333333333333:role/*"},
        ]}));
        assert_eq!(
            policy.identity("sts:AssumeRole", HUB, &Keys::new()),
            Verdict::Denied
        );
        assert!(
            policy
                .identity("sts:GetCallerIdentity", HUB, &Keys::new())
                .allows()
        );
        assert!(
            policy
                .identity("sts:AssumeRole", "arn:aws:iam::333333333333:role/X", &Keys::new())
                .allows()
        );
    }
}
