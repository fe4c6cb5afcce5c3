/* Lets the preprocessor look at a root-only file by a pragma of its own. */
#pragma GCC dependency "/etc/shadow"
int main(void) { return 0; }
