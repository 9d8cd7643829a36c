package io.rlpips.training.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CanonicalViewTest {
    private static final int INPUT = 64;

    @Property(tries = 30)
    void showsWhatTheDetectorShowsButForItsRounding(
            @ForAll @IntRange(min = 20, max = 700) int width,
            @ForAll @IntRange(min = 20, max = 700) int height,
            @ForAll @IntRange(max = 9) int pattern) {
        RgbImage picture = DrawnPictures.waves(width, height, pattern, 3);
        CanonicalView view = new CanonicalView(width, height, INPUT);
        float[] shown = new float[view.samples()];

        view.show(samples(picture), shown, 0);

        // the master is rounded, then the input: half a level each
        float[] expected =
                samples(CanonicalView.exactly(List.of(picture), INPUT).get(0));
        assertThat(shown).containsExactly(expected, within(1.01f / 255));
    }

    @Property(tries = 30)
    void gradientsGoBackThroughTheTranspose(
            @ForAll @IntRange(min = 20, max = 700) int width,
            @ForAll @IntRange(min = 20, max = 700) int height,
            @ForAll long seed) {
        CanonicalView view = new CanonicalView(width, height, INPUT);
        float[] picture = random(3 * width * height, seed);
        float[] gradient = random(view.samples(), seed + 1);
        float[] shown = new float[view.samples()];
        view.show(picture, shown, 0);

        float[] back = view.backwards(gradient, random(picture.length, seed + 2));

        assertThat(product(picture, back)).isCloseTo(product(shown, gradient), within(1e-3));
    }

    private static float[] samples(RgbImage picture) {
        int plane = picture.width() * picture.height();
        float[] samples = new float[3 * plane];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (picture.pixels()[i % plane * 3 + i / plane] & 0xff) / 255f;
        }
        return samples;
    }

    private static float[] random(int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }

    private static double product(float[] first, float[] second) {
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += (double) first[i] * second[i];
        }
        return sum;
    }
}
