package io.rlpips.training.detection;

import io.rlpips.training.baseline.PerceptualHash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What a perceptual hash finds of the same edits, its threshold set on the same pairs at the same rate of false matches.
 * Hashes differ in whole bits, so the threshold is the largest number of bits at which the rate is kept.
 */
public final class HashEvaluation {
    private static final String NAME = "pHash";

    private final PerceptualHash hash = new PerceptualHash();
    private final DetectionPlan plan;
    private final DetectionData data;
    private final EvaluationListener listener;

    public HashEvaluation(DetectionPlan plan, DetectionData data, EvaluationListener listener) {
        this.plan = plan;
        this.data = data;
        this.listener = listener;
    }

    /** @return threshold and recall, in the tables of the models */
    public ModelFigures measure() {
        try (ParallelWork workers = new ParallelWork(plan.threads())) {
            long[] pairs = pairsByDifference(workers);
            int threshold = threshold(pairs, plan.falseMatchRate());
            List<Figure> figures = new ArrayList<>();
            figures.add(Figure.number(
                    ThresholdFigures.THRESHOLDS,
                    ThresholdFigures.rate(plan.falseMatchRate(), ViewScheme.ONE_VIEW.name()),
                    (double) threshold / hash.length(),
                    Map.of("bits", "%d of %d".formatted(threshold, hash.length()))));
            figures.addAll(recall(workers, "photos", data.photos(), threshold));
            figures.addAll(recall(workers, "native pictures", data.natives(), threshold));
            return new ModelFigures(NAME, "pHash of JImageHash, %d bits".formatted(hash.length()), "", figures);
        }
    }

    private long[] pairsByDifference(ParallelWork workers) {
        List<BigInteger> some = hashes(workers, data.background());
        List<BigInteger> others = hashes(workers, data.others());
        List<long[]> counts = workers.map(some, one -> {
            long[] count = new long[hash.length() + 1];
            others.forEach(other -> count[one.xor(other).bitCount()]++);
            return count;
        });
        long[] sum = new long[hash.length() + 1];
        counts.forEach(count -> IntStream.range(0, sum.length).forEach(bits -> sum[bits] += count[bits]));
        return sum;
    }

    private List<BigInteger> hashes(ParallelWork workers, List<NamedPicture> pictures) {
        listener.progress("hashing", 0, pictures.size());
        List<BigInteger> hashes = workers.map(pictures, picture -> hash.bits(picture.picture()));
        listener.progress("hashing", pictures.size(), pictures.size());
        return hashes;
    }

    /**
     * @param pairs unrelated pairs by the number of bits in which they differ
     * @return the most bits that may differ; -1 where even equal hashes are too common
     */
    static int threshold(long[] pairs, double rate) {
        long total = LongStream.of(pairs).sum();
        long matches = 0;
        for (int bits = 0; bits < pairs.length; bits++) {
            matches += pairs[bits];
            if (matches > rate * total) {
                return bits - 1;
            }
        }
        return pairs.length - 1;
    }

    private List<Figure> recall(ParallelWork workers, String what, List<NamedPicture> pictures, int threshold) {
        return new PairwiseRecall(workers, plan.seed())
                .measure(
                        what,
                        pictures,
                        original -> {
                            BigInteger known = hash.bits(original);
                            return copy -> known.xor(hash.bits(copy)).bitCount() <= threshold;
                        },
                        Map.of("threshold", threshold + " bits"));
    }
}
