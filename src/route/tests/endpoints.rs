//! Which STS answers, and which region a command is told.

use super::World;
use crate::route::{Endpoint, Options, RouteError};

const TOML: &str = r#"
[profile.corp]
region = "eu-north-1"
[profile.hub]
source_profile = "corp"
role_arn = "arn:aws:iam::222222222222:role/Hub"
[profile.deep]
source_profile = "hub"
role_arn = "arn:aws:iam::333333333333:role/Deep"
region = "eu-south-1"
[profile.plain]
"#;

fn with_defaults(text: &str) -> World {
    World::toml(&format!("[defaults]\n{text}{TOML}"))
}

#[test]
fn the_region_is_of_the_option_the_environment_the_profiles_backwards_the_defaults() {
    let option = |region: &str| Options {
        region: Some(region.to_owned()),
        ..Options::default()
    };
    let none = Options::default();
    let defaults = "region = \"eu-west-3\"\n";
    // Words, option, variable, `[defaults]`; STS's region, and the one that is said to a command.
    for (words, options, variable, defaults, of_sts, said) in [
        ("deep", &none, "", "", Some("eu-south-1"), Some("eu-south-1")),
        ("hub", &none, "", "", Some("eu-north-1"), Some("eu-north-1")),
        ("corp hub", &none, "", "", Some("eu-north-1"), Some("eu-north-1")),
        ("hub deep", &none, "", "", Some("eu-south-1"), Some("eu-south-1")),
        ("deep hub", &none, "", "", Some("eu-south-1"), Some("eu-south-1")),
        (
            "corp 222222222222:Hub",
            &none,
            "",
            "",
            Some("eu-north-1"),
            Some("eu-north-1"),
        ),
        ("plain", &none, "", "", None, None),
        ("plain", &none, "", defaults, Some("eu-west-3"), None),
        ("hub", &none, "", defaults, Some("eu-north-1"), Some("eu-north-1")),
        ("plain", &none, "eu-west-2", defaults, Some("eu-west-2"), None),
        (
            "deep",
            &none,
            "eu-west-2",
            defaults,
            Some("eu-west-2"),
            Some("eu-south-1"),
        ),
        (
            "deep",
            &option("eu-west-1"),
            "eu-west-2",
            defaults,
            Some("eu-west-1"),
            Some("eu-west-1"),
        ),
        (
            "plain",
            &option("eu-west-1"),
            "",
            "",
            Some("eu-west-1"),
            Some("eu-west-1"),
        ),
    ] {
        for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            let world = with_defaults(defaults).var(name, variable);
            let route = world.resolve(words, options).unwrap();
            let row = format!("{words} {options:?} {name}={variable} {defaults}");
            assert_eq!(route.endpoint.region.as_deref(), of_sts, "{row}");
            assert_eq!(route.said_region.as_deref(), said, "{row}");
        }
    }
    let both = World::toml(TOML)
        .var("AWS_REGION", "eu-west-1")
        .var("AWS_DEFAULT_REGION", "eu-west-2");
    assert_eq!(both.route("plain").endpoint.region.as_deref(), Some("eu-west-1"));
}

#[test]
fn the_region_of_an_aws_profile_stands_behind_that_of_toml() {
    let config = "[profile corp]\nregion = us-east-2\n[profile plain]\nregion = us-west-2\n";
    let world = World::new(TOML, config, "");
    for (words, region) in [("corp", "eu-north-1"), ("plain", "us-west-2")] {
        assert_eq!(
            world.route(words).endpoint.region.as_deref(),
            Some(region),
            "{words}"
        );
    }
}

