package io.rlpips.local.report;

import io.rlpips.local.score.PrecisionRecall;
import io.rlpips.local.score.PrecisionRecall.Judged;
import io.rlpips.local.score.ReceiverOperating;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Charts as SVG that takes its colours from the page's style sheet. Only numbers go into them. */
final class Charts {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 300;
    private static final int LEFT = 60;
    private static final int RIGHT = 20;
    private static final int TOP = 20;
    private static final int BOTTOM = 52;
    private static final int BINS = 60;
    private static final int SHARE_BINS = 20;
    private static final int DECADES = 7;

    private Charts() {}

    /** How many pairs lie at which distance, copies and others, on a logarithmic scale so that the few are seen. */
    static String histogram(List<Judged> pairs, double threshold) {
        double largest = Math.max(
                threshold * 1.5,
                pairs.stream()
                        .mapToDouble(Judged::distance)
                        .filter(Double::isFinite)
                        .max()
                        .orElse(1));
        double[][] bins = new double[2][BINS];
        for (Judged pair : pairs) {
            int bin = (int) Math.min(BINS - 1, pair.distance() / largest * BINS);
            bins[pair.copy() ? 1 : 0][bin] += pair.weight();
        }
        double most = 1;
        for (double[] series : bins) {
            for (double count : series) {
                most = Math.max(most, count);
            }
        }
        double decades = Math.ceil(Math.log10(most) + 0.05);
        StringBuilder svg = open("Histogram of the distances of " + pairs.size() + " pairs, copies and others");
        for (int decade = 0; decade <= decades; decade++) {
            gridRow(
                    svg,
                    decade / decades,
                    decade == 0 ? "1" : "10<tspan dy='-5' font-size='10'>" + decade + "</tspan>");
        }
        for (int tick = 0; tick <= 5; tick++) {
            tickColumn(svg, tick / 5.0, number(largest * tick / 5, 2));
        }
        for (int series = 0; series < 2; series++) {
            bars(svg, bins[series], decades, series == 0 ? "others" : "copies");
        }
        double at = x(threshold / largest);
        svg.append(
                format("<line class='threshold' x1='%.1f' x2='%.1f' y1='%d' y2='%d'/>", at, at, TOP, HEIGHT - BOTTOM));
        svg.append(format("<text class='mark' x='%.1f' y='%d'>threshold %.4g</text>", at + 6, TOP + 12, threshold));
        return close(svg, "distance", "pairs");
    }

    /**
     * How close matches came to the thresholds they were held against.
     *
     * @param shares distance by threshold of each match, 0 to 1
     */
    static String shares(List<Double> shares) {
        double[] bins = new double[SHARE_BINS];
        for (double share : shares) {
            bins[(int) Math.max(0, Math.min(SHARE_BINS - 1, share * SHARE_BINS))]++;
        }
        double most = Math.max(4, Math.ceil(Arrays.stream(bins).max().orElse(0) / 4) * 4);
        StringBuilder svg =
                open("Histogram of the distances of " + shares.size() + " matches as shares of the threshold");
        for (int tick = 0; tick <= 4; tick++) {
            gridRow(svg, tick / 4.0, number(most * tick / 4, 0));
        }
        for (int tick = 0; tick <= 5; tick++) {
            tickColumn(svg, tick / 5.0, 20 * tick + " %");
        }
        double slot = (WIDTH - LEFT - RIGHT) / (double) SHARE_BINS;
        for (int bin = 0; bin < SHARE_BINS; bin++) {
            bar(svg, "copies", LEFT + bin * slot, slot, bins[bin] / most);
        }
        return close(svg, "distance as a share of the threshold", "matches");
    }

    /** @param threshold the one in force, marked on the curve */
    static String precisionRecall(PrecisionRecall curve, double threshold) {
        StringBuilder svg = open("Precision against recall");
        for (int tick = 0; tick <= 5; tick++) {
            gridRow(svg, tick / 5.0, number(tick / 5.0, 1));
            tickColumn(svg, tick / 5.0, number(tick / 5.0, 1));
        }
        StringBuilder path = new StringBuilder();
        PrecisionRecall.Point inForce = null;
        double lastRecall = -1;
        for (PrecisionRecall.Point point : curve.points()) {
            boolean visible = Math.abs(point.recall() - lastRecall) > 5e-4 || point.precision() < 0.999;
            if (visible && path.length() < 200_000) {
                path.append(path.isEmpty() ? "M" : "L")
                        .append(format("%.1f %.1f", x(point.recall()), y(point.precision())));
                lastRecall = point.recall();
            }
            inForce = point.threshold() <= threshold ? point : inForce;
        }
        svg.append("<path class='curve' d='").append(path).append("'/>");
        if (inForce != null) {
            mark(svg, inForce.recall(), inForce.precision(), threshold);
        }
        return close(svg, "recall", "precision");
    }

