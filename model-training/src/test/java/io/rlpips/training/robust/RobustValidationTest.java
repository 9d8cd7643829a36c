package io.rlpips.training.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import io.rlpips.training.attack.Budget.Norm;
import io.rlpips.training.distortion.StandardEdit;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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

    @Test
    void everyPictureHasANoiseOfItsOwnThatIsTheSameInEveryRound() {
        StandardEdit noise = RobustValidation.edits().stream()
                .filter(edit -> edit.name().equals("noise"))
                .findFirst()
                .orElseThrow();
        List<RgbImage> alike = Collections.nCopies(40, DrawnPictures.waves(32, 32, 1, 5));

        List<RgbImage> copies = RobustValidation.copies(noise, alike);

        assertThat(copies).hasSize(40).doesNotHaveDuplicates();
        assertThat(RobustValidation.copies(noise, alike)).isEqualTo(copies);
    }

    @Test
    void everyPictureIsAttackedFromAStartOfItsOwnThatIsTheSameInEveryRound() {
        // two batches of 32
        List<RgbImage> alike = Collections.nCopies(64, DrawnPictures.waves(32, 32, 1, 5));
        RobustValidation validation = new RobustValidation(Norm.L_INF, alike, alike, 1);
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            RobustValidation.Attacked attacked = new RobustValidation.Attacked(
                    PerceptualModel.lpips(TestBundles.random(32, 3), manager), manager, 0.1);

            float[] distances = validation.reached(attacked, alike, alike, 0.03, 1);

            for (int i = 0; i < 32; i++) {
                assertThat(distances[32 + i]).as("of picture %d", i).isNotEqualTo(distances[i]);
            }
            assertThat(validation.reached(attacked, alike, alike, 0.03, 1)).isEqualTo(distances);
        }
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
