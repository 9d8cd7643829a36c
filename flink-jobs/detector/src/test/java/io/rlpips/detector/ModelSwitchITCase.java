package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.ModelAnnouncement;
import io.rlpips.schemas.ModelCommand;
import io.rlpips.schemas.ModelState;
import io.rlpips.schemas.ModelStatus;
import io.rlpips.schemas.Outcome;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import io.rlpips.schemas.WallClock;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model is prepared, takes over and the old one is retired, all while uploads flow. The second model's distances are
 * four times the first one's, so a decision says by which it was made; and jobs of either model alone decide the same.
 */
class ModelSwitchITCase {
    private static final int REFERENCES = 40;
    private static final String OLD = "testing";
    private static final String NEW = TestingModel.ANOTHER;
    private static final BrokerPosition NOWHERE = new BrokerPosition("", 0, 0L);
    private static final WallClock NO_CLOCK = new WallClock(0L, 0L);

    @TempDir
    Path directory;

    private final Map<String, Sent> uploads = new LinkedHashMap<>();

    /** @param copied the reference that an upload is a copy of; empty for a picture that nothing resembles */
    private record Sent(byte[] picture, Optional<String> copied) {}

    @Test
    void noUploadIsLostOrJudgedByAMixtureAndEachIsJudgedAsByAJobOfOneModel() throws Exception {
        try (DetectorStack stack = DetectorStack.start(directory)) {
            JobClient references = stack.startReferenceJob(new TestingModel(), 2);
            JobClient detector = stack.startDetectorJob(new TestingModel(), 2);
            register(stack, 0, REFERENCES);
            upload(stack, 60);

            announce(stack, NEW, ModelCommand.PREPARE);
            upload(stack, 60);
            awaitStatus(stack, NEW, ModelState.READY, REFERENCES);
            register(stack, REFERENCES, REFERENCES + 10);
            awaitStatus(stack, NEW, ModelState.READY, REFERENCES + 10);
            stack.awaitVisibilityDelay();
            upload(stack, 60);
            long activated = announce(stack, NEW, ModelCommand.ACTIVATE);
            upload(stack, 60);
            awaitStatus(stack, NEW, ModelState.ACTIVE, REFERENCES + 10);
            announce(stack, OLD, ModelCommand.RETIRE);
            upload(stack, 60);
            awaitStatus(stack, OLD, ModelState.RETIRED, 0);
            upload(stack, 60);

            stack.await(Subjects.VERDICTS, all -> all.size() >= uploads.size());
            stack.await(Subjects.ALERTS, all -> all.size() >= copies());
            stack.stop(detector);
            stack.stop(references);
            List<Verdict> verdicts = stack.readAllDecoded(Subjects.VERDICTS);
            assertThat(verdicts).extracting(Verdict::getUploadId).containsExactlyInAnyOrderElementsOf(uploads.keySet());
            for (Verdict verdict : verdicts) {
                assertThat(verdict.getModelId())
                        .as("model of an upload of %d, activated at %d", verdict.getVisibilityTimeMillis(), activated)
                        .isEqualTo(verdict.getVisibilityTimeMillis() >= activated ? NEW : OLD);
                requireFound(verdict);
            }
            assertThat(verdicts).extracting(Verdict::getModelId).contains(OLD, NEW);
            requireRowsOfOneModel(verdicts, activated);
            requireAsByJobsOfOneModel(stack, OLD, new TestingModel());
            requireAsByJobsOfOneModel(stack, NEW, TestingModel.another());
        }
    }

