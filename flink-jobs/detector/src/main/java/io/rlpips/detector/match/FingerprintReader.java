package io.rlpips.detector.match;

import io.rlpips.detector.embed.ModelSource;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.Rejection;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Decodes fingerprints and drops heartbeats and other models' records. What is malformed, or cannot come from this
 * job's model, goes to {@link Rejection#OUTPUT}.
 */
public final class FingerprintReader extends ProcessFunction<BrokerRecord, ReferenceChange> {
    private static final long serialVersionUID = 1L;

    private final SingleObject<ReferenceFingerprints> wire = SingleObject.of(Subjects.FINGERPRINTS);
    private final ModelSource model;

    private transient int dimensions;

    public FingerprintReader(ModelSource model) {
        this.model = model;
    }

    @Override
    public void open(OpenContext context) {
        dimensions = IntStream.of(model.layerLengths()).sum();
    }

    @Override
    public void processElement(BrokerRecord record, Context context, Collector<ReferenceChange> out) {
        if (record.heartbeat()) {
            return;
        }
        try {
            FingerprintKey key = FingerprintKey.parse(record.keyText());
            if (!key.modelId().equals(model.identity().modelId())) {
                return;
            }
            out.collect(
                    record.tombstone()
                            ? ReferenceChange.removal(
                                    key.referenceId(), record.at().offset(), record.brokerTimeMillis())
                            : change(key, record));
        } catch (MalformedRecordException e) {
            context.output(Rejection.OUTPUT, Rejection.malformed(record, e.getMessage()));
        }
    }

    private ReferenceChange change(FingerprintKey key, BrokerRecord record) throws MalformedRecordException {
        ReferenceFingerprints value = wire.decode(record.value());
        if (!key.equals(new FingerprintKey(value.getReferenceId(), value.getModelId()))) {
            throw new MalformedRecordException("key names reference '%s' of model %s, value reference '%s' of model %s"
                    .formatted(key.referenceId(), key.modelId(), value.getReferenceId(), value.getModelId()));
        }
        if (!value.getModelHash().equals(model.identity().modelHash())) {
            throw new MalformedRecordException("fingerprints of model %s with hash %s, this job runs the one with %s"
                    .formatted(
                            value.getModelId(),
                            value.getModelHash(),
                            model.identity().modelHash()));
        }
        if (!value.getEnabled()) {
            return ReferenceChange.removal(key.referenceId(), record.at().offset(), record.brokerTimeMillis());
        }
        return new ReferenceChange(
                value.getReferenceId(),
                record.at().offset(),
                record.brokerTimeMillis(),
                false,
                value.getBank(),
                Coordinates.of(value.getReference()),
                value.getReferenceBrokerTimeMillis(),
                value.getValidFromMillis() == null ? Long.MIN_VALUE : value.getValidFromMillis(),
                value.getValidUntilMillis() == null ? Long.MAX_VALUE : value.getValidUntilMillis(),
                rows(value));
    }

    private List<FingerprintRow> rows(ReferenceFingerprints value) throws MalformedRecordException {
        List<FingerprintRow> rows = new ArrayList<>();
        Set<String> views = new HashSet<>();
        for (io.rlpips.schemas.FingerprintRow row : value.getRows()) {
            if (!views.add(row.getView())) {
                throw new MalformedRecordException("view '%s' appears twice".formatted(row.getView()));
            }
            rows.add(new FingerprintRow(row.getView(), values(row)));
        }
        if (rows.isEmpty()) {
            throw new MalformedRecordException("fingerprints without rows");
        }
        return rows;
    }

    private float[] values(io.rlpips.schemas.FingerprintRow row) throws MalformedRecordException {
        ByteBuffer bytes = row.getFingerprint().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() != dimensions * Float.BYTES) {
            throw new MalformedRecordException("fingerprint of view '%s' has %d bytes, model %s needs %d"
                    .formatted(
                            row.getView(), bytes.remaining(), model.identity().modelId(), dimensions * Float.BYTES));
        }
        float[] values = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            values[i] = bytes.getFloat();
            if (!Float.isFinite(values[i])) {
                throw new MalformedRecordException(
                        "fingerprint of view '%s' has the value %s".formatted(row.getView(), values[i]));
            }
        }
        return values;
    }
}
