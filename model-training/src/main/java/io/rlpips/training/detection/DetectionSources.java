package io.rlpips.training.detection;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The pictures an evaluation works with.
 *
 * @param training folder or tar archive in class folders: the uploads that thresholds are set on, and the references that
 *     framing aims at
 * @param background folder or tar archive of pictures unrelated to those: the references that thresholds are set on.
 *     Without it the first {@value #HELD_BACK} pictures of each class of {@code training} serve, and the others are the
 *     uploads
 * @param backgroundLimit how many of them at most, spread evenly
 * @param trainingLimit how many of those at most, spread evenly
 * @param photos folder of photos at full size, which are edited and attacked
 * @param photoSelection which of them
 * @param natives folder or tar archive of pictures at the size of the model's input; as for {@code background} without it
 * @param nativeTable how many of them are edited, spread evenly; may be 0
 * @param addNative how many of them are attacked in addition to the photos, spread evenly; may be 0
 */
public record DetectionSources(
        Path training,
        Optional<Path> background,
        int backgroundLimit,
        int trainingLimit,
        Path photos,
        PictureSelection photoSelection,
        Optional<Path> natives,
        int nativeTable,
        int addNative) {
    /** Pictures of each class that stay out of training for validation. */
    public static final int HELD_BACK = 10;

    private static final String VALIDATION = "first " + HELD_BACK + " of each class of ";

    /** @return what thresholds depend on */
    Map<String, String> calibration() {
        Map<String, String> described = new TreeMap<>();
        described.put(
                "uploads", trainingLimit + " of " + (background.isPresent() ? "" : "the rest of ") + name(training));
        described.put("references", backgroundLimit + " of " + validationOr(background));
        return described;
    }

    Map<String, String> photosDescribed() {
        return Map.of("photos", photoSelection.describe() + " of " + name(photos));
    }

    Map<String, String> nativesDescribed() {
        return Map.of("natives", nativeTable + " of " + validationOr(natives));
    }

    Map<String, String> attackedDescribed() {
        Map<String, String> described = new TreeMap<>(photosDescribed());
        described.put("natives", addNative + " of " + validationOr(natives));
        return described;
    }

    private String validationOr(Optional<Path> source) {
        return source.map(DetectionSources::name).orElseGet(() -> VALIDATION + name(training));
    }

    private static String name(Path path) {
        return path.toAbsolutePath().normalize().getFileName().toString();
    }
}
