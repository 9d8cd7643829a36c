package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.ImagePayload;
import io.rlpips.schemas.Outcome;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.PolicyKind;
import io.rlpips.schemas.Recheck;
import io.rlpips.schemas.RecheckKey;
import io.rlpips.schemas.ReferenceState;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Upload;
import io.rlpips.schemas.UploadPurpose;
import io.rlpips.schemas.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Uploads that had their verdict before the reference they match was there: what people are told of them, on one task and
 * on four, across a savepoint, a failure and a broker that has forgotten them.
 */
class LateReferencesITCase {
    private static final TestingModel MODEL = new TestingModel();
    /** Longer than the test needs between an upload and its reference, shorter than all of it takes. */
    private static final long WINDOW_MS = 30_000;

    private static final int FAIL_AT = 12;
    private static final int BULK = 30;

    @TempDir
    Path directory;

    private DetectorStack stack;
    private int markers;

    @Test
    void aReferenceThatComesLaterRaisesAlertsForTheUploadsItMatches() throws Exception {
        try (DetectorStack started = DetectorStack.start(directory.resolve("stack"))) {
            stack = started;
            stack.startReferenceJob(MODEL, 1);
            stack.sendPolicy(Policy.newBuilder()
                    .setBank("private")
                    .setTenants(List.of("mine"))
                    .build());
            stack.sendPolicy(Policy.newBuilder()
                    .setBank("stock")
                    .setKind(PolicyKind.EXCLUDE)
                    .build());
            JobClient one = stack.flink.submit(detector(1, false), "detector");
            long ancient = upload("ancient", "", TestPictures.png(1)).timestamp();
            matchesWithinTheirBankOnly("one", 100);
            laterVersionsRaiseNoSecondAlert();

            upload("kept", "", TestPictures.nearCopy(2));
            assertThat(verdict("kept").getOutcome()).isEqualTo(Outcome.CLEAR);
            String savepoint = stack.stop(one);
            register("of the kept one", "films", 2);
            stack.flink.submitFrom(detector(4, true), "detector", savepoint);
            requireRetroactive(alert("kept", "of the kept one"), "kept");
            matchesWithinTheirBankOnly("four", 200);
            aFailureRepeatsNothing();

            outsideTheWindowIsNotAskedFor(ancient);
            whatCannotBeReadAgainIsARejectOfTheRecheck();
            requireOneVerdictAnUpload();
        }
    }

    private StreamExecutionEnvironment detector(int parallelism, boolean failing) {
        Configuration settings = stack.configuration();
        settings.set(DetectorOptions.RETROACTIVE_WINDOW, Duration.ofMillis(WINDOW_MS));
        settings.set(DetectorOptions.UPLOAD_IDLENESS, Duration.ofMillis(300));
        settings.set(DetectorOptions.ALLOWED_PREFIXES, List.of(directory.toUri().toString()));
        settings.set(StateBackendOptions.STATE_BACKEND, failing ? "rocksdb" : "hashmap");
        return stack.detector(settings, MODEL, parallelism, inputs -> failing ? failingAtARecheck(inputs) : inputs);
    }

    private static DetectorTopology.Inputs failingAtARecheck(DetectorTopology.Inputs inputs) {
        return new DetectorTopology.Inputs(
                inputs.uploads(),
                inputs.fingerprints(),
                inputs.policies(),
                inputs.announcements(),
                inputs.reviews(),
                inputs.rechecks()
                        .map(rechecks ->
                                rechecks.map(new FailOnce("rechecks", FAIL_AT)).uid("fail-rechecks")));
    }

