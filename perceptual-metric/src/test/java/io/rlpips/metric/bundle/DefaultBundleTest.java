package io.rlpips.metric.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DefaultBundleTest {
    @Test
    void aBuildWithoutADefaultBundleSaysSo() {
        assertThatThrownBy(() -> BundleReader.read(new ClassPathSource("/io/rlpips/nowhere/")))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("this build ships no default bundle: "
                        + "/io/rlpips/nowhere/manifest.json is not on the class path");
    }

    @Test
    void theDefaultBundlePassesItsChecksAndCanBeDetectedWith() {
        assumeThatThereIsOne();

        Manifest manifest = BundleReader.readDefault().manifest();

        assertThat(manifest.recommendedThreshold()).isPresent();
        assertThat(manifest.calibration()).isPresent();
        assertThat(manifest.training()).isPresent();
    }

    @Test
    void theDefaultBundleIsSmallAndSaysByWhichCommandsItWasMade() throws IOException, URISyntaxException {
        assumeThatThereIsOne();
        Path folder = Path.of(manifest().toURI()).getParent();
        ModelBundle bundle = BundleReader.readDefault();

        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }

        assertThat(bytes).isLessThan(10_000_000);
        // another bundle needs other commands
        assertThat(folder.resolve("COMMANDS.md")).content().contains(bundle.modelId(), bundle.modelHash());
    }

    private static void assumeThatThereIsOne() {
        assumeTrue(manifest() != null, "skipped: this build ships no default bundle");
    }

    private static URL manifest() {
        return ClassPathSource.class.getResource(ClassPathSource.DEFAULT_FOLDER + BundleSource.MANIFEST);
    }
}
