package io.rlpips.training.heads;

import io.rlpips.training.data.JudgedBy;
import java.util.List;

/**
 * What a run learns from, for the record.
 *
 * @param data name of the folder, without the path to it
 * @param perFamily how many of each family were read at most, chosen by the seed; 0 for all
 * @param judgedBy where the judgments come from
 * @param training triplets learnt from
 * @param validation triplets held back
 * @param families of distortions
 */
public record TrainingTriplets(
        String data, int perFamily, JudgedBy judgedBy, int training, int validation, List<String> families) {
    public TrainingTriplets {
        families = List.copyOf(families);
    }

    /** @return in words; generated judgments are never called human */
    public String describe() {
        return "%s (%s): %d triplets, %d more held back, judged by %s"
                .formatted(
                        data,
                        String.join(", ", families),
                        training,
                        validation,
                        judgedBy == JudgedBy.PEOPLE ? "people" : "the severity of generated distortions");
    }
}
