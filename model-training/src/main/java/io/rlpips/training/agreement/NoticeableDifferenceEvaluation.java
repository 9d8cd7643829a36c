package io.rlpips.training.agreement;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.agreement.NoticeableDifferenceScore.Judged;
import io.rlpips.training.baseline.Baseline;
import io.rlpips.training.data.JudgedPair;
import io.rlpips.training.data.JudgedPairSet;
import io.rlpips.training.data.OrderedTasks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleBiFunction;

/** Measures metrics on a set of judged pairs, on the pixels as they are. */
public final class NoticeableDifferenceEvaluation {
    private final JudgedPairSet set;
    private final int threads;
    private final AgreementListener listener;

    /**
     * @param set at least one pair
     * @param threads pairs at once; without influence on the scores
     */
    public NoticeableDifferenceEvaluation(JudgedPairSet set, int threads, AgreementListener listener) {
        if (set.pairs().isEmpty()) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "JND on a set without pairs");
        }
        this.set = set;
        this.threads = threads;
        this.listener = listener;
    }

    /** @param name of the model in the table */
    public NoticeableDifferenceRow of(String name, ModelBundle bundle) {
        try (PerceptualModel model = PerceptualModel.load(bundle, DeviceChoice.AUTO)) {
            return row(
                    name,
                    Captions.describe(bundle),
                    (first, second) -> model.distance(first, second).distance());
        }
    }

    public NoticeableDifferenceRow of(Baseline baseline) {
        return row(baseline.name(), baseline.unit(), baseline::distance);
    }

    private NoticeableDifferenceRow row(
            String name, String description, ToDoubleBiFunction<RgbImage, RgbImage> distance) {
        Map<String, NoticeableDifferenceScore> families = new LinkedHashMap<>();
        AtomicLong done = new AtomicLong();
        for (String family : set.families()) {
            List<Judged> judged = new ArrayList<>();
            try (OrderedTasks<Judged> tasks = new OrderedTasks<>(threads, pair -> {
                judged.add(pair);
                listener.progress(name, done.incrementAndGet(), set.pairs().size());
            })) {
                for (JudgedPair pair : set.family(family).pairs()) {
                    tasks.submit(
                            () -> new Judged(distance.applyAsDouble(pair.first(), pair.second()), pair.sameShare()));
                }
                tasks.finish();
            }
            families.put(family, NoticeableDifferenceScore.of(judged));
        }
        return new NoticeableDifferenceRow(name, description, families);
    }
}
