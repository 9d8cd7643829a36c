package io.rlpips.local.bench;

import io.rlpips.local.session.ModelChoice;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.OptionalDouble;
import org.apache.flink.configuration.Configuration;

/**
 * What is measured.
 *
 * @param uploads of the measurement under full load; half as many are sent under half load
 * @param rounds in which these are judged, one after the other
 * @param warmUp uploads judged before
 * @param costSeconds each of the costs alone is measured for so long
 * @param registeringSeconds at half load while references are registered; 0 for not at all
 * @param grownTo references in all, for a second measurement under full load; 0 for none
 * @param kill whether the detector is killed at last, to see how soon it judges again
 * @param threshold instead of the one the model recommends
 * @param jobOptions of both jobs
 * @param replay whether the uploads of the full load are replayed afterwards
 */
public record PipelineSettings(
        int uploads,
        int rounds,
        int warmUp,
        double costSeconds,
        int registeringSeconds,
        int grownTo,
        boolean kill,
        ModelChoice model,
        OptionalDouble threshold,
        Configuration jobOptions,
        boolean replay) {
    public PipelineSettings {
        if (rounds < 1 || rounds > uploads) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d rounds of %d uploads in all, needs at least 1 and an upload for each"
                            .formatted(rounds, uploads));
        }
        if (uploads < 2 || warmUp < 1 || !(costSeconds > 0) || registeringSeconds < 0) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d uploads after %d to warm up, %s seconds a cost, %d seconds registering; needs at least 2, at least 1, more than 0 and at least 0"
                            .formatted(uploads, warmUp, costSeconds, registeringSeconds));
        }
    }
}
