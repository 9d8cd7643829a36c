package io.rlpips.training.run;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.weights.Precision;
import io.rlpips.metric.weights.SafetensorsFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checkpoints of a run, of which the last two stay. A checkpoint's folder gets its name when all of it is written, so
 * whatever has the name is whole.
 *
 * @param <S> the type of {@link Checkpoint#state()}, read and written as JSON
 */
public final class CheckpointFolder<S> {
    private static final String PREFIX = "checkpoint-";
    private static final String TENSORS = "state.safetensors";
    private static final String STATE = "state.json";
    private static final int KEPT = 2;

    private final Path folder;
    private final Class<S> stateType;

    /** @param run the folder of the run; checkpoints lie in {@code checkpoints} below it */
    public CheckpointFolder(Path run, Class<S> stateType) {
        this.folder = run.resolve("checkpoints");
        this.stateType = stateType;
    }

    public void write(Checkpoint<S> checkpoint) {
        String name = "%s%08d".formatted(PREFIX, checkpoint.number());
        Path draft = folder.resolve("." + name);
        RunFiles.replace(draft.resolve(TENSORS), SafetensorsFormat.write(checkpoint.tensors(), Precision.FLOAT32));
        RunFiles.replace(draft.resolve(STATE), RunFiles.json(checkpoint.state()));
        try {
            Path target = folder.resolve(name);
            remove(target);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            List<Path> all = complete();
            for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
                remove(old);
            }
        } catch (IOException failure) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL,
                    "cannot write checkpoint " + folder.resolve(name) + ": " + failure,
                    failure);
        }
    }

    public Optional<Checkpoint<S>> latest() {
        List<Path> all = complete();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Path newest = all.get(all.size() - 1);
        return Optional.of(new Checkpoint<>(
                Long.parseLong(newest.getFileName().toString().substring(PREFIX.length())),
                RunFiles.readJson(newest.resolve(STATE), stateType),
                SafetensorsFormat.read(newest.resolve(TENSORS))));
    }

    private List<Path> complete() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> path.getFileName().toString().startsWith(PREFIX))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "cannot list checkpoints in " + folder + ": " + unreadable, unreadable);
        }
    }

    private static void remove(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(path)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
