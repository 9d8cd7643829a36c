package io.rlpips.training.agreement;

import ai.djl.ndarray.NDManager;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.Budget.Norm;
import java.util.List;
import java.util.Map;

/** Looks for perturbations of the versions that turn a metric's choice against its judges. Immutable, thread-safe. */
public interface Adversary {
    /** @return the bound of a perturbation under this norm, in pixel units */
    Budget budget(Norm norm);

    /** @return algorithm, steps, restarts and objective in a line, for whoever reads a score under this attack */
    String description();

    /**
     * @param columns of one norm, at least one
     * @param manager for what is needed on the way; the caller closes it
     * @param seed of every random choice
     * @return for each column a choice a triplet, in the order of the batch, from the perturbed pictures
     */
    Map<AttackColumn, List<Choice>> attack(
            Lpips metric, TripletTensors batch, List<AttackColumn> columns, NDManager manager, long seed);
}
