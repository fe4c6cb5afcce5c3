/* A million errors on one line: the log that is kept of a compilation must be bounded. */
#define A(x) x; x; x; x; x; x; x; x; x; x;
#define B(x) A(A(A(x)))
int main(void) {
  B(B(undeclared_name_of_quite_some_length_so_that_the_log_grows_quickly = "it" * 1))
  return 0;
}
