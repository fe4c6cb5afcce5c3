// Makes itself a library for C: a file that is called program, and that nothing can start.
#![crate_type = "cdylib"]

#[no_mangle]
pub extern "C" fn main() -> i32 {
    7
}
