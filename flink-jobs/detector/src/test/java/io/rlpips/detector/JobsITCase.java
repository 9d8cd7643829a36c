package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.ImagePayload;
import io.rlpips.schemas.Outcome;
import io.rlpips.schemas.ReferenceState;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Upload;
import io.rlpips.schemas.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jobs as they are deployed: a bundle on disk, the real network, claim checks, and an end. */
class JobsITCase {
    @TempDir
    Path directory;

    @Test
    void judgeWhatIsOnTheTopicsWithARealBundleAndFinish() throws Exception {
        Path bundle = directory.resolve("bundle");
        SeededBundle.write(bundle);
        Path shelf = Files.createDirectory(directory.resolve("shelf"));
        Path copy = Files.write(shelf.resolve("copy.png"), TestPictures.nearCopy(1));
        Path secret = Files.write(directory.resolve("secret.png"), TestPictures.nearCopy(1));
        try (DetectorStack stack = DetectorStack.start(directory.resolve("stack"))) {
            Configuration settings = stack.configuration();
            settings.set(DetectorOptions.MODEL_BUNDLE, bundle.toString());
            settings.set(DetectorOptions.DEVICE, "cpu");
            settings.set(DetectorOptions.BOUNDED, true);
            settings.set(DetectorOptions.THRESHOLD, 0.02);
            settings.set(DetectorOptions.ALLOWED_PREFIXES, List.of(shelf.toUri().toString()));
            stack.sendReference("sunset", "default", TestPictures.png(1));
            stack.sendReference("harbour", "default", TestPictures.png(2));
            run(stack, settings, true);
            List<ReferenceStatus> statuses = stack.readAllDecoded(Subjects.REFERENCE_STATUS);
            stack.awaitVisibilityDelay();
            stack.sendUpload("inline", TestPictures.nearCopy(2));
            stack.sendUpload("framed", TestPictures.framed(1));
            sendClaim(stack, "claimed", copy.toUri().toString(), copy);
            sendClaim(stack, "forbidden", secret.toUri().toString(), secret);
            sendClaim(stack, "traversal", shelf.toUri() + "../secret.png", secret);
            sendClaim(stack, "missing", shelf.toUri() + "none.png", copy);
            sendClaim(stack, "exchanged", copy.toUri().toString(), bundle.resolve("manifest.json"));
            stack.sendUpload("unrelated", TestPictures.png(77));
            run(stack, settings, false);

            assertThat(statuses)
                    .extracting(ReferenceStatus::getReferenceId, ReferenceStatus::getState, ReferenceStatus::getModelId)
                    .containsExactlyInAnyOrder(
                            tuple("sunset", ReferenceState.ACTIVE, "seeded"),
                            tuple("harbour", ReferenceState.ACTIVE, "seeded"));
            assertThat(stack.readAllDecoded(Subjects.VERDICTS))
                    .extracting(Verdict::getUploadId, Verdict::getOutcome, Verdict::getBestReferenceId)
                    .containsExactlyInAnyOrder(
                            tuple("inline", Outcome.MATCHED, "harbour"),
                            tuple("framed", Outcome.MATCHED, "sunset"),
                            tuple("claimed", Outcome.MATCHED, "sunset"),
                            tuple("unrelated", Outcome.CLEAR, null));
            assertThat(stack.readAllDecoded(Subjects.REJECTS))
                    .extracting(Reject::getRecordId, Reject::getCategory)
                    .containsExactlyInAnyOrder(
                            tuple("forbidden", RejectCategory.FORBIDDEN_LOCATION),
                            tuple("traversal", RejectCategory.FORBIDDEN_LOCATION),
                            tuple("missing", RejectCategory.CONTENT_NOT_FOUND),
                            tuple("exchanged", RejectCategory.CONTENT_MISMATCH));
            assertThat(stack.readAllDecoded(Subjects.ALERTS))
                    .extracting(Alert::getUploadId, Alert::getUploadView, Alert::getReferenceView)
                    .containsExactlyInAnyOrder(
                            tuple("inline", "as-is", "as-is"),
                            tuple("claimed", "as-is", "as-is"),
                            tuple("framed", "trimmed", "as-is"));
            assertThat(stack.readAllDecoded(Subjects.ALERTS)).allSatisfy(alert -> {
                assertThat(alert.getLayerDistances()).hasSize(5);
                assertThat(alert.getLayerDistances().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum())
                        .isCloseTo(alert.getDistance(), org.assertj.core.data.Offset.offset(1e-9));
            });
        }
    }

    @Test
    void aBundleWithoutARecommendedThresholdNeedsOne() {
        Path bundle = directory.resolve("bundle");
        SeededBundle.write(bundle);
        Configuration settings = new Configuration();
        settings.set(DetectorOptions.MODEL_BUNDLE, bundle.toString());

        assertThatThrownBy(() ->
                        DetectorJob.define(StreamExecutionEnvironment.getExecutionEnvironment(settings), settings))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("model seeded recommends no threshold, so rlpips.threshold is needed");
    }

    private static void run(DetectorStack stack, Configuration settings, boolean references) throws Exception {
        StreamExecutionEnvironment env = stack.flink.environment(settings);
        env.setParallelism(2);
        if (references) {
            ReferenceJob.define(env, settings);
        } else {
            DetectorJob.define(env, settings);
        }
        JobClient job = stack.flink.submit(env, "bounded");
        job.getJobExecutionResult().get();
    }

    private static void sendClaim(DetectorStack stack, String id, String uri, Path announced) throws Exception {
        byte[] content = Files.readAllBytes(announced);
        ImagePayload image = ImagePayload.newBuilder()
                .setUri(uri)
                .setLength((long) content.length)
                .setSha256(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content)))
                .build();
        Upload upload = DetectorStack.upload(id, image);
        stack.send(Subjects.UPLOADS, id, SingleObject.of(Subjects.UPLOADS).encode(upload));
    }
}
