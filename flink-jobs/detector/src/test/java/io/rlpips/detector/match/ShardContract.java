package io.rlpips.detector.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.exchange.Sent;
import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.detector.model.EmbeddedPicture;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a shard promises, whatever it keeps of its rows. */
abstract class ShardContract {
    private static final long DELAY_MS = 1_000;
    private static final long HISTORY_MS = 10_000;
    private static final String MODEL = "two-numbers";

    private final CountedModel.Work work = new CountedModel.Work();
    private KeyedTwoInputStreamOperatorTestHarness<String, ReferenceChange, Sent<EncodedQuery>, Partial> shard;
    private long uploads;

    abstract TwoNumbers model();

    /** @return of the approximate search; 0 for the exact one */
    int candidates() {
        return 0;
    }

    @BeforeEach
    void open() throws Exception {
        shard = harness();
        shard.open();
    }

    @AfterEach
    void close() throws Exception {
        shard.close();
    }

    @Test
    void answersWithTheReferencesWithinTheRadiusAndWhatEachLayerContributes() throws Exception {
        add("near", 1, 100, 0.1f, 0.2f);
        add("far", 2, 100, 0.9f, 0.9f);
        shard.processWatermark1(new Watermark(200));
        ask(200, 0.06);

        Partial answer = answers().get(0);

        assertThat(answer.rowsSearched()).isEqualTo(2);
        assertThat(answer.candidates()).hasSize(1);
        Candidate candidate = answer.candidates().get(0);
        assertThat(candidate.referenceId()).isEqualTo("near");
        assertThat(candidate.distance()).isEqualTo(0.05, org.assertj.core.data.Offset.offset(1e-7));
        assertThat(candidate.layerDistances()).hasSize(2);
        assertThat(candidate.layerDistances()[0] + candidate.layerDistances()[1])
                .isEqualTo(candidate.distance(), org.assertj.core.data.Offset.offset(1e-12));
    }

    /** Both views of the reference lie 0.05 from the upload: it is its own mirror image. */
    @Test
    void whatIsWithinReachAsItIsAndUnderOtherViewsIsToldOneOfEach() throws Exception {
        List<FingerprintRow> rows = new ArrayList<>(reference(0.1f, 0.2f));
        rows.addAll(rows(0.1f, 0.2f, "mirrored"));
        add(MODEL, "seen", 1, 100, symmetric(0.1f, 0.2f), rows);
        shard.processWatermark1(new Watermark(200));
        List<QueryView> whole = query(0, 0);
        List<QueryView> both = List.of(whole.get(0), QueryView.of("trimmed", embedded(0, 0)));

        ask(MODEL, 200, new ViewThresholds(0.06, 0.06), whole);
        ask(MODEL, 200, new ViewThresholds(0.06, 0.04), whole);
        ask(MODEL, 200, new ViewThresholds(0.04, 0.06), whole);
        ask(MODEL, 200, new ViewThresholds(0.06, 0.04), both);
        ask(MODEL, 200, new ViewThresholds(0.04, 0.06), both);
        ask(MODEL, 200, new ViewThresholds(0.04, 0.04), both);

        assertThat(answers())
                .extracting(answer -> answer.candidates().stream()
                        .map(candidate -> candidate.uploadView() + " " + candidate.referenceView())
                        .toList())
                .containsExactly(
                        List.of("as-is as-is", "as-is mirrored"),
                        List.of("as-is as-is"),
                        List.of("as-is mirrored"),
                        List.of("as-is as-is"),
                        List.of("as-is mirrored"),
                        List.of());
        assertThat(answers().get(1).reach()).isEqualTo(new ViewThresholds(0.06, 0.04));
    }

    @Test
    void aQueryWaitsForTheReferencesOfItsMoment() throws Exception {
        ask(200, 1);
        shard.processWatermark1(new Watermark(199));
        assertThat(answers()).isEmpty();
        add("late", 1, 200, 0, 0);

        shard.processWatermark1(new Watermark(200));

        assertThat(answers()).extracting(Partial::rowsSearched).containsExactly(1L);
    }