    /** Recall against the share of other pairs that match, which is logarithmic because only the smallest are of use. */
    static String receiverOperating(ReceiverOperating curve, double threshold) {
        StringBuilder svg = open("Recall against the share of other pairs that match");
        for (int tick = 0; tick <= 5; tick++) {
            gridRow(svg, tick / 5.0, number(tick / 5.0, 1));
        }
        for (int decade = 0; decade <= DECADES; decade++) {
            String label =
                    decade == DECADES ? "1" : "10<tspan dy='-5' font-size='10'>-" + (DECADES - decade) + "</tspan>";
            tickColumn(svg, decade / (double) DECADES, label);
        }
        StringBuilder path = new StringBuilder();
        ReceiverOperating.Point inForce = null;
        double lastRecall = -1;
        for (ReceiverOperating.Point point : curve.points()) {
            if ((point.recall() != lastRecall || point.falsePositives() == 1) && path.length() < 200_000) {
                path.append(path.isEmpty() ? "M" : "L")
                        .append(format("%.1f %.1f", x(decade(point.falsePositives())), y(point.recall())));
                lastRecall = point.recall();
            }
            inForce = point.threshold() <= threshold ? point : inForce;
        }
        svg.append("<path class='curve' d='").append(path).append("'/>");
        if (inForce != null) {
            mark(svg, decade(inForce.falsePositives()), inForce.recall(), threshold);
        }
        return close(svg, "share of other pairs that match", "recall");
    }

    /** The point of a curve that the threshold in force stands for, told on the side where there is room. */
    private static void mark(StringBuilder svg, double across, double up, double threshold) {
        boolean left = across > 0.5;
        boolean below = up > 0.5;
        svg.append(format("<circle class='point' cx='%.1f' cy='%.1f' r='5'/>", x(across), y(up)));
        svg.append(format(
                "<text class='mark' text-anchor='%s' x='%.1f' y='%.1f'>threshold %.4g</text>",
                left ? "end" : "start", x(across) + (left ? -10 : 10), y(up) + (below ? 20 : -12), threshold));
    }

    /** @return where a share lies on a logarithmic axis; the smallest ones at its beginning */
    private static double decade(double share) {
        return share <= 0 ? 0 : Math.max(0, 1 + Math.log10(share) / DECADES);
    }

    private static void bars(StringBuilder svg, double[] counts, double decades, String series) {
        double slot = (WIDTH - LEFT - RIGHT) / (double) BINS;
        for (int bin = 0; bin < BINS; bin++) {
            if (counts[bin] > 0) {
                // A single pair still shows: the scale begins below one.
                double share = Math.min(1, (Math.log10(Math.max(1, counts[bin])) + 0.08) / decades);
                bar(svg, series, LEFT + bin * slot, slot, share);
            }
        }
    }

    private static void bar(StringBuilder svg, String series, double left, double width, double share) {
        svg.append(format(
                "<rect class='%s' x='%.1f' y='%.1f' width='%.1f' height='%.1f'/>",
                series, left + 0.5, y(share), width - 1, y(0) - y(share)));
    }

    private static StringBuilder open(String title) {
        return new StringBuilder(format(
                "<svg class='chart' viewBox='0 0 %d %d' role='img' aria-label='%s'><title>%s</title>",
                WIDTH, HEIGHT, title, title));
    }

    private static void gridRow(StringBuilder svg, double share, String label) {
        svg.append(format(
                "<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>", LEFT, WIDTH - RIGHT, y(share), y(share)));
        svg.append(format(
                "<text class='tick' text-anchor='end' x='%d' y='%.1f'>%s</text>", LEFT - 8, y(share) + 4, label));
    }

    private static void tickColumn(StringBuilder svg, double share, String label) {
        svg.append(format(
                "<text class='tick' text-anchor='middle' x='%.1f' y='%d'>%s</text>",
                x(share), HEIGHT - BOTTOM + 18, label));
    }

    private static String close(StringBuilder svg, String across, String up) {
        svg.append(format(
                "<text class='axis' text-anchor='middle' x='%d' y='%d'>%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, across));
        svg.append(format(
                "<text class='axis' text-anchor='middle' transform='translate(15 %d) rotate(-90)'>%s</text>",
                (TOP + HEIGHT - BOTTOM) / 2, up));
        return svg.append("</svg>").toString();
    }

    private static double x(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double share) {
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private static String number(double value, int digits) {
        return format("%." + digits + "f", value);
    }

    private static String format(String layout, Object... values) {
        return String.format(Locale.ROOT, layout, values);
    }
}
