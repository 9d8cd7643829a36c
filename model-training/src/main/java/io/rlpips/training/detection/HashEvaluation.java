package io.rlpips.training.detection;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import io.rlpips.training.baseline.PerceptualHash;
import io.rlpips.training.distortion.StandardEdit;
import io.rlpips.training.distortion.StandardEdits;
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
        String table = "Recall, %s, %s".formatted(ViewScheme.ONE_VIEW.name(), what);
        List<StandardEdit> edits = StandardEdits.ONE_VIEW;
        List<boolean[]> found = workers.map(
                IntStream.range(0, pictures.size()).boxed().toList(),
                index -> found(edits, pictures.get(index).picture(), index, threshold));
        return IntStream.range(0, edits.size())
                .mapToObj(edit -> Figure.share(
                        table,
                        edits.get(edit).name(),
                        (int) found.stream().filter(row -> row[edit]).count(),
                        pictures.size(),
                        Map.of("threshold", threshold + " bits")))
                .toList();
    }

    /** The edits have the seeds that the models' tables give them. */
    private boolean[] found(List<StandardEdit> edits, RgbImage picture, int index, int threshold) {
        BigInteger original = hash.bits(picture);
        boolean[] found = new boolean[edits.size()];
        for (int edit = 0; edit < found.length; edit++) {
            long chance = Seeds.stream(plan.seed(), edit, index).nextLong();
            RgbImage copy = edits.get(edit).with(chance).apply(picture);
            found[edit] = original.xor(hash.bits(copy)).bitCount() <= threshold;
        }
        return found;
    }
}