    @Test
    void aQuerySeesTheVersionOfItsMomentWhateverHasHappenedSince() throws Exception {
        add("reference", 1, 100, 0, 0);
        add("reference", 2, 200, 0.5f, 0);
        shard.processElement1(ReferenceChange.removal("reference", MODEL, 3, 300), 300);
        shard.processWatermark1(new Watermark(400));

        for (long moment : new long[] {99, 100, 199, 200, 299, 300}) {
            ask(moment, 1);
        }

        assertThat(seen()).isEqualTo(Map.of(99L, "", 100L, "0.0", 199L, "0.0", 200L, "0.25", 299L, "0.25", 300L, ""));
    }

    @Test
    void aReferenceCountsOnlyForUploadsWithinItsValidity() throws Exception {
        ReferenceChange change = new ReferenceChange(
                "reference",
                model().configured().identity(),
                1,
                100,
                false,
                "bank",
                at(1),
                50,
                DELAY_MS + 150,
                DELAY_MS + 250,
                picture(0, 0),
                reference(0, 0));
        shard.processElement1(change, 100);
        shard.processWatermark1(new Watermark(400));

        for (long moment : new long[] {149, 150, 249, 250}) {
            ask(moment, 1);
        }

        assertThat(seen()).isEqualTo(Map.of(149L, "", 150L, "0.0", 249L, "0.0", 250L, ""));
    }

    @Test
    void eachModelSeesItsOwnRowsOnlyAlsoAfterARestoreAndWhenTheOthersAreGone() throws Exception {
        add("reference", 1, 100, 0, 0);
        add("prepared", "reference", 1, 100, 0.5f, 0);
        add("prepared", "second", 2, 100, 0.5f, 0);
        shard.processElement1(ReferenceChange.removal("reference", MODEL, 2, 200), 200);
        shard.processWatermark1(new Watermark(300));
        OperatorSubtaskState state = shard.snapshot(1, 1);
        shard.close();
        shard = harness();
        shard.initializeState(state);
        shard.open();

        ask(150, 1);
        ask("prepared", 150, 1);
        ask(250, 1);
        ask("prepared", 250, 1);
        ask("unheard-of", 250, 1);

        assertThat(answers()).extracting(Partial::rowsSearched).containsExactly(1L, 2L, 0L, 2L, 0L);
        assertThat(answers().get(1).candidates())
                .extracting(Candidate::referenceId)
                .containsExactly("reference", "second");
        shard.processWatermark2(new Watermark(200 + DELAY_MS + HISTORY_MS));
        ask("prepared", 250, 1);
        assertThat(answers()).last().extracting(Partial::rowsSearched).isEqualTo(2L);
    }

    @Test
    void anOlderVersionThatIsWrittenAgainBehindANewerOneDoesNotComeBack() throws Exception {
        add("reference", 5, 100, 0, 0);
        add("reference", 4, 200, 0.5f, 0);
        shard.processWatermark1(new Watermark(300));
        ask(250, 1);

        assertThat(seen()).containsEntry(250L, "0.0");
    }

    @Test
    void theDisabledRecordOfAnOlderVersionThatIsWrittenAgainEndsNoNewerOne() throws Exception {
        add("reference", 1, 100, 0, 0);
        disable("reference", 2, 200);
        add("reference", 3, 300, 0.5f, 0);
        disable("reference", 2, 400);
        shard.processWatermark1(new Watermark(500));

        for (long moment : new long[] {150, 250, 350, 450}) {
            ask(moment, 1);
        }

        assertThat(seen()).isEqualTo(Map.of(150L, "0.0", 250L, "", 350L, "0.25", 450L, "0.25"));
    }

