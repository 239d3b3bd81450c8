//! The limits of the parameters, refused in the words of the service's model.

use super::refusal::Refusal;
use super::request::Query;

/// Collects what is wrong with a call's parameters; the service tells everything at once.
pub(super) struct Limits<'a> {
    query: &'a Query,
    violations: Vec<String>,
}

/// Characters that a parameter may hold, and how the model writes that.
pub(super) struct Alphabet {
    extra: &'static str,
    words: Words,
    pattern: &'static str,
}

#[derive(Clone, Copy)]
enum Words {
    /// `\w`: letters, digits and the underscore of ASCII.
    Ascii,
    /// `\p{L}\p{Z}\p{N}_`.
    Unicode,
    Digits,
}

pub(super) const NAME: Alphabet = Alphabet {
    extra: "+=,.@-",
    words: Words::Ascii,
    pattern: r"[\w+=,.@-]*",
};
pub(super) const EXTERNAL_ID: Alphabet = Alphabet {
    extra: "+=,.@:/-",
    words: Words::Ascii,
    pattern: r"[\w+=,.@:\/-]*",
};
pub(super) const SERIAL: Alphabet = Alphabet {
    extra: "+=/:,.@-",
    words: Words::Ascii,
    pattern: r"[\w+=/:,.@-]*",
};
pub(super) const DIGITS: Alphabet = Alphabet {
    extra: "",
    words: Words::Digits,
    pattern: r"[\d]*",
};
pub(super) const TAG: Alphabet = Alphabet {
    extra: ":/=+-.@",
    words: Words::Unicode,
    pattern: r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+",
};

impl<'a> Limits<'a> {
    pub(super) fn new(query: &'a Query) -> Self {
        Self {
            query,
            violations: Vec::new(),
        }
    }

    pub(super) fn required(mut self, name: &str) -> Self {
        if self.query.get(name).is_none() {
            let at = lower_first(name);
            self.violations.push(format!(
                "Value null at '{at}' failed to satisfy constraint: Member must not be null"
            ));
        }
        self
    }

    /// A text parameter: its length in characters, and its alphabet.
    pub(super) fn text(mut self, name: &str, least: usize, most: usize, alphabet: Option<&Alphabet>) -> Self {
        if let Some(value) = self.query.get(name) {
            self.check(value, &lower_first(name), least, most, alphabet);
        }
        self
    }

    /// A whole number from `least` to `most`.
    pub(super) fn number(mut self, name: &str, least: i64, most: i64) -> Result<Self, Refusal> {
        if let Some(value) = self.query.number(name)? {
            if value < least {
                self.push(
                    &value.to_string(),
                    &lower_first(name),
                    &format!("value greater than or equal to {least}"),
                );
            }
            if value > most {
                self.push(
                    &value.to_string(),
                    &lower_first(name),
                    &format!("value less than or equal to {most}"),
                );
            }
        }
        Ok(self)
    }

    /// A list of at most `most` members, each field checked by `field`.
    pub(super) fn list(
        mut self,
        name: &str,
        most: usize,
        fields: &[(&str, usize, usize, Option<&Alphabet>)],
    ) -> Self {
        let members = self.query.members(name);
        if members.len() > most {
            let at = lower_first(name);
            self.violations.push(format!(
                "Value at '{at}' failed to satisfy constraint: Member must have length less than or equal to {most}"
            ));
        }
        for (index, member) in members.iter().enumerate() {
            for (field, least, longest, alphabet) in fields {
                let at = place(&lower_first(name), index + 1, &lower_first(field));
                match member.get(field) {
                    Some(value) => self.check(value, &at, *least, *longest, *alphabet),
                    None => self.violations.push(format!(
                        "Value null at '{at}' failed to satisfy constraint: Member must not be null"
                    )),
                }
            }
        }
        self
    }

    pub(super) fn done(self) -> Result<(), Refusal> {
        let (count, these) = (self.violations.len(), self.violations.join("; "));
        match count {
            0 => Ok(()),
            1 => Err(Refusal::validation(format!(
                "1 validation error detected: {these}"
            ))),
            _ => Err(Refusal::validation(format!(
                "{count} validation errors detected: {these}"
            ))),
        }
    }

    fn check(&mut self, value: &str, at: &str, least: usize, most: usize, alphabet: Option<&Alphabet>) {
        let length = value.chars().count();
        if length < least {
            self.push(value, at, &format!("length greater than or equal to {least}"));
        }
        if length > most {
            self.push(value, at, &format!("length less than or equal to {most}"));
        }
        if let Some(alphabet) = alphabet.filter(|alphabet| !value.chars().all(|c| alphabet.has(c))) {
            let pattern = alphabet.pattern;
            self.violations.push(format!(
                "Value '{value}' at '{at}' failed to satisfy constraint: Member must satisfy regular expression \
                 pattern: {pattern}"
            ));
        }
    }

    fn push(&mut self, value: &str, at: &str, must_have: &str) {
        self.violations.push(format!(
            "Value '{value}' at '{at}' failed to satisfy constraint: Member must have {must_have}"
        ));
    }
}

impl Alphabet {
    fn has(&self, c: char) -> bool {
        self.extra.contains(c)
            || match self.words {
                Words::Ascii => c.is_ascii_alphanumeric() || c == '_',
                Words::Unicode => c.is_alphanumeric() || c.is_whitespace() && !c.is_control() || c == '_',
                Words::Digits => c.is_ascii_digit(),
            }
    }
}

fn place(list: &str, number: usize, field: &str) -> String {
    if field.is_empty() {
        format!("{list}.{number}.member")
    } else {
        format!("{list}.{number}.member.{field}")
    }
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_lowercase().to_string() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(parameters: &[(&str, &str)]) -> Query {
        let parameters = parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Query {
            operation: String::new(),
            parameters,
        }
    }

    #[test]
    fn tells_everything_at_once() {
        let query = query(&[
            ("RoleSessionName", "a/"),
            ("DurationSeconds", "60"),
            ("Tags.member.1.Key", "k"),
        ]);
        let refusal = Limits::new(&query)
            .required("RoleArn")
            .text("RoleSessionName", 2, 64, Some(&NAME))
            .number("DurationSeconds", 900, 43_200)
            .unwrap()
            .list(
                "Tags",
                50,
                &[("Key", 1, 128, Some(&TAG)), ("Value", 0, 256, Some(&TAG))],
            )
            .done()
            .unwrap_err();
        assert_eq!(
            refusal.message,
            "4 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be \
             null; Value 'a/' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular \
             expression pattern: [\\w+=,.@-]*; Value '60' at 'durationSeconds' failed to satisfy constraint: Member \
             must have value greater than or equal to 900; Value null at 'tags.1.member.value' failed to satisfy \
             constraint: Member must not be null"
        );
    }

    #[test]
    fn takes_what_is_within() {
        let query = query(&[("Tags.member.1.Key", "Größe_1 x"), ("Tags.member.1.Value", "")]);
        let limits = Limits::new(&query).list(
            "Tags",
            1,
            &[("Key", 1, 128, Some(&TAG)), ("Value", 0, 256, Some(&TAG))],
        );
        assert_eq!(limits.done(), Ok(()));
    }
}
