package io.rlpips.training.triplet;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.data.JudgedBy;
import io.rlpips.training.data.OrderedTasks;
import io.rlpips.training.data.SetManifest;
import io.rlpips.training.data.Split;
import io.rlpips.training.run.OrderlyStop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Makes a judged set in BAPPS' layout (Zhang et al. 2018) out of any photos. The judgments follow from the severities the
 * versions were made with: both versions of a triplet went through the same kind of distortion. No metric is asked, so
 * none is favoured; and nobody was asked either, which the manifest says.
 */
public final class TripletGenerator {
    private static final String HOW =
            "generated: both versions of a triplet are made by one kind of distortion with two "
                    + "known severities; the judgment is the share of five judges that a logistic curve over the difference of "
                    + "severities gives. No person was asked and no metric";

    private static final String TRIPLETS = "2afc";
    private static final String PAIRS = "jnd";

    private final Path out;
    private final GenerationSettings settings;
    private final GenerationListener listener;

    private TripletGenerator(Path out, GenerationSettings settings, GenerationListener listener) {
        this.out = out;
        this.settings = settings;
        this.listener = listener;
    }

    /** The trials of one family that go into one folder. */
    private record Part(String kind, Split split, DistortionFamily family, int count) {
        String place() {
            return String.join("/", kind, split.folder(), family.name());
        }
    }

    /**
     * @param training photos of the settings' size for the part to learn from; the small networks learn from them too
     * @param validation photos of that size for the part to measure on
     * @param out a folder that does not exist or is empty
     * @return what was written
     * @throws RlpipsException INVALID_ARGUMENT without photos or for a folder with something in it; INTERNAL if it cannot
     *     be written
     */
    public static SetManifest generate(
            List<RgbImage> training,
            List<RgbImage> validation,
            Path out,
            GenerationSettings settings,
            GenerationListener listener) {
        requirePhotos(training, settings.side(), "learn from");
        requirePhotos(validation, settings.side(), "measure on");
        requireEmpty(out);
        try (OrderlyStop stop = OrderlyStop.atShutdown()) {
            return generate(training, validation, out, settings, listener, stop);
        }
    }

    static SetManifest generate(
            List<RgbImage> training,
            List<RgbImage> validation,
            Path out,
            GenerationSettings settings,
            GenerationListener listener,
            OrderlyStop stop) {
        GenerationListener stoppable = (stage, done, total) -> {
            if (stop.isRequested()) {
                throw new RlpipsException(
                        FailureCategory.INTERNAL,
                        "stopped at %s, %d of %d; %s is incomplete".formatted(stage, done, total, out));
            }
            listener.progress(stage, done, total);
        };
        try (Autoencoders networks = Autoencoders.trained(training, settings, stoppable)) {
            return new TripletGenerator(out, settings, stoppable).write(training, validation, networks);
        }
    }

    private SetManifest write(List<RgbImage> training, List<RgbImage> validation, Autoencoders networks) {
        List<Part> parts = parts(networks);
        Map<String, Integer> counts = new TreeMap<>();
        parts.forEach(part -> counts.put(part.place(), part.count()));
        SetManifest manifest =
                new SetManifest(JudgedBy.SEVERITY, HOW, settings.seed(), settings.sources(), settings.side(), counts);
        // First of all: half a set without a manifest would pass for people's.
        manifest.write(out);
        for (Part part : parts) {
            write(part, part.split() == Split.TRAIN ? training : validation);
        }
        return manifest;
    }

    private List<Part> parts(Autoencoders networks) {
        DistortionFamily traditional = new TraditionalFamily();
        DistortionFamily cnn = new NetworkFamily(networks);
        List<DistortionFamily> learning = List.of(traditional, cnn, new MixedFamily(traditional, cnn));
        List<DistortionFamily> measuring = List.of(
                traditional,
                cnn,
                new SuperResolutionFamily(),
                new DeblurFamily(),
                new ColourFamily(),
                new FrameInterpolationFamily());
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < learning.size(); i++) {
            int share = (settings.trainTriplets() + learning.size() - 1 - i) / learning.size();
            parts.add(new Part(TRIPLETS, Split.TRAIN, learning.get(i), share));
        }
        measuring.forEach(family -> parts.add(new Part(TRIPLETS, Split.VAL, family, settings.perFamily())));
        List.of(traditional, cnn)
                .forEach(family -> parts.add(new Part(PAIRS, Split.VAL, family, settings.perFamily())));
        parts.removeIf(part -> part.count() == 0);
        return parts;
    }

    private void write(Part part, List<RgbImage> photos) {
        TrialMaker maker = new TrialMaker(
                part.family(), photos, settings.seed(), part.place().hashCode());
        Path folder = out.resolve(part.place());
        IntConsumer writing = part.kind().equals(PAIRS)
                ? writingPairs(maker, TrialWriter.pairs(folder))
                : writingTriplets(maker, TrialWriter.triplets(folder));
        try (OrderedTasks<Integer> tasks = new OrderedTasks<>(
                settings.threads(), number -> listener.progress(part.place(), number + 1L, part.count()))) {
            for (int i = 0; i < part.count(); i++) {
                int number = i;
                tasks.submit(() -> {
                    writing.accept(number);
                    return number;
                });
            }
            tasks.finish();
        }
    }

    private static IntConsumer writingTriplets(TrialMaker maker, TrialWriter writer) {
        return number -> {
            TrialMaker.MadeTriplet made = maker.triplet(number);
            writer.write(number, List.of(made.reference(), made.first(), made.second()), made.secondShare());
        };
    }

    private static IntConsumer writingPairs(TrialMaker maker, TrialWriter writer) {
        return number -> {
            TrialMaker.MadePair made = maker.pair(number);
            writer.write(number, List.of(made.first(), made.second()), made.sameShare());
        };
    }

    private static void requirePhotos(List<RgbImage> photos, int side, String purpose) {
        if (photos.isEmpty()) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "there are no photos to " + purpose);
        }
        for (RgbImage photo : photos) {
            if (photo.width() != side || photo.height() != side) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "a photo to %s has %d x %d pixels, needs %d x %d"
                                .formatted(purpose, photo.width(), photo.height(), side, side));
            }
        }
    }

    private static void requireEmpty(Path out) {
        if (!Files.exists(out)) {
            return;
        }
        try (Stream<Path> entries = Files.list(out)) {
            if (entries.findAny().isPresent()) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT, out + " is not empty; a set is written into a new folder");
            }
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, out + " cannot be written to: " + unreadable, unreadable);
        }
    }
}
