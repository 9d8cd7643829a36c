package io.rlpips.training.backbone;

import io.rlpips.metric.weights.Precision;
import io.rlpips.metric.weights.SafetensorsFormat;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.run.RunFiles;
import java.nio.file.Path;
import java.util.Map;

/**
 * The result of a run.
 *
 * @param report how it was made
 * @param parameters torchvision's names, the normalisation folded in
 */
public record TrainedBackbone(TrainingReport report, Map<String, WeightTensor> parameters) {
    /** The weights' file in the folder of the run. */
    public static final String WEIGHTS = "backbone.safetensors";
    /** The report's file in the folder of the run. */
    public static final String REPORT = "training.json";

    /**
     * @param run the folder of a finished run
     * @throws io.rlpips.metric.failure.RlpipsException INVALID_WEIGHTS or CONTENT_NOT_FOUND when it holds no result
     */
    public static TrainedBackbone read(Path run) {
        return new TrainedBackbone(
                RunFiles.readJson(run.resolve(REPORT), TrainingReport.class),
                SafetensorsFormat.read(run.resolve(WEIGHTS)));
    }

    void write(Path run) {
        RunFiles.replace(run.resolve(WEIGHTS), SafetensorsFormat.write(parameters, Precision.FLOAT32));
        RunFiles.replace(run.resolve(REPORT), RunFiles.json(report));
    }
}
