//! `explain`: each kind of source, each parameter of a hop.

use rolehop_test_support::environment::TestEnv;
use rolehop_test_support::test_env;

use super::user_name;

fn env() -> TestEnv {
    let mut env = test_env!();
    env.var("AWS_REGION", "eu-west-1");
    env
}

/// What `explain --json` of a route without hops of its own says of its source, and then the text of the source.
#[track_caller]
fn assert_source(env: &TestEnv, word: &str, source: &str, hops: &str, text: &str) {
    let calls = usize::from(hops != "[]");
    env.run(["explain", word, "--json"]).assert(
        0,
        &format!(
            "{{\"profile\":\"{word}\",\"source\":{source},\"hops\":{hops},\"region\":\"eu-west-1\",\
             \"endpoint\":\"https://sts.eu-west-1.amazonaws.com\",\"sts_calls\":{calls},\"asks_person\":false}}\n"
        ),
        "",
    );
    let outcome = env.run(["explain", word]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""));
    let first = outcome.stdout.lines().next().unwrap();
    assert_eq!(first, format!("source    {text}"));
}

/// A profile of each kind.
fn every_source() -> TestEnv {
    let mut env = env();
    env.secret("aFileSecretThatNobodyMaySee12345678");
    env.secret("anEnvironmentSecretNobodyMaySee1234");
    env.var("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT00001");
    env.var("AWS_SECRET_ACCESS_KEY", "anEnvironmentSecretNobodyMaySee1234");
    env.config(
        "[profile.new]\n[profile.env]\ncredential_source = \"Environment\"\n[profile.process]\n\
         credential_process = \"get-keys --for 'a b'\"\n[profile.login]\nlogin_session = \"arn:aws:iam::111111111111:user/alice\"\n\
         [profile.imds]\ncredential_source = \"Ec2InstanceMetadata\"\n[profile.ecs]\ncredential_source = \"EcsContainer\"\n\
         [profile.sso]\nsso_session = \"corp\"\nsso_account_id = \"222222222222\"\nsso_role_name = \"Dev\"\n\
         [profile.web]\nweb_identity_token_file = \"/token\"\nrole_arn = \"arn:aws:iam::222222222222:role/Web\"\n\
         role_session_name = \"web\"\n[profile.saml]\nsaml_login_url = \"https://idp.example.com/\"\n\
         role_arn = \"arn:aws:iam::222222222222:role/Saml\"\n",
    );
    env.aws_config("[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.example.com\n");
    env.aws_credentials(
        "[file]\naws_access_key_id = AKIAFILE000000000001\naws_secret_access_key = aFileSecretThatNobodyMaySee12345678\n\
         [temporary]\naws_access_key_id = ASIAFILE000000000001\naws_secret_access_key = aFileSecretThatNobodyMaySee12345678\n\
         aws_session_token = aFileSecretThatNobodyMaySee12345678\n",
    );
    env
}

