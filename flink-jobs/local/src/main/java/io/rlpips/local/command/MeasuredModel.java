package io.rlpips.local.command;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.TorchEngine;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model a benchmark runs and on how many threads. */
final class MeasuredModel {
    @Mixin
    private ModelOption model;

    @Option(names = "--threads", paramLabel = "N", description = "Of one tensor operation (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    int threads() {
        return threads;
    }

    /** Reads the model and gives the engine its threads. */
    ModelBundle read() {
        ModelBundle bundle = model.choice().read();
        TorchEngine.start().useIntraOpThreads(threads);
        return bundle;
    }

    /** @return what the figures have to say about it */
    Map<String, Object> described(ModelBundle bundle) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("model", bundle.modelId());
        described.put("modelHash", bundle.modelHash());
        described.put("pytorch", TorchEngine.start().version());
        described.put("threads", threads);
        return described;
    }
}
