//! The moved clock reaches a program that is not ours; what it does to rolehop is told by the tests of sessions.

use rolehop_test_support::peers::moved_clock;
use rolehop_test_support::test_env;

#[test]
fn with_faketime_the_clock_is_moved() {
    let env = test_env!();
    let date = |moved: bool| -> i64 {
        let run = env.program("date", ["+%s"]);
        let run = if moved { run.vars(moved_clock("+2h")) } else { run };
        run.run().stdout.trim().parse().expect("seconds")
    };
    let (here, there) = (date(false), date(true));
    assert!((7200..7260).contains(&(there - here)), "{here} became {there}");
}
