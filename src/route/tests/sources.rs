//! Where a route starts: the order of botocore, rolehop's TOML before the AWS files, the store before both.

use super::World;

const KEYS: &str = "aws_access_key_id = AKIAFILE\naws_secret_access_key = secret\n";
const ROLE: &str = "role_arn = arn:aws:iam::222222222222:role/Hub\n";
const PROCESS: &str = "credential_process = get-keys\n";
const SSO: &str =
    "sso_account_id = 222222222222\nsso_role_name = Dev\nsso_region = eu-west-1\nsso_start_url = https://x\n";
const LOGIN: &str = "login_session = arn:aws:iam::111111111111:user/alice\n";
const TOKEN: &str = "web_identity_token_file = /token\n";
const LONG_TERM: &str = " | a: GetSessionToken duration=43200";

/// The settings that the config file and the credentials file have of profile `a`, and what comes of it.
#[track_caller]
fn assert(config: &[&str], credentials: &[&str], expected: &str) {
    let world = world("", config, credentials);
    assert_eq!(world.told("a"), expected, "{config:?} {credentials:?}");
}

fn world(toml: &str, config: &[&str], credentials: &[&str]) -> World {
    let others = "[profile keys]\naws_access_key_id = AKIAKEYS\naws_secret_access_key = secret\n";
    let section = |heading: &str, settings: &[&str]| match settings {
        [] => String::new(),
        settings => format!("[{heading}]\n{}", settings.concat()),
    };
    World::new(
        toml,
        &format!("{others}{}", section("profile a", config)),
        &section("a", credentials),
    )
}

#[test]
fn one_way_in_alone() {
    assert(&[KEYS], &[], &format!("shared-credentials a AKIAFILE{LONG_TERM}"));
    assert(&[], &[KEYS], &format!("shared-credentials a AKIAFILE{LONG_TERM}"));
    assert(
        &[],
        &[KEYS, "aws_session_token = token\n"],
        "shared-credentials a AKIAFILE",
    );
    assert(&[PROCESS], &[], "credential-process a get-keys");
    assert(&[SSO], &[], "sso a");
    assert(
        &[LOGIN],
        &[],
        "login-session a arn:aws:iam::111111111111:user/alice",
    );
    let role = "AssumeRole role=222222222222:role/Hub";
    assert(
        &[TOKEN, ROLE],
        &[],
        "web-identity a /token | a: AssumeRoleWithWebIdentity role=222222222222:role/Hub",
    );
    for (source, kind) in [
        ("Environment", "environment"),
        ("Ec2InstanceMetadata", "ec2-instance-metadata a"),
        ("EcsContainer", "ecs-container a"),
    ] {
        assert(
            &[ROLE, &format!("credential_source = {source}\n")],
            &[],
            &format!("{kind} | a: {role}"),
        );
    }
    assert(
        &[ROLE, "source_profile = keys\n"],
        &[],
        &format!("shared-credentials keys AKIAKEYS | a: {role}"),
    );
}

/// `facts/credential-process.md`, «The precedence trap», the column of the AWS CLI; the rest from botocore's own order.
#[test]
fn of_several_ways_in_the_one_that_botocore_takes() {
    let role = "shared-credentials keys AKIAKEYS | a: AssumeRole role=222222222222:role/Hub";
    let source = "source_profile = keys\n";
    let no_source = "profile `a` (config:5) has a `role_arn` but no `source_profile` \
                     > add the line `source_profile = …`: the profile whose credentials call AssumeRole";
    let keys = &format!("shared-credentials a AKIAFILE{LONG_TERM}");
    let login = "login-session a arn:aws:iam::111111111111:user/alice";
    let process = "credential-process a get-keys";

    assert(&[ROLE, PROCESS], &[], no_source);
    assert(&[ROLE, PROCESS, source], &[], role);
    assert(&[PROCESS], &[KEYS], keys);
    assert(&[SSO, PROCESS], &[], "sso a");
    assert(&[LOGIN, PROCESS], &[], login);

    assert(&[PROCESS, KEYS], &[], process);
    assert(&[SSO], &[KEYS], "sso a");
    assert(&[LOGIN], &[KEYS], keys);
    assert(&[LOGIN, KEYS], &[], login);
    assert(&[SSO, LOGIN], &[], "sso a");
    assert(&[ROLE, source], &[KEYS], role);
    assert(&[ROLE, source, SSO, LOGIN], &[KEYS], role);
    assert(
        &[ROLE, source, TOKEN],
        &[],
        "web-identity a /token | a: AssumeRoleWithWebIdentity role=222222222222:role/Hub",
    );
    assert(
        &[ROLE, TOKEN, SSO],
        &[KEYS],
        "web-identity a /token | a: AssumeRoleWithWebIdentity role=222222222222:role/Hub",
    );
}

