package io.rlpips.local.replay;

import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Disposition;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A match of a replay, of the time, or of both.
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
    /** What became of the match. */
    public enum Kind {
        /** There was none then. */
        NEW,
        /** There is none any more. */
        LOST,
        /** There was one then and is now, and otherwise is decided what people see of it. */
        CHANGED,
        /** It was decided as it is now. */
        SAME
    }

    /**
     * A distance as one model measures it.
     *
     * @param threshold that it was held against; null where it was not
     * @param decision about the match; null where it is none
     */
    public record Measured(double distance, Double threshold, String modelId, Decision decision) {
        static Measured of(Alert alert) {
            return new Measured(alert.getDistance(), alert.getThreshold(), alert.getModelId(), Decision.of(alert));
        }

        /** Of two that do not match, or whose match nobody told of. */
        static Measured only(double distance, String modelId) {
            return new Measured(distance, null, modelId, null);
        }
    }

    /**
     * What a match means for people.
     *
     * @param disputed whether it says that most reviewed alerts of the reference were dismissed
     */
    public record Decision(Disposition disposition, boolean disputed) {
        static Decision of(Alert alert) {
            return new Decision(alert.getDisposition(), alert.getDisputed());
        }

        /** @return as one reads it */
        public String text() {
            return disposition.name().toLowerCase(Locale.ROOT) + (disputed ? ", disputed" : "");
        }

        boolean alert() {
            return disposition == Disposition.RAISED;
        }
    }

    /** @return whether it is about an alert: a match that repeats one, or of a reference in quarantine, is none */
    public boolean alert() {
        return switch (kind) {
            case NEW -> now.decision().alert();
            case LOST, SAME -> then.decision().alert();
            case CHANGED -> true;
        };
    }

    Difference measuredThen(Measured distance) {
        return new Difference(kind, uploadId, upload, uploadBrokerTimeMillis, referenceId, bank, distance, now);
    }

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
        Decision decision = measured.decision();
        map.put("disposition", decision == null ? null : decision.disposition().name());
        map.put("disputed", decision == null ? null : decision.disputed());
        return map;
    }
}
