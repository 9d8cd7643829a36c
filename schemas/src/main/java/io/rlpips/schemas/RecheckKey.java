package io.rlpips.schemas;

/** Key of a record on {@code rechecks}, so that all that is asked twice of an upload and a reference is one key. */
public final class RecheckKey {
    private RecheckKey() {}

    /** @return {@code topic-partition@offset|referenceId}; a topic's name has no {@code @}, so no two pairs share a text */
    public static String text(BrokerPosition upload, String referenceId) {
        return "%s-%d@%d|%s".formatted(upload.getTopic(), upload.getPartition(), upload.getOffset(), referenceId);
    }
}
