package io.rlpips.local.web;

import io.rlpips.detector.fetch.AllowedLocations;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.exchange.RawTopic;
import io.rlpips.local.exchange.ReadProgress;
import io.rlpips.local.exchange.Reader;
import io.rlpips.local.report.Thumbnails;
import io.rlpips.local.session.Payloads;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.ImagePayload;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.Reference;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Upload;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pictures of alerts, read from their records where they lie on the broker, decoded and encoded anew: nothing that
 * somebody uploaded gets to a browser. One at a time is read, so that what a page of large pictures takes of the memory is
 * one of them. Thread-safe; the creator closes it.
 */
final class AlertPictures implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AlertPictures.class);
    private static final int MOST_KEPT = 400;

    /** So many records behind the registration the version's fingerprints lie, or they are not looked for any further. */
    private static final int MOST_LOOKED_THROUGH = 10_000;

    private final Broker broker;
    private final AllowedLocations allowed;
    private final RawTopic uploads;
    private final RawTopic references;
    private final Thumbnails thumbnails = new Thumbnails();
    private final Map<BrokerPosition, byte[]> kept = recent();
    private final Map<BrokerPosition, Boolean> withoutMaster = recent();

    /** @param allowed where claim checks may point into */
    AlertPictures(Broker broker, AllowedLocations allowed) {
        this.broker = broker;
        this.allowed = allowed;
        this.uploads = broker.places(Subjects.UPLOADS);
        this.references = broker.places(Subjects.REFERENCES);
    }

    /** @return a JPEG file; empty where the picture is gone, forbidden or none */
    Optional<byte[]> upload(Alert alert) {
        return picture(uploads, Subjects.UPLOADS, Upload::getImage, alert.getUpload());
    }

    /** @return likewise of the version of the reference that matched; its master where the record is gone */
    synchronized Optional<byte[]> reference(Alert alert) {
        return picture(references, Subjects.REFERENCES, Reference::getImage, alert.getReference())
                .or(() -> master(alert));
    }

    private Optional<byte[]> master(Alert alert) {
        BrokerPosition version = alert.getReference();
        if (withoutMaster.containsKey(version)) {
            return Optional.empty();
        }
        try {
            Optional<byte[]> picture = fingerprints(alert)
                    .map(record -> ImagePayload.newBuilder()
                            .setInline(record.getMasterImage())
                            .build())
                    .flatMap(this::drawn);
            picture.ifPresentOrElse(file -> kept.put(version, file), () -> withoutMaster.put(version, true));
            return picture;
        } catch (RlpipsException notRead) {
            // The broker may only have been slow: the next time it is looked for again.
            LOG.info("no master of {}: {}", version, notRead.getMessage());
            return Optional.empty();
        }
    }

    /** A replaced version's record lies on its topic, behind its registration, until that is compacted as well. */
    private Optional<ReferenceFingerprints> fingerprints(Alert alert) {
        String key = new FingerprintKey(alert.getReferenceId(), alert.getModelId()).text();
        AtomicReference<ReferenceFingerprints> found = new AtomicReference<>();
        AtomicInteger passed = new AtomicInteger();
        try (Reader<ReferenceFingerprints> reader =
                broker.readerSince(Subjects.FINGERPRINTS, alert.getReferenceBrokerTimeMillis())) {
            reader.passingOver(unreadable -> LOG.debug("a record that is no fingerprints", unreadable));
            reader.visitUntil(
                    arrival -> {
                        if (arrival.key().equals(key)
                                && !arrival.tombstone()
                                && arrival.value().getReference().equals(alert.getReference())) {
                            found.set(arrival.value());
                        }
                        return found.get() != null || passed.incrementAndGet() >= MOST_LOOKED_THROUGH;
                    },
                    ReadProgress.NONE);
        }
        return Optional.ofNullable(found.get());
    }

    private synchronized <R extends SpecificRecord> Optional<byte[]> picture(
            RawTopic topic, Subject<R> subject, Function<R, ImagePayload> image, BrokerPosition at) {
        byte[] known = kept.get(at);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            BrokerRecord record = topic.read(Position.of(at));
            if (record.tombstone()) {
                return Optional.empty();
            }
            R decoded = SingleObject.of(subject).decode(record.value());
            Optional<byte[]> picture = drawn(image.apply(decoded));
            picture.ifPresent(file -> kept.put(at, file));
            return picture;
        } catch (RlpipsException | MalformedRecordException e) {
            LOG.info("no picture of {}: {}", at, e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<byte[]> drawn(ImagePayload image) {
        try {
            return thumbnails.of(Payloads.content(image, allowed)).map(Thumbnails.Drawn::jpeg);
        } catch (IOException e) {
            LOG.info("a picture that cannot be read: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static <V> Map<BrokerPosition, V> recent() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<BrokerPosition, V> eldest) {
                return size() > MOST_KEPT;
            }
        };
    }

    @Override
    public synchronized void close() {
        uploads.close();
        references.close();
    }
}
