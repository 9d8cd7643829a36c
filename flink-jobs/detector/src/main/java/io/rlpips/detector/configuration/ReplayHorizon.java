package io.rlpips.detector.configuration;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Cleanup;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How far back the settings of the topics guarantee that everything a replay reads is still there. What a compacted
 * topic said at a moment is complete for {@code min.compaction.lag.ms} after it: a record that was replaced stays until
 * its successor is that old. Tombstones stay for {@code delete.retention.ms}: a reader that takes longer than that
 * through the topic takes what was removed for still there.
 */
public final class ReplayHorizon {
    private static final List<Subject<?>> READ = List.of(
            Subjects.UPLOADS,
            Subjects.VERDICTS,
            Subjects.ALERTS,
            Subjects.REJECTS,
            Subjects.FINGERPRINTS,
            Subjects.POLICIES,
            Subjects.MODELS,
            Subjects.REVIEWS);
    private static final long UNLIMITED = -1;

    private ReplayHorizon() {}

    /**
     * A setting under which something of the range may be gone.
     *
     * @param oldest the first upload that could be replayed under it; empty where it guarantees none
     */
    public record Gap(String topic, String setting, String value, Optional<Instant> oldest) {
        /** @return one line for people */
        public String text() {
            return oldest.map(moment -> "topic %s has %s=%s: a replay can begin at %s, not before"
                            .formatted(topic, setting, value, moment))
                    .orElseGet(() -> "topic %s has %s=%s: it does not guarantee that anything is kept for a replay"
                            .formatted(topic, setting, value));
        }
    }

    /**
     * @throws RlpipsException INVALID_ARGUMENT where something of the range may be gone, naming topic, setting, value and
     *     the oldest moment possible, unless {@link ReplayOptions#ALLOW_INCOMPLETE}
     */
    public static void require(Configuration configuration, ReplayRange range, Instant now) {
        List<Gap> gaps = gaps(configuration, range, now);
        if (!gaps.isEmpty() && !configuration.get(ReplayOptions.ALLOW_INCOMPLETE)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "of %s not everything is guaranteed to be there: %s"
                            .formatted(
                                    range.text(),
                                    String.join(
                                            "; ", gaps.stream().map(Gap::text).toList())));
        }
    }

    /** @return every setting under which something of the range may be gone */
    public static List<Gap> gaps(Configuration configuration, ReplayRange range, Instant now) {
        List<Gap> gaps = new ArrayList<>();
        Topics.describe(configuration.get(DetectorOptions.BOOTSTRAP_SERVERS), configuration, READ)
                .forEach((subject, settings) -> limits(subject, settings).forEach((setting, keptMillis) -> {
                    Optional<Instant> oldest = oldest(keptMillis, reach(subject, configuration), now);
                    if (oldest.isEmpty() || range.fromMillis() < oldest.get().toEpochMilli()) {
                        gaps.add(new Gap(
                                Topics.name(subject, configuration),
                                setting,
                                settings.get(setting).value(),
                                oldest));
                    }
                }));
        return gaps;
    }

    /** @return for each setting that bounds what is kept for how long, in milliseconds; 0 for not at all */
    private static Map<String, Long> limits(Subject<?> subject, Config settings) {
        boolean deletes =
                settings.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().contains("delete");
        if (subject.cleanup() == Cleanup.BY_KEY) {
            // What stands may be as old as the deployment, so age must not end it.
            return deletes && number(settings, TopicConfig.RETENTION_MS_CONFIG) != UNLIMITED
                    ? Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, 0L)
                    : new TreeMap<>(Map.of(
                            TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                            number(settings, TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG),
                            TopicConfig.DELETE_RETENTION_MS_CONFIG,
                            number(settings, TopicConfig.DELETE_RETENTION_MS_CONFIG)));
        }
        return number(settings, TopicConfig.RETENTION_BYTES_CONFIG) == UNLIMITED
                ? Map.of(TopicConfig.RETENTION_MS_CONFIG, number(settings, TopicConfig.RETENTION_MS_CONFIG))
                : Map.of(TopicConfig.RETENTION_BYTES_CONFIG, 0L);
    }

    /**
     * @return how far back behind the first upload what is asked for may lie: the control topics are asked for what they
     *     said the visibility delay before it, the reviews of a horizon decide whether its reference is disputed, and the
     *     alerts of a while before it which floods and repeats stand
     */
    private static Duration reach(Subject<?> subject, Configuration configuration) {
        if (subject == Subjects.ALERTS) {
            return DetectorOptions.guardWindow(configuration);
        }
        Duration delay = configuration.get(DetectorOptions.VISIBILITY_DELAY);
        if (subject == Subjects.REVIEWS) {
            return configuration.get(DetectorOptions.REPLAY_HORIZON).plus(delay);
        }
        return subject.cleanup() == Cleanup.BY_KEY ? delay : Duration.ZERO;
    }

    private static Optional<Instant> oldest(long keptMillis, Duration reach, Instant now) {
        if (keptMillis == 0) {
            return Optional.empty();
        }
        if (keptMillis == UNLIMITED || keptMillis >= now.toEpochMilli()) {
            return Optional.of(Instant.EPOCH);
        }
        return Optional.of(now.minusMillis(keptMillis).plus(reach));
    }

    private static long number(Config settings, String setting) {
        return Long.parseLong(settings.get(setting).value());
    }
}
