package io.rlpips.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where figures were measured; without it they say nothing.
 *
 * @param processor as the operating system names it, or its architecture
 * @param maxHeapMiB what the JVM may use
 */
public record Machine(String processor, int cores, long maxHeapMiB, String operatingSystem, String java) {
    private static final Path LINUX_PROCESSORS = Path.of("/proc/cpuinfo");

    public static Machine here() {
        Runtime runtime = Runtime.getRuntime();
        return new Machine(
                processorName(),
                runtime.availableProcessors(),
                runtime.maxMemory() >> 20,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + Runtime.version());
    }

    /** @return one line for people */
    public String line() {
        return "%s, %d cores, heap up to %d MiB, %s, %s".formatted(processor, cores, maxHeapMiB, operatingSystem, java);
    }

    private static String processorName() {
        try (Stream<String> lines = Files.lines(LINUX_PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException notLinux) {
            return System.getProperty("os.arch");
        }
    }
}