    @Test
    void aRemovalEndsWhateverIsThereAndADisabledRecordOfTheSameVersionOrANewerOneDoes() throws Exception {
        for (String id : List.of("removed", "same", "newer")) {
            add(id, 2, 100, 0, 0);
        }
        shard.processElement1(ReferenceChange.removal("removed", MODEL, 1, 200), 200);
        disable("same", 2, 200);
        disable("newer", 3, 200);
        shard.processWatermark1(new Watermark(300));

        ask(199, 1);
        ask(200, 1);

        assertThat(answers()).extracting(Partial::rowsSearched).containsExactly(3L, 0L);
    }

    @Test
    void stateAndClockComeBackAfterARestore() throws Exception {
        add("reference", 1, 100, 0, 0);
        add("reference", 2, 200, 0.5f, 0);
        shard.processWatermark1(new Watermark(300));
        OperatorSubtaskState state = shard.snapshot(1, 1);
        shard.close();

        shard = harness();
        shard.initializeState(state);
        shard.open();
        ask(150, 1);
        ask(250, 1);
        ask(301, 1);

        assertThat(seen()).isEqualTo(Map.of(150L, "0.0", 250L, "0.25"));
        shard.processWatermark1(new Watermark(301));
        assertThat(seen()).containsEntry(301L, "0.25");
    }

    @Test
    void aRestoreOpensNoModelAndEmbedsNothing() throws Exception {
        for (int i = 0; i < 20; i++) {
            add("reference-" + i, 1, 100, 0.1f, 0.1f);
            add("prepared", "reference-" + i, 1, 100, 0.2f, 0.2f);
            add("reference-" + i, 2, 150, i == 7 ? 0 : 0.9f, 0);
        }
        shard.processWatermark1(new Watermark(300));
        OperatorSubtaskState state = shard.snapshot(1, 1);
        shard.close();
        work.begin();

        shard = harness();
        shard.initializeState(state);
        shard.open();
        shard.processWatermark1(new Watermark(301));

        assertThat(((ShardOperator) shard.getOperator()).heldRows())
                .as("all versions of both models")
                .isEqualTo(60);
        assertThat(work.opened()).isZero();
        assertThat(work.embedded()).isZero();

        ask(250, 0.25);
        assertThat(seen()).isEqualTo(Map.of(250L, "0.0"));
        int measured = model().compact() ? 1 : 0;
        assertThat(work.opened()).as("where rows are made again to be measured").isEqualTo(measured);
        assertThat(work.embedded()).isBetween(measured, candidates() > 0 ? 40 : measured);
    }

    @Test
    void aQueryThatWaitsAtABarrierIsAnError() throws Exception {
        ask(200, 1);

        assertThatThrownBy(() -> shard.snapshot(1, 1)).hasStackTraceContaining("1 queries wait at checkpoint");
        shard.processWatermark1(new Watermark(200));
    }

    @Test
    void whatNoUploadCanNeedAnyMoreIsForgotten() throws Exception {
        add("replaced", 1, 100, 0, 0);
        add("replaced", 2, 200, 0, 0);
        add("removed", 3, 100, 0, 0);
        shard.processElement1(ReferenceChange.removal("removed", MODEL, 4, 200), 200);
        assertThat(shard.numKeyedStateEntries()).as("histories and masters").isEqualTo(4);

        shard.processWatermark2(new Watermark(199 + DELAY_MS + HISTORY_MS));
        assertThat(shard.numKeyedStateEntries()).isEqualTo(4);
        shard.processWatermark2(new Watermark(200 + DELAY_MS + HISTORY_MS));

        assertThat(shard.numKeyedStateEntries()).isEqualTo(2);
        shard.processWatermark1(new Watermark(300));
        ask(250, 1);
        ask(150, 1);
        assertThat(answers()).extracting(Partial::rowsSearched).containsExactly(1L, 0L);
    }

    @Test
    void aReferenceThatIsRemovedBeforeItWouldHaveCountedLeavesNothing() throws Exception {
        long later = 1_000_000;
        addValidFrom("reference", 1, 100, later);
        shard.processElement1(ReferenceChange.removal("reference", MODEL, 2, 200), 200);
        assertThat(shard.numKeyedStateEntries())
                .as("no upload can have seen it")
                .isZero();

        shard.processWatermark2(new Watermark(200 + DELAY_MS + HISTORY_MS));

        assertThat(((ShardOperator) shard.getOperator()).heldRows()).isZero();
        shard.processWatermark1(new Watermark(later));
        ask(later, 1);
        assertThat(answers()).extracting(Partial::rowsSearched).containsExactly(0L);
    }

