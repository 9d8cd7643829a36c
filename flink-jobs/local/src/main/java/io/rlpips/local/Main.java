package io.rlpips.local;

import io.rlpips.local.command.RlpipsCommand;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.LogFile;
import java.io.PrintStream;

/** The command line. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        LogFile.useTemporary();
        PrintStream results = System.out;
        // Whatever a library prints must not end up between the results.
        System.setOut(System.err);
        System.exit(run(new Console(results, System.err), arguments));
    }

    /** @return the exit code: 0 done, 1 failed, 2 wrong usage */
    public static int run(Console console, String... arguments) {
        return RlpipsCommand.commandLine(console).execute(arguments);
    }
}
