//! Keys of the AWS files: as botocore reads them, and aws-vault's.

use rolehop::duration::SessionDuration;
use rolehop::profile::{CredentialSource, RegionalEndpoints};

use super::{profiles, told, value};

#[test]
fn known_keys_are_read_and_others_passed_over() {
    let (folder, profiles) = profiles(
        "",
        "[profile a]\nrole_arn = arn:aws:iam::222222222222:role/Hub\nsource_profile = corp\nexternal_id = example-corp-42\n\
         mfa_serial = arn:aws:iam::111111111111:mfa/alice\nduration_seconds = 7200\nrole_session_name = alice@box\n\
         region = eu-west-1\nuse_fips_endpoint = True\nuse_dualstack_endpoint = FALSE\nsts_regional_endpoints = Legacy\n\
         endpoint_url = https://sts.example.com\nignore_configured_endpoint_urls = true\noutput =\ncli_pager = less\n\
         mfa_process = ykman oath\n  code\nsession_tags = team = payments , cost=\ntransitive_session_tags = Team\n\
         source_identity = alice\n[profile b]\ncredential_source = EcsContainer\n",
        "",
    );
    assert_eq!(told(&folder, &profiles, "a"), "good");
    let a = profiles.profile("a").unwrap().unwrap();
    assert_eq!(value(&a.duration_seconds), Some(SessionDuration::Seconds(7200)));
    assert_eq!(value(&a.use_fips_endpoint), Some(true));
    assert_eq!(value(&a.use_dualstack_endpoint), Some(false));
    assert_eq!(value(&a.sts_regional_endpoints), Some(RegionalEndpoints::Legacy));
    assert_eq!(value(&a.output), None, "an empty value is none");
    assert_eq!(value(&a.mfa_process).as_deref(), Some("ykman oath code"));
    let tags: Vec<(&str, &str)> = a
        .tags
        .iter()
        .map(|(key, tag)| (key.as_str(), tag.value.as_str()))
        .collect();
    assert_eq!(tags, [("cost", ""), ("team", "payments")]);
    assert_eq!(value(&a.transitive_tags), Some(vec!["Team".to_owned()]));
    assert_eq!(value(&a.source_identity).as_deref(), Some("alice"));
    assert_eq!(a.external_id.unwrap().place.to_string(), "config:4");
    let b = profiles.profile("b").unwrap().unwrap();
    assert_eq!(value(&b.credential_source), Some(CredentialSource::EcsContainer));
}

