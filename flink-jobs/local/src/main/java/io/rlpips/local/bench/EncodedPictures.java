package io.rlpips.local.bench;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * The JPEG files of references and uploads by their numbers, made when they are asked for. An upload is either a picture
 * of its own or a reference's, compressed again at a lower quality. Further references show nothing of any upload.
 * Thread-safe.
 */
public final class EncodedPictures {
    private static final long PICTURE = 2;
    private static final long COPY = 3;
    private static final int FURTHER = 1_500_000_000;
    private static final int QUALITY = 85;
    private static final int COPY_QUALITY = 75;

    private final IntFunction<RgbImage> pictures;
    private final IntFunction<RgbImage> further;
    private final int references;
    private final double copies;
    private final long seed;

    private EncodedPictures(
            IntFunction<RgbImage> pictures, IntFunction<RgbImage> further, int references, double copies, long seed) {
        if (references < 1 || !(copies >= 0 && copies <= 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d references and a share of %s copies, needs at least 1 and 0 to 1"
                            .formatted(references, copies));
        }
        this.pictures = pictures;
        this.further = further;
        this.references = references;
        this.copies = copies;
        this.seed = seed;
    }

    /**
     * Each picture drawn on its own.
     *
     * @param side columns and rows, at least 8
     * @param references how many there are
     * @param copies share of the uploads that are copies, 0 to 1
     */
    public static EncodedPictures drawn(int side, int references, double copies, long seed) {
        if (side < 8) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "pictures of %d pixels a side, needs at least 8".formatted(side));
        }
        IntFunction<RgbImage> pictures = number ->
                DrawnPhoto.draw(side, side, Seeds.stream(seed, PICTURE, number).nextLong());
        return new EncodedPictures(pictures, number -> pictures.apply(FURTHER + number), references, copies, seed);
    }

    /**
     * Mixed from photos: several times faster than drawing, and some of them resemble each other more. Further pictures
     * come of the second half of the photos and all others of the first: what is mixed of a photo that is uploaded as it
     * is may match it, and a million such pictures would be a bank in which every other upload is found.
     *
     * @param photos of one size, at least four
     * @param references how many there are
     * @param copies share of the uploads that are copies, 0 to 1
     */
    public static EncodedPictures mixed(List<RgbImage> photos, int references, double copies, long seed) {
        int half = photos.size() / 2;
        return new EncodedPictures(
                new MixedPictures(photos.subList(0, half), seed)::picture,
                new MixedPictures(photos.subList(half, photos.size()), seed)::picture,
                references,
                copies,
                seed);
    }

    public int references() {
        return references;
    }

    byte[] reference(int number) {
        return JpegFile.of(pictures.apply(number), QUALITY, false);
    }

    /**
     * @param number 0 to half a billion
     * @return a picture that is neither a reference's nor an upload's, as it is
     */
    RgbImage further(int number) {
        return further.apply(number);
    }

    /** @return {@link #further} as a file */
    byte[] furtherFile(int number) {
        return JpegFile.of(further(number), QUALITY, false);
    }

    byte[] upload(int number) {
        OptionalInt original = copyOf(number);
        return original.isPresent()
                ? JpegFile.of(pictures.apply(original.getAsInt()), COPY_QUALITY, false)
                : JpegFile.of(pictures.apply(references + number), QUALITY, false);
    }

    /** @return number of the reference that the upload shows; empty where it is a picture of its own */
    OptionalInt copyOf(int upload) {
        SplittableRandom random = Seeds.stream(seed, COPY, upload);
        return random.nextDouble() < copies ? OptionalInt.of(random.nextInt(references)) : OptionalInt.empty();
    }
}