    /** @param seed of pictures that nothing else uses */
    private void matchesWithinTheirBankOnly(String run, int seed) throws Exception {
        upload(run + "-copy", "", TestPictures.nearCopy(seed));
        upload(run + "-unrelated", "", TestPictures.png(seed + 1));
        upload(run + "-theirs", "others", TestPictures.nearCopy(seed + 2));
        upload(run + "-mine", "mine", TestPictures.nearCopy(seed + 2));
        upload(run + "-harmless", "", TestPictures.nearCopy(seed + 3));
        upload(run + "-blank", "", TestPictures.blank());
        uploadClaim(run + "-claimed", TestPictures.nearCopy(seed + 4));
        ask(run + "-asked", TestPictures.nearCopy(seed));
        register(run + ": harmless", "stock", seed + 3);
        stack.awaitVisibilityDelay();

        send(run + ": film", "films", seed);
        send(run + ": secret", "private", seed + 2);
        send(run + ": also harmless", "films", seed + 3);
        send(run + ": claimed", "films", seed + 4);

        Alert film = alert(run + "-copy", run + ": film");
        requireRetroactive(film, run + "-copy");
        assertThat(film.getDistance()).isPositive().isLessThan(film.getThreshold());
        assertThat(film.getWallClock().getDecidedAtMillis() - film.getReferenceBrokerTimeMillis())
                .as("milliseconds from the reference to the alert")
                .isBetween(0L, 20_000L);
        requireRetroactive(alert(run + "-mine", run + ": secret"), run + "-mine");
        assertThat(alert(run + "-claimed", run + ": claimed").getUploadUri()).startsWith("file:");
        awaitAllBefore();
        assertThat(alertsOf(run))
                .as("of another tenant, excluded, unrelated, blank or only asked about: none")
                .containsExactlyInAnyOrder(
                        run + "-copy " + run + ": film",
                        run + "-mine " + run + ": secret",
                        run + "-claimed " + run + ": claimed");
        for (String each : List.of("copy", "unrelated", "theirs", "mine", "harmless", "claimed", "asked")) {
            assertThat(verdict(run + "-" + each).getOutcome()).isEqualTo(Outcome.CLEAR);
        }
    }

    /** Replaced, published once more as it is, removed and added again. */
    private void laterVersionsRaiseNoSecondAlert() throws Exception {
        stack.judge("one-live", TestPictures.shifted(100, 2));
        assertThat(alert("one-live", "one: film").getRetroactive()).isFalse();
        String film = "one: film";
        stack.send(Subjects.FINGERPRINTS, new FingerprintKey(film, "testing").text(), newestFingerprints(film));
        stack.sendReference(film, "films", TestPictures.shifted(100, 1));
        awaitState(film, ReferenceState.ACTIVE, 2);
        stack.removeReference(film);
        awaitState(film, ReferenceState.REMOVED, 1);
        register(film, "films", 100, 3);

        awaitAllBefore();
        assertThat(stack.readAllDecoded(Subjects.RECHECKS))
                .as("they are looked at again")
                .filteredOn(recheck -> recheck.getReferenceId().equals(film))
                .extracting(Recheck::getUploadId)
                .contains("one-copy", "one-live")
                .hasSizeGreaterThanOrEqualTo(5);
        assertThat(alertsOf("one")).filteredOn(pair -> pair.endsWith(film)).hasSize(2);
    }

