//! Promise 5: a session depends on everything that shaped it, and on nothing else.

use super::World;
use crate::route::Options;
use crate::route::key::SessionKey;

const BASE: &str = r#"
[profile.corp]
mfa_serial = "arn:aws:iam::111111111111:mfa/alice"
[profile.hub]
source_profile = "corp"
role_arn = "arn:aws:iam::222222222222:role/Hub"
external_id = "example-42"
role_session_name = "{user}"
duration_seconds = 1800
tags = { team = "one", cost = "two" }
transitive_tags = ["team", "cost"]
policy = { inline = '{"a":1}' }
policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::222222222222:policy/Own"]
source_identity = "alice"
[profile.deep]
source_profile = "hub"
role_arn = "arn:aws:iam::333333333333:role/Deep"
"#;

fn keys(world: &World, words: &str) -> Vec<SessionKey> {
    SessionKey::of_route(&world.route(words))
}

fn changed(from: &str, to: &str) -> World {
    let toml = BASE.replace(from, to);
    assert_ne!(toml, BASE, "{from}");
    World::toml(&toml)
}

/// The hops, from 0, whose keys differ.
fn differing(one: &World, other: &World) -> Vec<usize> {
    let pairs = keys(one, "deep").into_iter().zip(keys(other, "deep")).enumerate();
    let differ = pairs.filter(|(_, (one, other))| one != other);
    differ.map(|(index, _)| index).collect()
}

#[test]
fn each_thing_that_shapes_a_session_changes_its_key_and_those_after_it() {
    let base = World::toml(BASE);
    assert_eq!(keys(&base, "deep").len(), 3);
    for (from, to, first) in [
        ("\"corp\"\nrole", "\"other\"\nrole", 0),
        ("mfa/alice", "mfa/bo", 0),
        ("[profile.hub]", "mfa_session = \"8h\"\n[profile.hub]", 0),
        ("role/Hub", "role/Other", 1),
        ("222222222222", "999999999999", 1),
        ("arn:aws:iam::222222222222", "arn:aws-cn:iam::222222222222", 0),
        ("example-42", "example-43", 1),
        ("external_id = \"example-42\"\n", "", 1),
        ("\"{user}\"", "\"{user}@{host}\"", 1),
        ("\"{user}\"", "\"{profile}\"", 1),
        ("1800", "1900", 1),
        ("team = \"one\"", "team = \"three\"", 1),
        ("cost = \"two\"", "Cost = \"two\"", 1),
        ("[\"team\", \"cost\"]", "[\"team\"]", 1),
        ("{\"a\":1}", "{\"a\":2}", 1),
        ("policy/ReadOnlyAccess", "policy/AdministratorAccess", 1),
        (", \"arn:aws:iam::222222222222:policy/Own\"", "", 1),
        ("source_identity = \"alice\"\n", "", 1),
        ("role/Deep", "role/team/Deep", 2),
    ] {
        let to = to.to_owned();
        let mut toml = BASE.replace(from, &to);
        if to.contains("aws-cn") {
            toml = toml
                .replace("arn:aws:iam::aws:policy", "arn:aws-cn:iam::aws:policy")
                .replace("arn:aws:iam::1", "arn:aws-cn:iam::1")
                .replace("arn:aws:iam::3", "arn:aws-cn:iam::3");
        }
        let other = World::toml(&format!(
            "{toml}[profile.other]\nmfa_serial = \"arn:aws:iam::111111111111:mfa/alice\"\n"
        ));
        let expected: Vec<usize> = (first..3).collect();
        assert_eq!(differing(&base, &other), expected, "{from} -> {to}");
    }
}

#[test]
fn the_device_of_a_role_that_takes_its_code_itself_changes_its_key() {
    let direct = |device: &str| {
        World::toml(&format!(
            "[profile.corp]\nmfa_session = false\n{device}[profile.hub]\nsource_profile = \"corp\"\n\
             role_arn = \"arn:aws:iam::222222222222:role/Hub\"\n"
        ))
    };
    let key = |device: &str| keys(&direct(device), "hub");
    let (none, alice, bo) = (
        key(""),
        key("mfa_serial = \"arn:aws:iam::111111111111:mfa/alice\"\n"),
        key("mfa_serial = \"GAHT12345678\"\n"),
    );
    assert_eq!(none.len(), 1);
    assert!(none != alice && alice != bo && none != bo);
}

#[test]
fn what_does_not_shape_a_session_changes_no_key() {
    let base = World::toml(BASE);
    for (from, to) in [
        ("[profile.deep]", "region = \"eu-west-1\"\n[profile.deep]"),
        (
            "[profile.hub]",
            "region = \"eu-west-1\"\nuse_fips_endpoint = true\n[profile.hub]",
        ),
        (
            "{ team = \"one\", cost = \"two\" }",
            "{ cost = \"two\", team = \"one\" }",
        ),
        ("[\"team\", \"cost\"]", "[\"cost\", \"team\"]"),
        (
            "[\"arn:aws:iam::aws:policy/ReadOnlyAccess\", \"arn:aws:iam::222222222222:policy/Own\"]",
            "[\"arn:aws:iam::222222222222:policy/Own\", \"arn:aws:iam::aws:policy/ReadOnlyAccess\"]",
        ),
        (
            "[profile.deep]",
            "account_name = \"hub\"\noutput = \"json\"\nproduction = true\n[profile.deep]",
        ),
        (
            "[profile.hub]",
            "mfa_process = \"codes\"\nmfa_max_age = \"1h\"\n[profile.hub]",
        ),
        ("1800", "\"30m\""),
    ] {
        let regional = |world: World| world.var("AWS_REGION", "eu-north-1");
        assert_eq!(
            differing(&regional(World::toml(BASE)), &regional(changed(from, to))),
            [0; 0],
            "{from} -> {to}"
        );
    }
    let renamed = World::toml(&BASE.replace("hub", "hob"));
    assert_eq!(differing(&base, &renamed), [0; 0], "the profile's name");
    let templated = |name: &str| {
        let toml = BASE.replace("\"{user}\"", "\"{profile}\"").replace("hub", name);
        keys(&World::toml(&toml), name).pop()
    };
    assert_ne!(
        templated("hub"),
        templated("hob"),
        "the profile's name where it is in the session's"
    );
    let region = |name: &str| keys(&World::toml(BASE).var("AWS_REGION", name), "deep");
    assert_eq!(region("eu-west-1"), region("us-east-1"));
}

