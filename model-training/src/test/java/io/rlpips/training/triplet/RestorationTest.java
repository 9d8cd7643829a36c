package io.rlpips.training.triplet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The arithmetic that families are made of. */
class RestorationTest {
    private static final RgbImage PICTURE = DrawnPictures.waves(24, 20, 1, 1);

    @Test
    void aWienerFilterWithoutNoiseUndoesItsBlur() {
        Raster sharp = Raster.of(PICTURE);

        Raster restored = WienerFilter.of(sharp.blurred(0.8), 0.8, 1e-9);

        assertThat(distance(restored, sharp)).isLessThan(0.5);
        assertThat(distance(sharp.blurred(0.8), sharp)).isGreaterThan(2);
    }

    @Test
    void aBlurKeepsTheMean() {
        assertThat(mean(Raster.of(PICTURE).blurred(2.5))).isCloseTo(mean(Raster.of(PICTURE)), within(0.01));
    }

    @ParameterizedTest
    @EnumSource(Upscaling.class)
    void aFlatPictureStaysFlatWhenItGrows(Upscaling upscaling) {
        Raster flat = Raster.of(PICTURE).mapped(value -> 77);

        Raster large = upscaling.to(flat, 61, 53);

        assertThat(large.width()).isEqualTo(61);
        assertThat(large.height()).isEqualTo(53);
        for (float sample : large.samples()) {
            assertThat(sample).isCloseTo(77, within(1e-3f));
        }
    }

    @ParameterizedTest
    @EnumSource(Upscaling.class)
    void aPictureOfTheSameSizeIsItself(Upscaling upscaling) {
        assertThat(upscaling.to(Raster.of(PICTURE), 24, 20).toImage()).isEqualTo(PICTURE);
    }

    @Test
    void aShiftByWholePixelsMovesPixels() {
        Raster moved = Raster.of(PICTURE).moved(Motion.shift(24, 20, 0, 3));

        assertThat(moved.toImage().sample(5, 7, 1)).isEqualTo(PICTURE.sample(8, 7, 1));
        assertThat(moved.toImage().sample(23, 7, 1)).isEqualTo(PICTURE.sample(23, 7, 1));
    }

    @Test
    void aWarpIsAsLongAsAsked() {
        Motion warp = Motion.warp(24, 20, 2.5, new SplittableRandom(1));

        double longest = 0;
        for (int i = 0; i < warp.dx().length; i++) {
            longest = Math.max(longest, Math.hypot(warp.dx()[i], warp.dy()[i]));
        }
        assertThat(longest).isCloseTo(2.5, within(1e-9));
    }

    private static double distance(Raster one, Raster other) {
        return mean(one.combined(other, (mine, theirs) -> Math.abs(mine - theirs)));
    }

    private static double mean(Raster raster) {
        double sum = 0;
        for (float sample : raster.samples()) {
            sum += sample;
        }
        return sum / raster.samples().length;
    }
}
