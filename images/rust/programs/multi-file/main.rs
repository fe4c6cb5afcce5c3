mod greeting;

fn main() {
    println!("{}", greeting::greeting());
}
