//! Promise 4: where the one code of a route goes, in every combination.

use super::World;
use crate::route::Options;

const ALICE: &str = "mfa_serial = \"arn:aws:iam::111111111111:mfa/alice\"\n";
const HUB: &str = "role_arn = \"arn:aws:iam::222222222222:role/Hub\"\n";
const DEEP: &str = "role_arn = \"arn:aws:iam::333333333333:role/Deep\"\n";

/// What `corp`, `hub` (from corp) and `deep` (from hub) say besides, and the route of `word`.
fn told(corp: &str, hub: &str, deep: &str, word: &str) -> String {
    let toml = format!(
        "[profile.corp]\n{corp}[profile.hub]\nsource_profile = \"corp\"\n{HUB}{hub}\
         [profile.deep]\nsource_profile = \"hub\"\n{DEEP}{deep}"
    );
    World::toml(&toml).told(word)
}

#[test]
fn get_session_token_comes_first_exactly_when_it_can_serve_the_first_role() {
    let session = "corp: GetSessionToken duration=43200 mfa=alice | ";
    let process = "credential_process = \"get-keys\"\n";
    let off = "mfa_session = false\n";
    let mut compared = 0;
    for keys in ["", process] {
        for (serial_of_source, serial_of_role) in [("", ""), (ALICE, ""), ("", ALICE), (ALICE, ALICE)] {
            for (source_off, role_off) in [("", ""), (off, ""), ("", off)] {
                for (duration, is_short) in [
                    ("", true),
                    ("duration_seconds = 900\n", true),
                    ("duration_seconds = 3600\n", true),
                    ("duration_seconds = 3601\n", false),
                    ("duration_seconds = \"max\"\n", false),
                ] {
                    let has_serial = !serial_of_source.is_empty() || !serial_of_role.is_empty();
                    let is_on = source_off.is_empty() && role_off.is_empty();
                    let first = is_on && keys.is_empty() && has_serial && is_short;
                    let seconds = duration
                        .trim_end()
                        .rsplit(' ')
                        .next()
                        .filter(|text| !text.is_empty() && *text != "3600")
                        .map(|text| format!(" duration={}", text.trim_matches('"')))
                        .unwrap_or_default();
                    let expected = format!(
                        "{} | {}hub: AssumeRole role=222222222222:role/Hub{seconds}{}",
                        if keys.is_empty() {
                            "keyring corp"
                        } else {
                            "credential-process corp get-keys"
                        },
                        if first { session } else { "" },
                        if has_serial && !first { " mfa=alice" } else { "" },
                    );
                    let (corp, hub) = (
                        format!("{keys}{serial_of_source}{source_off}"),
                        format!("{serial_of_role}{role_off}{duration}"),
                    );
                    assert_eq!(told(&corp, &hub, "", "hub"), expected, "{corp} {hub}");
                    compared += 1;
                }
            }
        }
    }
    assert_eq!(compared, 2 * 4 * 3 * 5);
}

#[test]
fn a_serial_on_a_later_hop_is_never_sent() {
    let note = " ! mfa_serial is not sent: the session before it came from AssumeRole, and carries no MFA";
    let hub = "hub: AssumeRole role=222222222222:role/Hub";
    let deep = "deep: AssumeRole role=333333333333:role/Deep";
    assert_eq!(
        told("", "", ALICE, "deep"),
        format!("keyring corp | {hub} | {deep}{note}")
    );
    assert_eq!(
        told(ALICE, "", ALICE, "deep"),
        format!("keyring corp | corp: GetSessionToken duration=43200 mfa=alice | {hub} | {deep}{note}")
    );
    assert_eq!(
        told(ALICE, "mfa_session = false\n", "", "deep"),
        format!("keyring corp | {hub} mfa=alice | {deep}")
    );
    let web = "web_identity_token_env = \"TOKEN\"\n";
    let toml = format!("[profile.web]\n{HUB}{web}[profile.deep]\nsource_profile = \"web\"\n{DEEP}{ALICE}");
    World::toml(&toml).assert(&[(
        "deep",
        &format!("web-identity web TOKEN | web: AssumeRoleWithWebIdentity role=222222222222:role/Hub | {deep}{note}"),
    )]);
}

