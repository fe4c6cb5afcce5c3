import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        System.out.println("你好, " + new Scanner(System.in).nextLine());
    }
}
