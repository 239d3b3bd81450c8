//! Both kinds of file together.

use rolehop::duration::SessionDuration;
use rolehop::profile::Origin;

use super::{profiles, told, value};

const ROLE: &str = "role_arn = \"arn:aws:iam::222222222222:role/Hub\"";

#[test]
fn toml_says_how_and_the_aws_profile_where() {
    let (folder, profiles) = profiles(
        &format!("[profile.hub]\nsource_profile = \"corp\"\n{ROLE}\nuse_fips_endpoint = false\n"),
        "[profile hub]\nregion = eu-west-1\nrole_arn = arn:aws:iam::999999999999:role/Other\nexternal_id = other\n\
         credential_process = rolehop credential-process hub\nuse_fips_endpoint = true\noutput = json\n\
         sts_regional_endpoints = legacy\nca_bundle = /ca.pem\nmfa_serial = bad\nservices = here\n\
         [services here]\nsts =\n  endpoint_url = https://sts.example.com\n",
        "[hub]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n",
    );
    assert_eq!(told(&folder, &profiles, "hub"), "good");
    let hub = profiles.profile("hub").unwrap().unwrap();
    assert_eq!(hub.origin, Origin::Rolehop);
    assert_eq!(value(&hub.role_arn).unwrap().account_id(), "222222222222");
    assert!(hub.external_id.is_none() && hub.credential_process.is_none() && hub.mfa_serial.is_none());
    assert!(hub.aws_access_key_id.is_none() && hub.aws_secret_access_key.is_none());
    assert_eq!(value(&hub.region).as_deref(), Some("eu-west-1"));
    assert_eq!(value(&hub.output).as_deref(), Some("json"));
    assert_eq!(
        value(&hub.use_fips_endpoint),
        Some(false),
        "TOML wins where it says something"
    );
    assert_eq!(
        value(&hub.sts_endpoint_url).as_deref(),
        Some("https://sts.example.com")
    );
    assert!(hub.ca_bundle.is_some() && hub.sts_regional_endpoints.is_some());
    assert_eq!(hub.region.unwrap().place.to_string(), "config:2");
}

#[test]
fn an_endpoint_in_toml_is_not_overruled_by_a_services_section() {
    let (_folder, profiles) = profiles(
        "[profile.a]\nendpoint_url = \"https://own.example.com\"\n",
        "[profile a]\nignore_configured_endpoint_urls = true\nservices = here\n[services here]\nsts =\n  endpoint_url = https://b\n",
        "",
    );
    let a = profiles.profile("a").unwrap().unwrap();
    assert_eq!(value(&a.endpoint_url).as_deref(), Some("https://own.example.com"));
    assert!(a.sts_endpoint_url.is_none() && a.ignore_configured_endpoint_urls.is_none());
}

#[test]
fn defaults_stand_in_where_a_profile_says_nothing() {
    let (_folder, profiles) = profiles(
        &format!(
            "[defaults]\nregion = \"eu-west-1\"\nduration_seconds = \"2h\"\nrole_session_name = \"{{user}}\"\noutput = \"json\"\n\
             mfa_session = false\nproduction = true\n[profile.role]\nsource_profile = \"corp\"\n{ROLE}\n\
             production = false\n[profile.corp]\n"
        ),
        "[profile role]\noutput = text\n[profile aws]\n",
        "",
    );
    let role = profiles.profile("role").unwrap().unwrap();
    assert_eq!(
        value(&role.duration_seconds),
        Some(SessionDuration::Seconds(7200))
    );
    assert_eq!(value(&role.role_session_name).as_deref(), Some("{user}"));
    assert_eq!(value(&role.production), Some(false));
    assert_eq!(
        value(&role.output).as_deref(),
        Some("text"),
        "the AWS profile comes before [defaults]"
    );
    assert!(
        role.region.is_none() && role.mfa_session.is_none(),
        "of a route, not of a profile"
    );
    let corp = profiles.profile("corp").unwrap().unwrap();
    assert_eq!(
        value(&corp.duration_seconds),
        None,
        "no role, no duration of roles"
    );
    assert_eq!(value(&corp.production), Some(true));
    assert_eq!(value(&profiles.profile("aws").unwrap().unwrap().production), None);
    assert_eq!(value(&profiles.defaults().region).as_deref(), Some("eu-west-1"));
    assert_eq!(value(&profiles.defaults().mfa_session), Some(None));
}

