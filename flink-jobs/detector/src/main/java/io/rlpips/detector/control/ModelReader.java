package io.rlpips.detector.control;

import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Payloads;
import io.rlpips.detector.read.RecordText;
import io.rlpips.detector.read.Rejection;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.ModelAnnouncement;
import io.rlpips.schemas.ModelCommand;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import java.util.ArrayList;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Decodes announcements of models, drops heartbeats, and looks at the bundles that are announced. What is malformed, or
 * names a bundle that cannot be used, goes to {@link Rejection#OUTPUT}; the latter goes on as well, as a change that is
 * refused, so that its sender can be told.
 */
public final class ModelReader extends ProcessFunction<BrokerRecord, ControlChange> {
    private static final long serialVersionUID = 1L;

    private final SingleObject<ModelAnnouncement> wire = SingleObject.of(Subjects.MODELS);
    private final ModelSource models;

    public ModelReader(ModelSource models) {
        this.models = models;
    }

    @Override
    public void processElement(BrokerRecord record, Context context, Collector<ControlChange> out) {
        if (record.heartbeat()) {
            return;
        }
        try {
            if (record.tombstone()) {
                Payloads.requireKey(record, "modelId", record.keyText());
                out.collect(
                        change(record, record.keyText(), ModelChange.Command.RETIRE, nameOnly(record.keyText()), ""));
                return;
            }
            ModelAnnouncement announcement = wire.decode(record.value());
            Payloads.requireKey(record, "modelId", announcement.getModelId());
            out.collect(change(record, announcement, context));
        } catch (MalformedRecordException e) {
            context.output(Rejection.OUTPUT, Rejection.malformed(record, e.getMessage()));
        }
    }

    private ControlChange change(BrokerRecord record, ModelAnnouncement announcement, Context context)
            throws MalformedRecordException {
        String modelId = announcement.getModelId();
        ModelChange.Command command = command(announcement);
        if (command == ModelChange.Command.RETIRE) {
            return change(record, modelId, command, nameOnly(modelId), "");
        }
        if (modelId.equals(models.configured().modelId())) {
            return change(record, modelId, command, models.configured(), "");
        }
        if (announcement.getLocation() == null || announcement.getBundleSha256() == null) {
            throw new MalformedRecordException("%s of model %s needs the bundle's location and SHA-256"
                    .formatted(announcement.getCommand(), modelId));
        }
        RecordText.require("location", announcement.getLocation());
        RecordText.require("bundleSha256", announcement.getBundleSha256());
        try {
            ModelDescription model =
                    models.describe(modelId, announcement.getLocation(), announcement.getBundleSha256());
            return change(record, modelId, command, model, "");
        } catch (RlpipsException unusable) {
            context.output(Rejection.OUTPUT, Rejection.of(record, modelId, unusable));
            return change(record, modelId, command, nameOnly(modelId), unusable.getMessage());
        }
    }

    private static ModelChange.Command command(ModelAnnouncement announcement) throws MalformedRecordException {
        if (announcement.getCommand() == ModelCommand.UNKNOWN) {
            throw new MalformedRecordException("announcement of model %s has a command this version does not know"
                    .formatted(announcement.getModelId()));
        }
        return ModelChange.Command.valueOf(announcement.getCommand().name());
    }

    private static ControlChange change(
            BrokerRecord record, String modelId, ModelChange.Command command, ModelDescription model, String refusal) {
        return ControlChange.of(
                new ModelChange(modelId, command, model, refusal, record.at(), record.brokerTimeMillis()));
    }

    private static ModelDescription nameOnly(String modelId) {
        return new ModelDescription(new ModelIdentity(modelId, "", ""), "", "", 0, new ArrayList<>(), 0, Double.NaN);
    }
}
