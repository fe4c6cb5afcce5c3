// Loops at compile time, with the lint that ends such loops switched off.
#![allow(long_running_const_eval)]

const NEVER: u64 = {
    let mut i: u64 = 0;
    loop {
        i = i.wrapping_add(1);
        if i == u64::MAX {
            break i;
        }
    }
};

fn main() {
    println!("{NEVER}");
}
