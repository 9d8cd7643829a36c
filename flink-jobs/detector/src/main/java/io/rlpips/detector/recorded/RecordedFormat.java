package io.rlpips.detector.recorded;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.IteratorResultIterator;
import org.apache.flink.connector.file.src.util.RecordAndPosition;

/** Files of recorded records as a source reads them: each whole, by one task, from its beginning. */
public final class RecordedFormat implements BulkFormat<BrokerRecord, FileSourceSplit> {
    private static final long serialVersionUID = 1L;
    private static final int BATCH_RECORDS = 1000;
    private static final int BATCH_BYTES = 1 << 20;

    private final boolean inOrder;

    /** @param inOrder whether the records of a partition have to come by their offsets, as those of a control topic do */
    public RecordedFormat(boolean inOrder) {
        this.inOrder = inOrder;
    }

    @Override
    public BulkFormat.Reader<BrokerRecord> createReader(Configuration configuration, FileSourceSplit split) {
        return new Reader(split, inOrder);
    }

    @Override
    public BulkFormat.Reader<BrokerRecord> restoreReader(Configuration configuration, FileSourceSplit split) {
        throw new IllegalStateException("a replay makes no checkpoints, so none is restored");
    }

    @Override
    public boolean isSplittable() {
        return false;
    }

    @Override
    public TypeInformation<BrokerRecord> getProducedType() {
        return TypeInformation.of(BrokerRecord.class);
    }

    private static final class Reader implements BulkFormat.Reader<BrokerRecord> {
        private final String name;
        private final RecordedFile file;
        private final boolean inOrder;
        private final Map<Partition, Long> offsets = new HashMap<>();

        private record Partition(String topic, int number) {}

        Reader(FileSourceSplit split, boolean inOrder) {
            this.name = split.path().toString();
            this.file = RecordedFiles.open(split.path());
            this.inOrder = inOrder;
        }

        @Override
        public BulkFormat.RecordIterator<BrokerRecord> readBatch() {
            List<BrokerRecord> batch = new ArrayList<>();
            long bytes = 0;
            while (batch.size() < BATCH_RECORDS && bytes < BATCH_BYTES && file.hasNext()) {
                BrokerRecord record = file.next();
                if (inOrder) {
                    requireOrder(record);
                }
                batch.add(record);
                bytes += record.key().length + record.value().length;
            }
            return batch.isEmpty()
                    ? null
                    : new IteratorResultIterator<>(batch.iterator(), RecordAndPosition.NO_OFFSET, 0);
        }

        private void requireOrder(BrokerRecord record) {
            Partition partition = new Partition(record.at().topic(), record.at().partition());
            Long before = offsets.put(partition, record.at().offset());
            if (before != null && before >= record.at().offset()) {
                throw new RlpipsException(
                        FailureCategory.MALFORMED_RECORD,
                        "%s has offset %d of partition %d behind offset %d: its rows have to be sorted by partition and offset"
                                .formatted(name, record.at().offset(), partition.number(), before));
            }
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
