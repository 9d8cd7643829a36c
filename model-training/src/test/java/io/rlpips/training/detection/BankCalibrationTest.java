package io.rlpips.training.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.bundle.CalibrationCurve.Basis;
import io.rlpips.metric.image.RgbImage;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;

/** Thresholds of banks on pairs whose distances are written down here. */
class BankCalibrationTest {
    private static final int SIDE = 100;

    /**
     * 10,000 pairs; the 200 nearest lie 1.001, 1.002, ... 1.200 apart. The 100th lies at 1.1, those below it on average
     * (0.099 + ... + 0.001) / 99 = 0.05 nearer: the tail falls by e for each 0.05.
     */
    private static final PairSample SAMPLE = sample(1);

    @Example
    void aRateThatPairsWereCountedAtIsTheDistanceOfThatPair() {
        BankThreshold threshold = threshold(SAMPLE, new BankTarget(0.2, 10, 1));

        assertThat(threshold.target().pairRate()).isEqualTo(0.02);
        assertThat(threshold.basis()).isEqualTo(Basis.COUNTED);
        assertThat(threshold.pairsWithin()).isEqualTo(200);
        assertThat(threshold.distance()).isCloseTo(1.2, within(1e-6));
        assertThat(threshold.pairs()).isEqualTo(10_000);
    }

    @Example
    void belowThe100thPairTheFittedTailSaysIt() {
        BankThreshold threshold = threshold(SAMPLE, new BankTarget(0.5, 100, 1));

        assertThat(threshold.basis()).isEqualTo(Basis.FITTED);
        assertThat(threshold.pairsWithin()).isEqualTo(50);
        assertThat(threshold.tailPairs()).isEqualTo(100);
        assertThat(threshold.distance()).isCloseTo(1.1 + 0.05 * Math.log(0.5), within(1e-6));
    }

    @Example
    void belowOnePairItIsExtrapolated() {
        BankThreshold threshold = threshold(SAMPLE, new BankTarget(0.001, 20, 1));

        assertThat(threshold.basis()).isEqualTo(Basis.EXTRAPOLATED);
        assertThat(threshold.pairsWithin()).isZero();
        assertThat(threshold.distance()).isCloseTo(1.1 + 0.05 * Math.log(0.005), within(1e-6));
    }

    @Example
    void everyViewCountsAsAReferenceMore() {
        assertThat(threshold(SAMPLE, new BankTarget(0.5, 20, 5)).distance())
                .isEqualTo(threshold(SAMPLE, new BankTarget(0.5, 100, 1)).distance());
    }

    @Example
    void theIntervalsHoldWhatTheyAreOf() {
        BankThreshold threshold = threshold(SAMPLE, new BankTarget(0.5, 100, 1));

        assertThat(threshold.distanceInterval().low()).isLessThan(threshold.distance());
        assertThat(threshold.distanceInterval().high()).isGreaterThan(threshold.distance());
        assertThat(threshold.falseAlertsInterval().low()).isLessThan(0.5);
        assertThat(threshold.falseAlertsInterval().high()).isGreaterThan(0.5).isLessThan(1.5);
        assertThat(threshold.resamplings()).isEqualTo(1000);
    }

    @Example
    void whatThePairsSayNothingAboutIsRefusedWithTheTargetAndTheReach() {
        assertThatThrownBy(() -> threshold(SAMPLE, new BankTarget(0.5, 10, 1)))
                .hasMessageContaining("0.5 false alerts per upload with 10 references")
                .hasMessageContaining("outside what 10000 pairs can say");
        assertThatThrownBy(() -> threshold(SAMPLE, new BankTarget(1e-6, 1_000_000, 1)))
                .hasMessageContaining("outside what 10000 pairs can say");
        assertThatThrownBy(() -> threshold(sample(0), new BankTarget(0.001, 20, 1)))
                .hasMessageContaining("no distance is small enough");
    }

    @Example
    void targetsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> new BankTarget(0, 1, 1)).hasMessageContaining("between 0 and 1");
        assertThatThrownBy(() -> new BankTarget(1, 1, 1)).hasMessageContaining("between 0 and 1");
        assertThatThrownBy(() -> new BankTarget(Double.NaN, 1, 1)).hasMessageContaining("between 0 and 1");
        assertThatThrownBy(() -> new BankTarget(0.1, 0, 1)).hasMessageContaining("0 references");
        assertThatThrownBy(() -> new BankTarget(0.1, 1, 0)).hasMessageContaining("0 views");
    }

    @Example
    void oneListIsDividedAndPlainPicturesAreLeftOut() {
        List<NamedPicture> all = List.of(picture(0), picture(1), plain(), picture(2), picture(3));

        CalibrationPictures halves = CalibrationPictures.halves(all);

        assertThat(halves.references()).extracting(NamedPicture::name).containsExactly("0", "3");
        assertThat(halves.uploads()).extracting(NamedPicture::name).containsExactly("1", "2");
        assertThat(halves.featureless()).isEqualTo(1);
        assertThatThrownBy(() -> CalibrationPictures.halves(List.of(picture(0), plain())))
                .hasMessageContaining("1 background pictures and 0 uploads");
    }

    private static BankThreshold threshold(PairSample sample, BankTarget target) {
        List<NamedPicture> pictures =
                IntStream.range(0, SIDE).mapToObj(BankCalibrationTest::picture).toList();
        return BankCalibration.threshold(
                sample, 0, target, 1, "one view", new CalibrationPictures(pictures, pictures, 0));
    }

    private static PairSample sample(double offset) {
        return new PairSample(
                SIDE,
                SIDE,
                IntStream.rangeClosed(1, 200)
                        .mapToObj(k -> new PicturePair(offset + k / 1000.0, k * 37 % SIDE, k * 53 % SIDE))
                        .toList());
    }

    private static NamedPicture picture(int seed) {
        byte[] pixels = new byte[4 * 4 * 3];
        new Random(seed).nextBytes(pixels);
        return new NamedPicture(String.valueOf(seed), new RgbImage(4, 4, pixels));
    }

    private static NamedPicture plain() {
        return new NamedPicture("plain", new RgbImage(4, 4, new byte[4 * 4 * 3]));
    }
}