#[test]
fn each_kind_of_source() {
    let env = every_source();
    let session = |profile: &str| {
        format!(
            "[{{\"operation\":\"GetSessionToken\"{profile},\"duration_seconds\":43200,\"cached\":false,\"notes\":[]}}]"
        )
    };
    let of = |profile: &str| session(&format!(",\"profile\":\"{profile}\""));
    let role = |operation: &str, profile: &str, rest: &str| {
        format!(
            "[{{\"operation\":\"{operation}\",\"profile\":\"{profile}\",{rest},\"duration_seconds\":3600,\"cached\":false,\"notes\":[]}}]"
        )
    };
    for (word, source, hops, text) in [
        (
            "new",
            "{\"kind\":\"keyring\",\"profile\":\"new\"}",
            of("new"),
            "access key `new`, not in the store yet: `rolehop keys add new`",
        ),
        (
            "env",
            "{\"kind\":\"environment\",\"access_key_id\":\"AKIAENVIRONMENT00001\"}",
            session(""),
            "credentials of the environment (AKIAENVIRONMENT00001)",
        ),
        (
            "file",
            "{\"kind\":\"shared-credentials\",\"profile\":\"file\",\"access_key_id\":\"AKIAFILE000000000001\"}",
            of("file"),
            "static keys of profile `file` in the AWS files (AKIAFILE000000000001)",
        ),
        (
            "temporary",
            "{\"kind\":\"shared-credentials\",\"profile\":\"temporary\",\"access_key_id\":\"ASIAFILE000000000001\"}",
            "[]".to_owned(),
            "static keys of profile `temporary` in the AWS files (ASIAFILE000000000001)",
        ),
        (
            "process",
            "{\"kind\":\"credential-process\",\"profile\":\"process\",\"command\":\"get-keys --for 'a b'\"}",
            "[]".to_owned(),
            "credential process of profile `process`: get-keys --for 'a b'",
        ),
        (
            "sso",
            "{\"kind\":\"sso\",\"profile\":\"sso\",\"sso_session\":\"corp\",\"sso_start_url\":\"https://corp.example.com\",\
             \"sso_region\":\"eu-west-1\",\"sso_account_id\":\"222222222222\",\"sso_role_name\":\"Dev\"}",
            "[]".to_owned(),
            "IAM Identity Center (profile `sso`)",
        ),
        (
            "login",
            "{\"kind\":\"login-session\",\"profile\":\"login\",\"login_session\":\"arn:aws:iam::111111111111:user/alice\"}",
            "[]".to_owned(),
            "`aws login` (profile `login`)",
        ),
        (
            "imds",
            "{\"kind\":\"ec2-instance-metadata\",\"profile\":\"imds\"}",
            "[]".to_owned(),
            "the instance's role (profile `imds`)",
        ),
        (
            "ecs",
            "{\"kind\":\"ecs-container\",\"profile\":\"ecs\"}",
            "[]".to_owned(),
            "the container's role (profile `ecs`)",
        ),
        (
            "web",
            "{\"kind\":\"web-identity\",\"profile\":\"web\",\"token\":\"/token\"}",
            role(
                "AssumeRoleWithWebIdentity",
                "web",
                "\"role_arn\":\"arn:aws:iam::222222222222:role/Web\",\"role_session_name\":\"web\"",
            ),
            "web identity token of profile `web`: /token",
        ),
        (
            "saml",
            "{\"kind\":\"saml\",\"profile\":\"saml\"}",
            role(
                "AssumeRoleWithSAML",
                "saml",
                "\"role_arn\":\"arn:aws:iam::222222222222:role/Saml\"",
            ),
            "SAML assertion (profile `saml`)",
        ),
    ] {
        assert_source(&env, word, source, &hops, text);
    }
}

