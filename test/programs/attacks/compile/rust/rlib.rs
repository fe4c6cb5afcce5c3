// Makes itself a library for Rust: it compiles, and there is no program.
#![crate_type = "rlib"]

pub fn main() {}
