// An honest program that looks for anything that somebody before it has left, and says `clean` when there is nothing.
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

public class Main {
    private static final List<String> found = new ArrayList<>();

    public static void main(String[] arguments) throws IOException {
        if (!Path.of("").toAbsolutePath().equals(Path.of("/box"))) found.add("the working directory is not /box");
        String own = String.valueOf(ProcessHandle.current().pid());
        for (String name : names("/proc")) {
            if (name.matches("[0-9]+") && !name.equals("1") && !name.equals(own)) found.add("process " + name + " lives");
        }
        for (String directory : List.of("/box", "/tmp", "/dev/shm", "/dev/mqueue", "/app")) {
            for (String name : names(directory)) {
                if (!directory.equals("/app") || !name.equals("Main.class")) found.add(directory + " holds " + name);
            }
        }
        for (String table : List.of("shm", "sem", "msg")) lookAtTable("/proc/sysvipc/" + table);
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files") && !line.matches("Max open files +1024 +1024 .*")) found.add(line);
        }
        if (!Files.readString(Path.of("/dev/stdin")).equals("anybody here?\n")) found.add("/dev/stdin does not give the input");
        String text = found.isEmpty() ? "clean" : String.join("\n", found);
        try (var out = Files.newOutputStream(Path.of("/dev/stdout"), java.nio.file.StandardOpenOption.WRITE)) {
            out.write((text + "\n").getBytes());
        }
    }

    private static List<String> names(String directory) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(directory))) {
            return entries.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static void lookAtTable(String path) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(path));
        for (String line : lines.subList(1, lines.size())) found.add(path + ": " + line);
    }
}
