public class Main {
    // The JVM answers SIGTERM and its like by exiting; it leaves SIGABRT alone.
    public static void main(String[] args) throws Exception {
        long pid = ProcessHandle.current().pid();
        new ProcessBuilder("/bin/sh", "-c", "kill -ABRT " + pid).start().waitFor();
        Thread.sleep(60_000);
    }
}