    @Test
    void aVersionThatIsReplacedBeforeItWouldHaveCountedLeavesNothingButTheNewerOne() throws Exception {
        long later = 1_000_000;
        add("reference", 1, 100, 0, 0);
        addValidFrom("reference", 2, 200, later);
        add("reference", 3, 300, 0.5f, 0);
        restore();
        assertThat(((ShardOperator) shard.getOperator()).heldRows())
                .as("of the first and the third")
                .isEqualTo(2);

        shard.processWatermark1(new Watermark(later));
        for (long moment : new long[] {199, 200, 300, later}) {
            ask(moment, 1);
        }
        assertThat(seen()).isEqualTo(Map.of(199L, "0.0", 200L, "", 300L, "0.25", later, "0.25"));
    }

    @Test
    void whatEarlierReleasesKeptOfReferencesThatNeverCountedIsForgottenAfterARestore() throws Exception {
        OperatorSubtaskState state;
        try (var earlier = new KeyedTwoInputStreamOperatorTestHarness<String, ReferenceChange, String, Partial>(
                new EarlierRelease(), ReferenceChange::referenceId, query -> "", Types.STRING)) {
            earlier.open();
            earlier.processElement1(validFrom("reference", 1, 100, 1_000_000), 100);
            assertThat(earlier.numKeyedStateEntries()).isEqualTo(2);
            state = earlier.snapshot(1, 1);
        }
        restore(state);

        shard.processWatermark2(new Watermark(1));

        assertThat(shard.numKeyedStateEntries()).isZero();
        assertThat(((ShardOperator) shard.getOperator()).heldRows()).isZero();
    }

    /** Leaves what was left once of a reference that was removed before its first moment. */
    private static final class EarlierRelease extends AbstractStreamOperator<Partial>
            implements TwoInputStreamOperator<ReferenceChange, String, Partial> {
        private static final long serialVersionUID = 1L;

        private transient HeldReferences references;

        @Override
        public void initializeState(StateInitializationContext context) throws Exception {
            super.initializeState(context);
            references = new HeldReferences(getKeyedStateBackend(), context.getKeyedStateStore());
        }

        @Override
        public void processElement1(StreamRecord<ReferenceChange> element) throws Exception {
            ReferenceChange change = element.getValue();
            long from = change.validity(DELAY_MS).orElseThrow().from();
            ReferenceVersion never = new ReferenceVersion(
                    change.model(), change.version(), from, from, "bank", change.reference(), 50, change.rows());
            references.keep(change, new ReferenceHistory(List.of(never)));
        }

        @Override
        public void processElement2(StreamRecord<String> element) {}
    }

    @Test
    void onlyWhatEndedIsLookedAtToBeForgottenAndABulkOfItLittleByLittle() throws Exception {
        int bulk = 1_200;
        for (int i = 0; i < bulk; i++) {
            add("reference-" + i, 1, 100 + i, 0, 0);
        }
        ShardOperator operator = (ShardOperator) shard.getOperator();
        assertThat(operator.endedVersions()).as("of references that are new").isZero();
        for (int i = 0; i < bulk; i++) {
            shard.processElement1(ReferenceChange.removal("reference-" + i, MODEL, 2, 5_000 + i), 5_000 + i);
        }
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            left.add(operator.endedVersions());
            shard.processWatermark2(new Watermark(10_000 + i + DELAY_MS + HISTORY_MS));
        }

