// Prints without end. Without a limit it would fill the worker's memory.
public class Main {
    public static void main(String[] args) {
        String block = "x".repeat(65536);
        while (true) System.out.println(block);
    }
}
