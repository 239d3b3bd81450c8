//! One condition of a statement: an operator, a key and its values.

use super::Keys;
use super::pattern::{matches, substitute};
use crate::sts::clock::parse_iso8601;

#[derive(Clone, Debug)]
pub(super) struct Condition {
    set: Option<Set>,
    operator: Operator,
    /// `Not…`: true where the operator is false, and where the key is absent.
    negated: bool,
    if_exists: bool,
    key: String,
    values: Vec<String>,
}

/// How a key with several values is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Set {
    All,
    Any,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Operator {
    Equals,
    EqualsIgnoreCase,
    Like,
    Bool,
    Null,
    Numeric(Order),
    Date(Order),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Condition {
    pub(super) fn new(operator: &str, key: &str, values: Vec<String>) -> Result<Self, String> {
        let (set, plain) = match operator.split_once(':') {
            None => (None, operator),
            Some(("ForAllValues", plain)) => (Some(Set::All), plain),
            Some(("ForAnyValue", plain)) => (Some(Set::Any), plain),
            Some(_) => return Err(format!("{operator} is not known")),
        };
        let (plain, if_exists) = match plain.strip_suffix("IfExists") {
            Some(plain) => (plain, true),
            None => (plain, false),
        };
        let (parsed, negated) = parse(plain).ok_or_else(|| format!("{operator} is not known"))?;
        Ok(Self {
            set,
            operator: parsed,
            negated,
            if_exists,
            key: key.to_ascii_lowercase(),
            values,
        })
    }

    pub(super) fn holds(&self, keys: &Keys) -> bool {
        let present = keys.get(&self.key).filter(|values| !values.is_empty());
        if self.operator == Operator::Null {
            return self
                .values
                .iter()
                .any(|value| (value == "true") == present.is_none());
        }
        let Some(present) = present else {
            return self.if_exists || self.negated && self.set.is_none() || self.set == Some(Set::All);
        };
        let fits = |value: &String| self.fits(value, keys) != self.negated;
        match self.set {
            Some(Set::All) => present.iter().all(fits),
            Some(Set::Any) => present.iter().any(fits),
            // Without a set operator AWS expects one value; several fit as they would one by one.
            None if self.negated => present.iter().all(fits),
            None => present.iter().any(fits),
        }
    }

    fn fits(&self, value: &str, keys: &Keys) -> bool {
        self.values
            .iter()
            .any(|wanted| substitute(wanted, keys).is_some_and(|wanted| self.operator.holds(value, &wanted)))
    }
}

impl Operator {
    fn holds(self, value: &str, wanted: &str) -> bool {
        match self {
            Self::Equals => value == wanted,
            Self::EqualsIgnoreCase | Self::Bool => value.eq_ignore_ascii_case(wanted),
            Self::Like => matches(wanted, value),
            Self::Numeric(order) => value
                .parse::<f64>()
                .is_ok_and(|left| wanted.parse::<f64>().is_ok_and(|right| order.holds(left, right))),
            Self::Date(order) => instant(value).is_some_and(|left| {
                instant(wanted).is_some_and(|right| order.holds(left as f64, right as f64))
            }),
            // Decided by the key's presence alone, before any value is looked at.
            Self::Null => false,
        }
    }
}

impl Order {
    fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Equal => (left - right).abs() < f64::EPSILON,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }
}

fn parse(plain: &str) -> Option<(Operator, bool)> {
    Some(match plain {
        "StringEquals" => (Operator::Equals, false),
        "StringNotEquals" => (Operator::Equals, true),
        "StringEqualsIgnoreCase" => (Operator::EqualsIgnoreCase, false),
        "StringNotEqualsIgnoreCase" => (Operator::EqualsIgnoreCase, true),
        "StringLike" | "ArnLike" | "ArnEquals" => (Operator::Like, false),
        "StringNotLike" | "ArnNotLike" | "ArnNotEquals" => (Operator::Like, true),
        "Bool" => (Operator::Bool, false),
        "Null" => (Operator::Null, false),
        "NumericNotEquals" => (Operator::Numeric(Order::Equal), true),
        "DateNotEquals" => (Operator::Date(Order::Equal), true),
        _ => (ordered(plain)?, false),
    })
}

