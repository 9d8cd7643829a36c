package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.schemas.Outcome;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What each upload had to see, computed from nothing but the times the broker gave the records. */
final class Oracle {
    private final List<ConsumerRecord<byte[], byte[]>> changes;

    private Oracle(List<ConsumerRecord<byte[], byte[]>> changes) {
        this.changes = changes;
    }

    static Oracle of(DetectorStack stack) {
        List<ConsumerRecord<byte[], byte[]>> changes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : stack.readAll(Subjects.FINGERPRINTS)) {
            if (!Subjects.HEARTBEAT_KEY.equals(new String(record.key(), StandardCharsets.UTF_8))) {
                changes.add(record);
            }
        }
        return new Oracle(changes);
    }

    void check(List<Verdict> verdicts, List<String> uploads, long visibilityDelayMs) {
        assertThat(verdicts).extracting(Verdict::getUploadId).containsExactlyInAnyOrderElementsOf(uploads);
        for (Verdict verdict : verdicts) {
            assertThat(verdict.getVisibilityTimeMillis())
                    .isEqualTo(verdict.getUploadBrokerTimeMillis() - visibilityDelayMs);
            assertThat(verdict.getRowsSearched())
                    .as("references visible to %s at %d", verdict.getUploadId(), verdict.getVisibilityTimeMillis())
                    .isEqualTo(visibleAt(verdict.getVisibilityTimeMillis()));
        }
        assertThat(verdicts)
                .as("the test sees both outcomes")
                .extracting(Verdict::getOutcome)
                .contains(Outcome.MATCHED, Outcome.CLEAR);
        assertThat(verdicts)
                .as("the test sees references come and go")
                .extracting(Verdict::getRowsSearched)
                .anyMatch(rows -> rows > 10);
    }

    private long visibleAt(long moment) {
        Map<String, Boolean> standing = new HashMap<>();
        Map<String, Long> newest = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> change : changes) {
            String key = new String(change.key(), StandardCharsets.UTF_8);
            if (change.timestamp() <= moment && change.offset() >= newest.getOrDefault(key, -1L)) {
                newest.put(key, change.offset());
                standing.put(key, change.value() != null);
            }
        }
        return standing.values().stream().filter(stands -> stands).count();
    }
}
