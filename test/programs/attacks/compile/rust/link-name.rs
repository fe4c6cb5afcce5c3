// Smuggles options of the linker into the name of a library.
#[link(name = "c -Wl,--dynamic-linker=/box/evil -fplugin=/box/evil.so")]
extern "C" {}

fn main() {}
