package io.rlpips.detector.register;

import io.rlpips.detector.control.ControlChange;
import io.rlpips.detector.control.ControlState;
import io.rlpips.detector.control.ModelTimeline;
import io.rlpips.detector.control.PolicyChange;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.ReferenceTicket;
import io.rlpips.schemas.ReferenceStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Keeps the references that stand and orders their fingerprints: of every prepared model, under the views of the
 * reference's bank. First input: what arrived on the references topic, keyed by reference id. Second input: changes of
 * policies and models, broadcast.
 *
 * <p>The records of a reference take effect in their order: a slow picture must not undo the newer record that overtook
 * it. A rejected replacement changes nothing: the version before it stays active, and the status says so.
 *
 * <p>A change of models or views is brought to all references little by little, between the records that arrive meanwhile
 * and never across a barrier, so that a bulk of them holds up neither new references nor checkpoints. What was ordered
 * is state; after a restore whatever is still missing is found by looking at every reference.
 *
 * <p>Of a removed reference only the place of its removal is kept, against older records whose pictures are still under
 * way, and for no longer than these could be: then nothing is left. That is counted by this machine's clock from when the
 * removal, or the restore, was seen; only memory depends on it.
 *
 * <p>How far a model is goes to {@link #PROGRESS} when the checkpoint behind it is complete, because then the
 * fingerprints that were ordered before it are on their topic.
 */
public final class RegisterOperator extends AbstractStreamOperator<EmbedOrder>
        implements TwoInputStreamOperator<Registration, ControlChange, EmbedOrder> {
    private static final long serialVersionUID = 1L;
    private static final String MADE = "made";
    private static final String NEWEST = "newest";
    private static final int ORDERS_AT_ONCE = 16;
    private static final int LOOKED_AT_ONCE = 1_000;

    public static final OutputTag<ReferenceStatus> STATUS =
            new OutputTag<>("reference-status", new AvroTypeInfo<>(ReferenceStatus.class));
    public static final OutputTag<ModelProgress> PROGRESS =
            new OutputTag<>("model-progress", TypeInformation.of(ModelProgress.class));

    private final ModelDescription configured;
    private final List<String> defaultViews;
    private final long historyMs;

    private transient ControlState control;
    private transient ValueState<Registration.Settled> newest;
    private transient ValueState<RegisteredReference> standing;
    private transient MapState<String, Made> made;
    private transient Deque<String> backlog;
    private transient boolean lookAgain;
    private transient boolean timerSet;
    private transient boolean finished;
    private transient long references;
    private transient Map<ModelIdentity, Long> prepared;
    private transient Map<Long, List<ModelProgress>> snapshots;
    private transient List<ModelProgress> told;
    private transient Map<Registration.Kind, Counter> counters;
    private transient Deque<Removal> removals;

    /** A reference that was removed, by which record, and when that may be forgotten. */
    private record Removal(String referenceId, Coordinates at, long dueMillis) {}

    /**
     * @param configured the model in force until another is activated
     * @param defaultViews labels of the views, besides the picture as it is, of banks whose policy names none
     * @param historyMs how long a removal is remembered
     */
    public RegisterOperator(ModelDescription configured, List<String> defaultViews, long historyMs) {
        this.configured = configured;
        this.defaultViews = List.copyOf(defaultViews);
        this.historyMs = historyMs;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        control = new ControlState(configured, context.getOperatorStateStore());
        newest = context.getKeyedStateStore()
                .getState(new ValueStateDescriptor<>(NEWEST, TypeInformation.of(Registration.Settled.class)));
        standing = context.getKeyedStateStore()
                .getState(new ValueStateDescriptor<>("standing", TypeInformation.of(RegisteredReference.class)));
        made = context.getKeyedStateStore()
                .getMapState(new MapStateDescriptor<>(MADE, Types.STRING, TypeInformation.of(Made.class)));
        backlog = new ArrayDeque<>();
        prepared = new HashMap<>();
        snapshots = new HashMap<>();
        removals = new ArrayDeque<>();
        told = List.of();
        references = 0;
        finished = false;
        timerSet = false;
        lookAgain = context.isRestored();
        if (context.isRestored()) {
            count();
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        MetricGroup group = getMetricGroup().addGroup("references");
        counters = new EnumMap<>(Registration.Kind.class);
        for (Registration.Kind kind : Registration.Kind.values()) {
            counters.put(kind, group.counter(kind.name().toLowerCase(Locale.ROOT)));
        }
        group.gauge("standing", () -> references);
        group.gauge("backlog", () -> backlog.size());
        continueLater();
        rememberRemovals();
    }

    @Override
    public void processElement1(StreamRecord<Registration> element) throws Exception {
        Registration registration = element.getValue();
        Registration.Settled settled = newest.value();
        if (settled != null && registration.olderThan(settled)) {
            return;
        }
        counters.get(registration.kind()).inc();
        if (registration.kind() == Registration.Kind.REJECTED) {
            output.collect(STATUS, new StreamRecord<>(ReferenceStatuses.rejected(registration, !made.isEmpty())));
            return;
        }
        newest.update(registration.settled());
        if (registration.kind() == Registration.Kind.REMOVED) {
            remove(registration.ticket());
            remember(registration.referenceId(), registration.ticket().at());
        } else {
            references += made.isEmpty() ? 1 : 0;
            standing.update(registration.registered());
            orderMissing(Optional.of(registration));
        }
    }

    @Override
    public void processElement2(StreamRecord<ControlChange> element) throws Exception {
        ControlChange change = element.getValue();
        List<Object> before = wanted(change);
        control.apply(change);
        lookAgain |= !wanted(change).equals(before);
        continueLater();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        snapshots.put(context.getCheckpointId(), progress());
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        List<ModelProgress> complete = snapshots.get(checkpointId);
        snapshots.keySet().removeIf(earlier -> earlier <= checkpointId);
        if (complete != null && !finished && !complete.equals(told)) {
            told = complete;
            complete.forEach(progress -> output.collect(PROGRESS, new StreamRecord<>(progress)));
        }
    }

    /** Of a bounded run: nothing comes any more, so all that is missing is ordered at once. */
    @Override
    public void finish() throws Exception {
        while (bringUpToDate()) {
            LOG.debug("{} references are still to be looked at", backlog.size());
        }
        finished = true;
        super.finish();
    }

    private void remove(ReferenceTicket ticket) throws Exception {
        Map<String, ModelDescription> models = new LinkedHashMap<>();
        control.models().prepared().forEach(model -> models.put(model.modelId(), model));
        for (Made gone : made.values()) {
            models.putIfAbsent(gone.model().modelId(), named(gone.model()));
            prepared.merge(gone.model(), -1L, Long::sum);
        }
        boolean announced = true;
        for (ModelDescription model : models.values()) {
            order(EmbedOrder.end(ticket, model, announced));
            announced = false;
        }
        references -= made.isEmpty() ? 0 : 1;
        made.clear();
        standing.clear();
    }

    private void remember(String referenceId, Coordinates removal) {
        long due = getProcessingTimeService().getCurrentProcessingTime() + historyMs;
        removals.add(new Removal(referenceId, removal, due));
        if (removals.size() == 1) {
            forgetLater();
        }
    }

    private void forgetLater() {
        getProcessingTimeService().registerTimer(removals.peek().dueMillis(), this::forgetDue);
    }

    private void forgetDue(long now) throws Exception {
        while (!removals.isEmpty() && removals.peek().dueMillis() <= now) {
            Removal removal = removals.remove();
            setCurrentKey(removal.referenceId());
            // One that was registered again, and perhaps removed again, has a later record.
            if (newest.value() != null && newest.value().at().equals(removal.at())) {
                newest.clear();
            }
        }
        if (!removals.isEmpty()) {
            forgetLater();
        }
    }

    /** After a restore: those of before. */
    private void rememberRemovals() throws Exception {
        Set<String> gone = new HashSet<>(references(NEWEST));
        standingReferences().forEach(gone::remove);
        for (String reference : gone) {
            setCurrentKey(reference);
            remember(reference, newest.value().at());
        }
    }

    /**
     * Orders what the current reference lacks, and ends what it has of models that are retired.
     *
     * @param renewed its record where that is new, so that all has to be made again
     * @return how much was ordered
     */
    private int orderMissing(Optional<Registration> renewed) throws Exception {
        List<String> views = views(newest.value().bank());
        List<ModelDescription> wanted = control.models().prepared();
        int orders = 0;
        for (ModelDescription model : wanted) {
            Made wish = new Made(model.identity(), views);
            Made has = made.get(model.modelId());
            if (renewed.isPresent() || !wish.equals(has)) {
                order(
                        renewed.isPresent()
                                ? EmbedOrder.make(renewed.get(), model, views, orders == 0)
                                : EmbedOrder.make(standing.value(), model, views));
                note(has, -1);
                note(wish, 1);
                made.put(model.modelId(), wish);
                orders++;
            }
        }
        return orders + endRetired(wanted);
    }

    private int endRetired(List<ModelDescription> wanted) throws Exception {
        List<Made> retired = new ArrayList<>();
        for (Made has : made.values()) {
            if (wanted.stream()
                    .noneMatch(model -> model.modelId().equals(has.model().modelId()))) {
                retired.add(has);
            }
        }
        for (Made has : retired) {
            order(EmbedOrder.end(standing.value().ticket(), named(has.model()), false));
            note(has, -1);
            made.remove(has.model().modelId());
        }
        return retired.size();
    }

    private void note(Made fingerprints, long change) {
        if (fingerprints != null) {
            prepared.merge(fingerprints.model(), change, Long::sum);
        }
    }

    /** @return what references are to have, as far as a change may alter it */
    private List<Object> wanted(ControlChange change) throws Exception {
        List<Object> wanted = new ArrayList<>(control.models().prepared());
        for (PolicyChange policy : change.policies()) {
            wanted.add(views(policy.bank()));
        }
        return wanted;
    }

    private List<String> views(String bank) throws Exception {
        return control.newestPolicy(bank)
                .map(policy -> policy.rule().views())
                .filter(views -> !views.isEmpty())
                .orElse(defaultViews);
    }

    private void continueLater() {
        if (!timerSet && (lookAgain || !backlog.isEmpty())) {
            timerSet = true;
            long now = getProcessingTimeService().getCurrentProcessingTime();
            getProcessingTimeService().registerTimer(now + 1, time -> {
                timerSet = false;
                bringUpToDate();
                continueLater();
            });
        }
    }

    /** @return whether there is more to do */
    private boolean bringUpToDate() throws Exception {
        if (backlog.isEmpty() && lookAgain) {
            lookAgain = false;
            backlog.addAll(standingReferences());
        }
        int orders = 0;
        int looked = 0;
        while (!backlog.isEmpty() && orders < ORDERS_AT_ONCE && looked < LOOKED_AT_ONCE) {
            setCurrentKey(backlog.remove());
            looked++;
            // One that was removed meanwhile has nothing left.
            orders += made.isEmpty() ? 0 : orderMissing(Optional.empty());
        }
        return lookAgain || !backlog.isEmpty();
    }

    /** By the smaller of its states: each that stands has fingerprints of the active model at least. */
    private List<String> standingReferences() {
        return references(MADE);
    }

    private List<String> references(String state) {
        try (Stream<Object> keys = getKeyedStateBackend().getKeys(state, VoidNamespace.INSTANCE)) {
            return keys.map(key -> (String) key).distinct().toList();
        }
    }

    private void count() throws Exception {
        for (String reference : standingReferences()) {
            setCurrentKey(reference);
            references++;
            for (Made has : made.values()) {
                note(has, 1);
            }
        }
    }

    private List<ModelProgress> progress() {
        Set<ModelIdentity> models = new LinkedHashSet<>(prepared.keySet());
        control.models().prepared().forEach(model -> models.add(model.identity()));
        models.addAll(retired(models));
        TaskInfo task = getRuntimeContext().getTaskInfo();
        return models.stream()
                .sorted(Comparator.comparing(ModelIdentity::modelId).thenComparing(ModelIdentity::modelHash))
                .map(model -> new ModelProgress(
                        model,
                        task.getIndexOfThisSubtask(),
                        task.getNumberOfParallelSubtasks(),
                        prepared.getOrDefault(model, 0L),
                        references))
                .toList();
    }

    /**
     * After a restore nothing else is left of a model whose last fingerprint went before the checkpoint, and that may not
     * have been told yet.
     *
     * @param models that are told of anyway
     * @return those that were prepared once, of each name the newest
     */
    private Collection<ModelIdentity> retired(Set<ModelIdentity> models) {
        Map<String, ModelIdentity> retired = new HashMap<>();
        for (ModelTimeline.Step step : control.models().steps()) {
            step.prepared().forEach(model -> retired.put(model.modelId(), model.identity()));
        }
        models.forEach(model -> retired.remove(model.modelId()));
        return retired.values();
    }

    private void order(EmbedOrder order) {
        output.collect(new StreamRecord<>(order));
    }

    private static ModelDescription named(ModelIdentity model) {
        return new ModelDescription(model, "", "", 0, new ArrayList<>(), 0, Double.NaN);
    }
}
