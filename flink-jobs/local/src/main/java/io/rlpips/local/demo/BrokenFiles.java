package io.rlpips.local.demo;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.distortion.PictureEncoder;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Files as they arrive in real streams by accident or by intent, and why each has to be refused. */
final class BrokenFiles {
    private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int BOMB_SIDE = 50_000;
    private static final int BOMB_BYTES = 8 << 20;

    private BrokenFiles() {}

    /** A file and the category its reject must have. */
    record BrokenFile(String name, byte[] content, FailureCategory expected) {}

    /** @param sound a picture from which a damaged one is made */
    static List<BrokenFile> make(RgbImage sound) {
        byte[] jpeg = PictureEncoder.jpeg(sound, 90);
        byte[] text =
                "This is a shopping list, whatever its name says.\n- milk\n- bread\n".getBytes(StandardCharsets.UTF_8);
        byte[] pixel = PictureEncoder.png(new RgbImage(1, 1, new byte[] {(byte) 200, 30, 40}));
        return List.of(
                new BrokenFile(
                        "truncated.jpg", Arrays.copyOf(jpeg, jpeg.length * 2 / 5), FailureCategory.CORRUPT_IMAGE),
                new BrokenFile("text.png", text, FailureCategory.NOT_AN_IMAGE),
                new BrokenFile("one-pixel.png", pixel, FailureCategory.TOO_FEW_PIXELS),
                new BrokenFile("zero-bytes.jpg", new byte[0], FailureCategory.EMPTY_INPUT),
                new BrokenFile("bomb.png", bomb(), FailureCategory.TOO_MANY_PIXELS));
    }

    /** A few kilobytes that announce 2.5 thousand million pixels and begin to unfold into them. */
    private static byte[] bomb() {
        try {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.write(PNG_SIGNATURE);
            ByteBuffer header = ByteBuffer.allocate(13).putInt(BOMB_SIDE).putInt(BOMB_SIDE);
            header.put((byte) 8).put((byte) 2);
            chunk(file, "IHDR", header.array());
            ByteArrayOutputStream rows = new ByteArrayOutputStream();
            try (DeflaterOutputStream deflater = new DeflaterOutputStream(rows, new Deflater(9))) {
                deflater.write(new byte[BOMB_BYTES]);
            }
            chunk(file, "IDAT", rows.toByteArray());
            chunk(file, "IEND", new byte[0]);
            return file.toByteArray();
        } catch (IOException e) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot write into memory", e);
        }
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        DataOutputStream output = new DataOutputStream(file);
        output.writeInt(content.length);
        output.write(name);
        output.write(content);
        output.writeInt((int) checksum.getValue());
    }
}
