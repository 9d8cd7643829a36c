package io.rlpips.local.command;

import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** The command line as a result quotes it. */
final class CommandWords {
    private CommandWords() {}

    /** @return what was typed, files without the path to them, which means nothing elsewhere */
    static String of(CommandSpec spec) {
        return spec.root().commandLine().getParseResult().originalArgs().stream()
                .map(CommandWords::withoutFolders)
                .collect(Collectors.joining(" ", "./rlpips ", ""));
    }

    private static String withoutFolders(String word) {
        int equals = word.indexOf('=');
        String path = word.substring(equals + 1).replaceAll("/+$", "");
        return word.substring(0, equals + 1) + path.substring(path.lastIndexOf('/') + 1);
    }
}
