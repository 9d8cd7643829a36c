package io.rlpips.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.failure.RlpipsException;
import org.junit.jupiter.api.Test;

class PairwiseBenchTest {
    private static final ModelBundle BUNDLE = BundleReader.readDefault();

    @Test
    void bothWaysDecideAlikeAndWhatAPairTakesIsCountedForEveryReference() {
        PairwiseResult result = new PairwiseBench(BUNDLE, 20, 10, 4, 0.1, 5).measure(24, done -> {});

        assertThat(result.differences()).isZero();
        assertThat(result.matches()).isBetween(1, 19);
        assertThat(result.pairwiseUploadSeconds()).isEqualTo(24 * result.pairSeconds() / 20, within(1e-12));
        assertThat(result.searchedUploadSeconds()).isEqualTo(result.searchSeconds() / 10, within(1e-12));
        assertThat(result.ratio())
                .isEqualTo(result.pairwiseUploadSeconds() / result.searchedUploadSeconds(), within(1e-9));
        assertThat(result.line()).contains("24 references", "of 20 pairs match, 0 are decided differently");
    }

    @Test
    void noPairsAreRefused() {
        assertThatThrownBy(() -> new PairwiseBench(BUNDLE, 0, 10, 4, 0.1, 5))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("0 pairs, 10 uploads in batches of 4: each needs at least 1");
    }
}
