// A macro that calls itself without end, with the bound on recursion taken away.
#![recursion_limit = "1000000000"]

macro_rules! grow {
    ($($token:tt)*) => {
        grow!($($token)* 1)
    };
}

fn main() {
    grow!();
}
