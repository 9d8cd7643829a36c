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
public record ForwardRates(double pictures, double inputs) {
    /** @return of measurements that took equally long */
    public static ForwardRates mean(List<ForwardRates> measured) {
        return new ForwardRates(mean(measured, ForwardRates::pictures), mean(measured, ForwardRates::inputs));
    }

    private static double mean(List<ForwardRates> measured, ToDoubleFunction<ForwardRates> rate) {
        return measured.stream()
                .mapToDouble(rate)
                .average()
                .orElseThrow(() -> new RlpipsException(FailureCategory.INVALID_ARGUMENT, "mean of no measurements"));
    }
}
