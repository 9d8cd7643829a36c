package io.rlpips.training.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files of a training run: written whole or not at all, so that an interruption leaves the old ones. */
public final class RunFiles {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private RunFiles() {}

    public static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (IOException defect) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "cannot write " + value.getClass() + " as JSON", defect);
        }
    }

    public static <T> T readJson(Path file, Class<T> type) {
        try {
            return JSON.readValue(Files.readAllBytes(file), type);
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND,
                    "cannot read " + file + ": " + unreadable.getMessage(),
                    unreadable);
        }
    }

    public static void replace(Path file, byte[] content) {
        Path draft = file.resolveSibling("." + file.getFileName() + ".draft");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(draft, content);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot write " + file + ": " + failure, failure);
        }
    }
}
