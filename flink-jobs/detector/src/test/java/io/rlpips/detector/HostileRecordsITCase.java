package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.metric.image.PngFile;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.FingerprintRow;
import io.rlpips.schemas.ImagePayload;
import io.rlpips.schemas.ModelAnnouncement;
import io.rlpips.schemas.ModelCommand;
import io.rlpips.schemas.Outcome;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.PolicyKind;
import io.rlpips.schemas.Reference;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Upload;
import io.rlpips.schemas.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing on an input topic stops a job: each bad record becomes one reject, and the records around it are judged. */
class HostileRecordsITCase {
    private static final List<Subject<?>> INPUTS =
            List.of(Subjects.UPLOADS, Subjects.REFERENCES, Subjects.POLICIES, Subjects.FINGERPRINTS, Subjects.MODELS);

    @TempDir
    Path directory;

    private int sent;

    @Test
    void onAnyInputTopicBecomeRejectsAndTheJobsGoOn() throws Exception {
        try (DetectorStack stack = DetectorStack.startDeliveringAtOnce(directory)) {
            stack.startReferenceJob(new TestingModel(), 1);
            stack.startDetectorJob(new TestingModel(), 1);
            sendGarbage(stack);
            sendBrokenContracts(stack);
            sendEndlessNames(stack);
            stack.sendReference("sunset", "default", TestPictures.png(1));
            stack.await(
                    Subjects.REFERENCE_STATUS,
                    all -> all.stream().anyMatch(status -> "sunset".equals(status.getReferenceId())));
            stack.awaitVisibilityDelay();
            stack.sendUpload("copy", TestPictures.nearCopy(1));

            List<Verdict> verdicts = stack.await(Subjects.VERDICTS, all -> !all.isEmpty());
            List<Reject> rejects = stack.await(Subjects.REJECTS, all -> all.size() >= sent);

            assertThat(verdicts).extracting(Verdict::getOutcome).containsExactly(Outcome.MATCHED);
            assertThat(rejects).hasSize(sent).extracting(Reject::getRecord).doesNotHaveDuplicates();
            assertThat(rejects)
                    .extracting(reject -> reject.getRecord().getTopic())
                    .contains("uploads", "references", "policies", "fingerprints", "models");
            assertThat(rejects)
                    .extracting(Reject::getCategory)
                    .containsOnly(
                            RejectCategory.MALFORMED_RECORD,
                            RejectCategory.INVALID_ARGUMENT,
                            RejectCategory.CONTENT_NOT_FOUND);
            assertThat(rejects).extracting(Reject::getMessage).allMatch(message -> !message.contains("\n"));
        }
    }

    private void sendGarbage(DetectorStack stack) {
        Random random = new Random(5);
        for (Subject<?> subject : INPUTS) {
            byte[] key =
                    (subject.equals(Subjects.FINGERPRINTS) ? "testing|junk" : "junk").getBytes(StandardCharsets.UTF_8);
            byte[] noise = new byte[500];
            random.nextBytes(noise);
            sendBytes(stack, subject, key, new byte[0]);
            sendBytes(stack, subject, key, noise);
            sendBytes(stack, subject, new byte[0], noise);
            byte[] sound = sound(subject);
            sendBytes(stack, subject, key, Arrays.copyOf(sound, sound.length - 1));
            sendBytes(stack, subject, key, Arrays.copyOf(sound, sound.length + 1));
        }
        sendBytes(stack, Subjects.UPLOADS, "nothing".getBytes(StandardCharsets.UTF_8), null);
        sendBytes(stack, Subjects.UPLOADS, null, new byte[] {1});
        sendBytes(stack, Subjects.REFERENCES, new byte[0], null);
        sendBytes(stack, Subjects.POLICIES, new byte[0], null);
        sendBytes(stack, Subjects.FINGERPRINTS, new byte[0], null);
        sendBytes(stack, Subjects.MODELS, new byte[0], null);
    }

