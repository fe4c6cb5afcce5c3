import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) {
        List<int[]> blocks = new ArrayList<>();
        for (int i = 0; i < 8192; i++) blocks.add(new int[1 << 16]);
        System.out.println(42);
    }
}
