package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.Outcome;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.PolicyKind;
import io.rlpips.schemas.PolicyVersion;
import io.rlpips.schemas.ReferenceState;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.ReviewDecision;
import io.rlpips.schemas.SilencedMatch;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.UploadPurpose;
import io.rlpips.schemas.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies, reviews and the guard, as a consumer of the decisions sees them. */
class GuardITCase {
    private static final TestingModel MODEL = new TestingModel();

    private static DetectorStack stack;
    private static JobClient detector;

    @BeforeAll
    static void start(@TempDir Path directory) {
        stack = DetectorStack.startDeliveringAtOnce(directory);
        stack.startReferenceJob(MODEL, 2);
        detector = stack.flink.submit(stack.detector(settings(), MODEL, 2, inputs -> inputs), "detector");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void anExcludingBankSilencesAMatchAndTheVerdictShowsBoth() throws Exception {
        register("original", "films", 70);
        register("harmless", "stock", 70);
        stack.sendPolicy(
                Policy.newBuilder().setBank("stock").setKind(PolicyKind.EXCLUDE).build());

        Verdict verdict = stack.judge("both", TestPictures.shifted(70, 3));

        assertThat(verdict.getOutcome()).isEqualTo(Outcome.EXCLUDED);
        assertThat(verdict.getAlerts()).isZero();
        assertThat(verdict.getExcludingMatch().getReferenceId()).isEqualTo("harmless");
        assertThat(verdict.getExcludingMatch().getBank()).isEqualTo("stock");
        assertThat(verdict.getExcludedMatches())
                .extracting(SilencedMatch::getReferenceId)
                .containsExactly("original");
        assertThat(verdict.getExcludedMatches().get(0).getDistance())
                .isEqualTo(verdict.getExcludingMatch().getDistance());
    }

    @Test
    void aTenantsBankNeverSeesAnothersUploadsAndAShareOfTheUploadsIsTheSameShareEverywhere() throws Exception {
        register("secret", "private", 80);
        register("sampled", "sample", 81);
        stack.sendPolicy(Policy.newBuilder()
                .setBank("private")
                .setTenants(List.of("mine"))
                .build());
        stack.sendPolicy(
                Policy.newBuilder().setBank("sample").setSamplingRatio(0.5).build());
        stack.awaitVisibilityDelay();
        for (int i = 0; i < 12; i++) {
            stack.sendUpload("share-" + i, "mine", TestPictures.shifted(81, i % 8));
        }
        stack.sendUpload("theirs", "others", TestPictures.shifted(80, 1));
        stack.sendUpload("mine", "mine", TestPictures.shifted(80, 1));

        assertThat(verdict("theirs").getOutcome()).isEqualTo(Outcome.CLEAR);
        assertThat(verdict("theirs").getBestReferenceId()).isNull();
        assertThat(verdict("theirs").getPolicies())
                .as("nor does its tenant learn that there is such a bank")
                .extracting(PolicyVersion::getBank)
                .doesNotContain("private");
        assertThat(verdict("mine").getPolicies())
                .extracting(PolicyVersion::getBank)
                .contains("private");
        assertThat(verdict("mine").getOutcome()).isEqualTo(Outcome.MATCHED);
        List<Integer> judged = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            if (verdict("share-" + i).getOutcome() == Outcome.MATCHED) {
                judged.add(i);
            }
        }
        assertThat(judged).as("those whose digest is below a half").isEqualTo(SHARE);
    }

    /** By the first eight bytes of SHA-256 of (length of the tenant, tenant, upload id). */
    private static final List<Integer> SHARE = List.of(2, 3, 6, 8, 11);

