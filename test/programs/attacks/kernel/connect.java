// Tries to connect: loopback, the cloud's metadata, Docker's bridge, a name; and to listen. None may work.
import java.net.*;

public class Main {
    interface Attempt {
        void run() throws Exception;
    }

    static int tried, through;

    static void fails(String what, Attempt attempt) {
        tried++;
        try {
            attempt.run();
            through++;
            System.out.println(what + " got through");
        } catch (Exception refused) {
            // What it must do.
        }
    }

    public static void main(String[] args) {
        for (String host : new String[] {"127.0.0.1", "::1", "169.254.169.254", "172.17.0.1"})
            for (int port : new int[] {22, 80, 2375, 8080})
                fails(host, () -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(host, port), 100);
                    }
                });
        fails("listening", () -> new ServerSocket(0).close());
        fails("a datagram", () -> new DatagramSocket().close());
        fails("a name", () -> InetAddress.getByName("metadata.google.internal"));
        fails("a local socket", () -> java.nio.channels.SocketChannel.open(UnixDomainSocketAddress.of("/var/run/docker.sock")).close());
        System.err.println(tried + " attempts");
        if (through == 0 && tried == 20) System.out.println("held");
    }
}
