package io.rlpips.detector.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subjects;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class DetectorOptionsTest {
    @Test
    void everyOptionHasAKeyOfItsOwnUnderOneNameAndIsDescribed() {
        List<ConfigOption<?>> options = DetectorOptions.all();

        assertThat(options).hasSizeGreaterThan(30).extracting(ConfigOption::key).doesNotHaveDuplicates();
        assertThat(options).allSatisfy(option -> {
            assertThat(option.key()).startsWith("rlpips.").matches("[a-z.-]+");
            assertThat(option.description()).isNotNull();
        });
    }

    @Test
    void topicsCarryTheBrokersTimeAndKeepWhatAReplayNeeds() {
        Configuration configuration = new Configuration();
        configuration.set(DetectorOptions.TOPIC_PREFIX, "test-");
        configuration.set(DetectorOptions.REPLAY_HORIZON, Duration.ofDays(2));

        assertThat(Topics.name(Subjects.UPLOADS, configuration)).isEqualTo("test-uploads");
        assertThat(Topics.settings(Subjects.UPLOADS, configuration))
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "172800000")
                .containsEntry("max.message.bytes", "25165824");
        assertThat(Topics.settings(Subjects.REVIEWS, configuration))
                .as("of the horizon before the oldest upload, too")
                .containsEntry("retention.ms", "345600000");
        assertThat(Topics.settings(Subjects.FINGERPRINTS, configuration))
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("cleanup.policy", "compact")
                .containsEntry("min.compaction.lag.ms", "172800000")
                .containsEntry("delete.retention.ms", "172800000");
    }

    @Test
    void theDefaultsPassTheCheckAndAValueOutOfRangeIsNamedWithItsLimit() {
        Configuration configuration = new Configuration();
        assertThatCode(() -> DetectorOptions.check(configuration)).doesNotThrowAnyException();

        configuration.set(DetectorOptions.BATCH_SIZE, 0);
        assertThatThrownBy(() -> DetectorOptions.check(configuration))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("rlpips.embed.batch-size is 0, needs at least 1");

        configuration.set(DetectorOptions.BATCH_SIZE, 1);
        configuration.set(DetectorOptions.TRANSACTION_TIMEOUT, Duration.ofMillis(500));
        assertThatThrownBy(() -> DetectorOptions.check(configuration))
                .hasMessage("rlpips.transaction.timeout is PT0.5S, needs more than rlpips.checkpoint-interval");
    }

    @Test
    void nothingLingersForLessThanNoTimeNorForLongerThanAClientWaits() {
        Configuration configuration = new Configuration();
        configuration.set(DetectorOptions.LINGER, Duration.ofMillis(-1));
        assertThatThrownBy(() -> DetectorOptions.check(configuration))
                .hasMessage("rlpips.embed.linger is PT-0.001S, needs at least 0 ms");

        configuration.set(DetectorOptions.LINGER, Duration.ZERO);
        configuration.set(DetectorOptions.UPLOAD_LINGER, Duration.ofMinutes(1));
        assertThatThrownBy(() -> DetectorOptions.check(configuration))
                .hasMessage("rlpips.upload-linger is PT1M, needs at most 10 s");

        configuration.set(DetectorOptions.UPLOAD_LINGER, Duration.ZERO);
        assertThatCode(() -> DetectorOptions.check(configuration)).doesNotThrowAnyException();
    }
}
