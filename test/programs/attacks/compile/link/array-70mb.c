/* An array that fits into the work directory twice, but makes a larger program than the judge carries around. */
char data[70 << 20] = {1};
int main(void) { return data[1 << 20]; }