    @Test
    void aModelIsNotActivatedWhileABankHasNoThresholdForItAndIsOnceItHas() throws Exception {
        try (DetectorStack stack = DetectorStack.start(directory)) {
            stack.startReferenceJob(new TestingModel(), 1);
            stack.startDetectorJob(new TestingModel(), 1);
            Policy policy = Policy.newBuilder()
                    .setBank("default")
                    .setMaximumDistance(0.04)
                    .setDistanceModelId(OLD)
                    .build();
            stack.sendPolicy(policy);
            announce(stack, NEW, ModelCommand.PREPARE);
            announce(stack, NEW, ModelCommand.ACTIVATE);
            ModelStatus refused = awaitStatus(stack, NEW, ModelState.FAILED, 0);
            assertThat(refused.getReason())
                    .isEqualTo("the policy of bank 'default' has a distance for other models and none for " + NEW);
            assertThat(stack.judge("before", TestPictures.png(1)).getModelId()).isEqualTo(OLD);

            stack.sendPolicy(Policy.newBuilder(policy)
                    .setMaximumDistances(Map.of(NEW, 0.16))
                    .build());
            announce(stack, NEW, ModelCommand.ACTIVATE);
            awaitStatus(stack, NEW, ModelState.ACTIVE, 0);
            Verdict after = stack.judge("after", TestPictures.png(1));

            assertThat(after.getModelId()).isEqualTo(NEW);
            assertThat(after.getSearchRadius()).as("the model's own threshold").isEqualTo(0.2);
            announce(stack, "missing", ModelCommand.PREPARE);
            assertThat(awaitStatus(stack, "missing", ModelState.FAILED, 0).getReason())
                    .startsWith("no bundle at");
        }
    }

    /** A near copy lies 48 x (3/255)^2 or 0.0066 away, and four times as far by the other model. */
    private void requireFound(Verdict verdict) {
        boolean byNew = verdict.getModelId().equals(NEW);
        Optional<String> copied = uploads.get(verdict.getUploadId()).copied();
        assertThat(verdict.getSearchRadius()).isEqualTo(byNew ? 0.2 : 0.05);
        assertThat(verdict.getBestReferenceId()).as(verdict.getUploadId()).isEqualTo(copied.orElse(null));
        assertThat(verdict.getOutcome()).isEqualTo(copied.isPresent() ? Outcome.MATCHED : Outcome.CLEAR);
        assertThat(verdict.getAlerts()).isEqualTo(copied.isPresent() ? 1 : 0);
        if (copied.isPresent()) {
            double distance = 48 * Math.pow(3 / 255.0, 2) * (byNew ? 4 : 1);
            assertThat(verdict.getNearestDistance())
                    .isCloseTo(distance, org.assertj.core.data.Percentage.withPercentage(1));
        }
    }

    /** Runs jobs that know one model only on the uploads that were judged by it, and compares all that they decide. */
    private void requireAsByJobsOfOneModel(DetectorStack stack, String modelId, TestingModel model) throws Exception {
        Map<String, Verdict> verdicts = verdicts(stack, modelId);
        Map<String, Alert> alerts = alerts(stack, modelId);
        assertThat(alerts).as("raised under %s", modelId).hasSizeGreaterThan(REFERENCES);
        try (DetectorStack alone = stack.beside(modelId + "-alone-")) {
            Configuration settings = alone.configuration();
            settings.set(DetectorOptions.BOUNDED, true);
            for (int i = 0; i < REFERENCES + 10; i++) {
                alone.sendReference(reference(i), "default", TestPictures.png(i));
            }
            alone.flink
                    .submit(alone.references(settings, model, 1), "references of " + modelId)
                    .getJobExecutionResult()
                    .get();
            alone.awaitVisibilityDelay();
            verdicts.keySet().forEach(id -> alone.sendUpload(id, uploads.get(id).picture()));
            alone.flink
                    .submit(alone.detector(settings, model, 1, inputs -> inputs), "detector of " + modelId)
                    .getJobExecutionResult()
                    .get();

            assertThat(verdicts(alone, modelId)).isEqualTo(verdicts);
            assertThat(alerts(alone, modelId)).isEqualTo(alerts);
        }
    }

