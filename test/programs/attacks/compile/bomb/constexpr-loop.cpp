// Loops at compile time; the compiler's own bound of operations ends each of the loops, so there are many.
template <int N> constexpr long long spin() {
  long long sum = N;
  for (long long i = 0; i < 200'000; ++i) sum += i ^ sum;
  return sum;
}
template <int N> struct Spins {
  static constexpr long long value = spin<N>() ^ Spins<N - 1>::value;
};
template <> struct Spins<0> {
  static constexpr long long value = 0;
};
int main() { return static_cast<int>(Spins<800>::value); }
