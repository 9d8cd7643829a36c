package io.rlpips.training.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RobustValidationTest {
    /** As 400 pictures have with 6,000 others. */
    private static final long PAIRS = 2_400_000;

    @Test
    void theThresholdIsTheFittedDistanceOfOneFalseMatchInAMillion() {
        // of so many pairs the second nearest
        assertThat(RobustValidation.threshold(rising(2000, 0.2f), PAIRS)).isCloseTo(0.2, within(0.1));
        assertThat(RobustValidation.threshold(rising(100, 0.2f), 1000))
                .as("of fewer than a million the nearest")
                .isCloseTo(0.2, within(1e-6));
    }

    @Test
    void noDistanceIsSmallEnoughWhereManyPicturesAreThereTwice() {
        float[] someAlike = rising(2000, 0.2f);
        Arrays.fill(someAlike, 0, 30, 0);
        float[] hundredsAlike = rising(2000, 0.2f);
        Arrays.fill(hundredsAlike, 0, 300, 0);
        float[] hundredsEquallyFar = rising(2000, 0.2f);
        Arrays.fill(hundredsEquallyFar, 0, 300, 0.1f);

        assertThat(RobustValidation.threshold(someAlike, PAIRS)).isZero();
        assertThat(RobustValidation.threshold(hundredsAlike, PAIRS)).isZero();
        assertThat(RobustValidation.threshold(hundredsEquallyFar, PAIRS)).isZero();
    }

    /** @return distances from {@code first} to 1 */
    private static float[] rising(int count, float first) {
        float[] distances = new float[count];
        for (int i = 0; i < count; i++) {
            distances[i] = first + (1 - first) * i / (count - 1);
        }
        return distances;
    }
}
