// Reads what it must not: other users' files, the runner, devices, other submissions, stores. Lists what could be read.
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

public class Main {
  private static boolean isReadable(String name) {
    if (new File(name).isDirectory()) {
      String[] names = new File(name).list();
      return names != null && names.length > 0;
    }
    try (FileInputStream file = new FileInputStream(name)) {
      for (byte found : file.readNBytes(4096)) if (found != 0) return true;
      return false;
    } catch (IOException refused) {
      return false;
    }
  }

  public static void main(String[] arguments) {
    String[] names = {
      "/etc/shadow", "/etc/gshadow", "/root", "/proc/1/environ", "/proc/1/mem", "/proc/1/maps", "/proc/1/fd", "/proc/1/cwd",
      "/proc/kcore", "/proc/kmsg", "/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/var/run/docker.sock", "/run/docker.sock",
      "/var/lib/docker", "/var/lib/serin", "/proc/1/root/etc/passwd", "/sys/kernel/debug", "/sys/firmware/efi"
    };
    List<String> found = new ArrayList<>();
    for (String name : names) if (isReadable(name)) found.add(name);
    if (!isReadable("/etc/passwd") || !isReadable("/proc/self/maps")) found.add("the hunt is blind");
    for (String place : List.of("/app", "/box", "/tmp", "/dev/shm")) {
      for (String name : new File(place).list()) if (!name.equals("Main.class")) found.add(place + "/" + name);
    }
    System.err.println(names.length + " names tried");
    System.out.println(found.isEmpty() ? "held" : String.join("\n", found));
  }
}
