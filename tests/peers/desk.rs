//! A person's machine: rolehop set up as its README says, the AWS CLI's files beside it, an STS on loopback, and a
//! kernel keyring that is nobody else's.

use std::ffi::OsString;
use std::path::Path;

use rolehop_test_support::environment::{Run, TestEnv};
use rolehop_test_support::keyring::{KeyringUser, SecretServiceSession};
use rolehop_test_support::peers::AwsCli;
use rolehop_test_support::sts::{Sts, World};
use rolehop_test_support::terminal::{Ended, Terminal};
use rolehop_test_support::test_env;

/// Two hops away from `corp`, whose MFA device is asked for once; each is also a profile of the AWS CLI.
pub const PROFILES: &str = r#"
[profile.hub]
source_profile = "corp"
role_arn = "arn:aws:iam::222222222222:role/Hub"
external_id = "example-corp-42"

[profile.prod]
source_profile = "hub"
role_arn = "arn:aws:iam::333333333333:role/Deploy"

[profile.stranger]
source_profile = "corp"
role_arn = "arn:aws:iam::444444444444:role/Stranger"
"#;

/// The source of [`PROFILES`], where its keys rest in rolehop's store.
pub const SOURCE: &str = r#"
[profile.corp]
mfa_serial = "arn:aws:iam::111111111111:mfa/alice"
"#;

/// The prompt of [`PROFILES`], when the AWS CLI asked for `prod`.
pub const PROMPT: &str = "MFA code for arn:aws:iam::111111111111:mfa/alice to start a session of corp \
                          (serves 12 hours, asked by aws):";

/// Asks for the name of whom `prod` leads to.
pub const WHO: [&str; 6] = [
    "--profile",
    "prod",
    "sts",
    "get-caller-identity",
    "--query",
    "Arn",
];

/// The person's machine.
pub struct Desk {
    pub env: TestEnv,
    pub sts: Sts,
    // After the environment: what is still running there may use its keyring.
    pub user: KeyringUser,
}

impl Desk {
    /// The demo's world and [`PROFILES`], the keys in the AWS credentials file.
    pub fn new() -> Self {
        Self::with_keys(World::demo(), PROFILES)
    }

    /// Another world and other profiles, the keys in the AWS credentials file, whose MFA device the AWS config file names.
    pub fn with_keys(world: World, profiles: &str) -> Self {
        let desk = Self::of(world, profiles);
        let config = format!(
            "[profile corp]\nmfa_serial = {}\n{}",
            World::DEMO_MFA_SERIAL,
            credential_processes(profiles)
        );
        desk.env.aws_config(&config);
        let (id, secret) = (World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY);
        desk.env.aws_credentials(&format!(
            "[corp]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n"
        ));
        desk
    }

    /// A world, and rolehop's own TOML for it. No keys.
    pub fn of(world: World, profiles: &str) -> Self {
        let sts = Sts::start(world);
        let user = KeyringUser::in_namespace();
        let mut env = test_env!();
        env.secret(World::DEMO_SECRET_ACCESS_KEY);
        env.config(profiles);
        env.aws_config(&credential_processes(profiles));
        env.prefix(user.prefix());
        env.unset("ROLEHOP_STORE");
        let mut path = OsString::from(env.rolehop_path().parent().unwrap_or(Path::new("/")));
        path.push(":/usr/local/bin:/usr/bin:/bin");
        env.var("PATH", path);
        env.var("AWS_ENDPOINT_URL_STS", sts.url());
        for (name, value) in [
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_PAGER", ""),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_DEFAULT_REGION", "eu-west-1"),
        ] {
            env.var(name, value);
        }
        Self { env, sts, user }
    }

    /// The AWS CLI on the person's terminal.
    pub fn aws(&self, cli: &AwsCli, arguments: &[&str]) -> Terminal {
        let endpoint = ["--endpoint-url", self.sts.url(), "--output", "json"];
        self.terminal(cli.path(), endpoint.iter().chain(arguments).copied())
    }

    /// Any program on the person's terminal, which is wide enough for each line.
    pub fn terminal<W: Into<OsString>>(
        &self,
        program: impl Into<OsString>,
        arguments: impl IntoIterator<Item = W>,
    ) -> Terminal {
        let command = self.env.on_terminal(program, arguments).size(40, 250);
        command.start().expect("a terminal")
    }

    /// Any program with no terminal to ask on.
    pub fn detached<W: Into<OsString>>(
        &self,
        program: impl Into<OsString>,
        arguments: impl IntoIterator<Item = W>,
    ) -> Run<'_> {
        let words = [OsString::from("--wait"), program.into()].into_iter();
        self.env
            .program("setsid", words.chain(arguments.into_iter().map(Into::into)))
    }

    /// The person reads the device and types its code; what stood on the screen before must not matter.
    pub fn type_code(&self, terminal: &Terminal) {
        let code = self.sts.fresh_code(World::DEMO_MFA_SERIAL);
        terminal.type_keys(format!("{code}\r"));
    }

    /// Waits for the program's end, and has what its terminal showed searched for secrets.
    #[track_caller]
    pub fn wait(&self, terminal: &mut Terminal) -> Ended {
        let ended = terminal.wait();
        self.env.search_also("the terminal", terminal.everything_shown());
        assert!(terminal.is_put_back(), "the terminal is left as it was found");
        ended
    }

    /// The end of a test: every session that STS issued is a secret, wherever it is looked for.
    pub fn finish(self) {
        self.env.session_secrets_of(&self.sts);
        self.env.finish();
    }
}

/// Leads every program of the environment to a desktop session.
pub fn enter(env: &mut TestEnv, desktop: &SecretServiceSession<'_>) {
    for (name, value) in desktop.variables() {
        env.var(name, value);
    }
}

/// The lines that make each profile of rolehop one of the AWS CLI.
fn credential_processes(profiles: &str) -> String {
    profiles
        .lines()
        .filter_map(|line| line.strip_prefix("[profile.")?.strip_suffix(']'))
        .map(|name| format!("[profile {name}]\ncredential_process = rolehop credential-process {name}\n"))
        .collect()
}
