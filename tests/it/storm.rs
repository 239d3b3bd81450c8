//! Many processes at once: one call a hop, one question, and one answer for all (contract, promise 3).

use std::time::Duration;

use super::storm_stage::{ASKED, Stage};

/// The two-hop route of the demo, cold.
const CALLS: [&str; 3] = ["GetSessionToken", "AssumeRole", "AssumeRole"];

#[test]
fn a_hundred_processes_make_one_call_a_hop_and_ask_once_with_keyctl() {
    let stage = Stage::demo();
    let storm = stage.storm(100, &["credential-process", "prod"]);
    storm.terminal.expect(ASKED);
    storm.all_wait();
    assert_eq!(
        storm.terminal.screen().replace('\n', ""),
        "MFA code for arn:aws:iam::111111111111:mfa/alice to start a session of corp (serves 12 hours, asked by storm.sh):"
    );
    storm.terminal.type_keys(stage.code() + "\r");
    let answers = storm.end();
    assert_eq!(stage.sts.journal().operations(), CALLS);
    for answer in &answers {
        assert_eq!(answer.credentials(), answers[0].credentials());
    }
    eprintln!("{:?} … {:?}", answers[0].took, answers[99].took);
    assert!(answers[99].took < Duration::from_secs(60));
}
