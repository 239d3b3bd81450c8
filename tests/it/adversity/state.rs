//! Every file and folder that rolehop keeps, damaged in every way, under every command.
//!
//! What is lost is said, and nothing is taken for something else: an exit code of the contract, and a key that was
//! not touched is still there.

use std::fs;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};

use rolehop_test_support::keyring::own_uid;

use super::super::storm_stage::Stage;
use super::no_files::NoFile;

/// What can happen to a file.
#[derive(Clone, Copy, Debug)]
enum Damage {
    Empty,
    Half,
    Flipped,
    Noise,
    Long,
    Gone,
    Shut,
    No(NoFile),
}

impl Damage {
    fn of(path: &Path) -> Vec<Self> {
        use Damage::{Empty, Flipped, Gone, Half, Long, No, Noise, Shut};

        if path.is_dir() {
            return vec![Empty, Gone, Shut, No(NoFile::Circle)];
        }
        let mut all = vec![Empty, Half, Flipped, Noise, Long, Gone, Shut];
        all.extend(NoFile::ALL.map(No));
        all
    }

    fn inflict(self, path: &Path, owner: u32) {
        let content = fs::read(path).unwrap_or_default();
        let write = |content: &[u8]| {
            let _ = fs::remove_dir_all(path);
            fs::write(path, content).unwrap();
        };
        match self {
            Self::Empty => write(b""),
            Self::Half => write(&content[..content.len() / 2]),
            Self::Flipped => write(&content.iter().map(|byte| byte ^ 0x20).collect::<Vec<u8>>()),
            Self::Noise => write(&(0..999_u32).map(|n| (n * n % 251) as u8).collect::<Vec<u8>>()),
            // A hole in a file takes no time to write, and is as long to read.
            Self::Long => fs::File::options()
                .write(true)
                .open(path)
                .unwrap()
                .set_len(20_000_000)
                .unwrap(),
            Self::Gone => {
                let _ = fs::remove_file(path);
                let _ = fs::remove_dir_all(path);
            }
            Self::Shut => {
                let mode = std::os::unix::fs::PermissionsExt::from_mode(0o000);
                fs::set_permissions(path, mode).unwrap();
            }
            Self::No(kind) => kind.put(path),
        }
        if own_uid() == 0 && fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_symlink()) {
            chown(path, Some(owner), Some(owner)).unwrap();
        }
    }
}

const COMMANDS: [&[&str]; 7] = [
    &["credential-process", "hub", "--no-input"],
    &["export", "hub", "--fresh", "--no-input"],
    &["status"],
    &["keys", "list"],
    &["explain", "hub"],
    &["clear", "hub"],
    &["keys", "remove", "nobody"],
];

/// Everything below the folder, folders included, the folder itself last.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(below(&path));
        } else {
            found.push(path);
        }
    }
    found.push(folder.to_owned());
    found
}

fn try_damage(store: &str) {
    let stage = Stage::demo();
    stage.var("ROLEHOP_STORE", store);
    let code = stage.code();
    let answer = stage.run_with("ROLEHOP_MFA_TOKEN", &code, &["credential-process", "hub"]);
    assert_eq!(answer.status, 0, "{answer:?}");
    let (state, spare) = (stage.state_folder(), stage.user.home().join("spare"));
    let copy = |from: &Path, to: &Path| {
        let _ = fs::remove_dir_all(to);
        let _ = fs::remove_file(to);
        let copied = std::process::Command::new("cp")
            .arg("-a")
            .arg(from)
            .arg(to)
            .status();
        assert!(copied.unwrap().success());
    };
    copy(&state, &spare);
    let owner = std::os::unix::fs::MetadataExt::uid(&fs::metadata(&state).unwrap());
    let kept = below(&state);
    assert!(kept.len() > 8, "{kept:?}");
    let calls = stage.sts.journal().operations().len();
    // One lock stands for all.
    let mut locks = 0;
    let is_tried = |path: &&PathBuf| {
        locks += usize::from(path.extension().is_some_and(|extension| extension == "lock"));
        locks <= 1 || path.is_dir()
    };
    for (index, path) in kept.iter().filter(is_tried).enumerate() {
        for (turn, damage) in Damage::of(path).into_iter().enumerate() {
            // Each damage of each file meets one of the commands; together they meet all.
            let words = COMMANDS[(index + turn) % COMMANDS.len()];
            damage.inflict(path, owner);
            let answer = stage.run(words);
            let what = format!("{store}: {damage:?} {}, {words:?}", path.display());
            assert!((0..=7).contains(&answer.status), "{what}: {answer:?}");
            assert!(!answer.stderr.contains("panicked"), "{what}: {answer:?}");
            assert!(answer.took.as_secs() < 8, "{what}: {answer:?}");
            if answer.status != 0 {
                assert!(answer.stderr.contains("error: "), "{what}: {answer:?}");
            }
            copy(&spare, &state);
        }
    }
    let journal = stage.sts.journal();
    let spent = journal.entries()[calls..]
        .iter()
        .any(|entry| entry.parameter("TokenCode").is_some());
    assert!(!spent, "a code was spent");
    assert_eq!(
        stage.credentials(&["hub", "--no-input"])["AccountId"],
        "222222222222"
    );
    fs::remove_dir_all(&spare).unwrap();
}

#[test]
fn no_damage_to_sealed_files_is_more_than_an_error_with_keyctl() {
    try_damage("file");
}

#[test]
fn no_damage_beside_the_kernels_keyring_is_more_than_an_error_with_keyctl() {
    try_damage("kernel");
}
