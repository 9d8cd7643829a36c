package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.schemas.Outcome;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.PolicyKind;
import io.rlpips.schemas.ReferenceState;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** References that are replaced and removed, and policies that change, as an upload sees them. */
class LifecycleITCase {
    private static DetectorStack stack;

    @BeforeAll
    static void start(@TempDir Path directory) {
        stack = DetectorStack.startDeliveringAtOnce(directory);
        stack.startReferenceJob(new TestingModel(), 2);
        stack.startDetectorJob(new TestingModel(), 2);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void aReplacedReferenceMatchesItsNewPictureOnlyAndARemovedOneNothing() throws Exception {
        register("poster", "posters", 10);
        assertThat(judge("before-old", 10).getBestReferenceId()).isEqualTo("poster");
        assertThat(judge("before-new", 11).getOutcome()).isEqualTo(Outcome.CLEAR);

        register("poster", "posters", 11);
        assertThat(judge("after-old", 10).getOutcome()).isEqualTo(Outcome.CLEAR);
        assertThat(judge("after-new", 11).getOutcome()).isEqualTo(Outcome.MATCHED);

        stack.removeReference("poster");
        awaitState("poster", ReferenceState.REMOVED, 1);
        assertThat(judge("removed", 11).getOutcome()).isEqualTo(Outcome.CLEAR);
    }

    @Test
    void aRejectedReplacementLeavesTheOldVersionActiveAndSaysSo() throws Exception {
        register("logo", "logos", 20);

        stack.sendReference("logo", "logos", new byte[] {1, 2, 3});
        ReferenceStatus rejected = awaitState("logo", ReferenceState.REJECTED, 1);

        assertThat(rejected.getCategory()).isEqualTo(RejectCategory.NOT_AN_IMAGE);
        assertThat(rejected.getReason()).endsWith("; the version before it stays active");
        assertThat(rejected.getBank()).isEqualTo("logos");
        assertThat(judge("still", 20).getOutcome()).isEqualTo(Outcome.MATCHED);
    }

    @Test
    void aFeaturelessReferenceIsRejected() throws Exception {
        stack.sendReference("white", "default", TestPictures.blank());

        assertThat(awaitState("white", ReferenceState.REJECTED, 1).getCategory())
                .isEqualTo(RejectCategory.INVALID_ARGUMENT);
    }

    @Test
    void aPolicyGovernsTheUploadsAfterItAndIsNamedInTheVerdict() throws Exception {
        register("stock-photo", "stock", 30);
        assertThat(judge("governed-0", 30).getOutcome()).isEqualTo(Outcome.MATCHED);

        stack.sendPolicy(policy(PolicyKind.EXCLUDE, true));
        Verdict excluded = judge("governed-1", 30);
        stack.sendPolicy(policy(PolicyKind.MATCH, false));
        Verdict disabled = judge("governed-2", 30);
        stack.send(Subjects.POLICIES, "stock", null);
        Verdict withdrawn = judge("governed-3", 30);

        assertThat(excluded.getOutcome()).isEqualTo(Outcome.EXCLUDED);
        assertThat(excluded.getAlerts()).isZero();
        assertThat(excluded.getPolicies())
                .extracting(version -> version.getBank())
                .contains("stock");
        assertThat(disabled.getOutcome()).isEqualTo(Outcome.CLEAR);
        assertThat(withdrawn.getOutcome()).isEqualTo(Outcome.MATCHED);
        assertThat(withdrawn.getPolicies()).isEmpty();
    }

    private static Policy policy(PolicyKind kind, boolean enabled) {
        return Policy.newBuilder()
                .setBank("stock")
                .setKind(kind)
                .setEnabled(enabled)
                .build();
    }

    private static void register(String id, String bank, int seed) throws Exception {
        long before = stack.readAllDecoded(Subjects.REFERENCE_STATUS).stream()
                .filter(status -> status.getReferenceId().equals(id) && status.getState() == ReferenceState.ACTIVE)
                .count();
        stack.sendReference(id, bank, TestPictures.png(seed));
        awaitState(id, ReferenceState.ACTIVE, before + 1);
    }

    private static ReferenceStatus awaitState(String id, ReferenceState state, long times) throws Exception {
        List<ReferenceStatus> all = stack.await(
                Subjects.REFERENCE_STATUS,
                statuses -> statuses.stream()
                                .filter(status -> status.getReferenceId().equals(id) && status.getState() == state)
                                .count()
                        >= times);
        return all.stream()
                .filter(status -> status.getReferenceId().equals(id) && status.getState() == state)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static Verdict judge(String uploadId, int seed) throws Exception {
        return stack.judge(uploadId, TestPictures.nearCopy(seed));
    }
}
