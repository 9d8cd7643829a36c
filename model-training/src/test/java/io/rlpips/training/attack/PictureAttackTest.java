package io.rlpips.training.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureAttackTest {
    private static final ModelBundle BUNDLE = TestBundles.random(64, 3);
    private static final ProjectedGradient ATTACK = new ProjectedGradient(10, 2.5, 0.75);

    private final RgbImage original = DrawnPictures.waves(150, 110, 2, 8);

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 8})
    void noSampleOfTheFullSizePictureChangesByMoreThanTheBudget(int largestChange) {
        AttackedPicture attacked = evade(original, largestChange / 255.0);

        assertThat(attacked.picture().width()).isEqualTo(original.width());
        assertThat(attacked.picture().height()).isEqualTo(original.height());
        assertThat(largestChange(attacked.picture())).isEqualTo(largestChange);
    }

    @Test
    void thePictureKeepsItsBudgetAtTheEdgesOfTheValidRange() {
        byte[] pixels = new byte[80 * 80 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i / 240 % 2 == 0 ? 254 : 1);
        }
        RgbImage stripes = new RgbImage(80, 80, pixels);

        RgbImage attacked = evade(stripes, 8 / 255.0).picture();

        for (int i = 0; i < pixels.length; i++) {
            assertThat(Math.abs((attacked.pixels()[i] & 0xff) - (pixels[i] & 0xff)))
                    .isLessThanOrEqualTo(8);
        }
    }

    @Test
    void theStatedDistanceIsWhatTheDetectorWillMeasure() {
        AttackedPicture attacked = evade(original, 8 / 255.0);

        assertThat(detectorsDistance(original, attacked.picture())).isCloseTo(attacked.distance(), within(1e-4));
    }

    @Test
    void theAttackGetsThroughTheResizesFurtherThanNoise() {
        AttackedPicture attacked = evade(original, 8 / 255.0);
        byte[] noisy = original.pixels().clone();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < noisy.length; i++) {
            int moved = (noisy[i] & 0xff) + (random.nextBoolean() ? 8 : -8);
            noisy[i] = (byte) Math.max(0, Math.min(255, moved));
        }

        double unguided = detectorsDistance(original, new RgbImage(original.width(), original.height(), noisy));

        assertThat(attacked.distance()).isGreaterThan(3 * unguided);
    }

    private static AttackedPicture evade(RgbImage picture, double epsilon) {
        try (PictureAttack attack = new PictureAttack(BUNDLE, ATTACK, DeviceChoice.CPU)) {
            return attack.evade(picture, Budget.largestChange(epsilon), 5);
        }
    }

    private int largestChange(RgbImage attacked) {
        int largest = 0;
        for (int i = 0; i < attacked.pixels().length; i++) {
            int change = Math.abs((attacked.pixels()[i] & 0xff) - (original.pixels()[i] & 0xff));
            largest = Math.max(largest, change);
        }
        return largest;
    }

    private static double detectorsDistance(RgbImage first, RgbImage second) {
        Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);
        try (PerceptualModel model = PerceptualModel.load(BUNDLE, DeviceChoice.CPU)) {
            List<Fingerprint> prints = model.embed(List.of(
                    canonicaliser.canonicalise(first).master(),
                    canonicaliser.canonicalise(second).master()));
            return model.distance(prints.get(0), prints.get(1)).distance();
        }
    }
}
