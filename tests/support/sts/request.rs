//! A request as it came over the wire, and the Query call inside it.

use std::collections::BTreeMap;

use super::refusal::Refusal;

/// An HTTP request, nothing decoded: the signature covers these very bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Raw {
    pub method: String,
    pub path: String,
    pub query: String,
    /// Lower-case names, in the order of arrival.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub secure: bool,
}

impl Raw {
    /// The value of a header; several of one name are joined as HTTP says.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let values: Vec<_> = self
            .headers
            .iter()
            .filter(|(it, _)| it == name)
            .map(|(_, value)| value.as_str())
            .collect();
        (!values.is_empty()).then(|| values.join(","))
    }

    /// The decoded parameters of the query string.
    pub(super) fn query_parameters(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.query.as_bytes())
            .into_owned()
            .collect()
    }
}

/// A call of the Query protocol.
#[derive(Clone, Debug, Default)]
pub(super) struct Query {
    /// `AssumeRole`, …
    pub operation: String,
    /// The other parameters, in the order of arrival.
    pub parameters: Vec<(String, String)>,
}

const VERSION: &str = "2011-06-15";

impl Query {
    /// Reads the form of a POST, or the query string of a GET.
    pub(super) fn read(raw: &Raw) -> Self {
        let mut parameters = raw.query_parameters();
        if raw.method == "POST" {
            parameters.extend(form_urlencoded::parse(&raw.body).into_owned());
        }
        parameters.retain(|(name, _)| !name.starts_with("X-Amz-"));
        let operation = parameters
            .iter()
            .find(|(name, _)| name == "Action")
            .map(|(_, value)| value.clone());
        parameters.retain(|(name, _)| name != "Action");
        Self {
            operation: operation.unwrap_or_default(),
            parameters,
        }
    }

    /// Refuses a call that names no operation or another version of the protocol.
    pub(super) fn check_version(&self) -> Result<(), Refusal> {
        if self.operation.is_empty() {
            return Err(Refusal::new(
                400,
                "MissingAction",
                "The request must contain the parameter Action.",
            ));
        }
        match self.get("Version") {
            Some(VERSION) => Ok(()),
            version => Err(Refusal::new(
                400,
                "InvalidAction",
                format!(
                    "Could not find operation {} for version {}",
                    self.operation,
                    version.unwrap_or("NO_VERSION_SPECIFIED")
                ),
            )),
        }
    }

    /// The value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(it, _)| it == name)
            .map(|(_, value)| value.as_str())
    }

    /// A whole number, where one is given.
    pub(super) fn number(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let malformed = |_| {
            Refusal::new(
                400,
                "MalformedInput",
                format!("The value of {name} is not a number"),
            )
        };
        self.get(name)
            .map(|text| text.parse().map_err(malformed))
            .transpose()
    }

    /// The members of a list in order: of `Tags.member.1.Key` under `Tags`, the names `Key` with their values; of
    /// `TransitiveTagKeys.member.1`, the name is empty.
    pub(super) fn members(&self, list: &str) -> Vec<BTreeMap<&str, &str>> {
        let mut members: BTreeMap<usize, BTreeMap<&str, &str>> = BTreeMap::new();
        let prefix = format!("{list}.member.");
        for (name, value) in &self.parameters {
            let Some(rest) = name.strip_prefix(&prefix) else {
                continue;
            };
            let (index, field) = rest.split_once('.').unwrap_or((rest, ""));
            if let Ok(index) = index.parse() {
                members.entry(index).or_default().insert(field, value);
            }
        }
        members.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lists_in_the_order_of_their_numbers() {
        let raw = Raw {
            method: "POST".to_owned(),
            body: b"Action=A&Tags.member.10.Key=ten&Tags.member.2.Key=two&Tags.member.2.Value=b%20c&\
                    TransitiveTagKeys.member.1=two"
                .to_vec(),
            ..Raw::default()
        };
        let query = Query::read(&raw);
        assert_eq!(query.operation, "A");
        assert_eq!(
            query.members("Tags"),
            [
                BTreeMap::from([("Key", "two"), ("Value", "b c")]),
                BTreeMap::from([("Key", "ten")])
            ]
        );
        assert_eq!(
            query.members("TransitiveTagKeys"),
            [BTreeMap::from([("", "two")])]
        );
    }
}
