package io.rlpips.metric.image;

import static io.rlpips.metric.image.DrawnPictures.largestDifference;
import static io.rlpips.metric.image.DrawnPictures.meanDifference;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was drawn is what is read, in every format and colour model. */
class ImageDecoderColourTest {
    private static final int WIDTH = 41;
    private static final int HEIGHT = 29;
    private static final RgbImage SCENE = DrawnPictures.scene(WIDTH, HEIGHT);

    /** Mean, of 255: colour is stored at half the resolution and bleeds over the edge of the disc. */
    private static final double LOSS = 4;

    /** Mean, of 255: libwebp's own decoder differs by 6.4 from what was drawn on so small a picture. */
    private static final double LOSSY_WEBP_LOSS = 8;

    /** {@link DrawnPictures#scene} of 32 x 24 as libwebp writes it at quality 60; there is no such writer in Java. */
    private static final String LOSSY_WEBP =
            "UklGRsAAAABXRUJQVlA4ILQAAAAQBgCdASogABgAPrVUo00nJKMiqAgA4BaJbACxHoR8P67eh2gg3j0GgGMlyFt7"
                    + "I//67gYPXk8BM8AA/uw9p5aA4qs11c17/z6/XEOYGaIty6uwKyCMB8nI0UeZHO+yEv//Dps/yON1BpdHI8miUmHX"
                    + "rK/H/PspcW3qroOOoLjWOR2eBMZ+PtphZm+4L2seBtwvRSj68t0YHs/E4GW4y/3X9zeXnvdRLzRvukvZ2KYgEbAA"
                    + "AAA=";

    /** The same with {@link DrawnPictures#alphaAt}. */
    private static final String LOSSY_WEBP_WITH_ALPHA =
            "UklGRu4AAABXRUJQVlA4WAoAAAAQAAAAHwAAFwAAQUxQSBIAAAAFINK2Oez8Oz+KiBiEIAQh9G9WUDggtgAAABAG"
                    + "AJ0BKiAAGAA+tVSjTSckoyKoCADgFolsAJ0yhHUHrt6HbejePQaAYyXIW3sj//ruBg9eTwEzwAD+7D2nloDiqzXV"
                    + "zXv/Pr9cQ5gZoi3Lq7ArIIwHycjRR5kc77IS//4hyg+T6XJfebx4RYFVSU4xivx/z7KXFt63CXqQ/NmCEm74Exn4"
                    + "+2mFmb7gvax23UbRLBzn2u9TZYH6jVfQfIUx/ZfQW+mkxt87x3150j/JNiJjAAAA";

    private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

