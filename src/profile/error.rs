//! Why a profile cannot be used: it is broken, or nowhere.

use super::Problem;

/// What the reader of profiles answers instead of one.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// Lines that this profile uses are wrong; one line of text for each.
    #[error("{}", lines(problems))]
    Broken { name: String, problems: Vec<Problem> },
    /// `[settings]` is wrong, which every command needs.
    #[error("{}", lines(problems))]
    Settings { problems: Vec<Problem> },
    /// No file has it. The problems are of lines that may have been meant for it.
    #[error("there is no profile `{}`", name.escape_debug())]
    Unknown {
        name: String,
        nearest: Option<String>,
        problems: Vec<Problem>,
    },
}

impl ProfileError {
    /// What to do about it; where there are several problems, a line for each that has an answer.
    pub fn help(&self) -> Option<String> {
        let mut help: Vec<String> = Vec::new();
        match self {
            Self::Broken { problems, .. } | Self::Settings { problems } => {
                for problem in problems.iter().take(MOST) {
                    let told = problem.help().map(|text| match problems.len() {
                        1 => text,
                        _ => format!("line {}: {text}", problem.place.line),
                    });
                    help.extend(told.filter(|told| !help.contains(told)));
                }
            }
            Self::Unknown {
                name,
                nearest,
                problems,
            } => {
                help.extend(nearest.as_ref().map(|name| format!("did you mean `{name}`?")));
                for problem in problems.iter().take(MOST) {
                    help.push(problem.to_string());
                    help.extend(problem.help());
                }
                if help.is_empty() {
                    help.push(format!(
                        "`rolehop list` shows the profiles; `rolehop keys add {}` stores an access key under that name",
                        name.escape_debug()
                    ));
                }
            }
        }
        (!help.is_empty()).then(|| help.join("\n"))
    }

    /// What is wrong, line by line.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Broken { problems, .. } | Self::Settings { problems } | Self::Unknown { problems, .. } => {
                problems
            }
        }
    }
}

fn lines(problems: &[Problem]) -> String {
    let mut lines: Vec<String> = problems.iter().take(MOST).map(ToString::to_string).collect();
    match problems.len().saturating_sub(MOST) {
        0 => {}
        more => lines.push(format!("and {more} more")),
    }
    lines.join("\n")
}

/// An SDK shows them all in one line; who mends these finds the others.
const MOST: usize = 20;
