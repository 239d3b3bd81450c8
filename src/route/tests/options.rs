//! Options laid over the last hop, and those that it does not take.

use std::collections::BTreeMap;

use super::{World, operation_shown};
use crate::duration::SessionDuration;
use crate::route::Options;

const HUB: &str = "role_arn = \"arn:aws:iam::222222222222:role/Hub\"\n";
const FULL: &str = "external_id = \"of-profile\"\nrole_session_name = \"{profile}\"\nduration_seconds = 900\n\
                    tags = { Team = \"one\", cost = \"two\" }\ntransitive_tags = [\"Team\"]\npolicy = { inline = '{\"a\":1}' }\n\
                    policy_arns = [\"arn:aws:iam::aws:policy/ReadOnlyAccess\"]\nsource_identity = \"alice\"\n";

fn world() -> World {
    World::toml(&format!(
        "[profile.corp]\n[profile.hub]\nsource_profile = \"corp\"\n{HUB}{FULL}[profile.deep]\nsource_profile = \"hub\"\n\
         role_arn = \"arn:aws:iam::333333333333:role/Deep\"\n[profile.web]\nweb_identity_token_env = \"TOKEN\"\n{HUB}\
         [profile.saml]\nsaml_login_url = \"https://idp.example.com/\"\n{HUB}\
         [profile.app]\nfederation_name = \"app\"\npolicy_arns = [\"arn:aws:iam::aws:policy/ReadOnlyAccess\"]\n"
    ))
}

fn tags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    owned.collect()
}

#[test]
fn each_option_replaces_and_a_tag_goes_over_the_tag_of_its_key() {
    let before = "AssumeRole role=222222222222:role/Hub name={profile} external_id=of-profile tags=Team=one,cost=two \
                  transitive=Team policy={\"a\":1} policies=arn:aws:iam::aws:policy/ReadOnlyAccess identity=alice duration=900";
    let hub = |options: &Options| {
        let route = world().resolve("hub", options).unwrap();
        operation_shown(&route.hops[0].operation)
    };
    assert_eq!(hub(&Options::default()), before);
    let text = |text: &str| Some(text.to_owned());
    let list = |text: &str| vec![text.to_owned()];
    let none = Options::default;
    for (options, was, is) in [
        (
            Options {
                external_id: text("said"),
                ..none()
            },
            "external_id=of-profile",
            "external_id=said",
        ),
        (
            Options {
                session_name: text("said"),
                ..none()
            },
            "name={profile}",
            "name=said",
        ),
        (
            Options {
                duration: Some(SessionDuration::Max),
                ..none()
            },
            "duration=900",
            "duration=max",
        ),
        (
            Options {
                policy: text("{}"),
                ..none()
            },
            "policy={\"a\":1}",
            "policy={}",
        ),
        (
            Options {
                policy_arns: list("arn:aws:iam::222222222222:policy/Own"),
                ..none()
            },
            "policies=arn:aws:iam::aws:policy/ReadOnlyAccess",
            "policies=arn:aws:iam::222222222222:policy/Own",
        ),
        (
            Options {
                source_identity: text("bo"),
                ..none()
            },
            "identity=alice",
            "identity=bo",
        ),
        (
            Options {
                transitive_tags: list("cost"),
                ..none()
            },
            "transitive=Team",
            "transitive=cost",
        ),
        (
            Options {
                tags: tags(&[("TEAM", "three")]),
                ..none()
            },
            "Team=one,cost=two",
            "TEAM=three,cost=two",
        ),
        (
            Options {
                tags: tags(&[("new", "three")]),
                ..none()
            },
            "cost=two",
            "cost=two,new=three",
        ),
        (
            Options {
                tags: tags(&[("cost", "")]),
                ..none()
            },
            "cost=two",
            "cost=",
        ),
    ] {
        let expected = before.replace(was, is);
        assert_ne!(expected, before);
        assert_eq!(hub(&options), expected, "{options:?}");
    }
}

#[test]
fn options_are_for_the_last_hop_alone() {
    let options = Options {
        external_id: Some("said".to_owned()),
        ..Options::default()
    };
    let hub = "hub: AssumeRole role=222222222222:role/Hub name={profile} external_id=of-profile tags=Team=one,cost=two \
               transitive=Team policy={\"a\":1} policies=arn:aws:iam::aws:policy/ReadOnlyAccess identity=alice duration=900";
    assert_eq!(
        world().told_with("deep", &options),
        format!("keyring corp | {hub} | deep: AssumeRole role=333333333333:role/Deep external_id=said")
    );
    assert_eq!(
        world().told_with("corp 444444444444:Ad", &options),
        "keyring corp | -: AssumeRole role=444444444444:role/Ad external_id=said"
    );
}

#[test]
fn an_option_that_the_last_hop_does_not_take_is_refused() {
    let text = |text: &str| Some(text.to_owned());
    let all = |with_federation: bool| {
        let none = Options::default;
        let mut rows = vec![
            (
                "--external-id",
                Options {
                    external_id: text("said"),
                    ..none()
                },
            ),
            (
                "--session-name",
                Options {
                    session_name: text("said"),
                    ..none()
                },
            ),
            (
                "--transitive-tag",
                Options {
                    transitive_tags: vec!["k".into()],
                    ..none()
                },
            ),
            (
                "--source-identity",
                Options {
                    source_identity: text("said"),
                    ..none()
                },
            ),
        ];
        if !with_federation {
            rows.push((
                "--tag",
                Options {
                    tags: tags(&[("k", "v")]),
                    ..none()
                },
            ));
            rows.push((
                "--policy",
                Options {
                    policy: text("{}"),
                    ..none()
                },
            ));
            rows.push((
                "--policy-arn",
                Options {
                    policy_arns: vec!["arn:aws:iam::aws:policy/x".into()],
                    ..none()
                },
            ));
        }
        rows
    };
    for (option, options) in all(false) {
        assert_eq!(
            world().told_with("corp", &options),
            format!(
                "`{option}` is for a role, and route `corp` has none > add a role to the route: a profile with a `role_arn`, \
                 or a role ARN as a further word"
            )
        );
    }
    let help = |option: &str| format!("leave `{option}` out; `rolehop explain` shows the calls of a route");
    for (option, options) in all(true) {
        let told = |word: &str| world().told_with(word, &options);
        let refused = |word: &str, operation: &str| {
            format!(
                "`{option}` is not for {operation}, the last hop of route `{word}` > {}",
                help(option)
            )
        };
        assert_eq!(told("app"), refused("app", "GetFederationToken"));
        assert_eq!(told("saml"), refused("saml", "AssumeRoleWithSAML"));
        if option != "--session-name" {
            assert_eq!(told("web"), refused("web", "AssumeRoleWithWebIdentity"));
        }
    }
    let some = Options {
        duration: SessionDuration::parse("2h"),
        session_name: text("said"),
        ..Options::default()
    };
    assert_eq!(
        world().told_with("web", &some),
        "web-identity web TOKEN | web: AssumeRoleWithWebIdentity role=222222222222:role/Hub name=said duration=7200"
    );
    let some = Options {
        duration: SessionDuration::parse("2h"),
        tags: tags(&[("k", "v")]),
        ..Options::default()
    };
    assert_eq!(
        world().told_with("app", &some),
        "keyring app | app: GetFederationToken name=app duration=7200 tags=k=v"
    );
}
