package io.rlpips.training.detection;

import java.util.List;
import java.util.Map;

/**
 * One measured number of a model's tables.
 *
 * @param table which it belongs to
 * @param row within the table
 * @param value the number; of a share, {@code count / of}
 * @param count successes behind a share
 * @param of trials behind a share; 0 if the value is no share
 * @param interval of 95 %, or none
 * @param conditions under which it was measured, by name; budgets in pixel and tensor units
 */
public record Figure(
        String table,
        String row,
        double value,
        int count,
        int of,
        List<Interval> interval,
        Map<String, String> conditions) {
    /** Of the one-sided bound that is printed beside every rate of attacks. */
    static final double CONFIDENCE = 0.95;

    public Figure {
        interval = List.copyOf(interval);
    }

    static Figure share(String table, String row, int count, int of, Map<String, String> conditions) {
        return new Figure(table, row, (double) count / of, count, of, List.of(), conditions);
    }

    static Figure number(String table, String row, double value, Map<String, String> conditions) {
        return new Figure(table, row, value, 0, 0, List.of(), conditions);
    }

    static Figure number(String table, String row, double value, Interval interval, Map<String, String> conditions) {
        return new Figure(table, row, value, 0, 0, List.of(interval), conditions);
    }

    /** @return of a share, the one-sided 95 % bound from above (Clopper-Pearson) */
    public double upperBound() {
        return BinomialBound.upper(count, of, CONFIDENCE);
    }

    /** @return of a share, the one-sided 95 % bound from below (Clopper-Pearson) */
    public double lowerBound() {
        return BinomialBound.lower(count, of, CONFIDENCE);
    }
}