#[test]
fn a_problem_stops_whom_it_concerns() {
    let (folder, profiles) = profiles(
        "[defaults]\nregoin = \"x\"\n[profile.a]\nregion = 1\n[settings]\nstore = \"kernal\"\n",
        "[profile aws]\nregion = eu-west-1\n[profile bad]\nrole_arn = arn:foo\njunk\n",
        "",
    );
    assert_eq!(
        told(&folder, &profiles, "a"),
        "config.toml:4: `region` in profile `a`: wants a string, not an integer\n\
         config.toml:2: unknown key `regoin` in `[defaults]`\n\
         > line 4: put it in quotes\n> line 2: did you mean `region`?"
    );
    assert_eq!(told(&folder, &profiles, "aws"), "good");
    assert_eq!(
        told(&folder, &profiles, "bad"),
        "config:4: `role_arn` in profile `bad`: a role ARN has 20 to 2048 characters, this has 7\n\
         config:5: this line has no `=`\n> line 5: write `key = value`, or put `#` at the start of the line"
    );
    assert_eq!(told(&folder, &profiles, "none"), "none");
    let error = profiles.settings().unwrap_err();
    assert_eq!(
        folder.plain(&error.to_string()),
        "config.toml:6: `store` in `[settings]`: `kernal` is none of `kernel`, `secret-service`, `keychain`, `windows`, \
         `file` or `none`"
    );
    assert_eq!(error.help().unwrap(), "did you mean `kernel`?");
    let all: Vec<String> = profiles
        .problems()
        .iter()
        .map(|problem| folder.plain(&problem.to_string()))
        .collect();
    assert_eq!(all.len(), 5, "{all:#?}");
}

#[test]
fn names_are_listed_once_and_the_nearest_is_found() {
    let (_folder, profiles) = profiles(
        "[profile.prod]\n[profile.hub]\n",
        "[default]\n[profile hub]\n[profile legacy]\n",
        "[legacy]\naws_access_key_id = x\n[only]\naws_access_key_id = x\n",
    );
    let names: Vec<(String, Origin)> = profiles
        .names()
        .into_iter()
        .map(|listed| (listed.name, listed.origin))
        .collect();
    let expected = [
        ("prod", Origin::Rolehop),
        ("hub", Origin::Rolehop),
        ("default", Origin::AwsConfig),
        ("legacy", Origin::AwsConfig),
        ("only", Origin::AwsCredentials),
    ];
    assert_eq!(names, expected.map(|(name, origin)| (name.to_owned(), origin)));
    assert_eq!(profiles.nearest("prdo"), Some("prod"));
    assert_eq!(profiles.nearest("staging"), None);
}

#[test]
fn a_missing_profile_is_told_with_what_may_be_the_reason() {
    let (folder, profiles) = profiles(
        "include = [\"team.toml\"]\n[profile.prod]\n",
        "[stage]\nregion = x\n[profile dev]\n",
        "",
    );
    for (name, help) in [
        (
            "prdo",
            "did you mean `prod`?\nconfig.toml:1: `include`: there is no file `team.toml`\n\
             paths in `include` are relative to the file that names them",
        ),
        (
            "stage",
            "config.toml:1: `include`: there is no file `team.toml`\npaths in `include` are relative to the file that names them\n\
             config:1: `[stage]` is no profile in the config file\nwrite `[profile stage]`",
        ),
    ] {
        let error = profiles.existing(name).unwrap_err();
        assert_eq!(error.to_string(), format!("there is no profile `{name}`"));
        assert_eq!(folder.plain(&error.help().unwrap()), help);
    }
    assert!(profiles.existing("dev").is_ok());
}

#[test]
fn identity_center_in_toml_takes_its_session_from_the_aws_file() {
    let toml = "[profile.sso]\nsso_session = \"corp\"\nsso_account_id = \"222222222222\"\nsso_role_name = \"Admin\"\n";
    let (folder, known) = profiles(
        toml,
        "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n",
        "",
    );
    assert_eq!(told(&folder, &known, "sso"), "good");
    let sso = value(&known.profile("sso").unwrap().unwrap().sso).unwrap();
    assert_eq!(sso.region.as_deref(), Some("eu-west-1"));
    assert_eq!(
        sso.start_url.as_deref(),
        Some("https://example.awsapps.com/start")
    );

    let (folder, other) = profiles(toml, "[sso-session crop]\n", "");
    assert_eq!(
        told(&folder, &other, "sso"),
        "config.toml:2: `sso_session` in profile `sso`: there is no `[sso-session corp]`\n> did you mean `sso-session crop`?"
    );
}
