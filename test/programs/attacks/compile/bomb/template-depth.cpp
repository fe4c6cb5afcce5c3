// Instantiates templates to a depth without end; the compiler's own bound of 900 ends it.
template <int N> struct Deeper {
  static constexpr int value = Deeper<N + 1>::value;
};
int main() { return Deeper<0>::value; }
