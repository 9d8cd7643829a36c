package io.rlpips.training.agreement;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How well a distance predicts whether judges take two pictures for the same (JND, Zhang et al. 2018): the area under
 * precision and recall of "same" when pairs are called same from the nearest on. Precision is interpolated as in the
 * Pascal VOC challenge: at each recall the best precision at that recall or beyond.
 *
 * @param averagePrecision 0 to 1; a metric that guesses has the mean share of "same"
 * @param pairs behind the score; a mean over families has their sum
 */
public record NoticeableDifferenceScore(double averagePrecision, int pairs) {
    /**
     * A judged pair.
     *
     * @param distance smaller is closer
     * @param sameShare share of judges who said "same", 0 to 1
     */
    public record Judged(double distance, double sameShare) {}

    /**
     * @param pairs in any order; equally distant ones are called together
     * @throws RlpipsException INVALID_ARGUMENT when no judge of any pair said "same"
     */
    public static NoticeableDifferenceScore of(List<Judged> pairs) {
        double same = pairs.stream().mapToDouble(Judged::sameShare).sum();
        if (!(same > 0)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "a JND score of %d pairs that nobody took for the same".formatted(pairs.size()));
        }
        List<Judged> nearestFirst = new ArrayList<>(pairs);
        nearestFirst.sort(Comparator.comparingDouble(Judged::distance));
        double[] found = new double[pairs.size()];
        double sum = 0;
        for (int i = 0; i < found.length; i++) {
            sum += nearestFirst.get(i).sameShare();
            found[i] = sum;
        }
        return new NoticeableDifferenceScore(area(nearestFirst, found) / same, pairs.size());
    }

    /** From the furthest pair to the nearest, so that the best precision beyond is known. */
    private static double area(List<Judged> nearestFirst, double[] found) {
        double area = 0;
        double bestBeyond = 0;
        int end = nearestFirst.size();
        while (end > 0) {
            int begin = end - 1;
            while (begin > 0
                    && nearestFirst.get(begin - 1).distance()
                            == nearestFirst.get(end - 1).distance()) {
                begin--;
            }
            bestBeyond = Math.max(bestBeyond, found[end - 1] / end);
            area += bestBeyond * (found[end - 1] - (begin == 0 ? 0 : found[begin - 1]));
            end = begin;
        }
        return area;
    }
}
