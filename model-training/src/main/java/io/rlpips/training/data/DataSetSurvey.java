package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Reads all of a data set of any layout that is read here, keeps nothing, and says what there is and what is wrong. The
 * layout is recognised: BAPPS' by its folders, CIFAR-10's by files ending in {@code .bin}; anything else is pictures.
 */
public final class DataSetSurvey {
    private static final String TRIPLETS = "2afc";
    private static final String PAIRS = "jnd";
    private static final int SIDE = 64;

    private final Path source;
    private final int threads;
    private final IntConsumer progress;
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private Optional<String> firstProblem = Optional.empty();
    private int read;

    private DataSetSurvey(Path source, int threads, IntConsumer progress) {
        this.source = source;
        this.threads = threads;
        this.progress = progress;
    }

    /** The layouts of data sets. */
    public enum Layout {
        BAPPS,
        CIFAR_10,
        PICTURES
    }

    /**
     * What there is.
     *
     * @param counts of what could be read, by place: {@code 2afc/train/cnn}, {@code data_batch_1.bin}; of pictures
     *     {@code pictures} and {@code classes}
     * @param judgedBy where judgments come from; empty for sets without judgments, or where that cannot be told
     * @param firstProblem the first thing that is wrong, if any
     */
    public record Finding(
            Layout layout, Map<String, Integer> counts, Optional<JudgedBy> judgedBy, Optional<String> firstProblem) {}

    /**
     * @param source a folder, a tar archive or a CIFAR-10 file
     * @param threads how many decode at once
     * @param progress told how many trials or pictures have been read, now and then
     * @throws RlpipsException CONTENT_NOT_FOUND if there is no such source
     */
    public static Finding of(Path source, int threads, IntConsumer progress) {
        if (!Files.exists(source)) {
            throw new RlpipsException(FailureCategory.CONTENT_NOT_FOUND, source + " does not exist");
        }
        return new DataSetSurvey(source, threads, progress).finding();
    }

    private Finding finding() {
        Layout layout = layout();
        Optional<JudgedBy> judgedBy =
                switch (layout) {
                    case BAPPS -> judged();
                    case CIFAR_10 -> cifar();
                    case PICTURES -> pictures();
                };
        return new Finding(layout, counts, judgedBy, firstProblem);
    }

    private Layout layout() {
        if (Files.isDirectory(source.resolve(TRIPLETS)) || Files.isDirectory(source.resolve(PAIRS))) {
            return Layout.BAPPS;
        }
        return cifarFiles().isEmpty() ? Layout.PICTURES : Layout.CIFAR_10;
    }

    private Optional<JudgedBy> judged() {
        TripletSetReader triplets = new TripletSetReader(ImageLimits.DEFAULT, SIDE, threads);
        JudgedPairSetReader pairs = new JudgedPairSetReader(ImageLimits.DEFAULT, SIDE, threads);
        for (Split split : Split.values()) {
            families(
                    TRIPLETS,
                    split,
                    (selection, each) -> triplets.forEach(source, split, selection, count -> {}, each::accept));
            families(
                    PAIRS,
                    split,
                    (selection, each) -> pairs.forEach(source, split, selection, count -> {}, each::accept));
        }
        noting(() -> requireAnnounced(SetManifest.read(source)));
        return judgedBy();
    }

    private Optional<JudgedBy> judgedBy() {
        try {
            return Optional.of(SetManifest.read(source).judgedBy());
        } catch (RlpipsException noted) {
            // already the first problem, or after it: nobody can say who judged
            return Optional.empty();
        }
    }

    private void requireAnnounced(SetManifest manifest) {
        for (String place : manifest.counts().keySet()) {
            if (!counts.containsKey(place)) {
                throw new RlpipsException(
                        FailureCategory.CONTENT_NOT_FOUND,
                        source.resolve(place) + " is missing, the manifest announces it");
            }
        }
    }

    /** Reads the trials of a selection one after the other. */
    private interface Trials {
        void read(Selection selection, Consumer<Object> each);
    }

    private void families(String kind, Split split, Trials trials) {
        Path folder = source.resolve(kind).resolve(split.folder());
        if (!Files.isDirectory(folder)) {
            return;
        }
        noting(() -> {
            for (Path family : TrialFolder.families(folder)) {
                String name = family.getFileName().toString();
                String place = String.join("/", kind, split.folder(), name);
                counts.put(place, 0);
                noting(() -> trials.read(Selection.EVERYTHING.of(name), trial -> count(place)));
            }
        });
    }

    private Optional<JudgedBy> cifar() {
        for (Path file : cifarFiles()) {
            String name = file.getFileName().toString();
            counts.put(name, 0);
            noting(() -> CifarReader.readFile(file).pictures().forEach(picture -> count(name)));
        }
        return Optional.empty();
    }

    private Set<Path> cifarFiles() {
        if (Files.isRegularFile(source)) {
            return source.toString().endsWith(".bin") ? Set.of(source) : Set.of();
        }
        try (Stream<Path> entries = Files.list(source)) {
            Set<Path> files = new TreeSet<>();
            entries.filter(file -> file.toString().endsWith(".bin")).forEach(files::add);
            return files;
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND, "cannot read " + source + ": " + unreadable, unreadable);
        }
    }

    private Optional<JudgedBy> pictures() {
        PictureDecoding decoding = new PictureDecoding(ImageLimits.DEFAULT, SIDE, threads);
        Set<String> classes = new TreeSet<>();
        counts.put("pictures", 0);
        noting(() -> {
            try (OrderedTasks<String> tasks = new OrderedTasks<>(threads, path -> {
                classes.add(PictureSetReader.className(path));
                count("pictures");
            })) {
                new PictureFiles(decoding.limits().maxBytes())
                        .forEach(
                                source,
                                (path, content) -> tasks.submit(() -> {
                                    decoding.decode(path, content);
                                    return path;
                                }));
                tasks.finish();
            }
            if (classes.isEmpty()) {
                throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, source + " holds no pictures");
            }
        });
        counts.put("classes", classes.size());
        return Optional.empty();
    }

    private void count(String place) {
        counts.merge(place, 1, Integer::sum);
        progress.accept(++read);
    }

    private void noting(Runnable reading) {
        try {
            reading.run();
        } catch (RlpipsException problem) {
            firstProblem = firstProblem.or(() -> Optional.of(problem.getMessage()));
        }
    }
}
