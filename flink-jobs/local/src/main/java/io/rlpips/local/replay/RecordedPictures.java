package io.rlpips.local.replay;

import io.rlpips.detector.fetch.AllowedLocations;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.session.Outcome;
import io.rlpips.local.session.Payloads;
import io.rlpips.local.session.Picture;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.view.View;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * The pictures of a replay, read from what was recorded when one is looked at: uploads as they were sent, references as
 * master images. Only their places are held. For one thread; usable until the recording is closed.
 */
public final class RecordedPictures {
    private final Recording recording;
    private final AllowedLocations allowed;
    private final Map<String, List<Version>> references = new LinkedHashMap<>();

    /** @param ends whether nothing stands for the reference from that moment on */
    private record Version(long brokerTimeMillis, boolean ends, Position at) {}

    private RecordedPictures(Recording recording, AllowedLocations allowed) {
        this.recording = recording;
        this.allowed = allowed;
    }

    /** @param allowed where claim checks may point into */
    public static RecordedPictures of(Recording recording, AllowedLocations allowed) {
        RecordedPictures pictures = new RecordedPictures(recording, allowed);
        recording.visit(Subjects.FINGERPRINTS, 0, pictures::note);
        pictures.references
                .values()
                .forEach(versions -> versions.sort(Comparator.comparingLong(Version::brokerTimeMillis)
                        .thenComparing(each -> each.at().offset())));
        return pictures;
    }

    /** @return the pictures of decided uploads by id; of two with the same id the later one */
    public Map<String, Picture> uploads(List<Outcome> outcomes) {
        Map<String, Picture> uploads = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            BrokerPosition at = outcome.verdict()
                    .map(Verdict::getUpload)
                    .orElseGet(() -> outcome.reject().orElseThrow().getRecord());
            uploads.put(outcome.uploadId(), upload(outcome.uploadId(), at));
        }
        return uploads;
    }

    public Picture upload(String id, BrokerPosition at) {
        return new Picture(id, Optional.empty(), () -> content(recording.read(Subjects.UPLOADS, Position.of(at))));
    }

    /** @return each reference that there has been up to a moment of the visibility clock, as it last was */
    public Map<String, Picture> references(long momentMillis) {
        Map<String, Picture> pictures = new LinkedHashMap<>();
        references.keySet().forEach(id -> reference(id, momentMillis).ifPresent(picture -> pictures.put(id, picture)));
        return pictures;
    }

    /** @return the reference as it was at a moment of the visibility clock, or before it ended */
    public Optional<Picture> reference(String id, long momentMillis) {
        return version(id, momentMillis)
                .map(version -> new Picture(
                        id, Optional.empty(), () -> master(recording.read(Subjects.FINGERPRINTS, version.at()))));
    }

    /** @return the views that the reference was searched under at a moment; none where it cannot be read */
    public List<View> views(String id, long momentMillis) {
        Optional<Version> version = version(id, momentMillis);
        if (version.isEmpty()) {
            return List.of();
        }
        try {
            return decoded(
                            Subjects.FINGERPRINTS,
                            recording.read(Subjects.FINGERPRINTS, version.get().at()))
                    .getRows()
                    .stream()
                    .map(row -> View.named(row.getView()))
                    .toList();
        } catch (IOException | RlpipsException unreadable) {
            // The replay has told so on its rejects.
            return List.of();
        }
    }

    private Optional<Version> version(String id, long momentMillis) {
        return references.getOrDefault(id, List.of()).stream()
                .filter(version -> !version.ends() && version.brokerTimeMillis() <= momentMillis)
                .reduce((earlier, later) -> later);
    }

    private void note(BrokerRecord record) {
        if (record.heartbeat()) {
            return;
        }
        try {
            String id = FingerprintKey.parse(record.keyText()).referenceId();
            Position at = new Position(
                    record.at().topic(), record.at().partition(), record.at().offset());
            references
                    .computeIfAbsent(id, any -> new ArrayList<>())
                    .add(new Version(record.brokerTimeMillis(), record.tombstone(), at));
        } catch (MalformedRecordException malformed) {
            // The replay has told so on its rejects; there is no picture.
            return;
        }
    }

    private byte[] content(BrokerRecord record) throws IOException {
        return Payloads.content(decoded(Subjects.UPLOADS, record).getImage(), allowed);
    }

    private static byte[] master(BrokerRecord record) throws IOException {
        ReferenceFingerprints fingerprints = decoded(Subjects.FINGERPRINTS, record);
        return bytes(fingerprints.getMasterImage());
    }

    private static <R extends SpecificRecord> R decoded(Subject<R> subject, BrokerRecord record) throws IOException {
        try {
            return SingleObject.of(subject).decode(record.value());
        } catch (MalformedRecordException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
