//! The door: decides nothing but the exit code.

fn main() {}
