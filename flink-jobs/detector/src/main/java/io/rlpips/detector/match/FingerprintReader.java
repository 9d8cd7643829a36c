package io.rlpips.detector.match;

import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.MasterImages;
import io.rlpips.detector.read.RecordText;
import io.rlpips.detector.read.Rejection;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.metric.view.View;
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
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Decodes fingerprints of all models, which may be prepared and not announced here yet, and drops heartbeats. What is
 * malformed, or bears the name of this job's configured model and cannot come from it, goes to {@link Rejection#OUTPUT}.
 */
public final class FingerprintReader extends ProcessFunction<BrokerRecord, ReferenceChange> {
    private static final long serialVersionUID = 1L;
    private static final byte[] NOTHING = {};

    private final SingleObject<ReferenceFingerprints> wire = SingleObject.of(Subjects.FINGERPRINTS);
    private final ModelDescription configured;

    private transient MasterImages masters;

    public FingerprintReader(ModelDescription configured) {
        this.configured = configured;
    }

    @Override
    public void open(OpenContext context) {
        masters = new MasterImages();
    }

    @Override
    public void processElement(BrokerRecord record, Context context, Collector<ReferenceChange> out) {
        if (record.heartbeat()) {
            return;
        }
        try {
            RecordText.require("key", record.keyText());
            FingerprintKey key = FingerprintKey.parse(record.keyText());
            out.collect(
                    record.tombstone()
                            ? ReferenceChange.removal(
                                    key.referenceId(),
                                    key.modelId(),
                                    record.at().offset(),
                                    record.brokerTimeMillis())
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
        RecordText.require("bank", value.getBank());
        ModelIdentity model = new ModelIdentity(value.getModelId(), value.getModelHash(), value.getProjectionHash());
        requireConfigured(model);
        if (!value.getEnabled()) {
            return ReferenceChange.disabled(
                    key.referenceId(),
                    key.modelId(),
                    record.at().offset(),
                    record.brokerTimeMillis(),
                    Coordinates.of(value.getReference()));
        }
        boolean compact = isCompact(value);
        return new ReferenceChange(
                value.getReferenceId(),
                model,
                record.at().offset(),
                record.brokerTimeMillis(),
                false,
                value.getBank(),
                Coordinates.of(value.getReference()),
                value.getReferenceBrokerTimeMillis(),
                value.getValidFromMillis() == null ? Long.MIN_VALUE : value.getValidFromMillis(),
                value.getValidUntilMillis() == null ? Long.MAX_VALUE : value.getValidUntilMillis(),
                // Decoded once here, so that no record can stop the shard when it decodes it again.
                compact ? masters.require(value.getMasterImage()) : NOTHING,
                rows(value, compact));
    }

    /** Rows of another model under its name would be compared with uploads they cannot be compared with. */
    private void requireConfigured(ModelIdentity model) throws MalformedRecordException {
        if (model.modelId().equals(configured.modelId()) && !model.equals(configured.identity())) {
            throw new MalformedRecordException(
                    "fingerprints of model %s with hash %s and projection '%s', this job runs the one with %s and '%s'"
                            .formatted(
                                    model.modelId(),
                                    model.modelHash(),
                                    model.projectionHash(),
                                    configured.identity().modelHash(),
                                    configured.identity().projectionHash()));
        }
    }

    private boolean isCompact(ReferenceFingerprints value) throws MalformedRecordException {
        if (value.getRows().isEmpty()) {
            throw new MalformedRecordException("fingerprints without rows");
        }
        return value.getModelId().equals(configured.modelId())
                ? configured.pointLength() > 0
                : value.getRows().get(0).getPoint().hasRemaining();
    }

    private List<FingerprintRow> rows(ReferenceFingerprints value, boolean compact) throws MalformedRecordException {
        List<FingerprintRow> rows = new ArrayList<>();
        int length = rowLength(value, compact);
        Set<String> views = new HashSet<>();
        for (io.rlpips.schemas.FingerprintRow row : value.getRows()) {
            if (!views.add(row.getView())) {
                throw new MalformedRecordException("view '%s' appears twice".formatted(row.getView()));
            }
            requireKnown(row.getView());
            rows.add(
                    compact
                            ? FingerprintRow.compact(row.getView(), compact(row, length))
                            : FingerprintRow.whole(
                                    row.getView(), values(row, row.getFingerprint(), "fingerprint", length)));
        }
        return rows;
    }

    /** A view that cannot be made from the master again cannot be measured. */
    private static void requireKnown(String view) throws MalformedRecordException {
        try {
            View.named(view);
        } catch (RlpipsException unknown) {
            throw new MalformedRecordException(unknown.getMessage(), unknown);
        }
    }

    /** The configured model's are known; those of another model agree at least with each other. */
    private int rowLength(ReferenceFingerprints value, boolean compact) {
        if (value.getModelId().equals(configured.modelId())) {
            return compact ? configured.pointLength() : configured.dimensions();
        }
        io.rlpips.schemas.FingerprintRow first = value.getRows().get(0);
        return (compact ? first.getPoint() : first.getFingerprint()).remaining() / Float.BYTES;
    }

    private CompactRow compact(io.rlpips.schemas.FingerprintRow row, int length) throws MalformedRecordException {
        float[] point = values(row, row.getPoint(), "point", length);
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
        if (length == 0 || bytes.remaining() != length * Float.BYTES) {
            throw new MalformedRecordException("%s of view '%s' has %d bytes, its model needs %d"
                    .formatted(what, row.getView(), bytes.remaining(), length * Float.BYTES));
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
