package io.rlpips.metric.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * GIF 87a and 89a: the first frame, laid on its logical screen. What the frame leaves free is transparent. The decoder is
 * given that frame alone: it would gather comments and application data, and put up with missing pixels.
 */
final class GifFormat {
    private static final String FORMAT = "GIF";
    private static final int SCREEN_DESCRIPTOR_END = 13;
    private static final int IMAGE_DESCRIPTOR_BYTES = 10;

    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int TRAILER = 0x3b;
    private static final int GRAPHIC_CONTROL = 0xf9;

    private final ImageBytes file;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private ImageBytes descriptor;

    private GifFormat(byte[] encoded) {
        this.file = ImageBytes.littleEndian(FORMAT, encoded);
    }

    static boolean hasSignature(byte[] encoded) {
        ImageBytes bytes = ImageBytes.littleEndian(FORMAT, encoded);
        return bytes.hasAscii(0, "GIF87a") || bytes.hasAscii(0, "GIF89a");
    }

    static Outline outline(byte[] encoded) {
        return new GifFormat(encoded).walk();
    }

    private Outline walk() {
        long at = SCREEN_DESCRIPTOR_END + colourTableBytes(file.unsignedByte(10));
        kept.writeBytes(file.copy(0, at));
        while (file.unsignedByte(at) != TRAILER) {
            at = switch (file.unsignedByte(at)) {
                case 0 -> at + 1; // padding that old writers leave between blocks
                case EXTENSION -> extension(at);
                case IMAGE -> image(at);
                default -> throw file.corrupt("an unknown block 0x%02x".formatted(file.unsignedByte(at)));
            };
        }
        if (descriptor == null) {
            throw file.corrupt("it ends without a frame");
        }
        kept.write(TRAILER);
        int width = Math.max(file.unsignedShort(6), left() + frameWidth());
        int height = Math.max(file.unsignedShort(8), top() + frameHeight());
        return new Outline(
                FORMAT, width, height, Orientation.UPRIGHT, new byte[0], () -> onScreen(frame(), width, height));
    }

    private static int colourTableBytes(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
    }

    private long extension(long at) {
        long end = afterSubBlocks(at + 2);
        if (descriptor == null && file.unsignedByte(at + 1) == GRAPHIC_CONTROL) {
            kept.writeBytes(file.copy(at, end - at));
        }
        return end;
    }

    private long image(long at) {
        long data = at + IMAGE_DESCRIPTOR_BYTES + colourTableBytes(file.unsignedByte(at + 9));
        long end = afterSubBlocks(data + 1);
        if (descriptor == null) {
            descriptor = file.slice(at, IMAGE_DESCRIPTOR_BYTES);
            kept.writeBytes(file.copy(at, end - at));
            checkComplete(data);
        }
        return end;
    }

    private long afterSubBlocks(long start) {
        long at = start;
        while (file.unsignedByte(at) != 0) {
            at += file.unsignedByte(at) + 1L;
        }
        return at + 1;
    }

    private void checkComplete(long data) {
        ByteArrayOutputStream codes = new ByteArrayOutputStream();
        for (long at = data + 1; file.unsignedByte(at) != 0; at += file.unsignedByte(at) + 1L) {
            codes.writeBytes(file.copy(at + 1, file.unsignedByte(at)));
        }
        long pixels = GifCodes.pixels(file.unsignedByte(data), codes.toByteArray());
        long expected = (long) frameWidth() * frameHeight();
        if (pixels < expected) {
            throw file.corrupt("the first frame has %d of %d pixels".formatted(pixels, expected));
        }
    }

    private int left() {
        return descriptor.unsignedShort(1);
    }

    private int top() {
        return descriptor.unsignedShort(3);
    }

    private int frameWidth() {
        return descriptor.unsignedShort(5);
    }

    private int frameHeight() {
        return descriptor.unsignedShort(7);
    }

    private Samples frame() throws IOException {
        return SampleReader.read(ImageReaders.GIF.read(kept.toByteArray()));
    }

    private Samples onScreen(Samples frame, int width, int height) {
        return Layer.place(frame, left(), top(), width, height);
    }
}
