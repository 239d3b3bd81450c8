//! From JSON to statements; whatever is not understood is an error.

use serde_json::{Map, Value};

use super::condition::Condition;
use super::statement::{Actions, Effect, Principals, Resources, Statement};

/// The statements of a policy document; none of `null`, which allows nothing.
pub(super) fn statements(document: &Value) -> Result<Vec<Statement>, String> {
    if document.is_null() {
        return Ok(Vec::new());
    }
    let document = document.as_object().ok_or("a policy is an object")?;
    only(document, &["Version", "Id", "Statement"])?;
    match document.get("Version").map(|version| version.as_str()) {
        None | Some(Some("2012-10-17" | "2008-10-17")) => {}
        Some(_) => return Err("the version is neither 2012-10-17 nor 2008-10-17".to_owned()),
    }
    match document.get("Statement").ok_or("there is no Statement")? {
        Value::Array(statements) => statements.iter().map(statement).collect(),
        one => Ok(vec![statement(one)?]),
    }
}

fn statement(value: &Value) -> Result<Statement, String> {
    let value = value.as_object().ok_or("a statement is an object")?;
    only(
        value,
        &[
            "Sid",
            "Effect",
            "Principal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition",
        ],
    )?;
    Ok(Statement {
        effect: effect(value.get("Effect"))?,
        principals: value.get("Principal").map(principals).transpose()?,
        actions: actions(value)?,
        resources: resources(value)?,
        conditions: value.get("Condition").map_or(Ok(Vec::new()), conditions)?,
    })
}

fn effect(value: Option<&Value>) -> Result<Effect, String> {
    match value.and_then(Value::as_str) {
        Some("Allow") => Ok(Effect::Allow),
        Some("Deny") => Ok(Effect::Deny),
        _ => Err("the Effect is neither Allow nor Deny".to_owned()),
    }
}

fn actions(statement: &Map<String, Value>) -> Result<Actions, String> {
    match (statement.get("Action"), statement.get("NotAction")) {
        (Some(these), None) => Ok(Actions::These(strings(these, "Action")?)),
        (None, Some(those)) => Ok(Actions::AllBut(strings(those, "NotAction")?)),
        _ => Err("a statement has one of Action and NotAction".to_owned()),
    }
}

fn resources(statement: &Map<String, Value>) -> Result<Option<Resources>, String> {
    match (statement.get("Resource"), statement.get("NotResource")) {
        (None, None) => Ok(None),
        (Some(these), None) => Ok(Some(Resources::These(strings(these, "Resource")?))),
        (None, Some(those)) => Ok(Some(Resources::AllBut(strings(those, "NotResource")?))),
        (Some(_), Some(_)) => Err("a statement has one of Resource and NotResource".to_owned()),
    }
}

fn principals(value: &Value) -> Result<Principals, String> {
    if value.as_str() == Some("*") {
        return Ok(Principals {
            aws: vec!["*".to_owned()],
        });
    }
    let value = value
        .as_object()
        .ok_or("the Principal is neither * nor an object")?;
    only(value, &["AWS", "Service", "Federated", "CanonicalUser"])?;
    let aws = value
        .get("AWS")
        .map_or(Ok(Vec::new()), |names| strings(names, "Principal"))?;
    Ok(Principals { aws })
}

fn conditions(value: &Value) -> Result<Vec<Condition>, String> {
    let operators = value.as_object().ok_or("the Condition is an object")?;
    let mut conditions = Vec::new();
    for (operator, keys) in operators {
        let keys = keys
            .as_object()
            .ok_or_else(|| format!("{operator} is an object"))?;
        for (key, values) in keys {
            conditions.push(Condition::new(operator, key, strings(values, key)?)?);
        }
    }
    Ok(conditions)
}

/// One string, number or Boolean, or a list of them.
fn strings(value: &Value, what: &str) -> Result<Vec<String>, String> {
    let one = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(format!("{what} is a string or a list of strings")),
    };
    match value {
        Value::Array(values) => values.iter().map(one).collect(),
        value => Ok(vec![one(value)?]),
    }
}

fn only(object: &Map<String, Value>, known: &[&str]) -> Result<(), String> {
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("{key} is not known")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn refuses_what_it_does_not_understand() {
        let good = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        assert_eq!(
            statements(&json!({"Version": "2012-10-17", "Statement": [good]}))
                .unwrap()
                .len(),
            1
        );
        for (document, why) in [
            (json!("x"), "a policy is an object"),
            (json!({"Version": "2012-10-17"}), "there is no Statement"),
            (
                json!({"Version": "2020-01-01", "Statement": []}),
                "the version is neither 2012-10-17 nor 2008-10-17",
            ),
            (
                json!({"Statement": {"Effect": "allow", "Action": "*"}}),
                "the Effect is neither Allow nor Deny",
            ),
            (
                json!({"Statement": {"Effect": "Allow"}}),
                "a statement has one of Action and NotAction",
            ),
            (
                json!({"Statement": {"Effect": "Allow", "Action": {}}}),
                "Action is a string or a list of strings",
            ),
            (
                json!({"Statement": {"Effect": "Allow", "Action": "*", "NotPrincipal": "*"}}),
                "NotPrincipal is not known",
            ),
            (
                json!({"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"IpAddress": {"a": "b"}}}}),
                "IpAddress is not known",
            ),
        ] {
            assert_eq!(statements(&document).unwrap_err(), why);
        }
    }
}