    private void sendBrokenContracts(DetectorStack stack) {
        ImagePayload neither = ImagePayload.newBuilder().build();
        send(stack, Subjects.UPLOADS, "neither", DetectorStack.upload("neither", neither));
        ImagePayload unproven =
                ImagePayload.newBuilder().setUri("file:///etc/passwd").build();
        send(stack, Subjects.UPLOADS, "unproven", DetectorStack.upload("unproven", unproven));
        send(stack, Subjects.REFERENCES, "other", reference("id"));
        Policy negative =
                Policy.newBuilder().setBank("bank").setMaximumDistance(-1.0).build();
        send(stack, Subjects.POLICIES, "bank", negative);
        Policy later =
                Policy.newBuilder().setBank("bank").setFalseAlertsPerUpload(0.1).build();
        send(stack, Subjects.POLICIES, "bank", later);
        send(stack, Subjects.POLICIES, "bank", views("upside-down"));
        ModelAnnouncement nowhere = ModelAnnouncement.newBuilder()
                .setModelId("unknown")
                .setCommand(ModelCommand.PREPARE)
                .build();
        send(stack, Subjects.MODELS, "unknown", nowhere);
        ModelAnnouncement missing = ModelAnnouncement.newBuilder(nowhere)
                .setLocation("file:///nowhere.zip")
                .setBundleSha256("0".repeat(64))
                .build();
        send(stack, Subjects.MODELS, "unknown", missing);
        String key = new FingerprintKey("r", "testing").text();
        send(stack, Subjects.FINGERPRINTS, key, fingerprints("r", new float[3]));
        float[] notFinite = new float[5];
        notFinite[2] = Float.NaN;
        send(stack, Subjects.FINGERPRINTS, key, fingerprints("r", notFinite));
        send(stack, Subjects.FINGERPRINTS, key, fingerprints("another", new float[5]));
    }

    /** The broker takes them. What names them again, twice or in a longer encoding, it would not take. */
    private void sendEndlessNames(DetectorStack stack) {
        String endless = "x".repeat(13_000_000);
        Upload upload = DetectorStack.upload("endless", DetectorStack.inline(TestPictures.png(3)));
        send(
                stack,
                Subjects.UPLOADS,
                "endless",
                Upload.newBuilder(upload).setUploadId(endless).build());
        send(
                stack,
                Subjects.UPLOADS,
                "endless",
                Upload.newBuilder(upload).setTenant(endless).build());
        send(
                stack,
                Subjects.REFERENCES,
                "endless",
                Reference.newBuilder(reference("endless")).setBank(endless).build());
        send(
                stack,
                Subjects.REFERENCES,
                "endless",
                Reference.newBuilder(reference("endless"))
                        .setAttributes(new HashMap<>(Map.of("note", endless)))
                        .build());
        byte[] noText = new byte[8_500_000];
        Arrays.fill(noText, (byte) 0xFF);
        for (Subject<?> subject : INPUTS) {
            if (!subject.equals(Subjects.UPLOADS)) {
                sendBytes(stack, subject, noText, sound(subject));
                sendBytes(stack, subject, noText, null);
            }
        }
    }

    private <R extends org.apache.avro.specific.SpecificRecord> void send(
            DetectorStack stack, Subject<R> subject, String key, R record) {
        sendBytes(
                stack,
                subject,
                key.getBytes(StandardCharsets.UTF_8),
                SingleObject.of(subject).encode(record));
    }

    private void sendBytes(DetectorStack stack, Subject<?> subject, byte[] key, byte[] value) {
        stack.send(subject, key, value);
        sent++;
    }

    private static byte[] sound(Subject<?> subject) {
        if (subject.equals(Subjects.UPLOADS)) {
            Upload upload = DetectorStack.upload("junk", DetectorStack.inline(TestPictures.png(3)));
            return SingleObject.of(Subjects.UPLOADS).encode(upload);
        }
        if (subject.equals(Subjects.REFERENCES)) {
            return SingleObject.of(Subjects.REFERENCES).encode(reference("junk"));
        }
        if (subject.equals(Subjects.POLICIES)) {
            Policy policy = Policy.newBuilder()
                    .setBank("junk")
                    .setKind(PolicyKind.MATCH)
                    .build();
            return SingleObject.of(Subjects.POLICIES).encode(policy);
        }
        if (subject.equals(Subjects.MODELS)) {
            ModelAnnouncement retired = ModelAnnouncement.newBuilder()
                    .setModelId("junk")
                    .setCommand(ModelCommand.RETIRE)
                    .build();
            return SingleObject.of(Subjects.MODELS).encode(retired);
        }
        return SingleObject.of(Subjects.FINGERPRINTS).encode(fingerprints("junk", new float[5]));
    }

    private static Policy views(String name) {
        return Policy.newBuilder()
                .setBank("bank")
                .setViews(new ArrayList<>(List.of(name)))
                .build();
    }

    private static Reference reference(String id) {
        return Reference.newBuilder()
                .setReferenceId(id)
                .setImage(DetectorStack.inline(TestPictures.png(3)))
                .build();
    }

    private static ReferenceFingerprints fingerprints(String id, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return ReferenceFingerprints.newBuilder()
                .setReferenceId(id)
                .setReference(new BrokerPosition("references", 0, 0L))
                .setMasterImage(ByteBuffer.wrap(PngFile.of(TestPictures.master(3))))
                .setModelId("testing")
                .setModelHash(new TestingModel().identity().modelHash())
                .setProjectionHash(new TestingModel().identity().projectionHash())
                .setRows(new ArrayList<>(List.of(new FingerprintRow("as-is", ByteBuffer.allocate(0), bytes, 0f))))
                .build();
    }
}
