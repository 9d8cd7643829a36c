package io.rlpips.metric.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * WebP (RFC 9649): lossy, lossless, with alpha; of animations the first frame, laid on its canvas. The decoder is given a
 * container rebuilt around that frame. Lossless pictures come out exactly; the library's lossy decoder differs visibly
 * little but measurably from libwebp (mean difference of luma up to about 4 of 255 at quality 10, 1 at quality 75).
 */
final class WebpFormat {
    private static final String FORMAT = "WebP";
    private static final int CONTAINER_HEADER_BYTES = 12;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int EXTENDED_HEADER_BYTES = 10;
    /** Position, size, duration and flags in front of an animation frame's own chunks. */
    private static final int FRAME_HEADER_BYTES = 16;

    private static final int ALPHA_FLAG = 0x10;

    private final ImageBytes file;
    private byte[] profile = new byte[0];
    private int orientation = Orientation.UPRIGHT;
    private ImageBytes canvas;
    private ImageBytes frame;
    private ImageBytes alpha;
    private ImageBytes lossy;
    private ImageBytes lossless;

    private WebpFormat(byte[] encoded) {
        ImageBytes bytes = ImageBytes.littleEndian(FORMAT, encoded);
        this.file = bytes.slice(CHUNK_HEADER_BYTES, bytes.unsignedInt(4));
    }

    static boolean hasSignature(byte[] encoded) {
        ImageBytes bytes = ImageBytes.littleEndian(FORMAT, encoded);
        return bytes.hasAscii(0, "RIFF") && bytes.hasAscii(8, "WEBP");
    }

    static Outline outline(byte[] encoded) {
        WebpFormat format = new WebpFormat(encoded);
        format.walk(format.file, CONTAINER_HEADER_BYTES - CHUNK_HEADER_BYTES);
        return format.outline();
    }

    private void walk(ImageBytes chunks, long start) {
        long at = start;
        while (at < chunks.length()) {
            long length = chunks.unsignedInt(at + 4);
            chunk(chunks, at, chunks.slice(at + CHUNK_HEADER_BYTES, length));
            at += CHUNK_HEADER_BYTES + length + (length & 1);
        }
    }

    private void chunk(ImageBytes chunks, long at, ImageBytes content) {
        boolean pictureSeen = lossy != null || lossless != null;
        if (chunks.hasAscii(at, "VP8X")) {
            canvas = content;
        } else if (chunks.hasAscii(at, "ICCP")) {
            profile = content.copy(0, content.length());
        } else if (chunks.hasAscii(at, "EXIF")) {
            orientation = TiffDirectory.orientation(content.copy(0, content.length()));
        } else if (chunks.hasAscii(at, "ANMF") && chunks == file && !pictureSeen) {
            frame = content;
            walk(content, FRAME_HEADER_BYTES);
        } else if (chunks.hasAscii(at, "ALPH") && !pictureSeen) {
            alpha = content;
        } else if (chunks.hasAscii(at, "VP8 ") && !pictureSeen) {
            lossy = content;
        } else if (chunks.hasAscii(at, "VP8L") && !pictureSeen) {
            lossless = content;
        }
    }

    private Outline outline() {
        if (lossy == null && lossless == null) {
            throw file.corrupt("it holds no picture");
        }
        int width = pictureWidth();
        int height = pictureHeight();
        if (frame == null) {
            checkSameSize("canvas", side(canvas, 4, width), side(canvas, 7, height), width, height);
            return outline(width, height, this::decode);
        }
        int canvasWidth = side(canvas, 4, width);
        int canvasHeight = side(canvas, 7, height);
        checkSameSize("frame", side(frame, 6, width), side(frame, 9, height), width, height);
        if (left() + width > canvasWidth || top() + height > canvasHeight) {
            throw file.corrupt("its first frame reaches beyond the canvas");
        }
        return outline(
                canvasWidth, canvasHeight, () -> Layer.place(decode(), left(), top(), canvasWidth, canvasHeight));
    }

    private Outline outline(int width, int height, Outline.PixelSource pixels) {
        return new Outline(FORMAT, width, height, orientation, profile, pixels);
    }

    private void checkSameSize(String what, int announcedWidth, int announcedHeight, int width, int height) {
        if (announcedWidth != width || announcedHeight != height) {
            throw file.corrupt("a %s of %d x %d around a picture of %d x %d"
                    .formatted(what, announcedWidth, announcedHeight, width, height));
        }
    }

    /** @return 24 bits, stored less one; {@code otherwise} where there is no such header */
    private static int side(ImageBytes header, int offset, int otherwise) {
        return header == null ? otherwise : 1 + unsigned24(header, offset);
    }

    private static int unsigned24(ImageBytes bytes, int offset) {
        return bytes.unsignedShort(offset) | bytes.unsignedByte(offset + 2L) << 16;
    }

    private int left() {
        return 2 * unsigned24(frame, 0);
    }

    private int top() {
        return 2 * unsigned24(frame, 3);
    }

    private int pictureWidth() {
        if (lossless != null) {
            return 1 + (int) (losslessHeader() & 0x3fff);
        }
        checkLossy();
        return lossy.unsignedShort(6) & 0x3fff;
    }

    private int pictureHeight() {
        return lossless != null ? 1 + (int) (losslessHeader() >> 14 & 0x3fff) : lossy.unsignedShort(8) & 0x3fff;
    }

    private long losslessHeader() {
        if (lossless.unsignedByte(0) != 0x2f) {
            throw file.corrupt("its lossless data has no signature");
        }
        return lossless.unsignedInt(1);
    }

    /** RFC 6386, section 9.1: a key frame whose first partition lies inside the data. */
    private void checkLossy() {
        int tag = unsigned24(lossy, 0);
        boolean startCode =
                lossy.unsignedByte(3) == 0x9d && lossy.unsignedByte(4) == 0x01 && lossy.unsignedByte(5) == 0x2a;
        if ((tag & 1) != 0 || !startCode) {
            throw file.corrupt("its lossy data does not start with a key frame");
        }
        lossy.slice(10, tag >> 5);
    }

    private Samples decode() throws IOException {
        if (lossless != null) {
            return read(chunk("VP8L", lossless.copy(0, lossless.length())));
        }
        byte[] colours = chunk("VP8 ", lossy.copy(0, lossy.length()));
        if (alpha == null) {
            return read(colours);
        }
        return read(chunk("VP8X", extendedHeader()), chunk("ALPH", alpha.copy(0, alpha.length())), colours);
    }

    private static Samples read(byte[]... chunks) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(ascii("WEBP"));
        for (byte[] chunk : chunks) {
            content.writeBytes(chunk);
        }
        return SampleReader.read(ImageReaders.WEBP.read(chunk("RIFF", content.toByteArray())));
    }

    private byte[] extendedHeader() {
        byte[] header = new byte[EXTENDED_HEADER_BYTES];
        header[0] = ALPHA_FLAG;
        int width = pictureWidth() - 1;
        int height = pictureHeight() - 1;
        for (int i = 0; i < 3; i++) {
            header[4 + i] = (byte) (width >> 8 * i);
            header[7 + i] = (byte) (height >> 8 * i);
        }
        return header;
    }

    private static byte[] chunk(String name, byte[] content) {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        target.writeBytes(ascii(name));
        for (int shift = 0; shift < 32; shift += 8) {
            target.write(content.length >> shift);
        }
        target.writeBytes(content);
        if ((content.length & 1) == 1) {
            target.write(0);
        }
        return target.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
