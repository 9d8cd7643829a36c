package io.rlpips.local.demo;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.DecisionTable;
import io.rlpips.local.gallery.Gallery;
import io.rlpips.local.gallery.Gallery.Drawing;
import io.rlpips.local.report.Run;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.local.session.Outcome;
import io.rlpips.local.session.Picture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** The detector at work on pictures drawn for it. */
public final class Demo {
    private final Console console;
    private final ModelChoice model;
    private final OptionalDouble threshold;

    public Demo(Console console, ModelChoice model, OptionalDouble threshold) {
        this.console = console;
        this.model = model;
        this.threshold = threshold;
    }

    /**
     * How it went.
     *
     * @param run with the labels the demo knows
     * @param broken promises that were not kept, one line each
     */
    public record Result(Run run, List<String> broken) {}

    /** @param table where the decisions are told as they arrive */
    public Result run(Consumer<String> table) {
        // Drawn while the broker and the cluster come up.
        CompletableFuture<List<Drawing>> drawings = CompletableFuture.supplyAsync(Gallery::references);
        CompletableFuture<List<Picture>> references = drawings.thenApply(DemoStream::references);
        CompletableFuture<List<DemoUpload>> uploads =
                drawings.thenApplyAsync(drawn -> DemoStream.uploads(drawn, model.read()));
        Material material = new Material(references, uploads);
        Detection.Result result = new Detection(console)
                .run(new Detection.Request(model, threshold, List.of()), material, decision -> {
                    table.accept(DecisionTable.line(decision));
                });
        Map<String, Outcome> outcomes = new HashMap<>();
        result.outcomes().forEach(outcome -> outcomes.put(outcome.uploadId(), outcome));
        Run run = Run.of(
                "rlpips demo",
                material.references(),
                material.uploads(),
                result,
                Optional.of(DemoStream.labels(join(uploads))));
        return new Result(run, DemoPromises.broken(join(uploads), outcomes));
    }

    private record Material(
            CompletableFuture<List<Picture>> drawnReferences, CompletableFuture<List<DemoUpload>> drawnUploads)
            implements Detection.Material {
        @Override
        public List<Picture> references() {
            return join(drawnReferences);
        }

        @Override
        public List<Picture> uploads() {
            return join(drawnUploads).stream().map(DemoUpload::picture).toList();
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }
}
