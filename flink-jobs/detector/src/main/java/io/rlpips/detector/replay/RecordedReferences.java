package io.rlpips.detector.replay;

import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.MasterImages;
import io.rlpips.detector.read.Rejection;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.util.Collector;

/**
 * What fingerprints records of any models tell of the references, ordered anew for one model: a version counts from the
 * first of its records on until no model has it any more. Keyed by reference; the records of several models lie on
 * several partitions, so they are gathered to the end and gone through in the order of the broker's clock. What is
 * malformed goes to {@link Rejection#OUTPUT}.
 */
public final class RecordedReferences extends KeyedProcessFunction<String, BrokerRecord, ReembedOrder> {
    private static final long serialVersionUID = 1L;
    private static final Comparator<BrokerRecord> OLDEST_FIRST = Comparator.comparingLong(
                    BrokerRecord::brokerTimeMillis)
            .thenComparing(record -> record.at().partition())
            .thenComparing(record -> record.at().offset());
    private static final Comparator<RecordedReference> NEWEST_LAST = Comparator.comparingLong(
                    (RecordedReference version) -> version.ticket().brokerTimeMillis())
            .thenComparing(version -> version.ticket().at().offset());

    private final SingleObject<ReferenceFingerprints> wire = SingleObject.of(Subjects.FINGERPRINTS);
    private final ModelDescription model;

    private transient ListState<BrokerRecord> records;
    private transient MasterImages masters;

    /** @param model that the references are to be embedded by */
    public RecordedReferences(ModelDescription model) {
        this.model = model;
    }

    /** @return what keeps the records of one reference together, also where its key is malformed */
    public static String referenceOf(BrokerRecord record) {
        try {
            return FingerprintKey.parse(record.keyText()).referenceId();
        } catch (MalformedRecordException told) {
            return record.keyText();
        }
    }

    @Override
    public void open(OpenContext context) {
        records = getRuntimeContext()
                .getListState(new ListStateDescriptor<>("records", TypeInformation.of(BrokerRecord.class)));
        masters = new MasterImages();
    }

    @Override
    public void processElement(BrokerRecord record, Context context, Collector<ReembedOrder> out) throws Exception {
        records.add(record);
        context.timerService().registerEventTimeTimer(Watermark.MAX_WATERMARK.getTimestamp());
    }

    @Override
    public void onTimer(long end, OnTimerContext context, Collector<ReembedOrder> out) throws Exception {
        List<BrokerRecord> changes = new ArrayList<>();
        records.get().forEach(changes::add);
        records.clear();
        changes.sort(OLDEST_FIRST);
        History history = new History();
        for (BrokerRecord change : changes) {
            try {
                RecordedReference version = RecordedReference.read(change, wire, masters);
                history.after(version).ifPresent(standing -> out.collect(history.order(change, standing)));
            } catch (MalformedRecordException e) {
                context.output(Rejection.OUTPUT, Rejection.malformed(change, e.getMessage()));
            }
        }
    }

    /** What stands for a reference, change by change. */
    private final class History {
        private final Map<String, RecordedReference> standing = new LinkedHashMap<>();
        private final Map<String, Coordinates> newest = new HashMap<>();
        private Optional<RecordedReference> current = Optional.empty();
        private long changes;

        /** @return what stands from now on, where that is another version than before */
        Optional<RecordedReference> after(RecordedReference version) {
            String modelId = version.modelId();
            if (newest.containsKey(modelId) && version.outdatedBy(newest.get(modelId))) {
                return Optional.empty();
            }
            standing.remove(modelId);
            if (version.standing()) {
                standing.put(modelId, version);
                newest.put(modelId, version.ticket().at());
            }
            RecordedReference next = standing.values().stream().max(NEWEST_LAST).orElse(version);
            boolean changed = current.map(before -> !before.sameAs(next)).orElse(next.standing());
            current = next.standing() ? Optional.of(next) : Optional.empty();
            return changed ? Optional.of(next) : Optional.empty();
        }

        ReembedOrder order(BrokerRecord change, RecordedReference version) {
            Coordinates at = new Coordinates(change.at().topic(), change.at().partition(), changes++);
            return new ReembedOrder(version.order(model), at, change.brokerTimeMillis());
        }
    }
}
