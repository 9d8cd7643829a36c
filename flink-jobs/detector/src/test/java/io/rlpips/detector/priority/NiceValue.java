package io.rlpips.detector.priority;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the operating system knows of a thread. Linux only. */
public final class NiceValue {
    /** Of proc(5)'s stat, counted behind the name in parentheses, which may hold blanks. */
    private static final int FIELD_BEHIND_NAME = 16;

    private NiceValue() {}

    /** @return of the calling thread, -20 to 19; 0 is usual */
    public static int ofThisThread() {
        return of(stat(Path.of("/proc/thread-self")));
    }

    /**
     * @param name as the operating system has it, the beginning of it
     * @return of all threads of the process that are called so
     */
    public static List<Integer> ofThreads(String name) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            return threads.map(NiceValue::stat)
                    .filter(stat -> stat.substring(stat.indexOf('(') + 1).startsWith(name))
                    .map(NiceValue::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int of(String stat) {
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[FIELD_BEHIND_NAME]);
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
