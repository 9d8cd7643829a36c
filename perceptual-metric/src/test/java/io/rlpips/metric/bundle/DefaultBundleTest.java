package io.rlpips.metric.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rlpips.metric.failure.RlpipsException;
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
        assumeTrue(
                ClassPathSource.class.getResource(ClassPathSource.DEFAULT_FOLDER + BundleSource.MANIFEST) != null,
                "skipped: this build ships no default bundle");

        Manifest manifest = BundleReader.readDefault().manifest();

        assertThat(manifest.recommendedThreshold()).isPresent();
        assertThat(manifest.calibration()).isPresent();
        assertThat(manifest.training()).isPresent();
    }
}
