package io.rlpips.local.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.ImagePayload;
import io.rlpips.schemas.Outcome;
import io.rlpips.schemas.Recheck;
import io.rlpips.schemas.RecheckKey;
import io.rlpips.schemas.Reference;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.ReviewDecision;
import io.rlpips.schemas.SilencedMatch;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a topic tells of a reference, and how long its settings let it. */
class TraceCountTest {
    private static final String ID = "logo.png";
    private static final Keeping COMPACTED = new Keeping("compact", 100, 10, 1_000);
    private static final Keeping AGED = new Keeping("delete", 100, 10, 1_000);

    private long offset;

    @Test
    void aPictureMayGoTheLagAfterItsTombstoneAndThatTheRetentionLater() {
        TopicTraces traces = count(
                Subjects.REFERENCES,
                COMPACTED,
                reference(ID, ID, 1),
                reference(ID, ID, 2),
                reference("other", "other", 3),
                tombstone(ID, 4));

        assertThat(traces.pictures()).isEqualTo(new Remains(2, at(104)));
        assertThat(traces.names()).isEqualTo(new Remains(1, at(114)));
        assertThat(traces.keptForEver()).isEmpty();
        assertThat(traces.nothing()).isFalse();
    }

    @Test
    void aPictureThatWasAddedAgainStays() {
        TopicTraces traces =
                count(Subjects.REFERENCES, COMPACTED, reference(ID, ID, 1), tombstone(ID, 4), reference(ID, ID, 5));

        assertThat(traces.pictures()).isEqualTo(new Remains(2, Optional.empty()));
        assertThat(traces.pictures().forEver()).isTrue();
        assertThat(traces.keptForEver().orElseThrow()).contains("a-references is compacted");
    }

    @Test
    void aPictureUnderAnotherKeyIsFoundAndStaysUntilThatKeyIsWrittenAgain() {
        BrokerRecord hidden = reference("disguise", ID, 1);

        assertThat(count(Subjects.REFERENCES, COMPACTED, hidden).keptForEver()).isPresent();
        assertThat(count(Subjects.REFERENCES, COMPACTED, hidden, reference("disguise", "other", 7))
                        .pictures())
                .isEqualTo(new Remains(1, at(107)));
    }

    @Test
    void fingerprintsOfEveryModelAreFoundByTheirKeys() {
        TopicTraces traces = count(
                Subjects.FINGERPRINTS,
                COMPACTED,
                record(new FingerprintKey(ID, "a").text(), new byte[] {1}, 1),
                record(new FingerprintKey(ID, "b|c").text(), new byte[] {1}, 2),
                record(new FingerprintKey("other", "a").text(), new byte[] {1}, 2),
                record("no-key", new byte[] {1}, 2),
                tombstone(new FingerprintKey(ID, "a").text(), 3));

        assertThat(traces.pictures().records()).isEqualTo(2);
        assertThat(traces.names()).isEqualTo(new Remains(1, at(113)));
        assertThat(traces.pictures().forEver()).as("the other model's").isTrue();
    }

    @Test
    void whatCannotBeReadButHasTheNameInItIsNotTakenForNothing() {
        byte[] damaged = ("\u00c3\u0001broken " + ID).getBytes(StandardCharsets.UTF_8);

        assertThat(count(Subjects.ALERTS, AGED, record("x", damaged, 1)).names().records())
                .isEqualTo(1);
        assertThat(count(Subjects.REFERENCES, COMPACTED, record("x", damaged, 1))
                        .pictures()
                        .records())
                .isEqualTo(1);
        assertThat(count(Subjects.REFERENCES, COMPACTED, record("x", new byte[] {1, 2}, 1))
                        .nothing())
                .isTrue();
    }

