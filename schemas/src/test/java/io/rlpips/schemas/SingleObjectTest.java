package io.rlpips.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class SingleObjectTest {
    private static final SingleObject<Upload> UPLOADS = SingleObject.of(Subjects.UPLOADS);

    @Test
    void thereIsOneForEachSubject_whoeverAsks() {
        assertThat(SingleObject.of(Subjects.UPLOADS))
                .isSameAs(SingleObject.of(Subjects.UPLOADS))
                .isNotSameAs(SingleObject.of(Subjects.VERDICTS));
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        assertRoundTrip(Subjects.UPLOADS, Samples.upload());
        assertRoundTrip(Subjects.FINGERPRINTS, Samples.fingerprints());
        assertRoundTrip(Subjects.ALERTS, Samples.alert());
        assertRoundTrip(Subjects.REJECTS, Samples.reject());
    }

    @Test
    void everySubjectHasAWireFormat() {
        assertThat(Subjects.all())
                .allSatisfy(subject ->
                        assertThat(SingleObject.of(subject).subject()).isSameAs(subject));
    }

    @Test
    void theHeaderIsTheMarkerAndTheFingerprintOfThePublishedSchema() {
        byte[] encoded = UPLOADS.encode(Samples.upload());
        long fingerprint = SchemaNormalization.parsingFingerprint64(
                SingleObject.published(Subjects.UPLOADS, Subjects.UPLOADS.versions()));
        assertThat(encoded).startsWith(0xC3, 0x01);
        assertThat(ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).getLong(2))
                .isEqualTo(fingerprint);
    }

    @Test
    void aRecordOfAnOlderVersionIsReadIntoTheNewestClass() throws Exception {
        Subject<WallClock> evolving = new Subject<>("evolving", WallClock.class, 2, Cleanup.BY_AGE, false, "none");
        Schema old = SingleObject.published(evolving, 1);
        byte[] written = encodeGeneric(new GenericRecordBuilder(old)
                .set("decidedAtMillis", 17L)
                .set("hosts", List.of("a", "b"))
                .set("zone", "north")
                .build());
        assertThat(SingleObject.of(evolving).decode(written)).isEqualTo(new WallClock(17L, 0L));
    }

    @Test
    void aRecordOfAnotherSubjectIsRefused() {
        byte[] alert = SingleObject.of(Subjects.ALERTS).encode(Samples.alert());
        assertMalformed(alert, "value for subject uploads names the schema");
    }

    @Test
    void emptyAndForeignBytesAreRefused() {
        assertMalformed(new byte[0], "(0 bytes) is not in Avro single-object encoding");
        assertMalformed("{\"uploadId\":\"x\"}".getBytes(), "is not in Avro single-object encoding");
    }

    @Test
    void bytesAfterTheRecordAreRefused() {
        byte[] encoded = UPLOADS.encode(Samples.upload());
        assertMalformed(Arrays.copyOf(encoded, encoded.length + 2), "goes on for 2 bytes after the record");
    }

    @Test
    void aHugeAnnouncedLengthIsRefusedBeforeAnythingIsAllocated() {
        byte[] header = Arrays.copyOf(UPLOADS.encode(Samples.upload()), 10);
        byte[] twoGigabytes = {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
        byte[] bomb = Arrays.copyOf(header, 15);
        System.arraycopy(twoGigabytes, 0, bomb, 10, 5);
        assertMalformed(bomb, "2147483647 bytes are announced where 0 bytes are left");
    }

    @Test
    void malformedUtf8IsRefusedRatherThanRepaired() {
        byte[] encoded = UPLOADS.encode(Samples.upload());
        encoded[11] = (byte) 0xFF;
        assertMalformed(encoded, "value for subject uploads is damaged");
    }

    @Test
    void anEnumSymbolBeyondTheSchemaIsRefused() {
        SingleObject<Review> reviews = SingleObject.of(Subjects.REVIEWS);
        byte[] encoded = reviews.encode(Review.newBuilder()
                .setAlertId("")
                .setReferenceId("")
                .setDecision(ReviewDecision.CONFIRMED)
                .build());
        encoded[12] = 126;
        assertThatExceptionOfType(MalformedRecordException.class).isThrownBy(() -> reviews.decode(encoded));
    }

    @Test
    void aRecordThatLacksAFieldCannotBeWritten() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UPLOADS.encode(new Upload()))
                .withMessageStartingWith("record for subject uploads cannot be written");
    }

    @Test
    void itTravelsToAWorker() throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        new ObjectOutputStream(sent).writeObject(UPLOADS);
        Object received = new ObjectInputStream(new ByteArrayInputStream(sent.toByteArray())).readObject();
        assertThat(((SingleObject<?>) received).decode(UPLOADS.encode(Samples.upload())))
                .isEqualTo(Samples.upload());
    }

    @Property(tries = 300)
    void randomBytesBehindARightHeaderAreReadOrRefused(@ForAll @Size(max = 200) byte[] body) {
        byte[] header = Arrays.copyOf(UPLOADS.encode(Samples.upload()), 10);
        byte[] value = Arrays.copyOf(header, 10 + body.length);
        System.arraycopy(body, 0, value, 10, body.length);
        assertReadOrRefused(UPLOADS, value);
    }

    @Property(tries = 500)
    void aDamagedByteIsReadOrRefused(
            @ForAll @IntRange(max = 10_000) int place, @ForAll byte damage, @ForAll boolean truncate) {
        SingleObject<ReferenceFingerprints> fingerprints = SingleObject.of(Subjects.FINGERPRINTS);
        byte[] value = fingerprints.encode(Samples.fingerprints());
        int index = place % value.length;
        value[index] = damage;
        assertReadOrRefused(fingerprints, truncate ? Arrays.copyOf(value, index) : value);
    }

    private static void assertReadOrRefused(SingleObject<?> wire, byte[] value) {
        try {
            assertThat(wire.decode(value)).isNotNull();
        } catch (MalformedRecordException refused) {
            assertThat(refused).hasMessageContaining(wire.subject().name());
        }
    }

    private static void assertMalformed(byte[] value, String reason) {
        assertThatExceptionOfType(MalformedRecordException.class)
                .isThrownBy(() -> UPLOADS.decode(value))
                .withMessageContaining(reason);
    }

    private static <R extends SpecificRecord> void assertRoundTrip(Subject<R> subject, R record) throws Exception {
        SingleObject<R> wire = SingleObject.of(subject);
        assertThat(wire.decode(wire.encode(record))).isEqualTo(record);
    }

    private static byte[] encodeGeneric(GenericData.Record record) throws Exception {
        ByteBuffer encoded =
                new BinaryMessageEncoder<GenericData.Record>(GenericData.get(), record.getSchema()).encode(record);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }
}