fn ordered(plain: &str) -> Option<Operator> {
    let (kind, order): (fn(Order) -> Operator, _) = match plain.strip_prefix("Numeric") {
        Some(order) => (Operator::Numeric, order),
        None => (Operator::Date, plain.strip_prefix("Date")?),
    };
    Some(kind(match order {
        "Equals" => Order::Equal,
        "LessThan" => Order::Less,
        "LessThanEquals" => Order::LessOrEqual,
        "GreaterThan" => Order::Greater,
        "GreaterThanEquals" => Order::GreaterOrEqual,
        _ => return None,
    }))
}

fn instant(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| parse_iso8601(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Operator, key, value; the context has `k = v`, `n = 5`, `many = a, b`, `t = 2026-01-01T00:00:00Z`.
    #[test]
    fn every_operator() {
        let keys = Keys::from([
            ("k".to_owned(), vec!["v".to_owned()]),
            ("n".to_owned(), vec!["5".to_owned()]),
            ("many".to_owned(), vec!["a".to_owned(), "b".to_owned()]),
            ("t".to_owned(), vec!["2026-01-01T00:00:00Z".to_owned()]),
        ]);
        for (operator, key, values, holds) in [
            ("StringEquals", "K", vec!["x", "v"], true),
            ("StringEquals", "k", vec!["V"], false),
            ("StringEquals", "absent", vec!["v"], false),
            ("StringEqualsIfExists", "absent", vec!["v"], true),
            ("StringNotEquals", "k", vec!["v"], false),
            ("StringNotEquals", "absent", vec!["v"], true),
            ("StringEqualsIgnoreCase", "k", vec!["V"], true),
            ("StringNotEqualsIgnoreCase", "k", vec!["V"], false),
            ("StringLike", "k", vec!["?"], true),
            ("StringNotLike", "k", vec!["*"], false),
            ("ArnLike", "k", vec!["v*"], true),
            ("Bool", "k", vec!["V"], true),
            ("Bool", "absent", vec!["false"], false),
            ("BoolIfExists", "absent", vec!["true"], true),
            ("Null", "absent", vec!["true"], true),
            ("Null", "k", vec!["true"], false),
            ("Null", "k", vec!["false"], true),
            ("NumericLessThan", "n", vec!["6"], true),
            ("NumericLessThan", "n", vec!["5"], false),
            ("NumericLessThanEquals", "n", vec!["5"], true),
            ("NumericGreaterThan", "n", vec!["5"], false),
            ("NumericGreaterThanEquals", "n", vec!["5.0"], true),
            ("NumericEquals", "n", vec!["4", "5"], true),
            ("NumericNotEquals", "n", vec!["5"], false),
            ("NumericLessThan", "absent", vec!["5"], false),
            ("DateLessThan", "t", vec!["2026-01-01T00:00:01Z"], true),
            ("DateGreaterThan", "t", vec!["2026-01-01T00:00:01Z"], false),
            ("ForAllValues:StringEquals", "many", vec!["a", "b", "c"], true),
            ("ForAllValues:StringEquals", "many", vec!["a"], false),
            ("ForAllValues:StringEquals", "absent", vec!["a"], true),
            ("ForAnyValue:StringEquals", "many", vec!["b"], true),
            ("ForAnyValue:StringEquals", "absent", vec!["b"], false),
        ] {
            let values = values.into_iter().map(str::to_owned).collect();
            let condition = Condition::new(operator, key, values).unwrap();
            assert_eq!(condition.holds(&keys), holds, "{condition:?}");
        }
        for operator in ["StringSame", "Numeric", "ForSome:StringEquals", "IpAddress"] {
            assert!(Condition::new(operator, "k", Vec::new()).is_err(), "{operator}");
        }
    }
}
