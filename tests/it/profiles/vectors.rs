//! The SDK's vectors of roles: every profile of a chain that resolves there is without problems here.

use std::collections::BTreeMap;

use serde_json::Value;

use super::profiles;

/// How many cases resolve to a chain; a newer file changes this number.
const CHAINS: usize = 13;

fn text(prefix: &str, sections: &Value) -> String {
    let sections: BTreeMap<String, BTreeMap<String, String>> =
        serde_json::from_value(sections.clone()).unwrap_or_default();
    let mut text = String::new();
    for (name, keys) in sections {
        text += &format!("[{prefix} {name}]\n");
        for (key, value) in keys {
            text += &format!("{key} = {value}\n");
        }
    }
    text
}

#[test]
fn what_resolves_for_the_sdks_is_no_problem_here() {
    let cases: Vec<Value> =
        serde_json::from_str(include_str!("../../vectors/assume-role-tests.json")).unwrap();
    let mut ran = 0;
    for case in cases
        .iter()
        .filter(|case| case["output"].get("ProfileChain").is_some())
    {
        let config = text("profile", &case["input"]["profiles"])
            + &text("sso-session", &case["input"]["sso_sessions"]);
        let (_folder, profiles) = profiles("", &config, "");
        for name in case["input"]["profiles"].as_object().unwrap().keys() {
            assert!(profiles.existing(name).is_ok(), "{}: {name}", case["docs"]);
        }
        ran += 1;
    }
    assert_eq!(ran, CHAINS);
}
