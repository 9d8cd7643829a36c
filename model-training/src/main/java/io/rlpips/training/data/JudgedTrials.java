package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Reads judged trials of one kind, several at once. Trials come family by family in alphabetical order, each in the order
 * of its names.
 *
 * @param kind folder of the set: {@code 2afc} or {@code jnd}
 * @param pictureFolders in the order in which {@code assembly} gets the pictures
 * @param judgmentFolder of the judgments
 * @param <T> what a trial becomes
 */
record JudgedTrials<T>(
        PictureDecoding decoding,
        String kind,
        List<String> pictureFolders,
        String judgmentFolder,
        Assembly<T> assembly) {
    private static final int REPORT_EVERY = 100;

    /** Makes a trial of its parts. */
    interface Assembly<T> {
        T of(String name, String family, List<RgbImage> pictures, float judgment);
    }

    /**
     * @param root of the set
     * @return everything that is selected
     * @throws RlpipsException naming the file that is missing, malformed or does not belong; TOO_MANY_PIXELS for more than
     *     the heap holds
     */
    List<T> read(Path root, Split split, Selection selection, IntConsumer progress) {
        List<T> trials = new ArrayList<>();
        List<TrialFolder> folders = folders(root, split, selection);
        long selected =
                folders.stream().mapToLong(folder -> folder.trials().size()).sum();
        HeapLimit.requireRoom(
                root.resolve(kind).resolve(split.folder()), selected * pictureFolders.size(), decoding.side());
        forEach(folders, split, progress, trials::add);
        return trials;
    }

    /** Hands over one trial after the other without keeping any; otherwise as {@link #read}. */
    void forEach(Path root, Split split, Selection selection, IntConsumer progress, Consumer<T> consumer) {
        forEach(folders(root, split, selection), split, progress, consumer);
    }

    private void forEach(List<TrialFolder> folders, Split split, IntConsumer progress, Consumer<T> consumer) {
        int[] done = {0};
        Consumer<T> counted = trial -> {
            consumer.accept(trial);
            if (++done[0] % REPORT_EVERY == 0) {
                progress.accept(done[0]);
            }
        };
        try (OrderedTasks<T> tasks = new OrderedTasks<>(decoding.threads(), counted)) {
            for (TrialFolder folder : folders) {
                for (TrialFolder.Trial trial : folder.trials()) {
                    tasks.submit(() -> assembled(split, folder.family(), trial));
                }
            }
            tasks.finish();
        }
        progress.accept(done[0]);
    }

    private T assembled(Split split, String family, TrialFolder.Trial trial) {
        List<RgbImage> pictures = trial.pictures().stream()
                .map(file -> decoding.decode(
                        file.toString(),
                        BoundedFile.read(file, decoding.limits().maxBytes())))
                .toList();
        String name = String.join("/", split.folder(), family, trial.number());
        return assembly.of(name, family, pictures, JudgmentFile.read(trial.judgment()));
    }

    private List<TrialFolder> folders(Path root, Split split, Selection selection) {
        SetManifest manifest = SetManifest.read(root);
        Path folder = root.resolve(kind).resolve(split.folder());
        requireFamilies(folder, selection);
        return TrialFolder.families(folder).stream()
                .filter(family -> selection.wants(family.getFileName().toString()))
                .map(family -> TrialFolder.open(family, pictureFolders, judgmentFolder))
                .map(family -> asAnnounced(root, manifest, family))
                .map(family -> new TrialFolder(family.path(), selection.of(family.trials(), family.family())))
                .toList();
    }

    private static void requireFamilies(Path folder, Selection selection) {
        for (String family : selection.families()) {
            if (!Files.isDirectory(folder.resolve(family))) {
                throw new RlpipsException(
                        FailureCategory.CONTENT_NOT_FOUND, "%s has no family '%s'".formatted(folder, family));
            }
        }
    }

    private static TrialFolder asAnnounced(Path root, SetManifest manifest, TrialFolder family) {
        String place = root.relativize(family.path()).toString().replace('\\', '/');
        int found = family.trials().size();
        int announced = manifest.counts().getOrDefault(place, found);
        if (announced != found) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_MISMATCH,
                    "%s holds %d trials, the manifest announces %d".formatted(family.path(), found, announced));
        }
        return family;
    }
}