#[test]
fn a_source_profile_with_keys_gives_them_whatever_its_role() {
    let toml = "[profile.hub]\nsource_profile = \"a\"\nrole_arn = \"arn:aws:iam::333333333333:role/Deep\"\n";
    let source = "source_profile = keys\n";
    for (config, credentials, before) in [
        (&[ROLE, source][..], &[KEYS][..], "shared-credentials a AKIAFILE"),
        (&[ROLE, source, SSO], &[KEYS], "sso a"),
        (
            &[ROLE, source, PROCESS],
            &[],
            "shared-credentials keys AKIAKEYS | a: AssumeRole role=222222222222:role/Hub",
        ),
        (
            &[ROLE, source],
            &[],
            "shared-credentials keys AKIAKEYS | a: AssumeRole role=222222222222:role/Hub",
        ),
        (
            &[ROLE, TOKEN],
            &[],
            "web-identity a /token | a: AssumeRoleWithWebIdentity role=222222222222:role/Hub",
        ),
        (&[PROCESS], &[], "credential-process a get-keys"),
    ] {
        let expected = format!("{before} | hub: AssumeRole role=333333333333:role/Deep");
        assert_eq!(
            world(toml, config, credentials).told("hub"),
            expected,
            "{config:?} {credentials:?}"
        );
    }
}

#[test]
fn a_profile_may_be_its_own_source() {
    let source = "source_profile = a\n";
    let role = " | a: AssumeRole role=222222222222:role/Hub";
    assert(
        &[ROLE, source],
        &[KEYS],
        &format!("shared-credentials a AKIAFILE{role}"),
    );
    assert(
        &[ROLE, source, KEYS, PROCESS],
        &[],
        &format!("credential-process a get-keys{role}"),
    );
    let stored = world("", &[ROLE, source], &[]).key("a");
    stored.assert(&[("a", &format!("keyring a{role}"))]);
    assert(
        &[ROLE, source, PROCESS],
        &[],
        "profile `a` leads back to itself: a → a > let the last of them start from keys, a process or the environment",
    );
}

#[test]
fn a_key_in_the_store_stands_where_the_credentials_file_stands() {
    for (config, credentials, expected) in [
        (&[][..], &[KEYS][..], format!("keyring a{LONG_TERM}")),
        (&[KEYS], &[], format!("keyring a{LONG_TERM}")),
        (&[PROCESS], &[KEYS], format!("keyring a{LONG_TERM}")),
        (&[LOGIN], &[], format!("keyring a{LONG_TERM}")),
        (&["region = eu-west-1\n"], &[], format!("keyring a{LONG_TERM}")),
        (
            &["aws_access_key_id = AKIAHALF\n"],
            &[],
            format!("keyring a{LONG_TERM}"),
        ),
        (&[SSO], &[], "sso a".to_owned()),
        (
            &[ROLE],
            &[],
            "keyring a | a: AssumeRole role=222222222222:role/Hub".to_owned(),
        ),
        (
            &[ROLE, "source_profile = keys\n"],
            &[],
            "shared-credentials keys AKIAKEYS | a: AssumeRole role=222222222222:role/Hub".to_owned(),
        ),
    ] {
        assert_eq!(
            world("", config, credentials).key("a").told("a"),
            expected,
            "{config:?} {credentials:?}"
        );
    }
}

#[test]
fn a_sign_in_without_account_and_role_comes_last() {
    let session = "sso_session = corp\n";
    let config = |more: &str| {
        format!(
            "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://x\n[profile a]\n{session}{more}"
        )
    };
    World::aws(&config(""), "").assert(&[("a", "sso a")]);
    World::aws(&config(PROCESS), "").assert(&[("a", "credential-process a get-keys")]);
    World::aws(&config(KEYS), "").assert(&[("a", &format!("shared-credentials a AKIAFILE{LONG_TERM}"))]);
    World::aws(
        &config("sso_account_id = 222222222222\nsso_role_name = Dev\n"),
        &format!("[a]\n{KEYS}"),
    )
    .assert(&[("a", "sso a")]);
}

#[test]
fn toml_says_how_whatever_the_aws_files_have() {
    let toml = "[profile.a]\nmfa_serial = \"arn:aws:iam::111111111111:mfa/alice\"\n[profile.b]\nsource_profile = \"keys\"\n\
                role_arn = \"arn:aws:iam::333333333333:role/Deep\"\n[profile.c]\nsource_profile = \"b\"\nregion = \"eu-west-1\"\n";
    let world = world(
        toml,
        &[ROLE, "source_profile = keys\n", "region = eu-north-1\n"],
        &[KEYS],
    );
    let deep = "shared-credentials keys AKIAKEYS | b: AssumeRole role=333333333333:role/Deep";
    world.assert(&[
        ("a", "keyring a | a: GetSessionToken duration=43200 mfa=alice"),
        ("b", deep),
        // A profile without a call of its own is another name for its source, with a region of its own.
        ("c", deep),
    ]);
    assert_eq!(world.route("a").said_region.as_deref(), Some("eu-north-1"));
    assert_eq!(world.route("c").said_region.as_deref(), Some("eu-west-1"));
}

