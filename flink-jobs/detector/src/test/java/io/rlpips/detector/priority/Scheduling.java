package io.rlpips.detector.priority;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the operating system divides processors between threads. Linux only.
 *
 * @param policy 0 is usual, 5 gives way to all others
 * @param nice -20 to 19; 0 is usual
 */
public record Scheduling(int policy, int nice) {
    public static final int IDLE = 5;
    /** Of proc(5)'s stat, counted behind the name in parentheses, which may hold blanks. */
    private static final int NICE_BEHIND_NAME = 16;

    private static final int POLICY_BEHIND_NAME = 38;

    /** @return of the calling thread */
    public static Scheduling ofThisThread() {
        return of(stat(Path.of("/proc/thread-self")));
    }

    /**
     * @param name as the operating system has it, the beginning of it
     * @return of all threads of the process that are called so
     */
    public static List<Scheduling> ofThreads(String name) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            return threads.map(Scheduling::stat)
                    .filter(stat -> stat.substring(stat.indexOf('(') + 1).startsWith(name))
                    .map(Scheduling::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scheduling of(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new Scheduling(Integer.parseInt(fields[POLICY_BEHIND_NAME]), Integer.parseInt(fields[NICE_BEHIND_NAME]));
    }

    /** A thread may end between being listed and being read. */
    private static String stat(Path thread) {
        try {
            return Files.readString(thread.resolve("stat"));
        } catch (IOException e) {
            if (Files.notExists(thread)) {
                return "0 (ended) Z";
            }
            throw new UncheckedIOException(e);
        }
    }
}
