package io.rlpips.training.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.Seeds;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private static final int SIDE = 24;
    private static final int LENGTH = 3 * SIDE * SIDE;
    private static final Augmentation NOTHING_BUT_MIRROR = new Augmentation(1, 1, 0, 0, 0);
    private static final Augmentation NOTHING_BUT_CROP = new Augmentation(0.2, 2, 0, 0, 0);

    @Property(tries = 50)
    void valuesStayInRange(@ForAll long seed, @ForAll @IntRange(min = 0, max = 9) int kind) {
        float[] varied = varied(Augmentation.STANDARD, DrawnPictures.waves(SIDE, SIDE, kind, 1), seed);

        for (float value : varied) {
            assertThat(value).isBetween(-1f, 1f);
        }
    }

    @Property(tries = 20)
    void theSameSeedGivesTheSameVariation(@ForAll long seed) {
        RgbImage picture = DrawnPictures.waves(SIDE, SIDE, 2, 3);

        assertThat(varied(Augmentation.STANDARD, picture, seed))
                .isEqualTo(varied(Augmentation.STANDARD, picture, seed));
    }

    @Property(tries = 20)
    void aCropOfAConstantPictureIsConstant(@ForAll long seed) {
        byte[] pixels = new byte[LENGTH];
        Arrays.fill(pixels, (byte) 200);

        for (float value : varied(NOTHING_BUT_CROP, new RgbImage(SIDE, SIDE, pixels), seed)) {
            assertThat(value).isCloseTo(200 / 127.5f - 1, within(1e-5f));
        }
    }

    @Test
    void differentSeedsGiveDifferentVariations() {
        RgbImage picture = DrawnPictures.waves(SIDE, SIDE, 2, 3);
        Set<Integer> seen = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            seen.add(Arrays.hashCode(varied(Augmentation.STANDARD, picture, seed)));
        }

        assertThat(seen).hasSize(20);
    }

    @Test
    void withoutCropAndColourThePictureComesBackOrItsMirrorImage() {
        RgbImage picture = DrawnPictures.waves(SIDE, SIDE, 1, 5);
        float[] plain = new float[LENGTH];
        Augmentation.plain(picture, plain, 0);
        int mirrored = 0;
        for (long seed = 0; seed < 20; seed++) {
            float[] varied = varied(NOTHING_BUT_MIRROR, picture, seed);
            boolean asItIs = Math.abs(varied[0] - plain[0]) < 1e-5;
            assertThat(varied).containsExactly(asItIs ? plain : mirror(plain), within(1e-5f));
            mirrored += asItIs ? 0 : 1;
        }

        assertThat(mirrored).isBetween(3, 17);
    }

    @Test
    void brightnessMovesTheMeanByAtMostItsSpread() {
        byte[] pixels = new byte[LENGTH];
        Arrays.fill(pixels, (byte) 100);
        RgbImage grey = new RgbImage(SIDE, SIDE, pixels);
        float lowest = 1;
        float highest = -1;
        for (long seed = 0; seed < 100; seed++) {
            float value = varied(new Augmentation(1, 1, 0.3, 0, 0), grey, seed)[0];
            lowest = Math.min(lowest, value);
            highest = Math.max(highest, value);
        }

        assertThat(lowest).isBetween(70 / 127.5f - 1.0001f, 80 / 127.5f - 1);
        assertThat(highest).isBetween(120 / 127.5f - 1, 130 / 127.5f - 0.9999f);
    }

    @Test
    void anImpossibleCropIsRefused() {
        assertThatThrownBy(() -> new Augmentation(0, 1.3, 0, 0, 0)).isInstanceOf(RlpipsException.class);
        assertThatThrownBy(() -> new Augmentation(0.5, 0.9, 0, 0, 0)).isInstanceOf(RlpipsException.class);
        assertThatThrownBy(() -> new Augmentation(0.5, 1, 1, 0, 0))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("brightness");
    }

    private static float[] varied(Augmentation augmentation, RgbImage picture, long seed) {
        float[] target = new float[LENGTH];
        augmentation.apply(picture, Seeds.stream(seed), target, 0);
        return target;
    }

    private static float[] mirror(float[] planes) {
        float[] mirrored = new float[planes.length];
        for (int i = 0; i < planes.length; i++) {
            mirrored[i / SIDE * SIDE + SIDE - 1 - i % SIDE] = planes[i];
        }
        return mirrored;
    }
}