    @Test
    void aLookupIsToldWhatIsKnownAndLeavesNoTraceWithTheReference() throws Exception {
        register("asked-for", "asked", 90);
        stack.sendPolicy(Policy.newBuilder()
                .setBank("asked")
                .setSamplingRatio(0.0)
                .setFloodLimitPerHour(1)
                .build());
        stack.awaitVisibilityDelay();
        for (int i = 0; i < 3; i++) {
            stack.sendLookup("lookup-" + i, TestPictures.shifted(90, 1));
        }
        stack.sendLookup("lookup-of-nothing", TestPictures.png(91));
        stack.sendUpload("not-of-the-sample", TestPictures.shifted(90, 1));
        stack.send("no-purpose", UploadPurpose.UNKNOWN, TestPictures.shifted(90, 1));

        for (int i = 0; i < 3; i++) {
            assertThat(verdict("lookup-" + i).getLookup()).isTrue();
            assertThat(verdict("lookup-" + i).getOutcome()).isEqualTo(Outcome.MATCHED);
            assertThat(alert("lookup-" + i).getDisposition()).isEqualTo(Disposition.LOOKUP);
            assertThat(alert("lookup-" + i).getReferenceId()).isEqualTo("asked-for");
            assertThat(alert("lookup-" + i).getMatchesWithinHour()).isZero();
        }
        assertThat(verdict("lookup-of-nothing").getOutcome()).isEqualTo(Outcome.CLEAR);
        assertThat(verdict("not-of-the-sample").getLookup()).isFalse();
        assertThat(verdict("not-of-the-sample").getOutcome())
                .as("the policy's sample is of nothing, and holds for uploads")
                .isEqualTo(Outcome.CLEAR);
        assertThat(stack.awaitOne(
                                Subjects.REJECTS, reject -> reject.getMessage().contains("no-purpose"))
                        .getCategory())
                .isEqualTo(RejectCategory.MALFORMED_RECORD);
        assertThat(guardStates("asked-for")).as("three above a limit of one").isEmpty();
    }

    @Test
    void aRefusedPolicyOrReviewIsARejectAndNothingElse() throws Exception {
        stack.sendPolicy(
                Policy.newBuilder().setBank("refused").setSamplingRatio(1.5).build());
        stack.sendPolicy(Policy.newBuilder()
                .setBank("flooded-none")
                .setFloodLimitPerHour(0)
                .build());
        stack.sendReview("no-reference", "", ReviewDecision.CONFIRMED);
        stack.send(Subjects.REVIEWS, "garbage", new byte[] {1, 2, 3});

        List<Reject> rejects = stack.await(
                Subjects.REJECTS,
                all -> all.stream()
                                .filter(reject -> !reject.getRecord().getTopic().equals("uploads"))
                                .count()
                        >= 4);

        assertThat(rejects)
                .extracting(Reject::getMessage)
                .anyMatch(message -> message.contains("samplingRatio is 1.5"))
                .anyMatch(message -> message.contains("floodLimitPerHour is 0"))
                .anyMatch(message -> message.contains("names no reference"));
    }

    @Test
    void floodsRepeatsAndDisputesAreKeptFromPeopleUntilThingsChangeAlsoAcrossASavepoint() throws Exception {
        register("flooded", "floods", 50);
        register("disputed", "posters", 60);
        limit(3);
        stack.awaitVisibilityDelay();
        for (int i = 0; i < 5; i++) {
            stack.sendUpload("flood-" + i, TestPictures.shifted(50, i));
        }
        stack.sendUpload("flood-again", TestPictures.shifted(50, 0));
        stack.sendUpload("dispute-0", TestPictures.shifted(60, 0));
        stack.sendUpload("dispute-1", TestPictures.shifted(60, 1));

        assertThat(List.of(alert("flood-0"), alert("flood-1"), alert("flood-2")))
                .extracting(Alert::getDisposition)
                .containsOnly(Disposition.RAISED);
        assertThat(List.of(alert("flood-3"), alert("flood-4")))
                .as("recorded, and no alerts")
                .extracting(Alert::getDisposition)
                .containsOnly(Disposition.QUARANTINED);
        assertThat(alert("flood-4").getMatchesWithinHour()).isEqualTo(5);
        assertThat(alert("flood-4").getFloodLimitPerHour()).isEqualTo(3);
        assertThat(verdict("flood-4").getAlerts()).as("what the judge found").isEqualTo(1);
        requireRepeat("flood-again", "flood-0", 2);
        awaitStates("flooded", ReferenceState.QUARANTINED);

        assertThat(alert("dispute-0").getDisputed()).isFalse();
        review("dispute-0", "disputed", ReviewDecision.DISMISSED);
        review("dispute-1", "disputed", ReviewDecision.DISMISSED);
        awaitStates("disputed", ReferenceState.DISPUTED);

        String savepoint = stack.stop(detector);
        Configuration settings = settings();
        settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        detector = stack.flink.submitFrom(stack.detector(settings, MODEL, 3, inputs -> inputs), "detector", savepoint);
        stack.awaitVisibilityDelay();
        stack.sendUpload("flood-5", TestPictures.shifted(50, 5));
        stack.sendUpload("dispute-again", TestPictures.shifted(60, 0));
        stack.sendUpload("dispute-2", TestPictures.shifted(60, 2));

        assertThat(alert("flood-5").getDisposition()).isEqualTo(Disposition.QUARANTINED);
        requireRepeat("dispute-again", "dispute-0", 2);
        assertThat(alert("dispute-2").getDisposition()).isEqualTo(Disposition.RAISED);
        assertThat(alert("dispute-2").getDisputed()).isTrue();

        limit(10);
        stack.awaitVisibilityDelay();
        stack.sendUpload("flood-6", TestPictures.shifted(50, 6));
        assertThat(alert("flood-6").getDisposition())
                .as("released by the policy")
                .isEqualTo(Disposition.RAISED);
        assertThat(alert("flood-6").getPolicy().getBank()).as("which is named").isEqualTo("floods");
        assertThat(alert("flood-6").getPolicy()).isNotEqualTo(alert("flood-5").getPolicy());
        limit(3);
        stack.awaitVisibilityDelay();
        stack.sendUpload("flood-7", TestPictures.shifted(50, 7));
        assertThat(alert("flood-7").getDisposition()).isEqualTo(Disposition.QUARANTINED);
        review("flood-7", "flooded", ReviewDecision.CONFIRMED);
        review("dispute-0", "disputed", ReviewDecision.CONFIRMED);
        awaitStates(
                "flooded",
                ReferenceState.QUARANTINED,
                ReferenceState.ACTIVE,
                ReferenceState.QUARANTINED,
                ReferenceState.ACTIVE);
        awaitStates("disputed", ReferenceState.DISPUTED, ReferenceState.ACTIVE);
        stack.awaitVisibilityDelay();
        stack.sendUpload("flood-8", TestPictures.shifted(50, 8));
        stack.sendUpload("dispute-3", TestPictures.shifted(60, 3));

        assertThat(alert("flood-8").getDisposition())
                .as("released by the review")
                .isEqualTo(Disposition.RAISED);
        assertThat(alert("dispute-3").getDisputed()).isFalse();
        assertThat(guardStates("flooded")).as("nothing is said twice").hasSize(4);
    }

