package io.rlpips.metric.image;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Hostile bytes to upright sRGB pixels. Reads JPEG, PNG, GIF (first frame), BMP, TIFF (first page) and WebP (first
 * frame), recognised by content. EXIF orientation is undone, profiles are converted to sRGB, transparency is laid over
 * white; a damaged profile or damaged EXIF is passed over, damaged pixels are not.
 *
 * <p>Size limits are checked against the header before anything is allocated for pixels, and decoders see only the parts
 * of a file that decide pixels. The same bytes give the same pixels, whatever the machine's locale, display or colour
 * settings. Thread-safe.
 */
public final class ImageDecoder {
    private static final List<Format> FORMATS = List.of(
            new Format(JpegFormat::hasSignature, JpegFormat::outline),
            new Format(PngFormat::hasSignature, PngFormat::outline),
            new Format(GifFormat::hasSignature, GifFormat::outline),
            new Format(WebpFormat::hasSignature, WebpFormat::outline),
            new Format(TiffDirectory::hasSignature, TiffFormat::outline),
            new Format(BmpFormat::hasSignature, BmpFormat::outline));

    private final ImageLimits limits;

    public ImageDecoder(ImageLimits limits) {
        this.limits = limits;
    }

    /**
     * @param encoded the bytes of a file; not written to
     * @return upright pixels
     * @throws RlpipsException and nothing else: EMPTY_INPUT, TOO_MANY_BYTES, NOT_AN_IMAGE, CORRUPT_IMAGE (truncated,
     *     damaged, or a variant of the format that is not read), TOO_MANY_PIXELS, TOO_FEW_PIXELS, or INTERNAL where
     *     accepted pixels do not fit into the heap
     */
    public RgbImage decode(byte[] encoded) {
        Outline outline = accepted(encoded);
        return withinHeap(outline, () -> full(outline));
    }

    /**
     * @param encoded the bytes of a file; its header is read and no pixel
     * @return the name of its format: {@code JPEG}, {@code PNG}, ...
     * @throws RlpipsException as {@link #decode}
     */
    public String format(byte[] encoded) {
        return accepted(encoded).format();
    }

    /**
     * For who only wants a small picture: decodes large JPEG files at a fraction of their size and everything else in
     * full.
     *
     * @param leastCells what either side has at least, where the picture itself has as many
     * @throws RlpipsException as {@link #decode}
     */
    ReducedPicture decodeReduced(byte[] encoded, int leastCells) {
        Outline outline = accepted(encoded);
        return withinHeap(outline, () -> reducedWherePossible(outline, leastCells));
    }

    private static ReducedPicture reducedWherePossible(Outline outline, int leastCells) {
        int cellSide = ReducedPicture.cellSide(outline.width(), outline.height(), leastCells);
        if (cellSide == 1 || !ColourConversion.keepsMeans(outline.colourProfile())) {
            return ReducedPicture.full(full(outline));
        }
        return reduced(outline, cellSide).orElseGet(() -> ReducedPicture.full(full(outline)));
    }

    private Outline accepted(byte[] encoded) {
        checkBytes(encoded.length);
        Format format = FORMATS.stream()
                .filter(candidate -> candidate.recognises().test(encoded))
                .findFirst()
                .orElseThrow(() -> new RlpipsException(
                        FailureCategory.NOT_AN_IMAGE,
                        "the %d bytes are no JPEG, PNG, GIF, BMP, TIFF or WebP picture".formatted(encoded.length)));
        Outline outline = format.outline().apply(encoded);
        checkSize(outline);
        return outline;
    }

    private static <T> T withinHeap(Outline outline, Supplier<T> decoding) {
        return HeapLimit.within(() -> "decode a " + size(outline), decoding);
    }

    private static RgbImage full(Outline outline) {
        RgbImage stored = ColourConversion.toSrgb(pixels(outline), outline.colourProfile());
        return Orientation.upright(stored, outline.orientation());
    }

    private static Optional<ReducedPicture> reduced(Outline outline, int cellSide) {
        return cells(outline, cellSide).map(cells -> {
            RgbImage stored = ColourConversion.toSrgb(cells, outline.colourProfile());
            int width = (int) outline.width();
            int height = (int) outline.height();
            return ReducedPicture.upright(stored, width, height, cellSide, outline.orientation());
        });
    }

    /** Whatever goes wrong here, the decoder of full pictures has the last word. */
    private static Optional<Samples> cells(Outline outline, int cellSide) {
        try {
            return outline.reduced().read(cellSide);
        } catch (RuntimeException | OutOfMemoryError noVerdictOnTheFile) {
            return Optional.empty();
        }
    }

    private void checkBytes(int length) {
        if (length == 0) {
            throw new RlpipsException(FailureCategory.EMPTY_INPUT, "the picture has no bytes");
        }
        if (length > limits.maxBytes()) {
            throw new RlpipsException(
                    FailureCategory.TOO_MANY_BYTES,
                    "the picture has %d bytes, the limit is %d".formatted(length, limits.maxBytes()));
        }
    }

    private void checkSize(Outline outline) {
        long width = outline.width();
        long height = outline.height();
        if (width < 1 || height < 1) {
            throw new RlpipsException(FailureCategory.CORRUPT_IMAGE, size(outline));
        }
        if (width > limits.maxPixels() / height) {
            throw new RlpipsException(
                    FailureCategory.TOO_MANY_PIXELS,
                    "%s, the limit is %d pixels".formatted(size(outline), limits.maxPixels()));
        }
        if (Math.min(width, height) < limits.minSide()) {
            throw new RlpipsException(
                    FailureCategory.TOO_FEW_PIXELS,
                    "%s, the shorter side must have at least %d".formatted(size(outline), limits.minSide()));
        }
    }

    /** Only for messages: made for every picture it would take a hundredth of its decoding. */
    private static String size(Outline outline) {
        return "%s picture of %d x %d pixels".formatted(outline.format(), outline.width(), outline.height());
    }

    /**
     * The decoders are libraries that meet hostile bytes with any kind of exception; all of them mean that the bytes are
     * damaged. Running out of memory does not ({@link HeapLimit}).
     */
    private static Samples pixels(Outline outline) {
        Samples samples;
        try {
            samples = outline.pixels().read();
        } catch (RlpipsException ours) {
            throw ours;
        } catch (IOException | RuntimeException | StackOverflowError damage) {
            String reason = damage.getMessage() == null ? damage.getClass().getSimpleName() : damage.getMessage();
            throw new RlpipsException(
                    FailureCategory.CORRUPT_IMAGE,
                    "%s picture is damaged: %s"
                            .formatted(
                                    outline.format(), reason.lines().findFirst().orElse("")),
                    damage);
        }
        if (samples.width() != outline.width() || samples.height() != outline.height()) {
            throw new RlpipsException(
                    FailureCategory.CORRUPT_IMAGE,
                    "%s picture announces %d x %d pixels and holds %d x %d"
                            .formatted(
                                    outline.format(),
                                    outline.width(),
                                    outline.height(),
                                    samples.width(),
                                    samples.height()));
        }
        return samples;
    }

    /** How a format is recognised and how its structure is read; the latter before the size is checked. */
    private record Format(Predicate<byte[]> recognises, Function<byte[], Outline> outline) {}
}
