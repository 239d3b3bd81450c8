//! Who signed a call.

use super::policy::Policy;
use super::world::{Role, RoleSession, User};

/// The identity behind an access key.
#[derive(Clone, Debug)]
pub struct Caller {
    /// As GetCallerIdentity says it.
    pub arn: String,
    /// Twelve digits.
    pub account: String,
    /// As GetCallerIdentity says it.
    pub user_id: String,
    pub(super) kind: CallerKind,
}

#[derive(Clone, Debug)]
pub(super) enum CallerKind {
    /// A user's long-term key.
    LongTerm(User),
    /// A GetSessionToken session.
    UserSession {
        user: User,
        mfa_at: Option<i64>,
        issued_at: i64,
    },
    /// A role's session, however it was got.
    RoleSession {
        role: Role,
        session: RoleSession,
        issued_at: i64,
    },
}

impl Caller {
    pub(super) fn long_term(user: &User) -> Self {
        Self::of_user(user, CallerKind::LongTerm(user.clone()))
    }

    pub(super) fn user_session(user: &User, mfa_at: Option<i64>, issued_at: i64) -> Self {
        Self::of_user(
            user,
            CallerKind::UserSession {
                user: user.clone(),
                mfa_at,
                issued_at,
            },
        )
    }

    pub(super) fn role_session(role: &Role, session: &RoleSession, issued_at: i64) -> Self {
        Self {
            arn: role.session_arn(&session.name),
            account: role.account.clone(),
            user_id: format!("{}:{}", role.id(), session.name),
            kind: CallerKind::RoleSession {
                role: role.clone(),
                session: session.clone(),
                issued_at,
            },
        }
    }

    /// The user behind a long-term key or a GetSessionToken session.
    pub(super) fn user(&self) -> Option<&User> {
        match &self.kind {
            CallerKind::LongTerm(user) | CallerKind::UserSession { user, .. } => Some(user),
            CallerKind::RoleSession { .. } => None,
        }
    }

    /// What a role's session carries.
    pub(super) fn role(&self) -> Option<&RoleSession> {
        match &self.kind {
            CallerKind::RoleSession { session, .. } => Some(session),
            CallerKind::LongTerm(_) | CallerKind::UserSession { .. } => None,
        }
    }

    pub(super) fn is_root(&self) -> bool {
        self.user().is_some_and(|user| user.root)
    }

    pub(super) fn is_temporary(&self) -> bool {
        !matches!(self.kind, CallerKind::LongTerm(_))
    }

    pub(super) fn identity_policies(&self) -> &[Policy] {
        match &self.kind {
            CallerKind::LongTerm(user) | CallerKind::UserSession { user, .. } => &user.policies,
            CallerKind::RoleSession { role, .. } => &role.policies,
        }
    }

    pub(super) fn session_policies(&self) -> &[Policy] {
        self.role().map_or(&[], |session| &session.policies)
    }

    /// The ARN that a policy names: a role's sessions are also named by the role.
    pub(super) fn principal_arn(&self) -> String {
        match &self.kind {
            CallerKind::RoleSession { role, .. } => role.arn(),
            CallerKind::LongTerm(_) | CallerKind::UserSession { .. } => self.arn.clone(),
        }
    }

    fn of_user(user: &User, kind: CallerKind) -> Self {
        Self {
            arn: user.arn(),
            account: user.account.clone(),
            user_id: user.id(),
            kind,
        }
    }
}
