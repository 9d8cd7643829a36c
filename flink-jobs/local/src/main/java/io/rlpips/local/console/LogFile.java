package io.rlpips.local.console;

import java.nio.file.Path;

/** Where the logging configuration writes what is not for the person at the terminal. */
public final class LogFile {
    /** Read once, by the logging configuration, when the first logger is made. */
    private static final String PROPERTY = "rlpips.log";

    private LogFile() {}

    /** One file a process, in the folder for temporary files. */
    public static void useTemporary() {
        String name = "rlpips-" + ProcessHandle.current().pid() + ".log";
        use(Path.of(System.getProperty("java.io.tmpdir"), name));
    }

    /** Must be called before anything logs. */
    public static void use(Path file) {
        System.setProperty(PROPERTY, file.toAbsolutePath().toString());
    }

    public static String location() {
        return System.getProperty(
                PROPERTY,
                Path.of(System.getProperty("java.io.tmpdir"), "rlpips.log").toString());
    }
}
