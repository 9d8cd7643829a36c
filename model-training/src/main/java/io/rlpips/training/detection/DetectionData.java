package io.rlpips.training.detection;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.training.data.LabelledPicture;
import io.rlpips.training.data.PictureSet;
import io.rlpips.training.data.PictureSetReader;
import io.rlpips.training.data.SourceDigest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads what an evaluation asks for, when it asks, and once. Not thread-safe. */
public final class DetectionData {
    /** Pictures of this size, which those of Tiny ImageNet have, stay as they are. */
    private static final int NATIVE_SIDE = 64;

    private final DetectionSources sources;
    private final int threads;
    private final EvaluationListener listener;
    private final Map<Path, PictureSet> archives = new HashMap<>();
    private final Map<Path, String> digests = new HashMap<>();
    private List<NamedPicture> photos = List.of();
    private Map<String, String> photosContent = Map.of();

    /** @param threads how many decode at once */
    public DetectionData(DetectionSources sources, int threads, EvaluationListener listener) {
        this.sources = sources;
        this.threads = threads;
        this.listener = listener;
    }

    public DetectionSources sources() {
        return sources;
    }

    /** @return the side of the references that thresholds are set on */
    List<NamedPicture> background() {
        return PictureSelection.spread(sources.backgroundLimit())
                .of(named(sources.background().map(this::archive).orElseGet(() -> split().validation())));
    }

    /** @return the side of the uploads that thresholds are set on */
    List<NamedPicture> others() {
        PictureSet set = sources.background().isPresent() ? archive(sources.training()) : split().training();
        return PictureSelection.spread(sources.trainingLimit()).of(named(set));
    }

    List<NamedPicture> photos() {
        if (photos.isEmpty()) {
            photos = PhotoFolder.read(sources.photos(), sources.photoSelection());
        }
        return photos;
    }

    /** @return pictures at the size of the model's input, for a table of their own; empty where none is wanted */
    List<NamedPicture> natives() {
        if (sources.nativeTable() == 0) {
            return List.of();
        }
        return PictureSelection.spread(sources.nativeTable()).of(allNatives());
    }

    /** @return the photos and, with them, as many native pictures as wanted */
    List<NamedPicture> attacked() {
        if (sources.addNative() == 0) {
            return photos();
        }
        return Stream.concat(photos().stream(), PictureSelection.spread(sources.addNative()).of(allNatives()).stream())
                .toList();
    }

    /** @return digests of what thresholds are set on, which {@link DetectionSources#calibration} has in words */
    Map<String, String> calibrationContent() {
        Map<String, String> content = new TreeMap<>();
        content.put("training SHA-256", digest(sources.training()));
        sources.background().ifPresent(path -> content.put("background SHA-256", digest(path)));
        return content;
    }

    /** @return a digest of the photos */
    Map<String, String> photosContent() {
        if (photosContent.isEmpty()) {
            List<Path> files = PhotoFolder.files(sources.photos(), sources.photoSelection());
            photosContent = Map.of("photos SHA-256", SourceDigest.of(sources.photos(), files));
        }
        return photosContent;
    }

    /** @return a digest of where {@link #natives} come from; nothing where there are none */
    Map<String, String> nativesContent() {
        return sources.nativeTable() == 0 ? Map.of() : allNativesContent();
    }

    /** @return digests of where {@link #attacked} come from */
    Map<String, String> attackedContent() {
        Map<String, String> content = new TreeMap<>(photosContent());
        if (sources.addNative() > 0) {
            content.putAll(allNativesContent());
        }
        return content;
    }

    private Map<String, String> allNativesContent() {
        return Map.of("natives SHA-256", digest(sources.natives().orElse(sources.training())));
    }

    private String digest(Path source) {
        return digests.computeIfAbsent(source, path -> SourceDigest.of(path, ImageLimits.DEFAULT));
    }

    private List<NamedPicture> allNatives() {
        List<NamedPicture> natives = named(sources.natives().map(this::archive).orElseGet(() -> split().validation()));
        for (NamedPicture picture : natives) {
            if (picture.picture().width() != NATIVE_SIDE || picture.picture().height() != NATIVE_SIDE) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "native pictures have %d x %d pixels, %s does not: give such ones (--natives), or ask for none (--native-table 0, --add-native 0)"
                                .formatted(NATIVE_SIDE, NATIVE_SIDE, picture.name()));
            }
        }
        return natives;
    }

    private PictureSet.Split split() {
        return archive(sources.training()).holdBack(DetectionSources.HELD_BACK);
    }

    private PictureSet archive(Path source) {
        return archives.computeIfAbsent(
                source,
                path -> PictureSetReader.forMeasuring(ImageLimits.DEFAULT, NATIVE_SIDE, threads)
                        .read(path, done -> listener.progress("reading " + path.getFileName(), done, 0)));
    }

    private static List<NamedPicture> named(PictureSet set) {
        return set.pictures().stream().map(DetectionData::named).toList();
    }

    private static NamedPicture named(LabelledPicture picture) {
        return new NamedPicture(picture.path(), picture.picture());
    }
}
