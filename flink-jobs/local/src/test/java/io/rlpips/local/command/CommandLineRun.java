package io.rlpips.local.command;

import io.rlpips.local.Main;
import io.rlpips.local.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a command did.
 *
 * @param results its stdout
 * @param remarks its stderr
 */
public record CommandLineRun(int exitCode, String results, String remarks) {
    public static CommandLineRun of(Object... arguments) {
        ByteArrayOutputStream results = new ByteArrayOutputStream();
        ByteArrayOutputStream remarks = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(results, true, StandardCharsets.UTF_8),
                new PrintStream(remarks, true, StandardCharsets.UTF_8));
        String[] words = List.of(arguments).stream().map(String::valueOf).toArray(String[]::new);
        int exitCode = Main.run(console, words);
        return new CommandLineRun(
                exitCode, results.toString(StandardCharsets.UTF_8), remarks.toString(StandardCharsets.UTF_8));
    }
}
