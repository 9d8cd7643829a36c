package io.rlpips.detector.retroactive;

import io.rlpips.detector.control.BankRule;
import io.rlpips.detector.control.ControlChange;
import io.rlpips.detector.control.ControlState;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.retroactive.RememberedUploads.Candidate;
import io.rlpips.detector.retroactive.RememberedUploads.Search;
import io.rlpips.schemas.Recheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Remembers recent uploads, and says which of them are to be read again for a reference that came after them. First
 * input: uploads with their watermark, keyed by their coordinates. Second input: references, and changes of policies and
 * models, broadcast, with the watermark of their topics.
 *
 * <p>The turn of a reference that counts from a moment on comes when all uploads that have not seen it are here, and when
 * the clock has gone on by the visibility delay: what is asked for now is judged by that moment or a later one. It is then
 * compared with the uploads that came within the window before, by rows alone, whose distance is a lower bound: every
 * upload that the reference can match by a policy that is known is asked for, and some that it does not match. While
 * uploads are idle their time counts as passed, a little later than the clock's; an upload that comes behind that all the
 * same has missed the references in between, and is counted in {@code lateUploads}.
 *
 * <p>References are compared a few at a time, and after each time the task does other things for as long: this one shares
 * its inputs with the search, and a bulk registration must not hold uploads up. All rows are gone through for a few
 * references as for one, so where few are due they wait until half a second has passed since others were compared. What
 * has not been compared is state, of every task by itself; a restore takes what any task had left. A pair may thus be asked
 * for twice, and the guard lets the second answer go.
 */
