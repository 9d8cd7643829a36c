package io.rlpips.detector.match;

import io.rlpips.detector.embed.ModelSource;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.Rejection;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.CompactRow;
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
    private static final byte[] NOTHING = {};

    private final SingleObject<ReferenceFingerprints> wire = SingleObject.of(Subjects.FINGERPRINTS);
    private final ModelSource model;

    private transient int dimensions;
    private transient int pointLength;
    private transient ImageDecoder masters;

    public FingerprintReader(ModelSource model) {
        this.model = model;
    }

    @Override
    public void open(OpenContext context) {
        dimensions = IntStream.of(model.layerLengths()).sum();
        pointLength = model.projection()
                .map(projection -> projection.dimensions() + 1)
                .orElse(0);
        masters = new ImageDecoder(ImageLimits.DEFAULT);
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
        if (!value.getProjectionHash().equals(model.identity().projectionHash())) {
            throw new MalformedRecordException(
                    "rows of model %s through projection '%s', this job searches through '%s'"
                            .formatted(
                                    value.getModelId(),
                                    value.getProjectionHash(),
                                    model.identity().projectionHash()));
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
                pointLength > 0 ? master(value) : NOTHING,
                rows(value));
    }

    /** Decoded once here, so that no record can stop the shard when it decodes it again. */
    private byte[] master(ReferenceFingerprints value) throws MalformedRecordException {
        byte[] encoded = new byte[value.getMasterImage().remaining()];
        value.getMasterImage().duplicate().get(encoded);
        try {
            RgbImage master = masters.decode(encoded);
            if (master.width() != Canonicaliser.MASTER_SIZE || master.height() != Canonicaliser.MASTER_SIZE) {
                throw new MalformedRecordException("master image of %d x %d pixels, must be %d squared"
                        .formatted(master.width(), master.height(), Canonicaliser.MASTER_SIZE));
            }
            return encoded;
        } catch (RlpipsException failure) {
            throw new MalformedRecordException("master image: " + failure.getMessage(), failure);
        }
    }

    private List<FingerprintRow> rows(ReferenceFingerprints value) throws MalformedRecordException {
        List<FingerprintRow> rows = new ArrayList<>();
        Set<String> views = new HashSet<>();
        for (io.rlpips.schemas.FingerprintRow row : value.getRows()) {
            if (!views.add(row.getView())) {
                throw new MalformedRecordException("view '%s' appears twice".formatted(row.getView()));
            }
            rows.add(
                    pointLength > 0
                            ? FingerprintRow.compact(row.getView(), compact(row))
                            : FingerprintRow.whole(
                                    row.getView(), values(row, row.getFingerprint(), "fingerprint", dimensions)));
        }
        if (rows.isEmpty()) {
            throw new MalformedRecordException("fingerprints without rows");
        }
        return rows;
    }

    private CompactRow compact(io.rlpips.schemas.FingerprintRow row) throws MalformedRecordException {
        float[] point = values(row, row.getPoint(), "point", pointLength);
        float rounding = row.getRounding();
        if (!(rounding >= 0 && rounding <= Float.MAX_VALUE)) {
            throw new MalformedRecordException(
                    "rounding of view '%s' is %s, must be finite and not below 0".formatted(row.getView(), rounding));
        }
        return new CompactRow(point, rounding);
    }

    private float[] values(io.rlpips.schemas.FingerprintRow row, ByteBuffer stored, String what, int length)
            throws MalformedRecordException {
        ByteBuffer bytes = stored.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() != length * Float.BYTES) {
            throw new MalformedRecordException("%s of view '%s' has %d bytes, model %s needs %d"
                    .formatted(
                            what,
                            row.getView(),
                            bytes.remaining(),
                            model.identity().modelId(),
                            length * Float.BYTES));
        }
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = bytes.getFloat();
            if (!Float.isFinite(values[i])) {
                throw new MalformedRecordException(
                        "%s of view '%s' has the value %s".formatted(what, row.getView(), values[i]));
            }
        }
        return values;
    }
}
