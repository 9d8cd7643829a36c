package io.rlpips.metric.image;

import io.rlpips.metric.image.TiffDirectory.Entry;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * TIFF 6.0: the first page; bilevel, grey, palette, RGB, CMYK and YCbCr of up to 16 unsigned bits,
 * uncompressed, fax, LZW, deflate or PackBits. JPEG inside TIFF is not read, nor is BigTIFF.
 *
 * <p>The decoder is given a directory that is reduced to what describes the pixels and ends there: no further pages, no
 * private data, no profile (converted by us), no link that could loop.
 */
final class TiffFormat {
    private static final String FORMAT = "TIFF";

    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS_PER_SAMPLE = 258;
    private static final int COMPRESSION = 259;
    private static final int PHOTOMETRIC = 262;
    private static final int STRIP_OFFSETS = 273;
    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int STRIP_BYTE_COUNTS = 279;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTE_COUNTS = 325;
    private static final int SAMPLE_FORMAT = 339;
    private static final int COLOUR_PROFILE = 34675;

    /** Besides the named ones: fill order, rows per strip, planes, fax options, predictor, palette, alpha, YCbCr. */
    private static final Set<Integer> KEPT = Set.of(
            WIDTH,
            HEIGHT,
            BITS_PER_SAMPLE,
            COMPRESSION,
            PHOTOMETRIC,
            STRIP_OFFSETS,
            SAMPLES_PER_PIXEL,
            STRIP_BYTE_COUNTS,
            TILE_WIDTH,
            TILE_HEIGHT,
            TILE_OFFSETS,
            TILE_BYTE_COUNTS,
            SAMPLE_FORMAT,
            266,
            278,
            284,
            292,
            293,
            317,
            320,
            338,
            529,
            530,
            531,
            532);

    /** None, fax (three kinds), LZW, deflate (two numbers), PackBits. */
    private static final Set<Long> COMPRESSIONS = Set.of(1L, 2L, 3L, 4L, 5L, 8L, 32946L, 32773L);

    private static final long CMYK = 5;
    /** White is zero, black is zero, RGB, palette, CMYK, YCbCr. */
    private static final Set<Long> PHOTOMETRICS = Set.of(0L, 1L, 2L, 3L, CMYK, 6L);

    private static final long UNSIGNED = 1;
    /** Unsigned, undefined. */
    private static final Set<Long> SAMPLE_FORMATS = Set.of(UNSIGNED, 4L);

    private static final Set<Long> SAMPLE_SIZES = Set.of(1L, 2L, 4L, 8L, 16L);
    private static final int MAX_SAMPLES_PER_PIXEL = 8;
    /** Strips or tiles. */
    private static final int MAX_PARTS = 1 << 20;
    /** A tile may be larger than the picture, within reason. */
    private static final long MAX_TILE_PIXELS = 1L << 22;

    private final byte[] encoded;
    private final TiffDirectory directory;

    private TiffFormat(byte[] encoded) {
        this.encoded = encoded;
        this.directory = TiffDirectory.first(encoded);
    }

    static Outline outline(byte[] encoded) {
        TiffFormat format = new TiffFormat(encoded);
        format.checkSamples();
        format.checkData();
        return new Outline(
                FORMAT,
                format.number(WIDTH, 0),
                format.number(HEIGHT, 0),
                format.directory.orientation(),
                format.profile(),
                format::decode);
    }

    private long number(int tag, long otherwise) {
        return directory.number(tag).orElse(otherwise);
    }

    private void checkSamples() {
        long samples = number(SAMPLES_PER_PIXEL, 1);
        if (samples < 1 || samples > MAX_SAMPLES_PER_PIXEL) {
            throw directory.file().corrupt(samples + " samples a pixel");
        }
        requireOneOf("compression", COMPRESSIONS, number(COMPRESSION, 1));
        requireOneOf("colour model", PHOTOMETRICS, number(PHOTOMETRIC, -1));
        requireOneOf("sample format", SAMPLE_FORMATS, number(SAMPLE_FORMAT, UNSIGNED));
        for (long bits : directory.numbers(BITS_PER_SAMPLE, MAX_SAMPLES_PER_PIXEL)) {
            requireOneOf("sample size", SAMPLE_SIZES, bits);
        }
    }

    private void requireOneOf(String what, Set<Long> read, long value) {
        if (!read.contains(value)) {
            throw directory.file().corrupt(what + " " + value + " is not read");
        }
    }

    /** All strips or tiles lie inside the file. */
    private void checkData() {
        boolean tiled = directory.entry(TILE_OFFSETS).isPresent();
        long[] offsets = directory.numbers(tiled ? TILE_OFFSETS : STRIP_OFFSETS, MAX_PARTS);
        long[] lengths = directory.numbers(tiled ? TILE_BYTE_COUNTS : STRIP_BYTE_COUNTS, MAX_PARTS);
        if (offsets.length == 0 || offsets.length != lengths.length) {
            throw directory
                    .file()
                    .corrupt("%d offsets and %d lengths of data".formatted(offsets.length, lengths.length));
        }
        for (int i = 0; i < offsets.length; i++) {
            directory.file().slice(offsets[i], lengths[i]);
        }
        long tileWidth = number(TILE_WIDTH, 1);
        long tileHeight = number(TILE_HEIGHT, 1);
        if (tiled && (tileWidth < 1 || tileHeight < 1 || tileWidth > MAX_TILE_PIXELS / tileHeight)) {
            throw directory.file().corrupt("tiles of %d x %d pixels".formatted(tileWidth, tileHeight));
        }
    }

    private byte[] profile() {
        return directory
                .entry(COLOUR_PROFILE)
                .filter(entry -> entry.valueBytes() <= ColourConversion.MAX_PROFILE_BYTES)
                .filter(entry -> entry.valuePosition() + entry.valueBytes() <= encoded.length)
                .map(directory::content)
                .orElse(new byte[0]);
    }

    private Samples decode() throws IOException {
        byte[] reduced = reduced();
        if (number(PHOTOMETRIC, -1) == CMYK) {
            Raster raster = ImageReaders.TIFF.readRaster(reduced, (source, warning) -> {});
            return SampleReader.cyanMagentaYellowBlack(raster, false);
        }
        return SampleReader.read(ImageReaders.TIFF.read(reduced));
    }

    /** The same file with a shorter directory in the same place. */
    private byte[] reduced() {
        byte[] copy = encoded.clone();
        List<Entry> kept = directory.entries().stream()
                .filter(entry -> KEPT.contains(entry.tag()))
                .toList();
        kept.forEach(entry -> directory.file().slice(entry.valuePosition(), entry.valueBytes()));
        int start = (int) directory.offset() + 2;
        for (int i = 0; i < kept.size(); i++) {
            System.arraycopy(encoded, (int) kept.get(i).position(), copy, start + i * 12, 12);
        }
        boolean littleEndian = encoded[0] == 'I';
        copy[start - 2] = (byte) (littleEndian ? kept.size() : kept.size() >> 8);
        copy[start - 1] = (byte) (littleEndian ? kept.size() >> 8 : kept.size());
        int end = start + kept.size() * 12;
        for (int i = end; i < Math.min(copy.length, end + 4); i++) {
            copy[i] = 0;
        }
        return copy;
    }
}
