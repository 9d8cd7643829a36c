package io.rlpips.metric.image;

import static io.rlpips.metric.image.Encodings.joined;
import static io.rlpips.metric.image.Encodings.pngChunk;
import static io.rlpips.metric.image.Encodings.pngHeader;
import static io.rlpips.metric.image.Encodings.webpChunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes are: pixels, or one exception that names what is wrong. */
class ImageDecoderHostileTest {
    private static final RgbImage SCENE = DrawnPictures.scene(33, 21);
    private static final Map<String, byte[]> FILES = files();

    private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

    @Test
    void noBytesAreEmptyInput() {
        assertThat(category(new byte[0])).isEqualTo(FailureCategory.EMPTY_INPUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hello", "P", "BMW has a new model for the year, and it is fast", "<svg/>", "GIF", "RIFFabcdWAVE"
            })
    void otherContentIsNotAnImage(String text) {
        assertThat(category(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(FailureCategory.NOT_AN_IMAGE);
    }

    @Test
    void moreBytesThanTheLimitAreNotLookedAt() {
        ImageDecoder strict = new ImageDecoder(new ImageLimits(100, 1000, 1));
        assertThatThrownBy(() -> strict.decode(new byte[101]))
                .hasMessage("the picture has 101 bytes, the limit is 100");
    }

    static Iterable<String> names() {
        return FILES.keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void thePixelLimitIsExact(String name) {
        int pixels = SCENE.width() * SCENE.height();
        ImageDecoder enough = new ImageDecoder(new ImageLimits(1 << 20, pixels, 21));
        assertThat(enough.decode(FILES.get(name)).width()).isEqualTo(33);
        assertThat(category(new ImageDecoder(new ImageLimits(1 << 20, pixels - 1, 8)), FILES.get(name)))
                .isEqualTo(FailureCategory.TOO_MANY_PIXELS);
        assertThat(category(new ImageDecoder(new ImageLimits(1 << 20, pixels, 22)), FILES.get(name)))
                .isEqualTo(FailureCategory.TOO_FEW_PIXELS);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyTruncatedFileIsCorrupt(String name) {
        byte[] whole = FILES.get(name);
        for (int length = 16; length < whole.length; length++) {
            assertThat(category(Arrays.copyOf(whole, length)))
                    .as("%s cut to %d of %d bytes", name, length, whole.length)
                    .isEqualTo(FailureCategory.CORRUPT_IMAGE);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aMessageIsOneLine(String name) {
        byte[] whole = FILES.get(name);
        assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(whole, whole.length / 2)))
                .hasMessageMatching("[^\\n\\r]+");
    }

    @Test
    void aJpegThatLostItsMiddleIsCorruptAlthoughItEndsWell() {
        byte[] jpeg = Encodings.jpeg(DrawnPictures.noise(160, 160, 3), 0.9f);
        byte[] cut = joined(Arrays.copyOf(jpeg, jpeg.length / 2), new byte[] {(byte) 0xff, (byte) 0xd9});
        assertThat(category(cut)).isEqualTo(FailureCategory.CORRUPT_IMAGE);
    }

    @Test
    void aPngWhoseDataEndsEarlyIsCorrupt() {
        byte[] png = joined(
                pngHeader(64, 64, 8, 2),
                pngChunk("IDAT", Encodings.deflated(new byte[64 * 193 - 1])),
                pngChunk("IEND", new byte[0]));
        assertThat(category(png)).isEqualTo(FailureCategory.CORRUPT_IMAGE);
    }

    @Test
    void aPngWithAWrongChecksumIsCorrupt() {
        byte[] png = PngFile.of(SCENE);
        png[png.length - 20] ^= 1;
        assertThat(category(png)).isEqualTo(FailureCategory.CORRUPT_IMAGE);
    }

    @ParameterizedTest
    @CsvSource({"60000, 60000", "2147483647, 2147483647", "1, 2147483647", "-1, -1"})
    void aPngBombIsRefusedByItsHeader(int width, int height) {
        byte[] bomb = joined(
                pngHeader(width, height, 8, 2),
                pngChunk("IDAT", Encodings.deflated(new byte[1 << 20])),
                pngChunk("IEND", new byte[0]));
        assertThat(category(bomb)).isEqualTo(FailureCategory.TOO_MANY_PIXELS);
    }

    @Test
    void bombsOfOtherFormatsAreRefusedByTheirHeaders() {
        byte[] jpeg = FILES.get("jpeg").clone();
        int frame = indexOf(jpeg, 0xff, 0xc0);
        Arrays.fill(jpeg, frame + 5, frame + 9, (byte) 0xff);
        byte[] screen = FILES.get("gif").clone();
        Arrays.fill(screen, 6, 10, (byte) 0xff);
        byte[] tiff = Encodings.tiff(
                Map.of(256, Integer.MAX_VALUE, 257, Integer.MAX_VALUE, 258, 8, 262, 1, 277, 1), new byte[64]);
        byte[] lossless = webpChunk("VP8L", new byte[] {0x2f, -1, -1, -1, 0x0f, 0, 0, 0});
        byte[] lossy = webpChunk("VP8 ", new byte[] {0, 0, 0, (byte) 0x9d, 1, 0x2a, -1, 0x3f, -1, 0x3f, 0, 0});
        byte[] runs = Encodings.bmp(Encodings.palette(SCENE, 64, -1), "BI_RLE8");
        Arrays.fill(runs, 18, 20, (byte) 0xff);
        Arrays.fill(runs, 22, 24, (byte) 0xff);
        for (byte[] bomb : new byte[][] {jpeg, screen, tiff, Encodings.webp(lossless), Encodings.webp(lossy), runs}) {
            assertThat(category(bomb)).isEqualTo(FailureCategory.TOO_MANY_PIXELS);
        }
    }

    @Test
    void aGifFrameBeyondItsScreenCountsTowardsThePixels() {
        byte[] gif = FILES.get("gif").clone();
        int descriptor = Encodings.gifImageDescriptor(gif);
        Arrays.fill(gif, descriptor + 1, descriptor + 5, (byte) 0xff);
        assertThat(category(gif)).isEqualTo(FailureCategory.TOO_MANY_PIXELS);
    }

    @Test
    void aGifFrameWithTooFewPixelsIsCorrupt() {
        byte[] gif = FILES.get("gif").clone();
        int descriptor = Encodings.gifImageDescriptor(gif);
        gif[descriptor + 7]++;
        assertThatThrownBy(() -> decoder.decode(gif))
                .hasMessage("GIF picture is damaged: the first frame has 693 of 726 pixels");
    }

    @Test
    void textAndProfilesThatInflateWithoutEndAreNotInflated() {
        byte[] zeros = Encodings.deflated(new byte[200 << 20]);
        byte[] named = joined(new byte[] {'x', 0, 0}, zeros);
        byte[] palette = Encodings.png(Encodings.palette(SCENE, 64, -1));
        byte[] text = Encodings.withPngChunk(palette, "zTXt", named);
        byte[] both = Encodings.withPngChunk(Encodings.withPngChunk(text, "iCCP", named), "iTXt", named);
        assertThat(decoder.decode(both)).isEqualTo(decoder.decode(palette));
    }

    @Test
    void ofManyProfilesInAPngOneIsInflated() {
        byte[] profile =
                joined(new byte[] {'x', 0, 0}, Encodings.deflated(new byte[ColourConversion.MAX_PROFILE_BYTES]));
        byte[] chunk = pngChunk("iCCP", profile);
        byte[][] chunks = new byte[50][];
        Arrays.fill(chunks, chunk);
        byte[] png = PngFile.of(SCENE);
        byte[] header = Encodings.head(png, 33);
        byte[] rest = Encodings.tail(png, 33);
        byte[] one = joined(header, chunk, rest);
        byte[] many = joined(header, joined(chunks), rest);

        assertThat(AllocatedBytes.by(() -> decoder.decode(many)))
                .isLessThan(2 * AllocatedBytes.by(() -> decoder.decode(one)));
    }

    @Test
    void theFirstProfileOfAPngCountsHoweverDamaged() {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] profile = joined(new byte[] {'x', 0, 0}, Encodings.deflated(linear));
        byte[] damaged = {'x', 0, 0, 1, 2, 3};
        byte[] png = PngFile.of(SCENE);
        byte[] usable = Encodings.withPngChunk(png, "iCCP", profile);

        byte[] usableFirst = Encodings.withPngChunk(Encodings.withPngChunk(png, "iCCP", damaged), "iCCP", profile);
        byte[] damagedFirst = Encodings.withPngChunk(usable, "iCCP", damaged);

        assertThat(decoder.decode(usableFirst))
                .isEqualTo(decoder.decode(usable))
                .isNotEqualTo(SCENE);
        assertThat(decoder.decode(damagedFirst)).isEqualTo(SCENE);
    }

    @Test
    void aGifWithTwentyMegabytesOfCommentsIsReadInPassing() {
        byte[] gif = FILES.get("gif");
        int descriptor = Encodings.gifImageDescriptor(gif);
        byte[] comments = new byte[(20 << 20) - gif.length - 64];
        comments[0] = 0x21;
        comments[1] = (byte) 0xfe;
        int at = 2;
        for (; at + 256 < comments.length; at += 256) {
            comments[at] = (byte) 0xff;
        }
        byte[] block = joined(Arrays.copyOf(comments, at), new byte[1]);
        byte[] large = joined(Arrays.copyOf(gif, descriptor), block, Encodings.tail(gif, descriptor));
        assertThat(decoder.decode(large)).isEqualTo(decoder.decode(gif));
    }

    @Test
    void aJpegWithEndlessScansIsRefused() {
        byte[] jpeg = FILES.get("progressive jpeg");
        int scan = indexOf(jpeg, 0xff, 0xda);
        byte[] empty = {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 1, 5, 0};
        byte[][] parts = new byte[202][];
        Arrays.fill(parts, empty);
        parts[0] = Arrays.copyOf(jpeg, scan);
        parts[201] = Encodings.tail(jpeg, scan);
        assertThatThrownBy(() -> decoder.decode(joined(parts)))
                .hasMessage("JPEG picture is damaged: more than 100 scans");
    }

    @Test
    void aTiffDirectoryThatPointsAtItselfEnds() {
        byte[] tiff = Encodings.tiff(Map.of(256, 8, 257, 8, 258, 8, 262, 1, 277, 1, 278, 8), new byte[64]);
        int directory = 8 + 64;
        int next = tiff.length - 4;
        tiff[next] = (byte) directory;
        assertThat(decoder.decode(tiff)).isEqualTo(DrawnPictures.plain(8, 8, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({"273, 100000", "279, 2147483647", "277, 60000", "259, 7", "262, 8", "258, 32", "259, 6"})
    void absurdTiffTagsAreCorrupt(int tag, int value) {
        Map<Integer, Integer> tags = new LinkedHashMap<>(Map.of(256, 8, 257, 8, 258, 8, 262, 1, 277, 1, 278, 8));
        tags.put(tag, value);
        assertThat(category(Encodings.tiff(tags, new byte[64]))).isEqualTo(FailureCategory.CORRUPT_IMAGE);
    }

    @Test
    void aTiffTagOfUnknownTypeWithBillionsOfValuesIsCorrupt() {
        byte[] tiff = Encodings.tiff(Map.of(256, 8, 257, 8, 258, 8, 262, 1, 277, 1, 278, 8), new byte[64]);
        int bitsPerSample = 8 + 64 + 2 + 2 * 12;
        tiff[bitsPerSample + 2] = 77;
        Arrays.fill(tiff, bitsPerSample + 4, bitsPerSample + 8, (byte) 0x7f);
        assertThat(category(tiff)).isEqualTo(FailureCategory.CORRUPT_IMAGE);
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 3, 7, 48, 64})
    void aBitmapOfADepthThatDoesNotExistIsCorrupt(byte bits) {
        byte[] bmp = FILES.get("bmp").clone();
        bmp[28] = bits;
        assertThat(category(bmp)).isEqualTo(FailureCategory.CORRUPT_IMAGE);
    }

    @Test
    void tilesBeyondReasonAreCorrupt() {
        Map<Integer, Integer> tags =
                Map.of(256, 8, 257, 8, 258, 8, 262, 1, 277, 1, 322, 1 << 20, 323, 1 << 20, 324, 8, 325, 64);
        assertThatThrownBy(() -> decoder.decode(Encodings.tiff(tags, new byte[64])))
                .hasMessage("TIFF picture is damaged: tiles of 1048576 x 1048576 pixels");
    }

    @Test
    void theSameBytesGiveTheSamePixelsInEveryLocaleAndThread() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR-u-nu-arab"));
            FILES.values().parallelStream().forEach(file -> {
                RgbImage first = decoder.decode(file);
                assertThat(new ImageDecoder(ImageLimits.DEFAULT).decode(file)).isEqualTo(first);
            });
            everyTruncatedFileIsCorrupt("jpeg");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Property(tries = 3000)
    void damagedFilesGivePixelsOrOneKindOfException(
            @ForAll @IntRange(max = 100) int file,
            @ForAll @Size(min = 1, max = 6) int[] positions,
            @ForAll long seed,
            @ForAll @IntRange(max = 3) int cut) {
        byte[] whole =
                FILES.values().stream().skip(file % FILES.size()).findFirst().orElseThrow();
        Random random = new Random(seed);
        byte[] damaged = Arrays.copyOf(whole, cut == 3 ? random.nextInt(whole.length) + 1 : whole.length);
        for (int position : positions) {
            // Headers decide most: half of the damage goes there.
            int reach = random.nextBoolean() ? Math.min(64, damaged.length) : damaged.length;
            damaged[Math.floorMod(position, reach)] = interesting(random);
        }
        assertPixelsOrRlpipsException(damaged);
    }

    @Property(tries = 500)
    void noiseBehindASignatureGivesPixelsOrOneKindOfException(
            @ForAll @IntRange(max = 100) int file, @ForAll long seed) {
        byte[] whole =
                FILES.values().stream().skip(file % FILES.size()).findFirst().orElseThrow();
        byte[] noise = DrawnPictures.noise(20, 20, seed).pixels();
        assertPixelsOrRlpipsException(joined(Arrays.copyOf(whole, 16), noise));
    }

    /** Small limits keep the accepted ones fast; what a file says beyond them must not matter. */
    private static void assertPixelsOrRlpipsException(byte[] encoded) {
        try {
            RgbImage image = new ImageDecoder(new ImageLimits(1 << 20, 1 << 16, 1)).decode(encoded);
            assertThat((long) image.width() * image.height()).isLessThanOrEqualTo(1 << 16);
        } catch (RlpipsException expected) {
            assertThat(expected.category())
                    .isIn(
                            FailureCategory.NOT_AN_IMAGE,
                            FailureCategory.CORRUPT_IMAGE,
                            FailureCategory.TOO_MANY_PIXELS,
                            FailureCategory.TOO_FEW_PIXELS);
        }
    }

    private static byte interesting(Random random) {
        byte[] edges = {0, 1, 2, 0x7f, (byte) 0x80, (byte) 0xfe, (byte) 0xff};
        return random.nextBoolean() ? edges[random.nextInt(edges.length)] : (byte) random.nextInt(256);
    }

    private FailureCategory category(byte[] encoded) {
        return category(decoder, encoded);
    }

    private static FailureCategory category(ImageDecoder decoder, byte[] encoded) {
        return catchThrowableOfType(RlpipsException.class, () -> decoder.decode(encoded))
                .category();
    }

    private static int indexOf(byte[] content, int first, int second) {
        for (int at = 13; at < content.length - 1; at++) {
            if ((content[at] & 0xff) == first && (content[at + 1] & 0xff) == second) {
                return at;
            }
        }
        throw new IllegalArgumentException("not there");
    }

    private static Map<String, byte[]> files() {
        BufferedImage colour = AwtImages.toAwt(SCENE);
        BufferedImage palette = Encodings.palette(SCENE, 64, 3);
        BufferedImage opaquePalette = Encodings.palette(SCENE, 64, -1);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("jpeg", Encodings.jpeg(SCENE, 0.8f));
        files.put("progressive jpeg", Encodings.progressiveJpeg(SCENE, 0.8f));
        files.put("cmyk jpeg", Encodings.fourComponentJpeg(new byte[33 * 21 * 4], 33, 21, 0));
        files.put("jpeg with exif", Encodings.withJpegExif(Encodings.jpeg(SCENE, 0.8f), Encodings.exif(1)));
        files.put("png", PngFile.of(SCENE));
        files.put("palette png", Encodings.png(palette));
        files.put("translucent png", Encodings.png(DrawnPictures.translucent(SCENE)));
        files.put("gif", Encodings.gif(palette));
        files.put("bmp", Encodings.bmp(colour, "BI_RGB"));
        files.put("run-length bmp", Encodings.bmp(opaquePalette, "BI_RLE8"));
        files.put("lzw tiff", Encodings.tiff(colour, "LZW"));
        files.put("deflate tiff", Encodings.tiff(palette, "Deflate"));
        files.put("webp", Encodings.losslessWebp(SCENE));
        return files;
    }
}
