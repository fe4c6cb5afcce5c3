// A good program; what lies beside it is the attack.
fn main() {
    println!("held");
}
