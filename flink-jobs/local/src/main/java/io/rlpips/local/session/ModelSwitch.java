package io.rlpips.local.session;

import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Reader;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.ModelAnnouncement;
import io.rlpips.schemas.ModelCommand;
import io.rlpips.schemas.ModelState;
import io.rlpips.schemas.ModelStatus;
import io.rlpips.schemas.Subjects;
import java.time.Duration;

/**
 * Takes a deployment from one model to another: prepares it, activates it once every reference has its fingerprints,
 * retires an old one; each step when the jobs have said that the one before is done.
 */
public final class ModelSwitch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Broker broker;
    private final Duration patience;
    private final Reader<ModelStatus> statuses;

    /** @param patience how long nothing may be heard of a model */
    public ModelSwitch(Broker broker, Duration patience) {
        this.broker = broker;
        this.patience = patience;
        this.statuses = broker.readerFromNow(Subjects.MODEL_STATUS);
    }

    /** Told how far a preparation is. */
    @FunctionalInterface
    public interface Progress {
        /** @param total may still grow */
        void at(long prepared, long total);
    }

    /**
     * @return the status that says that every reference has its fingerprints
     * @throws RlpipsException INVALID_BUNDLE when the jobs refuse the bundle, FETCH_FAILED when they are silent
     */
    public ModelStatus prepare(ModelAnnouncement preparation, Progress progress) {
        Announcement.send(broker, preparation);
        return await(preparation.getModelId(), status -> {
            progress.at(status.getPreparedReferences(), status.getTotalReferences());
            return status.getState() == ModelState.READY
                    && status.getPreparedReferences() == status.getTotalReferences();
        });
    }

    /**
     * @param preparation of the model
     * @throws RlpipsException INVALID_BUNDLE when the jobs refuse, with their reason
     */
    public ModelStatus activate(ModelAnnouncement preparation) {
        Announcement.send(
                broker,
                ModelAnnouncement.newBuilder(preparation)
                        .setCommand(ModelCommand.ACTIVATE)
                        .build());
        return await(preparation.getModelId(), status -> status.getState() == ModelState.ACTIVE);
    }

    /** @throws RlpipsException INVALID_BUNDLE when the jobs refuse, with their reason */
    public ModelStatus retire(String modelId, String announcedBy, String note) {
        Announcement.send(
                broker,
                ModelAnnouncement.newBuilder()
                        .setModelId(modelId)
                        .setCommand(ModelCommand.RETIRE)
                        .setAnnouncedBy(announcedBy)
                        .setNote(note)
                        .build());
        return await(modelId, status -> status.getState() == ModelState.RETIRED);
    }

    @Override
    public void close() {
        statuses.close();
    }

    private interface Done {
        boolean is(ModelStatus status);
    }

    private ModelStatus await(String modelId, Done done) {
        long heardNanos = System.nanoTime();
        while (System.nanoTime() - heardNanos <= patience.toNanos()) {
            for (Arrival<ModelStatus> arrival : statuses.poll(POLL)) {
                if (arrival.tombstone() || !arrival.value().getModelId().equals(modelId)) {
                    continue;
                }
                heardNanos = System.nanoTime();
                ModelStatus status = arrival.value();
                if (status.getState() == ModelState.FAILED) {
                    throw new RlpipsException(
                            FailureCategory.INVALID_BUNDLE,
                            "the jobs refuse model %s: %s".formatted(modelId, status.getReason()));
                }
                if (done.is(status)) {
                    return status;
                }
            }
        }
        throw new RlpipsException(
                FailureCategory.FETCH_FAILED,
                "nothing was heard of model %s for %d s; are both jobs running?"
                        .formatted(modelId, patience.toSeconds()));
    }
}
