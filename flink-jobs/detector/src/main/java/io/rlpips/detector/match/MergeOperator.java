package io.rlpips.detector.match;

import io.rlpips.metric.bundle.ViewThresholds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Puts the answers of the shards together, by the upload's coordinates: two uploads may share an id. A shard that has
 * nothing within reach may have told of the nearest beyond; that counts where no shard has anything within.
 *
 * <p>It has no state. A query is broadcast to all shards between the same two barriers and every shard answers at once,
 * so with aligned checkpoints all answers are here when a barrier is; that is checked at each one.
 */
public final class MergeOperator extends AbstractStreamOperator<Findings>
        implements OneInputStreamOperator<Partial, Findings> {
    private static final long serialVersionUID = 1L;

    private transient Map<String, Gathering> gatherings;

    /** The answers so far for one upload. */
    private static final class Gathering {
        private final BitSet answered = new BitSet();
        private final List<Candidate> candidates = new ArrayList<>();
        private long rowsSearched;

        List<Candidate> candidates(ViewThresholds reach) {
            List<Candidate> within = candidates.stream()
                    .filter(candidate -> reach.reach(candidate.distance(), candidate.asIs()))
                    .toList();
            List<Candidate> told = new ArrayList<>(within.isEmpty() ? candidates : within);
            told.sort(Candidate.ORDER);
            return told;
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        gatherings = new HashMap<>();
    }

    @Override
    public void processElement(StreamRecord<Partial> element) {
        Partial partial = element.getValue();
        String upload = partial.ticket().at().text();
        Gathering gathering = gatherings.computeIfAbsent(upload, key -> new Gathering());
        if (gathering.answered.get(partial.shard())) {
            throw new IllegalStateException("shard " + partial.shard() + " answered twice for " + upload);
        }
        gathering.answered.set(partial.shard());
        gathering.candidates.addAll(partial.candidates());
        gathering.rowsSearched += partial.rowsSearched();
        if (gathering.answered.cardinality() == partial.shards()) {
            gatherings.remove(upload);
            output.collect(new StreamRecord<>(
                    new Findings(
                            partial.ticket(),
                            partial.picture(),
                            partial.reach().largest(),
                            gathering.rowsSearched,
                            gathering.candidates(partial.reach())),
                    partial.ticket().brokerTimeMillis()));
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        requireEmpty("at checkpoint " + context.getCheckpointId());
    }

    @Override
    public void finish() throws Exception {
        requireEmpty("at the end");
        super.finish();
    }

    private void requireEmpty(String when) {
        if (!gatherings.isEmpty()) {
            throw new IllegalStateException(
                    gatherings.size() + " uploads lack answers of shards " + when + "; are checkpoints unaligned?");
        }
    }
}
