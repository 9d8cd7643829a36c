package io.rlpips.training.heads;

import java.util.List;

/**
 * How a model came about; kept in the run's folder as {@value #FILE}.
 *
 * @param parent id of the model that the run started from
 * @param parentHash of that model, see {@link io.rlpips.metric.bundle.ModelBundle#modelHash}
 * @param keptEpoch whose weights are the result
 * @param history one entry an epoch, in order
 */
public record HeadReport(
        HeadRecipe recipe,
        TrainingTriplets triplets,
        String parent,
        String parentHash,
        int keptEpoch,
        List<HeadEpoch> history) {
    /** The report's file in the folder of the run. */
    public static final String FILE = "training.json";

    public HeadReport {
        history = List.copyOf(history);
    }

    /** @return the epoch whose weights are the result */
    public HeadEpoch kept() {
        return history.get(keptEpoch - 1);
    }
}