#[test]
fn a_custom_endpoint_is_the_environments_then_the_profiles_own() {
    let config = "[services own]\nsts =\n  endpoint_url = https://service.example.com\n\
                  [profile a]\nendpoint_url = https://all.example.com\nservices = own\naws_access_key_id = x\n\
                  aws_secret_access_key = x\n\
                  [profile b]\nrole_arn = arn:aws:iam::222222222222:role/Hub\nsource_profile = a\nendpoint_url = https://b.example.com\n\
                  [profile c]\nrole_arn = arn:aws:iam::222222222222:role/Hub\nsource_profile = a\n\
                  [profile d]\nrole_arn = arn:aws:iam::222222222222:role/Hub\nsource_profile = a\nignore_configured_endpoint_urls = true\n";
    let url = |variables: &[(&str, &str)], words: &str| {
        let world = World::aws(config, "");
        let world = variables
            .iter()
            .fold(world, |world, (name, value)| world.var(name, value));
        world.route(words).endpoint.url
    };
    let sts = ("AWS_ENDPOINT_URL_STS", "https://sts.example.com");
    let all = ("AWS_ENDPOINT_URL", "https://env.example.com");
    let ignore = |value| ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", value);
    for (variables, words, expected) in [
        (&[][..], "a", Some("https://service.example.com")),
        (&[], "b", Some("https://b.example.com")),
        (&[], "c", Some("https://service.example.com")),
        (&[], "d", None),
        (&[all], "a", Some("https://env.example.com")),
        (&[sts], "b", Some("https://sts.example.com")),
        (&[all, sts], "c", Some("https://sts.example.com")),
        (&[sts], "d", None),
        (&[sts, ignore("true")], "a", None),
        (&[sts, ignore("TRUE")], "a", None),
        (&[ignore("true")], "b", None),
        (&[ignore("false")], "a", Some("https://service.example.com")),
        (&[ignore("false")], "d", Some("https://service.example.com")),
        (&[sts, ignore("")], "a", Some("https://sts.example.com")),
    ] {
        assert_eq!(
            url(variables, words).as_deref(),
            expected,
            "{variables:?} {words}"
        );
    }
    let toml = "[defaults]\nendpoint_url = \"https://defaults.example.com\"\n[profile.own]\nendpoint_url = \"https://own.example.com\"\n[profile.plain]\n";
    for (words, expected) in [
        ("own", "https://own.example.com"),
        ("plain", "https://defaults.example.com"),
    ] {
        assert_eq!(
            World::toml(toml).route(words).endpoint.url.as_deref(),
            Some(expected)
        );
    }
}

#[test]
fn flags_are_the_environments_then_the_profiles() {
    type Flag = fn(&Endpoint) -> bool;
    let rows: [(&str, &str, &str, &str, Flag); 3] = [
        (
            "use_fips_endpoint",
            "true",
            "AWS_USE_FIPS_ENDPOINT",
            "true",
            |endpoint| endpoint.use_fips,
        ),
        (
            "use_dualstack_endpoint",
            "true",
            "AWS_USE_DUALSTACK_ENDPOINT",
            "true",
            |endpoint| endpoint.use_dualstack,
        ),
        (
            "sts_regional_endpoints",
            "\"legacy\"",
            "AWS_STS_REGIONAL_ENDPOINTS",
            "legacy",
            |endpoint| endpoint.legacy_global,
        ),
    ];
    for (key, on, variable, set, flag) in rows {
        let off = if set == "legacy" { "regional" } else { "false" };
        let said = World::toml(&format!("[profile.a]\n{key} = {on}\n"));
        assert!(flag(&said.route("a").endpoint), "{key}");
        assert!(
            !flag(&said.var(variable, off).route("a").endpoint),
            "{variable} over the profile"
        );
        let defaults = World::toml(&format!("[defaults]\n{key} = {on}\n[profile.a]\n"));
        assert!(flag(&defaults.route("a").endpoint), "{key} of [defaults]");
        let plain = || World::toml("[profile.a]\n");
        assert!(!flag(&plain().route("a").endpoint), "{key} is off");
        assert!(
            !flag(&plain().var(variable, "").route("a").endpoint),
            "{variable} is empty"
        );
        for value in [set, &set.to_uppercase()] {
            assert!(
                flag(&plain().var(variable, value).route("a").endpoint),
                "{variable}={value}"
            );
        }
        let error = plain()
            .var(variable, "yes")
            .resolve("a", &Options::default())
            .unwrap_err();
        assert!(matches!(&error, RouteError::Variable { variable: named, .. } if *named == variable));
        assert!(!error.is_usage());
        let wanted = if set == "legacy" {
            "`regional` or `legacy`"
        } else {
            "`true` or `false`"
        };
        assert_eq!(
            plain().var(variable, "yes").told("a"),
            format!("`{variable}` is `yes` > set `{variable}` to {wanted}, or unset it")
        );
    }
}

#[test]
fn the_ca_bundle_is_the_environments_then_the_profiles() {
    let world = || World::toml("[profile.a]\nca_bundle = \"/own.pem\"\n");
    let bundle = |world: World| world.route("a").endpoint.ca_bundle.unwrap().display().to_string();
    assert_eq!(bundle(world()), "/own.pem");
    assert_eq!(bundle(world().var("AWS_CA_BUNDLE", "/env.pem")), "/env.pem");
}
