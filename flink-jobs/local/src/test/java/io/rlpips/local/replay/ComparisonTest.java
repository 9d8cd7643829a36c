package io.rlpips.local.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.local.replay.Difference.Decision;
import io.rlpips.local.replay.Difference.Kind;
import io.rlpips.local.replay.Difference.Measured;
import io.rlpips.local.replay.RecordedDecisions.PairKey;
import io.rlpips.local.replay.RecordedDecisions.Seen;
import io.rlpips.local.session.Outcome;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.Verdict;
import io.rlpips.schemas.WallClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final ReplayRange RANGE = new ReplayRange(0, 1_000);

    private static final Decision RAISED = new Decision(Disposition.RAISED, false);

    private final RecordedDecisions then = RecordedDecisions.none();
    private final List<Outcome> now = new ArrayList<>();

    @Test
    void alertsAreComparedByUploadAndReferenceWhateverTheirIds() {
        alertThen(1, "a", 0.1);
        alertThen(2, "a", 0.2);
        alertThen(3, "b", 0.3);
        judgedNow(1, io.rlpips.schemas.Outcome.MATCHED, null, alert(1, "a", 0.4, "new-model"));
        judgedNow(2, io.rlpips.schemas.Outcome.CLEAR, 0.9);
        judgedNow(3, io.rlpips.schemas.Outcome.MATCHED, null, alert(3, "c", 0.5, "new-model"));

        Comparison comparison = Comparison.of(RANGE, then, now);

        assertThat(comparison.differences())
                .extracting(Difference::kind, Difference::uploadId, Difference::referenceId)
                .containsExactly(
                        tuple(Kind.NEW, "upload-3", "c"),
                        tuple(Kind.LOST, "upload-2", "a"),
                        tuple(Kind.LOST, "upload-3", "b"),
                        tuple(Kind.SAME, "upload-1", "a"));
        assertThat(comparison.differences().get(3).then()).isEqualTo(new Measured(0.1, 0.25, "old-model", RAISED));
        assertThat(comparison.differences().get(3).now()).isEqualTo(new Measured(0.4, 0.25, "new-model", RAISED));
        assertThat(comparison.count(Kind.LOST)).isEqualTo(2);
    }

    @Test
    void theOtherDistanceIsTheVerdictsWhereItsNearestReferenceIsTheSame() {
        alertThen(1, "a", 0.1);
        alertThen(2, "b", 0.1);
        judgedNow(1, io.rlpips.schemas.Outcome.CLEAR, 0.9);
        judgedNow(2, io.rlpips.schemas.Outcome.CLEAR, 0.9);
        then.verdicts().put(at(3), new Seen("CLEAR", "old-model", "hash", 0.7, "c"));
        judgedNow(3, io.rlpips.schemas.Outcome.MATCHED, null, alert(3, "c", 0.2, "new-model"));

        List<Difference> differences = Comparison.of(RANGE, then, now).differences();

        assertThat(differences.get(0).then()).isEqualTo(Measured.only(0.7, "old-model"));
        assertThat(differences.get(1).now())
                .as("nearest is a, as the alert was")
                .isEqualTo(Measured.only(0.9, "new-model"));
        assertThat(differences.get(2).now()).as("nearest is another one").isNull();
    }

    @Test
    void aMatchThatPeopleSeeOtherwiseHasChangedAndOnlyWhatIsRaisedIsAnAlert() {
        alertThen(1, "a", Disposition.RAISED, false);
        alertThen(2, "a", Disposition.RAISED, false);
        alertThen(3, "a", Disposition.REPEATED, false);
        alertThen(4, "a", Disposition.QUARANTINED, false);
        matchNow(1, Disposition.QUARANTINED, false);
        matchNow(2, Disposition.RAISED, true);
        matchNow(3, Disposition.REPEATED, false);
        judgedNow(4, io.rlpips.schemas.Outcome.CLEAR, null);
        matchNow(5, Disposition.REPEATED, false);
        matchNow(6, Disposition.RAISED, false);

        Comparison comparison = Comparison.of(RANGE, then, now);

        assertThat(comparison.differences())
                .extracting(Difference::kind, Difference::uploadId)
                .containsExactly(
                        tuple(Kind.NEW, "upload-6"),
                        tuple(Kind.NEW, "upload-5"),
                        tuple(Kind.LOST, "upload-4"),
                        tuple(Kind.CHANGED, "upload-1"),
                        tuple(Kind.CHANGED, "upload-2"),
                        tuple(Kind.SAME, "upload-3"));
        assertThat(List.of(Kind.NEW, Kind.LOST, Kind.CHANGED, Kind.SAME))
                .extracting(comparison::count)
                .containsExactly(1L, 0L, 2L, 0L);
        assertThat(List.of(Kind.NEW, Kind.LOST, Kind.SAME))
                .extracting(comparison::quiet)
                .containsExactly(1L, 1L, 1L);
        assertThat(comparison.changedDecisions())
                .isEqualTo(Map.of("raised -> quarantined", 1, "raised -> raised, disputed", 1));
    }

    @Test
    void theOtherDistanceIsTheSameWhereTheSameModelJudged() {
        alertThen(1, "b", 0.1);
        then.verdicts().put(at(2), new Seen("CLEAR", "new-model", "hash", null, null));
        judgedNow(2, io.rlpips.schemas.Outcome.MATCHED, null, alert(2, "c", 0.2, "new-model"));
        Verdict clear = verdict(1, io.rlpips.schemas.Outcome.CLEAR, null)
                .setModelId("old-model")
                .build();
        now.add(Outcome.judged("upload-1", clear, List.of()));

        List<Difference> differences = Comparison.of(RANGE, then, now).differences();

        assertThat(differences.get(0).then()).isEqualTo(Measured.only(0.2, "new-model"));
        assertThat(differences.get(1).now()).isEqualTo(Measured.only(0.1, "old-model"));
    }

    @Test
    void outcomesThatChangeAreCountedAndUploadsWithoutOneAreTold() {
        then.verdicts().put(at(1), new Seen("MATCHED", "old-model", "0123456789abcdef", null, null));
        then.verdicts().put(at(2), new Seen("CLEAR", "old-model", "0123456789abcdef", null, null));
        then.rejects().put(at(3), "REJECTED CONTENT_NOT_FOUND");
        then.rejects().put(at(4), "REJECTED CORRUPT_IMAGE");
        judgedNow(1, io.rlpips.schemas.Outcome.CLEAR, null);
        judgedNow(2, io.rlpips.schemas.Outcome.CLEAR, null);
        judgedNow(3, io.rlpips.schemas.Outcome.CLEAR, null);
        now.add(Outcome.rejected("upload-4", reject(4)));
        judgedNow(5, io.rlpips.schemas.Outcome.CLEAR, null);

        Comparison comparison = Comparison.of(RANGE, then, now);

        assertThat(comparison.changedOutcomes())
                .isEqualTo(Map.of("MATCHED -> CLEAR", 1, "REJECTED CONTENT_NOT_FOUND -> CLEAR", 1));
        assertThat(comparison.undecided()).isEqualTo(1);
        assertThat(comparison.modelsThen()).isEqualTo(Set.of("old-model (0123456789ab)"));
        assertThat(comparison.modelsNow()).isEqualTo(Set.of("new-model (hash)"));
    }

    @Test
    void retroactiveAlertsAreCountedAndNeitherLostNorNew() {
        alertThen(1, "a", 0.1);
        then.retroactive().add(PairKey.of(alert(2, "late", 0.1, "old-model")));
        judgedNow(1, io.rlpips.schemas.Outcome.MATCHED, null, alert(1, "a", 0.1, "old-model"));
        judgedNow(2, io.rlpips.schemas.Outcome.CLEAR, null);

        Comparison comparison = Comparison.of(RANGE, then, now);

        assertThat(comparison.differences()).extracting(Difference::kind).containsExactly(Kind.SAME);
        assertThat(comparison.retroactive()).isEqualTo(1);
    }

    private void alertThen(long offset, String reference, double distance) {
        Alert alert = alert(offset, reference, distance, "old-model");
        then.alerts().put(PairKey.of(alert), alert);
        then.verdicts().put(at(offset), new Seen("MATCHED", "old-model", "hash", distance, reference));
    }

    private void alertThen(long offset, String reference, Disposition disposition, boolean disputed) {
        alertThen(offset, reference, 0.1);
        then.alerts()
                .replaceAll((pair, alert) ->
                        alert.getUpload().equals(at(offset)) ? told(alert, disposition, disputed) : alert);
    }

    private void matchNow(long offset, Disposition disposition, boolean disputed) {
        judgedNow(
                offset,
                io.rlpips.schemas.Outcome.MATCHED,
                null,
                told(alert(offset, "a", 0.1, "new-model"), disposition, disputed));
    }

    private static Alert told(Alert alert, Disposition disposition, boolean disputed) {
        return Alert.newBuilder(alert)
                .setDisposition(disposition)
                .setDisputed(disputed)
                .build();
    }

    /** @param nearest distance of reference a; null for none within reach */
    private void judgedNow(long offset, io.rlpips.schemas.Outcome outcome, Double nearest, Alert... alerts) {
        now.add(Outcome.judged(
                "upload-" + offset, verdict(offset, outcome, nearest).build(), List.of(alerts)));
    }

    private static Verdict.Builder verdict(long offset, io.rlpips.schemas.Outcome outcome, Double nearest) {
        return Verdict.newBuilder()
                .setUpload(at(offset))
                .setUploadId("upload-" + offset)
                .setOutcome(outcome)
                .setNearestDistance(nearest)
                .setBestReferenceId(nearest == null ? null : "a")
                .setModelId("new-model")
                .setModelHash("hash")
                .setUploadBrokerTimeMillis(offset);
    }

    private static Alert alert(long offset, String reference, double distance, String model) {
        return Alert.newBuilder()
                .setAlertId("%d-%s-%s".formatted(offset, reference, model))
                .setUpload(at(offset))
                .setUploadId("upload-" + offset)
                .setUploadBrokerTimeMillis(offset)
                .setReferenceId(reference)
                .setReference(new BrokerPosition("references", 0, 0L))
                .setBank("bank")
                .setDistance(distance)
                .setThreshold(0.25)
                .setMargin(0.25 - distance)
                .setModelId(model)
                .setModelHash("hash")
                .build();
    }

    private static Reject reject(long offset) {
        return Reject.newBuilder()
                .setRecord(at(offset))
                .setRecordId("upload-" + offset)
                .setCategory(RejectCategory.CORRUPT_IMAGE)
                .setMessage("ends too early")
                .setBrokerTimeMillis(offset)
                .setWallClock(new WallClock(0L, 0L))
                .build();
    }

    private static BrokerPosition at(long offset) {
        return new BrokerPosition("uploads", 0, offset);
    }
}
