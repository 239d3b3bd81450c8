//! AWS's SDK for JavaScript over `credential_process`: started by a shell, stdin a pipe, stderr kept back.

use rolehop_test_support::peers::JavaScript;
use rolehop_test_support::sts::World;

use super::desk::Desk;
use super::failures::{NOBODY, UNREACHABLE, refused};

/// Four clients at once start rolehop four times; the person is asked once, by the program's name and not the shell's.
#[test]
fn with_javascript_sdk_a_prompt_serves_every_client() {
    let desk = desk();
    let script = desk.env.write("deploy.js", CLIENTS);
    let mut terminal = desk.terminal(JavaScript::sdk().program(), [script]);
    terminal.expect("(serves 12 hours, asked by deploy.js):");
    desk.type_code(&terminal);
    let ended = desk.wait(&mut terminal);
    assert!(ended.status.success());
    assert_eq!(
        terminal.screen(),
        "333333333333 333333333333 333333333333 333333333333"
    );
    let counts = [
        ("GetSessionToken", 1),
        ("AssumeRole", 2),
        ("GetCallerIdentity", 4),
    ];
    assert_eq!(
        desk.sts.journal().counts(),
        counts.map(|(name, count)| (name.to_owned(), count)).into()
    );
    desk.finish();
}

const CLIENTS: &str = r#"
const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");

process.env.AWS_PROFILE = "prod";
const call = () => new STSClient({}).send(new GetCallerIdentityCommand({}));
Promise.all([call(), call(), call(), call()])
  .then((answers) => console.log(answers.map((answer) => answer.Account).join(" ")));
"#;

/// A program that says where its credentials come from is told all; the SDK's own search says only that it found none.
#[test]
fn with_javascript_sdk_what_fails_is_told_to_the_program() {
    let desk = desk();
    let code = desk.sts.fresh_code(World::DEMO_MFA_SERIAL);
    let run = desk.detached(JavaScript::sdk().program(), ["-e", EACH]);
    let outcome = run.var("CODE", code).run();
    let told = [NOBODY, &refused(&desk), UNREACHABLE].map(|error| format!("{error}\n"));
    let expected = format!("{}Could not load credentials from any providers\n", told.concat());
    outcome.assert(0, &expected, "");
    desk.finish();
}

/// Prints the line after the one that names the command.
const EACH: &str = r#"
const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");
const { fromProcess } = require("@aws-sdk/credential-provider-process");

const call = async (credentials, variables) => {
  Object.assign(process.env, variables);
  await new STSClient({ credentials }).send(new GetCallerIdentityCommand({}))
    .catch((error) => console.log(error.message.replace(/^Command failed: .*\n/, "").split("\n")[0]));
};
(async () => {
  await call(fromProcess({ profile: "prod" }), {});
  await call(fromProcess({ profile: "stranger" }), { ROLEHOP_MFA_TOKEN: process.env.CODE });
  process.env.ROLEHOP_MFA_TOKEN = "123456";
  const closed = { AWS_ENDPOINT_URL_STS: "http://127.0.0.1:9", AWS_MAX_ATTEMPTS: "1" };
  await call(fromProcess({ profile: "prod" }), closed);
  await call(undefined, { AWS_PROFILE: "prod" });
})();
"#;

fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.env.var("NODE_PATH", JavaScript::sdk().modules());
    // The SDK says on stderr which node it will want next year.
    desk.env.var("NODE_NO_WARNINGS", "1");
    desk
}
