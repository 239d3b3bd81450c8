//! The main file and those that it includes: what is read, from whom, and how far each is trusted.

use std::path::{Path, PathBuf};

use rolehop::config::{Config, Location};

use super::{Folder, value};

const ROLE: &str = "role_arn = \"arn:aws:iam::222222222222:role/Hub\"\n";

fn problems(folder: &Folder) -> Vec<String> {
    let told = |problem: &rolehop::profile::Problem| folder.plain(&problem.to_string());
    folder.config().problems().iter().map(told).collect()
}

#[test]
fn a_missing_file_is_empty_only_at_the_usual_place() {
    let folder = Folder::new(&[]);
    let missing = folder.path("config.toml");
    let config = Config::load(&Location::Usual(missing.clone()), None).unwrap();
    assert_eq!(config.profile_names().count(), 0);
    let below_a_file = PathBuf::from("/dev/null/rolehop/config.toml");
    assert!(Config::load(&Location::Usual(below_a_file), None).is_ok() || cfg!(windows));
    assert!(Config::load(&Location::Nowhere, None).is_ok());

    let error = Config::load(&Location::Named(missing), None).unwrap_err();
    assert_eq!(error.to_string(), "the configuration cannot be read");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(folder.plain(&cause), "there is no file `config.toml`");
    assert_eq!(
        error.help().unwrap(),
        "create it, or take `--config` or `ROLEHOP_CONFIG` away"
    );
    for location in [Location::Usual(folder.path("")), Location::Named(folder.path(""))] {
        assert!(Config::load(&location, None).is_err(), "a folder is no file");
    }
}

#[test]
fn the_main_file_wins_then_the_first_that_is_included() {
    let folder = Folder::new(&[
        (
            "config.toml",
            "include = [\"one.toml\", \"two.toml\"]\n[defaults]\nregion = \"main\"\n[profile.a]\nregion = \"main\"\n",
        ),
        (
            "one.toml",
            "[defaults]\nregion = \"one\"\noutput = \"one\"\n[profile.a]\naccount_name = \"one\"\n[profile.b]\nregion = \"one\"\n",
        ),
        (
            "two.toml",
            "[profile.b]\nregion = \"two\"\n[profile.c]\nregion = \"two\"\n",
        ),
    ]);
    let config = folder.config();
    assert_eq!(problems(&folder), Vec::<String>::new());
    assert_eq!(config.profile_names().collect::<Vec<_>>(), ["a", "b", "c"]);
    let region = |name: &str| value(&config.profile(name).unwrap().profile.region);
    assert_eq!(region("a").as_deref(), Some("main"));
    assert_eq!(region("b").as_deref(), Some("one"));
    assert_eq!(region("c").as_deref(), Some("two"));
    let whole = config.profile("a").unwrap().profile;
    assert_eq!(
        value(&whole.account_name),
        None,
        "a profile of the main file is whole"
    );
    assert_eq!(value(&config.defaults().output).as_deref(), Some("one"));
    assert_eq!(value(&config.defaults().region).as_deref(), Some("main"));
}

#[test]
fn an_included_file_may_not_run_or_direct_anything() {
    let team = format!(
        "[profile.run]\ncredential_process = \"x\"\n[profile.ask]\nmfa_process = \"x\"\n[profile.direct]\n\
         endpoint_url = \"https://sts.example.com\"\nca_bundle = \"x\"\n[profile.open]\nsaml_login_url = \"https://x\"\n\
         browser = \"x\"\n[profile.good]\nsource_profile = \"corp\"\n{ROLE}[settings]\nstore = \"none\"\n[oidc.x]\n\
         issuer = \"https://x.example.com\"\nclient_id = \"x\"\n[defaults]\nmfa_process = \"x\"\n"
    );
    let folder = Folder::new(&[
        ("config.toml", "include = [\"team.toml\"]\n"),
        ("team.toml", &team),
    ]);
    let refused = "an included file may not set it unless it is trusted";
    assert_eq!(
        problems(&folder),
        [
            format!("team.toml:2: `credential_process` in profile `run`: {refused}"),
            format!("team.toml:4: `mfa_process` in profile `ask`: {refused}"),
            format!("team.toml:6: `endpoint_url` in profile `direct`: {refused}"),
            format!("team.toml:7: `ca_bundle` in profile `direct`: {refused}"),
            format!("team.toml:9: `saml_login_url` in profile `open`: {refused}"),
            format!("team.toml:10: `browser` in profile `open`: {refused}"),
            format!("team.toml:14: `[settings]`: {refused}"),
            format!("team.toml:16: `[oidc.x]`: {refused}"),
            format!("team.toml:20: `mfa_process` in `[defaults]`: {refused}"),
        ]
    );
    let config = folder.config();
    assert!(
        config.defaults().mfa_process.is_none(),
        "what is refused is not there either"
    );
    assert!(config.settings().is_err());
    assert!(config.oidc("x").is_none());

    let trusting = "include = [{ file = \"team.toml\", trusted = true }]\n";
    let folder = Folder::new(&[("config.toml", trusting), ("team.toml", &team)]);
    assert_eq!(problems(&folder), Vec::<String>::new());
    assert_eq!(
        value(&folder.config().settings().unwrap().store).as_deref(),
        Some("none")
    );
}

