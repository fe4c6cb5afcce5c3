int main() {
    for (volatile double guess = 0;; guess = guess + 1) {
    }
}
