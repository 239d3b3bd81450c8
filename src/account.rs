//! Who runs rolehop, and where: for role session names, so that CloudTrail tells it.

/// The account database's name of this user; `user` where it has none.
#[cfg(unix)]
pub fn user_name() -> String {
    nix::unistd::User::from_uid(nix::unistd::Uid::current())
        .ok()
        .flatten()
        .map_or_else(|| "user".to_owned(), |user| user.name)
}

/// The name this user signed in with.
#[cfg(windows)]
pub fn user_name() -> String {
    crate::env::windows_user_name().unwrap_or_else(|| "user".to_owned())
}

/// This machine's name, without its domain; `host` where it has none.
#[cfg(unix)]
pub fn host_name() -> String {
    let name = nix::unistd::gethostname()
        .ok()
        .and_then(|name| name.into_string().ok());
    short(name.unwrap_or_default())
}

/// This machine's name.
#[cfg(windows)]
pub fn host_name() -> String {
    short(crate::env::windows_host_name().unwrap_or_default())
}

fn short(name: String) -> String {
    match name.split('.').next() {
        Some(short) if !short.is_empty() => short.to_owned(),
        _ => "host".to_owned(),
    }
}
