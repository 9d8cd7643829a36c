package io.rlpips.local.erasure;

import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How long the settings of a topic keep a record at least. The broker may keep it for longer: it compacts closed segments
 * only, and when it comes to it.
 *
 * @param policy of the cleanup, as it is set
 * @param minCompactionLagMs how long a record stays after it was replaced or ended
 * @param deleteRetentionMs how long a tombstone stays after that
 * @param retentionMs how long any record stays where old ones are deleted; below 0 for ever
 */
record Keeping(String policy, long minCompactionLagMs, long deleteRetentionMs, long retentionMs) {
    static Keeping of(Map<String, String> settings) {
        return new Keeping(
                settings.get(TopicConfig.CLEANUP_POLICY_CONFIG),
                number(settings, TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG),
                number(settings, TopicConfig.DELETE_RETENTION_MS_CONFIG),
                number(settings, TopicConfig.RETENTION_MS_CONFIG));
    }

    boolean compacts() {
        return policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT);
    }

    /** @return from when on a record may go that was written then; empty for never */
    OptionalLong byAge(long writtenMillis) {
        boolean deletes = policy.contains(TopicConfig.CLEANUP_POLICY_DELETE);
        return deletes && retentionMs >= 0 ? OptionalLong.of(later(writtenMillis, retentionMs)) : OptionalLong.empty();
    }

    /** @return from when on what a key was ended with, or what was before that, may go; empty for never */
    OptionalLong byCompaction(long endedMillis, boolean tombstone) {
        if (!compacts()) {
            return OptionalLong.empty();
        }
        long compacted = later(endedMillis, minCompactionLagMs);
        return OptionalLong.of(tombstone ? later(compacted, deleteRetentionMs) : compacted);
    }

    /** @return the earlier of two moments, of which either may never come */
    static OptionalLong earlier(OptionalLong one, OptionalLong other) {
        return LongStream.concat(one.stream(), other.stream()).min();
    }

    /** @return the settings by which something stays for ever */
    String text() {
        return "%s=%s, %s=%d"
                .formatted(TopicConfig.CLEANUP_POLICY_CONFIG, policy, TopicConfig.RETENTION_MS_CONFIG, retentionMs);
    }

    private static long later(long millis, long byMs) {
        return byMs > Long.MAX_VALUE - millis ? Long.MAX_VALUE : millis + byMs;
    }

    private static long number(Map<String, String> settings, String name) {
        return Long.parseLong(settings.get(name));
    }
}
