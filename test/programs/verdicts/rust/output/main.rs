fn main() {
    loop {
        println!("42");
    }
}
