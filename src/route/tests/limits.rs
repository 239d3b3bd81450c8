//! Limits that only options and profile together break, role chaining's hour (promise 6), and policies that are long.

use std::collections::BTreeMap;

use super::World;
use crate::duration::SessionDuration;
use crate::route::Options;

const HUB: &str = "role_arn = \"arn:aws:iam::222222222222:role/Hub\"\n";

fn tags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    owned.collect()
}

#[test]
fn limits_that_options_and_profile_break_together() {
    let many: Vec<String> = (0..49).map(|n| format!("t{n} = \"x\"")).collect();
    let toml = format!(
        "[profile.corp]\n[profile.hub]\nsource_profile = \"corp\"\n{HUB}tags = {{ {} }}\ntransitive_tags = [\"t1\"]\n",
        many.join(", ")
    );
    let world = World::toml(&toml);
    let options = |pairs: &[(&str, &str)]| Options {
        tags: tags(pairs),
        ..Options::default()
    };
    let one = world.resolve("hub", &options(&[("one", "")])).unwrap();
    assert_eq!(one.last_role().unwrap().tags.len(), 50);
    let over = world.resolve("hub", &options(&[("T1", "")])).unwrap();
    assert_eq!(over.last_role().unwrap().tags.len(), 49);
    let refused = "STS would refuse the last hop of route `hub`: ";
    for (options, why) in [
        (
            options(&[("one", ""), ("two", "")]),
            "a session takes at most 50 tags, these are 51",
        ),
        (
            Options {
                transitive_tags: vec!["other".to_owned()],
                ..Options::default()
            },
            "transitive tag `other` is not among the tags > add the key to `tags`, or take it out of `transitive_tags`",
        ),
        (
            Options {
                policy_arns: vec!["arn:aws:iam::999999999999:policy/Own".to_owned()],
                ..Options::default()
            },
            "policy ARN 1 is of account `999999999999`, and must be of the role's (`222222222222`) or AWS's own \
             > name a policy of the role's account, or one of AWS's own, `arn:aws:iam::aws:policy/…`",
        ),
        (
            Options {
                duration: SessionDuration::parse("13h"),
                ..Options::default()
            },
            "AssumeRole takes 900 to 43200 seconds (15 minutes to 12 hours), this is 46800 \
             > write seconds (`3600`), or a length such as `\"45m\"` or `\"1h\"`",
        ),
    ] {
        let told = world.told_with("hub", &options);
        assert_eq!(told, format!("{refused}{why}"));
        assert!(world.resolve("hub", &options).unwrap_err().is_usage());
    }
}

#[test]
fn a_chained_role_is_cut_to_an_hour_and_says_so() {
    let role = |name: &str, rest: &str| {
        format!("[profile.{name}]\nrole_arn = \"arn:aws:iam::222222222222:role/Hub\"\n{rest}")
    };
    let note = |asked: &str| {
        format!(
            " ! duration_seconds {asked} is cut to 3600: STS allows a role that is assumed from a role's session one hour at most"
        )
    };
    for (source, is_chained) in [
        ("", false),
        ("mfa_serial = \"GAHT12345678\"\n", false),
        ("credential_process = \"x\"\n", false),
        ("credential_source = \"Environment\"\n", false),
        ("login_session = \"arn:x\"\n", false),
        ("credential_source = \"EcsContainer\"\n", true),
        ("credential_source = \"Ec2InstanceMetadata\"\n", true),
        (
            "sso_session = \"s\"\nsso_account_id = \"222222222222\"\nsso_role_name = \"Dev\"\n",
            true,
        ),
    ] {
        for (duration, asked) in [
            ("3600", None),
            ("3601", Some("3601")),
            ("43200", Some("43200")),
            ("\"max\"", Some("max")),
        ] {
            let toml = role("a", &format!("{source}duration_seconds = {duration}\n"));
            let sso = "[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://x\n";
            let route = World::new(&toml, sso, "").route("a");
            let last = route.hops.last().unwrap();
            let notes: String = last.notes.iter().map(|note| format!(" ! {note}")).collect();
            let is_cut = is_chained && asked.is_some();
            assert_eq!(
                notes,
                asked.filter(|_| is_chained).map(note).unwrap_or_default(),
                "{toml}"
            );
            let seconds = route.last_role().unwrap().duration.to_string();
            assert_eq!(
                seconds,
                if is_cut {
                    "3600"
                } else {
                    duration.trim_matches('"')
                },
                "{toml}"
            );
        }
    }
    let toml = format!(
        "[profile.corp]\n{}{}[profile.web]\nweb_identity_token_env = \"TOKEN\"\n{HUB}duration_seconds = \"12h\"\n",
        role("hub", "source_profile = \"corp\"\nduration_seconds = \"12h\"\n"),
        role("deep", "source_profile = \"hub\"\nduration_seconds = \"2h\"\n"),
    );
    let world = World::toml(&toml);
    let first = "keyring corp | hub: AssumeRole role=222222222222:role/Hub duration=43200";
    let deep = "deep: AssumeRole role=222222222222:role/Hub";
    world.assert(&[
        ("hub", first),
        ("deep", &format!("{first} | {deep}{}", note("7200"))),
        (
            "web deep",
            &format!(
                "web-identity web TOKEN | web: AssumeRoleWithWebIdentity role=222222222222:role/Hub duration=43200 | {deep}{}",
                note("7200")
            ),
        ),
    ]);
    let longest = Options {
        duration: Some(SessionDuration::Max),
        ..Options::default()
    };
    assert_eq!(
        world.told_with("hub deep", &longest),
        format!("{first} | {deep}{}", note("max"))
    );
}

#[test]
fn a_policy_that_sts_may_refuse_is_noted() {
    let policy = format!("{{\"a\":\"{}\"}}", "x".repeat(2100));
    let toml = format!(
        "[profile.corp]\n[profile.hub]\nsource_profile = \"corp\"\n{HUB}policy = {{ inline = '{policy}' }}\n"
    );
    let warning =
        "the session policy has 2108 characters; the STS reference allows 2048, so STS may refuse it";
    World::toml(&toml).assert(&[(
        "hub",
        &format!("keyring corp | hub: AssumeRole role=222222222222:role/Hub ! {warning}"),
    )]);
    let options = Options {
        policy: Some(policy),
        ..Options::default()
    };
    let world = World::toml(&format!(
        "[profile.corp]\n[profile.web]\nweb_identity_token_env = \"TOKEN\"\n{HUB}"
    ));
    assert_eq!(
        world.told_with("corp 222222222222:Hub", &options),
        format!("keyring corp | -: AssumeRole role=222222222222:role/Hub ! {warning}")
    );
    assert!(
        world
            .told_with("web", &options)
            .contains("at most 2048 characters, this has 2108")
    );
}