        assertThat(left).containsExactly(1_200, 700, 200, 0);
        assertThat(shard.numKeyedStateEntries()).isZero();
    }

    @Test
    void anAnswerWaitsForAPartOnlyOfABulkThatEndedInOneMoment() throws Exception {
        int bulk = 1_200;
        for (int i = 0; i < bulk; i++) {
            add("reference-" + i, 1, 100, 0.9f, 0.9f);
        }
        add("stays", 1, 100, 0, 0);
        for (int i = 0; i < bulk; i++) {
            shard.processElement1(ReferenceChange.removal("reference-" + i, MODEL, 2, 5_000), 5_000);
        }
        long now = 5_000 + DELAY_MS + HISTORY_MS;
        shard.processWatermark1(new Watermark(now));
        ShardOperator operator = (ShardOperator) shard.getOperator();
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            shard.processWatermark2(new Watermark(now + i));
            left.add(operator.endedVersions());
            ask(now + i - DELAY_MS, 0.01);
            assertThat(answers()).as("behind the part that was forgotten").hasSize(i + 1);
        }

        assertThat(left).containsExactly(700, 200, 0, 0);
        assertThat(answers()).allSatisfy(answer -> {
            assertThat(answer.rowsSearched()).isEqualTo(1);
            assertThat(answer.candidates()).extracting(Candidate::referenceId).containsExactly("stays");
        });
    }

    @Test
    void nothingIsLeftOfAReferenceThatWasRemovedUnderEveryModel() throws Exception {
        add("reference", 1, 100, 0, 0);
        add("prepared", "reference", 2, 110, 0, 0);
        shard.processWatermark1(new Watermark(150));
        ask(120, 1);
        shard.processElement1(ReferenceChange.removal("reference", MODEL, 3, 200), 200);
        shard.processWatermark2(new Watermark(200 + DELAY_MS + HISTORY_MS));
        assertThat(shard.numKeyedStateEntries())
                .as("the other model's history and master")
                .isEqualTo(2);
        shard.processElement1(ReferenceChange.removal("reference", "prepared", 4, 210), 210);
        shard.processWatermark2(new Watermark(210 + DELAY_MS + HISTORY_MS));

        assertThat(shard.numKeyedStateEntries()).isZero();
    }

    @Test
    void queriesAreGatheredUntilABatchIsFullOrTheFirstHasWaitedLongEnoughOrABarrierComes() throws Exception {
        shard.close();
        shard = harness(3, 5);
        shard.open();
        add("reference", 1, 100, 0, 0);
        shard.processWatermark1(new Watermark(300));

        ask(200, 1);
        ask(200, 1);
        assertThat(answers()).isEmpty();
        ask(200, 1);
        assertThat(answers()).hasSize(3);

        ask(200, 1);
        shard.setProcessingTime(4);
        assertThat(answers()).hasSize(3);
        shard.setProcessingTime(5);
        assertThat(answers()).hasSize(4);

        ask(200, 1);
        shard.prepareSnapshotPreBarrier(1);
        assertThat(answers()).hasSize(5);
        assertThat(answers()).allMatch(answer -> answer.candidates().size() == 1);
    }

    @Test
    void aWatermarkOfTheUploadsFollowsTheAnswersToAllBeforeIt() throws Exception {
        shard.close();
        shard = harness(3, 5);
        shard.open();
        add("reference", 1, 100, 0, 0);
        shard.processWatermark1(new Watermark(300));

        Watermark after = new Watermark(200 + DELAY_MS);
        ask(200, 1);
        shard.processWatermark2(after);
        assertThat(answers()).isEmpty();
        assertThat(shard.getOutput()).doesNotContain(after);
        shard.setProcessingTime(5);
        assertThat(answers()).hasSize(1);
        assertThat(shard.getOutput()).last().isEqualTo(after);

        Watermark afterOneThatWaits = new Watermark(400 + DELAY_MS);
        ask(400, 1);
        shard.processWatermark2(afterOneThatWaits);
        shard.setProcessingTime(20);
        assertThat(shard.getOutput()).doesNotContain(afterOneThatWaits);
        shard.processWatermark1(new Watermark(400));
        shard.setProcessingTime(30);
        assertThat(answers()).hasSize(2);
        assertThat(shard.getOutput()).last().isEqualTo(afterOneThatWaits);
    }

    @Test
    void theNearestBeyondTheRadiusIsFoundWhenItIsAskedFor() throws Exception {
        shard.close();
        shard = harness(new SearchSettings(1, 0, 1, candidates(), true));
        shard.open();
        add("far", 1, 100, 0.9f, 0.9f);
        add("nearer", 2, 100, 0.5f, 0.5f);
        shard.processWatermark1(new Watermark(300));

        ask(200, 0.01);
        ask(99, 0.01);

        assertThat(answers().get(0).candidates())
                .extracting(Candidate::referenceId)
                .containsExactly("nearer");
        assertThat(answers().get(1).candidates()).isEmpty();
    }

    @Test
    void anIdleFingerprintsTopicIsAnError() {
        assertThatThrownBy(() -> shard.processWatermarkStatus1(WatermarkStatus.IDLE))
                .hasMessageContaining("fingerprints topic became idle");
    }

    @Test
    void theUploadsTimeAndIdlenessAreSaidOnBehindTheAnswersOnly() throws Exception {
        shard.processWatermark1(new Watermark(100));
        ask(150, 1);
        ask(200, 1);
        shard.processWatermark2(new Watermark(500 + DELAY_MS));
        shard.processWatermarkStatus2(WatermarkStatus.IDLE);
        assertThat(said()).containsExactly("until " + (149 + DELAY_MS));

        shard.processWatermark1(new Watermark(150));
        shard.processWatermark1(new Watermark(200));

        assertThat(said())
                .containsExactly(
                        "until " + (149 + DELAY_MS),
                        "answer",
                        "until " + (199 + DELAY_MS),
                        "answer",
                        "until " + (500 + DELAY_MS),
                        "idle");
    }

    private List<String> said() {
        return shard.getOutput().stream()
                .map(each -> each instanceof Watermark mark
                        ? "until " + mark.getTimestamp()
                        : each instanceof WatermarkStatus ? "idle" : "answer")
                .toList();
    }

    private KeyedTwoInputStreamOperatorTestHarness<String, ReferenceChange, Sent<EncodedQuery>, Partial> harness()
            throws Exception {
        return harness(1, 0);
    }

    private KeyedTwoInputStreamOperatorTestHarness<String, ReferenceChange, Sent<EncodedQuery>, Partial> harness(
            int batch, long lingerMs) throws Exception {
        return harness(new SearchSettings(batch, lingerMs, 1, candidates(), false));
    }

    private KeyedTwoInputStreamOperatorTestHarness<String, ReferenceChange, Sent<EncodedQuery>, Partial> harness(
            SearchSettings settings) throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new ShardOperator(new CountedModel(model(), work), DELAY_MS, HISTORY_MS, settings),
                ReferenceChange::referenceId,
                query -> "",
                Types.STRING);
    }

    private void add(String id, long version, long time, float first, float second) throws Exception {
        add(MODEL, id, version, time, first, second);
    }

    private void add(String modelId, String id, long version, long time, float first, float second) throws Exception {
        add(modelId, id, version, time, picture(first, second), reference(first, second));
    }

    private void add(String modelId, String id, long version, long time, byte[] picture, List<FingerprintRow> rows)
            throws Exception {
        ReferenceChange change = new ReferenceChange(
                id,
                model().named(modelId).identity(),
                version,
                time,
                false,
                "bank",
                at(version),
                50,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                picture,
                rows);
        shard.processElement1(change, time);
    }

    /** As a disabled version is read from the topic. */
    private void disable(String id, long version, long time) throws Exception {
        ReferenceFingerprints disabled = ReferenceFingerprints.newBuilder()
                .setReferenceId(id)
                .setReference(at(version).toAvro())
                .setEnabled(false)
                .setMasterImage(ByteBuffer.allocate(0))
                .setModelId(MODEL)
                .build();
        byte[] key = new FingerprintKey(id, MODEL).text().getBytes(StandardCharsets.UTF_8);
        byte[] value = SingleObject.of(Subjects.FINGERPRINTS).encode(disabled);
        BrokerRecord record = new BrokerRecord(new Coordinates("fingerprints", 0, time), time, true, key, false, value);
        try (var reader =
                ProcessFunctionTestHarnesses.forProcessFunction(new FingerprintReader(model().configured()))) {
            reader.processElement(record, time);
            shard.processElement1(reader.extractOutputValues().get(0), time);
        }
    }

    private void addValidFrom(String id, long version, long time, long firstMoment) throws Exception {
        shard.processElement1(validFrom(id, version, time, firstMoment), time);
    }

    private ReferenceChange validFrom(String id, long version, long time, long firstMoment) {
        return new ReferenceChange(
                id,
                model().configured().identity(),
                version,
                time,
                false,
                "bank",
                at(version),
                50,
                DELAY_MS + firstMoment,
                Long.MAX_VALUE,
                picture(0, 0),
                reference(0, 0));
    }

    private void restore() throws Exception {
        restore(shard.snapshot(1, 1));
    }

    private void restore(OperatorSubtaskState state) throws Exception {
        shard.close();
        shard = harness();
        shard.initializeState(state);
        shard.open();
    }

    private void ask(long moment, double radius) throws Exception {
        ask(MODEL, moment, radius);
    }

    private void ask(String modelId, long moment, double radius) throws Exception {
        ask(modelId, moment, ViewThresholds.same(radius), query(0, 0));
    }

    private void ask(String modelId, long moment, ViewThresholds reach, List<QueryView> views) throws Exception {
        UploadTicket ticket = new UploadTicket(
                new Coordinates("uploads", 0, uploads++),
                moment + DELAY_MS,
                moment,
                "upload",
                "",
                "",
                false,
                List.of(),
                model().named(modelId));
        PictureFacts facts = new PictureFacts("", 0, 1, 1, false);
        shard.processElement2(sent(new Query(ticket, facts, reach, views)), moment);
    }

    /** By the way that queries take between processes; within one they arrive as the objects they are. */
    private static Sent<EncodedQuery> sent(Query query) {
        return Sent.whole(EncodedQuery.of(query));
    }

    private List<Partial> answers() {
        return shard.extractOutputValues();
    }

    /** For each moment asked about the distance found, or nothing. */
    private Map<Long, String> seen() {
        Map<Long, String> seen = new TreeMap<>();
        for (Partial answer : answers()) {
            seen.put(
                    answer.ticket().visibleAtMillis(),
                    answer.candidates().stream()
                            .map(candidate -> Double.toString(candidate.distance()))
                            .findFirst()
                            .orElse(""));
        }
        return seen;
    }

    private static byte[] picture(float first, float second) {
        return PngFile.of(TwoNumbers.picture(first, second));
    }

    /** The model looks at the first pixel alone, which is the last one of its row in the mirror. */
    private static byte[] symmetric(float first, float second) {
        RgbImage picture = TwoNumbers.picture(first, second);
        System.arraycopy(picture.pixels(), 0, picture.pixels(), 3 * (picture.width() - 1), 3);
        return PngFile.of(picture);
    }

    private List<FingerprintRow> reference(float first, float second) {
        return rows(first, second, "as-is");
    }

    private List<FingerprintRow> rows(float first, float second, String view) {
        EmbeddedPicture embedded = embedded(first, second);
        return List.of(embedded.compact()
                .map(row -> FingerprintRow.compact(view, row))
                .orElseGet(() -> FingerprintRow.whole(view, embedded.fingerprint())));
    }

    private List<QueryView> query(float first, float second) {
        return List.of(QueryView.of("as-is", embedded(first, second)));
    }

    private EmbeddedPicture embedded(float first, float second) {
        try (ModelSource.EmbeddingModel opened = model().open(model().configured())) {
            return opened.embed(List.of(TwoNumbers.picture(first, second))).get(0);
        }
    }

    private static Coordinates at(long offset) {
        return new Coordinates("references", 0, offset);
    }
}
