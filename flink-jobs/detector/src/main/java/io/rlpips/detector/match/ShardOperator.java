package io.rlpips.detector.match;

import io.rlpips.detector.exchange.Receiver;
import io.rlpips.detector.exchange.Sent;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.metric.search.Neighbour;
import io.rlpips.metric.search.SquaredDistance;
import io.rlpips.metric.view.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Holds a share of the references, as each model sees them, and answers every upload about them by the model that the
 * upload names. First input: changes of references, keyed by reference id. Second input: queries, broadcast.
 *
 * <p>Keyed state is the record of the references; the index is made from it on restore, and nothing is embedded again.
 * Master images are a state of their own, which a restore does not read.
 * A query may come a moment before this shard's own watermark of the fingerprints reaches it: it waits in memory. It
 * passed the gate behind that very watermark, so with aligned checkpoints nothing waits at a barrier; that is checked at
 * each one. Queries that are due wait at most {@link SearchSettings#lingerMs} for others to be searched with them, and
 * never across a barrier. The watermark reached is kept with the state, which is complete up to it: a query that was in flight in
 * front of this operator then finds its references right after a restore.
 *
 * <p>A bulk of changes delays no query by more than a part of it: the task takes turns between its inputs record by
 * record, so between two queries comes one change; and what a bulk of ended versions leaves behind goes at the uploads'
 * watermarks, at each of {@value #FORGOTTEN_AT_ONCE} references at most.
 */
public final class ShardOperator extends AbstractStreamOperator<Partial>
        implements TwoInputStreamOperator<ReferenceChange, Sent<EncodedQuery>, Partial> {
    private static final long serialVersionUID = 1L;
    private static final int FORGOTTEN_AT_ONCE = 500;

    private final ModelSource models;
    private final long visibilityDelayMs;
    private final long historyMs;
    private final SearchSettings settings;

    private transient Receiver<Query, EncodedQuery> queries;
    private transient ModelIndexes index;
    private transient HeldReferences references;
    private transient ListState<Long> clockState;
    private transient PriorityQueue<Query> waiting;
    private transient List<Query> due;
    private transient boolean timerSet;
    private transient TreeMap<Long, Set<String>> endings;
    private transient long clockMillis;
    private transient long uploadsMillis;
    private transient long sentMillis;
    private transient boolean uploadsIdle;
    private transient boolean sentIdle;

    /**
     * @param historyMs how long after its end a version stays, counted on the uploads' watermark
     */
    public ShardOperator(ModelSource models, long visibilityDelayMs, long historyMs, SearchSettings settings) {
        this.settings = settings;
        this.models = models;
        this.visibilityDelayMs = visibilityDelayMs;
        this.historyMs = historyMs;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        waiting = new PriorityQueue<>(
                Comparator.comparingLong(query -> query.ticket().visibleAtMillis()));
        due = new ArrayList<>();
        timerSet = false;
        endings = new TreeMap<>();
        references = new HeldReferences(getKeyedStateBackend(), context.getKeyedStateStore());
        index = new ModelIndexes(models, settings, references::of);
        clockState = context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>("clock", Types.LONG));
        clockMillis = Long.MIN_VALUE;
        uploadsMillis = Long.MIN_VALUE;
        sentMillis = Long.MIN_VALUE;
        if (context.isRestored()) {
            restore();
        }
    }

    private void restore() throws Exception {
        long restored = Long.MAX_VALUE;
        for (long clock : clockState.get()) {
            restored = Math.min(restored, clock);
        }
        clockMillis = restored == Long.MAX_VALUE ? Long.MIN_VALUE : restored;
        long started = System.nanoTime();
        references.forEach(this::hold);
        LOG.info("{} rows are searched again after {} ms", index.rows(), (System.nanoTime() - started) / 1_000_000);
    }

    @Override
    public void open() throws Exception {
        super.open();
        queries = Query.TO_SHARDS.receiver(getRuntimeContext());
        getMetricGroup().gauge("heldQueries", queries::held);
        getMetricGroup().gauge("indexedRows", this::heldRows);
        getMetricGroup().gauge("waitingQueries", () -> waiting.size());
        getMetricGroup().gauge("endedVersions", this::endedVersions);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        answerAll();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        requireNoneWaits("at checkpoint " + context.getCheckpointId());
        // The end of a bounded topic is the end of that run's time, not of the next one's.
        boolean ended = clockMillis == Watermark.MAX_WATERMARK.getTimestamp();
        clockState.update(List.of(ended ? Long.MIN_VALUE : clockMillis));
    }

    @Override
    public void processElement1(StreamRecord<ReferenceChange> element) throws Exception {
        ReferenceChange change = element.getValue();
        String modelId = change.model().modelId();
        ReferenceHistory known = references.history(change.referenceId(), modelId);
        if (known.outdates(change)) {
            return;
        }
        index.end(modelId, change.referenceId(), change.brokerTimeMillis());
        Optional<ReferenceVersion> brought = version(change);
        references.keep(change, known.after(change, brought));
        brought.ifPresent(version -> hold(change.referenceId(), version));
        if (!known.versions().isEmpty()) {
            noteEnding(change.referenceId(), change.brokerTimeMillis());
        }
    }

    @Override
    public void processElement2(StreamRecord<Sent<EncodedQuery>> element) throws Exception {
        waiting.add(queries.received(element.getValue()));
        answerDue();
    }

    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        clockMillis = Math.max(clockMillis, mark.getTimestamp());
        answerDue();
        tellUploads();
    }

    @Override
    public void processWatermark2(Watermark mark) throws Exception {
        uploadsMillis = Math.max(uploadsMillis, mark.getTimestamp());
        if (mark.getTimestamp() != Watermark.MAX_WATERMARK.getTimestamp()) {
            forgetEndedBefore(mark.getTimestamp() - visibilityDelayMs - historyMs);
        }
        tellUploads();
    }

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int input) {
        if (input == 0 && status.isIdle()) {
            throw new IllegalStateException(
                    "the fingerprints topic became idle: the visibility clock would run ahead of what was delivered");
        }
        if (input == 1) {
            uploadsIdle = status.isIdle();
            tellUploads();
        }
    }

    /** What is said on of the uploads' time never overtakes an answer: the guard behind puts matches in order by it. */
    private void tellUploads() {
        if (!due.isEmpty()) {
            return; // told when they are answered
        }
        boolean idle = uploadsIdle && waiting.isEmpty();
        long reached = waiting.isEmpty()
                ? uploadsMillis
                : Math.min(uploadsMillis, waiting.peek().ticket().brokerTimeMillis() - 1);
        if (reached <= sentMillis && idle == sentIdle) {
            return;
        }
        if (sentIdle && !idle) {
            output.emitWatermarkStatus(WatermarkStatus.ACTIVE);
        }
        if (reached > sentMillis) {
            sentMillis = reached;
            output.emitWatermark(new Watermark(reached));
        }
        if (!sentIdle && idle) {
            output.emitWatermarkStatus(WatermarkStatus.IDLE);
        }
        sentIdle = idle;
    }

    @Override
    public void finish() throws Exception {
        answerAll();
        requireNoneWaits("although the fingerprints topic has ended");
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (queries != null) {
            queries.close();
        }
        if (index != null) {
            index.close();
        }
        super.close();
    }

    private Optional<ReferenceVersion> version(ReferenceChange change) {
        return change.validity(visibilityDelayMs)
                .map(validity -> new ReferenceVersion(
                        change.model(),
                        change.version(),
                        validity.from(),
                        validity.until(),
                        change.bank(),
                        change.reference(),
                        change.referenceBrokerTimeMillis(),
                        change.rows()));
    }

    private void hold(String referenceId, ReferenceVersion version) {
        index.add(referenceId, version);
        if (version.validity().overBy(Long.MIN_VALUE)) {
            // Earlier releases kept what ended before its first moment until that moment came.
            noteEnding(referenceId, Long.MIN_VALUE);
        } else if (version.untilMillis() != Long.MAX_VALUE) {
            noteEnding(referenceId, version.untilMillis());
        }
    }

    private void noteEnding(String referenceId, long moment) {
        endings.computeIfAbsent(moment, first -> new HashSet<>()).add(referenceId);
    }

    /** @return rows of all models and versions that are in the index */
    int heldRows() {
        return index.rows();
    }

    /** @return how many times a reference has an ended version that is still held */
    int endedVersions() {
        return endings.values().stream().mapToInt(Set::size).sum();
    }

    /** What is due is answered at once when it fills a batch, else a moment later with what comes meanwhile. */
    private void answerDue() throws Exception {
        while (!waiting.isEmpty() && waiting.peek().ticket().visibleAtMillis() <= clockMillis) {
            due.add(waiting.poll());
        }
        if (due.size() >= settings.batchSize() || settings.lingerMs() == 0) {
            answerAll();
        } else if (!due.isEmpty() && !timerSet) {
            timerSet = true;
            long now = getProcessingTimeService().getCurrentProcessingTime();
            getProcessingTimeService().registerTimer(now + settings.lingerMs(), time -> {
                timerSet = false;
                answerAll();
            });
        }
    }

    /** Rows carry their validity, so it does not matter that the index may have gone on since a query became due. */
    private void answerAll() {
        Map<ModelIdentity, List<Query>> byModel = new LinkedHashMap<>();
        for (Query query : due) {
            byModel.computeIfAbsent(query.ticket().model().identity(), model -> new ArrayList<>())
                    .add(query);
        }
        due.clear();
        byModel.values().forEach(this::answerTogether);
        tellUploads();
    }

    /** @param queries of one model */
    private void answerTogether(List<Query> queries) {
        ModelDescription model = queries.get(0).ticket().model();
        List<ShardIndex.Search> searches = new ArrayList<>();
        for (Query query : queries) {
            for (QueryView view : query.views()) {
                searches.add(search(query, view));
            }
        }
        List<List<Neighbour>> found = index.within(model, searches);
        int next = 0;
        for (Query query : queries) {
            int end = next + query.views().size();
            answer(query, reached(query, found.subList(next, end)));
            next = end;
        }
    }

    /** A reference, as both pictures are or by any other two views. */
    private record Compared(String referenceId, boolean asIs) {
        static Compared of(QueryView view, Neighbour neighbour) {
            boolean asIs = view.asIs() && neighbour.view().equals(View.AS_IS.label());
            return new Compared(neighbour.referenceId(), asIs);
        }
    }

    /** The upload as it is meets references as they are and under other views, without its border only other pairs. */
    private static ShardIndex.Search search(Query query, QueryView view) {
        double radius = view.asIs() ? query.reach().largest() : query.reach().otherViews();
        return new ShardIndex.Search(view, radius, query.ticket().visibleAtMillis());
    }

    /** @return of what lies within the radius, for each view of the query, what is within reach */
    private static List<List<Neighbour>> reached(Query query, List<List<Neighbour>> found) {
        List<List<Neighbour>> reached = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            QueryView view = query.views().get(i);
            reached.add(found.get(i).stream()
                    .filter(neighbour -> query.reach()
                            .reach(
                                    neighbour.distance(),
                                    Compared.of(view, neighbour).asIs()))
                    .toList());
        }
        return reached;
    }

    /** @param within reach, for each view of the query */
    private void answer(Query query, List<List<Neighbour>> within) {
        boolean alone = within.stream().allMatch(List::isEmpty);
        List<List<Neighbour>> found = alone && settings.exactNearest() ? nearest(query) : within;
        Map<Compared, Candidate> nearest = new HashMap<>();
        for (int i = 0; i < found.size(); i++) {
            QueryView view = query.views().get(i);
            for (Neighbour neighbour : found.get(i)) {
                Compared compared = Compared.of(view, neighbour);
                Candidate known = nearest.get(compared);
                // Strictly: among equals the earlier view of the upload and the first in the index's order stay.
                if (known == null || neighbour.distance() < known.distance()) {
                    nearest.put(compared, candidate(query.ticket().model(), view, neighbour));
                }
            }
        }
        List<Candidate> candidates = new ArrayList<>(nearest.values());
        candidates.sort(Candidate.ORDER);
        output.collect(new StreamRecord<>(
                new Partial(
                        query.ticket(),
                        query.picture(),
                        query.reach(),
                        getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                        getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                        visibleRows(query),
                        candidates),
                query.ticket().brokerTimeMillis()));
    }

    /** @return for each view of the query the row nearest to it, if there is one at all */
    private List<List<Neighbour>> nearest(Query query) {
        return query.views().stream()
                .map(view -> index.nearest(query.ticket().model(), search(query, view)).stream()
                        .toList())
                .toList();
    }

    private int visibleRows(Query query) {
        return query.views().isEmpty()
                ? 0
                : index.visibleRows(
                        query.ticket().model(),
                        query.views().get(0),
                        query.ticket().visibleAtMillis());
    }

    private Candidate candidate(ModelDescription model, QueryView view, Neighbour neighbour) {
        ReferenceVersion version = references.of(model.modelId()).find(neighbour.referenceId(), neighbour.version());
        return new Candidate(
                neighbour.referenceId(),
                version.bank(),
                version.reference(),
                version.referenceBrokerTimeMillis(),
                view.view(),
                neighbour.view(),
                neighbour.distance(),
                layers(model, view.fingerprint(), index.fingerprint(model, view, neighbour)));
    }

    private static double[] layers(ModelDescription model, float[] upload, float[] reference) {
        double[] layers = new double[model.layerLengths().size()];
        int from = 0;
        for (int layer = 0; layer < layers.length; layer++) {
            int until = from + model.layerLengths().get(layer);
            layers[layer] = SquaredDistance.between(upload, reference, from, until);
            from = until;
        }
        return layers;
    }

    /** A bulk that was replaced or removed goes little by little: the state of each takes a while, and uploads wait. */
    private void forgetEndedBefore(long moment) throws Exception {
        Set<String> ended = takeEnded(moment);
        if (ended.isEmpty()) {
            return;
        }
        index.forgetEndedBefore(moment, ended);
        for (String reference : ended) {
            references.forgetEndedBefore(reference, moment);
        }
    }

    /** As many as are forgotten at once, also of those that ended in one moment: a producer's batch has one broker time. */
    private Set<String> takeEnded(long moment) {
        Set<String> ended = new HashSet<>();
        Iterator<Set<String>> moments = endings.headMap(moment, true).values().iterator();
        while (moments.hasNext() && ended.size() < FORGOTTEN_AT_ONCE) {
            Set<String> together = moments.next();
            Iterator<String> references = together.iterator();
            while (references.hasNext() && ended.size() < FORGOTTEN_AT_ONCE) {
                ended.add(references.next());
                references.remove();
            }
            if (together.isEmpty()) {
                moments.remove();
            }
        }
        return ended;
    }

    private void requireNoneWaits(String when) {
        if (!waiting.isEmpty()) {
            throw new IllegalStateException(waiting.size() + " queries wait " + when + "; are checkpoints unaligned?");
        }
    }
}
