//! The AWS config and credentials files, judged by the SDKs' vectors, by malformed input and by chance.

mod damage;
mod malformed;
mod vectors;

pub use malformed::MALFORMED;
use rolehop::aws_config::{AwsConfig, Document, FileKind};

/// Both files out of their texts, named `config` and `credentials`.
fn read(config: impl AsRef<[u8]>, credentials: impl AsRef<[u8]>) -> AwsConfig {
    AwsConfig::new(
        Document::new(FileKind::Config, "config", config.as_ref().to_vec()),
        Document::new(
            FileKind::Credentials,
            "credentials",
            credentials.as_ref().to_vec(),
        ),
    )
}

/// Everything the reader says of both files, a line each, in a fixed order; of services only those named so.
fn remarks(files: &AwsConfig) -> Vec<String> {
    let refusals = files.problems();
    let mut told: Vec<String> = refusals
        .iter()
        .map(|problem| format!("refused: {problem}"))
        .collect();
    let sessions = files
        .sso_session_names()
        .into_iter()
        .filter_map(|name| files.sso_session(name));
    for section in files
        .profiles()
        .into_iter()
        .chain(sessions)
        .chain(files.services("services"))
    {
        let own = section
            .problems
            .iter()
            .filter(|problem| !refusals.contains(problem));
        told.extend(own.map(|problem| format!("{} stopped: {problem}", section.name)));
        told.extend(
            section
                .warnings
                .iter()
                .map(|problem| format!("{} warned: {problem}", section.name)),
        );
    }
    told.extend(
        files
            .passed_over()
            .iter()
            .map(|problem| format!("passed over: {problem}")),
    );
    told
}