    @Test
    void alertsGoByTheirAgeWhereTheirTopicLetsThem() {
        BrokerRecord[] alerts = {alert(ID, 1), alert("other", 2), alert(ID, 3), alert("other", 4)};

        assertThat(count(Subjects.ALERTS, AGED, alerts).names()).isEqualTo(new Remains(2, at(1_003)));
        TopicTraces kept = count(Subjects.ALERTS, new Keeping("delete", 0, 0, -1), alerts);
        assertThat(kept.names().forEver()).isTrue();
        assertThat(kept.keptForEver().orElseThrow())
                .isEqualTo("a-alerts has cleanup.policy=delete, retention.ms=-1: what was written stays for ever");
        assertThat(count(Subjects.ALERTS, new Keeping("compact,delete", 0, 0, 1_000), alerts)
                        .names())
                .isEqualTo(new Remains(2, at(1_003)));
    }

    @Test
    void aVerdictNamesTheNearestReferenceAndThoseThatWereSilenced() {
        SilencedMatch silenced = SilencedMatch.newBuilder()
                .setReferenceId(ID)
                .setReference(new BrokerPosition("references", 0, 0L))
                .setBank("bank")
                .setDistance(0)
                .setThreshold(1)
                .build();

        assertThat(count(
                                Subjects.VERDICTS,
                                AGED,
                                verdict(verdict().setBestReferenceId(ID)),
                                verdict(verdict().setExcludingMatch(silenced)),
                                verdict(verdict().setExcludedMatches(List.of(silenced))),
                                verdict(verdict()))
                        .names()
                        .records())
                .isEqualTo(3);
    }

    @Test
    void aRejectedReferenceStillHasItsPictureAndARejectedUploadOfThatNameIsNone() {
        TopicTraces traces = count(
                Subjects.REJECTS,
                AGED,
                reject("a-references", ID, ID),
                reject("a-references", null, ID),
                reject("a-fingerprints", null, new FingerprintKey(ID, "model").text()),
                reject("a-uploads", ID, ID));

        assertThat(traces.pictures().records()).isEqualTo(3);
        assertThat(traces.names().records()).isZero();
    }

    @Test
    void aRejectedRecheckOrReviewStillNamesTheReferenceAndSoMayAMessage() {
        byte[] recheck = SingleObject.of(Subjects.RECHECKS).encode(recheck(ID));
        byte[] review = SingleObject.of(Subjects.REVIEWS).encode(review(ID));
        byte[] cut = Arrays.copyOf(review, review.length - 1);
        String pair = RecheckKey.text(new BrokerPosition("a-uploads", 0, 1L), ID);
        String gone = "upload a-uploads-0@1 is gone";

        assertThat(names(reject("a-rechecks", "upload", pair, recheck, gone))).isEqualTo(1);
        assertThat(names(reject("a-rechecks", "upload", pair, new byte[] {1}, gone)))
                .as("by its key alone")
                .isEqualTo(1);
        assertThat(names(reject("a-reviews", null, "alert", review, ""))).isEqualTo(1);
        assertThat(names(reject("a-reviews", null, "alert", cut, "")))
                .as("cut at the limit")
                .isEqualTo(1);
        assertThat(names(reject("a-policies", null, "bank", new byte[] {1}, "view of '" + ID + "' is unknown")))
                .isEqualTo(1);
        assertThat(names(reject(
                        "a-rechecks",
                        ID,
                        "other",
                        SingleObject.of(Subjects.RECHECKS).encode(recheck("x")),
                        "")))
                .as("an upload of that name")
                .isZero();
        assertThat(names(reject("a-policies", null, "bank", new byte[] {1}, "logo.png2")))
                .isZero();
        assertThat(names(reject("a-uploads", ID, ID, new byte[] {1}, "upload '" + ID + "' is empty")))
                .isZero();
    }

    @Test
    void aRejectedReferenceUnderAnotherKeyStillHasItsPicture() {
        BrokerRecord disguised = reference("disguise", ID, 1);
        TopicTraces traces =
                count(Subjects.REJECTS, AGED, reject("a-references", null, "disguise", disguised.value(), "wrong key"));

        assertThat(traces.pictures().records()).isEqualTo(1);
    }

    @Test
    void settingsThatAreTooLargeForATimeAreForAsLongAsThereIsATime() {
        Keeping endless = new Keeping("compact", Long.MAX_VALUE, Long.MAX_VALUE, -1);

        assertThat(count(Subjects.REFERENCES, endless, reference(ID, ID, 1), tombstone(ID, 4))
                        .pictures())
                .isEqualTo(new Remains(1, at(Long.MAX_VALUE)));
    }