    private void aFailureRepeatsNothing() throws Exception {
        for (int i = 0; i < BULK; i++) {
            upload("bulk-" + i, "", TestPictures.nearCopy(1_000 + i));
        }
        for (int i = 0; i < BULK; i++) {
            send("of bulk-" + i, "films", 1_000 + i);
        }
        stack.await(
                Subjects.ALERTS,
                all -> all.stream()
                                .filter(alert -> alert.getUploadId().startsWith("bulk-"))
                                .count()
                        >= BULK);

        assertThat(FailOnce.happened("rechecks", FAIL_AT)).isTrue();
        awaitAllBefore();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < BULK; i++) {
            expected.add("bulk-%d of bulk-%d".formatted(i, i));
        }
        assertThat(alertsOf("bulk")).as("each once").containsExactlyInAnyOrderElementsOf(expected);
    }

    private void outsideTheWindowIsNotAskedFor(long ancient) throws Exception {
        stack.await(
                Subjects.FINGERPRINTS,
                records -> records.stream().anyMatch(record -> record.timestamp() > ancient + WINDOW_MS),
                Duration.ofMinutes(1));
        upload("recent", "", TestPictures.png(1));

        send("too late for one", "films", 1);

        alert("recent", "too late for one");
        awaitAllBefore();
        assertThat(alertsOf("ancient")).isEmpty();
        assertThat(stack.readAllDecoded(Subjects.RECHECKS))
                .extracting(recheck -> recheck.getUploadId() + " " + recheck.getReferenceId())
                .as("what is asked for may not match, and what must not be asked for is not")
                .contains("recent too late for one")
                .doesNotContain("ancient too late for one", "one-theirs one: secret", "four-theirs four: secret")
                .noneMatch(pair -> pair.startsWith("one-asked") || pair.startsWith("four-asked"));
    }

    private void whatCannotBeReadAgainIsARejectOfTheRecheck() throws Exception {
        RecordMetadata upload = upload("gone", "", TestPictures.png(3));
        verdict("gone");
        Recheck sound = Recheck.newBuilder()
                .setUpload(new BrokerPosition("uploads", upload.partition(), upload.offset()))
                .setUploadId("gone")
                .setUploadBrokerTimeMillis(upload.timestamp())
                .setReferenceId("any")
                .setReference(new BrokerPosition("references", 0, 0L))
                .setModelId("testing")
                .build();
        send(Recheck.newBuilder(sound).setUploadId("forged").build());
        send(Recheck.newBuilder(sound)
                .setUpload(new BrokerPosition("references", 0, 0L))
                .setUploadId("foreign")
                .build());
        send(Recheck.newBuilder(sound)
                .setUpload(new BrokerPosition("uploads", 77, 0L))
                .setUploadId("nowhere")
                .build());
        send(Recheck.newBuilder(sound)
                .setUpload(new BrokerPosition("uploads", 0, 1L << 40))
                .setUploadId("never")
                .build());
        send(Recheck.newBuilder(sound)
                .setUpload(new BrokerPosition("uploads", 0, -1L))
                .setUploadId("negative")
                .build());
        stack.send(Subjects.RECHECKS, "junk", new byte[] {7});
        requireReject("forged", RejectCategory.CONTENT_MISMATCH, "asked was for 'forged'");
        requireReject(null, RejectCategory.FORBIDDEN_LOCATION, "topic 'references'");
        requireReject("nowhere", RejectCategory.CONTENT_NOT_FOUND, "has 2 partitions");
        requireReject("never", RejectCategory.CONTENT_NOT_FOUND, "no committed record");
        requireReject(null, RejectCategory.MALFORMED_RECORD, "uploads-0@-1");

        forgetUploads();
        register("of the one that is gone", "films", 3);

        requireReject("gone", RejectCategory.CONTENT_NOT_FOUND, "it has left the topic");
    }

    private void requireReject(String id, RejectCategory category, String message) throws Exception {
        // What is asked for may not match: others may be gone as well.
        Reject reject = stack.awaitOne(
                Subjects.REJECTS,
                each -> each.getMessage().contains(message) && Objects.equals(each.getRecordId(), id));
        assertThat(reject.getCategory()).isEqualTo(category);
        assertThat(reject.getRecord().getTopic()).as("the record that asked").isEqualTo("rechecks");
    }

    private void requireOneVerdictAnUpload() {
        assertThat(stack.readAllDecoded(Subjects.VERDICTS))
                .extracting(Verdict::getUpload)
                .doesNotHaveDuplicates()
                .allMatch(upload -> upload.getTopic().equals("uploads"));
        assertThat(stack.readAllDecoded(Subjects.ALERTS))
                .extracting(Alert::getAlertId)
                .doesNotHaveDuplicates();
    }

    private void requireRetroactive(Alert alert, String uploadId) throws Exception {
        Verdict verdict = verdict(uploadId);
        assertThat(alert.getRetroactive()).isTrue();
        assertThat(alert.getDisposition()).isEqualTo(Disposition.RAISED);
        assertThat(alert.getUpload()).isEqualTo(verdict.getUpload());
        assertThat(alert.getUploadBrokerTimeMillis()).isEqualTo(verdict.getUploadBrokerTimeMillis());
        assertThat(alert.getRecheckBrokerTimeMillis()).isGreaterThan(alert.getReferenceBrokerTimeMillis());
        assertThat(alert.getVisibilityTimeMillis())
                .as("judged by what counts now")
                .isEqualTo(alert.getRecheckBrokerTimeMillis() - DetectorStack.VISIBILITY_DELAY_MS);
    }

    /** A pair whose reference comes last, and whose alert comes behind all others. */
    private void awaitAllBefore() throws Exception {
        String id = "marker-" + markers++;
        int seed = 5_000 + markers;
        upload(id, "", TestPictures.nearCopy(seed));
        send("of " + id, "films", seed);
        alert(id, "of " + id);
    }

    private List<String> alertsOf(String run) {
        return stack.readAllDecoded(Subjects.ALERTS).stream()
                .filter(alert -> alert.getUploadId().startsWith(run))
                .filter(alert -> alert.getDisposition() != Disposition.LOOKUP)
                .map(alert -> alert.getUploadId() + " " + alert.getReferenceId())
                .toList();
    }

    private Alert alert(String uploadId, String referenceId) throws Exception {
        return stack.awaitOne(
                Subjects.ALERTS,
                alert -> alert.getUploadId().equals(uploadId)
                        && alert.getReferenceId().equals(referenceId));
    }

    private Verdict verdict(String uploadId) throws Exception {
        return stack.awaitOne(
                Subjects.VERDICTS, verdict -> verdict.getUploadId().equals(uploadId));
    }

    private RecordMetadata upload(String id, String tenant, byte[] picture) {
        return stack.sendUpload(id, tenant, picture);
    }

    private void ask(String id, byte[] picture) {
        send(Upload.newBuilder(DetectorStack.upload(id, DetectorStack.inline(picture)))
                .setPurpose(UploadPurpose.LOOKUP)
                .build());
    }

    private void uploadClaim(String id, byte[] picture) throws Exception {
        Path file = Files.write(directory.resolve(id + ".png"), picture);
        send(DetectorStack.upload(
                id,
                ImagePayload.newBuilder()
                        .setUri(file.toUri().toString())
                        .setLength((long) picture.length)
                        .setSha256(HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(picture)))
                        .build()));
    }

    private void send(Upload upload) {
        stack.send(
                Subjects.UPLOADS,
                upload.getUploadId(),
                SingleObject.of(Subjects.UPLOADS).encode(upload));
    }

    private void send(Recheck recheck) {
        stack.send(
                Subjects.RECHECKS,
                RecheckKey.text(recheck.getUpload(), recheck.getReferenceId()),
                SingleObject.of(Subjects.RECHECKS).encode(recheck));
    }

    private void register(String id, String bank, int seed) throws Exception {
        register(id, bank, seed, 1);
    }

    private void send(String id, String bank, int seed) {
        stack.sendReference(id, bank, TestPictures.png(seed));
    }

    private void register(String id, String bank, int seed, int times) throws Exception {
        send(id, bank, seed);
        awaitState(id, ReferenceState.ACTIVE, times);
    }

    private void awaitState(String id, ReferenceState state, int times) throws Exception {
        stack.await(
                Subjects.REFERENCE_STATUS,
                all -> all.stream()
                                .filter(status -> status.getReferenceId().equals(id) && status.getState() == state)
                                .count()
                        >= times);
    }

    private byte[] newestFingerprints(String referenceId) {
        String key = new FingerprintKey(referenceId, "testing").text();
        return stack.readAll(Subjects.FINGERPRINTS).stream()
                .filter(record -> key.equals(new String(record.key(), StandardCharsets.UTF_8)))
                .map(ConsumerRecord::value)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** As retention does. */
    private void forgetUploads() throws Exception {
        String topic = Topics.name(Subjects.UPLOADS, stack.configuration());
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafka.bootstrapServers()))) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(-1),
                            new TopicPartition(topic, 1), RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get();
        }
    }
}
