// Instantiates 2^60 different templates, none of them deep.
template <int Depth, unsigned long long Path> struct Fork {
  static constexpr int value = Fork<Depth - 1, 2 * Path>::value + Fork<Depth - 1, 2 * Path + 1>::value;
};
template <unsigned long long Path> struct Fork<0, Path> {
  static constexpr int value = 1;
};
int main() { return Fork<60, 0>::value; }
