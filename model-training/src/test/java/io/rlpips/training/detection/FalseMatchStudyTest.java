package io.rlpips.training.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.training.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Example;

/** Thresholds on numbers whose distribution is known. */
class FalseMatchStudyTest {
    private static final List<Double> RATES = List.of(1e-5, 1e-6, 1e-7);
    private static final int REFERENCES = 1000;
    private static final int QUERIES = 2000;

    /** Log rates rise linearly with the distance: rate(d) = exp((d - 1) / 0.05). */
    private static final double SCALE = 0.05;

    @Example
    void thresholdsAreTheQuantilesAndExtrapolationsAreMarked() {
        List<Threshold> thresholds = FalseMatchStudy.thresholds(independent(), RATES, 1);

        assertThat(thresholds).extracting(Threshold::falseMatchRate).containsExactly(1e-5, 1e-6, 1e-7);
        for (Threshold threshold : thresholds) {
            assertThat(threshold.distance())
                    .as("at %s", threshold.falseMatchRate())
                    .isCloseTo(quantile(threshold.falseMatchRate()), within(0.04));
            assertThat(threshold.distanceInterval().low()).isLessThan(threshold.distance());
            assertThat(threshold.distanceInterval().high()).isGreaterThan(threshold.distance());
            assertThat(threshold.rateInterval().low()).isLessThan(threshold.falseMatchRate());
            assertThat(threshold.rateInterval().high()).isGreaterThan(threshold.falseMatchRate());
        }
        assertThat(thresholds).extracting(Threshold::rank).containsExactly(20L, 2L, 0L);
        assertThat(thresholds).extracting(Threshold::extrapolated).containsExactly(false, false, true);
        assertThat(thresholds.get(0).rankDistance()).isCloseTo(quantile(1e-5), within(0.05));
        assertThat(thresholds.get(2).rankDistance()).isZero();
    }

    @Example
    void theIntervalIsWiderWhereOnePictureIsInManyPairs() {
        PairSample independent = independent();
        // the same distances, but all of them with the first few references
        PairSample shared = new PairSample(
                REFERENCES,
                QUERIES,
                independent.nearest().stream()
                        .map(pair -> new PicturePair(pair.distance(), pair.reference() % 3, pair.query()))
                        .toList());

        Interval narrow =
                FalseMatchStudy.thresholds(independent, RATES, 1).get(0).distanceInterval();
        Interval wide = FalseMatchStudy.thresholds(shared, RATES, 1).get(0).distanceInterval();

        assertThat(wide.high() - wide.low()).isGreaterThan(1.5 * (narrow.high() - narrow.low()));
    }

    @Example
    void theSameSeedGivesTheSameIntervals() {
        assertThat(FalseMatchStudy.thresholds(independent(), RATES, 4))
                .isEqualTo(FalseMatchStudy.thresholds(independent(), RATES, 4));
    }

    @Example
    void countingEveryPictureOnceIsTheSampleItself() {
        PairSample sample = independent();
        int[] references = new int[REFERENCES];
        int[] queries = new int[QUERIES];
        Arrays.fill(references, 1);
        Arrays.fill(queries, 1);

        assertThat(sample.curve(references, queries)).contains(sample.curve());
    }

    @Example
    void aPictureThatIsNotDrawnTakesItsPairsAlong() {
        PairSample sample = independent();
        int[] references = new int[REFERENCES];
        int[] queries = new int[QUERIES];
        Arrays.fill(references, 1);
        Arrays.fill(queries, 1);
        references[sample.nearest().get(0).reference()] = 0;

        assertThat(sample.curve(references, queries)
                        .orElseThrow()
                        .points()
                        .get(0)
                        .distance())
                .isGreaterThan(sample.curve().points().get(0).distance());
    }

    @Example
    void expectedFalseMatchesAreTheRateTimesTheReferences() {
        FalseMatches matches = new FalseMatches(
                "one view",
                REFERENCES,
                QUERIES,
                1000,
                FalseMatchStudy.thresholds(independent(), RATES, 1),
                independent().curve(),
                List.of());

        List<Figure> figures = ThresholdFigures.of(matches);

        assertThat(figures)
                .filteredOn(figure -> figure.row().equals("1e-06, one view, 100,000 references"))
                .singleElement()
                .satisfies(figure -> assertThat(figure.value()).isCloseTo(0.1, within(1e-12)));
        assertThat(figures)
                .filteredOn(figure -> figure.row().startsWith("1e-07"))
                .allSatisfy(figure -> assertThat(figure.row()).contains("extrapolated"));
    }

    @Example
    void whatOtherViewsHaveToBeNearerByStandsBesideEachThreshold() {
        FalseMatches matches = new FalseMatches(
                "views",
                REFERENCES,
                QUERIES,
                1000,
                FalseMatchStudy.thresholds(independent(), RATES, 1),
                independent().curve(),
                List.of());

        List<Figure> figures = ThresholdFigures.of(matches, ViewScheme.referenceViews(0.001), 1e-5);

        List<Figure> asTheyAre = ThresholdFigures.of(matches);
        double threshold = value(asTheyAre, "1e-05, views");
        assertThat(value(figures, "1e-05, views")).isEqualTo(threshold);
        assertThat(value(figures, "1e-05, views, other than as they are"))
                .isCloseTo(Math.max(0, threshold - 0.001), within(1e-15));
        assertThat(figures)
                .filteredOn(figure -> figure.row().contains("other than"))
                .as("at the rate that it was set for")
                .hasSize(1)
                .allSatisfy(
                        figure -> assertThat(figure.conditions().get("views")).contains("nearer by 0.001"));
        assertThat(asTheyAre).noneMatch(figure -> figure.row().contains("other than"));
    }

    private static double value(List<Figure> figures, String row) {
        return figures.stream()
                .filter(figure -> figure.row().equals(row))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static PairSample independent() {
        SplittableRandom random = Seeds.stream(11);
        long pairs = (long) REFERENCES * QUERIES;
        double[] rates = random.doubles(400, 0, 400.0 / pairs).sorted().toArray();
        return new PairSample(
                REFERENCES,
                QUERIES,
                IntStream.range(0, rates.length)
                        .mapToObj(i -> new PicturePair(
                                quantile(rates[i]), random.nextInt(REFERENCES), random.nextInt(QUERIES)))
                        .toList());
    }

    private static double quantile(double rate) {
        return 1 + SCALE * Math.log(rate);
    }
}
