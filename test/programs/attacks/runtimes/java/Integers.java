// Multiplies ever larger integers.
import java.math.BigInteger;

public class Main {
  public static void main(String[] arguments) {
    BigInteger n = BigInteger.valueOf(3);
    while (true) n = n.bitLength() < 1 << 24 ? n.multiply(n) : n.multiply(n).shiftRight(n.bitLength());
  }
}
