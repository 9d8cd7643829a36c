package io.rlpips.local.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The virtual machine's own threads that belong to a stage, and the CPU time of each so far. Java does not list them;
 * Linux does, with names cut to 15 characters and times in hundredths of a second. Elsewhere there are none.
 */
final class NativeThreads {
    private static final Path TASKS = Path.of("/proc/self/task");
    /** USER_HZ, which Linux has kept at 100 for programs on every architecture that Java runs on. */
    private static final long NANOS_PER_TICK = 10_000_000;
    /** After the name: utime and stime are fields 14 and 15 of proc(5), the one after the name is field 3. */
    private static final int USER_TIME = 11;

    private static final int SYSTEM_TIME = 12;

    private NativeThreads() {}

    /** @return by the operating system's number of each */
    static Map<Long, Used> used() {
        if (!Files.isDirectory(TASKS)) {
            return Map.of();
        }
        Map<Long, Used> all = new HashMap<>();
        try (Stream<Path> tasks = Files.list(TASKS)) {
            tasks.forEach(task -> read(task, all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** Of a thread. */
    record Used(PipelineStage stage, long nanos) {}

    private static void read(Path task, Map<Long, Used> all) {
        String line;
        try {
            line = Files.readString(task.resolve("stat"));
        } catch (IOException ended) {
            return;
        }
        int named = line.indexOf('(') + 1;
        int nameEnds = line.lastIndexOf(')');
        PipelineStage.ofNativeThread(line.substring(named, nameEnds)).ifPresent(stage -> {
            List<String> fields = List.of(line.substring(nameEnds + 2).split(" "));
            long ticks = Long.parseLong(fields.get(USER_TIME)) + Long.parseLong(fields.get(SYSTEM_TIME));
            all.put(Long.parseLong(task.getFileName().toString()), new Used(stage, ticks * NANOS_PER_TICK));
        });
    }
}
