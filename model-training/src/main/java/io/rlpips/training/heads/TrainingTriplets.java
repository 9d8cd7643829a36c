package io.rlpips.training.heads;

import io.rlpips.training.data.JudgedBy;
import io.rlpips.training.data.Split;
import java.util.List;

/**
 * What a run learns from, for the record.
 *
 * @param data name of the folder, without the path to it
 * @param perFamily how many of each family were read at most, chosen by the seed; 0 for all
 * @param judgedBy where the judgments come from
 * @param training triplets learnt from
 * @param validation triplets scored after every epoch
 * @param families of distortions
 */
public record TrainingTriplets(
        String data, int perFamily, JudgedBy judgedBy, int training, int validation, List<String> families) {
    public TrainingTriplets {
        families = List.copyOf(families);
    }

    /**
     * @param validatedOn where the validation triplets come from
     * @return in words; generated judgments are never called human
     */
    public String describe(Split validatedOn) {
        return "%s (%s): %d triplets, %d more %s, judged by %s"
                .formatted(
                        data,
                        String.join(", ", families),
                        training,
                        validation,
                        validatedOn == Split.TRAIN ? "held back" : "of 2afc/val to validate on",
                        judgedBy == JudgedBy.PEOPLE ? "people" : "the severity of generated distortions");
    }
}
