package io.rlpips.local.replay;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rlpips.detector.configuration.ReplayHorizon;
import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an export says of itself, beside its files: of which uploads it is, and what was no longer guaranteed to be there
 * when it was made. Folders that other programs wrote need not have it.
 *
 * @param from broker time of the first uploads, as {@link Instant#toString}
 * @param until broker time from which on uploads are left out
 * @param gaps why something of the range may be missing, one line each; none: everything is there
 */
public record ExportedRange(String from, String until, List<String> gaps) {
    private static final String FILE = "export.json";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

    public static ExportedRange of(ReplayRange range, List<ReplayHorizon.Gap> gaps) {
        return new ExportedRange(
                Instant.ofEpochMilli(range.fromMillis()).toString(),
                Instant.ofEpochMilli(range.untilMillis()).toString(),
                gaps.stream().map(ReplayHorizon.Gap::text).toList());
    }

    /**
     * @return empty where the folder does not say
     * @throws RlpipsException INVALID_ARGUMENT where what it says cannot be understood
     */
    public static Optional<ExportedRange> read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            ExportedRange read = JSON.readValue(file.toFile(), ExportedRange.class);
            read.range();
            return Optional.of(read);
        } catch (IOException | DateTimeException malformed) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s does not say which uploads the export is of: %s".formatted(file, malformed.getMessage()),
                    malformed);
        }
    }

    /** Before files are written: until {@link #write} the folder says nothing. */
    public static void forget(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(FILE));
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "cannot delete %s: %s".formatted(folder.resolve(FILE), e.getMessage()),
                    e);
        }
    }

    /** Once all files are written: an export that was cut off says nothing. */
    public void write(Path folder) {
        try {
            JSON.writeValue(folder.resolve(FILE).toFile(), this);
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "cannot write %s: %s".formatted(folder.resolve(FILE), e.getMessage()),
                    e);
        }
    }

    public ReplayRange range() {
        return new ReplayRange(
                Instant.parse(from).toEpochMilli(), Instant.parse(until).toEpochMilli());
    }

    /**
     * @param allowIncomplete whether a range that is not all there will do
     * @throws RlpipsException INVALID_ARGUMENT where the export is of other uploads, or something may be missing
     */
    public void require(ReplayRange wanted, boolean allowIncomplete) {
        if (allowIncomplete) {
            return;
        }
        ReplayRange held = range();
        if (wanted.fromMillis() < held.fromMillis() || wanted.untilMillis() > held.untilMillis()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s was asked for, the export is of %s".formatted(wanted.text(), held.text()));
        }
        if (!gaps.isEmpty()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "of %s not everything was guaranteed to be there when it was exported: %s"
                            .formatted(held.text(), String.join("; ", gaps)));
        }
    }
}