#[test]
fn endpoint_and_kind_of_token_change_every_key() {
    let plain = || World::toml(BASE).var("AWS_REGION", "eu-west-1");
    let all = [0, 1, 2];
    let custom = plain().var("AWS_ENDPOINT_URL_STS", "https://sts.example.com");
    assert_eq!(differing(&plain(), &custom), all);
    let at_custom = || World::toml(BASE).var("AWS_ENDPOINT_URL_STS", "https://sts.example.com");
    assert_eq!(
        differing(&custom, &at_custom()),
        [0; 0],
        "with a region and without"
    );
    let legacy_there = at_custom().var("AWS_STS_REGIONAL_ENDPOINTS", "legacy");
    assert_eq!(differing(&custom, &legacy_there), all);
    let other = plain().var("AWS_ENDPOINT_URL_STS", "https://sts.example.org");
    assert_eq!(differing(&custom, &other), all);
    let legacy = |region: &str| {
        World::toml(BASE)
            .var("AWS_REGION", region)
            .var("AWS_STS_REGIONAL_ENDPOINTS", "legacy")
    };
    assert_eq!(differing(&plain(), &legacy("eu-west-1")), all);
    assert_eq!(differing(&legacy("eu-west-1"), &legacy("us-east-1")), [0; 0]);
    // A Region that the global endpoint never stood for has Regional tokens all the same.
    assert_eq!(differing(&plain(), &legacy("eu-south-1")), [0; 0]);
    assert_eq!(
        differing(&World::toml(BASE), &legacy("eu-west-1")),
        [0; 0],
        "no region: the global endpoint"
    );
}

#[test]
fn the_same_hop_is_the_same_session_whichever_route_asks() {
    let world = World::toml(BASE);
    let deep = keys(&world, "deep");
    assert_eq!(keys(&world, "hub"), deep[..2]);
    assert_eq!(keys(&world, "corp"), deep[..1]);
    assert_eq!(keys(&world, "hub deep"), deep);
    assert_eq!(keys(&world, "hub 333333333333:Deep"), deep);
    let fresh = SessionKey::of_route(
        &world
            .resolve(
                "hub",
                &Options {
                    external_id: Some("example-42".to_owned()),
                    ..Options::default()
                },
            )
            .unwrap(),
    );
    assert_eq!(fresh, deep[..2], "an option that says what the profile says");
}

#[test]
fn the_source_changes_the_key_and_its_profiles_name_does_not() {
    let role = "role_arn = arn:aws:iam::222222222222:role/Hub\n";
    let key = |source: &str, name: &str, credentials: &str| {
        let world = World::aws(&format!("[profile {name}]\n{role}{source}"), credentials);
        keys(&world.var("AWS_ACCESS_KEY_ID", "AKIAENV"), name)
            .pop()
            .unwrap()
    };
    let file =
        |name: &str, id: &str| format!("[{name}]\naws_access_key_id = {id}\naws_secret_access_key = x\n");
    let static_key = |name: &str, id: &str| key(&format!("source_profile = {name}\n"), "a", &file(name, id));
    assert_eq!(static_key("one", "AKIAONE"), static_key("two", "AKIAONE"));
    assert_ne!(static_key("one", "AKIAONE"), static_key("one", "AKIATWO"));
    let named = |source: &str, name: &str| key(&format!("credential_source = {source}\n"), name, "");
    let kinds = ["Environment", "Ec2InstanceMetadata", "EcsContainer"];
    for source in kinds {
        assert_eq!(named(source, "a"), named(source, "b"), "{source}");
    }
    let mut all: Vec<SessionKey> = kinds.map(|source| named(source, "a")).to_vec();
    all.push(static_key("one", "AKIAONE"));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 4);
}

#[test]
fn a_stored_key_is_told_from_another_of_its_name() {
    let world = |generation: &str| {
        let mut world = World::toml(BASE);
        world.stored.insert("corp".to_owned(), generation.to_owned());
        world
    };
    assert_eq!(differing(&world("1"), &world("1")), [0; 0]);
    assert_eq!(differing(&world("1"), &world("2")), [0, 1, 2]);
    assert_eq!(differing(&World::toml(BASE), &world("1")), [0, 1, 2]);
    // They share the mark by which the sessions of a name are found when its key is replaced.
    let marks =
        [world("1"), world("2"), World::toml(BASE)].map(|world| keys(&world, "deep")[2].source().to_owned());
    assert!(
        marks
            .iter()
            .all(|mark| *mark == SessionKey::source_of_stored_keys("corp"))
    );
}

#[test]
fn a_key_is_read_back_from_a_stores_listing() {
    for key in keys(&World::toml(BASE), "deep") {
        assert_eq!(SessionKey::from_stored(key.as_str()), Some(key.clone()));
        assert_eq!(key.to_string(), key.as_str());
    }
    for other in ["", "-", "a-", "-b", "a", "A-b", "a-b/c", "a-b\n"] {
        assert_eq!(SessionKey::from_stored(other), None, "{other:?}");
    }
}
