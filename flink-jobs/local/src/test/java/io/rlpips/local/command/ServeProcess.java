package io.rlpips.local.command;

import io.rlpips.local.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code rlpips serve} as people run it: a process of its own, which can be killed. The creator closes it. */
final class ServeProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServeProcess.class);
    private static final long STOPPING_S = 60;

    private final Process process;

    private ServeProcess(Process process) {
        this.process = process;
    }

    /**
     * Waits until it says that it serves.
     *
     * @param data its folder
     * @param more options
     */
    static ServeProcess start(Path data, int port, String... more) throws IOException {
        Path remarks = Files.createTempFile(data.getParent(), "serve", ".stderr");
        Process process = new ProcessBuilder(command(data, port, more))
                .redirectError(remarks.toFile())
                .start();
        BufferedReader results = process.inputReader();
        String line = results.readLine();
        if (line == null || !line.contains("127.0.0.1:" + port)) {
            process.destroyForcibly();
            throw new IllegalStateException("serve said '%s' and %s".formatted(line, Files.readString(remarks)));
        }
        return new ServeProcess(process);
    }

    /** Kills it as a failing machine would: no hook runs, nothing is flushed. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end, as Ctrl-C does. @return its exit code */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOPPING_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("serve did not stop within %d s".formatted(STOPPING_S));
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            LOG.warn("serve is still running and is killed");
            process.destroyForcibly();
        }
    }

    private static List<String> command(Path data, int port, String... more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true"));
        for (String opened : List.of("util", "lang", "time")) {
            command.add("--add-opens=java.base/java.%s=ALL-UNNAMED".formatted(opened));
        }
        // Surefire starts its JVM from a jar that names the class path; this property holds the real one.
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        command.addAll(List.of("-cp", classPath, Main.class.getName()));
        command.addAll(List.of("serve", "--data", data.toString(), "--port", Integer.toString(port)));
        command.addAll(List.of(more));
        return command;
    }
}
