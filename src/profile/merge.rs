//! All profiles of rolehop's TOML and of the AWS files, as one set.
//!
//! Where both have a profile of a name, TOML says how to get credentials, and the AWS profile says region, endpoint
//! and output where TOML says nothing. Each profile is read when it is asked for, and stopped only by its own lines.

use super::{Origin, Owner, Problem, Profile, ProfileError, Setting, aws, nearest};
use crate::aws_config::{AwsConfig, FoundIn};
use crate::config::{Config, Draft, Oidc, Settings};

/// Both kinds of file, ready to be asked for profiles.
#[derive(Debug)]
pub struct Profiles {
    config: Config,
    files: AwsConfig,
}

/// A profile's name and where it comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Listed {
    pub name: String,
    pub origin: Origin,
}

impl Profiles {
    /// Takes both kinds of file as they were read.
    pub fn new(config: Config, files: AwsConfig) -> Self {
        Self { config, files }
    }

    /// The profile of that name; none where no file has it.
    ///
    /// # Errors
    /// [`ProfileError::Broken`] with all that is wrong in the lines that this profile uses.
    pub fn profile(&self, name: &str) -> Result<Option<Profile>, ProfileError> {
        match self.draft(name) {
            None => Ok(None),
            Some(Draft { profile, problems }) if problems.is_empty() => Ok(Some(profile)),
            Some(Draft { problems, .. }) => Err(ProfileError::Broken {
                name: name.to_owned(),
                problems,
            }),
        }
    }

    /// The profile of that name, which has to be there.
    ///
    /// # Errors
    /// [`ProfileError::Unknown`] besides those of [`Self::profile`].
    pub fn existing(&self, name: &str) -> Result<Profile, ProfileError> {
        self.profile(name)?.ok_or_else(|| self.unknown(name))
    }

    /// What can be said of a profile even where it has problems, for lists and checks.
    pub fn draft(&self, name: &str) -> Option<Draft> {
        let section = self.files.profile(name);
        let Some(mut draft) = self.config.profile(name) else {
            return section.map(|section| aws::read(section, &self.files));
        };
        if let Some(sso) = &mut draft.profile.sso {
            let owner = Owner::Profile(name.to_owned());
            draft.problems.extend(aws::complete_sso(sso, &owner, &self.files));
        }
        if let Some(section) = section {
            let shared = aws::read_shared(section, &self.files);
            share(&mut draft.profile, shared.profile);
            draft.problems.extend(shared.problems);
        }
        fill(&mut draft.profile.output, self.config.defaults().output.clone());
        Some(draft)
    }

    /// Every profile once: TOML's in the order of its files, then those of the AWS files alone.
    pub fn names(&self) -> Vec<Listed> {
        let listed = |name: &str, origin| Listed {
            name: name.to_owned(),
            origin,
        };
        let mut names: Vec<Listed> = self
            .config
            .profile_names()
            .map(|name| listed(name, Origin::Rolehop))
            .collect();
        let known: std::collections::HashSet<String> =
            names.iter().map(|listed| listed.name.clone()).collect();
        for section in self.files.profiles() {
            if !known.contains(&section.name) {
                let origin = match section.found_in {
                    FoundIn::Credentials => Origin::AwsCredentials,
                    FoundIn::Config | FoundIn::Both => Origin::AwsConfig,
                };
                names.push(listed(&section.name, origin));
            }
        }
        names
    }

    /// What `[defaults]` says of every route, as far as it is right.
    ///
    /// For the settings of a whole route: region, endpoints, CA bundle, `mfa_session`, `mfa_process`. The others are
    /// in the profiles already.
    pub fn defaults(&self) -> &Profile {
        self.config.defaults()
    }

    /// What `[settings]` says.
    ///
    /// # Errors
    /// [`ProfileError::Settings`] with all that is wrong there.
    pub fn settings(&self) -> Result<&Settings, ProfileError> {
        self.config.settings().map_err(|problems| ProfileError::Settings {
            problems: problems.to_vec(),
        })
    }

    /// The `[oidc.NAME]` of that name, if it is right.
    pub fn oidc(&self, name: &str) -> Option<Oidc> {
        self.config.oidc(name)
    }

    /// The profile whose name is most like `name`.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(
            name,
            self.config.profile_names().chain(self.files.profile_names()),
        )
    }

    /// The error for a name that no file has, with what may be the reason.
    pub fn unknown(&self, name: &str) -> ProfileError {
        let mut problems = self.config.file_problems().to_vec();
        let passed_over = self
            .files
            .passed_over_as(name)
            .into_iter()
            .chain(self.files.problems());
        problems.extend(passed_over.map(|found| aws::problem(&Owner::File, &found)));
        let nearest = self.nearest(name).map(str::to_owned);
        ProfileError::Unknown {
            name: name.to_owned(),
            nearest,
            problems,
        }
    }

    /// All that is wrong in any file, by file and line.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = self.config.problems();
        let mut rest: Vec<Problem> = self
            .files
            .problems()
            .iter()
            .map(|found| aws::problem(&Owner::File, found))
            .collect();
        let refused: Vec<_> = rest.iter().map(|problem| problem.place.clone()).collect();
        for Listed { name, .. } in self.names() {
            rest.extend(self.draft(&name).into_iter().flat_map(|draft| draft.problems));
        }
        for found in self
            .files
            .shared_sections()
            .iter()
            .flat_map(|section| &section.problems)
        {
            // Those that a profile uses are told as that profile's.
            if rest.iter().all(|problem| problem.place != found.place) {
                rest.push(aws::problem(&Owner::File, found));
            }
        }
        rest.sort_by(|one, other| {
            (&one.place.file, one.place.line).cmp(&(&other.place.file, other.place.line))
        });
        for problem in rest {
            let is_refusal = refused.contains(&problem.place);
            if is_refusal && problem.owner != Owner::File || problems.contains(&problem) {
                continue;
            }
            problems.push(problem);
        }
        problems
    }

    /// rolehop's own TOML.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The AWS files.
    pub fn files(&self) -> &AwsConfig {
        &self.files
    }
}

/// What the AWS profile of the same name says where TOML says nothing.
fn share(profile: &mut Profile, aws: Profile) {
    // An `endpoint_url` in TOML is meant for STS, and must not lose against the AWS profile's own for STS.
    if profile.endpoint_url.is_none() {
        profile.endpoint_url = aws.endpoint_url;
        profile.sts_endpoint_url = aws.sts_endpoint_url;
        profile.ignore_configured_endpoint_urls = aws.ignore_configured_endpoint_urls;
    }
    fill(&mut profile.region, aws.region);
    fill(&mut profile.sts_regional_endpoints, aws.sts_regional_endpoints);
    fill(&mut profile.use_fips_endpoint, aws.use_fips_endpoint);
    fill(&mut profile.use_dualstack_endpoint, aws.use_dualstack_endpoint);
    fill(&mut profile.ca_bundle, aws.ca_bundle);
    fill(&mut profile.output, aws.output);
}

fn fill<T>(setting: &mut Option<Setting<T>>, other: Option<Setting<T>>) {
    if setting.is_none() {
        *setting = other;
    }
}
