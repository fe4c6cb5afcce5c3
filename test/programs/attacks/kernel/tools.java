// Starts the image's own tools, each of which would need what the sandbox has taken away. None may end well.
import java.util.*;

public class Main {
    public static void main(String[] args) throws Exception {
        String[] commands = {"unshare -U true", "unshare -rm true", "mount -t tmpfs none /box", "chroot / true", "su -c true", "mknod /box/n c 1 1",
            "ln -s /etc/shadow /box/l", "chown 0:0 /box", "hostname other", "kill -9 1", "cat /etc/shadow"};
        List<String> through = new ArrayList<>();
        for (String command : commands) {
            var builder = new ProcessBuilder("/bin/sh", "-c", "PATH=/usr/sbin:/sbin:$PATH " + command + " > /dev/null 2>&1 < /dev/null");
            if (builder.start().waitFor() == 0) through.add(command);
        }
        System.err.println(commands.length + " attempts");
        System.out.println(through.isEmpty() ? "held" : through);
    }
}
