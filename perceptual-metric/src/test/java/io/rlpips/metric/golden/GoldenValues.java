package io.rlpips.metric.golden;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Values of the reference implementation and the published weights, which may lie beside the checkout. They are third
 * parties' work and not part of this project; where they are absent the tests that need them are skipped.
 */
final class GoldenValues {
    private final Path shared;

    private GoldenValues(Path shared) {
        this.shared = shared;
    }

    /** Skips the calling test where the folder is absent. */
    static GoldenValues required() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        Path shared = folder == null ? Path.of("shared") : folder.resolveSibling("shared");
        assumeTrue(
                Files.isDirectory(shared.resolve("golden")),
                "skipped: no reference values beside the checkout (" + shared.getFileName() + "/golden)");
        return new GoldenValues(shared);
    }

    Path weights(String name) {
        return shared.resolve("weights").resolve(name);
    }

    Path tensors() {
        return shared.resolve("golden/tensors.npz");
    }

    JsonNode distances() {
        try {
            return new ObjectMapper()
                    .readTree(shared.resolve("golden/lpips.json").toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    RgbImage picture(String name) {
        try {
            byte[] encoded = Files.readAllBytes(shared.resolve("golden").resolve(name));
            return new ImageDecoder(ImageLimits.DEFAULT).decode(encoded);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