    private static TopicTraces count(Subject<?> subject, Keeping keeping, BrokerRecord... records) {
        TracedTopic<?> traced = TracedTopic.all().stream()
                .filter(each -> each.subject().equals(subject))
                .findFirst()
                .orElseThrow();
        TraceCount count = new TraceCount("a-" + subject.name(), traced, keeping, Set.of(ID));
        List.of(records).forEach(count::visit);
        return count.traces();
    }

    private BrokerRecord reference(String key, String id, long millis) {
        Reference reference = Reference.newBuilder()
                .setReferenceId(id)
                .setImage(ImagePayload.newBuilder()
                        .setInline(ByteBuffer.wrap(new byte[] {1}))
                        .build())
                .build();
        return record(key, SingleObject.of(Subjects.REFERENCES).encode(reference), millis);
    }

    private BrokerRecord alert(String id, long millis) {
        Alert alert = Alert.newBuilder()
                .setAlertId("alert")
                .setUpload(new BrokerPosition("uploads", 0, 1L))
                .setUploadId("upload")
                .setReferenceId(id)
                .setReference(new BrokerPosition("references", 0, 1L))
                .setDistance(0)
                .setThreshold(1)
                .setMargin(1)
                .setModelId("model")
                .build();
        return record("alert" + millis, SingleObject.of(Subjects.ALERTS).encode(alert), millis);
    }

    private static Verdict.Builder verdict() {
        return Verdict.newBuilder()
                .setUpload(new BrokerPosition("uploads", 0, 1L))
                .setUploadId("upload")
                .setOutcome(Outcome.CLEAR)
                .setExcludedMatches(new ArrayList<>())
                .setModelId("model");
    }

    private BrokerRecord verdict(Verdict.Builder verdict) {
        return record("upload", SingleObject.of(Subjects.VERDICTS).encode(verdict.build()), 1);
    }

    private long names(BrokerRecord reject) {
        TopicTraces traces = count(Subjects.REJECTS, AGED, reject);
        assertThat(traces.pictures().records()).isZero();
        return traces.names().records();
    }

    private static Recheck recheck(String reference) {
        return Recheck.newBuilder()
                .setUpload(new BrokerPosition("a-uploads", 0, 1L))
                .setUploadId("upload")
                .setUploadBrokerTimeMillis(1)
                .setReferenceId(reference)
                .setReference(new BrokerPosition("a-references", 0, 1L))
                .setModelId("model")
                .build();
    }

    private static Review review(String reference) {
        return Review.newBuilder()
                .setAlertId("alert")
                .setReferenceId(reference)
                .setDecision(ReviewDecision.CONFIRMED)
                .build();
    }

    private BrokerRecord reject(String topic, String recordId, String key) {
        return reject(topic, recordId, key, new byte[] {1}, "");
    }

    private BrokerRecord reject(String topic, String recordId, String key, byte[] value, String message) {
        Reject reject = Reject.newBuilder()
                .setRecord(new BrokerPosition(topic, 0, 1L))
                .setRecordId(recordId)
                .setOriginalKey(ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)))
                .setOriginalValue(ByteBuffer.wrap(value))
                .setCategory(RejectCategory.NOT_AN_IMAGE)
                .setMessage(message)
                .build();
        return record(key, SingleObject.of(Subjects.REJECTS).encode(reject), 1);
    }

    private BrokerRecord tombstone(String key, long millis) {
        return new BrokerRecord(
                new Coordinates("topic", 0, offset++),
                millis,
                true,
                key.getBytes(StandardCharsets.UTF_8),
                true,
                new byte[0]);
    }

    private BrokerRecord record(String key, byte[] value, long millis) {
        return new BrokerRecord(
                new Coordinates("topic", 0, offset++),
                millis,
                true,
                key.getBytes(StandardCharsets.UTF_8),
                false,
                value);
    }

    private static Optional<Instant> at(long millis) {
        return Optional.of(Instant.ofEpochMilli(millis));
    }
}
