package io.rlpips.detector.retroactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.detector.control.BankRule;
import io.rlpips.detector.control.ControlChange;
import io.rlpips.detector.control.PolicyChange;
import io.rlpips.detector.match.FingerprintRow;
import io.rlpips.detector.match.ReferenceChange;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.schemas.Recheck;
import io.rlpips.schemas.Severity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetroactiveOperatorTest {
    private static final long DELAY_MS = 1_000;
    private static final long WINDOW_MS = 5_000;
    private static final long IDLENESS_MS = 200;
    private static final int LENGTH = 3;
    private static final double THRESHOLD = 0.5;
    private static final ModelDescription MODEL = model("model");
    private static final long LONG_AFTER = 1_000_000;

    private KeyedTwoInputStreamOperatorTestHarness<String, RecentUpload, Knowledge, Recheck> operator;
    private final List<String> asked = new ArrayList<>();
    private long processingTime;

    @BeforeEach
    @BeforeTry
    void open() throws Exception {
        operator = harness();
        operator.open();
        asked.clear();
        processingTime = 0;
    }

    @AfterEach
    @AfterTry
    void close() throws Exception {
        operator.close();
    }

    @Test
    void aReferencesTurnComesWhenTheUploadsThatHaveNotSeenItAreHereAndTheClockHasGoneOn() throws Exception {
        reference("late", "bank", 2_000, 0);
        upload("before", "", 2_999, 0);
        clock(3_000);
        uploads(2_998);
        assertThat(asked()).as("an upload of 2,999 may still come").isEmpty();
        upload("last", "", 2_999, 0);
        upload("sees it", "", 3_000, 0);

        uploads(2_999);

        assertThat(asked()).containsExactlyInAnyOrder("before late", "last late");
    }

    @Test
    void itIsAskedForNoEarlierThanItCounts() throws Exception {
        reference("late", "bank", 2_000, 0);
        upload("before", "", 2_500, 0);
        uploads(10_000);
        clock(2_999);
        assertThat(asked())
                .as("what is asked for now is judged by the moment 1,999")
                .isEmpty();

        clock(3_000);

        assertThat(asked()).containsExactly("before late");
    }

    @Test
    void idleUploadsCountAsPassedALittleLaterThanTheClock() throws Exception {
        reference("late", "bank", 2_000, 0);
        upload("before", "", 2_500, 0);
        operator.processWatermarkStatus1(WatermarkStatus.IDLE);
        clock(3_000 + IDLENESS_MS - 2);
        assertThat(asked()).isEmpty();

        clock(3_000 + IDLENESS_MS - 1);

        assertThat(asked()).containsExactly("before late");
    }

    @Test
    void whatIsRememberedIsWhatAReferenceMayStillAskFor() throws Exception {
        upload("old", "", 3_000, 0);
        upload("new", "", 3_001, 0);
        reference("waits", "bank", 5_000, 0);
        uploads(3_500);
        clock(7_000);
        assertThat(operator.numKeyedStateEntries())
                .as("a reference waits for later uploads")
                .isEqualTo(2);

        uploads(20_000);

        assertThat(asked()).containsExactlyInAnyOrder("old waits", "new waits");
        assertThat(operator.numKeyedStateEntries())
                .as("the next reference counts from 7,001 on, and asks for uploads from 3,001 on")
                .isEqualTo(1);
        clock(7_001);
        assertThat(operator.numKeyedStateEntries()).isZero();
    }

    @Test
    void uploadsAndReferencesThatWaitSurviveARestore() throws Exception {
        upload("before", "", 2_500, 0);
        reference("late", "bank", 2_000, 0);
        policy(new PolicyChange("wide", at("policies", 0), 100, false, rule(false, 10, List.of())));
        clock(2_000);

        restore();
        reference("later", "wide", 2_100, 3);
        clock(10_000);
        uploads(10_000);

        assertThat(asked()).containsExactlyInAnyOrder("before late", "before later");
    }

    @Test
    void aVersionThatIsRemovedOrReplacedBeforeItCountsIsNotHeldUntilThen() throws Exception {
        change(version("removed", 1, 2_000, 100_000));
        change(version("replaced", 2, 2_000, 100_000));
        change(version("stays", 3, 2_000, 100_000));
        assertThat(waiting()).containsExactlyInAnyOrder("removed 1", "replaced 2", "stays 3");
        change(removal("removed", 3_000));
        change(version("replaced", 4, 3_000, 50_000));

        assertThat(waiting()).containsExactlyInAnyOrder("replaced 4", "stays 3");
    }

    @Test
    void anOlderVersionThatIsWrittenAgainBehindANewerOneDoesNotUndoIt() throws Exception {
        change(version("reference", 2, 2_000, 100_000));
        change(version("reference", 1, 3_000, 0));
        change(version("reference", 2, 4_000, 100_000));

        assertThat(waiting()).as("the repeated one, each once").containsExactlyInAnyOrder("reference 1", "reference 2");
    }

    @Test
    void aVersionThatHasCountedIsComparedAlsoWhenItWasRemovedMeanwhile() throws Exception {
        upload("before", "", 2_500, 0);
        change(version("reference", 1, 2_000, Long.MIN_VALUE));
        change(removal("reference", 2_001));
        uploads(10_000);

        clock(10_000);

        assertThat(asked()).containsExactly("before reference");
    }

    /** Offsets of the versions that wait. */
    private List<String> waiting() {
        return ((RetroactiveOperator) operator.getOperator())
                .waiting().stream()
                        .map(version -> version.referenceId() + " "
                                + version.reference().offset())
                        .toList();
    }

    @Test
    void banksAreAskedForByTheWidestThresholdThatMayApplyAndOnlyWhereTheyRaiseAlerts() throws Exception {
        policy(new PolicyChange("narrow then wide", at("policies", 0), 100, false, rule(false, 0.01, List.of())));
        policy(new PolicyChange("narrow then wide", at("policies", 1), 2_500, false, rule(false, 4, List.of())));
        policy(new PolicyChange("wide then narrow", at("policies", 2), 100, false, rule(false, 4, List.of())));
        policy(new PolicyChange("wide then narrow", at("policies", 3), 1_000, false, rule(false, 0.01, List.of())));
        policy(new PolicyChange("excluding", at("policies", 4), 100, false, rule(true, 4, List.of())));
        policy(new PolicyChange("mine", at("policies", 5), 100, false, rule(false, 4, List.of("me"))));
        policy(new PolicyChange("other views", at("policies", 6), 100, false, wideUnderOtherViews()));
        upload("my", "me", 2_500, 1);
        upload("their", "them", 2_500, 1);
        for (String bank :
                List.of("narrow then wide", "wide then narrow", "excluding", "mine", "other views", "unheard-of")) {
            reference(bank, bank, 2_000, 0);
        }
        uploads(10_000);

        clock(10_000);

        assertThat(asked())
                .containsExactlyInAnyOrder(
                        "my narrow then wide",
                        "their narrow then wide",
                        "my mine",
                        "my other views",
                        "their other views");
    }

    @Test
    void rowsOfAnotherModelOrLengthAreNeverCompared() throws Exception {
        upload("before", "", 2_500, 0);
        for (LateReference reference : List.of(
                reference("other model", "bank", 2_000, model("another").identity(), row(0)),
                reference("other hash", "bank", 2_000, new ModelIdentity("model", "other", ""), row(0)),
                reference("other length", "bank", 2_000, MODEL.identity(), new CompactRow(new float[2], 0)))) {
            know(reference);
        }
        uploads(10_000);

        clock(10_000);

        assertThat(asked()).isEmpty();
    }

    @Test
    void aBulkOfReferencesIsComparedALittleAtATime() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            upload("upload-" + i, "", 2_500, 10 * i);
        }
        for (int i = 0; i < 1_000; i++) {
            reference("reference-" + i, "bank", 2_000, 10 * i);
        }
        uploads(10_000);
        clock(10_000);
        int atOnce = operator.extractOutputValues().size();
        assertThat(atOnce).isPositive().isLessThan(100);
        restore();
        uploads(10_000);
        clock(10_000);

        assertThat(asked())
                .as("what was not compared is state")
                .hasSize(1_000)
                .doesNotHaveDuplicates()
                .contains("upload-999 reference-999");
    }

    @Test
    void oneAfterAnotherIsComparedWithThoseThatComeWithinHalfASecond() throws Exception {
        compareOne();
        reference("second", "bank", 2_001, 0);
        clock(3_001);
        reference("third", "bank", 2_002, 0);
        clock(3_002);
        reference("fourth", "bank", 2_003, 0);
        clock(3_003);
        assertThat(operator.extractOutputValues()).hasSize(1);

        operator.setProcessingTime(processingTime + 10_000);

        assertThat(operator.extractOutputValues()).hasSize(3);
    }

    @Test
    void enoughForATimeWaitForNoOthers() throws Exception {
        compareOne();
        reference("second", "bank", 2_001, 0);
        clock(3_001);
        operator.setProcessingTime(processingTime + 400);
        for (int i = 0; i < 64; i++) {
            reference("bulk-" + i, "bank", 2_002, 0);
        }

        clock(3_002);

        assertThat(operator.extractOutputValues()).hasSize(65);
    }

    @Test
    void idleControlTopicsAreAnError() {
        assertThatThrownBy(() -> operator.processWatermarkStatus2(WatermarkStatus.IDLE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("control topics became idle");
    }

    /** Uploads and references in any interleaving that their watermarks allow, and a restore on the way. */
    @Property(tries = 60)
    void asksForExactlyThePairsThatComparingAllOfThemFinds(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        policy(new PolicyChange("wide", at("policies", 0), 0, false, rule(false, 3, List.of())));
        policy(new PolicyChange("mine", at("policies", 1), 0, false, rule(false, 1, List.of("me"))));
        policy(new PolicyChange("excluding", at("policies", 2), 0, false, rule(true, 3, List.of())));
        List<RecentUpload> uploads = new ArrayList<>();
        List<LateReference> references = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            uploads.add(
                    upload(i, random.nextBoolean() ? "me" : "them", DELAY_MS + random.nextInt(15_000), rows(random)));
            references.add(new LateReference(
                    "reference-" + i,
                    i,
                    at("references", i),
                    List.of("bank", "wide", "mine", "excluding").get(random.nextInt(4)),
                    model(random.nextInt(5) == 0 ? "another" : "model").identity(),
                    1 + random.nextInt(15_000),
                    rows(random)));
        }
        uploads.sort(Comparator.comparingLong(RecentUpload::brokerTimeMillis));
        references.sort(Comparator.comparingLong(LateReference::fromMillis));

        feed(random, new ArrayDeque<>(uploads), new ArrayDeque<>(references));

        assertThat(asked()).containsExactlyInAnyOrderElementsOf(compared(uploads, references));
    }

    /** Just now, and at once. */
    private void compareOne() throws Exception {
        upload("before", "", 2_500, 0);
        uploads(10_000);
        reference("first", "bank", 2_000, 0);
        clock(3_000);
        assertThat(asked()).containsExactly("before first");
    }

    private void feed(Random random, Deque<RecentUpload> uploads, Deque<LateReference> references) throws Exception {
        int restoreAt = random.nextInt(160);
        while (!uploads.isEmpty() || !references.isEmpty()) {
            if (references.isEmpty() || !uploads.isEmpty() && random.nextBoolean()) {
                operator.processElement1(new StreamRecord<>(uploads.remove()));
                uploads(uploads.isEmpty() ? LONG_AFTER : uploads.element().brokerTimeMillis() - 1);
            } else {
                know(references.remove());
                clock(references.isEmpty() ? LONG_AFTER : references.element().fromMillis() - 1);
            }
            if (uploads.size() + references.size() == restoreAt) {
                if (random.nextBoolean()) {
                    asked();
                }
                restore();
            }
        }
        uploads(LONG_AFTER);
        clock(LONG_AFTER);
    }

    private static List<String> compared(List<RecentUpload> uploads, List<LateReference> references) {
        Map<String, Double> thresholds = Map.of("bank", THRESHOLD, "wide", 3.0, "mine", 1.0);
        List<String> pairs = new ArrayList<>();
        for (LateReference reference : references) {
            for (RecentUpload upload : uploads) {
                boolean seen = upload.brokerTimeMillis() - DELAY_MS >= reference.fromMillis();
                boolean old = upload.brokerTimeMillis() < reference.fromMillis() + DELAY_MS - WINDOW_MS;
                boolean shut = reference.bank().equals("excluding")
                        || reference.bank().equals("mine") && !upload.tenant().equals("me");
                if (!seen
                        && !old
                        && !shut
                        && reference.model().equals(upload.model())
                        && nearest(upload, reference) <= thresholds.get(reference.bank())) {
                    pairs.add(upload.uploadId() + " " + reference.referenceId());
                }
            }
        }
        return pairs;
    }

    private static double nearest(RecentUpload upload, LateReference reference) {
        double nearest = Double.POSITIVE_INFINITY;
        for (CompactRow one : upload.rows()) {
            for (CompactRow other : reference.rows()) {
                double distance = 0;
                for (int i = 0; i < LENGTH; i++) {
                    distance += Math.pow((double) one.point()[i] - other.point()[i], 2);
                }
                nearest = Math.min(nearest, distance);
            }
        }
        return nearest;
    }

    private void restore() throws Exception {
        OperatorSubtaskState state = operator.snapshot(1, 1);
        operator.extractOutputValues().forEach(recheck -> asked.add(text(recheck)));
        operator.close();
        operator = harness();
        operator.initializeState(state);
        operator.open();
    }

    /** @return all pairs asked for so far, when the task has had time for all that is due */
    private List<String> asked() throws Exception {
        for (int i = 0; i < 200; i++) {
            processingTime += 10_000;
            operator.setProcessingTime(processingTime);
        }
        operator.extractOutputValues().forEach(recheck -> asked.add(text(recheck)));
        operator.getOutput().clear();
        return asked;
    }

    private static String text(Recheck recheck) {
        return recheck.getUploadId() + " " + recheck.getReferenceId();
    }

    private long offset;

    private void upload(String id, String tenant, long time, float place) throws Exception {
        operator.processElement1(new StreamRecord<>(new RecentUpload(
                at("uploads", offset++), id, tenant, time, time - DELAY_MS, MODEL.identity(), List.of(row(place)))));
    }

    private static RecentUpload upload(int number, String tenant, long time, List<CompactRow> rows) {
        return new RecentUpload(
                at("uploads", number), "upload-" + number, tenant, time, time - DELAY_MS, MODEL.identity(), rows);
    }

    private void reference(String id, String bank, long from, float place) throws Exception {
        know(reference(id, bank, from, MODEL.identity(), row(place)));
    }

    /** As far as it brings a version. */
    private void know(LateReference reference) throws Exception {
        operator.processElement2(new StreamRecord<>(new Knowledge(List.of(), List.of(reference), List.of())));
    }

    /** A record of the fingerprints topic, as it is told of. */
    private void change(ReferenceChange change) throws Exception {
        List<Knowledge> told = new ArrayList<>();
        new LateReferences(DELAY_MS).flatMap(change, new ListCollector<>(told));
        for (Knowledge knowledge : told) {
            operator.processElement2(new StreamRecord<>(knowledge));
        }
    }

    private static ReferenceChange version(String id, long offset, long time, long firstUpload) {
        return new ReferenceChange(
                id,
                MODEL.identity(),
                time,
                time,
                false,
                "bank",
                at("references", offset),
                50,
                firstUpload,
                Long.MAX_VALUE,
                new byte[0],
                List.of(new FingerprintRow("as-is", new byte[0], row(0).point(), 0)));
    }

    private static ReferenceChange removal(String id, long time) {
        return ReferenceChange.removal(id, MODEL.identity().modelId(), time, time);
    }

    private static LateReference reference(String id, String bank, long from, ModelIdentity model, CompactRow row) {
        return new LateReference(id, 1, at("references", 1), bank, model, from, List.of(row));
    }

    private void policy(PolicyChange policy) throws Exception {
        operator.processElement2(new StreamRecord<>(Knowledge.of(ControlChange.of(policy))));
    }

    private void uploads(long millis) throws Exception {
        operator.processWatermark1(new Watermark(millis));
    }

    private void clock(long millis) throws Exception {
        operator.processWatermark2(new Watermark(millis));
    }

    private static BankRule rule(boolean excludes, double distance, List<String> tenants) {
        return new BankRule(
                excludes, true, distance, "", Map.of(), List.of(), new ArrayList<>(tenants), Severity.MEDIUM);
    }

    private static BankRule wideUnderOtherViews() {
        Map<String, Double> viewDistances = Map.of(MODEL.modelId(), 4.0);
        return new BankRule(
                false, true, 0.01, "", Map.of(), viewDistances, List.of(), List.of(), Severity.MEDIUM, 0, 1);
    }

    private static List<CompactRow> rows(Random random) {
        List<CompactRow> rows = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            float[] point = new float[LENGTH];
            for (int j = 0; j < LENGTH; j++) {
                point[j] = 2 * random.nextFloat();
            }
            rows.add(new CompactRow(point, 0));
        }
        return rows;
    }

    private static CompactRow row(float place) {
        return new CompactRow(new float[] {place, 0, 0}, 0);
    }

    private static Coordinates at(String topic, long offset) {
        return new Coordinates(topic, 0, offset);
    }

    private static ModelDescription model(String id) {
        return new ModelDescription(new ModelIdentity(id, "hash", ""), "", "", 64, List.of(1), LENGTH, THRESHOLD);
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, RecentUpload, Knowledge, Recheck> harness()
            throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new RetroactiveOperator(MODEL, new RetroactiveSettings(WINDOW_MS, DELAY_MS, IDLENESS_MS)),
                RecentUpload::key,
                knowledge -> "",
                Types.STRING);
    }
}
