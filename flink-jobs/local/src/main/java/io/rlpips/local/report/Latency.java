package io.rlpips.local.report;

import io.rlpips.local.session.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long decisions took, in milliseconds from the broker taking the upload; percentiles by nearest rank. */
record Latency(long p50, long p90, long p99, long max) {
    static Latency of(List<Outcome> outcomes) {
        Percentiles millis = Percentiles.of(outcomes.stream().mapToLong(Outcome::latencyMillis));
        return new Latency(millis.at(0.50), millis.at(0.90), millis.at(0.99), millis.at(1.00));
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("p50", p50);
        map.put("p90", p90);
        map.put("p99", p99);
        map.put("max", max);
        return map;
    }
}