#[test]
fn a_source_alone_gets_a_session_of_its_long_term_keys() {
    for (corp, expected) in [
        ("", "corp: GetSessionToken duration=43200"),
        (ALICE, "corp: GetSessionToken duration=43200 mfa=alice"),
        ("mfa_session = \"8h\"\n", "corp: GetSessionToken duration=28800"),
        ("mfa_session = false\n", "corp: GetSessionToken duration=43200"),
        (
            "duration_seconds = \"36h\"\n",
            "corp: GetSessionToken duration=129600",
        ),
        (
            "duration_seconds = \"max\"\n",
            "corp: GetSessionToken duration=129600",
        ),
        (
            "duration_seconds = 900\nmfa_session = \"8h\"\n",
            "corp: GetSessionToken duration=900",
        ),
    ] {
        assert_eq!(
            told(corp, "", "", "corp"),
            format!("keyring corp | {expected}"),
            "{corp}"
        );
    }
    assert_eq!(
        told("credential_process = \"get-keys\"\n", "", "", "corp"),
        "credential-process corp get-keys"
    );
    let environment = World::toml("").var("AWS_ACCESS_KEY_ID", "AKIAENV");
    environment.assert(&[("", "environment | -: GetSessionToken duration=43200")]);
}

#[test]
fn how_long_and_how_old_an_mfa_session_may_be() {
    let both = |corp: &str, hub: &str| told(&format!("{ALICE}{corp}"), hub, "", "hub");
    let hub = " | hub: AssumeRole role=222222222222:role/Hub";
    let session = |details: &str| format!("keyring corp | corp: GetSessionToken {details} mfa=alice{hub}");
    assert_eq!(both("mfa_session = \"8h\"\n", ""), session("duration=28800"));
    assert_eq!(both("", "mfa_session = \"8h\"\n"), session("duration=28800"));
    assert_eq!(
        both("mfa_session = \"8h\"\n", "mfa_session = \"1h\"\n"),
        session("duration=28800")
    );
    assert_eq!(
        both("", "mfa_max_age = \"1h\"\n"),
        session("duration=43200 max_age=3600")
    );
    assert_eq!(
        both("mfa_max_age = \"2h\"\n", "mfa_max_age = \"1h\"\n"),
        session("duration=43200 max_age=3600")
    );
    assert_eq!(
        both("mfa_max_age = \"2h\"\n", ""),
        session("duration=43200 max_age=7200")
    );
    let defaults = format!(
        "[defaults]\nmfa_session = \"4h\"\nmfa_process = \"ask\"\n[profile.corp]\n{ALICE}[profile.hub]\nsource_profile = \"corp\"\n{HUB}"
    );
    World::toml(&defaults).assert(&[(
        "hub",
        &format!("keyring corp | corp: GetSessionToken duration=14400 mfa=alice by ask{hub}"),
    )]);
}

#[test]
fn the_device_and_the_program_that_knows_its_codes() {
    let bo = "mfa_serial = \"arn:aws:iam::111111111111:mfa/bo\"\n";
    let by = |program: &str| format!("mfa_process = \"{program}\"\n");
    let hub = " | hub: AssumeRole role=222222222222:role/Hub";
    for (corp, role, device) in [
        (format!("{ALICE}{}", by("codes")), String::new(), "alice by codes"),
        (ALICE.to_owned(), by("codes"), "alice by codes"),
        (format!("{ALICE}{}", by("one")), by("two"), "alice by two"),
        (ALICE.to_owned(), bo.to_owned(), "bo"),
        (format!("{ALICE}{}", by("of-alice")), bo.to_owned(), "bo"),
        (by("codes"), bo.to_owned(), "bo by codes"),
    ] {
        let expected = format!("keyring corp | corp: GetSessionToken duration=43200 mfa={device}{hub}");
        assert_eq!(told(&corp, &role, "", "hub"), expected, "{corp} {role}");
    }
    let world = World::toml(&format!(
        "[profile.corp]\n{ALICE}{}[profile.process]\ncredential_process = \"x\"\n",
        by("codes")
    ));
    let said = |serial: &str| Options {
        mfa_serial: Some(serial.to_owned()),
        ..Options::default()
    };
    for (serial, device) in [
        ("GAHT12345678", "GAHT12345678"),
        ("arn:aws:iam::111111111111:mfa/alice", "alice by codes"),
    ] {
        assert_eq!(
            world.told_with("corp 222222222222:Hub", &said(serial)),
            format!(
                "keyring corp | corp: GetSessionToken duration=43200 mfa={device} | -: AssumeRole role=222222222222:role/Hub"
            )
        );
    }
    assert_eq!(
        world.told_with("process", &said("GAHT12345678")),
        "`--mfa-serial` is for a call that takes an MFA code, and route `process` has none > leave `--mfa-serial` out; \
         `rolehop explain` shows the calls of a route"
    );
}
