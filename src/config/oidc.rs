//! `[oidc.NAME]`: a provider that a person signs in at, for `web_identity = "NAME"`.

use super::document::Section;
use super::settings::unknown_keys;
use super::table::Table;
use super::{Source, keys};
use crate::profile::{Owner, Problem, ProblemKind, Setting, value};
use std::path::Path;

/// One provider.
#[derive(Clone, Debug)]
pub struct Oidc {
    pub name: String,
    pub issuer: Setting<String>,
    pub client_id: Setting<String>,
    /// None: `openid`.
    pub scopes: Option<Setting<Vec<String>>>,
    pub audience: Option<Setting<String>>,
    /// Of the loopback redirect; none: any free one.
    pub redirect_port: Option<Setting<u32>>,
}

/// The values of `web_identity` that are no provider of the file.
pub const BUILT_IN: [&str; 2] = ["github-actions", "gitlab"];

/// Reads the table; no provider where there are problems.
pub(super) fn read(section: &Section, source: &Source, home: Option<&Path>) -> (Option<Oidc>, Vec<Problem>) {
    let Owner::Oidc(name) = &section.owner else {
        return (None, Vec::new());
    };
    if !section.problems.is_empty() {
        return (None, section.problems.clone());
    }
    let mut table = Table::new(&source.file, &section.owner, &section.entries, home);
    if !source.is_trusted {
        // Security: a provider says where a person types a password.
        table.push(section.line, ProblemKind::UntrustedTable);
    }
    if BUILT_IN.contains(&name.as_str()) {
        table.push(section.line, ProblemKind::BuiltIn);
    }
    unknown_keys(&mut table, &keys::OIDC);
    for needed in ["issuer", "client_id"] {
        if table.entry(needed).is_none() {
            let kind = ProblemKind::Lacks { key: needed };
            table.push(section.line, kind);
        }
    }
    let issuer = table.parsed("issuer", |text| {
        value::secure_url(text, "https://accounts.example.com")
    });
    let client_id = table.text("client_id");
    let scopes = table.list("scopes");
    let audience = table.text("audience");
    let redirect_port = table.integer("redirect_port", 1, 65535);
    let problems = table.problems;
    let oidc = match (issuer, client_id) {
        (Some(issuer), Some(client_id)) if problems.is_empty() => Some(Oidc {
            name: name.clone(),
            issuer,
            client_id,
            scopes,
            audience,
            redirect_port,
        }),
        _ => None,
    };
    (oidc, problems)
}
