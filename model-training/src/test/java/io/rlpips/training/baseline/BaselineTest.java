package io.rlpips.training.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.Seeds;
import io.rlpips.training.TestBundles;
import io.rlpips.training.distortion.GaussianNoise;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every measure, whatever it measures. */
class BaselineTest {
    private static final List<Baseline> BASELINES = Arrays.stream(BaselineKind.values())
            .map(kind -> kind.create(() -> TestBundles.random(64, 5), 1))
            .toList();

    private final RgbImage picture = DrawnPictures.waves(64, 64, 1, 1);
    private final RgbImage other = DrawnPictures.waves(64, 64, 2, 2);

    static List<Baseline> baselines() {
        return BASELINES;
    }

    @AfterAll
    static void free() {
        BASELINES.forEach(Baseline::close);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("baselines")
    void equalPicturesAreAtDistanceZero(Baseline baseline) {
        assertThat(baseline.distance(picture, picture)).isZero();
        RgbImage flat = flat(64, 64, 90);
        assertThat(baseline.distance(flat, flat)).isZero();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("baselines")
    void differentPicturesAreApartTheSameBothWays(Baseline baseline) {
        double distance = baseline.distance(picture, other);

        assertThat(distance).isPositive();
        assertThat(baseline.distance(other, picture)).isCloseTo(distance, within(1e-6 * distance));
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("baselines")
    void moreNoiseIsFurther(Baseline baseline) {
        double last = 0;
        for (int sigma : new int[] {4, 12, 36, 100}) {
            double distance = baseline.distance(picture, noisy(picture, sigma));
            if (baseline instanceof PerceptualHash) {
                // a few bits turn at some strengths and none at others
                assertThat(distance).as("sigma %d", sigma).isGreaterThanOrEqualTo(last);
            } else {
                assertThat(distance).as("sigma %d", sigma).isGreaterThan(last);
            }
            last = distance;
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("baselines")
    void threadsDoNotDisturbEachOther(Baseline baseline) {
        List<RgbImage> pictures = DrawnPictures.several(8, 64, 4);
        List<Double> alone =
                pictures.stream().map(one -> baseline.distance(picture, one)).toList();

        List<Double> together = IntStream.range(0, 5 * pictures.size())
                .parallel()
                .mapToObj(i -> baseline.distance(picture, pictures.get(i % pictures.size())))
                .toList();

        for (int i = 0; i < together.size(); i++) {
            assertThat(together.get(i)).isEqualTo(alone.get(i % alone.size()));
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("baselines")
    void picturesNeedNotBeSquare(Baseline baseline) {
        RgbImage wide = DrawnPictures.waves(83, 65, 1, 1);

        assertThat(baseline.distance(wide, noisy(wide, 40))).isPositive().isFinite();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("baselines")
    void differentSizesAreRefusedWithBoth(Baseline baseline) {
        assertThatThrownBy(() -> baseline.distance(picture, flat(65, 64, 0)))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining(baseline.name())
                .hasMessageContaining("64 x 64")
                .hasMessageContaining("65 x 64");
    }

    @Test
    void meanSquareAndPeakSignalOfAKnownDifference() {
        RgbImage dark = flat(8, 8, 100);
        RgbImage light = flat(8, 8, 151);

        assertThat(new MeanSquaredError().figure(dark, light)).isCloseTo(0.04, within(1e-12));
        assertThat(new PeakSignalToNoise().figure(dark, light)).isCloseTo(13.979, within(1e-3));
        assertThat(new PeakSignalToNoise().distance(flat(8, 8, 0), flat(8, 8, 255)))
                .as("0 dB")
                .isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void scalesAreThoseThatTheWindowFitsInto() {
        assertThat(MultiScaleSimilarity.weights(176)).hasSize(5);
        assertThat(MultiScaleSimilarity.weights(175)).hasSize(4);
        assertThat(MultiScaleSimilarity.weights(64)).hasSize(3);
        assertThat(MultiScaleSimilarity.weights(11)).hasSize(1);
        assertThat(Arrays.stream(MultiScaleSimilarity.weights(64)).sum()).isCloseTo(1.0001, within(1e-9));
    }

    @Test
    void onlyTheColourVariantSeesAChangeOfColourAlone() {
        byte[] base = new byte[picture.pixels().length];
        byte[] shifted = new byte[base.length];
        for (int i = 0; i < base.length; i++) {
            base[i] = (byte) (60 + (picture.pixels()[i] & 0xff) / 3);
            // red and green against each other: the luminance 0.299 R + 0.587 G + 0.114 B stays
            shifted[i] = (byte) (base[i] + (i % 3 == 0 ? 57 : i % 3 == 1 ? -29 : 0));
        }

        double luminance =
                FeatureSimilarity.ofLuminance().distance(new RgbImage(64, 64, base), new RgbImage(64, 64, shifted));
        double colour =
                FeatureSimilarity.ofColour().distance(new RgbImage(64, 64, base), new RgbImage(64, 64, shifted));

        assertThat(luminance).isCloseTo(0, within(1e-3));
        assertThat(colour).isGreaterThan(10 * luminance);
    }

    @Test
    void anEnsembleIsAFunctionOfItsSeed() {
        try (Baseline first = BaselineKind.E_LPIPS.create(() -> TestBundles.random(64, 5), 7);
                Baseline same = BaselineKind.E_LPIPS.create(() -> TestBundles.random(64, 5), 7);
                Baseline another = BaselineKind.E_LPIPS.create(() -> TestBundles.random(64, 5), 8)) {
            double distance = first.distance(picture, other);

            assertThat(same.distance(picture, other)).isEqualTo(distance);
            assertThat(another.distance(picture, other)).isNotEqualTo(distance);
        }
    }

    @Test
    void aTransformationThatChangesNothingGivesThePicture() {
        RandomTransformation nothing =
                new RandomTransformation(0, 0, 1, false, false, new int[] {0, 1, 2}, new double[] {1, 1, 1});
        float[] samples = new float[3 * 64 * 64];

        nothing.write(picture, samples, 0);

        for (int i = 0; i < 64 * 64; i++) {
            assertThat(samples[i]).isCloseTo((picture.pixels()[3 * i] & 0xff) / 127.5f - 1, within(1e-5f));
        }
    }

    @Test
    void namesAreThoseOfTheList() {
        assertThat(BASELINES.stream().map(Baseline::name))
                .containsExactly("l2", "psnr", "ssim", "ms-ssim", "fsim", "fsimc", "e-lpips", "phash");
        assertThat(BaselineKind.of(List.of("all"))).containsExactly(BaselineKind.values());
        assertThat(BaselineKind.of(List.of("ssim", "l2"))).containsExactly(BaselineKind.L2, BaselineKind.SSIM);
        assertThatThrownBy(() -> BaselineKind.of(List.of("sim")))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("'sim'")
                .hasMessageContaining("ms-ssim");
    }

    private static RgbImage noisy(RgbImage picture, int sigma) {
        return new GaussianNoise(sigma, Seeds.stream(3, sigma).nextLong()).apply(picture);
    }

    private static RgbImage flat(int width, int height, int value) {
        byte[] pixels = new byte[width * height * 3];
        Arrays.fill(pixels, (byte) value);
        return new RgbImage(width, height, pixels);
    }
}
