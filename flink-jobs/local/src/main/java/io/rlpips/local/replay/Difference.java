package io.rlpips.local.replay;

import io.rlpips.schemas.BrokerPosition;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An alert of a replay, of the time, or of both.
 *
 * @param then how near the two were for the model of the time; null where nobody told
 * @param now how near they are for the model of the replay; null where nobody told
 */
public record Difference(
        Kind kind,
        String uploadId,
        BrokerPosition upload,
        long uploadBrokerTimeMillis,
        String referenceId,
        String bank,
        Measured then,
        Measured now) {
    /** What became of the alert. */
    public enum Kind {
        /** It was not raised then. */
        NEW,
        /** It is not raised any more. */
        LOST,
        /** It was raised then and is now. */
        SAME
    }

    /**
     * A distance as one model measures it.
     *
     * @param threshold that it was held against; null where it was not
     */
    public record Measured(double distance, Double threshold, String modelId) {}

    /** @return the same with a distance that was measured afterwards */
    Difference measuredNow(Measured distance) {
        return new Difference(kind, uploadId, upload, uploadBrokerTimeMillis, referenceId, bank, then, distance);
    }

    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", kind.name());
        map.put("uploadId", uploadId);
        map.put(
                "upload",
                Map.of("topic", upload.getTopic(), "partition", upload.getPartition(), "offset", upload.getOffset()));
        map.put("uploadBrokerTimeMillis", uploadBrokerTimeMillis);
        map.put("referenceId", referenceId);
        map.put("bank", bank);
        map.put("then", then == null ? null : map(then));
        map.put("now", now == null ? null : map(now));
        return map;
    }

    private static Map<String, Object> map(Measured measured) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("distance", measured.distance());
        map.put("threshold", measured.threshold());
        map.put("modelId", measured.modelId());
        return map;
    }
}
