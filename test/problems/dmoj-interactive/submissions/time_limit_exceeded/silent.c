int main(void) {
    for (volatile unsigned long long turns = 0;; turns++) {
    }
}
