//! Where rolehop's own configuration file is.

use std::path::{Path, PathBuf};

/// Where to look, and whether something has to be there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Location {
    /// `--config` or `ROLEHOP_CONFIG` said so: a missing file is an error.
    Named(PathBuf),
    /// The usual place: a missing file is an empty configuration.
    Usual(PathBuf),
    /// No place is known (no home folder), so there is no configuration.
    Nowhere,
}

/// Decides between `--config`, `ROLEHOP_CONFIG`, `XDG_CONFIG_HOME` and the platform's configuration folder.
///
/// An empty value is none, and a relative `XDG_CONFIG_HOME` is ignored (XDG Base Directory Specification).
pub fn locate(
    option: Option<&Path>,
    variable: Option<&Path>,
    xdg_config_home: Option<&Path>,
    platform_folder: Option<&Path>,
) -> Location {
    let given = |path: Option<&Path>| {
        path.filter(|path| !path.as_os_str().is_empty())
            .map(Path::to_owned)
    };
    if let Some(file) = option.map(Path::to_owned).or_else(|| given(variable)) {
        return Location::Named(file);
    }
    match xdg_config_home
        .filter(|path| path.is_absolute())
        .or(platform_folder)
    {
        Some(folder) => Location::Usual(folder.join("rolehop").join("config.toml")),
        None => Location::Nowhere,
    }
}

/// The platform's configuration folder (`~/.config`, `~/Library/Application Support`, `%APPDATA%`).
pub fn platform_folder() -> Option<PathBuf> {
    // Security: below a relative `HOME` every folder that rolehop is started in could bring a configuration.
    dirs::config_dir().filter(|folder| folder.is_absolute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_is_said_wins() {
        let usual = |folder: &str| Location::Usual(Path::new(folder).join("rolehop").join("config.toml"));
        let named = |file: &str| Location::Named(PathBuf::from(file));
        for (option, variable, xdg, platform, expected) in [
            (Some("o"), Some("v"), Some("/x"), Some("/p"), named("o")),
            (None, Some("v"), Some("/x"), Some("/p"), named("v")),
            (None, Some(""), Some("/x"), Some("/p"), usual("/x")),
            (None, None, Some("x"), Some("/p"), usual("/p")),
            (None, None, Some(""), Some("/p"), usual("/p")),
            (None, None, None, None, Location::Nowhere),
            (Some(""), None, None, Some("/p"), named("")),
        ] {
            let path = |text: Option<&'static str>| text.map(Path::new);
            assert_eq!(
                locate(path(option), path(variable), path(xdg), path(platform)),
                expected
            );
        }
    }
}
