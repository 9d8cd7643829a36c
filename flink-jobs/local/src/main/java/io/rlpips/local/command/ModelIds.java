package io.rlpips.local.command;

import java.nio.file.Path;
import java.util.Locale;

/** Model ids where none is given. */
final class ModelIds {
    private ModelIds() {}

    /** @return the bundle's file name with everything replaced that an id cannot hold */
    static String of(Path bundle) {
        String name = String.valueOf(bundle.toAbsolutePath().normalize().getFileName());
        String id = name.replaceFirst("\\.zip$", "").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
        return id.replaceFirst("^[^a-z0-9]+", "");
    }
}
