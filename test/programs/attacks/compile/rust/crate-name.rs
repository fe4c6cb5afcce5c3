// Gives itself the name of another file, for the compiler to write there.
#![crate_name = "../app/evil"]

fn main() {}