#[test]
fn what_is_wrong_in_an_included_file_stays_there() {
    let folder = Folder::new(&[
        (
            "config.toml",
            "include = [\"none.toml\", \"team.toml\"]\n[profile.good]\n",
        ),
        (
            "team.toml",
            "include = [\"more.toml\"]\n[profile.bad]\nregoin = \"x\"\n[profile.fine]\n",
        ),
    ]);
    assert_eq!(
        problems(&folder),
        [
            "config.toml:1: `include`: there is no file `none.toml`",
            "team.toml:1: `include` inside an included file",
            "team.toml:3: unknown key `regoin` in profile `bad`",
        ]
    );
    for (name, count) in [("good", 0), ("bad", 1), ("fine", 0)] {
        assert_eq!(
            folder.config().profile(name).unwrap().problems.len(),
            count,
            "{name}"
        );
    }
}

#[test]
fn paths_begin_where_they_are_written() {
    let folder = Folder::new(&[]);
    std::fs::create_dir(folder.path("team")).unwrap();
    std::fs::write(folder.path("team/policy.json"), "{\"Version\": \"2012-10-17\"}").unwrap();
    std::fs::write(
        folder.path("config.toml"),
        "include = [\"team/roles.toml\"]\n[profile.own]\nca_bundle = \"~/ca.pem\"\n",
    )
    .unwrap();
    std::fs::write(
        folder.path("team/roles.toml"),
        format!("[profile.team]\n{ROLE}web_identity_token_file = \"token\"\npolicy = {{ file = \"policy.json\" }}\n"),
    )
    .unwrap();
    let config = folder.config();
    let team = config.profile("team").unwrap();
    assert_eq!(team.problems, []);
    assert_eq!(
        value(&team.profile.policy).unwrap(),
        "{\"Version\": \"2012-10-17\"}"
    );
    assert_eq!(
        value(&team.profile.web_identity_token_file),
        Some(folder.path("team/token"))
    );
    let own = config.profile("own").unwrap().profile;
    assert_eq!(
        value(&own.ca_bundle).as_deref(),
        Some(Path::new("/home/alice/ca.pem"))
    );
}

#[cfg(unix)]
#[test]
fn nothing_is_run_from_a_file_that_all_can_write() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new(&[
        (
            "config.toml",
            "include = [{ file = \"team.toml\", trusted = true }]\n[profile.run]\ncredential_process = \"x\"\n\
             [profile.open]\nbrowser = \"x\"\n[profile.good]\nendpoint_url = \"https://sts.example.com\"\n",
        ),
        ("team.toml", "[profile.team]\ncredential_process = \"x\"\n"),
    ]);
    let mode = |mode| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(folder.path("config.toml"), permissions).unwrap();
    };
    mode(0o664);
    assert_eq!(problems(&folder), Vec::<String>::new());
    mode(0o666);
    let refused = "nothing is run from a file that every user can write";
    assert_eq!(
        problems(&folder),
        [
            format!("config.toml:3: `credential_process` in profile `run`: {refused}"),
            format!("config.toml:5: `browser` in profile `open`: {refused}"),
            "team.toml:2: `credential_process` in profile `team`: an included file may not set it unless it is trusted"
                .to_owned(),
        ],
        "and its word on whom to trust counts for nothing"
    );
    let help = folder.config().problems()[0].help().unwrap();
    assert_eq!(folder.plain(&help), "`chmod o-w config.toml`");
}
