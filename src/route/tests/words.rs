//! The grammar of ROUTE.

use super::World;
use crate::route::Options;

const TOML: &str = r#"
[profile.corp]
mfa_serial = "arn:aws:iam::111111111111:mfa/alice"
[profile.hub]
source_profile = "corp"
role_arn = "arn:aws:iam::222222222222:role/Hub"
external_id = "example-42"
region = "eu-west-1"
[profile.deep]
source_profile = "elsewhere"
role_arn = "arn:aws:iam::333333333333:role/team/Deep"
duration_seconds = "45m"
[profile.china]
mfa_serial = "arn:aws-cn:iam::444444444444:mfa/bo"
[profile.gov]
region = "us-gov-west-1"
"#;

const CORP: &str = "keyring corp | corp: GetSessionToken duration=43200 mfa=alice";

#[test]
fn words_are_a_profile_and_one_more_hop_each() {
    let world = World::toml(TOML);
    let hub = format!("{CORP} | hub: AssumeRole role=222222222222:role/Hub external_id=example-42");
    world.assert(&[
        ("corp", CORP),
        ("hub", &hub),
        (
            "corp arn:aws:iam::555555555555:role/Ad",
            &format!("{CORP} | -: AssumeRole role=555555555555:role/Ad"),
        ),
        (
            "corp 555555555555:role/a/Ad",
            &format!("{CORP} | -: AssumeRole role=555555555555:role/a/Ad"),
        ),
        (
            "corp 555555555555:Ad 666666666666:Deeper",
            &format!("{CORP} | -: AssumeRole role=555555555555:role/Ad | -: AssumeRole role=666666666666:role/Deeper"),
        ),
        // Of a further word's profile only the role's own settings are used: `elsewhere` is not looked at.
        (
            "hub deep",
            &format!("{hub} | deep: AssumeRole role=333333333333:role/team/Deep duration=2700"),
        ),
        (
            "corp hub",
            &format!("{CORP} | hub: AssumeRole role=222222222222:role/Hub external_id=example-42"),
        ),
    ]);
}

#[test]
fn a_short_form_is_of_the_partition_before_it() {
    let world = World::toml(TOML).key("plain");
    let last = |words: &str, options: &Options| {
        let route = world.resolve(words, options).unwrap();
        route.last_role().unwrap().role_arn.partition().to_owned()
    };
    let none = Options::default();
    for (words, partition) in [
        ("corp 555555555555:Ad", "aws"),
        (
            "corp arn:aws-iso:iam::555555555555:role/Ad 666666666666:Deeper",
            "aws-iso",
        ),
        ("china 555555555555:Ad", "aws-cn"),
        ("gov 555555555555:Ad", "aws-us-gov"),
        ("gov 555555555555:Ad 666666666666:Deeper", "aws-us-gov"),
        ("hub 555555555555:Ad", "aws"),
        ("plain 555555555555:Ad", "aws"),
    ] {
        assert_eq!(last(words, &none), partition, "{words}");
    }
    let said = Options {
        region: Some("cn-north-1".to_owned()),
        ..Options::default()
    };
    assert_eq!(last("plain 555555555555:Ad", &said), "aws-cn");
    assert_eq!(
        last("corp 555555555555:Ad", &said),
        "aws",
        "the device's ARN says where the user is"
    );
}

#[test]
fn an_arn_first_starts_where_botocore_starts() {
    let config =
        "[default]\nrole_arn = arn:aws:iam::777777777777:role/Base\nsource_profile = keys\n[profile keys]\n";
    let credentials = "[keys]\naws_access_key_id = AKIAKEYS\naws_secret_access_key = secret\n[other]\n\
                       aws_access_key_id = AKIAOTHER\naws_secret_access_key = secret\n";
    let world = || World::aws(config, credentials);
    let arn = "arn:aws:iam::222222222222:role/Hub";
    let hub = "-: AssumeRole role=222222222222:role/Hub";
    world().assert(&[(
        arn,
        &format!(
            "shared-credentials keys AKIAKEYS | default: AssumeRole role=777777777777:role/Base | {hub}"
        ),
    )]);
    for variable in ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] {
        let world = world().var(variable, "other");
        world.assert(&[(arn, &format!("shared-credentials other AKIAOTHER | {hub}"))]);
    }
    let both = world()
        .var("AWS_PROFILE", "keys")
        .var("AWS_DEFAULT_PROFILE", "other");
    both.assert(&[(arn, &format!("shared-credentials keys AKIAKEYS | {hub}"))]);
    let environment = world()
        .var("AWS_ACCESS_KEY_ID", "AKIAENV")
        .var("AWS_PROFILE", "other");
    environment.assert(&[
        (arn, &format!("environment | {hub}")),
        (
            "keys",
            "shared-credentials keys AKIAKEYS | keys: GetSessionToken duration=43200",
        ),
    ]);
}

#[test]
fn without_words_the_environment_or_the_default_profile() {
    let credentials = "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = secret\n[other]\n\
                       aws_access_key_id = AKIAOTHER\naws_secret_access_key = secret\naws_session_token = token\n";
    let world = || World::aws("", credentials);
    world().assert(&[(
        "",
        "shared-credentials default AKIADEFAULT | default: GetSessionToken duration=43200",
    )]);
    world()
        .var("AWS_PROFILE", "other")
        .assert(&[("", "shared-credentials other AKIAOTHER")]);
    let environment = world()
        .var("AWS_PROFILE", "other")
        .var("AWS_ACCESS_KEY_ID", "AKIAENV");
    environment.assert(&[("", "environment | -: GetSessionToken duration=43200")]);
    let session = environment.var("AWS_SESSION_TOKEN", "token");
    session.assert(&[("", "environment")]);
    assert_eq!(session.route("").words, ["environment"]);
    assert_eq!(world().route("").words, ["default"]);
    World::toml("").assert(&[(
        "",
        "there is no profile `default` > `rolehop list` shows the profiles; `rolehop keys add default` stores an access key under that name",
    )]);
}

#[test]
fn a_key_in_the_store_needs_no_profile() {
    let world = World::toml(
        "[profile.hub]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Hub\"\n",
    )
    .key("corp");
    world.assert(&[
        ("corp", "keyring corp | corp: GetSessionToken duration=43200"),
        (
            "corp 222222222222:Hub",
            "keyring corp | -: AssumeRole role=222222222222:role/Hub",
        ),
        ("hub", "keyring corp | hub: AssumeRole role=222222222222:role/Hub"),
    ]);
}

#[test]
fn the_last_word_that_is_a_name_is_the_last_profile() {
    let world = World::toml(TOML).key("plain");
    for (words, profile) in [
        ("hub", Some("hub")),
        ("corp hub", Some("hub")),
        ("corp 555555555555:Ad", Some("corp")),
        ("plain arn:aws:iam::222222222222:role/Hub", Some("plain")),
    ] {
        assert_eq!(world.route(words).last_profile(), profile, "{words}");
    }
    let environment = world.var("AWS_ACCESS_KEY_ID", "AKIAENV");
    assert_eq!(
        environment
            .route("arn:aws:iam::222222222222:role/Hub")
            .last_profile(),
        None
    );
}

#[test]
fn production_is_told_of_the_last_profile_that_says_it() {
    let world = World::toml(
        "[profile.corp]\n[profile.prod]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Hub\"\nproduction = true\n",
    );
    assert_eq!(world.route("prod").production.as_deref(), Some("prod"));
    assert_eq!(
        world.route("prod 333333333333:Deep").production.as_deref(),
        Some("prod")
    );
    assert_eq!(world.route("corp").production, None);
}