#[test]
fn a_bad_value_is_told_with_its_line() {
    const ROLE: &str = "role_arn = arn:aws:iam::222222222222:role/Hub\n";
    for (lines, expected) in [
        (
            "role_arn = arn:aws:iam::222222222222:user/alice",
            "`role_arn` in profile `a`: a role ARN looks like `arn:aws:iam::123456789012:role/Name`",
        ),
        (
            "external_id = x",
            "`external_id` in profile `a`: an external ID has 2 to 1224 characters, this has 1",
        ),
        (
            "role_session_name = {user}",
            "`role_session_name` in profile `a`: a role session name is made of letters, digits and `_+=,.@-`; character 1 is `{`",
        ),
        (
            "duration_seconds = 1h",
            "`duration_seconds` in profile `a`: must be whole seconds\n> only rolehop's own TOML takes lengths such as `\"1h\"`; write `3600`",
        ),
        (
            "credential_source = ecscontainer",
            "`credential_source` in profile `a`: `ecscontainer` is none of `Environment`, `Ec2InstanceMetadata` or `EcsContainer`\n\
             > did you mean `EcsContainer`?",
        ),
        (
            "use_fips_endpoint = yes",
            "`use_fips_endpoint` in profile `a`: `yes` is none of `true` or `false`",
        ),
        (
            "sts_regional_endpoints = global",
            "`sts_regional_endpoints` in profile `a`: `global` is none of `legacy` or `regional`",
        ),
        (
            "region = eu west",
            "`region` in profile `a`: a region is letters, digits and `-`, as `eu-west-1`",
        ),
        (
            "endpoint_url = sts.example.com",
            "`endpoint_url` in profile `a`: must begin with `https://` or `http://`\n> for example `https://sts.eu-west-1.amazonaws.com`",
        ),
        (
            "session_tags = team",
            "`session_tags` in profile `a`: tag 1 has no `=`\n> write `key=value,key2=value2`",
        ),
        (
            "transitive_session_tags = team",
            "`transitive_session_tags` in profile `a`: transitive tag `team` is not among the tags\n\
             > add the key to `tags`, or take it out of `transitive_tags`",
        ),
        (
            "services = here",
            "`services` in profile `a`: there is no `[services here]`",
        ),
        (
            "credential_process = 'x",
            "`credential_process` in profile `a`: a quote is not closed",
        ),
        (
            "source_identity = aws:x",
            "`source_identity` in profile `a`: `aws:` at the start of a source identity is reserved",
        ),
        (
            "sso_account_id = 222222222222\nsso_start_url = https://x\nsso_region = eu-west-1",
            "`sso_account_id` in profile `a` needs `sso_role_name` beside it",
        ),
        (
            "sso_session = corp",
            "`sso_session` in profile `a`: there is no `[sso-session corp]`",
        ),
        (
            "include_profile = none",
            "`include_profile` in profile `a`: there is no profile `none`",
        ),
        (
            "include_profile = a",
            "`include_profile` in profile `a` leads back to profile `a`\n> take one `include_profile` of the loop out",
        ),
    ] {
        let (folder, profiles) = profiles("", &format!("[profile a]\n{lines}\n"), "");
        assert_eq!(told(&folder, &profiles, "a"), format!("config:2: {expected}"));
    }
    let (folder, profiles) = profiles("", &format!("[profile a]\n{ROLE}duration_seconds = 50000\n"), "");
    assert_eq!(
        told(&folder, &profiles, "a"),
        "config:3: `duration_seconds` in profile `a`: AssumeRole takes 900 to 43200 seconds (15 minutes to 12 hours), this is 50000\n\
         > write seconds (`3600`), or a length such as `\"45m\"` or `\"1h\"`"
    );
}

#[test]
fn an_included_profile_says_what_its_includer_does_not() {
    let (folder, profiles) = profiles(
        "",
        "[profile a]\ninclude_profile = b\nregion = eu-west-1\n[profile b]\ninclude_profile = c\nregion = eu-west-2\n\
         mfa_serial = arn:aws:iam::111111111111:mfa/alice\n[profile c]\nsource_profile = corp\nexternal_id = x\n",
        "[b]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n",
    );
    assert_eq!(
        told(&folder, &profiles, "a"),
        "config:10: `external_id` in profile `a`: an external ID has 2 to 1224 characters, this has 1"
    );
    let a = profiles.draft("a").unwrap().profile;
    assert_eq!(value(&a.region).as_deref(), Some("eu-west-1"));
    assert!(a.mfa_serial.is_some());
    assert_eq!(value(&a.source_profile).as_deref(), Some("corp"));
    assert!(a.aws_access_key_id.is_none(), "keys are not handed on");
}

#[cfg(unix)]
#[test]
fn nothing_is_run_from_an_aws_file_that_all_can_write() {
    use std::os::unix::fs::PermissionsExt;

    use rolehop::aws_config::{AwsConfig, Locations};
    use rolehop::config::Config;
    use rolehop::profile::Profiles;

    let folder = super::Folder::new(&[("config", "[profile a]\ncredential_process = x\n")]);
    let locations = Locations {
        config: Some(folder.path("config")),
        credentials: None,
    };
    for (mode, expected) in [
        (0o664, "good"),
        (
            0o666,
            "config:2: `credential_process` in profile `a`: nothing is run from a file that every user can write\n> `chmod o-w config`",
        ),
    ] {
        std::fs::set_permissions(folder.path("config"), std::fs::Permissions::from_mode(mode)).unwrap();
        let profiles = Profiles::new(Config::empty(), AwsConfig::load(&locations).unwrap());
        assert_eq!(told(&folder, &profiles, "a"), expected);
    }
}
