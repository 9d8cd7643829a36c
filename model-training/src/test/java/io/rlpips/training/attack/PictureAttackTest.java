package io.rlpips.training.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureAttackTest {
    private static final ModelBundle BUNDLE = TestBundles.random(64, 3);
    private static final ProjectedGradient ATTACK = new ProjectedGradient(10, 2.5, 0.75);

    private static final double NEVER = Double.POSITIVE_INFINITY;

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

    @Test
    void picturesOfSeveralSizesComeBackInTheirOrder() {
        List<RgbImage> originals = List.of(
                original,
                DrawnPictures.waves(64, 64, 1, 1),
                DrawnPictures.waves(150, 110, 4, 1),
                DrawnPictures.waves(64, 64, 3, 1));
        Budget budget = Budget.length(1);

        List<AttackedPicture> attacked = attacking(attack -> attack.evade(originals, budget, NEVER, 1, 5));

        for (int i = 0; i < originals.size(); i++) {
            RgbImage before = originals.get(i);
            RgbImage after = attacked.get(i).picture();
            assertThat(after.width()).isEqualTo(before.width());
            assertThat(lengthOfChange(before, after)).isBetween(0.8, 1.0);
            assertThat(attacked.get(i).distance()).isCloseTo(detectorsDistance(before, after), within(1e-4));
            assertThat(attacked.get(i).looks()).isEqualTo(ATTACK.looks());
        }
    }

    @Test
    void aFramedPictureComesCloserToTheTargetAndStopsOnceItMatches() {
        RgbImage target = DrawnPictures.waves(90, 90, 5, 1);
        Budget budget = Budget.largestChange(8 / 255.0);

        AttackedPicture closest = attacking(attack -> attack.frame(List.of(original), target, budget, -1, 1, 5))
                .get(0);
        double threshold = (closest.distanceBefore() + closest.distance()) / 2;
        AttackedPicture matching = attacking(attack -> attack.frame(List.of(original), target, budget, threshold, 2, 5))
                .get(0);

        assertThat(closest.reached()).isFalse();
        assertThat(closest.distance()).isLessThan(0.95 * closest.distanceBefore());
        assertThat(closest.distance()).isCloseTo(detectorsDistance(target, closest.picture()), within(1e-4));
        assertThat(matching.reached()).isTrue();
        assertThat(matching.looks()).isLessThan(closest.looks());
    }

    @Test
    void optGoesForTheFeaturesAndMovesTheDistanceWithThem() {
        try (PictureAttack attack = new PictureAttack(BUNDLE, new OptAttack(8), DeviceChoice.CPU)) {
            AttackedPicture attacked = attack.evadeFeatures(List.of(original), OptAttack.PAPER_BUDGET, 1e-3, 5)
                    .get(0);

            assertThat(attacked.reached()).isTrue();
            assertThat(attacked.distance()).isCloseTo(detectorsDistance(original, attacked.picture()), within(1e-4));
            assertThat(largestChange(attacked.picture())).isLessThanOrEqualTo(12);
        }
    }

    @Test
    void ssaTakesFromPicturesOfSeveralSizesThatTheyStandOut() {
        List<RgbImage> originals = List.of(
                original,
                DrawnPictures.waves(64, 64, 1, 1),
                DrawnPictures.waves(150, 110, 4, 1),
                DrawnPictures.waves(90, 90, 3, 1));
        List<AttackedPicture> attacked;
        try (PictureAttack attack = new PictureAttack(BUNDLE, new SimilarityAttack(8), DeviceChoice.CPU)) {
            attacked = attack.evadeSimilarity(originals, Budget.largestChange(8 / 255.0), NEVER, 5);
        }

        for (int i = 0; i < originals.size(); i++) {
            RgbImage before = originals.get(i);
            RgbImage after = attacked.get(i).picture();
            assertThat(largestChange(before, after)).isBetween(1, 8);
            assertThat(attacked.get(i).distance()).isCloseTo(detectorsDistance(before, after), within(1e-4));
            assertThat(lead(originals, i, after)).isLessThan(0.95 * lead(originals, i, before));
        }
    }

    @Test
    void aPictureThatWouldFillTheHeapIsRefused() {
        PictureAttack.requireRoom(4000, 3000, 3L << 30);

        assertThatThrownBy(() -> PictureAttack.requireRoom(8000, 6000, 3L << 30))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        failure -> assertThat(failure.category()).isEqualTo(FailureCategory.TOO_MANY_PIXELS))
                .hasMessageContaining("8000 x 6000");
    }

    /** How much farther the farthest of the other originals is than the own one. */
    private static double lead(List<RgbImage> originals, int own, RgbImage upload) {
        double farthest = 0;
        for (int other = 0; other < originals.size(); other++) {
            if (other != own) {
                farthest = Math.max(farthest, detectorsDistance(originals.get(other), upload));
            }
        }
        return farthest - detectorsDistance(originals.get(own), upload);
    }

    private static List<AttackedPicture> attacking(Function<PictureAttack, List<AttackedPicture>> attacking) {
        try (PictureAttack attack = new PictureAttack(BUNDLE, ATTACK, DeviceChoice.CPU)) {
            return attacking.apply(attack);
        }
    }

    private static double lengthOfChange(RgbImage before, RgbImage after) {
        double squares = 0;
        for (int i = 0; i < before.pixels().length; i++) {
            double change = ((before.pixels()[i] & 0xff) - (after.pixels()[i] & 0xff)) / 255.0;
            squares += change * change;
        }
        return Math.sqrt(squares);
    }

    private static AttackedPicture evade(RgbImage picture, double epsilon) {
        try (PictureAttack attack = new PictureAttack(BUNDLE, ATTACK, DeviceChoice.CPU)) {
            return attack.evade(picture, Budget.largestChange(epsilon), 5);
        }
    }

    private int largestChange(RgbImage attacked) {
        return largestChange(original, attacked);
    }

    private static int largestChange(RgbImage before, RgbImage after) {
        int largest = 0;
        for (int i = 0; i < after.pixels().length; i++) {
            int change = Math.abs((after.pixels()[i] & 0xff) - (before.pixels()[i] & 0xff));
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
