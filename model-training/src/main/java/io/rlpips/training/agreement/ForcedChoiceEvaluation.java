package io.rlpips.training.agreement;

import ai.djl.ndarray.NDManager;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.training.Seeds;
import io.rlpips.training.attack.Budget.Norm;
import io.rlpips.training.baseline.Baseline;
import io.rlpips.training.data.OrderedTasks;
import io.rlpips.training.data.Triplet;
import io.rlpips.training.data.TripletSet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures metrics on a set of triplets, natural and under attack, on the pixels as they are. Models are attacked
 * knowing their weights; baselines are measured naturally only. Scores do not depend on the number of threads.
 */
public final class ForcedChoiceEvaluation {
    private static final int BATCH = 32;

    private final TripletSet set;
    private final Adversary adversary;
    private final List<AttackColumn> columns;
    private final long seed;
    private final int threads;
    private final AgreementListener listener;

    /**
     * @param set at least one triplet
     * @param columns attacks to make; may be empty
     * @param seed of every random choice of the attacks
     * @param threads batches at once
     */
    public ForcedChoiceEvaluation(
            TripletSet set,
            Adversary adversary,
            List<AttackColumn> columns,
            long seed,
            int threads,
            AgreementListener listener) {
        if (set.triplets().isEmpty()) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "2AFC on a set without triplets");
        }
        this.set = set;
        this.adversary = adversary;
        this.columns = List.copyOf(columns);
        this.seed = seed;
        this.threads = threads;
        this.listener = listener;
    }

    /** @param name of the model in the table */
    public ForcedChoiceRow of(String name, ModelBundle bundle) {
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.AUTO)) {
            Lpips metric = PerceptualModel.lpips(bundle, manager);
            return row(name, Captions.describe(bundle), (batch, place) -> {
                try (NDManager scratch = manager.newSubManager()) {
                    return measured(metric, batch, scratch, place);
                }
            });
        }
    }

    public ForcedChoiceRow of(Baseline baseline) {
        return row(
                baseline.name(),
                baseline.unit(),
                (batch, place) -> new Measured(
                        batch.stream()
                                .map(triplet -> new Choice(
                                        baseline.distance(triplet.reference(), triplet.first()),
                                        baseline.distance(triplet.reference(), triplet.second()),
                                        triplet.secondShare()))
                                .toList(),
                        Map.of()));
    }

    private Measured measured(Lpips metric, List<Triplet> batch, NDManager scratch, long place) {
        TripletTensors tensors = TripletTensors.of(scratch, metric, batch);
        Map<AttackColumn, List<Choice>> attacked = new EnumMap<>(AttackColumn.class);
        for (Norm norm : Norm.values()) {
            List<AttackColumn> ofNorm =
                    columns.stream().filter(column -> column.norm() == norm).toList();
            if (!ofNorm.isEmpty()) {
                long start = Seeds.stream(seed, place, norm.ordinal()).nextLong();
                attacked.putAll(adversary.attack(metric, tensors, ofNorm, scratch, start));
            }
        }
        return new Measured(tensors.choices(), attacked);
    }

    private ForcedChoiceRow row(String name, String description, BatchMeasure measure) {
        Map<String, FamilyScores> families = new LinkedHashMap<>();
        AtomicLong done = new AtomicLong();
        for (String family : set.families()) {
            families.put(family, family(name, set.family(family).triplets(), measure, done));
        }
        return new ForcedChoiceRow(name, description, families);
    }

    private FamilyScores family(String name, List<Triplet> triplets, BatchMeasure measure, AtomicLong done) {
        List<Choice> natural = new ArrayList<>();
        Map<AttackColumn, List<Choice>> attacked = new EnumMap<>(AttackColumn.class);
        try (OrderedTasks<Measured> batches = new OrderedTasks<>(threads, result -> {
            natural.addAll(result.natural());
            result.attacked()
                    .forEach((column, choices) -> attacked.computeIfAbsent(column, any -> new ArrayList<>())
                            .addAll(choices));
            listener.progress(
                    name,
                    done.addAndGet(result.natural().size()),
                    set.triplets().size());
        })) {
            for (int from = 0; from < triplets.size(); from += BATCH) {
                List<Triplet> batch = triplets.subList(from, Math.min(triplets.size(), from + BATCH));
                // by name, so that a batch is attacked alike whatever other families are measured
                long place = batch.get(0).name().hashCode();
                batches.submit(() -> measure.of(batch, place));
            }
            batches.finish();
        }
        return FamilyScores.of(natural, attacked);
    }

    /** What a metric makes of one batch. */
    private record Measured(List<Choice> natural, Map<AttackColumn, List<Choice>> attacked) {}

    @FunctionalInterface
    private interface BatchMeasure {
        Measured of(List<Triplet> batch, long place);
    }
}
