// Switches on what only a nightly compiler has: arguments for the linker.
#![feature(link_args)]
#![feature(plugin)]
#![plugin(evil)]

fn main() {}
