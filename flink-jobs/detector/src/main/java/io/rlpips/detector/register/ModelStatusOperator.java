package io.rlpips.detector.register;

import io.rlpips.detector.control.ControlChange;
import io.rlpips.detector.control.ControlState;
import io.rlpips.detector.control.ModelChange;
import io.rlpips.detector.control.ModelTimeline;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.schemas.ModelState;
import io.rlpips.schemas.ModelStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Says how far models are: READY n of m as their fingerprints are written, and what became of each command once the
 * control topics have been delivered up to it, ACTIVE, FAILED with the reason or RETIRED when the last fingerprint is
 * gone. One task. First input: progress of all register tasks. Second input: changes of policies and models, with the
 * watermark of both.
 */
public final class ModelStatusOperator extends AbstractStreamOperator<ModelStatus>
        implements TwoInputStreamOperator<ModelProgress, ControlChange, ModelStatus> {
    private static final long serialVersionUID = 1L;

    private final ModelDescription configured;

    private transient ControlState control;
    private transient ListState<ModelProgress> progressState;
    private transient ListState<Long> reportedState;
    private transient Map<String, Map<Integer, ModelProgress>> progress;
    private transient Map<String, ModelStatus> readiness;
    private transient long reportedMillis;

    /** @param configured the model in force until another is activated */
    public ModelStatusOperator(ModelDescription configured) {
        this.configured = configured;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        control = new ControlState(configured, context.getOperatorStateStore());
        progressState = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("progress", TypeInformation.of(ModelProgress.class)));
        reportedState = context.getOperatorStateStore().getListState(new ListStateDescriptor<>("reported", Types.LONG));
        progress = new TreeMap<>();
        readiness = new TreeMap<>();
        for (ModelProgress known : progressState.get()) {
            store(known);
        }
        reportedMillis = Long.MIN_VALUE;
        for (long reported : reportedState.get()) {
            reportedMillis = reported;
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<ModelProgress> known = new ArrayList<>();
        progress.values().forEach(tasks -> known.addAll(tasks.values()));
        progressState.update(known);
        // The end of a bounded topic is the end of that run's time, not of the next one's.
        boolean ended = reportedMillis == Watermark.MAX_WATERMARK.getTimestamp();
        reportedState.update(ended ? List.of() : List.of(reportedMillis));
    }

    @Override
    public void processElement1(StreamRecord<ModelProgress> element) {
        store(element.getValue());
        report(element.getValue().model());
    }

    @Override
    public void processElement2(StreamRecord<ControlChange> element) throws Exception {
        control.apply(element.getValue());
    }

    @Override
    public void processWatermark2(Watermark mark) throws Exception {
        for (ModelTimeline.Step step : control.models().steps()) {
            long moment = step.change().brokerTimeMillis();
            if (moment > reportedMillis && moment <= mark.getTimestamp()) {
                report(step);
            }
        }
        reportedMillis = Math.max(reportedMillis, mark.getTimestamp());
        super.processWatermark2(mark);
    }

    private void store(ModelProgress told) {
        Map<Integer, ModelProgress> tasks =
                progress.computeIfAbsent(told.model().modelId(), model -> new TreeMap<>());
        // What tasks of another parallelism, or of another bundle of that name, have told is void.
        tasks.values()
                .removeIf(earlier ->
                        earlier.tasks() != told.tasks() || !earlier.model().equals(told.model()));
        tasks.put(told.task(), told);
    }

    private void report(ModelTimeline.Step step) {
        ModelChange change = step.change();
        ModelIdentity model = change.model().identity();
        if (!step.refusal().isEmpty()) {
            send(status(model, ModelState.FAILED).setReason(step.refusal()).build());
        } else if (change.command() == ModelChange.Command.ACTIVATE) {
            send(counted(status(model, ModelState.ACTIVE), model.modelId()).build());
        } else {
            readiness.remove(model.modelId());
            progress.getOrDefault(model.modelId(), Map.of()).values().stream()
                    .findFirst()
                    .ifPresent(known -> report(known.model()));
        }
    }

    /** Once all register tasks have told of a model. */
    private void report(ModelIdentity model) {
        Map<Integer, ModelProgress> tasks = progress.get(model.modelId());
        ModelProgress any = tasks.values().iterator().next();
        if (tasks.size() < any.tasks()) {
            return;
        }
        boolean wanted = control.models().prepared().stream()
                .anyMatch(known -> known.identity().equals(model));
        long prepared =
                tasks.values().stream().mapToLong(ModelProgress::prepared).sum();
        ModelState state = wanted ? ModelState.READY : ModelState.RETIRED;
        if (wanted || prepared == 0) {
            ModelStatus status = counted(status(model, state), model.modelId()).build();
            ModelStatus before = readiness.put(model.modelId(), status);
            if (!sameButForTheTime(before, status)) {
                send(status);
            }
        }
    }

    private static boolean sameButForTheTime(ModelStatus before, ModelStatus now) {
        return before != null
                && ModelStatus.newBuilder(before)
                        .setDecidedAtMillis(now.getDecidedAtMillis())
                        .build()
                        .equals(now);
    }

    private ModelStatus.Builder counted(ModelStatus.Builder status, String modelId) {
        Map<Integer, ModelProgress> tasks =
                Optional.ofNullable(progress.get(modelId)).orElse(Map.of());
        return status.setPreparedReferences(tasks.values().stream()
                        .mapToLong(ModelProgress::prepared)
                        .sum())
                .setTotalReferences(
                        tasks.values().stream().mapToLong(ModelProgress::total).sum());
    }

    private static ModelStatus.Builder status(ModelIdentity model, ModelState state) {
        return ModelStatus.newBuilder()
                .setModelId(model.modelId())
                .setModelHash(model.modelHash())
                .setState(state)
                .setDecidedAtMillis(System.currentTimeMillis());
    }

    private void send(ModelStatus status) {
        output.collect(new StreamRecord<>(status));
    }
}