    private static Configuration settings() {
        Configuration settings = stack.configuration();
        settings.set(DetectorOptions.DISPUTE_REVIEWS, 2);
        settings.set(DetectorOptions.UPLOAD_IDLENESS, Duration.ofMillis(300));
        return settings;
    }

    private static void limit(int perHour) {
        stack.sendPolicy(Policy.newBuilder()
                .setBank("floods")
                .setFloodLimitPerHour(perHour)
                .build());
    }

    private static void requireRepeat(String uploadId, String ofUpload, int repeats) throws Exception {
        Alert repeat = alert(uploadId);
        assertThat(repeat.getDisposition()).isEqualTo(Disposition.REPEATED);
        assertThat(repeat.getRepeatOf()).isEqualTo(alert(ofUpload).getAlertId());
        assertThat(repeat.getRepeats()).isEqualTo(repeats);
    }

    private static void review(String uploadId, String referenceId, ReviewDecision decision) throws Exception {
        stack.sendReview(alert(uploadId).getAlertId(), referenceId, decision);
    }

    private static Alert alert(String uploadId) throws Exception {
        return stack.awaitOne(Subjects.ALERTS, alert -> alert.getUploadId().equals(uploadId));
    }

    private static Verdict verdict(String uploadId) throws Exception {
        return stack.awaitOne(
                Subjects.VERDICTS, verdict -> verdict.getUploadId().equals(uploadId));
    }

    private static void register(String id, String bank, int seed) throws Exception {
        stack.sendReference(id, bank, TestPictures.png(seed));
        stack.awaitOne(
                Subjects.REFERENCE_STATUS, status -> status.getReferenceId().equals(id));
    }

    private static void awaitStates(String id, ReferenceState... states) throws Exception {
        stack.await(
                Subjects.REFERENCE_STATUS,
                all -> all.stream().filter(ofGuard(id)).count() >= states.length);
        assertThat(guardStates(id)).containsExactly(states);
    }

    private static List<ReferenceState> guardStates(String id) {
        return stack.readAllDecoded(Subjects.REFERENCE_STATUS).stream()
                .filter(ofGuard(id))
                .map(ReferenceStatus::getState)
                .toList();
    }

    /** The registration says nothing but that it is active, and gives no reason. */
    private static Predicate<ReferenceStatus> ofGuard(String id) {
        return status -> status.getReferenceId().equals(id) && status.getReason() != null;
    }
}