#[test]
fn each_way_in_of_toml() {
    let role = "role_arn = \"arn:aws:iam::222222222222:role/Hub\"\n";
    let called = |operation: &str| format!(" | a: {operation} role=222222222222:role/Hub");
    let web = called("AssumeRoleWithWebIdentity");
    for (way, expected) in [
        ("", format!("keyring a{}", called("AssumeRole"))),
        (
            "credential_source = \"Environment\"\n",
            format!("environment{}", called("AssumeRole")),
        ),
        (
            "credential_source = \"EcsContainer\"\n",
            format!("ecs-container a{}", called("AssumeRole")),
        ),
        (
            "credential_process = \"get-keys\"\n",
            format!("credential-process a get-keys{}", called("AssumeRole")),
        ),
        (
            "login_session = \"arn:x\"\n",
            format!("login-session a arn:x{}", called("AssumeRole")),
        ),
        (
            "web_identity_token_env = \"TOKEN\"\n",
            format!("web-identity a TOKEN{web}"),
        ),
        (
            "web_identity_token_process = \"get-token\"\n",
            format!("web-identity a get-token{web}"),
        ),
        (
            "web_identity = \"gitlab\"\n",
            format!("web-identity a gitlab{web}"),
        ),
        (
            "saml_login_url = \"https://idp.example.com/\"\n",
            format!("saml a{}", called("AssumeRoleWithSAML")),
        ),
        (
            "principal_arn = \"arn:aws:iam::222222222222:saml-provider/Idp\"\n",
            format!("saml a{}", called("AssumeRoleWithSAML")),
        ),
    ] {
        World::toml(&format!("[profile.a]\n{role}{way}")).assert(&[("a", &expected)]);
    }
    let federation = "[profile.a]\nfederation_name = \"app\"\npolicy_arns = [\"arn:aws:iam::aws:policy/ReadOnlyAccess\"]\n";
    World::toml(federation).assert(&[("a", "keyring a | a: GetFederationToken name=app duration=43200")]);
}

#[test]
fn a_process_that_is_rolehop_is_what_that_rolehop_would_do() {
    let toml = "[profile.prod]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Hub\"\nregion = \"eu-west-1\"\n";
    let config = "[profile prod]\ncredential_process = rolehop credential-process prod\nregion = eu-north-1\n\
                  [profile alias]\ncredential_process = /opt/rolehop credential-process prod\nregion = eu-south-1\n\
                  [profile deep]\ncredential_process = rolehop.exe credential-process corp 333333333333:Deep\n\
                  [profile corp]\ncredential_process = \"/opt/a b/rolehop\" credential-process corp\n\
                  [profile none]\ncredential_process = rolehop credential-process none\n\
                  [profile lost]\ncredential_process = rolehop credential-process nowhere\n\
                  [profile one]\ncredential_process = rolehop credential-process two\n\
                  [profile two]\ncredential_process = rolehop credential-process one\n\
                  [profile other]\ncredential_process = rolehop --no-input credential-process prod\n";
    let world = World::new(toml, config, "").key("corp");
    let hub = "keyring corp | prod: AssumeRole role=222222222222:role/Hub";
    let help = |name: &str| {
        format!(
            "write a `[profile.{name}]` table into rolehop's configuration file, or store an access key: `rolehop keys add {name}`"
        )
    };
    world.assert(&[
        ("prod", hub),
        ("alias", hub),
        ("deep", "keyring corp | -: AssumeRole role=333333333333:role/Deep"),
        ("corp", "keyring corp | corp: GetSessionToken duration=43200"),
        (
            "none",
            &format!(
                "profile `none` (config:12) runs rolehop itself, which has no profile `none` of its own > {}",
                help("none")
            ),
        ),
        (
            "lost",
            &format!(
                "profile `lost` (config:14) runs rolehop itself, which has no profile `nowhere` of its own > {}",
                help("nowhere")
            ),
        ),
        (
            "one",
            "profile `one` leads back to itself: one → two → one \
             > let the last of them start from keys, a process or the environment",
        ),
        ("other", "credential-process other rolehop --no-input credential-process prod"),
    ]);
    for (words, region) in [("prod", "eu-west-1"), ("alias", "eu-south-1")] {
        assert_eq!(world.route(words).said_region.as_deref(), Some(region), "{words}");
    }
}