#[test]
fn every_parameter_of_a_hop() {
    let mut env = env();
    env.unset("AWS_REGION");
    env.config(
        "[profile.corp]\nmfa_serial = \"GAHT12345678\"\n[profile.hub]\nsource_profile = \"corp\"\n\
         role_arn = \"arn:aws:iam::222222222222:role/Hub\"\nexternal_id = \"example-42\"\nrole_session_name = \"{profile}@desk\"\n\
         duration_seconds = \"30m\"\nmfa_max_age = \"1h\"\ntags = { team = \"a\", cost = \"b\" }\ntransitive_tags = [\"team\"]\n\
         policy = { inline = '{\"Statement\":[]}' }\npolicy_arns = [\"arn:aws:iam::aws:policy/ReadOnlyAccess\"]\n\
         source_identity = \"alice\"\n[profile.app]\nfederation_name = \"app\"\ntags = { team = \"a\" }\n\
         policy = { inline = '{\"Statement\":[]}' }\n",
    );
    env.run(["explain", "hub", "--json"]).assert(
        0,
        "{\"profile\":\"hub\",\"source\":{\"kind\":\"keyring\",\"profile\":\"corp\"},\"hops\":[\
         {\"operation\":\"GetSessionToken\",\"profile\":\"corp\",\"mfa_serial\":\"GAHT12345678\",\"mfa_max_age\":3600,\
         \"duration_seconds\":43200,\"cached\":false,\"notes\":[]},\
         {\"operation\":\"AssumeRole\",\"profile\":\"hub\",\"role_arn\":\"arn:aws:iam::222222222222:role/Hub\",\
         \"role_session_name\":\"hub@desk\",\"external_id\":\"example-42\",\"source_identity\":\"alice\",\
         \"transitive_tags\":[\"team\"],\"duration_seconds\":1800,\"tags\":{\"cost\":\"b\",\"team\":\"a\"},\
         \"policy\":\"{\\\"Statement\\\":[]}\",\"policy_arns\":[\"arn:aws:iam::aws:policy/ReadOnlyAccess\"],\
         \"cached\":false,\"notes\":[]}],\"endpoint\":\"https://sts.amazonaws.com\",\"sts_calls\":2,\"asks_person\":true}\n",
        "",
    );
    env.run(["explain", "hub"]).assert(
        0,
        "source    access key `corp`, not in the store yet: `rolehop keys add corp`
hop 1     GetSessionToken
          profile          corp
          MFA device       GAHT12345678
          MFA code         given at most 1 hour ago
          duration         12 hours
          stored           no
hop 2     AssumeRole
          profile          hub
          role             arn:aws:iam::222222222222:role/Hub
          session name     hub@desk
          external ID      example-42
          source identity  alice
          tags             cost=b, team=a
          transitive tags  team
          policy           16 characters
          policy ARNs      arn:aws:iam::aws:policy/ReadOnlyAccess
          duration         30 minutes
          stored           no
region    none: the global endpoint
endpoint  https://sts.amazonaws.com
now       2 STS calls, asking for an MFA code
",
        "",
    );
    env.run(["explain", "app", "--region", "eu-west-1"]).assert(
        0,
        "source    access key `app`, not in the store yet: `rolehop keys add app`
hop 1     GetFederationToken
          profile          app
          name             app
          tags             team=a
          policy           16 characters
          duration         12 hours
          stored           no
region    eu-west-1
endpoint  https://sts.eu-west-1.amazonaws.com
now       1 STS call
",
        "",
    );
}

#[test]
fn options_notes_and_words_of_their_own() {
    let env = env();
    env.config("[profile.corp]\nmfa_serial = \"GAHT12345678\"\nmfa_process = \"codes\"\n");
    let words = [
        "explain",
        "corp",
        "222222222222:Hub",
        "333333333333:Deep",
        "--duration",
        "max",
        "--tag",
        "a=b",
    ];
    let user = user_name();
    env.run(words).assert(
        0,
        &format!(
            "source    access key `corp`, not in the store yet: `rolehop keys add corp`
hop 1     GetSessionToken
          profile          corp
          MFA device       GAHT12345678
          duration         12 hours
          stored           no
hop 2     AssumeRole
          role             arn:aws:iam::222222222222:role/Hub
          session name     {user}
          duration         1 hour
          stored           no
hop 3     AssumeRole
          role             arn:aws:iam::333333333333:role/Deep
          session name     {user}
          tags             a=b
          duration         1 hour
          stored           no
          note             duration_seconds max is cut to 3600: STS allows a role that is assumed from a role's session one hour at most
region    eu-west-1
endpoint  https://sts.eu-west-1.amazonaws.com
now       3 STS calls
"
        ),
        "",
    );
    // It is taken, though it says nothing here: whoever wants to know what a command would do puts `explain` before its words.
    let with_code = env.run([
        "explain",
        "corp",
        "222222222222:Hub",
        "--mfa-token",
        "123456",
        "--json",
    ]);
    assert_eq!(with_code.json()["asks_person"], false);
}

#[test]
fn text_from_a_shared_catalogue_is_made_harmless() {
    let env = env();
    env.config("[profile.corp]\ncredential_process = \"x\"\n[profile.hub]\nsource_profile = \"corp\"\n\
                role_arn = \"arn:aws:iam::222222222222:role/Hub\"\npolicy = { inline = '{\"a\":\"\\u001b[2J\"}' }\n");
    env.aws_config("[profile bad]\ncredential_process = printf \u{1b}[2J\n");
    for words in [
        &["explain", "hub"][..],
        &["explain", "hub", "--json"],
        &["explain", "bad"],
        &["list"],
    ] {
        let outcome = env.run(words.iter().copied());
        assert!(
            !outcome.stdout.contains('\u{1b}') && !outcome.stderr.contains('\u{1b}'),
            "{outcome:?}"
        );
    }
}
