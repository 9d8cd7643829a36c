package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.util.List;
import org.apache.flink.core.execution.JobClient;

/**
 * The promise: a read_committed reader sees one verdict or one reject an upload and one record a match, whatever failed
 * in between.
 */
final class Accounts {
    private Accounts() {}

    /** Waits for the last decision, then stops the job, which commits whatever it may have had more to say. */
    static void check(DetectorStack stack, Traffic traffic, JobClient running) throws Exception {
        int matches = stack
                .await(Subjects.VERDICTS, all -> all.size() >= traffic.uploads().size())
                .stream()
                .mapToInt(Verdict::getAlerts)
                .sum();
        stack.await(Subjects.ALERTS, all -> all.size() >= matches);
        stack.await(Subjects.REJECTS, all -> all.size() >= traffic.broken().size());
        stack.stop(running);
        List<Verdict> verdicts = stack.readAllDecoded(Subjects.VERDICTS);
        Oracle.of(stack).check(verdicts, traffic.uploads(), DetectorStack.VISIBILITY_DELAY_MS);
        assertThat(stack.readAllDecoded(Subjects.ALERTS))
                .extracting(Alert::getAlertId)
                .hasSize(matches)
                .doesNotHaveDuplicates();
        assertThat(stack.readAllDecoded(Subjects.REJECTS))
                .extracting(Reject::getRecordId)
                .containsExactlyInAnyOrderElementsOf(traffic.broken());
    }
}
