//! What is no route: which profile or word, which line, and what to do.

use super::World;
use crate::route::Options;

const STOP: &str = "let the last of them start from keys, a process or the environment";

#[test]
fn profiles_that_lead_back_to_themselves() {
    let role = |source: &str| {
        format!("role_arn = \"arn:aws:iam::222222222222:role/Hub\"\nsource_profile = \"{source}\"\n")
    };
    let toml = format!(
        "[profile.a]\n{}[profile.b]\n{}[profile.c]\n{}",
        role("b"),
        role("c"),
        role("a")
    );
    World::toml(&toml).assert(&[
        (
            "a",
            &format!("profile `a` leads back to itself: a → b → c → a > {STOP}"),
        ),
        (
            "c",
            &format!("profile `c` leads back to itself: c → a → b → c > {STOP}"),
        ),
    ]);
    let both = World::new(
        &format!("[profile.a]\n{}", role("b")),
        "[profile b]\nrole_arn = arn:aws:iam::222222222222:role/Hub\nsource_profile = a\n",
        "",
    );
    both.assert(&[(
        "a",
        &format!("profile `a` leads back to itself: a → b → a > {STOP}"),
    )]);
    let tail = World::toml(&format!(
        "[profile.x]\n{}[profile.a]\n{}[profile.b]\n{}",
        role("a"),
        role("b"),
        role("a")
    ));
    tail.assert(&[(
        "x",
        &format!("profile `x` leads back to `a`: x → a → b → a > {STOP}"),
    )]);
}

#[test]
fn names_that_nothing_has() {
    let toml =
        "[profile.prod]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Hub\"\n";
    World::toml(toml).assert(&[
        ("prd", "there is no profile `prd` > did you mean `prod`?"),
        (
            "prod",
            "there is no profile `corp`, which config.toml:2 names > `rolehop list` shows the profiles; `rolehop keys add corp` stores an access key under that name",
        ),
        (
            "nothing-like-it",
            "there is no profile `nothing-like-it` > `rolehop list` shows the profiles; `rolehop keys add nothing-like-it` stores an access key under that name",
        ),
    ]);
    let with_corp = format!("{toml}[profile.corp]\n");
    World::toml(&with_corp).assert(&[("corp prd", "there is no profile `prd` > did you mean `prod`?")]);
}

#[test]
fn words_that_are_no_hop() {
    let example = "write it as `arn:aws:iam::123456789012:role/Name`";
    World::toml("[profile.corp]\n").assert(&[
        (
            "123456789012:Hub",
            "`123456789012:Hub` cannot be the first word of a route > write a profile before it (`corp 123456789012:Hub`), \
             or the whole ARN (`arn:aws:iam::ACCOUNT:role/Name`)",
        ),
        (
            "arn:aws:iam::123456789012:user/alice",
            &format!("`arn:aws:iam::123456789012:user/alice` is not a role ARN: a role ARN looks like \
                      `arn:aws:iam::123456789012:role/Name` > {example}"),
        ),
        (
            "corp arn:aws",
            &format!("`arn:aws` is not a role ARN: a role ARN has 20 to 2048 characters, this has 7 > {example}"),
        ),
        (
            "corp corp",
            "profile `corp` (config.toml:1) has no `role_arn`, so it cannot be a further hop > add a `role_arn` to `corp`, \
             or put it first: `corp ROLE_ARN`",
        ),
    ]);
}

#[test]
fn profiles_that_give_nothing() {
    let config = "[profile bare]\nregion = eu-west-1\n[profile half]\naws_access_key_id = AKIAHALF\n\
                  [profile other-half]\naws_secret_access_key = secret\n[profile token]\nweb_identity_token_file = /token\n\
                  [profile two]\nrole_arn = arn:aws:iam::222222222222:role/Hub\nsource_profile = bare\n\
                  credential_source = Environment\n[profile from-bare]\nrole_arn = arn:aws:iam::222222222222:role/Hub\n\
                  source_profile = bare\n[profile broken]\nrole_arn = arn:foo\nsource_profile = bare\n\
                  [profile from-broken]\nrole_arn = arn:aws:iam::222222222222:role/Hub\nsource_profile = broken\n";
    let bare = "profile `bare` (config:1) did not contain credential information > store keys under its name with \
                `rolehop keys add bare`, or give it a `role_arn` and a `source_profile`";
    let broken = "cannot use profile `broken`: config:17: `role_arn` in profile `broken`: a role ARN has 20 to 2048 \
                  characters, this has 7";
    let half = |profile: &str, line, missing: &str| {
        format!(
            "profile `{profile}` (config:{line}) is missing `{missing}` > add the line `{missing} = …`, or move the keys out \
             of the file with `rolehop keys add`"
        )
    };
    World::aws(config, "").assert(&[
        ("bare", bare),
        ("from-bare", bare),
        ("half", &half("half", 4, "aws_secret_access_key")),
        ("other-half", &half("other-half", 6, "aws_access_key_id")),
        (
            "token",
            "profile `token` (config:7) has a web identity but no `role_arn` > add the line `role_arn = …`",
        ),
        (
            "two",
            "profile `two` has both `source_profile` (config:11) and `credential_source` (config:12) > keep one of the two lines",
        ),
        ("broken", broken),
        ("from-broken", broken),
        ("half broken", &half("half", 4, "aws_secret_access_key")),
    ]);
}

#[test]
fn half_a_pair_stops_nobody_who_does_not_use_it() {
    let config = "[profile a]\ncredential_process = get-keys\naws_access_key_id = AKIAHALF\n";
    World::aws(config, "").assert(&[("a", "credential-process a get-keys")]);
    let credentials = "[a]\naws_access_key_id = AKIAHALF\n";
    World::aws("[profile a]\ncredential_process = get-keys\n", credentials).assert(&[(
        "a",
        "profile `a` (credentials:2) is missing `aws_secret_access_key` > add the line `aws_secret_access_key = …`, or move \
         the keys out of the file with `rolehop keys add`",
    )]);
}

#[test]
fn long_term_keys_are_handed_out_alone_or_not_at_all() {
    let toml = "[profile.corp]\n[profile.hub]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Hub\"\n\
                [profile.process]\ncredential_process = \"get-keys\"\n";
    let world = World::toml(toml);
    let options = Options {
        long_term: true,
        ..Options::default()
    };
    let told = |words: &str| world.told_with(words, &options);
    let help = "name the profile whose keys are in the store, alone";
    assert_eq!(told("corp"), "keyring corp");
    assert!(world.resolve("corp", &options).unwrap().long_term);
    assert_eq!(
        told("hub"),
        format!("`--long-term` hands out long-term keys, and route `hub` ends in a role > {help}")
    );
    assert_eq!(
        told("process"),
        format!(
            "`--long-term` hands out long-term keys, and route `process` does not start from any > {help}"
        )
    );
    let with_duration = Options {
        duration: crate::duration::SessionDuration::parse("1h"),
        ..options.clone()
    };
    assert_eq!(
        world.told_with("corp", &with_duration),
        "`--duration` is for an STS call, and route `corp` has none > leave `--duration` out; `rolehop explain` shows the \
         calls of a route"
    );
}