    /** By upload id the verdicts that a model made, without what says where and when. */
    private static Map<String, Verdict> verdicts(DetectorStack stack, String modelId) {
        return stack.readAllDecoded(Subjects.VERDICTS).stream()
                .filter(verdict -> verdict.getModelId().equals(modelId))
                .collect(Collectors.toMap(
                        Verdict::getUploadId,
                        verdict -> Verdict.newBuilder(verdict)
                                .setUpload(NOWHERE)
                                .setBestReference(null)
                                .setRowsSearched(0)
                                .setUploadBrokerTimeMillis(0)
                                .setVisibilityTimeMillis(0)
                                .setWallClock(NO_CLOCK)
                                .build()));
    }

    /** The same of the alerts, and without what the guard remembers of other uploads. */
    private static Map<String, Alert> alerts(DetectorStack stack, String modelId) {
        return stack.readAllDecoded(Subjects.ALERTS).stream()
                .filter(alert -> alert.getModelId().equals(modelId))
                .collect(Collectors.toMap(
                        Alert::getUploadId,
                        alert -> Alert.newBuilder(alert)
                                .setAlertId("")
                                .setUpload(NOWHERE)
                                .setReference(NOWHERE)
                                .setDisposition(Disposition.RAISED)
                                .setRepeatOf(null)
                                .setRepeats(0)
                                .setMatchesWithinHour(0)
                                .setUploadBrokerTimeMillis(0)
                                .setVisibilityTimeMillis(0)
                                .setReferenceBrokerTimeMillis(0)
                                .setWallClock(NO_CLOCK)
                                .build()));
    }

    /** Each reference counts once: a mixture would see the rows of both models, a half-prepared model too few. */
    private static void requireRowsOfOneModel(List<Verdict> verdicts, long activated) {
        Set<Long> afterwards = new HashSet<>();
        for (Verdict verdict : verdicts) {
            assertThat(verdict.getRowsSearched()).isLessThanOrEqualTo(REFERENCES + 10);
            if (verdict.getVisibilityTimeMillis() >= activated) {
                afterwards.add(verdict.getRowsSearched());
            }
        }
        assertThat(afterwards).containsExactly(REFERENCES + 10L);
    }

    private static void register(DetectorStack stack, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            stack.sendReference(reference(i), "default", TestPictures.png(i));
        }
        stack.await(Subjects.REFERENCE_STATUS, all -> all.size() >= to);
        stack.awaitVisibilityDelay();
    }

    private static String reference(int number) {
        return "reference-" + number;
    }

    private void upload(DetectorStack stack, int count) {
        for (int i = 0; i < count; i++) {
            int copied = i % REFERENCES;
            Sent sent = i % 2 == 0
                    ? new Sent(TestPictures.nearCopy(copied), Optional.of(reference(copied)))
                    : new Sent(TestPictures.png(1_000 + i), Optional.empty());
            String id = "upload-" + uploads.size();
            uploads.put(id, sent);
            stack.sendUpload(id, sent.picture());
        }
    }

    private long copies() {
        return uploads.values().stream()
                .filter(sent -> sent.copied().isPresent())
                .count();
    }

    /** @return its broker time */
    private static long announce(DetectorStack stack, String modelId, ModelCommand command) {
        ModelAnnouncement announcement = ModelAnnouncement.newBuilder()
                .setModelId(modelId)
                .setCommand(command)
                .setLocation("file:///models/" + modelId)
                .setBundleSha256("0".repeat(64))
                .build();
        return stack.send(
                        Subjects.MODELS,
                        modelId,
                        SingleObject.of(Subjects.MODELS).encode(announcement))
                .timestamp();
    }

    private static ModelStatus awaitStatus(DetectorStack stack, String modelId, ModelState state, long prepared)
            throws Exception {
        return stack.awaitOne(
                Subjects.MODEL_STATUS,
                status -> status.getModelId().equals(modelId)
                        && status.getState() == state
                        && status.getPreparedReferences() == prepared);
    }
}
