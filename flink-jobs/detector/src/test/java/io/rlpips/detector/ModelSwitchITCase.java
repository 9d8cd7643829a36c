package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.schemas.ModelAnnouncement;
import io.rlpips.schemas.ModelCommand;
import io.rlpips.schemas.ModelState;
import io.rlpips.schemas.ModelStatus;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model is prepared, takes over and the old one is retired, all while uploads flow. The second model's distances are
 * four times the first one's, so a decision says by which it was made.
 */
class ModelSwitchITCase {
    private static final int REFERENCES = 40;
    private static final String OLD = "testing";
    private static final String NEW = TestingModel.ANOTHER;

    @TempDir
    Path directory;

    private final List<String> uploads = new ArrayList<>();

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
            stack.stop(detector);
            stack.stop(references);
            List<Verdict> verdicts = stack.readAllDecoded(Subjects.VERDICTS);
            assertThat(verdicts).extracting(Verdict::getUploadId).containsExactlyInAnyOrderElementsOf(uploads);
            for (Verdict verdict : verdicts) {
                assertThat(verdict.getModelId())
                        .as("model of an upload of %d, activated at %d", verdict.getVisibilityTimeMillis(), activated)
                        .isEqualTo(verdict.getVisibilityTimeMillis() >= activated ? NEW : OLD);
                requireAsByOneModel(verdict);
            }
            assertThat(verdicts).extracting(Verdict::getModelId).contains(OLD, NEW);
            requireRowsOfOneModel(verdicts, activated);
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
    private static void requireAsByOneModel(Verdict verdict) {
        boolean copy = verdict.getUploadId().startsWith("copy");
        if (copy && verdict.getNearestDistance() != null) {
            double distance =
                    48 * Math.pow(3 / 255.0, 2) * (verdict.getModelId().equals(NEW) ? 4 : 1);
            assertThat(verdict.getNearestDistance())
                    .isCloseTo(distance, org.assertj.core.data.Percentage.withPercentage(1));
            assertThat(verdict.getAlerts()).isEqualTo(1);
        }
        assertThat(verdict.getSearchRadius()).isEqualTo(verdict.getModelId().equals(NEW) ? 0.2 : 0.05);
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
            stack.sendReference("reference-" + i, "default", TestPictures.png(i));
        }
        stack.await(Subjects.REFERENCE_STATUS, all -> all.size() >= to);
        stack.awaitVisibilityDelay();
    }

    private void upload(DetectorStack stack, int count) {
        for (int i = 0; i < count; i++) {
            boolean copy = i % 2 == 0;
            String id = (copy ? "copy-" : "other-") + uploads.size();
            uploads.add(id);
            stack.sendUpload(id, copy ? TestPictures.nearCopy(i % REFERENCES) : TestPictures.png(1_000 + i));
        }
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
