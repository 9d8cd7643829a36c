package io.rlpips.detector.priority;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system knows of a thread. Linux only. */
public final class NiceValue {
    /** Of proc(5)'s stat, counted behind the name in parentheses, which may hold blanks. */
    private static final int FIELD_BEHIND_NAME = 16;

    private NiceValue() {}

    /** @return of the calling thread, -20 to 19; 0 is usual */
    public static int ofThisThread() {
        try {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[FIELD_BEHIND_NAME]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