    @Test
    void pngIsLossless() {
        assertThat(decoder.decode(PngFile.of(SCENE))).isEqualTo(SCENE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void jpegIsCloseToWhatWasDrawn(boolean progressive) {
        byte[] jpeg = progressive ? Encodings.progressiveJpeg(SCENE, 1f) : Encodings.jpeg(SCENE, 1f);
        assertThat(meanDifference(decoder.decode(jpeg), SCENE)).isLessThan(LOSS);
    }

    @Test
    void bmpIsLossless() {
        assertThat(decoder.decode(Encodings.bmp(AwtImages.toAwt(SCENE), "BI_RGB")))
                .isEqualTo(SCENE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LZW", "Deflate", "PackBits", "ZLib"})
    void tiffIsLossless(String compression) {
        assertThat(decoder.decode(Encodings.tiff(AwtImages.toAwt(SCENE), compression)))
                .isEqualTo(SCENE);
    }

    @Test
    void webpIsLossless() {
        assertThat(decoder.decode(Encodings.losslessWebp(SCENE))).isEqualTo(SCENE);
    }

    @Test
    void lossyWebpIsCloseToWhatWasDrawn() {
        RgbImage scene = DrawnPictures.scene(32, 24);
        RgbImage opaque = decoder.decode(Base64.getDecoder().decode(LOSSY_WEBP));
        RgbImage overWhite = decoder.decode(Base64.getDecoder().decode(LOSSY_WEBP_WITH_ALPHA));
        assertThat(meanDifference(opaque, scene)).isLessThan(LOSSY_WEBP_LOSS);
        assertThat(meanDifference(overWhite, DrawnPictures.translucentOverWhite(scene)))
                .isLessThan(LOSSY_WEBP_LOSS);
    }

    @ParameterizedTest
    @CsvSource({"gif, -1", "png, -1", "bmp, -1", "gif, 30", "png, 30"})
    void paletteColoursAreLookedUpAndATransparentOneIsWhite(String format, int transparent) {
        BufferedImage image = Encodings.palette(SCENE, 64, transparent);
        byte[] encoded =
                switch (format) {
                    case "gif" -> Encodings.gif(image);
                    case "png" -> Encodings.png(image);
                    default -> Encodings.bmp(image, "BI_RGB");
                };
        RgbImage expected = eachPixel((x, y, channel) -> {
            int index = SCENE.sample(x, y, 0) * 64 / 256;
            int level = 255 * index / 63;
            return index == transparent ? 255 : channel == 1 ? 255 * (63 - index) / 63 : level;
        });
        assertThat(decoder.decode(encoded)).isEqualTo(expected);
    }

    @Test
    void runLengthCodedBitmapsAreRead() {
        BufferedImage image = Encodings.palette(SCENE, 64, -1);
        assertThat(decoder.decode(Encodings.bmp(image, "BI_RLE8")))
                .isEqualTo(decoder.decode(Encodings.bmp(image, "BI_RGB")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "webp"})
    void transparencyIsLaidOverWhite(String format) {
        BufferedImage image = DrawnPictures.translucent(SCENE);
        byte[] encoded = format.equals("png")
                ? Encodings.png(image)
                : Encodings.webp(Encodings.webpChunk("VP8L", new LosslessWebp().encode(image)));
        RgbImage expected = DrawnPictures.translucentOverWhite(SCENE);
        assertThat(largestDifference(decoder.decode(encoded), expected)).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "tiff", "gif"})
    void greyIsTakenAsStoredAndNotAsLinearLight(String format) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        fill(image, value -> value);
        byte[] encoded =
                switch (format) {
                    case "jpeg" -> Encodings.jpeg(image);
                    case "png" -> Encodings.png(image);
                    case "gif" -> Encodings.gif(image);
                    default -> Encodings.tiff(image, "LZW");
                };
        RgbImage decoded = decoder.decode(encoded);
        RgbImage expected = eachPixel((x, y, channel) -> SCENE.sample(x, y, 0));
        if (format.equals("jpeg")) {
            assertThat(meanDifference(decoded, expected)).isLessThan(2.5);
        } else {
            assertThat(decoded).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tiff"})
    void sixteenBitsAreRoundedToEight(String format) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
        fill(image, value -> value * 257 + 100);
        byte[] encoded = format.equals("png") ? Encodings.png(image) : Encodings.tiff(image, "LZW");
        assertThat(decoder.decode(encoded)).isEqualTo(eachPixel((x, y, channel) -> SCENE.sample(x, y, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tiff", "bmp", "CCITT T.6"})
    void oneBitIsBlackOrWhite(String format) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY);
        fill(image, value -> value >= 128 ? 1 : 0);
        byte[] encoded =
                switch (format) {
                    case "png" -> Encodings.png(image);
                    case "bmp" -> Encodings.bmp(image, "BI_RGB");
                    case "tiff" -> Encodings.tiff(image, "PackBits");
                    default -> Encodings.tiff(image, format);
                };
        assertThat(decoder.decode(encoded))
                .isEqualTo(eachPixel((x, y, channel) -> SCENE.sample(x, y, 0) >= 128 ? 255 : 0));
    }

    @ParameterizedTest
    @CsvSource({"8, 2", "8, 0", "16, 2", "16, 0", "2, 0"})
    void theOneTransparentColourOfAPngIsWhite(int bits, int colourType) {
        int channels = colourType == 2 ? 3 : 1;
        int bytes = Math.max(1, bits / 8);
        int rowBytes = bits == 2 ? 2 : 8 * channels * bytes;
        byte[] rows = new byte[8 * (1 + rowBytes)];
        byte[] key = new byte[channels * 2];
        for (int y = 4; y < 8; y++) {
            for (int i = 1; i <= rowBytes; i++) {
                rows[y * (1 + rowBytes) + i] = (byte) (bits == 2 ? 0b01010101 : 1);
            }
        }
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (i % 2 == 1 || bits == 16 ? 1 : 0);
        }
        RgbImage decoded = decoder.decode(Encodings.joined(
                Encodings.pngHeader(8, 8, bits, colourType),
                Encodings.pngChunk("tRNS", key),
                Encodings.pngChunk("IDAT", Encodings.deflated(rows)),
                Encodings.pngChunk("IEND", new byte[0])));
        assertThat(decoded)
                .isEqualTo(DrawnPictures.framed(
                        DrawnPictures.plain(8, 8, 255, 255, 255), DrawnPictures.plain(8, 4, 0, 0, 0), 0, 0));
    }

    @Test
    void aGifFrameIsLaidOnItsScreen() {
        byte[] gif = Encodings.gif(Encodings.palette(SCENE, 64, -1));
        RgbImage frame = decoder.decode(gif);
        gif[6] = WIDTH + 10;
        gif[8] = HEIGHT + 6;
        int descriptor = Encodings.gifImageDescriptor(gif);
        gif[descriptor + 1] = 4;
        gif[descriptor + 3] = 5;
        RgbImage screen = DrawnPictures.plain(WIDTH + 10, HEIGHT + 6, 255, 255, 255);
        assertThat(decoder.decode(gif)).isEqualTo(DrawnPictures.framed(screen, frame, 4, 5));
    }

    @Test
    void aWebpAnimationShowsItsFirstFrameOnItsCanvas() {
        byte[] picture = Encodings.webpChunk("VP8L", new LosslessWebp().encode(AwtImages.toAwt(SCENE)));
        byte[] other = Encodings.webpChunk(
                "VP8L", new LosslessWebp().encode(AwtImages.toAwt(DrawnPictures.noise(WIDTH, HEIGHT, 1))));
        byte[] head = {3, 0, 0, 2, 0, 0, WIDTH - 1, 0, 0, HEIGHT - 1, 0, 0, 0, 0, 0, 0};
        byte[] canvas = {2, 0, 0, 0, WIDTH + 9, 0, 0, HEIGHT + 9, 0, 0};
        RgbImage decoded = decoder.decode(Encodings.webp(
                Encodings.webpChunk("VP8X", canvas),
                Encodings.webpChunk("ANIM", new byte[6]),
                Encodings.webpChunk("ANMF", Encodings.joined(head, picture)),
                Encodings.webpChunk("ANMF", Encodings.joined(head, other))));
        RgbImage screen = DrawnPictures.plain(WIDTH + 10, HEIGHT + 10, 255, 255, 255);
        assertThat(decoded).isEqualTo(DrawnPictures.framed(screen, SCENE, 6, 4));
    }

    /** Ideal inks without black: cyan takes away red, and so on. Adobe stores 255 - ink, which is the light itself. */
    @Test
    void adobeCmykJpegIsTurnedAroundAndMultipliedOut() {
        byte[] stored = fourComponents(SCENE, false);
        RgbImage decoded = decoder.decode(Encodings.fourComponentJpeg(stored, WIDTH, HEIGHT, 0));
        assertThat(meanDifference(decoded, SCENE)).isLessThan(2.5);
    }

    @Test
    void adobeYcckJpegIsConvertedFirst() {
        byte[] stored = fourComponents(SCENE, true);
        RgbImage decoded = decoder.decode(Encodings.fourComponentJpeg(stored, WIDTH, HEIGHT, 2));
        assertThat(meanDifference(decoded, SCENE)).isLessThan(3);
    }

    @Test
    void aBrokenCmykProfileChangesNothing() {
        byte[] jpeg = Encodings.fourComponentJpeg(fourComponents(SCENE, false), WIDTH, HEIGHT, 0);
        assertThat(decoder.decode(Encodings.withJpegProfile(jpeg, new byte[500])))
                .isEqualTo(decoder.decode(jpeg));
    }

    @Test
    void cmykTiffIsMultipliedOut() {
        byte[] inks = {0, 0, 0, 0, (byte) 255, 0, 0, 0, 0, (byte) 255, 0, (byte) 128, 0, 0, 0, (byte) 255};
        byte[] strip = new byte[8 * 8 * 4];
        for (int i = 0; i < strip.length; i++) {
            strip[i] = inks[i % inks.length];
        }
        Map<Integer, Integer> tags = Map.of(256, 8, 257, 8, 258, 8, 262, 5, 277, 4, 278, 8);
        RgbImage decoded = decoder.decode(Encodings.tiff(tags, strip));
        assertThat(new int[] {decoded.sample(0, 0, 0), decoded.sample(0, 0, 1), decoded.sample(0, 0, 2)})
                .containsExactly(255, 255, 255);
        assertThat(new int[] {decoded.sample(1, 0, 0), decoded.sample(1, 0, 1), decoded.sample(1, 0, 2)})
                .containsExactly(0, 255, 255);
        assertThat(new int[] {decoded.sample(2, 0, 0), decoded.sample(2, 0, 1), decoded.sample(2, 0, 2)})
                .containsExactly(127, 0, 127);
        assertThat(new int[] {decoded.sample(3, 0, 0), decoded.sample(3, 0, 1), decoded.sample(3, 0, 2)})
                .containsExactly(0, 0, 0);
    }

    @Test
    void aProfileIsConvertedToSrgb() {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        RgbImage stored = DrawnPictures.plain(16, 16, 55, 55, 55);
        byte[] profile = Encodings.joined(new byte[] {'x', 0, 0}, Encodings.deflated(linear));
        RgbImage decoded = decoder.decode(Encodings.withPngChunk(PngFile.of(stored), "iCCP", profile));
        // Linear 55/255 is 1.055 * (55/255)^(1/2.4) - 0.055 = 0.5023 in sRGB, 128 of 255.
        assertThat(decoded.sample(3, 3, 0)).isBetween(127, 129);
        assertThat(decoder.decode(Encodings.withJpegProfile(Encodings.jpeg(stored, 1f), linear))
                        .sample(3, 3, 0))
                .isBetween(126, 130);
    }

    @Test
    void aBrokenProfileLeavesSrgb() {
        byte[] garbage = Encodings.joined(new byte[] {'x', 0, 0}, Encodings.deflated(new byte[300]));
        byte[] undecodable = {'x', 0, 0, 1, 2, 3};
        byte[] png = PngFile.of(SCENE);
        assertThat(decoder.decode(Encodings.withPngChunk(png, "iCCP", garbage))).isEqualTo(SCENE);
        assertThat(decoder.decode(Encodings.withPngChunk(png, "iCCP", undecodable)))
                .isEqualTo(SCENE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "webp", "tiff"})
    void exifOrientationIsUndone(String format) {
        for (int orientation = 1; orientation <= 8; orientation++) {
            byte[] exif = Encodings.exif(orientation);
            byte[] encoded =
                    switch (format) {
                        case "jpeg" -> Encodings.withJpegExif(Encodings.jpeg(SCENE, 1f), exif);
                        case "png" -> Encodings.withPngChunk(PngFile.of(SCENE), "eXIf", exif);
                        case "webp" -> webpWithExif(exif);
                        default -> Encodings.tiff(greyTags(274, orientation), new byte[64]);
                    };
            RgbImage stored = format.equals("tiff") ? DrawnPictures.plain(8, 8, 0, 0, 0) : SCENE;
            RgbImage decoded = decoder.decode(encoded);
            RgbImage expected = Orientation.upright(stored, orientation);
            assertThat(decoded.width()).isEqualTo(expected.width());
            assertThat(meanDifference(decoded, expected)).isLessThan(LOSS);
        }
    }

    @Test
    void tiffOrientationIsUndone() {
        byte[] strip = new byte[64];
        strip[0] = (byte) 255;
        RgbImage decoded = decoder.decode(Encodings.tiff(greyTags(274, 3), strip));
        assertThat(decoded.sample(7, 7, 0)).isEqualTo(255);
        assertThat(decoded.sample(0, 0, 0)).isZero();
    }

    @Test
    void damagedExifIsPassedOver() {
        byte[] exif = Encodings.head(Encodings.exif(6), 12);
        byte[] png = Encodings.withPngChunk(PngFile.of(SCENE), "eXIf", exif);
        assertThat(decoder.decode(png)).isEqualTo(SCENE);
    }

    private static Map<Integer, Integer> greyTags(int tag, int value) {
        return Map.of(256, 8, 257, 8, 258, 8, 262, 1, 277, 1, 278, 8, tag, value);
    }

    private static byte[] webpWithExif(byte[] exif) {
        byte[] canvas = {8, 0, 0, 0, WIDTH - 1, 0, 0, HEIGHT - 1, 0, 0};
        return Encodings.webp(
                Encodings.webpChunk("VP8X", canvas),
                Encodings.webpChunk("VP8L", new LosslessWebp().encode(AwtImages.toAwt(SCENE))),
                Encodings.webpChunk("EXIF", exif));
    }

    /** Stored C M Y as 255 - ink, so equal to R G B; no black, stored as 255. */
    private static byte[] fourComponents(RgbImage image, boolean ycck) {
        byte[] stored = new byte[image.width() * image.height() * 4];
        for (int pixel = 0; pixel < image.width() * image.height(); pixel++) {
            double red = image.pixels()[pixel * 3] & 0xff;
            double green = image.pixels()[pixel * 3 + 1] & 0xff;
            double blue = image.pixels()[pixel * 3 + 2] & 0xff;
            if (ycck) {
                double r = 255 - red;
                double g = 255 - green;
                double b = 255 - blue;
                red = 0.299 * r + 0.587 * g + 0.114 * b;
                green = 128 - 0.168736 * r - 0.331264 * g + 0.5 * b;
                blue = 128 + 0.5 * r - 0.418688 * g - 0.081312 * b;
            }
            stored[pixel * 4] = (byte) Math.round(red);
            stored[pixel * 4 + 1] = (byte) Math.round(green);
            stored[pixel * 4 + 2] = (byte) Math.round(blue);
            stored[pixel * 4 + 3] = (byte) 255;
        }
        return stored;
    }

    private static void fill(BufferedImage image, IntUnaryOperator value) {
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.getRaster().setSample(x, y, 0, value.applyAsInt(SCENE.sample(x, y, 0)));
            }
        }
    }

    private static RgbImage eachPixel(Colour colour) {
        byte[] pixels = new byte[WIDTH * HEIGHT * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) colour.at(i / 3 % WIDTH, i / 3 / WIDTH, i % 3);
        }
        return new RgbImage(WIDTH, HEIGHT, pixels);
    }

    @FunctionalInterface
    private interface Colour {
        int at(int x, int y, int channel);
    }
}
