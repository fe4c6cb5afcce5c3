// Instantiates a function for ever larger types, with the bound on their depth taken away.
#![recursion_limit = "1000000000"]
#![type_length_limit = "1000000000000"]

fn grow<T: Clone>(value: T, depth: u32) -> usize {
    if depth == 0 {
        std::mem::size_of::<T>()
    } else {
        grow((value.clone(), value), depth - 1)
    }
}

fn main() {
    println!("{}", grow((), 3));
}
