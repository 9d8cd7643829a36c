package io.rlpips.detector.register;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.control.BankRule;
import io.rlpips.detector.control.ControlChange;
import io.rlpips.detector.control.ModelChange;
import io.rlpips.detector.control.PolicyChange;
import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.ReferenceTicket;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegisterOperatorTest {
    private static final long HISTORY_MS = 1_000;

    private KeyedTwoInputStreamOperatorTestHarness<String, Registration, ControlChange, EmbedOrder> register;
    private long now;

    @BeforeEach
    void open() throws Exception {
        register = harness();
        register.open();
    }

    @AfterEach
    void close() throws Exception {
        register.close();
    }

    @Test
    void aPictureIsOrderedOnceForEveryPreparedModelAndAnnouncedWithTheActiveOne() throws Exception {
        announce(1, "new", ModelChange.Command.PREPARE);
        send(decoded("a", 1));

        assertThat(orders()).containsExactly("a@1 old announced", "a@1 new");
    }

    @Test
    void aSlowPictureDoesNotUndoTheNewerRecordThatOvertookIt() throws Exception {
        send(decoded("a", 2));
        send(decoded("a", 1));
        send(removed("a", 3));
        send(decoded("a", 2));

        assertThat(orders()).containsExactly("a@2 old announced", "a@3 old announced ended");
    }

    @Test
    void aRejectedReplacementLeavesTheVersionBeforeItAndSaysSo() throws Exception {
        send(rejected("a", 1));
        send(decoded("a", 2));
        send(rejected("a", 3));

        assertThat(orders()).containsExactly("a@2 old announced");
        assertThat(statuses())
                .extracting(ReferenceStatus::getReason)
                .containsExactly("no picture", "no picture; the version before it stays active");
    }

    @Test
    void aPreparedModelReachesTheReferencesThatStandLittleByLittle() throws Exception {
        for (int i = 0; i < 50; i++) {
            send(decoded("r" + i, i));
        }
        send(removed("r7", 50));
        register.getOutput().clear();
        announce(1, "new", ModelChange.Command.PREPARE);
        assertThat(orders()).isEmpty();

        passTime(1);
        assertThat(orders()).as("a slice").hasSizeBetween(1, 20);
        send(decoded("late", 60));
        assertThat(orders()).as("a new reference does not wait").endsWith("late@60 old announced", "late@60 new");
        passTime(10);

        assertThat(orders().stream().filter(order -> order.endsWith(" new")))
                .hasSize(50)
                .doesNotHaveDuplicates()
                .doesNotContain("r7@7 new");
    }

    @Test
    void whatWasNotOrderedBeforeACheckpointIsOrderedAfterTheRestore() throws Exception {
        for (int i = 0; i < 50; i++) {
            send(decoded("r" + i, i));
        }
        announce(1, "new", ModelChange.Command.PREPARE);
        passTime(1);
        List<String> before = orders();
        OperatorSubtaskState state = register.snapshot(1, 1);
        register.close();
        register = harness();
        register.initializeState(state);
        register.open();
        passTime(10);

        assertThat(orders()).doesNotContainAnyElementsOf(before);
        assertThat(before.size() + orders().size()).isEqualTo(100);
        register.snapshot(2, 2);
        register.notifyOfCompletedCheckpoint(2);
        assertThat(progress())
                .extracting(told -> told.model().modelId() + " " + told.prepared() + " of " + told.total())
                .containsExactly("new 50 of 50", "old 50 of 50");
    }

    @Test
    void progressIsToldWhenItsCheckpointIsComplete() throws Exception {
        send(decoded("a", 1));
        register.snapshot(1, 1);
        send(decoded("b", 2));
        assertThat(progress()).isEmpty();

        register.notifyOfCompletedCheckpoint(1);

        assertThat(progress()).extracting(ModelProgress::prepared).containsExactly(1L);
    }

    @Test
    void aRetiredModelsFingerprintsAreEnded() throws Exception {
        announce(1, "new", ModelChange.Command.ACTIVATE);
        send(decoded("a", 1));
        announce(2, "old", ModelChange.Command.RETIRE);
        passTime(2);

        assertThat(orders()).containsExactly("a@1 new announced", "a@1 old", "a@1 old ended");
        register.snapshot(1, 1);
        register.notifyOfCompletedCheckpoint(1);
        assertThat(progress())
                .extracting(told -> told.model().modelId() + " " + told.prepared())
                .containsExactly("new 1", "old 0");
    }

    @Test
    void thatNothingIsLeftOfARetiredModelIsToldAlsoAfterARestoreOfTheFirstCheckpointWithoutIt() throws Exception {
        announce(1, "new", ModelChange.Command.PREPARE);
        announce(2, "activated", ModelChange.Command.ACTIVATE);
        announce(3, "refused", ModelChange.Command.PREPARE, "no bundle");
        send(decoded("a", 1));
        announce(4, "new", ModelChange.Command.RETIRE);
        announce(5, "old", ModelChange.Command.RETIRE);
        passTime(2);
        OperatorSubtaskState state = register.snapshot(1, 1);
        register.close();
        register = harness();
        register.initializeState(state);
        register.open();

        register.snapshot(2, 2);
        register.notifyOfCompletedCheckpoint(2);

        assertThat(progress())
                .extracting(told -> told.model().modelId() + " " + told.prepared() + " of " + told.total())
                .containsExactly("activated 1 of 1", "new 0 of 1", "old 0 of 1");
    }

    @Test
    void ofTwoBundlesUnderOneNameOneIsToldOf() throws Exception {
        announce(1, new ModelIdentity("new", "a", ""), ModelChange.Command.PREPARE, "");
        announce(2, new ModelIdentity("new", "b", ""), ModelChange.Command.PREPARE, "");
        announce(3, new ModelIdentity("gone", "a", ""), ModelChange.Command.PREPARE, "");
        announce(4, new ModelIdentity("gone", "b", ""), ModelChange.Command.PREPARE, "");
        announce(5, "gone", ModelChange.Command.RETIRE);
        send(decoded("a", 1));
        register.snapshot(1, 1);
        register.notifyOfCompletedCheckpoint(1);

        assertThat(progress())
                .extracting(told -> told.model().modelId() + " " + told.model().modelHash() + " " + told.prepared())
                .containsExactly("gone b 0", "new b 1", "old  1");
    }

    @Test
    void nothingIsLeftOfARemovedReferenceOnceItsOlderRecordsCannotComeAnyMore() throws Exception {
        send(decoded("a", 1));
        send(removed("a", 2));
        send(removed("never-heard-of", 3));
        register.setProcessingTime(HISTORY_MS - 1);
        send(decoded("a", 1));
        assertThat(orders()).as("the older record is still known to be one").hasSize(3);
        assertThat(register.numKeyedStateEntries())
                .as("the places of the removals")
                .isEqualTo(2);

        register.setProcessingTime(HISTORY_MS);

        assertThat(register.numKeyedStateEntries()).isZero();
        send(rejected("a", 4));
        assertThat(statuses()).extracting(ReferenceStatus::getReason).containsExactly("no picture");
    }

    @Test
    void aReferenceThatIsRegisteredAgainIsNotForgotten() throws Exception {
        send(removed("a", 1));
        send(decoded("a", 2));
        int standing = register.numKeyedStateEntries();
        register.setProcessingTime(HISTORY_MS / 2);
        send(decoded("b", 3));
        send(removed("b", 4));
        register.setProcessingTime(HISTORY_MS);
        send(decoded("a", 1));

        assertThat(orders()).doesNotHaveDuplicates();
        assertThat(register.numKeyedStateEntries()).isEqualTo(standing + 1);
        register.setProcessingTime(HISTORY_MS / 2 + HISTORY_MS);
        assertThat(register.numKeyedStateEntries()).isEqualTo(standing);
    }

    @Test
    void aRemovalIsForgottenAlsoWhenTheJobWasRestoredMeanwhile() throws Exception {
        send(decoded("a", 1));
        send(removed("a", 2));
        send(decoded("b", 3));
        OperatorSubtaskState state = register.snapshot(1, 1);
        register.close();
        register = harness();
        register.initializeState(state);
        register.open();
        int both = register.numKeyedStateEntries();
        register.setProcessingTime(HISTORY_MS);

        assertThat(register.numKeyedStateEntries()).isEqualTo(both - 1);
        send(decoded("b", 2));
        assertThat(orders()).isEmpty();
    }

    @Test
    void theViewsOfABanksPolicyReplaceTheConfiguredOnesForItsReferencesOnly() throws Exception {
        send(decoded("a", 1));
        register.getOutput().clear();
        policy("another", List.of("grey"));
        passTime(2);
        assertThat(orders()).isEmpty();

        policy("bank", List.of("grey", "mirrored"));
        passTime(2);
        send(decoded("b", 2));

        assertThat(register.extractOutputValues())
                .extracting(order -> order.ticket().referenceId(), EmbedOrder::views, EmbedOrder::announced)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", List.of("grey", "mirrored"), false),
                        org.assertj.core.groups.Tuple.tuple("b", List.of("grey", "mirrored"), true));
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, Registration, ControlChange, EmbedOrder> harness()
            throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new RegisterOperator(model("old"), List.of(), HISTORY_MS),
                Registration::referenceId,
                change -> "",
                Types.STRING);
    }

    private void send(Registration registration) throws Exception {
        register.processElement1(new StreamRecord<>(registration));
    }

    private void announce(long time, String modelId, ModelChange.Command command) throws Exception {
        announce(time, modelId, command, "");
    }

    private void announce(long time, String modelId, ModelChange.Command command, String refusal) throws Exception {
        announce(time, new ModelIdentity(modelId, "", ""), command, refusal);
    }

    private void announce(long time, ModelIdentity model, ModelChange.Command command, String refusal)
            throws Exception {
        ModelChange change = new ModelChange(
                model.modelId(), command, model(model), refusal, new Coordinates("models", 0, time), time);
        register.processElement2(new StreamRecord<>(ControlChange.of(change)));
    }

    private void policy(String bank, List<String> views) throws Exception {
        BankRule rule = new BankRule(false, true, Double.NaN, "", Map.of(), views, List.of(), Severity.LOW);
        register.processElement2(new StreamRecord<>(
                ControlChange.of(new PolicyChange(bank, new Coordinates("policies", 0, 1), 1, false, rule))));
    }

    private void passTime(int steps) throws Exception {
        for (int i = 0; i < steps; i++) {
            register.setProcessingTime(++now);
        }
    }

    private List<String> orders() {
        return register.extractOutputValues().stream()
                .map(order -> order.ticket().referenceId() + "@"
                        + order.ticket().at().offset() + " " + order.model().modelId()
                        + (order.announced() ? " announced" : "") + (order.removal() ? " ended" : ""))
                .toList();
    }

    private List<ReferenceStatus> statuses() {
        return register.getSideOutput(RegisterOperator.STATUS).stream()
                .map(StreamRecord::getValue)
                .toList();
    }

    private List<ModelProgress> progress() {
        var told = register.getSideOutput(RegisterOperator.PROGRESS);
        return told == null
                ? List.of()
                : told.stream().map(StreamRecord::getValue).toList();
    }

    private static Registration decoded(String id, long offset) {
        return registration(id, offset, Registration.Kind.DECODED);
    }

    private static Registration removed(String id, long offset) {
        return registration(id, offset, Registration.Kind.REMOVED);
    }

    private static Registration rejected(String id, long offset) {
        return registration(id, offset, Registration.Kind.REJECTED);
    }

    private static Registration registration(String id, long offset, Registration.Kind kind) {
        ReferenceTicket ticket = new ReferenceTicket(
                new Coordinates("references", 0, offset),
                offset,
                id,
                "bank",
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                true,
                new HashMap<>());
        return new Registration(
                ticket,
                kind,
                new PictureFacts("", 1, 1, 1, false),
                MasterImage.kept(new byte[] {1}),
                FailureCategory.NOT_AN_IMAGE,
                "no picture");
    }

    private static ModelDescription model(String id) {
        return model(new ModelIdentity(id, "", ""));
    }

    private static ModelDescription model(ModelIdentity identity) {
        return new ModelDescription(identity, "", "", 64, List.of(1), 0, 0.1);
    }
}
