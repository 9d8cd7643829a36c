package io.rlpips.metric.image;

import java.util.Arrays;

/**
 * The colour of a few neighbouring lines taken together: one value a channel that may rise or fall steadily along the
 * side, from the medians of the two halves, so that neither noise nor a signature in a corner bends it.
 */
final class BandColour {
    /** Of 255, from one end of a side to the other: what is steeper is content. */
    static final double MOST_SLOPE = 32;

    /** Share of a line's segments that may hold something else: a signature, a logo. */
    static final double OUTLIER_SHARE = 1.0 / 8;

    private final int segments;
    private final double[] middle = new double[3];
    private final double[] slope = new double[3];

    /** @param means mean red, green and blue of each segment in turn */
    BandColour(double[] means) {
        segments = means.length / 3;
        for (int channel = 0; channel < 3; channel++) {
            double near = median(means, channel, 0, (segments + 1) / 2);
            double far = median(means, channel, segments / 2, segments);
            double limit = MOST_SLOPE / 2;
            middle[channel] = (near + far) / 2;
            slope[channel] = Math.max(-limit, Math.min(limit, far - near)) * 2 / segments;
        }
    }

    /** @return how far the segments lie from this colour on average, the worst of them left out; in levels of 255 */
    double departure(double[] means) {
        return withoutTheWorst(departures(means));
    }

    /** @return how far the segments of two lines lie from each other on average, likewise */
    static double distance(double[] means, double[] others) {
        double[] distances = new double[means.length / 3];
        for (int i = 0; i < means.length; i++) {
            distances[i / 3] += Math.abs(means[i] - others[i]) / 3;
        }
        return withoutTheWorst(distances);
    }

    /** @return share of the segments that lie at least that far from this colour */
    double shareDeparting(double[] means, double least) {
        return Arrays.stream(departures(means))
                        .filter(departure -> departure >= least)
                        .count()
                / (double) segments;
    }

    private static double withoutTheWorst(double[] departures) {
        Arrays.sort(departures);
        int kept = departures.length - (int) (departures.length * OUTLIER_SHARE);
        return Arrays.stream(departures, 0, kept).sum() / kept;
    }

    private double[] departures(double[] means) {
        double[] departures = new double[segments];
        for (int segment = 0; segment < segments; segment++) {
            double fromMiddle = segment - (segments - 1) / 2.0;
            for (int channel = 0; channel < 3; channel++) {
                double expected = middle[channel] + slope[channel] * fromMiddle;
                departures[segment] += Math.abs(means[segment * 3 + channel] - expected) / 3;
            }
        }
        return departures;
    }

    private static double median(double[] means, int channel, int from, int until) {
        double[] values = new double[until - from];
        for (int i = 0; i < values.length; i++) {
            values[i] = means[(from + i) * 3 + channel];
        }
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
}
