package io.rlpips.local.session;

import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.exchange.Sender;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.Sha256;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.ModelAnnouncement;
import io.rlpips.schemas.ModelCommand;
import io.rlpips.schemas.Subjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What tells the jobs of a model. */
public final class Announcement {
    private Announcement() {}

    /**
     * @param zip the bundle; read and verified, since the jobs would refuse a damaged one much later
     * @param location where the jobs find the file; empty for the path itself
     * @throws RlpipsException INVALID_ARGUMENT when it is no file: of a folder there is no one hash; INVALID_BUNDLE when
     *     it does not pass its checks
     */
    public static ModelAnnouncement prepare(Path zip, Optional<String> location, String announcedBy, String note) {
        if (!Files.isRegularFile(zip)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "no such zip file: %s%s"
                            .formatted(
                                    zip,
                                    Files.isDirectory(zip) ? " is a folder, a bundle is announced as one file" : ""));
        }
        ModelBundle bundle = BundleReader.read(zip);
        return ModelAnnouncement.newBuilder()
                .setModelId(bundle.modelId())
                .setCommand(ModelCommand.PREPARE)
                .setLocation(location.orElseGet(
                        () -> zip.toAbsolutePath().normalize().toUri().toString()))
                .setBundleSha256(sha256(zip))
                .setAnnouncedBy(announcedBy)
                .setNote(note)
                .build();
    }

    /**
     * Waits for the broker's acknowledgement.
     *
     * @throws RlpipsException FETCH_FAILED when it does not come
     */
    public static Position send(Broker broker, ModelAnnouncement announcement) {
        try (Sender sender = broker.sender()) {
            CompletableFuture<Position> place = sender.send(Subjects.MODELS, announcement.getModelId(), announcement);
            sender.flush();
            return place.join();
        }
    }

    private static String sha256(Path file) {
        try {
            return Sha256.of(file);
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND, "cannot read " + file + ": " + unreadable, unreadable);
        }
    }
}
