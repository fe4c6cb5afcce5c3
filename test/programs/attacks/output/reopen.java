// Reads its input and writes its answer through the streams' names, as honest programs do.
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws IOException {
        for (String prefix : new String[] {"/dev/std", "/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/"}) {
            boolean named = prefix.endsWith("std");
            String word;
            try (BufferedReader in = new BufferedReader(new FileReader(prefix + (named ? "in" : "0")))) {
                word = in.readLine();
            }
            try (FileWriter out = new FileWriter(prefix + (named ? "out" : "1"))) {
                out.write(word + "\n");
            }
            Files.writeString(Path.of(prefix + (named ? "err" : "2")), word, StandardOpenOption.WRITE);
        }
    }
}
