package io.rlpips.local.report;

import io.rlpips.local.session.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long decisions took, in milliseconds from the broker taking the upload; percentiles by nearest rank. */
record Latency(long p50, long p90, long p99, long max) {
    static Latency of(List<Outcome> outcomes) {
        long[] ascending =
                outcomes.stream().mapToLong(Outcome::latencyMillis).sorted().toArray();
        return new Latency(rank(ascending, 0.50), rank(ascending, 0.90), rank(ascending, 0.99), rank(ascending, 1.00));
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("p50", p50);
        map.put("p90", p90);
        map.put("p99", p99);
        map.put("max", max);
        return map;
    }

    private static long rank(long[] ascending, double share) {
        int at = (int) Math.ceil(share * ascending.length) - 1;
        return ascending.length == 0 ? 0 : ascending[Math.max(0, at)];
    }
}
