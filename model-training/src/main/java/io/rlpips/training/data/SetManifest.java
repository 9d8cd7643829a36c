package io.rlpips.training.data;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.run.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a judged set says about itself, in {@code manifest.json} in its root. The published BAPPS has none: a set without
 * one counts as people's.
 *
 * @param judgedBy where the judgments come from
 * @param how the judgments were made, in a sentence
 * @param seed of the generation
 * @param sources names of what the pictures were taken from
 * @param side columns and rows of the pictures
 * @param counts trials by folder: {@code 2afc/train/traditional} and the like
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SetManifest(
        JudgedBy judgedBy, String how, long seed, List<String> sources, int side, Map<String, Integer> counts) {
    private static final String FILE = "manifest.json";
    private static final long LIMIT_BYTES = 1 << 20;
    private static final SetManifest OF_PEOPLE =
            new SetManifest(JudgedBy.PEOPLE, "official layout without a manifest", 0, List.of(), 0, Map.of());

    public SetManifest {
        how = how == null ? "" : how;
        sources = sources == null ? List.of() : List.copyOf(sources);
        counts = counts == null ? Map.of() : new TreeMap<>(counts);
    }

    /**
     * @param root of the set
     * @throws RlpipsException MALFORMED_RECORD naming the file, if there is one that cannot be understood
     */
    public static SetManifest read(Path root) {
        Path file = root.resolve(FILE);
        if (!Files.exists(file)) {
            return OF_PEOPLE;
        }
        requireWithinLimit(file);
        SetManifest manifest;
        try {
            manifest = RunFiles.readJson(file, SetManifest.class);
        } catch (RlpipsException unreadable) {
            throw new RlpipsException(FailureCategory.MALFORMED_RECORD, unreadable.getMessage(), unreadable);
        }
        if (manifest == null || manifest.judgedBy() == null) {
            throw new RlpipsException(
                    FailureCategory.MALFORMED_RECORD,
                    file + " does not say who judged: judgedBy must be PEOPLE or SEVERITY");
        }
        return manifest;
    }

    /** Writes it into the root of a set. */
    public void write(Path root) {
        RunFiles.replace(root.resolve(FILE), RunFiles.json(this));
    }

    private static void requireWithinLimit(Path file) {
        try {
            if (Files.size(file) > LIMIT_BYTES) {
                throw new RlpipsException(
                        FailureCategory.TOO_MANY_BYTES,
                        "%s has %d bytes, the limit is %d".formatted(file, Files.size(file), LIMIT_BYTES));
            }
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND, "cannot read " + file + ": " + unreadable, unreadable);
        }
    }
}
