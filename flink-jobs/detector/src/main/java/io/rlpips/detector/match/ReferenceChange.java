package io.rlpips.detector.match;

import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.metric.search.Validity;
import java.util.List;
import java.util.Optional;

/**
 * A record of the fingerprints topic: from its broker time on these rows, and no earlier ones, stand for the reference
 * as the model sees it.
 *
 * @param model that made the rows; of a removal only its id is known
 * @param version offset of the record; larger is later for the same reference and model
 * @param removed whether nothing stands for the reference from then on; the fields below then say nothing but
 *     {@code reference}
 * @param reference the record on the references topic that the rows were made from, or that is disabled; of a removal
 *     it lies on no topic
 * @param validFromMillis first broker time of an upload that it is compared with; {@link Long#MIN_VALUE}: any
 * @param validUntilMillis first broker time of an upload that it no longer is; {@link Long#MAX_VALUE}: any
 * @param master its master image, encoded; empty where the rows are whole
 */
public record ReferenceChange(
        String referenceId,
        ModelIdentity model,
        long version,
        long brokerTimeMillis,
        boolean removed,
        String bank,
        Coordinates reference,
        long referenceBrokerTimeMillis,
        long validFromMillis,
        long validUntilMillis,
        byte[] master,
        List<FingerprintRow> rows) {
    private static final Coordinates NOWHERE = new Coordinates("", 0, 0);
    private static final byte[] NOTHING = {};

    /**
     * @param visibilityDelayMs an upload of broker time t asks for the moment t less this; so does a validity given in
     *     broker time of uploads
     * @return the moments at which the rows count; empty where they never do
     */
    public Optional<Validity> validity(long visibilityDelayMs) {
        if (removed) {
            return Optional.empty();
        }
        long from = Math.max(brokerTimeMillis, momentOf(validFromMillis, visibilityDelayMs));
        long until = momentOf(validUntilMillis, visibilityDelayMs);
        return until <= from ? Optional.empty() : Optional.of(new Validity(from, until));
    }

    private static long momentOf(long uploadMillis, long visibilityDelayMs) {
        boolean unlimited = uploadMillis == Long.MIN_VALUE || uploadMillis == Long.MAX_VALUE;
        return unlimited ? uploadMillis : uploadMillis - visibilityDelayMs;
    }

    /** @return that nothing stands for the reference, whatever was there before */
    public static ReferenceChange removal(String referenceId, String modelId, long version, long brokerTimeMillis) {
        return disabled(referenceId, modelId, version, brokerTimeMillis, NOWHERE);
    }

    /**
     * @param reference the record on the references topic that is disabled
     * @return that nothing stands for the reference, unless a newer record of it is there already
     */
    static ReferenceChange disabled(
            String referenceId, String modelId, long version, long brokerTimeMillis, Coordinates reference) {
        return new ReferenceChange(
                referenceId,
                new ModelIdentity(modelId, "", ""),
                version,
                brokerTimeMillis,
                true,
                "",
                reference,
                0,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                NOTHING,
                List.of());
    }
}
