fn main() {
    println!("Hello, Serin!");
}
