//! Every command's whole output: what it prints where, in text and as JSON, and how it ends.

mod configuration;
mod explain;
mod explain_stored;
mod handed_out;
mod keys;
mod keys_kept;
mod lists;
mod picker;
mod usage;

use std::ffi::OsString;

use rolehop_test_support::environment::{Outcome, Run, TestEnv};
use rolehop_test_support::keyring::KeyringUser;
use rolehop_test_support::sts::{Sts, World};
use rolehop_test_support::terminal::{Terminal, TerminalCommand};
use rolehop_test_support::test_env;

/// The demo's routes: `corp` has keys in the store and a device, `hub` an external ID, `prod` is a hop further.
const ROUTES: &str = r#"
[profile.corp]
mfa_serial = "arn:aws:iam::111111111111:mfa/alice"
[profile.hub]
source_profile = "corp"
role_arn = "arn:aws:iam::222222222222:role/Hub"
external_id = "example-corp-42"
[profile.prod]
source_profile = "hub"
role_arn = "arn:aws:iam::333333333333:role/Deploy"
role_session_name = "alice"
region = "eu-north-1"
"#;

/// A person's machine: a kernel keyring of its own for sessions, sealed files for keys, an STS.
struct Machine {
    env: TestEnv,
    sts: Sts,
    // After the environment: what is still running there may use its keyring.
    _user: KeyringUser,
}

impl Machine {
    /// The demo's world, with this configuration and no key yet.
    fn new(config: &str) -> Self {
        let user = KeyringUser::in_namespace();
        let sts = Sts::start(World::demo());
        let mut env = test_env!();
        env.prefix(user.prefix());
        env.unset("ROLEHOP_STORE");
        env.secret(World::DEMO_SECRET_ACCESS_KEY);
        let passphrase = env.secret("correct horse battery staple").to_owned();
        env.config(config);
        let file = env.write("passphrase", passphrase);
        env.var("ROLEHOP_STORE_PASSPHRASE_FILE", file);
        env.var("AWS_ENDPOINT_URL_STS", sts.url());
        env.var("AWS_REGION", "eu-west-1");
        Self {
            env,
            sts,
            _user: user,
        }
    }

    /// The demo's routes, and the key of `corp` in the store.
    fn demo() -> Self {
        let machine = Self::new(ROUTES);
        let added = machine.add_key("corp").run();
        assert_eq!((added.status, added.stdout.as_str()), (0, ""), "{added:?}");
        machine
    }

    /// `keys add NAME --stdin` with the demo's key.
    fn add_key(&self, name: &str) -> Run<'_> {
        let document = format!(
            r#"{{"AccessKeyId":"{}","SecretAccessKey":"{}"}}"#,
            World::DEMO_ACCESS_KEY_ID,
            World::DEMO_SECRET_ACCESS_KEY
        );
        self.rolehop(["keys", "add", name, "--stdin"]).stdin(document)
    }

    /// rolehop with no terminal to ask on.
    fn rolehop<W: Into<OsString>>(&self, words: impl IntoIterator<Item = W>) -> Run<'_> {
        let program = [OsString::from("--wait"), self.env.rolehop_path().into()];
        let words = words.into_iter().map(Into::into);
        self.env.program("setsid", program.into_iter().chain(words))
    }

    fn run<W: Into<OsString>>(&self, words: impl IntoIterator<Item = W>) -> Outcome {
        self.rolehop(words).run()
    }

    /// rolehop with an MFA code at hand.
    fn run_with_code<const N: usize>(&self, words: [&str; N]) -> Outcome {
        let code = self.sts.fresh_code(World::DEMO_MFA_SERIAL);
        self.rolehop(words).var("ROLEHOP_MFA_TOKEN", code).run()
    }

    /// rolehop on a terminal, with all three streams there.
    fn on_terminal(&self, words: &[&str]) -> TerminalCommand {
        self.env
            .on_terminal(self.env.rolehop_path(), words.iter().copied())
            .size(30, 120)
    }

    /// Waits for the program's end: its exit code, and the terminal as it was found.
    #[track_caller]
    fn ended(&self, terminal: &mut Terminal) -> i32 {
        let ended = terminal.wait();
        self.env.search_also("the terminal", terminal.everything_shown());
        assert!(terminal.is_put_back(), "the terminal is left as it was found");
        ended.status.code().unwrap()
    }

    /// Every session that STS issued is a secret, wherever it is looked for.
    fn finish(self) {
        self.env.session_secrets_of(&self.sts);
        self.env.finish();
    }
}

/// With what differs from run to run left out: the access keys of sessions, times, and the seconds since an hour began.
fn masked(text: &str) -> String {
    let mut masked = String::new();
    for piece in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && !"-:".contains(c)) {
        let word = piece.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_time = word.len() == 20 && word.starts_with("20") && word.ends_with('Z') && word.contains('T');
        let replacement = match word {
            word if word.starts_with("ASIA") => "[KEY]",
            _ if is_time => "[TIME]",
            word => word,
        };
        masked.push_str(replacement);
        masked.push_str(&piece[word.len()..]);
    }
    masked
        .replace("11 hours 59 minutes", "12 hours")
        .replace("59 minutes", "1 hour")
}

/// With every run of spaces as one: the width of a column depends on what is left.
fn squeezed(text: &str) -> String {
    let lines = masked(text);
    let lines = lines
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n");
    lines.collect()
}

/// Who runs the tests, as the account database has it: the default role session name.
fn user_name() -> String {
    let user = nix::unistd::User::from_uid(nix::unistd::Uid::current());
    user.unwrap().map_or_else(|| "user".to_owned(), |user| user.name)
}
