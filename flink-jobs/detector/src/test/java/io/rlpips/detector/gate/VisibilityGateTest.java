package io.rlpips.detector.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.detector.control.BankRule;
import io.rlpips.detector.control.ControlChange;
import io.rlpips.detector.control.ModelChange;
import io.rlpips.detector.control.PolicyChange;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VisibilityGateTest {
    private static final long DELAY_MS = 2_000;

    private TwoInputStreamOperatorTestHarness<BrokerRecord, ControlChange, StampedRecord> gate;

    @BeforeEach
    void open() throws Exception {
        gate = harness();
        gate.open();
    }

    @AfterEach
    void close() throws Exception {
        gate.close();
    }

    @Test
    void anUploadPassesAtTheMomentTheClockReachesItsTimeLessTheDelay() throws Exception {
        gate.processElement1(upload(0, 10_000), 10_000);
        gate.processWatermark2(new Watermark(7_999));
        assertThat(passed()).isEmpty();

        gate.processWatermark2(new Watermark(8_000));

        assertThat(passed()).extracting(StampedRecord::visibleAtMillis).containsExactly(8_000L);
    }

    @Test
    void anUploadTheClockHasAlreadyPassedGoesAtOnce() throws Exception {
        gate.processWatermark2(new Watermark(9_000));
        gate.processElement1(upload(0, 10_000), 10_000);

        assertThat(passed()).hasSize(1);
    }

    @Test
    void anUploadIsStampedWithThePoliciesOfItsMomentOrderedByBank() throws Exception {
        gate.processElement2(ControlChange.of(policy("b", 1, 7_000, false)), 7_000);
        gate.processElement2(ControlChange.of(policy("a", 2, 8_000, false)), 8_000);
        gate.processElement2(ControlChange.of(policy("b", 3, 8_001, false)), 8_001);
        gate.processElement1(upload(0, 10_000), 10_000);
        gate.processElement1(upload(1, 10_001), 10_001);
        gate.processElement2(ControlChange.of(policy("a", 4, 8_500, true)), 8_500);
        gate.processElement1(upload(2, 10_500), 10_500);
        gate.processElement1(upload(3, 10_501), 10_501);
        gate.processWatermark2(new Watermark(9_000));

        assertThat(passed())
                .extracting(stamped -> stamped.policies().stream()
                        .map(policy -> policy.bank() + policy.at().offset())
                        .toList())
                .containsExactly(List.of("a2", "b1"), List.of("a2", "b3"), List.of("b3"), List.of("b3"));
    }

    @Test
    void whatWaitsSurvivesARestoreAndWaitsForTheClockAgain() throws Exception {
        gate.processElement2(ControlChange.of(policy("a", 1, 5_000, false)), 5_000);
        gate.processWatermark2(new Watermark(7_000));
        gate.processElement1(upload(0, 10_000), 10_000);
        OperatorSubtaskState state = gate.snapshot(1, 1);
        gate.processWatermark2(new Watermark(8_000));
        gate.close();

        gate = harness();
        gate.initializeState(state);
        gate.open();
        gate.processElement1(upload(1, 9_000), 9_000);
        assertThat(passed()).as("the clock starts low").isEmpty();
        gate.processWatermark2(new Watermark(8_000));

        assertThat(passed())
                .extracting(stamped -> stamped.record().at().offset())
                .containsExactly(1L, 0L);
        assertThat(passed())
                .allSatisfy(stamped -> assertThat(stamped.policies()).hasSize(1));
    }

    @Test
    void anUploadIsStampedWithTheModelOfItsMomentAlsoAfterARestore() throws Exception {
        gate.processElement2(announced("new", ModelChange.Command.PREPARE, 1, 7_000), 7_000);
        gate.processElement2(announced("new", ModelChange.Command.ACTIVATE, 2, 8_000), 8_000);
        for (long moment : new long[] {7_999, 8_000}) {
            gate.processElement1(upload(moment, moment + DELAY_MS), moment + DELAY_MS);
        }
        OperatorSubtaskState state = gate.snapshot(1, 1);
        gate.processWatermark2(new Watermark(9_000));
        gate.close();
        gate = harness();
        gate.initializeState(state);
        gate.open();

        gate.processWatermark2(new Watermark(9_000));

        assertThat(passed()).extracting(stamped -> stamped.model().modelId()).containsExactly("old", "new");
    }

    @Test
    void theWatermarkSentOnIsHeldBackByWhatWaits() throws Exception {
        gate.processElement1(upload(0, 10_000), 10_000);
        gate.processWatermark1(new Watermark(20_000));
        assertThat(watermarks()).containsExactly(9_999L);

        gate.processWatermark2(new Watermark(8_000));

        assertThat(watermarks()).containsExactly(9_999L, 20_000L);
    }

    @Test
    void anIdleClockIsAnError() {
        assertThatThrownBy(() -> gate.processWatermarkStatus2(WatermarkStatus.IDLE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("control topics became idle");
    }

    @Test
    void idleUploadsAreSaidOnOnlyWhenNothingWaits() throws Exception {
        gate.processElement1(upload(0, 10_000), 10_000);
        gate.processWatermarkStatus1(WatermarkStatus.IDLE);
        assertThat(gate.getOutput()).doesNotContain(WatermarkStatus.IDLE);

        gate.processWatermark2(new Watermark(8_000));

        assertThat(gate.getOutput()).contains(WatermarkStatus.IDLE);
    }

    private static TwoInputStreamOperatorTestHarness<BrokerRecord, ControlChange, StampedRecord> harness()
            throws Exception {
        return new TwoInputStreamOperatorTestHarness<>(new VisibilityGate(model("old"), DELAY_MS, Pulse.NONE));
    }

    private List<StampedRecord> passed() {
        return gate.extractOutputValues();
    }

    private List<Long> watermarks() {
        return gate.getOutput().stream()
                .filter(Watermark.class::isInstance)
                .map(mark -> ((Watermark) mark).getTimestamp())
                .toList();
    }

    private static BrokerRecord upload(long offset, long time) {
        return new BrokerRecord(new Coordinates("uploads", 0, offset), time, false, new byte[0], false, new byte[0]);
    }

    private static PolicyChange policy(String bank, long offset, long time, boolean removed) {
        BankRule rule = new BankRule(false, true, 0.1, "", Map.of(), List.of(), List.of(), Severity.LOW);
        return new PolicyChange(bank, new Coordinates("policies", 0, offset), time, removed, rule);
    }

    private static ControlChange announced(String modelId, ModelChange.Command command, long offset, long time) {
        return ControlChange.of(
                new ModelChange(modelId, command, model(modelId), "", new Coordinates("models", 0, offset), time));
    }

    private static ModelDescription model(String id) {
        return new ModelDescription(new ModelIdentity(id, "", ""), "", "", 64, new ArrayList<>(), 0, 0.1);
    }
}
