import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        long count = 0;
        long sum = 0;
        while (in.hasNextLong()) {
            sum += in.nextLong();
            count++;
        }
        System.out.println(count + " " + sum);
    }
}
