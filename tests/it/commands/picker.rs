//! No ROUTE on a terminal: a person picks.

use super::Machine;

#[test]
fn a_person_picks_a_profile_with_keyctl() {
    let machine = Machine::demo();
    machine.add_key("spare").run();
    let mut terminal = machine.on_terminal(&["explain", "--json"]).start().unwrap();
    terminal.expect("Which profile:");
    let screen = terminal.screen();
    assert!(screen.contains("spare"), "a key that needs no profile: {screen}");
    terminal.type_keys("hu\r");
    assert_eq!(machine.ended(&mut terminal), 0);
    let screen = terminal.screen();
    assert!(screen.starts_with("{\"profile\":\"hub\","), "{screen}");
    machine.finish();
}

#[test]
fn each_command_that_takes_a_route_asks_for_one_with_keyctl() {
    let machine = Machine::demo();
    assert_eq!(machine.run_with_code(["login", "prod"]).status, 0);
    for (words, expected) in [
        (
            &["exec", "--", "sh", "-c", "echo for $ROLEHOP_PROFILE"][..],
            "for prod",
        ),
        (&["login"], "left"),
    ] {
        let mut terminal = machine.on_terminal(words).start().unwrap();
        terminal.expect("Which profile:");
        terminal.type_keys("prod\r");
        assert_eq!(machine.ended(&mut terminal), 0, "{}", terminal.screen());
        assert!(terminal.screen().contains(expected), "{}", terminal.screen());
    }
    let mut terminal = machine.on_terminal(&["exec", "--", "true"]).start().unwrap();
    terminal.expect("Which profile:");
    terminal.type_keys("\u{3}");
    assert_eq!(machine.ended(&mut terminal), 130);
    assert_eq!(
        terminal.screen(),
        "error: the question was not answered\ncaused by: cancelled"
    );
    machine.finish();
}

#[test]
fn aws_profile_goes_before_the_question_with_keyctl() {
    let machine = Machine::demo();
    for variable in ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] {
        let outcome = machine.rolehop(["explain", "--json"]).var(variable, "hub").run();
        assert_eq!(outcome.json()["profile"], "hub");
        let first = machine
            .rolehop(["explain", "--json", "--profile", "corp", "222222222222:Hub"])
            .var(variable, "hub")
            .run();
        assert_eq!(first.json()["profile"], "corp 222222222222:Hub");
    }
    machine.finish();
}