public final class RetroactiveOperator extends AbstractStreamOperator<Recheck>
        implements TwoInputStreamOperator<RecentUpload, Knowledge, Recheck> {
    private static final long serialVersionUID = 1L;
    private static final int ROWS_AT_ONCE = 64;
    /** From one time to the next, where fewer than these are due. */
    private static final long APART_MS = 500;

    private final ModelDescription configured;
    private final RetroactiveSettings settings;

    private transient RememberedUploads uploads;
    private transient PendingReferences references;
    private transient ListState<LateReference> referencesState;
    private transient ControlState control;
    private transient long uploadsMillis;
    private transient boolean uploadsIdle;
    private transient long clockMillis;
    private transient long passedMillis;
    private transient boolean timerSet;
    private transient long comparedMillis;
    private transient long tookMillis;
    private transient Counter rechecks;
    private transient Counter lateUploads;

    /** @param configured the model in force until another is activated */
    public RetroactiveOperator(ModelDescription configured, RetroactiveSettings settings) {
        this.configured = configured;
        this.settings = settings;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        uploads = new RememberedUploads(getKeyedStateBackend(), context.getKeyedStateStore());
        references = new PendingReferences();
        referencesState = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("references", TypeInformation.of(LateReference.class)));
        control = new ControlState(configured, context.getOperatorStateStore());
        uploadsMillis = 0;
        clockMillis = 0;
        passedMillis = Long.MIN_VALUE;
        timerSet = false;
        comparedMillis = Long.MIN_VALUE / 2;
        tookMillis = 0;
        if (context.isRestored()) {
            uploads.restore();
            referencesState.get().forEach(references::hold);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        rechecks = getMetricGroup().counter("rechecks");
        lateUploads = getMetricGroup().counter("lateUploads");
        getMetricGroup().gauge("recentUploads", () -> uploads.uploads());
        getMetricGroup().gauge("recentRowBytes", () -> uploads.rowBytes());
        getMetricGroup().gauge("waitingReferences", () -> references.size());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        referencesState.update(references.all());
    }

    @Override
    public void processElement1(StreamRecord<RecentUpload> element) throws Exception {
        RecentUpload upload = element.getValue();
        uploads.add(upload);
        if (upload.visibleAtMillis() < passedMillis) {
            lateUploads.inc();
        }
    }

    @Override
    public void processElement2(StreamRecord<Knowledge> element) throws Exception {
        for (ControlChange change : element.getValue().changes()) {
            control.apply(change);
        }
        element.getValue().superseded().forEach(references::drop);
        element.getValue().references().forEach(references::hold);
    }

    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        uploadsMillis = Math.max(uploadsMillis, mark.getTimestamp());
        timePassed();
    }

    @Override
    public void processWatermark2(Watermark mark) throws Exception {
        clockMillis = Math.max(clockMillis, mark.getTimestamp());
        timePassed();
    }

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
        if (input == 1 && status.isIdle()) {
            throw new IllegalStateException(
                    "control topics became idle: references would be compared before they were delivered");
        }
        if (input == 0) {
            uploadsIdle = status.isIdle();
            timePassed();
        }
    }

    @Override
    public void finish() throws Exception {
        while (references.hasDue()) {
            compareSome();
        }
        super.finish();
    }

    private void timePassed() throws Exception {
        long delay = settings.visibilityDelayMs();
        long ofUploads = uploadsIdle ? Math.max(uploadsMillis, clockMillis - settings.idlenessMs()) : uploadsMillis;
        passedMillis = Math.max(passedMillis, Math.min(clockMillis - 1, ofUploads) + 1 - delay);
        references.release(passedMillis);
        compareInTurns();
    }

    /** @return the references whose turn has not come, and those that are due */
    List<LateReference> waiting() {
        return references.all();
    }

    private void compareInTurns() throws Exception {
        if (references.hasDue() && now() >= nextMillis()) {
            long start = System.nanoTime();
            compareSome();
            tookMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            comparedMillis = now();
        }
        if (references.hasDue() && !timerSet) {
            timerSet = true;
            getProcessingTimeService().registerTimer(nextMillis(), time -> {
                timerSet = false;
                compareInTurns();
            });
        }
        forgetUploads();
    }

    /** @return when references may be compared again: the fewer are due the later */
    private long nextMillis() {
        boolean enough = references.due() >= ROWS_AT_ONCE;
        return comparedMillis + (enough ? tookMillis : Math.max(tookMillis, APART_MS));
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    private void compareSome() throws Exception {
        List<Search> searches = new ArrayList<>();
        int rows = 0;
        while (references.hasDue() && rows < ROWS_AT_ONCE) {
            Optional<Search> search = search(references.next());
            if (search.isPresent()) {
                searches.add(search.get());
                rows += search.get().reference().rows().size();
            }
        }
        for (Candidate candidate : uploads.candidates(searches)) {
            ask(uploads.find(candidate.upload()), candidate.reference());
        }
    }

    /** @return empty where no upload has to be compared */
    private Optional<Search> search(LateReference reference) {
        long oldest = settings.oldestMillis(reference.fromMillis());
        if (!uploads.anyBefore(reference.fromMillis(), oldest)) {
            return Optional.empty();
        }
        OptionalDouble widest = widest(reference);
        return widest.isPresent() ? Optional.of(new Search(reference, widest.getAsDouble(), oldest)) : Optional.empty();
    }

    /** @return the largest threshold by which the reference may be judged; empty where it raises no alerts */
    private OptionalDouble widest(LateReference reference) {
        Optional<ModelDescription> model = control.models().judging(reference.model());
        return model.isEmpty()
                ? OptionalDouble.empty()
                : rules(reference).stream()
                        .filter(BankRule::enabled)
                        .mapToDouble(rule -> rule.radius(model.get()))
                        .max();
    }

    private void ask(RecentUpload upload, LateReference reference) {
        boolean searched =
                rules(reference).stream().anyMatch(rule -> rule.searchedFor(upload.tenant(), upload.uploadId()));
        if (searched) {
            rechecks.inc();
            output.collect(new StreamRecord<>(upload.recheck(reference), upload.brokerTimeMillis()));
        }
    }

    /** Of the reference's bank, those by which it may be judged when it counts; a match with an excluding bank is none. */
    private List<BankRule> rules(LateReference reference) {
        return control.rulesSince(reference.bank(), reference.fromMillis()).stream()
                .filter(rule -> !rule.excludes())
                .toList();
    }

    /** An upload is kept as long as a reference may come, or waits, that has to be compared with it. */
    private void forgetUploads() throws Exception {
        if (clockMillis != Watermark.MAX_WATERMARK.getTimestamp()) {
            long nextMillis = Math.min(clockMillis + 1, references.earliestMillis());
            uploads.forgetBefore(settings.oldestMillis(nextMillis));
        }
    }
}
