package io.rlpips.training.attack;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a forward pass costs, to hold an attack's step against.
 *
 * @param pictures a second through the resize to the model's size and the network, which is what a step differentiates
 * @param inputs a second through the network alone
 */
public record ForwardSpeed(double pictures, double inputs) {
    /** @return of measurements that took equally long */
    public static ForwardSpeed mean(List<ForwardSpeed> measured) {
        return new ForwardSpeed(mean(measured, ForwardSpeed::pictures), mean(measured, ForwardSpeed::inputs));
    }

    private static double mean(List<ForwardSpeed> measured, ToDoubleFunction<ForwardSpeed> rate) {
        return measured.stream()
                .mapToDouble(rate)
                .average()
                .orElseThrow(() -> new RlpipsException(FailureCategory.INVALID_ARGUMENT, "mean of no measurements"));
    }
}
