package io.rlpips.local.command;

import io.rlpips.detector.fetch.AllowedLocations;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where claim checks may be followed to. */
final class AllowOption {
    @Option(
            names = "--allow",
            paramLabel = "DIR",
            description = "A folder that claim checks may point into; may be given several times.")
    private List<Path> folders = List.of();

    List<Path> folders() {
        return folders;
    }

    AllowedLocations locations() {
        return new AllowedLocations(folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize().toUri().toString())
                .toList());
    }
}
