import java.util.Scanner;

public class Main {
    static long sum(int n) {
        return n == 0 ? 0 : n + sum(n - 1);
    }

    public static void main(String[] args) {
        System.out.println(sum(new Scanner(System.in).nextInt()));
    }
}
