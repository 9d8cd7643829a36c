package io.rlpips.training.detection;

import io.rlpips.metric.bundle.CalibrationCurve;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Sets thresholds on pairs of unrelated pictures. Pairs that share a picture are not independent: a plain wall is near to
 * many things. The bootstrap therefore draws pictures, of both lists and with replacement, not pairs.
 */
final class FalseMatchStudy {
    static final int RESAMPLINGS = 1000;
    private static final int NAMED_PAIRS = 10;
    private static final int FEWEST_KEPT = 1000;
    /** So many times the pairs at the highest rate, which is what resampling may need. */
    static final int KEPT_FACTOR = 5;

    private final PictureEmbedding embedding;
    private final Path scratch;
    private final List<Double> rates;
    private final long seed;

    /** @param rates that thresholds are set at, falling */
    FalseMatchStudy(PictureEmbedding embedding, Path scratch, List<Double> rates, long seed) {
        this.rates = rates;
        this.embedding = embedding;
        this.scratch = scratch;
        this.seed = seed;
    }

    FalseMatches measure(
            ViewScheme views, List<NamedPicture> background, List<NamedPicture> others, EvaluationListener listener) {
        PairSample sample = sample(views, background, others, listener);
        return new FalseMatches(
                views.name(),
                background.size(),
                others.size(),
                RESAMPLINGS,
                thresholds(sample, rates, seed),
                sample.curve(),
                named(sample, background, others));
    }

    /** @return the nearest pairs by name, for people to look at: as far apart as they are, handicaps left out */
    static List<FalseMatches.Pair> named(PairSample sample, List<NamedPicture> background, List<NamedPicture> others) {
        return sample.nearest().stream()
                .sorted(Comparator.comparingDouble(PicturePair::seen).thenComparing(PicturePair.NEAREST_FIRST))
                .limit(NAMED_PAIRS)
                .map(pair -> new FalseMatches.Pair(
                        pair.seen(),
                        background.get(pair.reference()).name(),
                        others.get(pair.query()).name()))
                .toList();
    }

    PairSample sample(
            ViewScheme views, List<NamedPicture> background, List<NamedPicture> others, EvaluationListener listener) {
        SmallestPairs smallest = new SmallestPairs(kept((long) background.size() * others.size(), rates));
        try (PairComparison comparison = new PairComparison(
                embedding, views, background.stream().map(NamedPicture::picture).toList(), scratch, listener)) {
            comparison.collect(others.stream().map(NamedPicture::picture).toList(), smallest, listener);
        }
        return new PairSample(background.size(), others.size(), smallest.sorted());
    }

    /**
     * @param rates that thresholds are set at, falling
     * @return how many of so many pairs have to be kept
     */
    static int kept(long pairs, List<Double> rates) {
        return (int) Math.min(pairs, Math.max(FEWEST_KEPT, KEPT_FACTOR * rates.get(0) * pairs));
    }

    /** @return one a rate; rates that the pairs say nothing about are left out */
    static List<Threshold> thresholds(PairSample sample, List<Double> rates, long seed) {
        CalibrationCurve curve = sample.curve();
        double farthest = sample.nearest().get(sample.nearest().size() - 1).distance();
        List<Resampled> resampled = new ArrayList<>();
        for (int i = 0; i < RESAMPLINGS; i++) {
            SplittableRandom random = Seeds.stream(seed, i);
            resampled.add(new Resampled(
                    sample.curve(drawn(random, sample.references()), drawn(random, sample.queries())), farthest));
        }
        return rates.stream()
                .filter(rate -> rate >= curve.lowestRate() && rate <= curve.highestRate())
                .filter(rate -> reached(curve, rate) > 0)
                .map(rate -> threshold(rate, sample, curve, resampled))
                .toList();
    }

    private static Threshold threshold(double rate, PairSample sample, CalibrationCurve curve, List<Resampled> others) {
        double distance = curve.distanceAt(rate);
        long rank = (long) Math.floor(rate * sample.pairs() * (1 + 1e-12));
        double rankDistance =
                rank == 0 ? 0 : sample.nearest().get((int) rank - 1).distance();
        double[] distances =
                others.stream().mapToDouble(other -> other.distanceAt(rate)).toArray();
        double[] rates =
                others.stream().mapToDouble(other -> other.rateAt(distance)).toArray();
        return new Threshold(
                rate, distance, Interval.middle95(distances), rank, rankDistance, Interval.middle95(rates));
    }

    /**
     * What other pictures would have said.
     *
     * @param curve empty where so few of the kept pairs were drawn that none can be fitted
     * @param farthest distance of the pairs that were kept: nothing is known beyond it
     */
    private record Resampled(Optional<CalibrationCurve> curve, double farthest) {
        double distanceAt(double rate) {
            return curve.map(known -> rate > known.highestRate() ? farthest : reached(known, rate))
                    .orElse(farthest);
        }

        double rateAt(double distance) {
            return curve.map(known -> known.falseMatchRateAt(Math.min(distance, highestDistance(known))))
                    .orElse(0.0);
        }
    }

    /** A tail may reach distance 0 before the rate does: nothing is near enough then. */
    private static double reached(CalibrationCurve curve, double rate) {
        try {
            return curve.distanceAt(rate);
        } catch (RlpipsException nothingIsNearEnough) {
            return 0;
        }
    }

    private static double highestDistance(CalibrationCurve curve) {
        return curve.points().get(curve.points().size() - 1).distance();
    }

    /** @return how often each of so many is drawn in as many draws with replacement */
    private static int[] drawn(SplittableRandom random, int count) {
        int[] times = new int[count];
        for (int i = 0; i < count; i++) {
            times[random.nextInt(count)]++;
        }
        return times;
    }
}
